//! The account as its owner sees it, and what anybody may change of themselves: name, picture, profile,
//! user name, data.

use serde_json::{Map, Value};

use super::visit::{Visit, has_security_method};
use crate::{
    logto::{
        ApiError,
        experience::username_policy,
        management::{TEXT_LENGTH, URL_LENGTH, guard_length, profile_members},
    },
    oidc::exchange::Reply,
};

/// What a person says of themselves.
struct Said {
    name: Option<Option<String>>,
    avatar: Option<Option<String>>,
    username: Option<Option<String>>,
    custom_data: Option<Map<String, Value>>,
}

/// `GET /api/my-account`.
pub(super) fn show(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    Ok(Reply::json(Value::Object(shown(visit)?)))
}

/// Member, scope, field; an empty name asks nothing.
const RULES: [(&str, &str, &str); 15] = [
    ("username", "profile", "username"),
    ("primaryEmail", "email", "email"),
    ("primaryPhone", "phone", "phone"),
    ("name", "profile", "name"),
    ("avatar", "profile", "avatar"),
    ("customData", "custom_data", "customData"),
    ("identities", "identities", "social"),
    ("lastSignInAt", "profile", ""),
    ("createdAt", "profile", ""),
    ("updatedAt", "profile", ""),
    ("profile", "profile", "profile"),
    ("applicationId", "profile", ""),
    ("isSuspended", "profile", ""),
    ("hasPassword", "profile", ""),
    ("ssoIdentities", "identities", "social"),
];

/// What the token's scopes and the tenant's fields let the owner see.
fn shown(visit: &Visit<'_>) -> Result<Map<String, Value>, ApiError> {
    let user = visit.user()?;
    let Value::Object(mut all) = user.to_api() else {
        return Ok(Map::new());
    };
    if !visit.caller.has("address")
        && let Some(Value::Object(profile)) = all.get_mut("profile")
    {
        profile.shift_remove("address");
    }
    if !user.sso_identities.is_empty() {
        let identities = serde_json::to_value(&user.sso_identities).unwrap_or_default();
        all.insert("ssoIdentities".into(), identities);
    }
    for (member, scope, field) in RULES {
        if !visit.caller.has(scope) || !(field.is_empty() || visit.shows(field)) {
            all.shift_remove(member);
        }
    }
    let secured = has_security_method(user);
    all.insert("hasSecurityVerificationMethod".into(), secured.into());
    Ok(all)
}

/// `PATCH /api/my-account`. A new user name needs a proof.
pub(super) fn change(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let said = visit.call.body(|m| {
        let name = m.nullish("name", super::super::api::guard::Members::string);
        let avatar = m.nullish("avatar", super::super::api::guard::Members::url_or_empty);
        let username = m.nullish("username", |m, key| {
            m.matching(key, username_policy::has_shape)
        });
        let custom_data = m.optional("customData", super::super::api::guard::Members::anything);
        // The database keeps no empty texts.
        let full = |said: Option<Option<String>>| said.map(|s| s.filter(|text| !text.is_empty()));
        Some(Said {
            name: full(name?),
            avatar: full(avatar?),
            username: username?,
            custom_data: custom_data?,
        })
    })?;
    for (field, is_said) in [
        ("name", said.name.is_some()),
        ("avatar", said.avatar.is_some()),
        ("username", said.username.is_some()),
        ("customData", said.custom_data.is_some()),
    ] {
        if is_said {
            visit.guard_edit(field)?;
        }
    }
    if said.name.is_some() || said.avatar.is_some() || said.username.is_some() {
        visit.guard_scope("profile")?;
    }
    if said.custom_data.is_some() {
        visit.guard_scope("custom_data")?;
    }
    if let Some(username) = &said.username {
        visit.guard_proved()?;
        guard_username(visit, username.as_deref())?;
    }
    guard_length(said.name.as_ref(), TEXT_LENGTH)?;
    guard_length(said.avatar.as_ref(), URL_LENGTH)?;
    visit.change(|user| {
        let put = |slot: &mut Option<String>, said: Option<Option<String>>| {
            if let Some(said) = said {
                *slot = said;
            }
        };
        put(&mut user.name, said.name);
        put(&mut user.avatar, said.avatar);
        put(&mut user.username, said.username);
        if let Some(data) = said.custom_data {
            user.custom_data = data;
        }
    })?;
    show(visit)
}

/// 422 when the user name is against the policy or somebody else's; 400 when it is the last way in that
/// is taken away.
fn guard_username(visit: &Visit<'_>, username: Option<&str>) -> Result<(), ApiError> {
    let Some(username) = username else {
        return visit.guard_way_in(|user| user.username = None);
    };
    username_policy::guard(&visit.data().sign_in_experience.username_policy, username)?;
    let owner = visit.data().user_by_username(username);
    if owner.is_some_and(|owner| *owner.id != *visit.caller.user_id) {
        return Err(ApiError::unprocessable("user.username_already_in_use"));
    }
    Ok(())
}

/// `PATCH /api/my-account/profile`: members are put in beside those that are there.
pub(super) fn change_claims(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let said = visit.call.body(profile_members)?;
    visit.guard_edit("profile")?;
    visit.guard_scope("profile")?;
    if said.contains_key("address") {
        visit.guard_scope("address")?;
    }
    visit.change(|user| user.profile.extend(said))?;
    let profile = shown(visit)?.remove("profile");
    Ok(Reply::json(profile.unwrap_or_default()))
}

/// `POST /api/my-account/user-assets/avatar`: the mock keeps no files, as a Logto without storage.
pub(super) fn upload_avatar(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    visit.guard_edit("avatar")?;
    visit.guard_scope("profile")?;
    Err(ApiError::bad_request("storage.not_configured"))
}
