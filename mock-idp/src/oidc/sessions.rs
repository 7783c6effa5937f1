//! Sessions by the cookie's value, and by their `uid`: tokens are bound to the latter, because the
//! former changes.

use std::collections::HashMap;

use super::session::Session;
use crate::base::{clock::Moment, store::Table};

/// All sessions of a provider.
#[derive(Debug, Default)]
pub struct Sessions {
    by_jti: Table<Session>,
    /// `uid` to `jti`. Entries of sessions that expired are taken out now and then.
    jti_of: HashMap<Box<str>, Box<str>>,
}

impl Sessions {
    /// Puts a session in under the cookie's value. A session of the same `uid` under another value
    /// (it rotates) is taken out.
    pub fn insert(&mut self, jti: &str, session: Session, expires_at: Moment, now: Moment) {
        if let Some(old) = self.jti_of.insert(session.uid.clone(), jti.into())
            && *old != *jti
        {
            self.by_jti.remove(&old);
        }
        self.by_jti.insert(jti, session, expires_at, now);
        if self.jti_of.len() > 2 * self.by_jti.len() + 64 {
            let by_jti = &self.by_jti;
            self.jti_of
                .retain(|_, jti| by_jti.expires_at(jti).is_some());
        }
    }

    /// The session of that cookie value.
    pub fn get(&self, jti: &str, now: Moment) -> Option<&Session> {
        self.by_jti.get(jti, now)
    }

    /// The session of that cookie value, to change it; its `uid` must stay.
    pub fn get_mut(&mut self, jti: &str, now: Moment) -> Option<&mut Session> {
        self.by_jti.get_mut(jti, now)
    }

    /// The session of that `uid`.
    pub fn by_uid(&self, uid: &str, now: Moment) -> Option<&Session> {
        self.by_jti.get(self.jti_of.get(uid)?, now)
    }

    /// The cookie value of the session of that `uid`.
    pub fn jti_of(&self, uid: &str) -> Option<&str> {
        self.jti_of.get(uid).map(|jti| &**jti)
    }

    /// When the session of that cookie value expires.
    pub fn expires_at(&self, jti: &str) -> Option<Moment> {
        self.by_jti.expires_at(jti)
    }

    /// Takes a session out.
    pub fn remove(&mut self, jti: &str) -> Option<Session> {
        let session = self.by_jti.remove(jti)?;
        self.jti_of.remove(&session.uid);
        Some(session)
    }

    /// Takes out every session that `gone` picks.
    pub fn remove_where(&mut self, mut gone: impl FnMut(&str, &Session) -> bool) {
        let jti_of = &mut self.jti_of;
        self.by_jti.remove_where(|jti, session| {
            let goes = gone(jti, session);
            if goes {
                jti_of.remove(&session.uid);
            }
            goes
        });
    }

    /// All live sessions with their cookie values, in no particular order.
    pub fn iter(&self, now: Moment) -> impl Iterator<Item = (&str, &Session)> {
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
        assert_eq!(sessions.jti_of("u"), Some("second"));
        assert!(sessions.by_uid("u", Moment(199)).is_some());
        assert!(sessions.by_uid("u", Moment(200)).is_none());
        sessions.remove_where(|jti, _| jti == "second");
        assert_eq!((sessions.len(), sessions.jti_of("u")), (0, None));
    }

    #[test]
    fn the_index_forgets_expired_sessions() {
        let mut sessions = Sessions::default();
        for n in 0..1_000 {
            let name = n.to_string();
            sessions.insert(&name, session(&name), Moment(n + 1), Moment(n));
        }
        assert!(sessions.jti_of.len() < 100, "{}", sessions.jti_of.len());
    }
}
