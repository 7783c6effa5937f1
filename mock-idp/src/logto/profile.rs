//! Logto as the engine needs to know it: lifetimes, scopes, parameters, where interactions go.
//!
//! What Logto answers to the engine's questions is in [`directory`](super::directory).

use super::{interaction_start, signed_out};
use crate::oidc::cookies::CookieKey;
use crate::oidc::profile::{CookieNames, DeviceProfile, Lifetimes, Profile};

/// `claims_supported`, in Logto's order.
const CLAIMS: &[&str] = &[
    "sub",
    "name",
    "family_name",
    "given_name",
    "middle_name",
    "nickname",
    "preferred_username",
    "profile",
    "picture",
    "website",
    "gender",
    "birthdate",
    "zoneinfo",
    "locale",
    "updated_at",
    "username",
    "created_at",
    "email",
    "email_verified",
    "phone_number",
    "phone_number_verified",
    "address",
    "custom_data",
    "identities",
    "sso_identities",
    "roles",
    "organizations",
    "organization_data",
    "organization_roles",
    "sid",
    "auth_time",
    "iss",
];

/// Logto at this endpoint (`scheme://host`, no slash at the end).
pub fn profile(endpoint: &str, cookie_key: String) -> Profile {
    Profile {
        issuer: format!("{endpoint}/oidc"),
        mount: "/oidc",
        lifetimes: Lifetimes {
            code: 60,
            access_token: 3_600,
            id_token: 3_600,
            refresh_token: 1_209_600,
            device_code: 600,
            interaction: 3_600,
            session: 1_209_600,
            grant: 15_552_000,
            logout_token: 120,
            refresh_reuse_leeway: 3,
            clock_tolerance: 15,
        },
        trust_proxy: false,
        claims: CLAIMS,
        scopes: &[
            "openid",
            "offline_access",
            "profile",
            "email",
            "phone",
            "address",
            "custom_data",
            "identities",
            "roles",
            "urn:logto:scope:organizations",
            "urn:logto:scope:organization_roles",
            "urn:logto:scope:sessions",
        ],
        extra_params: &[
            "interaction_mode",
            "first_screen",
            "direct_sign_in",
            "organization_id",
            "login_hint",
            "ui_locales",
            "identifier",
            "one_time_token",
            "google_one_tap_credential",
        ],
        interaction_url: interaction_start::url,
        interaction_cookies: interaction_start::cookies,
        device: Some(DeviceProfile {
            page: "/device",
            cookies: interaction_start::device_cookies,
        }),
        signed_out_page: signed_out::page,
        cookie_names: CookieNames {
            session: "_session",
            interaction: "_interaction",
            resume: "_interaction_resume",
        },
        cookie_key: Some(CookieKey::new(&cookie_key)),
        auto_consent: true,
    }
}
