//! The way back: the authorization response, the code for tokens, the ID token, in that order.
//!
//! Nothing of the response is believed before its `state` is found among the attempts of this browser
//! session; an attempt is used up by the first response that names it.

use std::collections::HashMap;
use std::sync::Arc;

use openidconnect::AuthorizationCode;
use thiserror::Error;
use url::form_urlencoded;

use super::attempt::Attempt;
use super::client::LogtoClient;
use super::id_token::{self, Expected, IdTokenError};
use super::memory::{Memory, SignedIn};
use super::provider::{Provider, ProviderError};
use super::token_endpoint::{self, TokenEndpointError, Tokens};
use super::tokens::{AccessToken, Audience};

/// Why a sign-in came to nothing.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum SignInError {
    /// A parameter came twice (RFC 6749 section 3.1 forbids it).
    #[error("the parameter {0} came twice")]
    RepeatedParameter(String),
    /// No `state`.
    #[error("the answer has no state")]
    MissingState {
        /// The error code it carries, if it is one that the specifications know.
        code: Option<&'static str>,
    },
    /// A `state` that this browser session does not know, or no longer.
    #[error("the answer belongs to no sign-in of this browser")]
    UnknownAttempt {
        /// The error code it carries, if it is one that the specifications know.
        code: Option<&'static str>,
    },
    /// RFC 9207: Logto promises `iss`, and it is not there.
    #[error("the answer does not say which issuer it comes from")]
    MissingIssuer,
    /// RFC 9207: somebody else's answer (mix-up).
    #[error("the answer comes from another issuer: {0}")]
    WrongIssuer(String),
    /// Logto answered with an error (OpenID Connect Core 3.1.2.6).
    #[error("Logto answered {code}")]
    Refused {
        /// `error`.
        code: String,
        /// `error_description`.
        description: Option<String>,
    },
    /// Neither a code nor an error.
    #[error("the answer has no code")]
    MissingCode,
    /// The token endpoint did not take the code.
    #[error("Logto did not exchange the code: {code}")]
    CodeRefused {
        /// `error`.
        code: String,
        /// `error_description`.
        description: Option<String>,
    },
    /// The token response misses something or has it wrong.
    #[error("Logto's tokens cannot be used: {0}")]
    UnusableTokens(String),
    /// The ID token failed a check.
    #[error("the ID token was rejected: {0}")]
    IdToken(String),
    /// Logto cannot be used right now.
    #[error(transparent)]
    Provider(#[from] ProviderError),
}

impl LogtoClient {
    /// Checks Logto's answer (`query` is the callback's query string), redeems the code, checks the ID
    /// token, and answers the memory of the signed-in session. This session's own memory loses the
    /// attempt and is otherwise as it was: the caller puts the new one in its place, under a new id.
    ///
    /// # Errors
    /// See [`SignInError`]; whoever was signed in before still is.
    pub async fn handle_sign_in_callback(&self, query: &str) -> Result<Memory, SignInError> {
        let answer = Answer::parse(query)?;
        let attempt = self.take_attempt(&answer)?;
        let provider = self.logto.provider.current().await?;
        answer.check_issuer(&provider)?;
        let code = answer.into_code()?;
        let tokens = self.redeem(&provider, code, &attempt).await?;
        let signed_in = self.check_id_token(&provider, tokens, attempt).await?;
        tracing::info!(sub = signed_in.subject, "signed in");
        let attempts = std::mem::take(&mut self.memory.lock().attempts);
        Ok(Memory::of(signed_in, attempts))
    }

    fn take_attempt(&self, answer: &Answer) -> Result<Attempt, SignInError> {
        let code = answer.known_error();
        let state = answer
            .get("state")
            .ok_or(SignInError::MissingState { code })?;
        let now = self.logto.clock.now();
        let attempt = self.memory.lock().attempts.take(state, now);
        attempt.ok_or(SignInError::UnknownAttempt { code })
    }

    async fn redeem(
        &self,
        provider: &Provider,
        code: AuthorizationCode,
        attempt: &Attempt,
    ) -> Result<Tokens, SignInError> {
        let verifier = openidconnect::PkceCodeVerifier::new(attempt.verifier.secret().clone());
        let protocol = self.logto.protocol(provider)?;
        let request = protocol
            .exchange_code(code)
            .map_err(|error| ProviderError::Unusable {
                what: "the discovery document",
                why: error.to_string(),
            })?;
        let outcome = request
            .set_pkce_verifier(verifier)
            .request_async(&self.logto.http)
            .await;
        token_endpoint::read(outcome).map_err(|error| match error {
            TokenEndpointError::Refused { code, description } => {
                SignInError::CodeRefused { code, description }
            }
            TokenEndpointError::UnusableTokens(why) => SignInError::UnusableTokens(why),
            TokenEndpointError::Provider(error) => SignInError::Provider(error),
        })
    }

    async fn check_id_token(
        &self,
        provider: &Arc<Provider>,
        tokens: Tokens,
        attempt: Attempt,
    ) -> Result<SignedIn, SignInError> {
        let missing = || SignInError::UnusableTokens("id_token is missing".to_owned());
        let id_token = tokens.id_token.as_ref().ok_or_else(missing)?;
        let expected = Expected::SignIn {
            nonce: &attempt.nonce,
            started: attempt.started,
        };
        let verified = id_token::verify(
            &self.logto,
            provider,
            id_token,
            &tokens.access_token,
            expected,
        )
        .await
        .map_err(|error| match error {
            IdTokenError::Provider(error) => SignInError::Provider(error),
            IdTokenError::UnknownKey | IdTokenError::Rejected(_) => {
                SignInError::IdToken(error.to_string())
            }
        })?;
        let now = self.logto.clock.now();
        let access_token = AccessToken::obtained(&tokens, &self.logto.config.scopes, now);
        Ok(SignedIn {
            subject: verified.subject,
            session_id: verified.claims.text("sid").map(str::to_owned),
            nonce: attempt.nonce,
            issued_at: verified.issued_at,
            claims: verified.claims,
            refresh_token: tokens.refresh_token,
            access_tokens: HashMap::from([(Audience::default(), access_token)]),
        })
    }
}

/// The parameters of an authorization response.
struct Answer(HashMap<String, String>);

impl Answer {
    fn parse(query: &str) -> Result<Self, SignInError> {
        let mut parameters = HashMap::new();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let known = matches!(
                &*name,
                "code" | "state" | "iss" | "error" | "error_description"
            );
            let repeated = parameters
                .insert(name.to_string(), value.into_owned())
                .is_some();
            if known && repeated {
                return Err(SignInError::RepeatedParameter(name.into_owned()));
            }
        }
        Ok(Self(parameters))
    }

    /// A parameter; one without a value counts as absent (RFC 6749 section 3.1).
    fn get(&self, name: &str) -> Option<&str> {
        self.0
            .get(name)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }

    /// The error code, if it is a registered one: fit to be shown even if anybody may have sent it.
    fn known_error(&self) -> Option<&'static str> {
        const KNOWN: [&str; 12] = [
            "access_denied",
            "account_selection_required",
            "consent_required",
            "interaction_required",
            "invalid_request",
            "invalid_scope",
            "invalid_target",
            "login_required",
            "server_error",
            "temporarily_unavailable",
            "unauthorized_client",
            "unsupported_response_type",
        ];
        let code = self.get("error")?;
        KNOWN.into_iter().find(|known| *known == code)
    }

    /// RFC 9207 section 2.4. An error that lacks `iss` is still shown: nothing of it is used.
    fn check_issuer(&self, provider: &Provider) -> Result<(), SignInError> {
        let metadata = &provider.metadata;
        let promised = metadata
            .additional_metadata()
            .authorization_response_iss_parameter_supported;
        match self.get("iss") {
            Some(issuer) if issuer == metadata.issuer().as_str() => Ok(()),
            Some(issuer) => Err(SignInError::WrongIssuer(issuer.to_owned())),
            None if promised && self.get("error").is_none() => Err(SignInError::MissingIssuer),
            None => Ok(()),
        }
    }

    fn into_code(self) -> Result<AuthorizationCode, SignInError> {
        if let Some(code) = self.get("error") {
            return Err(SignInError::Refused {
                code: code.to_owned(),
                description: self.get("error_description").map(str::to_owned),
            });
        }
        let code = self.get("code").ok_or(SignInError::MissingCode)?;
        Ok(AuthorizationCode::new(code.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::{Answer, SignInError};

    #[test]
    fn parameters_come_once() {
        let error = Answer::parse("state=a&code=b&state=c").err();
        assert_eq!(
            error,
            Some(SignInError::RepeatedParameter("state".to_owned()))
        );
        assert!(Answer::parse("utm=a&utm=b").is_ok());
    }

    #[test]
    fn an_error_wins_over_a_code() {
        let answer = Answer::parse("code=b&error=access_denied&error_description=No+way").ok();
        assert_eq!(
            answer.and_then(|it| it.into_code().err()),
            Some(SignInError::Refused {
                code: "access_denied".to_owned(),
                description: Some("No way".to_owned()),
            })
        );
    }

    #[test]
    fn only_registered_error_codes_are_repeated() {
        let known = |query: &str| Answer::parse(query).ok().and_then(|it| it.known_error());
        assert_eq!(known("error=login_required"), Some("login_required"));
        assert_eq!(known("error=call+0800-SCAM"), None);
    }
}
