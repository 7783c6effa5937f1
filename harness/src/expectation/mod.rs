//! What is expected, as a vocabulary: no text, no evidence, no judgement.
//!
//! Every type is generic over its texts: `plan` makes them of templates, `run` renders those, `check`
//! compares the result with what there is. A leaf: it imports nothing of the harness but places.

mod matcher;
mod subject;
mod wanted;

pub use matcher::{Matcher, Value};
pub use subject::{
    CookieExpectation, ElementExpectation, Expectation, RequestExpectation, SecretPlace,
    SnapshotOf, Target, Times, What,
};
pub use wanted::{Foundation, Wanted};
