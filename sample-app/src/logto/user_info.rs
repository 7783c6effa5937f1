//! Userinfo (OpenID Connect Core 5.3).

use openidconnect::core::CoreGenderClaim;
use openidconnect::{
    AdditionalClaims, SubjectIdentifier, UserInfoClaims, UserInfoError as ProtocolError,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use thiserror::Error;

use super::client::LogtoClient;
use super::http::HttpError;
use super::id_token::Claims;
use super::provider::ProviderError;
use super::tokens::{AccessToken, TokenError};

/// Why there are no userinfo claims.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum UserInfoError {
    /// There is no access token to ask with.
    #[error(transparent)]
    Token(#[from] TokenError),
    /// Core 5.3.2: the `sub` is not the ID token's, so the answer was thrown away.
    #[error(
        "the answer is about somebody else (its sub differs from the ID token's) and was discarded"
    )]
    OtherSubject,
    /// Logto did not accept the access token, not even a new one.
    #[error("Logto refused the access token ({status})")]
    Refused {
        /// The HTTP status.
        status: u16,
    },
    /// Logto cannot be used right now.
    #[error(transparent)]
    Provider(#[from] ProviderError),
}

/// Claims that the standard does not name, such as `custom_data`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(transparent)]
struct OtherClaims(Map<String, Value>);

impl AdditionalClaims for OtherClaims {}

type Answer = UserInfoClaims<OtherClaims, CoreGenderClaim>;

impl LogtoClient {
    /// The userinfo claims of the person who is signed in. If Logto refuses a token that looked fresh
    /// (its clock may run differently), a new one is fetched and the question asked once more.
    ///
    /// # Errors
    /// See [`UserInfoError`].
    pub async fn fetch_user_info(&self) -> Result<Claims, UserInfoError> {
        let token = self.access_token(None, None).await?;
        match self.ask(&token).await {
            Err(UserInfoError::Refused { status: 401 }) => {
                tracing::info!("userinfo refused the access token; refreshing it");
                let token = self.replace_token(&token).await?;
                self.ask(&token).await
            }
            answered => answered,
        }
    }

    async fn ask(&self, token: &AccessToken) -> Result<Claims, UserInfoError> {
        const WHAT: &str = "the userinfo answer";
        let unusable = |why: String| ProviderError::Unusable { what: WHAT, why };
        let subject = self
            .memory
            .lock()
            .signed_in
            .as_ref()
            .map(|it| it.subject.clone());
        let subject = SubjectIdentifier::new(subject.ok_or(TokenError::NotAuthenticated)?);
        let provider = self.logto.provider.current().await?;
        let protocol = self.logto.protocol(&provider)?;
        let request = protocol
            .user_info(token.protocol(), Some(subject))
            .map_err(|error| unusable(error.to_string()))?;
        let answer: Answer = request
            .request_async(&self.logto.http)
            .await
            .map_err(failure)?;
        match serde_json::to_value(&answer) {
            Ok(Value::Object(claims)) => Ok(Claims(claims)),
            _ => Err(unusable("it is not a JSON object".to_owned()).into()),
        }
    }
}

fn failure(error: ProtocolError<HttpError>) -> UserInfoError {
    let unusable = |why: String| {
        ProviderError::Unusable {
            what: "the userinfo answer",
            why,
        }
        .into()
    };
    match error {
        ProtocolError::Request(error) => ProviderError::Http(error).into(),
        ProtocolError::Response(status, _, _) if status.is_client_error() => {
            UserInfoError::Refused {
                status: status.as_u16(),
            }
        }
        ProtocolError::Response(status, _, why) => unusable(format!("{why} ({status})")),
        // With a plain JSON answer this is the one claim that is checked.
        ProtocolError::ClaimsVerification(error) => {
            tracing::warn!(%error, "discarded a userinfo answer");
            UserInfoError::OtherSubject
        }
        ProtocolError::Parse(error) => unusable(error.to_string()),
        // The enum is non-exhaustive.
        ProtocolError::Other(_) | _ => unusable(error.to_string()),
    }
}
