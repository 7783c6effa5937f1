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
    /// The address.
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
    /// Whether to follow redirects; not when not given.
    #[serde(default)]
    pub follow: Option<At<bool>>,
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
