//! The only place that asks what time it is.
//!
//! Protocol times are whole seconds since 1970 (RFC 7519 section 2, `NumericDate`). Pure functions
//! receive such a number; only handlers and the Logto client hold a [`Clock`].

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// A moment, in whole seconds since 1970-01-01T00:00:00Z.
pub type UnixTime = i64;

/// Where the time comes from: the machine, or a hand that moves when told to.
#[derive(Clone, Debug)]
pub struct Clock(Source);

#[derive(Clone, Debug)]
enum Source {
    System,
    Fixed(Arc<AtomicI64>),
}

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that stands at `now` until [`advance`](Self::advance) moves it; clones move together.
    pub fn fixed(now: UnixTime) -> Self {
        Self(Source::Fixed(Arc::new(AtomicI64::new(now))))
    }

    /// Moves a fixed clock forward; the machine's clock does not listen.
    pub fn advance(&self, seconds: i64) {
        match &self.0 {
            Source::System => {}
            Source::Fixed(now) => {
                now.fetch_add(seconds, Ordering::Relaxed);
            }
        }
    }

    /// The present moment.
    pub fn now(&self) -> UnixTime {
        match &self.0 {
            Source::System => system_now(),
            Source::Fixed(now) => now.load(Ordering::Relaxed),
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "this is the crate's clock module"
)]
fn system_now() -> UnixTime {
    let since_epoch = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since_epoch.as_secs()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::Clock;

    #[test]
    fn a_fixed_clock_moves_with_its_clones() {
        let clock = Clock::fixed(1_000);
        let seen_elsewhere = clock.clone();
        clock.advance(60);
        assert_eq!(seen_elsewhere.now(), 1_060);
    }

    #[test]
    fn the_system_clock_is_past_2020() {
        let clock = Clock::system();
        clock.advance(-1_000_000_000_000);
        assert!(clock.now() > 1_577_836_800);
    }
}
