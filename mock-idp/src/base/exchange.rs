//! One exchange as the journal keeps it: packed into one piece of memory, and decoded when somebody looks.
//!
//! A tenant under load writes thousands of exchanges for each that is read, and keeps the last ones.

use http::{HeaderMap, header, request::Parts};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::{
    clock::Moment,
    journal::{Entry, Issued, Problem, Trace},
    jws,
};

/// How much room a packed exchange begins with; most need no more.
const ROOM: usize = 1_024;

/// An exchange. What was asked and answered lies behind one another, each text after its length.
#[derive(Debug)]
pub struct Exchange {
    at: Moment,
    provider: &'static str,
    endpoint: &'static str,
    status: u16,
    packed: Packed,
}

impl Exchange {
    /// What was asked, but for the body.
    pub fn begin(at: Moment, provider: &'static str, asked: &Parts) -> Self {
        let query = asked.uri.query().unwrap_or_default();
        let (method, path) = (asked.method.as_str(), asked.uri.path());
        Self::of(at, provider, [method, path, query], &asked.headers)
    }

    /// Something that was asked of the mock itself: what matters of it is in the trace.
    pub fn noted(at: Moment, provider: &'static str, method: &str, path: &str) -> Self {
        let none = HeaderMap::new();
        let mut exchange = Self::of(at, provider, [method, path, ""], &none);
        exchange.body(&none, &[]);
        exchange
    }

    fn of(at: Moment, provider: &'static str, line: [&str; 3], headers: &HeaderMap) -> Self {
        let mut packed = Packed(Vec::with_capacity(ROOM));
        for part in line {
            packed.text(part);
        }
        packed.headers(headers);
        Self {
            at,
            provider,
            endpoint: "",
            status: 0,
            packed,
        }
    }

    /// The body, if it is of a kind that has parameters.
    pub fn body(&mut self, headers: &HeaderMap, body: &[u8]) {
        let kind = Kind::of(headers);
        let body = if kind == Kind::Other { &[] } else { body };
        self.packed.count(kind as usize);
        self.packed.bytes(body);
    }

    /// What was answered and decided. After [`Self::body`], which a request without one calls too.
    pub fn end(&mut self, status: u16, headers: &HeaderMap, trace: &Trace) {
        self.status = status;
        self.endpoint = trace.endpoint;
        let packed = &mut self.packed;
        packed.headers(headers);
        packed.optional(trace.client_id.as_deref().map(str::as_bytes));
        packed.optional(trace.user_id.as_deref().map(str::as_bytes));
        packed.count(usize::from(trace.error.is_some()));
        if let Some(problem) = &trace.error {
            packed.text(&problem.error);
            packed.text(&problem.description);
            packed.text(&problem.reason);
        }
        packed.count(trace.issued.len());
        for issued in &trace.issued {
            packed.text(&issued.kind);
            packed.text(&issued.value);
            // The claims stand in the token, unless somebody had a hand in it.
            let claims = issued.claims.as_ref();
            match claims.map(|claims| (claims, trace.tampered.is_empty())) {
                None => packed.count(0),
                Some((_, true)) => packed.count(1),
                Some((claims, false)) => {
                    packed.count(2);
                    packed.json(claims);
                }
            }
        }
        packed.count(usize::from(!trace.tampered.is_empty()));
        if !trace.tampered.is_empty() {
            packed.json(&trace.tampered);
        }
        packed.0.shrink_to_fit();
    }

    /// The exchange, decoded.
    pub fn entry(&self, seq: u64) -> Entry {
        let mut packed = Reader(&self.packed.0);
        let (method, path) = (packed.text(), packed.text());
        let query = form(packed.bytes());
        let request_headers = packed.headers();
        let kind = packed.count();
        let body = packed.bytes();
        let response_headers = packed.headers();
        let location =
            (response_headers.iter()).find(|(name, _)| name == header::LOCATION.as_str());
        Entry {
            seq,
            at: self.at,
            provider: self.provider.to_owned(),
            endpoint: self.endpoint.to_owned(),
            method,
            path,
            query,
            form: match kind {
                1 => form(body),
                2 => members(body),
                _ => Vec::new(),
            },
            request_headers,
            status: self.status,
            location: location.map(|(_, value)| value.clone()),
            response_headers,
            client_id: packed.optional(),
            user_id: packed.optional(),
            error: (packed.count() == 1).then(|| Problem {
                error: packed.text(),
                description: packed.text(),
                reason: packed.text(),
            }),
            issued: (0..packed.count()).map(|_| packed.issued()).collect(),
            tampered: match packed.count() {
                1 => packed.json().unwrap_or_default(),
                _ => Vec::new(),
            },
        }
    }
}

/// What a body is, as far as parameters go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Other = 0,
    Form = 1,
    Json = 2,
}

impl Kind {
    fn of(headers: &HeaderMap) -> Self {
        let named = headers
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        if named.starts_with("application/x-www-form-urlencoded") {
            Self::Form
        } else if named.starts_with("application/json") {
            Self::Json
        } else {
            Self::Other
        }
    }
}

#[derive(Debug)]
struct Packed(Vec<u8>);

impl Packed {
    fn count(&mut self, count: usize) {
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        self.0.extend_from_slice(&count.to_le_bytes());
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.count(bytes.len());
        self.0.extend_from_slice(bytes);
    }

    fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    fn headers(&mut self, headers: &HeaderMap) {
        self.count(headers.len());
        for (name, value) in headers {
            self.text(name.as_str());
            self.bytes(value.as_bytes());
        }
    }

    fn json(&mut self, value: &impl Serialize) {
        // What is kept as JSON has no map whose names are no texts: writing it cannot fail.
        self.bytes(&serde_json::to_vec(value).unwrap_or_default());
    }

    fn optional(&mut self, bytes: Option<&[u8]>) {
        self.count(usize::from(bytes.is_some()));
        if let Some(bytes) = bytes {
            self.bytes(bytes);
        }
    }
}

/// Reads in the order of writing; behind the end there are empty texts and zeros.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> &'a [u8] {
        let (taken, rest) = self.0.split_at(length.min(self.0.len()));
        self.0 = rest;
        taken
    }

    fn count(&mut self) -> usize {
        let bytes = self.take(4).try_into().unwrap_or_default();
        u32::from_le_bytes(bytes) as usize
    }

    fn bytes(&mut self) -> &'a [u8] {
        let length = self.count();
        self.take(length)
    }

    fn text(&mut self) -> String {
        String::from_utf8_lossy(self.bytes()).into_owned()
    }

    fn optional(&mut self) -> Option<String> {
        (self.count() == 1).then(|| self.text())
    }

    fn headers(&mut self) -> Vec<(String, String)> {
        let headers = self.count();
        (0..headers).map(|_| (self.text(), self.text())).collect()
    }

    fn json<T: DeserializeOwned>(&mut self) -> Option<T> {
        serde_json::from_slice(self.bytes()).ok()
    }

    fn issued(&mut self) -> Issued {
        let (kind, value) = (self.text(), self.text());
        let claims = match self.count() {
            1 => jws::decode(&value)
                .ok()
                .map(|draft| Value::Object(draft.claims)),
            2 => self.json(),
            _ => None,
        };
        Issued {
            kind,
            value,
            claims,
        }
    }
}

fn form(text: &[u8]) -> Vec<(String, String)> {
    url::form_urlencoded::parse(text).into_owned().collect()
}

/// The members of a JSON object, as text.
fn members(body: &[u8]) -> Vec<(String, String)> {
    let Ok(Value::Object(members)) = serde_json::from_slice(body) else {
        return Vec::new();
    };
    let text = |value: Value| match value {
        Value::String(text) => text,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            value.to_string()
        }
    };
    members
        .into_iter()
        .map(|(name, value)| (name, text(value)))
        .collect()
}

#[cfg(test)]
mod tests;
