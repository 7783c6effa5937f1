//! What each client was given in a session, in the order of their first visit. Most sessions know one
//! client: that one takes no allocation.

use std::sync::Arc;

use crate::base::key::Key;

/// One client's part in a session.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Authorization {
    /// The client.
    pub client_id: Arc<str>,
    /// The grant that this session uses for it.
    pub grant_id: Option<Key>,
    /// Whether the grant outlives the session (`offline_access` was granted).
    pub persists_logout: bool,
}

/// The clients of a session.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Authorizations {
    first: Option<Authorization>,
    #[expect(clippy::box_collection, reason = "most sessions have none of it")]
    others: Option<Box<Vec<Authorization>>>,
}

impl Authorizations {
    /// A client's part.
    pub fn get(&self, client_id: &str) -> Option<&Authorization> {
        self.iter().find(|held| *held.client_id == *client_id)
    }

    /// A client's part, to change it; a new one where it had none.
    pub fn of(&mut self, client_id: &Arc<str>) -> &mut Authorization {
        let fresh = || Authorization {
            client_id: client_id.clone(),
            ..Authorization::default()
        };
        let first = self.first.get_or_insert_with(fresh);
        if first.client_id == *client_id {
            return first;
        }
        let others = self.others.get_or_insert_default();
        let known = others.iter().position(|held| held.client_id == *client_id);
        let at = known.unwrap_or_else(|| {
            others.push(fresh());
            others.len() - 1
        });
        &mut others[at]
    }

    /// Takes a client out.
    pub fn remove(&mut self, client_id: &str) -> Option<Authorization> {
        if self
            .first
            .as_ref()
            .is_some_and(|held| *held.client_id == *client_id)
        {
            let next = self
                .others
                .as_mut()
                .filter(|others| !others.is_empty())
                .map(|others| others.remove(0));
            return std::mem::replace(&mut self.first, next);
        }
        let others = self.others.as_mut()?;
        let at = others
            .iter()
            .position(|held| *held.client_id == *client_id)?;
        Some(others.remove(at))
    }

    /// All clients' parts.
    pub fn iter(&self) -> impl Iterator<Item = &Authorization> {
        let others = self.others.iter().flat_map(|others| others.iter());
        self.first.iter().chain(others)
    }
}

impl FromIterator<Authorization> for Authorizations {
    fn from_iter<I: IntoIterator<Item = Authorization>>(parts: I) -> Self {
        let mut all = Self::default();
        for part in parts {
            let client_id = part.client_id.clone();
            *all.of(&client_id) = part;
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(authorizations: &Authorizations) -> Vec<&str> {
        authorizations.iter().map(|held| &*held.client_id).collect()
    }

    #[test]
    fn clients_come_and_go_in_order() {
        let mut all = Authorizations::default();
        for id in ["a", "b", "c", "b"] {
            all.of(&id.into()).persists_logout = id == "b";
        }
        assert_eq!(names(&all), ["a", "b", "c"]);
        assert!(all.get("b").is_some_and(|held| held.persists_logout));
        assert!(all.remove("a").is_some());
        assert_eq!(names(&all), ["b", "c"]);
        assert!(all.remove("c").is_some());
        assert!(all.remove("c").is_none());
        assert!(all.remove("b").is_some());
        assert_eq!(names(&all), [""; 0]);
    }
}
