//! What is wrong with the settings: place, cause, way out, for all of them at once.

use std::fmt;

/// Every mistake in the settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// The mistakes, in the order of the command line's help; never empty.
    pub problems: Vec<Problem>,
}

/// One mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The environment variable.
    pub variable: &'static str,
    /// What is the matter with it.
    pub cause: String,
    /// Where the right value stands, or how to write it.
    pub way_out: &'static str,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.problems.len();
        let settings = if count == 1 { "setting" } else { "settings" };
        writeln!(
            formatter,
            "sample-app cannot start: {count} {settings} to mend"
        )?;
        for Problem {
            variable,
            cause,
            way_out,
        } in &self.problems
        {
            let flag = variable.to_lowercase().replace('_', "-");
            writeln!(
                formatter,
                "\n  {variable} (or --{flag}) {cause}\n    {way_out}"
            )?;
        }
        write!(formatter, "\n`sample-app --help` lists all settings.")
    }
}

impl std::error::Error for ConfigError {}
