//! The top of a scenario file.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::{At, ExpectForm, Form, OneOrMany, Pairs, RequestForm, StepForm};

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
    /// What the provider does wrong on purpose, by artefact and field: `{ id-token: { nonce: { append: "1" } } }`.
    /// The same steps without it must sign in (the control run), else nothing is proved. `now`, `now+60` and
    /// `now-60` are moments in seconds; a text that is nothing but a variable may stand for a number.
    #[serde(default)]
    #[schemars(with = "Option<serde_json::Map<String, Value>>")]
    pub tamper: Option<At<Value>>,
    /// Requests that the app must make for the scenario to mean something: `{ authorize: { nonce: present } }`.
    /// Without them it is not applicable, which is never a pass. `application` asks about the app's registration.
    #[serde(default)]
    pub needs: Option<At<OneOrMany<RequestForm>>>,
    /// The steps.
    pub steps: At<Vec<At<StepForm>>>,
    /// What is to be seen in the end; or in one word how the app must take it, as in `verdict`.
    #[serde(default)]
    pub expect: Option<At<Form<ExpectForm>>>,
    /// How the app must take it: `rejected` (nobody is signed in, nothing poisoned is used), `discarded` (nothing
    /// poisoned is used; a session may live on), `accepted` (somebody is signed in), `either` (it must stay
    /// whole).
    #[serde(default)]
    pub verdict: Option<At<String>>,
    /// What an app that does otherwise gets; `fail` when not given.
    #[serde(default)]
    pub severity: Option<At<SeverityName>>,
    /// The name of the row in a conformance matrix; that of the file when not given.
    #[serde(default)]
    pub row: Option<At<String>>,
    /// What the OpenID Foundation's suite goes by in its module of this name; it has none when not given.
    #[serde(default)]
    pub foundation: Option<At<FoundationName>>,
    /// The name of a ladder of which the rows of the table are rungs: a report says which were accepted.
    #[serde(default)]
    pub ladder: Option<At<String>>,
}

/// What an app gets that does otherwise.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum SeverityName {
    /// The row fails.
    Fail,
    /// The row warns: the specification leaves it open, or recommends it.
    Warn,
}

/// What a module of the OpenID Foundation's suite goes by.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum FoundationName {
    /// The flow goes on to the userinfo request.
    Flow,
    /// Nothing is asked of the provider for five seconds.
    Silence,
    /// The same, but an app that does not check the signature of a token from the token endpoint is skipped.
    Skippable,
    /// Both ways are good.
    Either,
    /// A request comes at all.
    Call,
    /// The status that the app answers.
    Status,
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
