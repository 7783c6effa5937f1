//! The harness's one place for time: what time it is, deadlines, and waiting.
//!
//! Nothing in the harness sleeps for a fixed time. What must wait, asks again and again until it has
//! what it needs or its [`Deadline`] has passed, at the rhythm of a [`Pace`]:
//!
//! ```
//! # use std::time::Duration;
//! # use harness::clock::{Deadline, Pace};
//! # async fn look() -> Option<u16> { Some(7) }
//! # async fn wait() -> Option<u16> {
//! let mut pace = Pace::brisk(Deadline::after(Duration::from_secs(5)));
//! loop {
//!     if let Some(found) = look().await {
//!         return Some(found);
//!     }
//!     if !pace.wait().await {
//!         return None; // The deadline has passed, and one last look was taken at it.
//!     }
//! }
//! # }
//! ```

use std::time::{Duration, Instant};

use jiff::Timestamp;

/// The wall clock: what cookies, reports and file names go by.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the crate's clock module"
)]
pub fn wall() -> Timestamp {
    Timestamp::now()
}

/// The monotonic clock: what durations are measured with.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the crate's clock module"
)]
pub fn instant() -> Instant {
    Instant::now()
}

/// A moment after which waiting ends, and how long has been waited already.
#[derive(Clone, Copy, Debug)]
pub struct Deadline {
    started: Instant,
    within: Duration,
}

impl Deadline {
    /// The deadline `within` from now.
    pub fn after(within: Duration) -> Self {
        Self {
            started: instant(),
            within,
        }
    }

    /// The whole time that was given.
    pub fn within(&self) -> Duration {
        self.within
    }

    /// How long has been waited, rounded to milliseconds so that it reads well in a message.
    pub fn waited(&self) -> Duration {
        let elapsed = self.started.elapsed();
        Duration::from_millis(u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX))
    }

    /// What is left; zero once it has passed.
    pub fn left(&self) -> Duration {
        self.within.saturating_sub(self.started.elapsed())
    }

    /// Whether it has passed.
    pub fn passed(&self) -> bool {
        self.left().is_zero()
    }
}

/// The rhythm of asking again: short pauses first, growing to a cap, never past the deadline.
#[derive(Debug)]
pub struct Pace {
    deadline: Deadline,
    pause: Duration,
    cap: Duration,
    last_look_taken: bool,
}

impl Pace {
    /// For what changes within milliseconds: pages, processes on this machine.
    pub fn brisk(deadline: Deadline) -> Self {
        Self::new(
            deadline,
            Duration::from_millis(2),
            Duration::from_millis(50),
        )
    }

    /// For what is watched until nothing happens any more: each look costs something.
    pub fn watching(deadline: Deadline) -> Self {
        Self::new(
            deadline,
            Duration::from_millis(30),
            Duration::from_millis(100),
        )
    }

    /// For what takes seconds: builds, real tenants.
    pub fn calm(deadline: Deadline) -> Self {
        Self::new(
            deadline,
            Duration::from_millis(20),
            Duration::from_millis(500),
        )
    }

    fn new(deadline: Deadline, first: Duration, cap: Duration) -> Self {
        Self {
            deadline,
            pause: first,
            cap,
            last_look_taken: false,
        }
    }

    /// The deadline this rhythm keeps.
    pub fn deadline(&self) -> Deadline {
        self.deadline
    }

    /// Pauses, then says whether to look once more. The last look is taken at the deadline itself.
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the crate's clock module"
    )]
    pub async fn wait(&mut self) -> bool {
        let left = self.deadline.left();
        if left.is_zero() {
            return !std::mem::replace(&mut self.last_look_taken, true);
        }
        tokio::time::sleep(self.pause.min(left)).await;
        self.pause = (self.pause * 3 / 2).min(self.cap);
        true
    }
}

/// Lets a person watch: the pause between acts of `--slow`. No decision may depend on it.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the crate's clock module"
)]
pub async fn linger(pause: Duration) {
    if !pause.is_zero() {
        tokio::time::sleep(pause).await;
    }
}

/// Blocks the thread for a moment, between two tries of a clean-up that cannot wait asynchronously
/// because it happens in a destructor.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the crate's clock module"
)]
pub(crate) fn block_briefly() {
    std::thread::sleep(Duration::from_millis(5));
}

/// `future`, or nothing when the deadline passes first.
pub async fn by<T>(deadline: Deadline, future: impl Future<Output = T>) -> Option<T> {
    tokio::time::timeout(deadline.left(), future).await.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_passed_deadline_still_grants_one_last_look() {
        let mut pace = Pace::brisk(Deadline::after(Duration::ZERO));
        assert!(pace.wait().await);
        assert!(!pace.wait().await);
    }

    #[tokio::test]
    async fn a_future_that_never_ends_is_given_up() {
        let late = by(
            Deadline::after(Duration::ZERO),
            std::future::pending::<()>(),
        )
        .await;
        assert_eq!(late, None);
        let early = by(Deadline::after(Duration::from_mins(1)), async { 7 }).await;
        assert_eq!(early, Some(7));
    }
}
