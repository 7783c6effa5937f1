//! A table of entities by id, listed as they were made.

use indexmap::IndexMap;

/// Entities by id, in the order in which they were made.
#[derive(Clone, Debug)]
pub struct Entities<T>(IndexMap<String, T>);

impl<T> Default for Entities<T> {
    fn default() -> Self {
        Self(IndexMap::new())
    }
}

impl<T> Entities<T> {
    /// The entity of that id.
    pub fn get(&self, id: &str) -> Option<&T> {
        self.0.get(id)
    }

    /// The entity of that id, to change it.
    pub fn get_mut(&mut self, id: &str) -> Option<&mut T> {
        self.0.get_mut(id)
    }

    /// Puts an entity in; one of the same id is replaced in its place.
    pub fn insert(&mut self, id: impl Into<String>, entity: T) {
        self.0.insert(id.into(), entity);
    }

    /// Takes an entity out; the order of the others stays.
    pub fn remove(&mut self, id: &str) -> Option<T> {
        self.0.shift_remove(id)
    }

    /// Whether there is one of that id.
    pub fn contains(&self, id: &str) -> bool {
        self.0.contains_key(id)
    }

    /// All, oldest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &T> + ExactSizeIterator {
        self.0.values()
    }

    /// All with their ids, oldest first.
    pub fn entries(&self) -> impl ExactSizeIterator<Item = (&str, &T)> {
        self.0.iter().map(|(id, entity)| (id.as_str(), entity))
    }

    /// All, oldest first, to change them.
    pub fn iter_mut(&mut self) -> impl DoubleEndedIterator<Item = &mut T> {
        self.0.values_mut()
    }

    /// Keeps those that `keep` picks.
    pub fn retain(&mut self, mut keep: impl FnMut(&T) -> bool) {
        self.0.retain(|_, entity| keep(entity));
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
