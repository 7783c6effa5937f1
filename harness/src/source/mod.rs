//! Text files and places in them: the leaf that every other room may use.
//!
//! A [`Source`] is a file that was read, a [`Place`] a range in it, a [`Diagnostic`] what is wrong there
//! and how to mend it, drawn like the errors of rustc. What the files mean is told in `scenario`.

mod diagnostic;
mod nearest;
mod place;

pub use diagnostic::{Diagnostic, Paint};
pub use nearest::nearest;
pub use place::{Place, Source};
