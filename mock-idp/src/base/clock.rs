//! The tenant's time: real, shifted, or frozen. The one place of the crate that asks the system.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

/// A point in time: milliseconds since the Unix epoch.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Moment(pub i64);

impl Moment {
    /// Whole seconds since the Unix epoch, as `iat` and `exp` count them (RFC 7519 section 2).
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// Milliseconds since the Unix epoch, as Logto's API states times.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// This moment, `seconds` later (earlier when negative).
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1000)))
    }

    /// The moment of `seconds` since the Unix epoch.
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(1000))
    }
}

/// How the tenant's time relates to the system's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Setting {
    /// System time plus so many milliseconds.
    Running(i64),
    /// Standing still.
    Frozen(Moment),
}

/// A cheap handle to a tenant's time; clones share it.
#[derive(Clone, Debug)]
pub struct Clock(Arc<Mutex<Setting>>);

impl Clock {
    /// A clock that shows the system's time.
    pub fn system() -> Self {
        Self(Arc::new(Mutex::new(Setting::Running(0))))
    }

    /// A clock that stands still at `at` until it is moved.
    pub fn frozen(at: Moment) -> Self {
        Self(Arc::new(Mutex::new(Setting::Frozen(at))))
    }

    /// The tenant's time now. Handlers ask once per request; pure functions receive the answer.
    pub fn now(&self) -> Moment {
        match *self.setting() {
            Setting::Running(shift) => Moment(system_millis().saturating_add(shift)),
            Setting::Frozen(at) => at,
        }
    }

    /// Moves the time forward.
    pub fn advance(&self, by: Duration) {
        let by = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        let mut setting = self.setting();
        *setting = match *setting {
            Setting::Running(shift) => Setting::Running(shift.saturating_add(by)),
            Setting::Frozen(at) => Setting::Frozen(Moment(at.0.saturating_add(by))),
        };
    }

    /// Stops the time at `at`.
    pub fn freeze(&self, at: Moment) {
        *self.setting() = Setting::Frozen(at);
    }

    /// Sets the time to `to` and lets it run on.
    pub fn set(&self, to: Moment) {
        *self.setting() = Setting::Running(to.0.saturating_sub(system_millis()));
    }

    /// How far the time is from the system's, in milliseconds; negative when it is behind.
    pub fn offset(&self) -> i64 {
        match *self.setting() {
            Setting::Running(shift) => shift,
            Setting::Frozen(at) => at.0.saturating_sub(system_millis()),
        }
    }

    /// A clock that shows what this one shows now, and that goes its own way from here.
    #[must_use]
    pub fn detached(&self) -> Self {
        Self(Arc::new(Mutex::new(*self.setting())))
    }

    /// Shows what the other one shows: its shift, or its moment when it is frozen.
    pub fn follow(&self, other: &Self) {
        let setting = *other.setting();
        *self.setting() = setting;
    }

    /// Whether the time stands still.
    pub fn is_frozen(&self) -> bool {
        matches!(*self.setting(), Setting::Frozen(_))
    }

    fn setting(&self) -> std::sync::MutexGuard<'_, Setting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place that asks the system for the time"
)]
fn system_millis() -> i64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frozen_clock_moves_only_when_told() {
        let clock = Clock::frozen(Moment::from_seconds(1_000));
        assert_eq!(clock.now(), Moment(1_000_000));
        clock.advance(Duration::from_millis(61_500));
        assert_eq!(clock.now().seconds(), 1_061);
        assert!(clock.is_frozen());
    }

    #[test]
    fn a_detached_clock_remembers_what_was_shown() {
        let clock = Clock::frozen(Moment(0));
        let start = clock.detached();
        clock.advance(Duration::from_secs(1));
        assert_eq!(start.now(), Moment(0));
        clock.follow(&start);
        assert_eq!(clock.now(), Moment(0));
    }

    #[test]
    fn a_set_clock_runs_on() {
        let clock = Clock::frozen(Moment(0));
        clock.set(Moment::from_seconds(5_000));
        assert!(!clock.is_frozen());
        assert!(clock.now() >= Moment::from_seconds(5_000));
    }
}
