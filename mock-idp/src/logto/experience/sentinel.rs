//! The sentinel: too many failures in an hour, and even the right answer is refused for a while.

use serde_json::Value;

use crate::{
    base::{clock::Moment, store::Table},
    logto::{ApiError, State},
};

/// Failures older than this many seconds no longer count.
const WINDOW: i64 = 3_600;

/// What is counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pool {
    /// Passwords, codes and one-time tokens, by identifier.
    SignIn,
    /// Authenticator apps, by user id.
    Totp,
    /// Backup codes, by user id.
    BackupCode,
    /// Codes as a second factor, by user id.
    MfaCode,
}

impl Pool {
    const fn name(self) -> &'static str {
        match self {
            Self::SignIn => "sign-in",
            Self::Totp => "totp",
            Self::BackupCode => "backup-code",
            Self::MfaCode => "mfa-code",
        }
    }

    const ALL: [Self; 4] = [Self::SignIn, Self::Totp, Self::BackupCode, Self::MfaCode];
}

#[derive(Debug, Default)]
struct Failures {
    at: Vec<Moment>,
    locked_until: Option<Moment>,
}

/// Failures by pool and target.
#[derive(Debug, Default)]
pub struct Sentinel(Table<Failures>);

impl Sentinel {
    /// Until when the target is locked out.
    fn locked_until(&self, key: &str, now: Moment) -> Option<Moment> {
        let until = self.0.get(key, now)?.locked_until?;
        (until > now).then_some(until)
    }

    /// Counts a failure; until when the target is locked out from now on, if it is.
    fn fail(&mut self, key: &str, max: usize, lock_seconds: i64, now: Moment) -> Option<Moment> {
        let mut failures = self.0.remove(key).unwrap_or_default();
        let start = now.plus_seconds(-WINDOW);
        failures.at.retain(|at| *at > start);
        failures.at.push(now);
        if failures.at.len() >= max {
            failures.locked_until = Some(now.plus_seconds(lock_seconds));
        }
        let locked_until = failures.locked_until;
        let until = now.plus_seconds(WINDOW.max(lock_seconds));
        self.0.insert(key, failures, until, now);
        locked_until
    }

    /// Forgets what a target did.
    pub fn clear(&mut self, target: &str) {
        for pool in Pool::ALL {
            self.0.remove(key(pool, target));
        }
    }
}

fn key(pool: Pool, target: &str) -> String {
    format!("{} {target}", pool.name())
}

/// Lets `attempt` be made under the sentinel's eye: its failure counts, and 400
/// `session.verification_blocked_too_many_attempts` comes instead of any result while the target is
/// locked out.
///
/// A password that has expired is no failure.
pub fn watched<T>(
    state: &mut State,
    pool: Pool,
    target: &str,
    now: Moment,
    attempt: impl FnOnce(&mut State) -> Result<T, ApiError>,
) -> Result<T, ApiError> {
    let key = key(pool, target);
    let result = attempt(state);
    if let Some(until) = state.sentinel.locked_until(&key, now) {
        return Err(blocked(until, now));
    }
    match &result {
        Ok(_) => result,
        Err(error) if error.code == "password.expired" => result,
        Err(_) => {
            let policy = &state.data.sign_in_experience.sentinel_policy;
            let max = number(policy, "maxAttempts", 100);
            let lock = i64::try_from(number(policy, "lockoutDuration", 60)).unwrap_or(60) * 60;
            match state.sentinel.fail(&key, max, lock, now) {
                Some(until) => Err(blocked(until, now)),
                None => result,
            }
        }
    }
}

fn number(policy: &Value, name: &str, default: usize) -> usize {
    policy[name]
        .as_u64()
        .and_then(|n| usize::try_from(n).ok())
        .unwrap_or(default)
}

fn blocked(until: Moment, now: Moment) -> ApiError {
    // Rounded to the nearest minute, as `Intl.RelativeTimeFormat` is given it.
    let minutes = (until.millis() - now.millis() + 30_000).div_euclid(60_000);
    let unit = if minutes == 1 { "minute" } else { "minutes" };
    ApiError::bad_request("session.verification_blocked_too_many_attempts")
        .with("relativeTime", format!("in {minutes} {unit}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_third_failure_locks_for_the_time_set() {
        let mut sentinel = Sentinel::default();
        let now = Moment::from_seconds(1_000);
        assert_eq!(sentinel.fail("k", 3, 600, now), None);
        assert_eq!(sentinel.fail("k", 3, 600, now), None);
        let until = sentinel.fail("k", 3, 600, now);
        assert_eq!(until, Some(now.plus_seconds(600)));
        assert_eq!(sentinel.locked_until("k", now.plus_seconds(599)), until);
        assert_eq!(sentinel.locked_until("k", now.plus_seconds(600)), None);
    }

    #[test]
    fn failures_are_forgotten_after_an_hour() {
        let mut sentinel = Sentinel::default();
        let now = Moment::from_seconds(1_000);
        sentinel.fail("k", 2, 600, now);
        assert_eq!(sentinel.fail("k", 2, 600, now.plus_seconds(3_600)), None);
    }

    #[test]
    fn the_time_left_is_told_in_minutes() {
        let text = |seconds| {
            let now = Moment::from_seconds(0);
            blocked(now.plus_seconds(seconds), now).text(crate::logto::phrases::Language::ENGLISH)
        };
        assert!(text(3_600).ends_with("Please try again in 60 minutes."));
        assert!(text(80).ends_with("Please try again in 1 minute."));
    }
}
