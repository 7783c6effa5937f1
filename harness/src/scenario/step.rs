//! One step of a scenario.

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer};

use super::{At, CaptureForm, ExpectForm, Form, HttpForm, Pairs, Period};

/// A step: one verb, and beside it what to need, expect and remember afterwards.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct StepForm {
    /// Opens an address, as if typed into the address bar.
    pub open: Option<At<String>>,
    /// Clicks what is called so.
    pub click: Option<At<Form<TargetForm>>>,
    /// Fills fields: `{ Username: alice, Password: secret }`.
    pub fill: Option<At<Pairs<At<String>>>>,
    /// Chooses options of drop-down lists: `{ Country: Norway }`.
    pub select: Option<At<Pairs<At<String>>>>,
    /// Presses a key in the field that was used last: `Enter`, `Tab`, `Escape`.
    pub press: Option<At<String>>,
    /// Submits the form that holds what is called so; the page's only form when empty.
    #[serde(deserialize_with = "mentioned")]
    #[schemars(with = "Option<Form<TargetForm>>")]
    pub submit: Option<At<Option<Form<TargetForm>>>>,
    /// Signs in as a user of the seed, from wherever the browser is.
    pub sign_in: Option<At<Form<SignInForm>>>,
    /// Signs out, as the app's profile tells.
    #[serde(deserialize_with = "mentioned")]
    #[schemars(with = "Option<SignOutForm>")]
    pub sign_out: Option<At<Option<SignOutForm>>>,
    /// Sends a request without the browser: `GET https://…`, or a map.
    pub http: Option<At<Form<HttpForm>>>,
    /// Moves the tenant's time: `{ advance: 61s }`.
    pub clock: Option<At<Form<ClockForm>>>,
    /// Gives Logto a new signing key at once; the one before stays published. `ES384` when empty, or `RS256`.
    #[serde(deserialize_with = "mentioned")]
    #[schemars(with = "Option<KeyName>")]
    pub rotate_key: Option<At<Option<KeyName>>>,
    /// Does what the app's profile tells under this name in `ways`, or in `sign-in` or `sign-out`.
    pub go: Option<At<String>>,
    /// Does the steps of a fragment.
    #[serde(rename = "use")]
    pub fragment: Option<At<String>>,
    /// The inputs of that fragment, or of that way.
    pub with: Option<Pairs<At<String>>>,
    /// What must be seen after it for the rest to say something about this app: else the row is not applicable, or the
    /// scenario skipped.
    pub needs: Option<At<ExpectForm>>,
    /// What is to be seen after it.
    pub expect: Option<At<ExpectForm>>,
    /// What to remember after it, as variables.
    pub set: Option<Pairs<At<CaptureForm>>>,
    /// How long the verb may wait; 15s when not given.
    #[schemars(with = "Option<Period>")]
    pub within: Option<At<Period>>,
}

/// Tells a key without a value (`- sign-out:`) from a key that is not there.
fn mentioned<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// A thing on a page, more exactly than by its name.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct TargetForm {
    /// The ARIA role: `link`, `button`, …
    pub role: Option<At<String>>,
    /// The accessible name.
    pub name: Option<At<String>>,
    /// A CSS selector, when nothing else names it.
    pub css: Option<At<String>>,
}

/// How to sign in; the short form is the user.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SignInForm {
    /// The user, by the key in the seed.
    #[serde(rename = "as")]
    pub user: At<String>,
    /// Where; `logto` when not given.
    #[serde(default)]
    pub at: Option<At<ProviderName>>,
    /// Another password than the seed's.
    #[serde(default)]
    pub password: Option<At<String>>,
    /// Whether the user refuses to let Hugging Face pass on the identity.
    #[serde(default)]
    pub deny: Option<At<bool>>,
    /// The app instance to begin at, when the browser is not at a provider yet; `app` when not given.
    #[serde(default)]
    pub app: Option<At<String>>,
}

/// A kind of signing key.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq, Eq)]
pub enum KeyName {
    /// ECDSA with P-384 and SHA-384, Logto's own choice.
    #[serde(rename = "ES384")]
    Es384,
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    #[serde(rename = "RS256")]
    Rs256,
}

/// Who signs people in.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum ProviderName {
    /// Logto itself, with a password.
    Logto,
    /// Hugging Face, through Logto's connector.
    #[serde(rename = "huggingface")]
    HuggingFace,
}

/// How to sign out.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct SignOutForm {
    /// The app instance; `app` when not given.
    pub app: Option<At<String>>,
}

/// How to move the tenant's time; the short form is how far to advance.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ClockForm {
    /// How far to move on: `61s`, `1h 30m`, `14d`.
    pub advance: At<String>,
}
