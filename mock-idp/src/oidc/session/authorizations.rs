//! What each client was given in a session: a handful at most, in the order of their first visit.

use std::sync::Arc;

use crate::base::key::Key;

/// One client's part in a session.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Authorization {
    /// The grant that this session uses for the client.
    pub grant_id: Option<Key>,
    /// Whether the grant outlives the session (`offline_access` was granted).
    pub persists_logout: bool,
}

/// The clients of a session.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Authorizations(Vec<(Arc<str>, Authorization)>);

impl Authorizations {
    /// A client's part.
    pub fn get(&self, client_id: &str) -> Option<&Authorization> {
        self.iter()
            .find(|(id, _)| ***id == *client_id)
            .map(|(_, held)| held)
    }

    /// A client's part, to change it; a new one where it had none.
    pub fn of(&mut self, client_id: &Arc<str>) -> &mut Authorization {
        let known = self.0.iter().position(|(id, _)| id == client_id);
        let at = known.unwrap_or_else(|| {
            // Most sessions know one client.
            self.0.reserve_exact(1);
            self.0.push((client_id.clone(), Authorization::default()));
            self.0.len() - 1
        });
        &mut self.0[at].1
    }

    /// Takes a client out.
    pub fn remove(&mut self, client_id: &str) -> Option<Authorization> {
        let at = self.0.iter().position(|(id, _)| **id == *client_id)?;
        Some(self.0.remove(at).1)
    }

    /// All clients with their parts.
    pub fn iter(&self) -> impl Iterator<Item = (&Arc<str>, &Authorization)> {
        self.0.iter().map(|(id, held)| (id, held))
    }
}

impl<const N: usize> From<[(Arc<str>, Authorization); N]> for Authorizations {
    fn from(clients: [(Arc<str>, Authorization); N]) -> Self {
        Self(clients.into())
    }
}
