//! Tables of things that expire. What has expired leaves memory by itself while the table is used.
//!
//! Rows lie side by side in slots that stay where they are; an index of slot numbers finds them by id,
//! lists of slot numbers by second say which expire next. A row costs some 60 bytes besides its value.

use std::{
    collections::BTreeMap,
    hash::{BuildHasher, RandomState},
};

use hashbrown::HashTable;

use super::{clock::Moment, key::Key};

/// How many expired rows one insertion clears away at most: a little at a time, never a pause.
const SWEEP: usize = 4;

/// Rows by id, each with a moment from which it is gone.
#[derive(Debug)]
pub struct Table<T> {
    /// A slot without a row is free.
    slots: Vec<Option<Row<T>>>,
    free: Vec<u32>,
    /// Slot numbers, by the hash of their row's id.
    index: HashTable<u32>,
    /// Slot numbers, by the second from which their row is gone. An entry whose slot has a row that lives
    /// longer is out of date.
    due: BTreeMap<i64, Vec<u32>>,
    /// How many entries `due` has.
    noted: usize,
    hasher: RandomState,
}

#[derive(Debug)]
struct Row<T> {
    key: Key,
    value: T,
    expires_at: Moment,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self {
            slots: Vec::new(),
            free: Vec::new(),
            index: HashTable::new(),
            due: BTreeMap::new(),
            noted: 0,
            hasher: RandomState::new(),
        }
    }
}

impl<T> Table<T> {
    /// Puts a row in, in place of one with the same id. The answer is its place, which it keeps: see
    /// [`Self::at`].
    pub fn insert(&mut self, id: impl Into<Key>, value: T, expires_at: Moment, now: Moment) -> u32 {
        self.sweep(now);
        let key = id.into();
        let slot = match self.find(&key) {
            Some(slot) => slot,
            None => self.occupy(&key),
        };
        if let Some(place) = self.slots.get_mut(slot as usize) {
            *place = Some(Row {
                key,
                value,
                expires_at,
            });
        }
        self.note(slot, expires_at);
        // A row that is put in again and again leaves an entry behind each time.
        if self.noted > 2 * self.index.len() + 64 {
            self.note_anew();
        }
        slot
    }

    /// The row at a place, expired or not. A place may have got another row meanwhile.
    pub fn at(&self, place: u32) -> Option<(&Key, &T)> {
        let row = self.slots.get(place as usize)?.as_ref()?;
        Some((&row.key, &row.value))
    }

    /// The row, unless it is missing or expired.
    pub fn get(&self, id: impl Into<Key>, now: Moment) -> Option<&T> {
        let row = self.row(&id.into())?;
        (row.expires_at > now).then_some(&row.value)
    }

    /// The row, to change it, unless it is missing or expired.
    pub fn get_mut(&mut self, id: impl Into<Key>, now: Moment) -> Option<&mut T> {
        let slot = self.find(&id.into())?;
        let row = self.slots.get_mut(slot as usize)?.as_mut()?;
        (row.expires_at > now).then_some(&mut row.value)
    }

    /// When the row expires.
    pub fn expires_at(&self, id: impl Into<Key>) -> Option<Moment> {
        self.row(&id.into()).map(|row| row.expires_at)
    }

    /// Takes the row out, expired or not.
    pub fn remove(&mut self, id: impl Into<Key>) -> Option<T> {
        let slot = self.find(&id.into())?;
        self.vacate(slot)
    }

    /// Takes out every row that `gone` picks.
    pub fn remove_where(&mut self, mut gone: impl FnMut(&Key, &T) -> bool) {
        for slot in 0..u32::try_from(self.slots.len()).unwrap_or(u32::MAX) {
            let row = self.slots.get(slot as usize).and_then(Option::as_ref);
            if row.is_some_and(|row| gone(&row.key, &row.value)) {
                self.vacate(slot);
            }
        }
    }

    /// All live rows, in no particular order.
    pub fn iter(&self, now: Moment) -> impl Iterator<Item = (&Key, &T)> {
        self.slots
            .iter()
            .flatten()
            .filter(move |row| row.expires_at > now)
            .map(|row| (&row.key, &row.value))
    }

    /// How many rows are held, expired ones that were not yet swept included.
    pub fn len(&self) -> usize {
        self.index.len()
    }

    /// Whether no row is held.
    pub fn is_empty(&self) -> bool {
        self.index.is_empty()
    }

    fn row(&self, key: &Key) -> Option<&Row<T>> {
        self.slots.get(self.find(key)? as usize)?.as_ref()
    }

    fn find(&self, key: &Key) -> Option<u32> {
        let slots = &self.slots;
        self.index
            .find(self.hasher.hash_one(key), |slot| has(slots, *slot, key))
            .copied()
    }

    /// A slot for a new row of this id.
    fn occupy(&mut self, key: &Key) -> u32 {
        let slot = self.free.pop().unwrap_or_else(|| {
            self.slots.push(None);
            // 2^32 rows do not fit into memory.
            u32::try_from(self.slots.len() - 1).unwrap_or(u32::MAX)
        });
        let (slots, hasher) = (&self.slots, &self.hasher);
        let hash = hasher.hash_one(key);
        self.index.insert_unique(hash, slot, |other| {
            let row = slots.get(*other as usize).and_then(Option::as_ref);
            row.map_or(hash, |row| hasher.hash_one(&row.key))
        });
        slot
    }

    fn vacate(&mut self, slot: u32) -> Option<T> {
        let row = self.slots.get_mut(slot as usize)?.take()?;
        let hash = self.hasher.hash_one(&row.key);
        if let Ok(entry) = self.index.find_entry(hash, |other| *other == slot) {
            entry.remove();
        }
        self.free.push(slot);
        Some(row.value)
    }

    fn note(&mut self, slot: u32, expires_at: Moment) {
        let second = expires_at.plus_seconds(1).seconds();
        self.due.entry(second).or_default().push(slot);
        self.noted += 1;
    }

    fn note_anew(&mut self) {
        self.due.clear();
        self.noted = 0;
        for slot in 0..u32::try_from(self.slots.len()).unwrap_or(u32::MAX) {
            let row = self.slots.get(slot as usize).and_then(Option::as_ref);
            if let Some(expires_at) = row.map(|row| row.expires_at) {
                self.note(slot, expires_at);
            }
        }
    }

    fn sweep(&mut self, now: Moment) {
        for _ in 0..SWEEP {
            let Some(mut first) = self.due.first_entry() else {
                return;
            };
            if *first.key() > now.seconds() {
                return;
            }
            let slot = first.get_mut().pop();
            if first.get().is_empty() {
                first.remove();
            }
            let Some(slot) = slot else {
                continue;
            };
            self.noted = self.noted.saturating_sub(1);
            let row = self.slots.get(slot as usize).and_then(Option::as_ref);
            if row.is_some_and(|row| row.expires_at <= now) {
                self.vacate(slot);
            }
        }
    }
}

fn has<T>(slots: &[Option<Row<T>>], slot: u32, key: &Key) -> bool {
    let row = slots.get(slot as usize).and_then(Option::as_ref);
    row.is_some_and(|row| row.key == *key)
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn rows_are_gone_at_their_moment_and_leave_memory() {
        let mut table = Table::default();
        for n in 0..100 {
            table.insert(format!("old{n}"), n, Moment(10), Moment(0));
        }
        assert_eq!(table.get("old3", Moment(9)), Some(&3));
        assert_eq!(table.get("old3", Moment(10)), None);
        for n in 0..50 {
            table.insert(format!("new{n}"), n, Moment(9_000), Moment(1_011));
        }
        assert_eq!(table.len(), 50);
    }

    #[test]
    fn a_row_put_in_again_takes_the_new_expiry() {
        let mut table = Table::default();
        table.insert("a", 1, Moment(10), Moment(0));
        table.insert("a", 2, Moment(20), Moment(0));
        table.insert("b", 3, Moment(20), Moment(15));
        assert_eq!(table.get("a", Moment(15)), Some(&2));
        table.remove_where(|_, value| *value == 2);
        assert_eq!(table.len(), 1);
    }

    #[test]
    fn what_expires_next_is_not_noted_twice() {
        let mut table = Table::default();
        for n in 0..10_000 {
            table.insert("slides", n, Moment(n + 100), Moment(n));
        }
        assert!(table.noted < 100, "{}", table.noted);
    }

    proptest! {
        #[test]
        fn a_table_is_a_map_whose_rows_expire(
            steps in prop::collection::vec((0..4_u8, 0..12_u8, 1..30_i64), 0..200)
        ) {
            let (mut table, mut model) = (Table::default(), HashMap::new());
            for (now, (step, id, ttl)) in (0_i64..).zip(steps) {
                let (id, now) = (id.to_string(), Moment(now * 400));
                let until = Moment(now.0 + ttl * 100);
                if step == 0 {
                    table.remove(&id);
                    model.remove(&id);
                } else {
                    table.insert(&id, ttl, until, now);
                    model.insert(id, (ttl, until));
                }
                model.retain(|_, (_, until)| *until > now);
                for (id, (ttl, _)) in &model {
                    prop_assert_eq!(table.get(id, now), Some(ttl));
                }
                prop_assert_eq!(table.iter(now).count(), model.len());
            }
        }
    }
}
