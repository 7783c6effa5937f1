//! Which key signs now, which is announced, and which still verifies.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{Algorithm, KeyError, SharedKey, SigningKey};
use crate::base::clock::Moment;

/// The part that a key plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Announced; signs from its moment on.
    Next,
    /// Signs.
    Current,
    /// Signed until the last rotation; still published.
    Previous,
}

impl Status {
    /// Logto's word.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Next => "Next",
            Self::Current => "Current",
            Self::Previous => "Previous",
        }
    }
}

/// Why a change of the keys is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RotationRefused {
    /// Another key is announced: an immediate rotation would lose it.
    #[error("a next key is announced already")]
    NextExists,
    /// No key has that id.
    #[error("no key has that id")]
    NotFound,
    /// It is the only key.
    #[error("one key must stay")]
    LastKey,
    /// Only the previous key may go.
    #[error("only the previous key can be deleted")]
    NotPrevious,
}

/// The keys of an issuer: exactly one current, at most one next, at most one previous.
#[derive(Clone, Debug)]
pub struct Keys {
    current: SharedKey,
    next: Option<(SharedKey, Moment)>,
    previous: Option<SharedKey>,
}

impl Keys {
    /// One key.
    pub fn new(current: SigningKey) -> Self {
        Self {
            current: Arc::new(current),
            next: None,
            previous: None,
        }
    }

    /// One new P-384 key.
    pub fn generate(id: impl Into<String>, now: Moment) -> Result<Self, KeyError> {
        SigningKey::es384(id, now).map(Self::new)
    }

    /// The key that signs.
    pub fn current(&self) -> &SharedKey {
        &self.current
    }

    /// Current, next, previous: the order of the JWKS.
    pub fn published(&self) -> impl Iterator<Item = &SharedKey> {
        std::iter::once(&self.current)
            .chain(self.next.iter().map(|(key, _)| key))
            .chain(&self.previous)
    }

    /// Next, current, previous with their parts: the order of the Management API.
    pub fn listed(&self) -> impl Iterator<Item = (Status, &SharedKey, Option<Moment>)> {
        self.next
            .iter()
            .map(|(key, at)| (Status::Next, key, Some(*at)))
            .chain(std::iter::once((Status::Current, &self.current, None)))
            .chain(
                self.previous
                    .iter()
                    .map(|key| (Status::Previous, key, None)),
            )
    }

    /// The published key of that name.
    pub fn by_kid(&self, kid: &str) -> Option<&SharedKey> {
        self.published().find(|key| key.kid == kid)
    }

    /// The JSON Web Key Set (RFC 7517 section 5).
    pub fn jwks(&self) -> Value {
        let keys: Vec<&serde_json::Map<_, _>> = self.published().map(|key| key.jwk()).collect();
        json!({ "keys": keys })
    }

    /// Algorithms that tokens in the field may be signed with, as discovery lists them. An RSA key
    /// brings PS256 and RS256.
    pub fn algorithms(&self) -> Vec<&'static str> {
        let mut names = Vec::new();
        for key in self.published() {
            let of_key: &[&str] = match key.algorithm {
                Algorithm::Es384 => &["ES384"],
                Algorithm::Rs256 => &["PS256", "RS256"],
            };
            for name in of_key {
                if !names.contains(name) {
                    names.push(*name);
                }
            }
        }
        names
    }

    /// Lets a next key whose moment has come take over.
    pub fn settle(&mut self, now: Moment) {
        if self.next.as_ref().is_some_and(|(_, at)| *at <= now)
            && let Some((key, _)) = self.next.take()
        {
            self.take_over(key);
        }
    }

    /// Brings a new key in: at once, or after `grace_seconds` during which it is announced as next.
    /// An announced key is replaced by a newly announced one.
    pub fn rotate(
        &mut self,
        key: impl Into<SharedKey>,
        grace_seconds: i64,
        now: Moment,
    ) -> Result<(), RotationRefused> {
        self.settle(now);
        if grace_seconds > 0 {
            self.next = Some((key.into(), now.plus_seconds(grace_seconds)));
        } else if self.next.is_some() {
            return Err(RotationRefused::NextExists);
        } else {
            self.take_over(key.into());
        }
        Ok(())
    }

    /// Deletes the previous key.
    pub fn delete(&mut self, id: &str, now: Moment) -> Result<(), RotationRefused> {
        self.settle(now);
        if self.published().nth(1).is_none() {
            return Err(RotationRefused::LastKey);
        }
        let (status, ..) = self
            .listed()
            .find(|(_, key, _)| key.id == id)
            .ok_or(RotationRefused::NotFound)?;
        match status {
            Status::Previous => {
                self.previous = None;
                Ok(())
            }
            Status::Next | Status::Current => Err(RotationRefused::NotPrevious),
        }
    }

    fn take_over(&mut self, key: SharedKey) {
        self.previous = Some(std::mem::replace(&mut self.current, key));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(id: &str) -> SigningKey {
        SigningKey::es384(id, Moment(0)).unwrap()
    }

    fn ids(keys: &Keys) -> Vec<String> {
        keys.published().map(|key| key.id.clone()).collect()
    }

    #[test]
    fn an_immediate_rotation_keeps_one_previous_key() {
        let mut keys = Keys::new(key("a"));
        keys.rotate(key("b"), 0, Moment(0)).unwrap();
        keys.rotate(key("c"), 0, Moment(0)).unwrap();
        assert_eq!(ids(&keys), ["c", "b"]);
        assert_eq!(
            keys.delete("c", Moment(0)),
            Err(RotationRefused::NotPrevious)
        );
        assert_eq!(keys.delete("x", Moment(0)), Err(RotationRefused::NotFound));
        keys.delete("b", Moment(0)).unwrap();
        assert_eq!(keys.delete("c", Moment(0)), Err(RotationRefused::LastKey));
    }

    #[test]
    fn an_announced_key_signs_from_its_moment_on() {
        let mut keys = Keys::new(key("a"));
        keys.rotate(key("b"), 60, Moment(0)).unwrap();
        assert_eq!(ids(&keys), ["a", "b"]);
        assert_eq!(
            keys.rotate(key("c"), 0, Moment(1)),
            Err(RotationRefused::NextExists)
        );
        keys.settle(Moment(59_999));
        assert_eq!(keys.current().id, "a");
        keys.settle(Moment(60_000));
        assert_eq!(ids(&keys), ["b", "a"]);
        assert_eq!(keys.algorithms(), ["ES384"]);
    }
}
