//! How to start and read one app under test.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::{At, ExpectForm, OneOrMany, Pairs, Period, StepForm};

/// An app profile.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(title = "App profile")]
pub struct ProfileFile {
    /// The app's name.
    pub app: At<String>,
    /// A line for the shell that builds it, run once before the first start.
    #[serde(default)]
    pub build: Option<At<String>>,
    /// How to start it.
    pub start: At<StartForm>,
    /// When it can be used.
    pub ready: At<ReadyForm>,
    /// The path that the provider sends the user back to.
    pub redirect_uri: At<String>,
    /// The path that the provider sends the user to after signing out.
    #[serde(default)]
    pub post_logout_redirect_uri: Option<At<String>>,
    /// The path that the provider sends logout tokens to (OpenID Connect Back-Channel Logout); none when not
    /// given.
    #[serde(default)]
    pub backchannel_logout_uri: Option<At<String>>,
    /// More of the application in the tenant, in the Management API's words; `type` is `Traditional`
    /// when not given.
    #[serde(default)]
    #[schemars(with = "Option<serde_json::Map<String, Value>>")]
    pub application: Option<At<Value>>,
    /// What a user does at the app's home page to sign in.
    #[schemars(with = "OneOrMany<StepForm>")]
    pub sign_in: At<OneOrMany<StepForm>>,
    /// What a signed-in user does at the app's home page to sign out.
    #[schemars(with = "OneOrMany<StepForm>")]
    pub sign_out: At<OneOrMany<StepForm>>,
    /// What the app shows to a signed-in user, and to nobody else.
    pub signed_in: At<ExpectForm>,
    /// What the app shows when a sign-in came to nothing; only told in reports.
    #[serde(default)]
    pub sign_in_error: Option<At<ExpectForm>>,
    /// Whether rows of the conformance catalogue may be played one after the other with the same running app, which
    /// saves starting it. Not for an app that keeps what it was once told about a user.
    #[serde(default)]
    pub reuse: bool,
    /// Other things that a user can do at this app, by name: `go: refresh` does them. Scenarios of the conformance
    /// catalogue that go a way which is missing here are not applicable. It knows `userinfo` (the app asks the
    /// userinfo endpoint), `refresh` (a signed-in user does something for which the app needs an access token) and
    /// `next` (begins a sign-in that is to end at `${next}`).
    #[serde(default)]
    #[schemars(with = "std::collections::BTreeMap<String, OneOrMany<StepForm>>")]
    pub ways: Pairs<At<OneOrMany<StepForm>>>,
}

/// How to start the app.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct StartForm {
    /// The program and its arguments.
    pub command: At<Vec<At<String>>>,
    /// Variables of its environment, beside those of the harness.
    #[serde(default)]
    pub env: Pairs<At<String>>,
    /// The folder it runs in; the one above `scenarios/` when not given.
    #[serde(default)]
    pub folder: Option<At<String>>,
}

/// When the app can be used: `http` or `log`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ReadyForm {
    /// A path that answers with anything but a server error once it is.
    #[serde(default)]
    pub http: Option<At<String>>,
    /// A text that it prints once it is.
    #[serde(default)]
    pub log: Option<At<String>>,
    /// How long that may take; 30s when not given.
    #[serde(default)]
    #[schemars(with = "Option<Period>")]
    pub within: Option<At<Period>>,
}
