//! The sign-in experience of a seed: short names for the usual ways in, Logto's objects for the rest.

use serde_json::{Value, json};

use super::{Seed, SeedError};
use crate::logto::model::{Data, sign_in_experience::SignIn};

/// Short names for `signIn`, with the `signUp` that goes with each.
const SHORT: [(&str, &[Method], &[&str]); 5] = [
    (
        "username-password",
        &[Method("username", true, false)],
        &["username"],
    ),
    (
        "email-password",
        &[Method("email", true, false)],
        &["email"],
    ),
    (
        "email-or-username-password",
        &[
            Method("username", true, false),
            Method("email", true, false),
        ],
        &["username"],
    ),
    ("email-code", &[Method("email", false, true)], &["email"]),
    ("social", &[], &[]),
];

/// Identifier, whether with a password, whether with a code.
struct Method(&'static str, bool, bool);

/// Puts what the seed says into the tenant's sign-in experience.
pub(super) fn apply(seed: &Seed, data: &mut Data) -> Result<(), SeedError> {
    let written = &seed.file.sign_in_experience;
    if let Some(sign_in) = &written.sign_in {
        let (methods, sign_up) = match sign_in.value.as_str() {
            Some(name) => short(name).ok_or_else(|| {
                seed.source.at(
                    sign_in,
                    format!("`{name}` is no way to sign in"),
                    format!("use {}, or Logto's object {{ methods: [...] }}", names()),
                )
            })?,
            None => (sign_in.value.clone(), None),
        };
        data.sign_in_experience.sign_in =
            serde_json::from_value::<SignIn>(methods).map_err(|error| {
                seed.source.at(
                    sign_in,
                    format!("signIn: {error}"),
                    "each method has identifier, password, verificationCode, isPasswordPrimary",
                )
            })?;
        if let Some(sign_up) = sign_up {
            data.sign_in_experience.sign_up = sign_up;
        }
    }
    let experience = &mut data.sign_in_experience;
    if let Some(mode) = written.sign_in_mode {
        experience.sign_in_mode = mode;
    }
    let objects = [
        (&written.sign_up, &mut experience.sign_up),
        (&written.social_sign_in, &mut experience.social_sign_in),
        (&written.color, &mut experience.color),
        (&written.branding, &mut experience.branding),
        (&written.language_info, &mut experience.language_info),
        (&written.password_policy, &mut experience.password_policy),
        (&written.username_policy, &mut experience.username_policy),
        (&written.mfa, &mut experience.mfa),
        (&written.sentinel_policy, &mut experience.sentinel_policy),
    ];
    for (written, member) in objects {
        if let Some(value) = written {
            member.clone_from(value);
        }
    }
    let texts = [
        (&written.terms_of_use_url, &mut experience.terms_of_use_url),
        (
            &written.privacy_policy_url,
            &mut experience.privacy_policy_url,
        ),
        (
            &written.unknown_session_redirect_url,
            &mut experience.unknown_session_redirect_url,
        ),
        (&written.support_email, &mut experience.support_email),
        (
            &written.support_website_url,
            &mut experience.support_website_url,
        ),
        (&written.custom_css, &mut experience.custom_css),
    ];
    for (written, member) in texts {
        if written.is_some() {
            member.clone_from(written);
        }
    }
    if let Some(policy) = &written.agree_to_terms_policy {
        experience.agree_to_terms_policy.clone_from(policy);
    }
    if let Some(hide) = written.hide_logto_branding {
        experience.hide_logto_branding = hide;
    }
    let targets = written.social_sign_in_connector_targets.clone();
    data.sign_in_experience.social_sign_in_connector_targets =
        targets.unwrap_or_else(|| social_targets(data));
    Ok(())
}

/// Every social connector has its button, in the order in which they are written.
fn social_targets(data: &Data) -> Vec<String> {
    data.connectors
        .iter()
        .filter_map(|connector| match connector.connector_id.as_str() {
            "huggingface-universal" => Some("huggingface".to_owned()),
            "mock-email-service" | "mock-short-message-service" => None,
            factory => Some(
                connector
                    .metadata
                    .get("target")
                    .and_then(Value::as_str)
                    .map_or_else(|| factory.to_owned(), str::to_owned),
            ),
        })
        .collect()
}

fn short(name: &str) -> Option<(Value, Option<Value>)> {
    let (_, methods, sign_up) = SHORT.iter().find(|(known, ..)| *known == name)?;
    let methods: Vec<Value> = methods
        .iter()
        .map(|Method(identifier, password, code)| {
            json!({"identifier": identifier, "password": password, "verificationCode": code, "isPasswordPrimary": password})
        })
        .collect();
    let verify = sign_up.contains(&"email");
    let password = methods.iter().any(|method| method["password"] == true);
    Some((
        json!({ "methods": methods }),
        Some(json!({"identifiers": sign_up, "password": password, "verify": verify})),
    ))
}

fn names() -> String {
    SHORT.map(|(name, ..)| name).join(", ")
}
