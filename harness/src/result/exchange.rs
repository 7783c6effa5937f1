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
    /// The bearer token that came with it. A secret.
    #[serde(skip)]
    pub bearer: Option<String>,
    /// What was changed on purpose.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tampered: Vec<Tampered>,
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

/// Something that the provider changed on purpose.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Tampered {
    /// What was changed: `id-token`, `jwks`, …
    pub artefact: String,
    /// Where in it: a claim's path, `header.kid`, `signature`, `respond.status`, …
    pub field: String,
    /// How: `append`, `flipped`, …
    pub operation: String,
    /// What was there; nothing where there was nothing.
    pub before: Option<Value>,
    /// What is there now; nothing where there is nothing.
    pub after: Option<Value>,
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
