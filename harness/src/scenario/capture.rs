//! Where the value of a `set:` variable comes from.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::{At, Form};

/// A plain text, or one source of a value.
pub type CaptureForm = Form<CaptureSource>;

/// Exactly one source (`request` goes with `param`).
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct CaptureSource {
    /// From the address of the page: `{ query: code }`, or `{ matches: "…" }`.
    pub url: Option<At<UrlCapture>>,
    /// From the visible text, by a regular expression: its first group, or the whole match.
    pub text: Option<At<String>>,
    /// From the source of the page, by a regular expression.
    pub html: Option<At<String>>,
    /// The value of a cookie of the page.
    pub cookie: Option<At<String>>,
    /// All cookies that the browser would send to this address, as the header `Cookie` has them.
    pub cookies: Option<At<String>>,
    /// The same without those that scripts are kept from (`HttpOnly`).
    pub readable_cookies: Option<At<String>>,
    /// The status of the last `http` answer.
    pub status: Option<At<bool>>,
    /// From a header of the last `http` answer: its name, or a map.
    pub header: Option<At<Form<HeaderCapture>>>,
    /// From the JSON of the last `http` answer, by its path: `tokens[0].id`.
    pub json: Option<At<String>>,
    /// From the body of the last `http` answer, by a regular expression.
    pub body: Option<At<String>>,
    /// From the last request that the provider saw at this endpoint; goes with `param`.
    pub request: Option<At<String>>,
    /// The parameter of that request.
    pub param: Option<At<String>>,
    /// What stands for that parameter if the request has none; without it that is a failure.
    pub otherwise: Option<At<String>>,
    /// A claim of the ID token that Logto issued last.
    pub id_token: Option<At<String>>,
    /// What the provider issued last of this kind: `authorization-code`, `access-token`,
    /// `refresh-token`, `id-token`.
    pub issued: Option<At<String>>,
    /// A token signed with the provider's key, whatever it says: `{ typ: logout+jwt, claims: { … } }`.
    pub signed: Option<At<SignedCapture>>,
}

/// A token as it could come from the provider. `iss`, `aud` (the app), `iat`, `exp` (in two minutes) and `jti` are
/// there by themselves.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct SignedCapture {
    /// The header's `typ`.
    pub typ: Option<At<String>>,
    /// More of the header; null takes a parameter away.
    #[schemars(with = "Option<serde_json::Map<String, Value>>")]
    pub header: Option<At<Value>>,
    /// The claims; null takes one away. `now`, `now+60` and `now-60` are moments in seconds.
    #[schemars(with = "Option<serde_json::Map<String, Value>>")]
    pub claims: Option<At<Value>>,
    /// The signature; right when not given.
    pub signature: Option<At<SignatureName>>,
}

/// What is wrong with the signature of a token.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum SignatureName {
    /// There is none, and `alg` is `none`.
    None,
    /// Its bits are flipped.
    Flipped,
    /// It is made with a key that the provider does not publish, under the published key's name.
    OtherKey,
    /// It is made with an RSA key that the provider does not publish, and `alg` is `RS256`.
    OtherAlgorithm,
}

/// A part of the page's address.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct UrlCapture {
    /// A parameter of the query.
    pub query: Option<At<String>>,
    /// A regular expression: its first group, or the whole match.
    pub matches: Option<At<String>>,
}

/// A header, or a part of it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct HeaderCapture {
    /// The header's name.
    pub name: At<String>,
    /// A parameter of the query, when the header holds an address.
    #[serde(default)]
    pub query: Option<At<String>>,
    /// A regular expression: its first group, or the whole match.
    #[serde(default)]
    pub matches: Option<At<String>>,
}
