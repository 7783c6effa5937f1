//! Making, reading, changing and deleting users.

use aws_lc_rs::digest;
use http::StatusCode;
use serde_json::{Map, Value};

use super::{
    super::{
        entity,
        route::{Routes, Visit},
        webhooks,
    },
    changed, named,
    read::{self, Identifiers},
    sign_out,
};
use crate::{
    logto::{
        ApiError,
        api::{Members, no_content},
        model::{User, user::Password},
    },
    oidc::exchange::Reply,
};

/// The algorithms of imported digests.
const ALGORITHMS: &[&str] = &[
    "Argon2i", "Argon2id", "Argon2d", "SHA1", "SHA256", "MD5", "Bcrypt", "Legacy",
];

pub(super) fn routes(routes: &mut Routes) {
    routes.post("/users", create);
    routes.get("/users/:userId", show);
    routes.patch("/users/:userId", change);
    routes.delete("/users/:userId", delete);
}

/// What is said beyond identifiers.
struct About {
    name: Option<Option<String>>,
    avatar: Option<Option<String>>,
    custom_data: Option<Map<String, Value>>,
    profile: Option<Map<String, Value>>,
}

impl About {
    /// `takes_away`: whether a name may be null, as where a user is changed.
    fn read(m: &mut Members<'_>, takes_away: bool) -> Option<Self> {
        let string = crate::logto::api::guard::Members::string;
        let name = if takes_away {
            m.nullish("name", |m, key| m.or_empty(key, string))
        } else {
            m.optional("name", string).map(|said| said.map(Some))
        };
        let avatar = m.nullish("avatar", crate::logto::api::guard::Members::url_or_empty);
        let custom_data = m.optional("customData", crate::logto::api::guard::Members::anything);
        let profile = m.optional_object("profile", read::profile);
        // The database keeps no empty texts.
        let full = |said: Option<Option<String>>| said.map(|s| s.filter(|text| !text.is_empty()));
        Some(Self {
            name: full(name?),
            avatar: full(avatar?),
            custom_data: custom_data?,
            profile: profile?,
        })
    }
}

/// 422 for what is longer than its column.
fn guard_lengths(identifiers: &Identifiers, about: &About) -> Result<(), ApiError> {
    let texts = [
        &identifiers.primary_email,
        &identifiers.primary_phone,
        &identifiers.username,
        &about.name,
    ];
    for text in texts {
        read::guard_length(text.as_ref(), read::TEXT_LENGTH)?;
    }
    read::guard_length(about.avatar.as_ref(), read::URL_LENGTH)
}

fn write(user: &mut User, identifiers: Identifiers, about: About) {
    let put = |slot: &mut Option<String>, said: Option<Option<String>>| {
        if let Some(said) = said {
            *slot = said;
        }
    };
    put(&mut user.username, identifiers.username);
    put(&mut user.primary_email, identifiers.primary_email);
    put(&mut user.primary_phone, identifiers.primary_phone);
    put(&mut user.name, about.name);
    put(&mut user.avatar, about.avatar);
    if let Some(data) = about.custom_data {
        user.custom_data = data;
    }
    if let Some(profile) = about.profile {
        user.profile = profile;
    }
}

/// 200, not 201. No password policy applies.
fn create(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let (identifiers, about, password, digest, algorithm) = visit.call.body(|m| {
        let identifiers = Identifiers::new(m);
        let password = m.optional("password", crate::logto::api::guard::Members::filled);
        let digest = m.optional("passwordDigest", |m, key| m.sized(key, 0, 256));
        let algorithm = m.optional("passwordAlgorithm", |m, key| m.choice(key, ALGORITHMS));
        let about = About::read(m, false);
        Some((identifiers?, about?, password?, digest?, algorithm?))
    })?;
    let password = match (password, digest, algorithm) {
        (Some(_), Some(_), _) => {
            return Err(ApiError::bad_request("user.password_and_digest"));
        }
        (None, Some(_), None) => {
            return Err(ApiError::bad_request("user.password_algorithm_required"));
        }
        (None, Some(digest), Some(algorithm)) => Some(Password::Digest {
            algorithm: algorithm.to_owned(),
            digest,
        }),
        (password, None, _) => password.map(Password::Plain),
    };
    identifiers.guard(&visit.state.data, None)?;
    guard_lengths(&identifiers, &about)?;
    let mut user = User::new(visit.state.ids.short(), visit.now);
    write(&mut user, identifiers, about);
    user.password = password;
    user.role_ids = visit
        .state
        .data
        .roles
        .iter()
        .filter(|role| role.is_default && role.r#type == crate::logto::model::RoleType::User)
        .map(|role| role.id.clone())
        .collect();
    let shown = user.to_api();
    visit.data().users.insert(user);
    Ok(Reply::json(shown))
}

fn show(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let user = named(visit)?;
    let mut body = user.to_api();
    if visit.says_yes("includeSsoIdentities") {
        body["ssoIdentities"] = user.sso_identities.iter().map(entity::json).collect();
    }
    if visit.says_yes("includePasswordHash") {
        let (digest, algorithm) = match &user.password {
            None => (Value::Null, Value::Null),
            Some(Password::Plain(plain)) => (sha256(plain).into(), "SHA256".into()),
            Some(Password::Digest { algorithm, digest }) => {
                (digest.as_str().into(), algorithm.as_str().into())
            }
        };
        body["passwordDigest"] = digest;
        body["passwordAlgorithm"] = algorithm;
    }
    Ok(Reply::json(body))
}

/// The mock keeps typed passwords as they are; a digest is made when it is asked for.
fn sha256(text: &str) -> String {
    let hash = digest::digest(&digest::SHA256, text.as_bytes());
    crate::base::hex::hex(hash.as_ref())
}

/// Objects are replaced whole.
fn change(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let (identifiers, about) = visit.call.body(|m| {
        let identifiers = Identifiers::changed(m);
        let about = About::read(m, true);
        Some((identifiers?, about?))
    })?;
    let user = named(visit)?;
    identifiers.guard(&visit.state.data, Some(&user.id))?;
    guard_lengths(&identifiers, &about)?;
    let is_empty = identifiers.username.is_none()
        && identifiers.primary_email.is_none()
        && identifiers.primary_phone.is_none()
        && about.name.is_none()
        && about.avatar.is_none()
        && about.custom_data.is_none()
        && about.profile.is_none();
    if is_empty {
        return Err(entity::nothing_to_change());
    }
    let shown = changed(visit, |user| {
        write(user, identifiers, about);
        user.to_api()
    })?;
    Ok(Reply::json(shown))
}

/// Sessions and tokens end with the user.
fn delete(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let id = visit.param("userId").to_owned();
    if id == visit.caller {
        return Err(ApiError::bad_request("user.cannot_delete_self"));
    }
    let user = visit
        .data()
        .users
        .remove(&id)
        .ok_or_else(entity::not_found)?;
    sign_out(visit.state, &id);
    for organization in visit.data().organizations.iter_mut() {
        organization.members.retain(|member| member.user_id != id);
    }
    let route = ("/users/:userId", StatusCode::NO_CONTENT);
    let more = webhooks::data(user.to_info());
    webhooks::occasion(visit, "User.Deleted", Some(route), more);
    Ok(no_content())
}
