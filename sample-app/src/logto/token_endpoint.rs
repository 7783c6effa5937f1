//! What the token endpoint answers (RFC 6749 section 5), sorted into what it means for us.

use openidconnect::core::{CoreErrorResponseType, CoreIdToken, CoreTokenResponse, CoreTokenType};
use openidconnect::{
    AccessToken, OAuth2TokenResponse, RefreshToken, RequestTokenError, StandardErrorResponse,
    TokenResponse,
};
use serde_json::Value;
use thiserror::Error;

use super::http::HttpError;
use super::provider::ProviderError;

/// Tokens in a form that can be used.
#[derive(Debug)]
pub(crate) struct Tokens {
    pub(crate) access_token: AccessToken,
    /// In seconds, if the provider says.
    pub(crate) expires_in: Option<u64>,
    /// RFC 6749 section 5.1: absent means "as asked for".
    pub(crate) scopes: Option<Vec<String>>,
    pub(crate) refresh_token: Option<RefreshToken>,
    pub(crate) id_token: Option<CoreIdToken>,
}

/// Why there are no tokens.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub(crate) enum TokenEndpointError {
    /// Logto said no, with an OAuth error code.
    #[error("{code}")]
    Refused {
        code: String,
        description: Option<String>,
    },
    /// The answer is JSON, but its tokens are not what they should be.
    #[error("{0}")]
    UnusableTokens(String),
    /// No answer, or none in the right language.
    #[error(transparent)]
    Provider(#[from] ProviderError),
}

type Failure = RequestTokenError<HttpError, StandardErrorResponse<CoreErrorResponseType>>;

/// Reads the outcome of a token request.
pub(crate) fn read(
    outcome: Result<CoreTokenResponse, Failure>,
) -> Result<Tokens, TokenEndpointError> {
    let response = outcome.map_err(failure)?;
    if *response.token_type() != CoreTokenType::Bearer {
        let kind = response.token_type().as_ref();
        return Err(TokenEndpointError::UnusableTokens(format!(
            "token_type is {kind}, not Bearer"
        )));
    }
    // RFC 6750 section 2.1: what can stand in an Authorization header.
    let sendable =
        |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
    if !sendable(response.access_token().secret()) {
        let why = "access_token cannot be sent in a header".to_owned();
        return Err(TokenEndpointError::UnusableTokens(why));
    }
    Ok(Tokens {
        access_token: response.access_token().clone(),
        expires_in: response.expires_in().map(|lifetime| lifetime.as_secs()),
        // Logto says "" for a token without scopes.
        scopes: response.scopes().map(|scopes| {
            let scopes = scopes.iter().map(|scope| scope.to_string());
            scopes.filter(|scope| !scope.is_empty()).collect()
        }),
        refresh_token: response.refresh_token().cloned(),
        id_token: response.id_token().cloned(),
    })
}

fn failure(failure: Failure) -> TokenEndpointError {
    const WHAT: &str = "the token endpoint's answer";
    match failure {
        RequestTokenError::ServerResponse(answer) => TokenEndpointError::Refused {
            code: answer.error().as_ref().to_owned(),
            description: answer.error_description().cloned(),
        },
        RequestTokenError::Request(error) => ProviderError::Http(error).into(),
        RequestTokenError::Parse(error, body) => {
            match serde_json::from_slice::<Value>(&body) {
                // The error quotes the place, not the token.
                Ok(Value::Object(answer)) if answer.contains_key("access_token") => {
                    let why = format!("the answer or its id_token cannot be read: {error}");
                    TokenEndpointError::UnusableTokens(why)
                }
                Ok(_) => ProviderError::Unusable {
                    what: WHAT,
                    why: error.to_string(),
                }
                .into(),
                Err(_) => ProviderError::Unusable {
                    what: WHAT,
                    why: "it is not JSON".to_owned(),
                }
                .into(),
            }
        }
        RequestTokenError::Other(why) => ProviderError::Unusable { what: WHAT, why }.into(),
    }
}
