//! Texts that many rows share: client ids, account ids, scopes. Each is kept once.

use std::{collections::HashSet, sync::Arc};

/// How many texts may pile up before those that nobody shares any more are let go.
const SLACK: usize = 1_024;

/// The texts that are shared.
#[derive(Debug, Default)]
pub struct Names {
    known: HashSet<Arc<str>>,
    /// How many were still shared when they were last looked through.
    kept: usize,
}

impl Names {
    /// The one copy of a text.
    pub fn share(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.known.get(text) {
            return known.clone();
        }
        if self.known.len() >= 2 * self.kept + SLACK {
            self.known.retain(|name| Arc::strong_count(name) > 1);
            self.kept = self.known.len();
        }
        let name: Arc<str> = text.into();
        self.known.insert(name.clone());
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_kept_once_and_only_while_somebody_shares_it() {
        let mut names = Names::default();
        let (first, second) = (names.share("openid profile"), names.share("openid profile"));
        assert!(Arc::ptr_eq(&first, &second));
        for n in 0..10_000 {
            names.share(&n.to_string());
        }
        assert!(names.known.len() <= 1_100, "{}", names.known.len());
        assert!(Arc::ptr_eq(&first, &names.share("openid profile")));
    }
}
