//! Sessions by the cookie's value, and by their `uid`: tokens are bound to the latter, because the
//! former changes.

use std::{
    collections::HashMap,
    hash::{BuildHasher, RandomState},
};

use super::session::Session;
use crate::base::{clock::Moment, key::Key, store::Table};

/// All sessions of a provider.
#[derive(Debug, Default)]
pub struct Sessions {
    by_jti: Table<Session>,
    /// Places in the table by the hash of `uid`. Entries of sessions that expired are taken out now and
    /// then; until then they lead to no session or to one of another `uid`.
    by_uid: HashMap<u64, u32>,
    hasher: RandomState,
}

impl Sessions {
    /// Puts a session in under the cookie's value. A session of the same `uid` under another value
    /// (it rotates) is taken out.
    pub fn insert(
        &mut self,
        jti: impl Into<Key>,
        session: Session,
        expires_at: Moment,
        now: Moment,
    ) {
        let jti = jti.into();
        if let Some(old) = self
            .jti_of(&session.uid)
            .filter(|old| **old != jti)
            .cloned()
        {
            self.by_jti.remove(&old);
        }
        let hash = self.hasher.hash_one(&session.uid);
        let place = self.by_jti.insert(jti, session, expires_at, now);
        self.by_uid.insert(hash, place);
        if self.by_uid.len() > 2 * self.by_jti.len() + 64 {
            let (by_jti, hasher) = (&self.by_jti, &self.hasher);
            self.by_uid.retain(|hash, place| {
                let found = by_jti.at(*place);
                found.is_some_and(|(_, session)| hasher.hash_one(&session.uid) == *hash)
            });
        }
    }

    /// The session of that cookie value.
    pub fn get(&self, jti: impl Into<Key>, now: Moment) -> Option<&Session> {
        self.by_jti.get(jti, now)
    }

    /// The session of that cookie value, to change it; its `uid` must stay.
    pub fn get_mut(&mut self, jti: impl Into<Key>, now: Moment) -> Option<&mut Session> {
        self.by_jti.get_mut(jti, now)
    }

    /// The session of that `uid`.
    pub fn by_uid(&self, uid: impl Into<Key>, now: Moment) -> Option<&Session> {
        self.by_jti.get(self.jti_of(uid)?, now)
    }

    /// The cookie value of the session of that `uid`.
    pub fn jti_of(&self, uid: impl Into<Key>) -> Option<&Key> {
        let uid = uid.into();
        let place = self.by_uid.get(&self.hasher.hash_one(&uid))?;
        let (jti, session) = self.by_jti.at(*place)?;
        (session.uid == uid).then_some(jti)
    }

    /// When the session of that cookie value expires.
    pub fn expires_at(&self, jti: impl Into<Key>) -> Option<Moment> {
        self.by_jti.expires_at(jti)
    }

    /// Takes a session out.
    pub fn remove(&mut self, jti: impl Into<Key>) -> Option<Session> {
        let session = self.by_jti.remove(jti)?;
        self.by_uid.remove(&self.hasher.hash_one(&session.uid));
        Some(session)
    }

    /// Takes out every session that `gone` picks.
    pub fn remove_where(&mut self, gone: impl FnMut(&Key, &Session) -> bool) {
        self.by_jti.remove_where(gone);
    }

    /// All live sessions with their cookie values, in no particular order.
    pub fn iter(&self, now: Moment) -> impl Iterator<Item = (&Key, &Session)> {
        self.by_jti.iter(now)
    }

    /// How many are held.
    pub fn len(&self) -> usize {
        self.by_jti.len()
    }

    /// Whether none is held.
    pub fn is_empty(&self) -> bool {
        self.by_jti.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session(uid: &str) -> Session {
        Session {
            uid: uid.into(),
            ..Session::default()
        }
    }

    #[test]
    fn a_rotated_session_is_found_by_its_new_value_and_its_uid() {
        let mut sessions = Sessions::default();
        sessions.insert("first", session("u"), Moment(100), Moment(0));
        sessions.insert("second", session("u"), Moment(200), Moment(50));
        assert!(sessions.get("first", Moment(60)).is_none());
        assert_eq!(sessions.jti_of("u"), Some(&Key::from("second")));
        assert!(sessions.by_uid("u", Moment(199)).is_some());
        assert!(sessions.by_uid("u", Moment(200)).is_none());
        sessions.remove_where(|jti, _| jti.is("second"));
        assert_eq!((sessions.len(), sessions.jti_of("u")), (0, None));
    }

    #[test]
    fn the_index_forgets_expired_sessions() {
        let mut sessions = Sessions::default();
        for n in 0..1_000 {
            let name = n.to_string();
            let now = Moment::from_seconds(n);
            sessions.insert(&name, session(&name), now.plus_seconds(1), now);
        }
        assert!(sessions.by_uid.len() < 100, "{}", sessions.by_uid.len());
    }
}
