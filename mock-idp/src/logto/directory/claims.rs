//! Users as claims (OpenID Connect Core section 5.1), by scope, in Logto's order.

use serde_json::{Map, Value, json};

use crate::logto::model::{Data, User};
use crate::oidc::directory::ClaimsFor;

/// A scope's claims: those that ID tokens always have, and those that the tenant may keep out of them
/// (`enabledExtendedClaims` of the ID token settings). Userinfo has both.
struct OfScope {
    scope: &'static str,
    base: &'static [&'static str],
    extended: &'static [&'static str],
}

const SCOPES: &[OfScope] = &[
    OfScope {
        scope: "profile",
        base: &[
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
        ],
        extended: &[],
    },
    OfScope {
        scope: "email",
        base: &["email", "email_verified"],
        extended: &[],
    },
    OfScope {
        scope: "phone",
        base: &["phone_number", "phone_number_verified"],
        extended: &[],
    },
    OfScope {
        scope: "address",
        base: &["address"],
        extended: &[],
    },
    OfScope {
        scope: "custom_data",
        base: &[],
        extended: &["custom_data"],
    },
    OfScope {
        scope: "identities",
        base: &[],
        extended: &["identities", "sso_identities"],
    },
    OfScope {
        scope: "roles",
        base: &[],
        extended: &["roles"],
    },
    OfScope {
        scope: "urn:logto:scope:organizations",
        base: &[],
        extended: &["organizations", "organization_data"],
    },
    OfScope {
        scope: "urn:logto:scope:organization_roles",
        base: &[],
        extended: &["organization_roles"],
    },
];

/// What ID tokens have of the extended claims as long as the tenant does not say otherwise.
const ENABLED: &[&str] = &["roles", "organizations", "organization_roles"];

/// The claims of the scopes, in the scopes' order.
pub(super) fn of_scopes(
    data: &Data,
    user: &User,
    scopes: &[&str],
    wanted_for: ClaimsFor,
) -> Map<String, Value> {
    let mut claims = Map::new();
    for scope in scopes {
        let Some(of_scope) = SCOPES.iter().find(|known| known.scope == *scope) else {
            continue;
        };
        let extended = of_scope.extended.iter().filter(|name| match wanted_for {
            ClaimsFor::UserInfo => true,
            ClaimsFor::IdToken => is_enabled(data, name),
        });
        for name in of_scope.base.iter().chain(extended) {
            if let Some(value) = claim(data, user, name) {
                claims.insert((*name).into(), value);
            }
        }
    }
    claims
}

/// Whether the tenant puts an extended claim into ID tokens.
fn is_enabled(data: &Data, name: &str) -> bool {
    let setting = data
        .configs
        .get("id-token")
        .and_then(|setting| setting["enabledExtendedClaims"].as_array());
    match setting {
        Some(enabled) => enabled.iter().any(|enabled| enabled == name),
        None => ENABLED.contains(&name),
    }
}

/// The value of a claim. What Logto keeps in columns of its own is null when it is not set, what it
/// keeps in the profile is left out.
fn claim(data: &Data, user: &User, name: &str) -> Option<Value> {
    let profile = |key: &str| {
        user.profile
            .get(key)
            .filter(|value| !value.is_null())
            .cloned()
    };
    Some(match name {
        "name" => json!(user.name),
        "picture" => json!(user.avatar),
        "username" => json!(user.username),
        "email" => json!(user.primary_email),
        "email_verified" => json!(user.primary_email.is_some()),
        "phone_number" => json!(user.primary_phone),
        "phone_number_verified" => json!(user.primary_phone.is_some()),
        "created_at" => json!(user.created_at),
        "updated_at" => json!(user.updated_at),
        "custom_data" => json!(user.custom_data),
        "identities" => json!(user.identities),
        "sso_identities" => sso_identities(user),
        "roles" => roles(data, user),
        "organizations" => organizations(data, user, |of| Some(json!(of.id))),
        "organization_data" => organizations(data, user, |of| {
            Some(json!({ "id": of.id, "name": of.name, "description": of.description }))
        }),
        "organization_roles" => organization_roles(data, user),
        "preferred_username" => {
            profile("preferredUsername").or_else(|| user.username.clone().map(Value::from))?
        }
        "family_name" => profile("familyName")?,
        "given_name" => profile("givenName")?,
        "middle_name" => profile("middleName")?,
        // The other claims of the profile have the name of their member.
        same => profile(same)?,
    })
}

fn sso_identities(user: &User) -> Value {
    user.sso_identities
        .iter()
        .map(|identity| {
            json!({
                "issuer": identity.issuer,
                "identityId": identity.identity_id,
                "detail": identity.detail,
            })
        })
        .collect()
}

fn roles(data: &Data, user: &User) -> Value {
    user.role_ids
        .iter()
        .filter_map(|id| data.roles.get(id))
        .map(|role| role.name.as_str())
        .collect()
}

fn organizations(
    data: &Data,
    user: &User,
    show: impl Fn(&crate::logto::model::Organization) -> Option<Value>,
) -> Value {
    data.organizations
        .iter()
        .filter(|organization| organization.members.iter().any(|m| m.user_id == user.id))
        .filter_map(show)
        .collect()
}

/// `<organization id>:<role name>` for every role in every organization.
fn organization_roles(data: &Data, user: &User) -> Value {
    let mut shown = Vec::new();
    for organization in data.organizations.iter() {
        let roles = organization
            .members
            .iter()
            .filter(|member| member.user_id == user.id)
            .flat_map(|member| &member.role_ids)
            .filter_map(|id| data.organization_roles.get(id));
        shown.extend(roles.map(|role| format!("{}:{}", organization.id, role.name)));
    }
    shown.into()
}
