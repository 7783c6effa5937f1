//! The connector for any OpenID Connect provider: the user is in the ID token.

use jsonwebtoken::{DecodingKey, Validation, jwk::JwkSet};
use serde_json::{Map, Value, json};

use super::{
    authorization::{Authorization, Request},
    calls,
    error::ConnectorError,
    huggingface::redirect_uri,
    settings::{self, told},
    token_request::{self, Client, pair, snake_case},
};
use crate::{
    base::{clock::Moment, ids::Ids},
    logto::{
        api::{Members, guard, json_text},
        model::SocialUser,
    },
    oidc::params::Params,
};

/// The factory's id.
pub const FACTORY: &str = "oidc";

/// Optional parameters of the authorization request, as the settings name them.
const OPTIONAL: [&str; 8] = [
    "responseMode",
    "display",
    "prompt",
    "maxAge",
    "uiLocales",
    "idTokenHint",
    "loginHint",
    "acrValues",
];

struct Config {
    client: Client,
    scope: String,
    jwks_uri: String,
    issuers: Vec<String>,
    optional: Vec<(&'static str, String)>,
    accepts_text_booleans: bool,
}

fn config(settings: &Map<String, Value>) -> Result<Config, ConnectorError> {
    settings::read(settings, |members| {
        let client = Client::read(members);
        let scope = members.string("scope");
        let verification = members.object("idTokenVerificationConfig", |members| {
            let issuers = issuers(members.raw("issuer"));
            Some((members.string("jwksUri")?, issuers))
        });
        let optional = members.optional("authRequestOptionalConfig", |members, key| {
            members.object(key, |members| {
                let mut given = Vec::new();
                for name in OPTIONAL {
                    let value = members.optional(name, Members::string);
                    given.extend(value?.map(|value| (name, value)));
                }
                Some(given)
            })
        });
        let text_booleans = members.optional("acceptStringTypedBooleanClaims", Members::boolean);
        let (jwks_uri, issuers) = verification?;
        Some(Config {
            client: client?,
            scope: with_openid(&scope?),
            jwks_uri,
            issuers,
            optional: optional?.unwrap_or_default(),
            accepts_text_booleans: text_booleans? == Some(true),
        })
    })
}

/// One issuer or several; any when there is none.
fn issuers(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::String(issuer)) => vec![issuer.clone()],
        Some(Value::Array(issuers)) => {
            let issuers = issuers.iter().filter_map(Value::as_str);
            issuers.map(str::to_owned).collect()
        }
        Some(_) | None => Vec::new(),
    }
}

/// Whether these can be the connector's settings.
pub fn check(settings: &Map<String, Value>) -> Result<(), ConnectorError> {
    config(settings).map(|_| ())
}

/// The scope with `openid` added where it is missing.
fn with_openid(scope: &str) -> String {
    let mut scopes: Vec<&str> = scope.split([' ', '+']).filter(|s| !s.is_empty()).collect();
    if scopes.contains(&"openid") {
        return scope.to_owned();
    }
    scopes.push("openid");
    scopes.join(" ")
}

/// The endpoint with `response_type`, `client_id`, `scope`, `redirect_uri`, `state`, `nonce`, then what
/// is optional and what is custom.
pub(super) fn authorization(
    settings: &Map<String, Value>,
    request: &Request<'_>,
    ids: &mut Ids,
) -> Result<Authorization, ConnectorError> {
    let config = config(settings)?;
    let nonce = ids.long();
    let mut query = Params::from_pairs([
        pair("response_type", "code"),
        pair("client_id", &config.client.id),
        pair("scope", request.scope.unwrap_or(&config.scope)),
        pair("redirect_uri", request.redirect_uri),
        pair("state", request.state),
        pair("nonce", &nonce),
    ]);
    for (name, value) in config.optional {
        query.set(&snake_case(name), value);
    }
    for (name, value) in &config.client.custom {
        query.set(&snake_case(name), value);
    }
    Ok(Authorization {
        uri: format!(
            "{}?{}",
            config.client.authorization_endpoint,
            query.encode()
        ),
        session: json!({ "nonce": nonce, "redirectUri": request.redirect_uri }),
    })
}

/// Exchanges the code and reads the ID token.
pub(super) async fn user(
    settings: &Map<String, Value>,
    data: &Map<String, Value>,
    session: &Value,
    now: Moment,
) -> Result<SocialUser, ConnectorError> {
    let config = config(settings)?;
    let redirect_uri = redirect_uri(session)?;
    let code = token_request::code(data)?;
    let answer = config.client.exchange(&code, redirect_uri, now).await?;
    let answer =
        json_text::parse(&answer.text).map_err(|_| ConnectorError::no_json(&answer.text))?;
    let token = guard::judge(&answer, |members| members.string("id_token"))
        .map_err(ConnectorError::InvalidResponse)?;
    let keys = calls::get(&config.jwks_uri, None).await?;
    // What is wrong with the token itself is no connector error at Logto, so nobody is told.
    let claims = verified(&token, &keys.text, &config, now).ok_or(ConnectorError::Unreachable)?;
    profile(claims, &config, session)
}

/// The claims, if one of the keys signed them, for this client, and they are in force.
fn verified(token: &str, keys: &str, config: &Config, now: Moment) -> Option<Value> {
    let header = jsonwebtoken::decode_header(token).ok()?;
    let keys: JwkSet = serde_json::from_str(keys).ok()?;
    let mut fitting = keys.keys.iter().filter(|key| {
        let id = key.common.key_id.as_deref();
        header.kid.is_none() || id == header.kid.as_deref()
    });
    let mut validation = Validation::new(header.alg);
    validation.set_audience(&[&config.client.id]);
    validation.required_spec_claims.clear();
    // The tenant's clock decides, below.
    validation.validate_exp = false;
    let claims = fitting.find_map(|key| {
        let key = DecodingKey::from_jwk(key).ok()?;
        jsonwebtoken::decode::<Value>(token, &key, &validation).ok()
    })?;
    let claims = claims.claims;
    let number = |name: &str| claims.get(name).and_then(Value::as_i64);
    let issuer = claims.get("iss").and_then(Value::as_str);
    let holds = number("exp").is_none_or(|exp| exp > now.seconds())
        && number("nbf").is_none_or(|nbf| nbf <= now.seconds())
        && (config.issuers.is_empty()
            || config
                .issuers
                .iter()
                .any(|known| Some(known.as_str()) == issuer))
        && claims.get("aud").is_some();
    holds.then_some(claims)
}

/// The user that the claims describe. Addresses and numbers count only when they are verified.
fn profile(claims: Value, config: &Config, session: &Value) -> Result<SocialUser, ConnectorError> {
    let (user, nonce) = guard::judge(&claims, |members| {
        let id = members.string("sub");
        let name = members.nullish_string("name");
        let email = members.nullish_string("email");
        let is_email_verified = truth(members, "email_verified", config);
        let phone = members.nullish_string("phone");
        let is_phone_verified = truth(members, "phone_verified", config);
        let avatar = members.nullish_string("picture");
        let nonce = members.nullish_string("nonce");
        let (is_email_verified, is_phone_verified) = (is_email_verified?, is_phone_verified?);
        let user = SocialUser {
            id: id?,
            name: told(name?),
            avatar: told(avatar?),
            email: told(email?).filter(|_| is_email_verified),
            phone: told(phone?).filter(|_| is_phone_verified),
            raw_data: None,
        };
        Some((user, told(nonce?)))
    })
    .map_err(ConnectorError::IdTokenInvalid)?;
    if let Some(nonce) = nonce {
        let wanted = session.get("nonce").and_then(Value::as_str);
        let wanted = wanted
            .filter(|wanted| !wanted.is_empty())
            .ok_or_else(|| ConnectorError::general("Cannot find `nonce` in session storage."))?;
        if wanted != nonce {
            return Err(ConnectorError::IdTokenInvalid(json!({
                "message": "ID Token validation failed due to `nonce` mismatch.",
            })));
        }
    }
    Ok(SocialUser {
        raw_data: Some(claims),
        ..user
    })
}

fn truth(members: &mut Members<'_>, name: &str, config: &Config) -> Option<bool> {
    match members.raw(name) {
        None | Some(Value::Null) => Some(false),
        Some(Value::String(text)) if config.accepts_text_booleans => Some(text == "true"),
        Some(_) => members.boolean(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn openid_is_always_asked_for() {
        assert_eq!(with_openid("profile email"), "profile email openid");
        assert_eq!(with_openid("openid+profile"), "openid+profile");
    }
}
