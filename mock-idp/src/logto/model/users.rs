//! Users by id, with an index for each way in: user name, e-mail address, phone number, identities.

use std::collections::HashMap;

use indexmap::IndexMap;

use super::User;

/// Users in the order in which they were made. Lookups take the same time for ten and for 100,000.
///
/// A user is changed through [`Users::update`] only: that keeps the indexes in step.
#[derive(Clone, Debug, Default)]
pub struct Users {
    rows: IndexMap<String, User>,
    by_username: Index,
    by_email: Index,
    by_phone: Index,
    by_identity: Index,
}

/// Ids of users by a key. Keys are folded to lower case where case may differ, so one key can lead
/// to several users.
#[derive(Clone, Debug, Default)]
struct Index(HashMap<Box<str>, Vec<Box<str>>>);

impl Index {
    fn add(&mut self, key: &str, id: &str) {
        self.0.entry(key.into()).or_default().push(id.into());
    }

    fn remove(&mut self, key: &str, id: &str) {
        if let Some(ids) = self.0.get_mut(key) {
            ids.retain(|other| **other != *id);
            if ids.is_empty() {
                self.0.remove(key);
            }
        }
    }

    fn ids(&self, key: &str) -> &[Box<str>] {
        self.0.get(key).map_or(&[], Vec::as_slice)
    }
}

/// What a user is found by.
#[derive(PartialEq)]
struct Keys {
    username: Option<String>,
    email: Option<String>,
    phone: Option<String>,
    identities: Vec<String>,
}

impl Keys {
    fn of(user: &User) -> Self {
        let social = user
            .identities
            .iter()
            .map(|(target, identity)| identity_key(target, &identity.user_id));
        let enterprise = user
            .sso_identities
            .iter()
            .map(|identity| identity_key(&identity.issuer, &identity.identity_id));
        Self {
            username: user.username.as_deref().map(str::to_lowercase),
            email: user.primary_email.as_deref().map(str::to_lowercase),
            phone: user.primary_phone.clone(),
            identities: social.chain(enterprise).collect(),
        }
    }
}

/// The key of a social identity (target) or an enterprise one (issuer).
fn identity_key(provider: &str, subject: &str) -> String {
    format!("{provider}\n{subject}")
}

impl Users {
    /// The user of that id.
    pub fn get(&self, id: &str) -> Option<&User> {
        self.rows.get(id)
    }

    /// Whether there is one of that id.
    pub fn contains(&self, id: &str) -> bool {
        self.rows.contains_key(id)
    }

    /// All, oldest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &User> + ExactSizeIterator {
        self.rows.values()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Puts a user in; one of the same id is replaced in its place.
    pub fn insert(&mut self, user: User) {
        let keys = Keys::of(&user);
        let id = user.id.clone();
        if let Some(old) = self.rows.insert(id.clone(), user) {
            self.unlist(&Keys::of(&old), &id);
        }
        self.list(&keys, &id);
    }

    /// Changes a user; nothing happens when there is none of that id. The id itself must stay.
    pub fn update<T>(&mut self, id: &str, change: impl FnOnce(&mut User) -> T) -> Option<T> {
        let user = self.rows.get_mut(id)?;
        let before = Keys::of(user);
        let result = change(user);
        let after = Keys::of(user);
        if before != after {
            self.unlist(&before, id);
            self.list(&after, id);
        }
        Some(result)
    }

    /// Takes a user out; the order of the others stays.
    pub fn remove(&mut self, id: &str) -> Option<User> {
        let user = self.rows.shift_remove(id)?;
        self.unlist(&Keys::of(&user), id);
        Some(user)
    }

    /// The user with that user name.
    pub fn by_username(&self, username: &str, case_sensitive: bool) -> Option<&User> {
        self.found(&self.by_username, &username.to_lowercase())
            .find(|user| !case_sensitive || user.username.as_deref() == Some(username))
    }

    /// The user with that e-mail address, ignoring case.
    pub fn by_email(&self, email: &str) -> Option<&User> {
        self.found(&self.by_email, &email.to_lowercase()).next()
    }

    /// The user with that phone number.
    pub fn by_phone(&self, phone: &str) -> Option<&User> {
        self.found(&self.by_phone, phone).next()
    }

    /// The user with that social identity.
    pub fn by_identity(&self, target: &str, user_id: &str) -> Option<&User> {
        self.found(&self.by_identity, &identity_key(target, user_id))
            .find(|user| {
                user.identities
                    .get(target)
                    .is_some_and(|identity| identity.user_id == user_id)
            })
    }

    /// The user with that enterprise identity.
    pub fn by_sso_identity(&self, issuer: &str, identity_id: &str) -> Option<&User> {
        self.found(&self.by_identity, &identity_key(issuer, identity_id))
            .find(|user| {
                user.sso_identities
                    .iter()
                    .any(|i| i.issuer == issuer && i.identity_id == identity_id)
            })
    }

    fn found<'a>(&'a self, index: &'a Index, key: &str) -> impl Iterator<Item = &'a User> {
        index.ids(key).iter().filter_map(|id| self.rows.get(&**id))
    }

    fn list(&mut self, keys: &Keys, id: &str) {
        self.each(keys, |index, key| index.add(key, id));
    }

    fn unlist(&mut self, keys: &Keys, id: &str) {
        self.each(keys, |index, key| index.remove(key, id));
    }

    fn each(&mut self, keys: &Keys, mut change: impl FnMut(&mut Index, &str)) {
        if let Some(username) = &keys.username {
            change(&mut self.by_username, username);
        }
        if let Some(email) = &keys.email {
            change(&mut self.by_email, email);
        }
        if let Some(phone) = &keys.phone {
            change(&mut self.by_phone, phone);
        }
        for identity in &keys.identities {
            change(&mut self.by_identity, identity);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{base::clock::Moment, logto::model::Identity};

    fn user(id: &str, username: &str, email: &str) -> User {
        User {
            username: Some(username.into()),
            primary_email: Some(email.into()),
            ..User::new(id, Moment(0))
        }
    }

    #[test]
    fn lookups_follow_every_change() {
        let mut users = Users::default();
        users.insert(user("a", "Ann", "Ann@Example.com"));
        users.insert(user("b", "ann", "b@example.com"));
        let id = |user: Option<&User>| user.map(|u| u.id.clone());
        assert_eq!(id(users.by_username("ann", true)), Some("b".into()));
        assert_eq!(id(users.by_username("ANN", false)), Some("a".into()));
        assert_eq!(id(users.by_username("ANN", true)), None);
        assert_eq!(id(users.by_email("ann@example.COM")), Some("a".into()));

        users.update("a", |u| {
            u.primary_email = None;
            u.primary_phone = Some("15550100".into());
            let identity = Identity {
                user_id: "42".into(),
                details: None,
            };
            u.identities.insert("huggingface".into(), identity);
        });
        assert_eq!(id(users.by_email("ann@example.com")), None);
        assert_eq!(id(users.by_phone("15550100")), Some("a".into()));
        assert_eq!(id(users.by_identity("huggingface", "42")), Some("a".into()));
        assert_eq!(id(users.by_sso_identity("huggingface", "42")), None);

        users.insert(user("a", "Zoe", "zoe@example.com"));
        assert_eq!(id(users.by_phone("15550100")), None);
        users.remove("a");
        assert_eq!(id(users.by_username("Zoe", true)), None);
        assert_eq!(users.len(), 1);
    }
}
