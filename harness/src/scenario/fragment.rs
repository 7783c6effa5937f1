//! Steps that several scenarios share.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{At, Pairs, StepForm};

/// A fragment: `use` plays its steps.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(title = "Fragment")]
pub struct FragmentFile {
    /// What it does, in one line.
    pub fragment: At<String>,
    /// Its inputs with their defaults; an input without a default must be given.
    #[serde(default)]
    pub inputs: Pairs<At<Option<String>>>,
    /// The steps.
    pub steps: At<Vec<At<StepForm>>>,
}
