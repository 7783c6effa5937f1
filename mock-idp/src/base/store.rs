//! Tables of things that expire. What has expired leaves memory by itself while the table is used.

use std::collections::{BTreeSet, HashMap};

use super::clock::Moment;

/// How many expired rows one insertion clears away at most: a little at a time, never a pause.
const SWEEP: usize = 4;

/// Rows by id, each with a moment from which it is gone.
#[derive(Debug)]
pub struct Table<T> {
    rows: HashMap<Box<str>, Row<T>>,
    by_expiry: BTreeSet<(Moment, Box<str>)>,
}

#[derive(Debug)]
struct Row<T> {
    value: T,
    expires_at: Moment,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self {
            rows: HashMap::new(),
            by_expiry: BTreeSet::new(),
        }
    }
}

impl<T> Table<T> {
    /// Puts a row in, in place of one with the same id.
    pub fn insert(&mut self, id: &str, value: T, expires_at: Moment, now: Moment) {
        self.sweep(now);
        if let Some(old) = self.rows.insert(id.into(), Row { value, expires_at }) {
            self.by_expiry.remove(&(old.expires_at, id.into()));
        }
        self.by_expiry.insert((expires_at, id.into()));
    }

    /// The row, unless it is missing or expired.
    pub fn get(&self, id: &str, now: Moment) -> Option<&T> {
        self.rows
            .get(id)
            .filter(|row| row.expires_at > now)
            .map(|row| &row.value)
    }

    /// The row, to change it, unless it is missing or expired.
    pub fn get_mut(&mut self, id: &str, now: Moment) -> Option<&mut T> {
        self.rows
            .get_mut(id)
            .filter(|row| row.expires_at > now)
            .map(|row| &mut row.value)
    }

    /// When the row expires.
    pub fn expires_at(&self, id: &str) -> Option<Moment> {
        self.rows.get(id).map(|row| row.expires_at)
    }

    /// Takes the row out, expired or not.
    pub fn remove(&mut self, id: &str) -> Option<T> {
        let row = self.rows.remove(id)?;
        self.by_expiry.remove(&(row.expires_at, id.into()));
        Some(row.value)
    }

    /// Takes out every row that `gone` picks.
    pub fn remove_where(&mut self, mut gone: impl FnMut(&str, &T) -> bool) {
        let by_expiry = &mut self.by_expiry;
        self.rows.retain(|id, row| {
            let goes = gone(id, &row.value);
            if goes {
                by_expiry.remove(&(row.expires_at, id.clone()));
            }
            !goes
        });
    }

    /// All live rows, in no particular order.
    pub fn iter(&self, now: Moment) -> impl Iterator<Item = (&str, &T)> {
        self.rows
            .iter()
            .filter(move |(_, row)| row.expires_at > now)
            .map(|(id, row)| (&**id, &row.value))
    }

    /// How many rows are held, expired ones that were not yet swept included.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether no row is held.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    fn sweep(&mut self, now: Moment) {
        for _ in 0..SWEEP {
            match self.by_expiry.first() {
                Some((at, _)) if *at <= now => {
                    if let Some((_, id)) = self.by_expiry.pop_first() {
                        self.rows.remove(&id);
                    }
                }
                _ => return,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_gone_at_their_moment_and_leave_memory() {
        let mut table = Table::default();
        for n in 0..100 {
            table.insert(&format!("old{n}"), n, Moment(10), Moment(0));
        }
        assert_eq!(table.get("old3", Moment(9)), Some(&3));
        assert_eq!(table.get("old3", Moment(10)), None);
        for n in 0..50 {
            table.insert(&format!("new{n}"), n, Moment(1_000), Moment(11));
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
}
