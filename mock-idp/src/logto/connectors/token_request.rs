//! The token request of the generic connectors, with the client authentication that is configured.

use aws_lc_rs::hmac;
use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use serde_json::{Map, Value, json};

use super::{
    calls::{self, Answer},
    error::ConnectorError,
    settings,
};
use crate::{base::clock::Moment, logto::api::Members};

/// How the connector proves itself at the token endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Method {
    Basic,
    Post,
    /// A JWT that is signed with the secret (RFC 7523 section 2.2).
    Jwt(hmac::Algorithm, &'static str),
}

/// What the generic connectors' settings have in common.
#[derive(Clone, Debug)]
pub(super) struct Client {
    pub(super) authorization_endpoint: String,
    token_endpoint: String,
    pub(super) id: String,
    secret: String,
    method: Method,
    /// Added to both requests.
    pub(super) custom: Vec<(String, String)>,
}

impl Client {
    /// Reads these settings.
    pub(super) fn read(members: &mut Members<'_>) -> Option<Self> {
        let response_type = members.optional("responseType", |m, key| m.literal(key, "code"));
        let grant_type =
            members.optional("grantType", |m, key| m.literal(key, "authorization_code"));
        let authorization_endpoint = members.string("authorizationEndpoint");
        let token_endpoint = members.string("tokenEndpoint");
        let id = members.string("clientId");
        let secret = members.string("clientSecret");
        let method = members.optional("tokenEndpointAuthMethod", |m, key| {
            let methods = [
                "client_secret_basic",
                "client_secret_post",
                "client_secret_jwt",
            ];
            m.choice(key, &methods)
        });
        let algorithm = members.optional("clientSecretJwtSigningAlgorithm", |m, key| {
            m.choice(key, &["HS256", "HS384", "HS512"])
        });
        let custom = members.optional("customConfig", Members::texts);
        response_type.and(grant_type)?;
        let method = match (method?, algorithm?) {
            (Some("client_secret_basic"), _) => Method::Basic,
            (Some("client_secret_jwt"), Some("HS384")) => Method::Jwt(hmac::HMAC_SHA384, "HS384"),
            (Some("client_secret_jwt"), Some("HS512")) => Method::Jwt(hmac::HMAC_SHA512, "HS512"),
            (Some("client_secret_jwt"), _) => Method::Jwt(hmac::HMAC_SHA256, "HS256"),
            (Some(_) | None, _) => Method::Post,
        };
        Some(Self {
            authorization_endpoint: authorization_endpoint?,
            token_endpoint: token_endpoint?,
            id: id?,
            secret: secret?,
            method,
            custom: custom?.unwrap_or_default(),
        })
    }

    /// Exchanges the code. An answer that is no success is a [`ConnectorError::unread_answer`].
    pub(super) async fn exchange(
        &self,
        code: &str,
        redirect_uri: &str,
        now: Moment,
    ) -> Result<Answer, ConnectorError> {
        let mut form = vec![
            pair("grant_type", "authorization_code"),
            pair("code", code),
            pair("redirect_uri", redirect_uri),
        ];
        let mut header = None;
        match self.method {
            Method::Basic => {
                let credentials = STANDARD.encode(format!("{}:{}", self.id, self.secret));
                header = Some(format!("Basic {credentials}"));
            }
            Method::Post => {
                form.push(pair("client_id", &self.id));
                form.push(pair("client_secret", &self.secret));
            }
            Method::Jwt(..) => {}
        }
        form.extend(
            self.custom
                .iter()
                .map(|(name, value)| pair(&snake_case(name), value)),
        );
        if let Method::Jwt(algorithm, name) = self.method {
            form.push(pair("client_id", &self.id));
            form.push(pair(
                "client_assertion",
                &self.assertion(algorithm, name, now),
            ));
            form.push(pair(
                "client_assertion_type",
                "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            ));
        }
        let answer = calls::post_form(
            &self.token_endpoint,
            header.as_deref(),
            &form,
            calls::TOKEN_PATIENCE,
        )
        .await?;
        if answer.status.is_success() {
            Ok(answer)
        } else {
            Err(ConnectorError::unread_answer())
        }
    }

    /// Ten minutes long.
    fn assertion(&self, algorithm: hmac::Algorithm, name: &str, now: Moment) -> String {
        let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let header = part(json!({ "alg": name }));
        let claims = part(json!({
            "iss": self.id,
            "sub": self.id,
            "aud": self.token_endpoint,
            "jti": URL_SAFE_NO_PAD.encode(now.millis().to_be_bytes()),
            "exp": now.plus_seconds(600).seconds(),
            "iat": now.seconds(),
        }));
        let input = format!("{header}.{claims}");
        let key = hmac::Key::new(algorithm, self.secret.as_bytes());
        let tag = hmac::sign(&key, input.as_bytes());
        format!("{input}.{}", URL_SAFE_NO_PAD.encode(tag))
    }
}

/// The code of a callback.
pub(super) fn code(data: &Map<String, Value>) -> Result<String, ConnectorError> {
    settings::code(data).ok_or_else(|| ConnectorError::General(Value::Object(data.clone())))
}

/// `customConfig` and other settings name parameters as JavaScript does.
pub(super) fn snake_case(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 4);
    for c in name.chars() {
        if c.is_ascii_uppercase() {
            if !snake.is_empty() && !snake.ends_with('_') {
                snake.push('_');
            }
            snake.push(c.to_ascii_lowercase());
        } else if c == '-' || c == ' ' {
            snake.push('_');
        } else {
            snake.push(c);
        }
    }
    snake
}

pub(super) fn pair(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_snakes() {
        for (camel, snake) in [
            ("redirectUri", "redirect_uri"),
            ("max_age", "max_age"),
            ("uiLocales", "ui_locales"),
            ("access-type", "access_type"),
        ] {
            assert_eq!(snake_case(camel), snake);
        }
    }
}
