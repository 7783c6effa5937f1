//! What many rows share: client ids, account ids, scopes. Each is kept once.

use std::{collections::HashSet, hash::Hash, sync::Arc};

/// How many may pile up before those that nobody shares any more are let go.
const SLACK: usize = 1_024;

/// Texts that are shared.
pub type Names = Shared<str>;

/// Values that are shared.
#[derive(Debug)]
pub struct Shared<T: ?Sized> {
    known: HashSet<Arc<T>>,
    /// How many were still shared when they were last looked through.
    kept: usize,
}

impl<T: ?Sized> Default for Shared<T> {
    fn default() -> Self {
        Self {
            known: HashSet::new(),
            kept: 0,
        }
    }
}

impl<T: ?Sized + Eq + Hash> Shared<T> {
    /// The one copy of a value.
    pub fn share<'a>(&mut self, value: &'a T) -> Arc<T>
    where
        Arc<T>: From<&'a T>,
    {
        if let Some(known) = self.known.get(value) {
            return known.clone();
        }
        if self.known.len() >= 2 * self.kept + SLACK {
            self.known.retain(|one| Arc::strong_count(one) > 1);
            self.kept = self.known.len();
        }
        let shared: Arc<T> = value.into();
        self.known.insert(shared.clone());
        shared
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
