//! Logout tokens (OpenID Connect Back-Channel Logout 1.0 section 2.6): Logto tells, from server to
//! server, that a person has signed out.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use serde_json::Value;
use thiserror::Error;

use super::client::Logto;
use super::id_token::{CLOCK_SKEW, Claims};
use super::jws::{self, JwsError};
use super::memory::Memory;
use super::provider::{Asker, ProviderError};
use crate::clock::UnixTime;

const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";
/// `typ` is `logout+jwt`; the specification lets older providers say `JWT`, or nothing.
const TYPES: [&str; 4] = [
    "logout+jwt",
    "application/logout+jwt",
    "JWT",
    "application/jwt",
];

/// In seconds. Logto sends a logout token at once and never again: an older one was kept by somebody.
const OLDEST: i64 = 600;

/// Why a logout token was not accepted.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum LogoutTokenError {
    /// A check failed.
    #[error("{0}")]
    Rejected(String),
    /// The keys to check it with could not be had.
    #[error(transparent)]
    Provider(#[from] ProviderError),
}

/// Whose sessions have ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogoutToken {
    subject: Option<String>,
    session_id: Option<String>,
}

impl LogoutToken {
    /// Whether the session of this memory is meant. A `sid` names one session; a session that does not
    /// know its own is ended with the person.
    pub fn ends(&self, memory: &Memory) -> bool {
        let contents = memory.lock();
        let Some(signed_in) = &contents.signed_in else {
            return false;
        };
        let same_subject = self.subject.as_ref().map(|it| *it == signed_in.subject);
        let same_session = match (&self.session_id, &signed_in.session_id) {
            (Some(ended), Some(own)) => Some(ended == own),
            (Some(_) | None, None) | (None, Some(_)) => None,
        };
        match (same_subject, same_session) {
            (Some(false), _) | (_, Some(false)) | (None, None) => false,
            (Some(true), _) | (_, Some(true)) => true,
        }
    }
}

impl Logto {
    /// Checks a logout token and answers whose sessions to end. Each token is accepted once.
    ///
    /// # Errors
    /// See [`LogoutTokenError`].
    pub async fn accept_logout_token(&self, token: &str) -> Result<LogoutToken, LogoutTokenError> {
        let rejected = |error: JwsError| LogoutTokenError::Rejected(error.to_string());
        let provider = self.provider.current().await?;
        let claims = match jws::verify(token, provider.metadata.jwks(), &TYPES) {
            Err(JwsError::UnknownKey) => {
                let renewed = self.provider.renewed(&provider, Asker::LogoutToken).await?;
                let provider = renewed.ok_or_else(|| rejected(JwsError::UnknownKey))?;
                jws::verify(token, provider.metadata.jwks(), &TYPES).map_err(rejected)?
            }
            checked => checked.map_err(rejected)?,
        };
        let now = self.clock.now();
        let checked = check(&claims, &self.config.issuer(), &self.config.app_id, now);
        let Checked {
            logout,
            id,
            expires,
        } = checked.map_err(LogoutTokenError::Rejected)?;
        if !self
            .replays
            .is_first(id, expires.saturating_add(CLOCK_SKEW), now)
        {
            return Err(LogoutTokenError::Rejected("it was used before".to_owned()));
        }
        Ok(logout)
    }
}

struct Checked {
    logout: LogoutToken,
    id: String,
    expires: UnixTime,
}

/// The claims, in the order of the specification's list.
fn check(claims: &Claims, issuer: &str, app_id: &str, now: UnixTime) -> Result<Checked, String> {
    let audiences = match claims.0.get("aud") {
        Some(Value::String(audience)) => vec![audience.as_str()],
        _ => claims.texts("aud"),
    };
    let issued_at = claims.time("iat").ok_or("iat is missing")?;
    let expires = claims.time("exp").ok_or("exp is missing")?;
    let event = claims.0.get("events").and_then(|events| events.get(EVENT));
    let id = claims.text("jti").ok_or("jti is missing")?.to_owned();
    let subject = claims.text("sub").map(str::to_owned);
    let session_id = claims.text("sid").map(str::to_owned);
    if claims.text("iss") != Some(issuer) {
        Err("iss is not Logto's issuer".to_owned())
    } else if !audiences.contains(&app_id) {
        Err("aud is not this application".to_owned())
    } else if issued_at > now.saturating_add(CLOCK_SKEW) {
        Err("iat is in the future".to_owned())
    } else if expires <= now - CLOCK_SKEW {
        Err("it has expired".to_owned())
    } else if issued_at < now - OLDEST {
        Err("it was issued too long ago".to_owned())
    } else if subject.is_none() && session_id.is_none() {
        Err("it has neither sub nor sid".to_owned())
    } else if !event.is_some_and(Value::is_object) {
        Err("events does not hold the back-channel logout event".to_owned())
    } else if claims.0.contains_key("nonce") {
        Err("it has a nonce, as only ID tokens do".to_owned())
    } else {
        Ok(Checked {
            logout: LogoutToken {
                subject,
                session_id,
            },
            id,
            expires,
        })
    }
}

/// The ids of accepted tokens, until they have expired anyway.
#[derive(Debug, Default)]
pub(crate) struct Replays(Mutex<HashMap<String, UnixTime>>);

impl Replays {
    /// Far more than Logto sends while one of its tokens (two minutes) is alive.
    const MOST: usize = 10_000;

    fn is_first(&self, id: String, until: UnixTime, now: UnixTime) -> bool {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.len() >= Self::MOST {
            seen.retain(|_, until| now < *until);
        }
        // Full of living ids all the same: forgetting one would let it through again.
        seen.len() < Self::MOST && seen.insert(id, until).is_none_or(|until| now >= until)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn refusal(change: &Value) -> Option<String> {
        let mut token = json!({
            "sub": "u", "events": { EVENT: {} }, "jti": "j", "aud": "app",
            "exp": 1_120, "iat": 1_000, "iss": "https://op/oidc",
        });
        let members = token.as_object_mut().unwrap();
        for (name, value) in change.as_object().unwrap() {
            members.insert(name.clone(), value.clone());
        }
        members.retain(|_, value| !value.is_null());
        let claims = Claims(members.clone());
        check(&claims, "https://op/oidc", "app", 1_000).err()
    }

    #[test]
    fn claims_that_are_accepted() {
        for change in [
            json!({}),
            json!({"aud": ["app", "other"]}),
            json!({"sub": null, "sid": "s"}),
            json!({"iat": 1_000 + CLOCK_SKEW}),
            json!({"exp": 1_000 - CLOCK_SKEW + 1}),
            json!({"iat": 1_000 - OLDEST}),
        ] {
            assert_eq!(refusal(&change), None, "{change}");
        }
    }

    #[test]
    fn claims_that_are_refused() {
        for (change, expected) in [
            (
                json!({"iss": "https://op/oidc1"}),
                "iss is not Logto's issuer",
            ),
            (json!({"aud": "app1"}), "aud is not this application"),
            (json!({"aud": null}), "aud is not this application"),
            (json!({"iat": null}), "iat is missing"),
            (
                json!({"iat": 1_000 + CLOCK_SKEW + 1}),
                "iat is in the future",
            ),
            (json!({"exp": null}), "exp is missing"),
            (json!({"exp": 1_000 - CLOCK_SKEW}), "it has expired"),
            (json!({"exp": i64::MIN}), "it has expired"),
            (
                json!({"iat": 1_000 - OLDEST - 1}),
                "it was issued too long ago",
            ),
            (json!({"iat": i64::MIN}), "it was issued too long ago"),
            (json!({"sub": null}), "it has neither sub nor sid"),
            (json!({"jti": null}), "jti is missing"),
            (
                json!({"events": null}),
                "events does not hold the back-channel logout event",
            ),
            (
                json!({"events": {"x": {}}}),
                "events does not hold the back-channel logout event",
            ),
            (
                json!({"events": {EVENT: 1}}),
                "events does not hold the back-channel logout event",
            ),
            (
                json!({"nonce": "n"}),
                "it has a nonce, as only ID tokens do",
            ),
        ] {
            assert_eq!(refusal(&change).as_deref(), Some(expected), "{change}");
        }
    }

    #[test]
    fn an_id_is_accepted_once_while_its_token_lives() {
        let replays = Replays::default();
        assert!(replays.is_first("j".to_owned(), 1_120, 1_000));
        assert!(!replays.is_first("j".to_owned(), 1_120, 1_001));
        assert!(replays.is_first("k".to_owned(), 1_120, 1_001));
    }
}
