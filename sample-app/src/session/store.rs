//! The sessions themselves: in memory, bounded, expiring.
//!
//! Ids are only ever made here: one that a browser brings and that is not known is not taken over.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::clock::UnixTime;
use crate::random;

/// How many sessions are kept; beyond that the one that ends soonest goes.
const MOST: usize = 10_000;
/// Expired sessions are cleared away at most this often, in seconds.
const SWEEP_INTERVAL: i64 = 60;

/// The name of a session: 256 random bits.
#[derive(Clone, Debug, Hash, PartialEq, Eq)]
pub(crate) struct SessionId(String);

impl SessionId {
    /// The id that a cookie carries; whether there is such a session is another question.
    pub(crate) fn from_cookie(value: &str) -> Self {
        Self(value.to_owned())
    }

    /// The value for the cookie.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// A handle on all sessions; clones share them.
#[derive(Debug)]
pub(crate) struct Sessions<T>(Arc<Mutex<Kept<T>>>);

impl<T> Clone for Sessions<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

#[derive(Debug)]
struct Kept<T> {
    sessions: HashMap<SessionId, Entry<T>>,
    swept: UnixTime,
}

#[derive(Debug)]
struct Entry<T> {
    value: T,
    expires: UnixTime,
}

impl<T> Default for Sessions<T> {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(Kept {
            sessions: HashMap::new(),
            swept: 0,
        })))
    }
}

impl<T: Clone> Sessions<T> {
    /// Keeps a value under a new id until `expires`; the session that it comes in place of, if any,
    /// ends in the same moment.
    pub(crate) fn replace(
        &self,
        old: Option<&SessionId>,
        value: T,
        expires: UnixTime,
        now: UnixTime,
    ) -> SessionId {
        let id = SessionId(random::token());
        let mut kept = self.lock();
        if let Some(old) = old {
            kept.sessions.remove(old);
        }
        kept.make_room(now);
        kept.sessions.insert(id.clone(), Entry { value, expires });
        id
    }

    /// The value of a session that has not expired.
    pub(crate) fn get(&self, id: &SessionId, now: UnixTime) -> Option<T> {
        let kept = self.lock();
        let entry = kept.sessions.get(id).filter(|entry| now < entry.expires)?;
        Some(entry.value.clone())
    }

    /// Changes the value of a session that has not expired, if there is one.
    pub(crate) fn update<R>(
        &self,
        id: &SessionId,
        now: UnixTime,
        change: impl FnOnce(&mut T) -> R,
    ) -> Option<R> {
        let mut kept = self.lock();
        let entry = kept
            .sessions
            .get_mut(id)
            .filter(|entry| now < entry.expires)?;
        Some(change(&mut entry.value))
    }

    /// Keeps a session until `expires`, if it would end earlier.
    pub(crate) fn prolong(&self, id: &SessionId, expires: UnixTime) {
        if let Some(entry) = self.lock().sessions.get_mut(id) {
            entry.expires = entry.expires.max(expires);
        }
    }

    /// Ends a session.
    pub(crate) fn remove(&self, id: &SessionId) {
        self.lock().sessions.remove(id);
    }

    /// Ends every session whose value fits, and answers how many.
    pub(crate) fn remove_where(&self, fits: impl Fn(&T) -> bool) -> usize {
        let mut kept = self.lock();
        let before = kept.sessions.len();
        kept.sessions.retain(|_, entry| !fits(&entry.value));
        before - kept.sessions.len()
    }

    /// A std mutex: never held over an await.
    fn lock(&self) -> MutexGuard<'_, Kept<T>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> Kept<T> {
    fn make_room(&mut self, now: UnixTime) {
        if now >= self.swept + SWEEP_INTERVAL || self.sessions.len() >= MOST {
            self.swept = now;
            self.sessions.retain(|_, entry| now < entry.expires);
        }
        if self.sessions.len() >= MOST {
            let soonest = self.sessions.iter().min_by_key(|(_, entry)| entry.expires);
            if let Some(id) = soonest.map(|(id, _)| id.clone()) {
                self.sessions.remove(&id);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST, SessionId, Sessions};

    #[test]
    fn a_replaced_session_is_gone() {
        let sessions = Sessions::default();
        let old = sessions.replace(None, "anonymous", 100, 0);
        let new = sessions.replace(Some(&old), "signed in", 100, 0);
        assert_eq!(sessions.get(&old, 1), None);
        assert_eq!(sessions.get(&new, 1), Some("signed in"));
        assert_ne!(old, new);
    }

    #[test]
    fn ids_from_outside_are_not_taken_over() {
        let sessions = Sessions::default();
        let chosen = SessionId::from_cookie("chosen-by-an-attacker");
        let made = sessions.replace(Some(&chosen), "value", 100, 0);
        assert_eq!(sessions.get(&chosen, 1), None);
        assert_ne!(made, chosen);
    }

    #[test]
    fn sessions_expire_and_can_be_ended() {
        let sessions = Sessions::default();
        let (short, long) = (
            sessions.replace(None, 1, 10, 0),
            sessions.replace(None, 2, 100, 0),
        );
        assert_eq!(
            (sessions.get(&short, 9), sessions.get(&short, 10)),
            (Some(1), None)
        );
        assert_eq!(sessions.remove_where(|value| *value == 2), 1);
        assert_eq!(sessions.get(&long, 9), None);
        sessions.remove(&short);
        assert_eq!(sessions.get(&short, 9), None);
    }

    #[test]
    fn sessions_can_be_changed_and_prolonged() {
        let sessions = Sessions::default();
        let id = sessions.replace(None, 1, 10, 0);
        assert_eq!(
            sessions.update(&id, 1, |value| std::mem::replace(value, 2)),
            Some(1)
        );
        assert_eq!(sessions.get(&id, 1), Some(2));
        sessions.prolong(&id, 5);
        assert_eq!(sessions.get(&id, 9), Some(2));
        sessions.prolong(&id, 20);
        assert_eq!(sessions.get(&id, 19), Some(2));
        assert_eq!(sessions.update(&id, 20, |value| *value), None);
    }

    #[test]
    fn a_flood_pushes_out_what_ends_soonest() {
        let sessions = Sessions::default();
        let signed_in = sessions.replace(None, 0, 1_000_000, 0);
        let first = sessions.replace(None, 1, 3_600, 0);
        for value in 0..MOST {
            sessions.replace(None, value, 3_601, 1);
        }
        assert_eq!(sessions.get(&signed_in, 2), Some(0));
        assert_eq!(sessions.get(&first, 2), None);
        assert_eq!(sessions.lock().sessions.len(), MOST);
    }
}
