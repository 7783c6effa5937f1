//! Logto as the engine needs to know it: lifetimes, scopes, parameters, where interactions go.
//!
//! Also what Logto answers to the engine's questions about clients, users and resources.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::{interaction_start, model::Data, signed_out};
use crate::base::clock::Moment;
use crate::oidc::{
    client::Client,
    directory::{ClaimsFor, Directory, Resource},
    error::Error,
    profile::{CookieNames, DeviceProfile, Lifetimes, Profile},
};

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
        cookie_key: Some(cookie_key),
        auto_consent: true,
    }
}

impl Directory for Data {
    fn client(&self, id: &str) -> Option<Result<Arc<Client>, Error>> {
        let _ = id;
        None
    }
    fn is_active(&self, account_id: &str) -> bool {
        self.users
            .get(account_id)
            .is_some_and(|user| !user.is_suspended)
    }
    fn claims(&self, _: &str, _: &[&str], _: ClaimsFor) -> Map<String, Value> {
        Map::new()
    }
    fn resource(&self, indicator: &str) -> Option<Resource> {
        self.resource_by_indicator(indicator)
            .map(|resource| Resource {
                indicator: resource.indicator.as_str().into(),
                access_token_ttl: resource.access_token_ttl,
            })
    }
    fn default_resource(&self) -> Option<String> {
        self.resources
            .iter()
            .find(|r| r.is_default)
            .map(|r| r.indicator.clone())
    }
    fn user_resource_scopes(&self, _: &str, _: &Client, _: &str, _: Option<&str>) -> Vec<String> {
        Vec::new()
    }
    fn client_resource_scopes(&self, _: &str, _: &str, _: Option<&str>) -> Vec<String> {
        Vec::new()
    }
    fn user_organization_scopes(&self, _: &str, _: &str) -> Option<Vec<String>> {
        None
    }
    fn client_organization_scopes(&self, _: &str, _: &str) -> Option<Vec<String>> {
        None
    }
    fn organization_mfa_missing(&self, _: &str, _: &str) -> bool {
        false
    }
    fn is_denied(&self, _: &str, _: &str) -> bool {
        false
    }
    fn custom_claims(&self, _: Option<&str>, _: &str, _: Moment) -> Map<String, Value> {
        Map::new()
    }
}
