//! What the provider saw, decided and issued: one request and its answer.

use serde::Serialize;
use serde_json::Value;

/// One request that the provider saw.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Exchange {
    /// Its number in the tenant's journal.
    pub seq: u64,
    /// The tenant's time, in milliseconds since 1970.
    pub at: i64,
    /// `logto` or `huggingface`.
    pub provider: String,
    /// Which endpoint: `authorize`, `token`, …
    pub endpoint: String,
    /// The method.
    pub method: String,
    /// The path.
    pub path: String,
    /// The parameters of the query, then those of the form.
    pub params: Vec<(String, String)>,
    /// The status of the answer.
    pub status: u16,
    /// Where the answer sends the user.
    pub location: Option<String>,
    /// The client that was recognised.
    pub client: Option<String>,
    /// The user that was recognised.
    pub user: Option<String>,
    /// What was refused, and why.
    pub problem: Option<Problem>,
    /// What was issued.
    pub issued: Vec<Issued>,
}

impl Exchange {
    /// The first parameter of a name.
    pub fn param(&self, name: &str) -> Option<&str> {
        self.params
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }
}

/// An error that the provider answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The code: `invalid_grant`.
    pub error: String,
    /// What the client is told.
    pub description: String,
    /// Which check failed, and how to mend it: what the client is not told.
    pub reason: String,
}

/// Something that the provider issued.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Issued {
    /// `authorization-code`, `access-token`, `refresh-token` or `id-token`.
    pub kind: String,
    /// The artefact itself. A secret.
    pub value: String,
    /// Its claims, where it is a JWT.
    pub claims: Option<Value>,
}
