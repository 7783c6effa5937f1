//! When nothing happens any more: the page stays as it is, and the wire is quiet.

use std::time::{Duration, Instant};

use crate::{check::Page, clock};

/// How long nothing may happen until it is believed that nothing will.
const QUIET: Duration = Duration::from_millis(300);
/// The same for a page that does nothing by itself: only the app can still ask the provider something.
const QUIET_WHEN_INERT: Duration = Duration::from_millis(100);
/// No app is waited for longer than this after it was last seen to change.
pub(super) const SLOWEST: Duration = Duration::from_secs(2);

/// Watches a page and the wire.
#[derive(Debug)]
pub(super) struct Stillness {
    /// What the app takes by itself to show who is signed in.
    slowness: Duration,
    seen: Option<(String, String, u64)>,
    since: Instant,
}

impl Stillness {
    pub(super) fn new(slowness: Duration) -> Self {
        Self {
            slowness,
            seen: None,
            since: clock::instant(),
        }
    }

    /// Whether page and wire have been the same for long enough.
    pub(super) fn lasts(&mut self, page: &Page, newest: u64) -> bool {
        let quiet = self.quiet(page);
        self.unchanged(page, newest)
            .is_some_and(|unchanged| unchanged >= quiet)
    }

    fn quiet(&self, page: &Page) -> Duration {
        let least = if page.inert { QUIET_WHEN_INERT } else { QUIET };
        least.max(self.slowness)
    }

    /// How long page and wire have been the same; nothing where they have just changed.
    fn unchanged(&mut self, page: &Page, newest: u64) -> Option<Duration> {
        let now = (page.url.clone(), page.text.clone(), newest);
        if self.seen.as_ref() == Some(&now) {
            return Some(self.since.elapsed());
        }
        self.seen = Some(now);
        self.since = clock::instant();
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(text: &str) -> Page {
        Page {
            text: text.into(),
            ..Page::default()
        }
    }

    #[test]
    fn only_what_stays_the_same_is_unchanged() {
        let mut stillness = Stillness::new(Duration::ZERO);
        for (text, requests, same) in [
            ("a", 1, false),
            ("a", 1, true),
            ("b", 1, false),
            ("b", 2, false),
            ("b", 2, true),
        ] {
            let unchanged = stillness.unchanged(&page(text), requests);
            assert_eq!(unchanged.is_some(), same, "{text}, {requests} requests");
        }
    }

    #[test]
    fn what_may_happen_is_waited_for() {
        let inert = Page {
            inert: true,
            ..page("a")
        };
        let slow = Stillness::new(Duration::from_secs(2));
        assert_eq!(slow.quiet(&inert), Duration::from_secs(2));
        let quick = Stillness::new(Duration::ZERO);
        assert!(quick.quiet(&inert) < quick.quiet(&page("a")));
        let mut patient = Stillness::new(Duration::from_mins(1));
        assert!(!patient.lasts(&inert, 1));
        assert!(!patient.lasts(&inert, 1), "a minute has not passed");
    }
}
