//! What an account must have before somebody signs in with it.

use serde_json::{Value, json};

use super::record::{Experience, InteractionEvent, PendingProfile};
use crate::logto::{
    ApiError,
    model::{Data, Entities, User},
};

/// 422 `user.missing_profile` when something is missing.
///
/// Nothing is required where the identity is social and `socialSignIn.skipRequiredIdentifiers` is on.
pub fn guard(data: &Data, experience: &Experience) -> Result<(), ApiError> {
    let user = experience
        .user_id
        .as_deref()
        .and_then(|id| data.users.get(id));
    let sie = &data.sign_in_experience;
    let is_social = experience.profile.social_identity.is_some()
        || experience.records.iter().any(|record| {
            matches!(&record.verification, super::verification::Verification::Social(social) if social.user.is_some())
        });
    if is_social && sie.social_sign_in["skipRequiredIdentifiers"] == true {
        return Ok(());
    }
    let mut missing = missing(&sie.sign_up, &experience.profile, user);
    let extra = experience.event == InteractionEvent::Register
        && misses_extra_field(data, &experience.profile, user);
    if missing.is_empty() && extra {
        missing.push("extraProfile");
    }
    if missing.is_empty() {
        return Ok(());
    }
    Err(ApiError::unprocessable("user.missing_profile")
        .with_data(json!({"missingProfile": missing})))
}

/// What of `signUp` neither the user nor the pending profile has.
fn missing(sign_up: &Value, profile: &PendingProfile, user: Option<&User>) -> Vec<&'static str> {
    let required = required(sign_up);
    let has_username = user.is_some_and(|u| u.username.is_some()) || profile.username.is_some();
    let has_email =
        user.is_some_and(|u| u.primary_email.is_some()) || profile.primary_email.is_some();
    let has_phone =
        user.is_some_and(|u| u.primary_phone.is_some()) || profile.primary_phone.is_some();
    // Another provider's identity takes the place of a password.
    let has_password = user.is_some_and(|u| {
        u.password.is_some() || !u.identities.is_empty() || !u.sso_identities.is_empty()
    }) || profile.password.is_some()
        || profile.social_identity.is_some();
    let checks = [
        ("username", has_username),
        ("emailOrPhone", has_email || has_phone),
        ("email", has_email),
        ("phone", has_phone),
        ("password", has_password),
    ];
    checks
        .into_iter()
        .filter(|(name, has)| !has && required.contains(name))
        .map(|(name, _)| name)
        .collect()
}

/// The members of `signUp` that count: the first of the primary identifiers, all secondary ones, the password.
fn required(sign_up: &Value) -> Vec<&str> {
    let identifiers: Vec<&str> = sign_up["identifiers"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let primary = if identifiers.contains(&"username") {
        Some("username")
    } else if identifiers.contains(&"email") && identifiers.contains(&"phone") {
        Some("emailOrPhone")
    } else {
        identifiers.first().copied()
    };
    let secondary = sign_up["secondaryIdentifiers"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|item| item["identifier"].as_str());
    let password = (sign_up["password"] == true).then_some("password");
    primary
        .into_iter()
        .chain(secondary)
        .chain(password)
        .collect()
}

/// Whether a custom profile field marked as required is told nowhere.
fn misses_extra_field(data: &Data, profile: &PendingProfile, user: Option<&User>) -> bool {
    let told = |name: &str| {
        let in_profile = match name {
            "name" => profile.name.is_some(),
            "avatar" => profile.avatar.is_some(),
            other => [&profile.profile, &profile.custom_data]
                .iter()
                .any(|m| m.get(other).is_some_and(|v| !v.is_null())),
        };
        let of_user = user.is_some_and(|user| match name {
            "name" => user.name.is_some(),
            "avatar" => user.avatar.is_some(),
            other => [&user.profile, &user.custom_data]
                .iter()
                .any(|m| m.get(other).is_some_and(|v| !v.is_null())),
        });
        in_profile || of_user
    };
    data.others
        .get("custom-profile-fields")
        .into_iter()
        .flat_map(Entities::iter)
        .filter(|field| field["required"] == true)
        .filter_map(|field| field["name"].as_str())
        .any(|name| !told(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_sign_up_asks_for() {
        let cases = [
            (
                json!({"identifiers": ["username"], "password": true}),
                "username password",
            ),
            (json!({"identifiers": [], "password": false}), ""),
            (
                json!({"identifiers": ["email", "phone"], "password": false}),
                "emailOrPhone",
            ),
            (
                json!({"identifiers": ["email"], "password": true,
                "secondaryIdentifiers": [{"identifier": "username"}, {"identifier": "phone"}]}),
                "username email phone password",
            ),
            (
                json!({"identifiers": ["username"], "secondaryIdentifiers": [{"identifier": "emailOrPhone"}]}),
                "username emailOrPhone",
            ),
        ];
        for (sign_up, expected) in cases {
            let missing = missing(&sign_up, &PendingProfile::default(), None);
            assert_eq!(missing.join(" "), expected, "{sign_up}");
        }
    }

    #[test]
    fn an_identity_takes_the_place_of_a_password() {
        let profile = PendingProfile {
            social_identity: Some(super::super::record::SocialIdentity {
                target: "huggingface".into(),
                user: crate::logto::model::SocialUser::default(),
            }),
            ..PendingProfile::default()
        };
        let sign_up = json!({"identifiers": ["username"], "password": true});
        assert_eq!(missing(&sign_up, &profile, None), ["username"]);
    }
}
