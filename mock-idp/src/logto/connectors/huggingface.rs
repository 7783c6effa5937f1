//! The Hugging Face connector: two calls after the person is back, and what may be wrong with them.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::StatusCode;
use serde_json::{Map, Value, json};

use super::{
    authorization::{Authorization, Request},
    calls,
    error::ConnectorError,
    settings::{self, told},
};
use crate::{
    logto::{
        api::{Members, guard, json_text},
        model::SocialUser,
    },
    oidc::params::Params,
};

/// The factory's id.
pub const FACTORY: &str = "huggingface-universal";

/// What is asked for where neither the request nor the settings say.
const DEFAULT_SCOPE: &str = "profile";

/// The settings.
struct Config {
    client_id: String,
    client_secret: String,
    scope: Option<String>,
}

fn config(settings: &Map<String, Value>) -> Result<Config, ConnectorError> {
    settings::read(settings, |members| {
        let client_id = members.string("clientId");
        let client_secret = members.string("clientSecret");
        let scope = members.optional("scope", Members::string);
        Some(Config {
            client_id: client_id?,
            client_secret: client_secret?,
            scope: scope?,
        })
    })
}

/// Whether these can be the connector's settings.
pub fn check(settings: &Map<String, Value>) -> Result<(), ConnectorError> {
    config(settings).map(|_| ())
}

/// `…/oauth/authorize?response_type=code&client_id=…&scope=…&redirect_uri=…&state=…`, in this order.
/// No `openid`, no nonce, no PKCE.
pub(super) fn authorization(
    settings: &Map<String, Value>,
    request: &Request<'_>,
) -> Result<Authorization, ConnectorError> {
    let config = config(settings)?;
    let scope = request.scope.or(config.scope.as_deref());
    let scope = scope.unwrap_or(DEFAULT_SCOPE);
    let query = Params::from_pairs(
        [
            ("response_type", "code"),
            ("client_id", &config.client_id),
            ("scope", scope),
            ("redirect_uri", request.redirect_uri),
            ("state", request.state),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned())),
    );
    let origin = request.huggingface_origin;
    Ok(Authorization {
        uri: format!("{origin}/oauth/authorize?{}", query.encode()),
        session: json!({ "redirectUri": request.redirect_uri }),
    })
}

/// Exchanges the code and asks for the user.
pub(super) async fn user(
    settings: &Map<String, Value>,
    data: &Map<String, Value>,
    session: &Value,
    origin: &str,
) -> Result<SocialUser, ConnectorError> {
    let code = settings::code(data)
        .ok_or_else(|| ConnectorError::AuthorizationFailed(Some(Value::Object(data.clone()))))?;
    let config = config(settings)?;
    let redirect_uri = redirect_uri(session)?;
    let authorization = token(&config, &code, redirect_uri, origin).await?;
    userinfo(&authorization, origin).await
}

/// The redirect address of the start: the one of the callback is not looked at.
pub(super) fn redirect_uri(session: &Value) -> Result<&str, ConnectorError> {
    (session.get("redirectUri").and_then(Value::as_str))
        .filter(|uri| !uri.is_empty())
        .ok_or_else(|| ConnectorError::general("Cannot find `redirectUri` from connector session."))
}

/// The Authorization header that the code is good for: type and token as Hugging Face wrote them.
async fn token(
    config: &Config,
    code: &str,
    redirect_uri: &str,
    origin: &str,
) -> Result<String, ConnectorError> {
    // Neither half is percent-encoded first.
    let credentials = STANDARD.encode(format!("{}:{}", config.client_id, config.client_secret));
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", redirect_uri),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()));
    let answer = calls::post_form(
        &format!("{origin}/oauth/token"),
        Some(&format!("Basic {credentials}")),
        &form,
        calls::TOKEN_PATIENCE,
    )
    .await?;
    if !answer.status.is_success() {
        return Err(ConnectorError::unread_answer());
    }
    let answer = json_text::parse(&answer.text).map_err(ConnectorError::Unparsable)?;
    let (access_token, token_type) = guard::judge(&answer, |members| {
        let access_token = members.string("access_token");
        let scope = members.string("scope");
        let token_type = members.string("token_type");
        scope.and(Some((access_token?, token_type?)))
    })
    .map_err(ConnectorError::InvalidResponse)?;
    if access_token.is_empty() {
        return Err(ConnectorError::AuthCodeInvalid(None));
    }
    Ok(format!("{token_type} {access_token}"))
}

async fn userinfo(authorization: &str, origin: &str) -> Result<SocialUser, ConnectorError> {
    let answer = calls::get(&format!("{origin}/oauth/userinfo"), Some(authorization)).await?;
    if answer.status == StatusCode::UNAUTHORIZED {
        return Err(ConnectorError::AccessTokenInvalid);
    }
    if !answer.status.is_success() {
        return Err(ConnectorError::general(answer.text));
    }
    let raw = json_text::parse(&answer.text).map_err(|_| ConnectorError::no_json(&answer.text))?;
    let user = guard::judge(&raw, |members| {
        let id = members.string("sub");
        let name = members.nullish_string("name");
        let avatar = members.nullish_string("picture");
        let email = members.nullish_string("email");
        Some(SocialUser {
            id: id?,
            name: told(name?),
            avatar: told(avatar?),
            email: told(email?),
            phone: None,
            raw_data: None,
        })
    })
    .map_err(ConnectorError::InvalidResponse)?;
    Ok(SocialUser {
        raw_data: Some(raw),
        ..user
    })
}
