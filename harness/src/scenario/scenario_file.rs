//! The top of a scenario file.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::{At, ExpectForm, OneOrMany, Pairs, StepForm};

/// One scenario: a user, an app, a provider, and what should happen.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(title = "Scenario")]
pub struct ScenarioFile {
    /// What happens, in one line.
    pub scenario: At<String>,
    /// Why it matters; the story behind it.
    #[serde(default)]
    pub why: Option<String>,
    /// Words to select by: `--tag "smoke and not slow"`.
    #[serde(default)]
    pub tags: Vec<At<String>>,
    /// The clauses of specifications that it rests on: `RFC6749#3.1.2.4`.
    #[serde(default)]
    pub conforms: Vec<At<String>>,
    /// The agents that can play it; any when not given.
    #[serde(default)]
    pub agent: Option<At<OneOrMany<AgentName>>>,
    /// Further instances of the app, each a client of its own: `[second]` gives `${second}`.
    #[serde(default)]
    pub apps: Vec<At<String>>,
    /// What differs from the suite's `tenant.yaml`; null takes an entry away.
    #[serde(default)]
    #[schemars(with = "Option<serde_json::Map<String, Value>>")]
    pub tenant: Option<At<Value>>,
    /// A table: the scenario is played once for each row, whose columns are variables. The column `case`
    /// names the row.
    #[serde(default)]
    pub each: Option<At<Vec<At<RowForm>>>>,
    /// The steps.
    pub steps: At<Vec<At<StepForm>>>,
    /// What is to be seen in the end.
    #[serde(default)]
    pub expect: Option<At<ExpectForm>>,
}

/// One row of a table: columns and values.
pub type RowForm = Pairs<At<String>>;

/// What can play the user.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum AgentName {
    /// A real browser.
    #[serde(rename = "webdriver")]
    WebDriver,
    /// Plain HTTP, cookies, links and forms.
    Embedded,
}

impl AgentName {
    /// The name, as the command line has it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::WebDriver => "webdriver",
            Self::Embedded => "embedded",
        }
    }
}
