//! Sign-in attempts: what was sent to Logto and must come back the same.
//!
//! Each belongs to one browser session, serves once, expires, and a session keeps only the newest few
//! (one per tab, say).

use openidconnect::{Nonce, PkceCodeVerifier};

use crate::clock::UnixTime;
use crate::random;

/// How long a person may take to sign in, in seconds; Logto forgets an interaction after an hour too.
const LIFETIME: i64 = 3600;
/// How many tabs may be signing in at once.
const MOST: usize = 8;

/// One sign-in under way.
#[derive(Debug)]
pub(crate) struct Attempt {
    /// `state`, RFC 6749 section 4.1.1: ties the answer to this browser session.
    pub(crate) state: String,
    /// `nonce`, OpenID Connect Core 3.1.2.1: ties the ID token to this attempt.
    pub(crate) nonce: Nonce,
    /// The PKCE verifier, RFC 7636: ties the code to this attempt.
    pub(crate) verifier: PkceCodeVerifier,
    /// When the browser was sent away.
    pub(crate) started: UnixTime,
}

impl Attempt {
    /// A new attempt with fresh secrets.
    pub(crate) fn start(now: UnixTime) -> Self {
        Self {
            state: random::token(),
            nonce: Nonce::new(random::token()),
            verifier: PkceCodeVerifier::new(random::token()),
            started: now,
        }
    }
}

/// The attempts of one session, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Attempts(Vec<Attempt>);

impl Attempts {
    /// Keeps an attempt, and lets go of expired ones and of the oldest beyond the limit.
    pub(crate) fn add(&mut self, attempt: Attempt, now: UnixTime) {
        self.0.retain(|it| now < it.started + LIFETIME);
        if self.0.len() >= MOST {
            self.0.remove(0);
        }
        self.0.push(attempt);
    }

    /// Hands out the attempt of a `state`, once, unless it has expired.
    pub(crate) fn take(&mut self, state: &str, now: UnixTime) -> Option<Attempt> {
        let position = self.0.iter().position(|it| it.state == state)?;
        Some(self.0.remove(position)).filter(|it| now < it.started + LIFETIME)
    }
}

#[cfg(test)]
mod tests {
    use super::{Attempt, Attempts, LIFETIME, MOST};

    fn noted(attempts: &mut Attempts, now: i64) -> String {
        let attempt = Attempt::start(now);
        let state = attempt.state.clone();
        attempts.add(attempt, now);
        state
    }

    #[test]
    fn an_attempt_serves_once() {
        let mut attempts = Attempts::default();
        let state = noted(&mut attempts, 0);
        assert!(attempts.take(&state, 1).is_some());
        assert!(attempts.take(&state, 1).is_none());
    }

    #[test]
    fn an_attempt_expires() {
        let mut attempts = Attempts::default();
        let (in_time, late) = (noted(&mut attempts, 0), noted(&mut attempts, 0));
        assert!(attempts.take(&in_time, LIFETIME - 1).is_some());
        assert!(attempts.take(&late, LIFETIME).is_none());
    }

    #[test]
    fn only_the_newest_attempts_are_kept() {
        let mut attempts = Attempts::default();
        let states: Vec<_> = (0..=MOST).map(|_| noted(&mut attempts, 0)).collect();
        assert!(attempts.take(&states[0], 1).is_none());
        assert!(attempts.take(&states[1], 1).is_some());
        assert!(attempts.take(&states[MOST], 1).is_some());
    }
}
