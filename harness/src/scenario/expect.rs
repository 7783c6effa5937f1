//! What a scenario expects to see.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{At, Form, MatcherForm, OneOrMany, Pairs, Period};

/// Expectations; all that are given must hold at the same moment. They are tried again until they do, or
/// until `within` has passed. Beside an `http` step they are about its answer, else about the page.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct ExpectForm {
    /// The address. A plain text compares scheme, host, port and path, and of the query and fragment
    /// what the text has of them.
    pub url: Option<At<MatcherForm>>,
    /// The document's title.
    pub title: Option<At<MatcherForm>>,
    /// Text that is visible on the page (or in the answer's body).
    pub text: Option<At<OneOrMany<MatcherForm>>>,
    /// Text that is not visible on the page (or not in the answer's body).
    pub no_text: Option<At<OneOrMany<MatcherForm>>>,
    /// Elements that are on the page.
    pub element: Option<At<OneOrMany<Form<ElementForm>>>>,
    /// Elements that are not on the page.
    pub no_element: Option<At<OneOrMany<Form<ElementForm>>>>,
    /// Cookies of the page, by name.
    pub cookie: Option<Pairs<At<CookieForm>>>,
    /// The status of the answer, or of the page.
    pub status: Option<At<MatcherForm>>,
    /// Headers of the answer, or of the page.
    pub header: Option<Pairs<At<MatcherForm>>>,
    /// Members of the JSON in the answer, or on the page: `user.emails[0]`, `error`; `.` is the whole.
    pub json: Option<Pairs<At<MatcherForm>>>,
    /// Requests that the provider has seen, by endpoint: `- token: { grant_type: authorization_code }`.
    /// `times`, `at-most`, `status`, `error`, `client` and `provider` have their own meaning, every other name is a
    /// parameter.
    pub requests: Option<At<Vec<At<RequestForm>>>>,
    /// Claims of the ID token that Logto issued last.
    pub id_token: Option<Pairs<At<MatcherForm>>>,
    /// Where no code, no token and no client secret stands, as it is or in base64 (compressed or not): `log`
    /// (what the app prints), `cookies`.
    pub no_secrets: Option<At<OneOrMany<String>>>,
    /// Whether the app shows a signed-in user, as its profile tells.
    pub signed_in: Option<At<bool>>,
    /// What to compare with the snapshot beside the scenario.
    pub snapshot: Option<At<OneOrMany<Form<SnapshotForm>>>>,
    /// How long to wait until all of it holds; 5s when not given.
    #[schemars(with = "Option<Period>")]
    pub within: Option<At<Period>>,
}

/// One kind of request that the provider has seen: a name, or a name with parameters.
pub type RequestForm = Form<Pairs<At<Pairs<At<MatcherForm>>>>>;

/// An element as a user or a screen reader meets it; the short form is its name.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct ElementForm {
    /// The ARIA role: `link`, `button`, `heading`, `alert`, `textbox`, …
    pub role: Option<At<String>>,
    /// The accessible name.
    pub name: Option<At<String>>,
    /// A CSS selector, when nothing else names it.
    pub css: Option<At<String>>,
    /// Its text.
    pub text: Option<At<MatcherForm>>,
    /// The value of a field, the address of a link.
    pub value: Option<At<MatcherForm>>,
    /// How many there are; at least one when not given.
    pub count: Option<At<usize>>,
}

/// A cookie: its value (`present`, `absent`), or its attributes.
pub type CookieForm = Form<CookieAttributes>;

/// The attributes of a cookie.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct CookieAttributes {
    /// Its value.
    pub value: Option<At<MatcherForm>>,
    /// Whether scripts are kept from it.
    pub http_only: Option<At<bool>>,
    /// Whether it travels over HTTPS only.
    pub secure: Option<At<bool>>,
    /// `Lax`, `Strict` or `None`.
    pub same_site: Option<At<String>>,
    /// The path it belongs to.
    pub path: Option<At<String>>,
}

/// What to compare with a snapshot; the short form says what: `requests`, `page`, `id-token`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SnapshotForm {
    /// `requests`, `page` or `id-token`.
    pub of: At<String>,
    /// The name of the snapshot; that of its subject when not given.
    #[serde(default)]
    #[schemars(default)]
    pub name: Option<At<String>>,
}
