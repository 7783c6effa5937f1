//! The words that Logto speaks: texts of error codes, texts of the sign-in pages, languages.

pub mod errors;
pub mod experience;
pub mod language;

pub use errors::error;
pub use experience::experience;
pub use language::Language;
