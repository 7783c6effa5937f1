//! When nothing happens any more: the page stays as it is, and the wire is quiet.

use std::time::{Duration, Instant};

use super::World;
use crate::{check::Page, clock};

/// How long nothing may happen until it is believed that nothing will.
const QUIET: Duration = Duration::from_millis(300);
/// The same where no scripts run: only the app itself can still ask the provider something.
const QUIET_WITHOUT_SCRIPTS: Duration = Duration::from_millis(100);

/// Watches a page and the wire.
#[derive(Debug)]
pub(super) struct Stillness {
    quiet: Duration,
    seen: Option<(String, String, usize)>,
    since: Instant,
}

impl Stillness {
    pub(super) fn new(quiet: Duration) -> Self {
        Self {
            quiet,
            seen: None,
            since: clock::instant(),
        }
    }

    /// Whether page and wire have been the same for long enough.
    pub(super) fn lasts(&mut self, page: &Page, requests: usize) -> bool {
        let now = (page.url.clone(), page.text.clone(), requests);
        if self.seen.as_ref() == Some(&now) {
            return self.since.elapsed() >= self.quiet;
        }
        self.seen = Some(now);
        self.since = clock::instant();
        self.quiet.is_zero()
    }
}

impl World<'_> {
    /// How long nothing may happen until it is believed that nothing will.
    pub(super) fn quiet(&self) -> Duration {
        let least = if self.agent.kind() == "embedded" {
            QUIET_WITHOUT_SCRIPTS
        } else {
            QUIET
        };
        least.max(self.slowness)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_stays_the_same_for_long_enough_is_still() {
        let page = |text: &str| Page {
            text: text.into(),
            ..Page::default()
        };
        let mut patient = Stillness::new(Duration::from_mins(1));
        assert!(!patient.lasts(&page("a"), 1));
        assert!(!patient.lasts(&page("a"), 1), "a minute has not passed");
        let mut quick = Stillness::new(Duration::from_nanos(1));
        assert!(
            !quick.lasts(&page("a"), 1),
            "there is nothing to compare with"
        );
        assert!(quick.lasts(&page("a"), 1));
        assert!(!quick.lasts(&page("b"), 1), "the page changed");
        assert!(!quick.lasts(&page("b"), 2), "the wire was used");
    }
}
