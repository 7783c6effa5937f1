//! The connector for any OAuth 2.0 provider.

use serde_json::{Map, Value, json};

use super::{
    authorization::{Authorization, Request},
    calls,
    error::ConnectorError,
    huggingface::redirect_uri,
    settings,
    token_request::{self, Client, pair, snake_case},
};
use crate::{
    base::clock::Moment,
    logto::{
        api::{Members, guard, json_text},
        model::SocialUser,
    },
    oidc::params::Params,
};

/// The factory's id.
pub const FACTORY: &str = "oauth2";

struct Config {
    client: Client,
    userinfo_endpoint: String,
    is_json: bool,
    scope: Option<String>,
    /// Which member of the userinfo is the user's `id`, `email`, `phone`, `name`, `avatar`.
    profile_map: [(&'static str, String); 5],
}

fn config(settings: &Map<String, Value>) -> Result<Config, ConnectorError> {
    settings::read(settings, |members| {
        let client = Client::read(members);
        let userinfo_endpoint = members.string("userInfoEndpoint");
        let answer_type = members.optional("tokenEndpointResponseType", |m, key| {
            m.choice(key, &["query-string", "json"])
        });
        let scope = members.optional("scope", Members::string);
        let map = members.optional("profileMap", Members::texts);
        let map = map?.unwrap_or_default();
        let profile_map = ["id", "email", "phone", "name", "avatar"].map(|ours| {
            let theirs = map.iter().find(|(name, _)| name == ours);
            (ours, theirs.map_or(ours, |(_, theirs)| theirs).to_owned())
        });
        Some(Config {
            client: client?,
            userinfo_endpoint: userinfo_endpoint?,
            is_json: answer_type? == Some("json"),
            scope: scope?,
            profile_map,
        })
    })
}

/// Whether these can be the connector's settings.
pub fn check(settings: &Map<String, Value>) -> Result<(), ConnectorError> {
    config(settings).map(|_| ())
}

/// The endpoint with `response_type`, `client_id`, `scope`, `redirect_uri`, `state`, then what is custom.
pub(super) fn authorization(
    settings: &Map<String, Value>,
    request: &Request<'_>,
) -> Result<Authorization, ConnectorError> {
    let config = config(settings)?;
    let mut query = Params::from_pairs([
        pair("response_type", "code"),
        pair("client_id", &config.client.id),
    ]);
    if let Some(scope) = request.scope.or(config.scope.as_deref()) {
        query.set("scope", scope);
    }
    query.set("redirect_uri", request.redirect_uri);
    query.set("state", request.state);
    for (name, value) in &config.client.custom {
        query.set(&snake_case(name), value);
    }
    Ok(Authorization {
        uri: format!(
            "{}?{}",
            config.client.authorization_endpoint,
            query.encode()
        ),
        session: json!({ "redirectUri": request.redirect_uri }),
    })
}

/// Exchanges the code and asks for the user.
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
    let authorization = authorization_header(&answer.text, config.is_json)?;
    let answer = calls::get(&config.userinfo_endpoint, Some(&authorization)).await?;
    if !answer.status.is_success() {
        return Err(ConnectorError::unread_answer());
    }
    let raw = json_text::parse(&answer.text).map_err(|_| ConnectorError::no_json(&answer.text))?;
    if !raw.is_object() && !raw.is_array() {
        return Err(ConnectorError::InvalidResponse(raw));
    }
    mapped(raw, &config.profile_map)
}

/// Type and token as the provider wrote them, from JSON or from a query string.
fn authorization_header(text: &str, is_json: bool) -> Result<String, ConnectorError> {
    let answer = if is_json {
        json_text::parse(text).map_err(|_| ConnectorError::no_json(text))?
    } else {
        let params = Params::decode(text);
        let pairs = params.pairs().iter();
        Value::Object(pairs.map(|(n, v)| (n.clone(), v.as_str().into())).collect())
    };
    let (token, token_type) = guard::judge(&answer, |members| {
        let token = members.string("access_token");
        let token_type = members.string("token_type");
        Some((token?, token_type?))
    })
    .map_err(ConnectorError::InvalidResponse)?;
    if token.is_empty() {
        let message = "Can not find `access_token` in token response!";
        return Err(ConnectorError::AuthCodeInvalid(Some(
            json!({ "message": message }),
        )));
    }
    Ok(format!("{token_type} {token}"))
}

/// The user that the userinfo describes. Numbers may stand for ids.
fn mapped(raw: Value, map: &[(&'static str, String); 5]) -> Result<SocialUser, ConnectorError> {
    let mut members = Map::new();
    for (ours, theirs) in map {
        let value = raw.get(theirs).filter(|value| is_truthy(value));
        if let Some(value) = value {
            let number = value.as_number().filter(|_| *ours == "id");
            let value = number.map_or_else(|| value.clone(), |id| id.to_string().into());
            members.insert((*ours).to_owned(), value);
        }
    }
    let user = guard::judge(&Value::Object(members), |members| {
        let id = members.string("id");
        let mut told = |name| members.optional(name, Members::string);
        let (email, phone) = (told("email"), told("phone"));
        let (name, avatar) = (told("name"), told("avatar"));
        Some(SocialUser {
            id: id?,
            avatar: avatar?,
            email: email?,
            phone: phone?,
            name: name?,
            raw_data: None,
        })
    })
    .map_err(ConnectorError::InvalidResponse)?;
    Ok(SocialUser {
        raw_data: Some(raw),
        ..user
    })
}

fn is_truthy(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(truth) => *truth,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(_) | Value::Object(_) => true,
    }
}
