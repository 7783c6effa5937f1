//! Which scenarios are played.

use std::str::FromStr;

use super::{Case, TagExpression};

/// A part of the suite for one of several machines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    /// Which part, from 1.
    pub index: usize,
    /// Of how many.
    pub of: usize,
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("{text:?} is no shard: write I/N, such as 1/4, with I from 1 to N");
        let (index, of) = text.split_once('/').ok_or_else(wrong)?;
        let (Ok(index), Ok(of)) = (index.trim().parse(), of.trim().parse()) else {
            return Err(wrong());
        };
        if index == 0 || index > of {
            Err(wrong())
        } else {
            Ok(Self { index, of })
        }
    }
}

/// What was asked for on the command line. Paths have been turned into files already.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Files that were named, by the ids of their scenarios.
    pub files: Vec<String>,
    /// Texts, one of which must be found in the id, the name or the row.
    pub filters: Vec<String>,
    /// Which tags.
    pub tags: Option<TagExpression>,
    /// Which part.
    pub shard: Option<Shard>,
}

impl Selection {
    /// The cases that were asked for, in their order.
    pub fn choose(&self, cases: Vec<Case>) -> Vec<Case> {
        let asked = cases.into_iter().filter(|case| {
            let row = case.trial.as_ref().map_or("", |trial| &trial.row);
            let text = format!("{} {} {row}", case.id, case.title()).to_lowercase();
            let named = self.filters.is_empty()
                || self
                    .filters
                    .iter()
                    .any(|filter| text.contains(&filter.to_lowercase()));
            named && self.tags.as_ref().is_none_or(|tags| tags.fits(&case.tags))
        });
        match self.shard {
            None => asked.collect(),
            // Round robin: neighbours in one folder cost about the same, so every part gets its share.
            Some(Shard { index, of }) => asked
                .enumerate()
                .filter(|(at, _)| at % of == index - 1)
                .map(|(_, case)| case)
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_are_read_or_refused() {
        assert_eq!("2/4".parse(), Ok(Shard { index: 2, of: 4 }));
        for wrong in ["", "4", "0/4", "5/4", "a/b", "1/0"] {
            assert!(wrong.parse::<Shard>().is_err(), "{wrong}");
        }
    }
}
