//! What this relying party can do wrong, one switch for each; the list is in [`catalogue`].

use std::{collections::BTreeSet, str::FromStr};

/// What there is to say about a defect.
#[derive(Debug)]
pub(crate) struct Line {
    /// The defect.
    pub(crate) defect: Defect,
    /// Its name on the command line.
    pub(crate) name: &'static str,
    /// Completes "this relying party …".
    pub(crate) what: &'static str,
    /// The rows of the catalogue that are meant for it: each of them must catch it.
    pub(crate) rows: &'static [&'static str],
}

/// Makes the enum and what there is to say about each from one table.
macro_rules! defects {
    ($($variant:ident $name:literal $what:literal [$($row:literal),+])*) => {
        /// A defect.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub(crate) enum Defect {
            $(#[doc = concat!("`", $name, "`.")] $variant,)*
        }

        impl Defect {
            /// All of them.
            pub(crate) const ALL: &[Line] = &[$(Line {
                defect: Self::$variant,
                name: $name,
                what: $what,
                rows: &[$($row),+],
            },)*];
        }
    };
}

mod catalogue;
pub(crate) use catalogue::Defect;

impl Defect {
    /// The defect's name on the command line.
    pub(crate) fn name(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|line| line.defect == self)
            .map_or("", |line| line.name)
    }
}

impl FromStr for Defect {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .iter()
            .find(|line| line.name == text)
            .map(|line| line.defect)
            .ok_or_else(|| format!("no defect `{text}`; --list shows them"))
    }
}

/// The defects that are switched on.
#[derive(Clone, Debug, Default)]
pub(crate) struct Defects(BTreeSet<Defect>);

impl Defects {
    /// These.
    pub(crate) fn new(defects: impl IntoIterator<Item = Defect>) -> Self {
        Self(defects.into_iter().collect())
    }

    /// Whether it is on.
    pub(crate) fn has(&self, defect: Defect) -> bool {
        self.0.contains(&defect)
    }

    /// Whether a check is made: it is unless the defect that leaves it out is on.
    pub(crate) fn lacks(&self, defect: Defect) -> bool {
        !self.has(defect)
    }
}
