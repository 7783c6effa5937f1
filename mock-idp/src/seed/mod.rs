//! The file that a tenant starts from: YAML, keyed by id, with the Management API's member names.
//!
//! [`mod@file`] is what people write; [`build`] makes a tenant's data of it and refuses what contradicts
//! itself; [`error`] says what is wrong, where, and how to mend it.

mod build;
pub mod error;
pub mod file;
mod references;
mod ways_in;

pub use build::Built;
pub use error::SeedError;

use file::SeedFile;

/// A seed that was read: valid YAML of the right shape, with its text kept for error messages.
#[derive(Clone, Debug)]
pub struct Seed {
    file: SeedFile,
    source: error::Source,
}

/// The seed that is used when none is given.
const BUILT_IN: &str = include_str!("built-in.yaml");

impl Seed {
    /// The seed that works at once: an application `bookstore`, users with passwords, Hugging Face.
    pub fn built_in() -> Self {
        match Self::from_yaml(BUILT_IN, "built-in seed") {
            Ok(seed) => seed,
            // A unit test reads it; this arm cannot be reached.
            Err(error) => unreachable!("{error}"),
        }
    }

    /// Reads a seed; `name` is what its mistakes are told under, most often the file's path.
    ///
    /// # Errors
    ///
    /// Text that is no YAML, unknown or missing members, values of the wrong kind, and a seed that
    /// contradicts itself; each with its place.
    pub fn from_yaml(text: &str, name: &str) -> Result<Self, SeedError> {
        let source = error::Source::new(name, text);
        let file =
            serde_saphyr::from_str::<SeedFile>(text).map_err(|error| source.unreadable(&error))?;
        let seed = Self { file, source };
        // Contradictions are told when the seed is read, not when a tenant starts.
        seed.build(
            "http://localhost:3001",
            crate::base::clock::Moment(0),
            &mut crate::base::ids::Ids::seeded(0),
        )?;
        Ok(seed)
    }

    /// What was written.
    pub fn file(&self) -> &SeedFile {
        &self.file
    }

    /// The JSON Schema of seed files, for editors.
    pub fn schema() -> serde_json::Value {
        let settings = schemars::generate::SchemaSettings::draft07();
        settings
            .into_generator()
            .into_root_schema_for::<SeedFile>()
            .into()
    }
}

#[cfg(test)]
mod tests;
