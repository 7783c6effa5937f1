//! One entry of the journal as the page shows it, its tokens decoded.

use askama::Template;
use serde_json::Value;

use super::explain::{Explanation, explain, named};
use crate::base::{
    journal::{Entry, Issued},
    jws::{self, Draft, Invalid},
    tamper::Tampered,
};
use crate::control::{Tenant, time};

/// An exchange.
#[derive(Debug)]
pub(super) struct Exchange {
    pub(super) seq: u64,
    /// `12:34:56.789`.
    pub(super) at: String,
    pub(super) provider: String,
    pub(super) name: String,
    pub(super) method: String,
    pub(super) path: String,
    pub(super) status: u16,
    pub(super) client: Option<String>,
    pub(super) user: Option<String>,
    pub(super) failed: Option<Explanation>,
    pub(super) marks: Vec<Mark>,
    pub(super) parts: Vec<Part>,
    pub(super) issued: Vec<Shown>,
}

/// Pairs under a heading.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) title: &'static str,
    pub(super) pairs: Vec<(String, String)>,
}

/// What a tamper changed.
#[derive(Debug)]
pub(super) struct Mark {
    pub(super) id: u64,
    pub(super) artefact: String,
    pub(super) field: String,
    pub(super) operation: String,
    pub(super) before: String,
    pub(super) after: String,
}

/// Something that was handed out.
#[derive(Debug)]
pub(super) struct Shown {
    pub(super) kind: String,
    pub(super) value: String,
    pub(super) token: Option<Token>,
}

/// A token, decoded.
#[derive(Debug)]
pub(super) struct Token {
    pub(super) header: String,
    pub(super) claims: String,
    pub(super) signature: &'static str,
    pub(super) is_valid: bool,
}

/// An exchange on its own, as the script puts it into the page.
#[derive(Debug, Template)]
#[template(path = "control/exchange.html")]
pub(super) struct Fragment {
    pub(super) exchange: Exchange,
}

impl Exchange {
    /// The entry, with its tokens checked against the tenant's keys.
    pub(super) fn of(tenant: &Tenant, entry: &Entry) -> Self {
        let location = entry.location.iter();
        let location = location.map(|to| ("location".to_owned(), to.clone()));
        let parts = [
            ("Query", entry.query.clone()),
            ("Body", entry.form.clone()),
            ("Redirect", location.collect()),
            ("Request headers", entry.request_headers.clone()),
            ("Answer headers", entry.response_headers.clone()),
        ];
        let parts = parts
            .into_iter()
            .map(|(title, pairs)| Part { title, pairs });
        Self {
            seq: entry.seq,
            at: time::text(entry.at)
                .get(11..23)
                .unwrap_or_default()
                .to_owned(),
            provider: entry.provider.clone(),
            name: named(entry).to_owned(),
            method: entry.method.clone(),
            path: entry.path.clone(),
            status: entry.status,
            client: entry.client_id.clone(),
            user: entry.user_id.clone(),
            failed: explain(entry),
            marks: entry.tampered.iter().map(Mark::of).collect(),
            parts: parts.filter(|part| !part.pairs.is_empty()).collect(),
            issued: entry
                .issued
                .iter()
                .map(|issued| shown(tenant, entry, issued))
                .collect(),
        }
    }

    /// `good`, `bad` or `changed`: how the row is marked.
    pub(super) fn mark(&self) -> &'static str {
        if self.failed.is_some() {
            "bad"
        } else if self.marks.is_empty() {
            "good"
        } else {
            "changed"
        }
    }
}

impl Mark {
    fn of(tampered: &Tampered) -> Self {
        let text = |value: &Option<Value>| match value {
            None => "nothing".to_owned(),
            Some(value) => value.to_string(),
        };
        Self {
            id: tampered.id,
            artefact: tampered.artefact.to_string(),
            field: tampered.field.clone(),
            operation: tampered.operation.clone(),
            before: text(&tampered.before),
            after: text(&tampered.after),
        }
    }
}

fn shown(tenant: &Tenant, entry: &Entry, issued: &Issued) -> Shown {
    let decoded = jws::decode(&issued.value).ok();
    let token = decoded.map(|draft| {
        let (signature, is_valid) = if entry.provider == "huggingface" {
            if is_of_hugging_face(tenant, &issued.value, &draft) {
                ("signed with Hugging Face's key", true)
            } else {
                ("Hugging Face's key did not sign it", false)
            }
        } else {
            match jws::verify(&issued.value, &tenant.logto().state().keys) {
                Ok(_) => ("signed with a key of this tenant", true),
                Err(Invalid::Signature) => ("the signature is wrong", false),
                Err(Invalid::UnknownKey) => ("none of the tenant's keys signed it", false),
                Err(Invalid::Malformed) => ("it is no signed token", false),
            }
        };
        Token {
            header: pretty(draft.header),
            claims: pretty(draft.claims),
            signature,
            is_valid,
        }
    });
    Shown {
        kind: issued.kind.clone(),
        value: issued.value.clone(),
        token,
    }
}

fn is_of_hugging_face(tenant: &Tenant, token: &str, draft: &Draft) -> bool {
    let Some((key, (input, _))) = tenant.huggingface().made_key().zip(token.rsplit_once('.'))
    else {
        return false;
    };
    let is = |name: &str, expected: &str| draft.header.get(name).is_some_and(|v| v == expected);
    is("kid", &key.kid)
        && is("alg", key.algorithm.name())
        && key.verifies(
            input.as_bytes(),
            draft.signature.as_deref().unwrap_or_default(),
        )
}

fn pretty(members: serde_json::Map<String, Value>) -> String {
    format!("{:#}", Value::Object(members))
}
