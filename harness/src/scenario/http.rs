//! Requests that a scenario sends itself, without a browser.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::{At, Pairs};

/// A request; the short form is `GET https://…`. Cookies are kept in a jar of the scenario's own, apart
/// from the browser's.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct HttpForm {
    /// The method; GET when not given, POST when there is a body.
    #[serde(default)]
    pub method: Option<At<String>>,
    /// The address; one that begins with `/` is at the origin of the last answer.
    pub url: At<String>,
    /// Headers to send.
    #[serde(default)]
    pub headers: Option<Pairs<At<String>>>,
    /// A form to send, as `application/x-www-form-urlencoded`.
    #[serde(default)]
    pub form: Option<Pairs<At<String>>>,
    /// JSON to send.
    #[serde(default)]
    #[schemars(with = "Option<Value>")]
    pub json: Option<At<Value>>,
    /// Text to send.
    #[serde(default)]
    pub body: Option<At<String>>,
    /// A user and password for HTTP Basic authentication.
    #[serde(default)]
    pub basic: Option<BasicForm>,
    /// A token for HTTP Bearer authentication.
    #[serde(default)]
    pub bearer: Option<At<String>>,
    /// So many of them at the same moment; the answer with the highest status counts. No redirect is followed.
    #[serde(default)]
    pub at_once: Option<At<u8>>,
    /// Which redirects to follow; `never` when not given.
    #[serde(default)]
    pub follow: Option<At<FollowName>>,
}

/// Which redirects a request follows.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum FollowName {
    /// None: the redirect itself is the answer.
    #[default]
    Never,
    /// Those within one origin; the one that leaves it is the answer.
    SameOrigin,
    /// All of them.
    Always,
}

/// HTTP Basic authentication (RFC 7617).
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct BasicForm {
    /// The user, or the client's id.
    pub user: At<String>,
    /// The password, or the client's secret.
    pub password: At<String>,
}
