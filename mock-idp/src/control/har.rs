//! `…/journal.har`: the journal as an HTTP Archive 1.2, which browsers' tools and proxies open.

use axum::{Json, Router, response::IntoResponse, routing::get};
use http::{StatusCode, header};
use serde_json::{Value, json};

use super::{Refusal, Tenant, Tenants, journal::JournalFilter, refusal::Query, tenant::Of, time};
use crate::base::journal::Entry;

impl Tenant {
    /// The wanted entries as an HTTP Archive 1.2. Bodies of answers are no part of the journal; what was
    /// decided and issued stands in members with `_`.
    pub fn har(&self, filter: &JournalFilter) -> Value {
        let entries = self.entries(filter);
        let entries = entries.iter().map(|entry| self.har_entry(entry));
        json!({ "log": {
            "version": "1.2",
            "creator": { "name": "mock-idp", "version": env!("CARGO_PKG_VERSION") },
            "pages": [],
            "entries": entries.collect::<Vec<_>>(),
        }})
    }

    fn har_entry(&self, entry: &Entry) -> Value {
        let origin = match entry.provider.as_str() {
            "huggingface" => self.huggingface_url(),
            _ => self.logto_url(),
        };
        let mut shown = json!({
            "startedDateTime": time::text(entry.at),
            "time": 0,
            "request": request(entry, origin),
            "response": response(entry),
            "cache": {},
            "timings": { "send": 0, "wait": 0, "receive": 0 },
            "comment": entry.error.as_ref().map_or("", |error| error.reason.as_str()),
            "_endpoint": entry.endpoint,
            "_provider": entry.provider,
            "_seq": entry.seq,
        });
        let more = [
            ("_clientId", json!(entry.client_id)),
            ("_userId", json!(entry.user_id)),
            ("_error", json!(entry.error)),
            ("_issued", json!(entry.issued)),
        ];
        for (name, value) in more {
            if !value.is_null() {
                shown[name] = value;
            }
        }
        shown
    }
}

fn request(entry: &Entry, origin: &str) -> Value {
    let query = encoded(&entry.query);
    let mark = if query.is_empty() { "" } else { "?" };
    let mut request = json!({
        "method": entry.method,
        "url": format!("{origin}{}{mark}{query}", entry.path),
        "httpVersion": "HTTP/1.1",
        "cookies": cookies(first(&entry.request_headers, "cookie").unwrap_or_default().split(';')),
        "headers": pairs(&entry.request_headers),
        "queryString": pairs(&entry.query),
        "headersSize": -1,
        "bodySize": -1,
    });
    if !entry.form.is_empty() {
        let kind = first(&entry.request_headers, "content-type").unwrap_or_default();
        let text = if kind.starts_with("application/json") {
            let members = entry.form.iter().cloned();
            let members = members.map(|(name, value)| (name, Value::from(value)));
            Value::Object(members.collect()).to_string()
        } else {
            encoded(&entry.form)
        };
        request["postData"] =
            json!({ "mimeType": kind, "params": pairs(&entry.form), "text": text });
    }
    request
}

fn response(entry: &Entry) -> Value {
    let status = StatusCode::from_u16(entry.status).ok();
    let size: i64 = first(&entry.response_headers, "content-length")
        .and_then(|size| size.parse().ok())
        .unwrap_or(-1);
    let set = entry.response_headers.iter();
    let set = set.filter(|(name, _)| name == header::SET_COOKIE.as_str());
    json!({
        "status": entry.status,
        "statusText": status.and_then(|status| status.canonical_reason()).unwrap_or_default(),
        "httpVersion": "HTTP/1.1",
        "cookies": cookies(set.filter_map(|(_, line)| line.split(';').next())),
        "headers": pairs(&entry.response_headers),
        "content": {
            "size": size.max(0),
            "mimeType": first(&entry.response_headers, "content-type").unwrap_or_default(),
        },
        "redirectURL": entry.location.as_deref().unwrap_or_default(),
        "headersSize": -1,
        "bodySize": size,
    })
}

fn first<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    let found = headers.iter().find(|(n, _)| n == name);
    found.map(|(_, value)| value.as_str())
}

fn pairs(pairs: &[(String, String)]) -> Value {
    let shown = pairs.iter();
    shown
        .map(|(name, value)| json!({ "name": name, "value": value }))
        .collect()
}

fn cookies<'a>(lines: impl Iterator<Item = &'a str>) -> Value {
    let split = lines.filter_map(|line| line.trim().split_once('='));
    split
        .map(|(name, value)| json!({ "name": name, "value": value }))
        .collect()
}

fn encoded(pairs: &[(String, String)]) -> String {
    let mut text = url::form_urlencoded::Serializer::new(String::new());
    text.extend_pairs(pairs);
    text.finish()
}

pub(super) fn routes() -> Router<Tenants> {
    Router::new().route("/api/tenants/{tenant}/journal.har", get(export))
}

/// The journal as an HTTP Archive 1.2, to be opened in a browser's developer tools.
#[utoipa::path(get, path = "/api/tenants/{tenant}/journal.har", tag = "journal",
    params(("tenant" = String, Path, description = "The tenant's name."), JournalFilter),
    responses((status = 200, body = Object), (status = "4XX", body = Refusal)))]
pub(super) async fn export(
    Of(tenant): Of,
    Query(filter): Query<JournalFilter>,
) -> impl IntoResponse {
    let name = format!("attachment; filename=\"{}.har\"", tenant.id());
    (
        [(header::CONTENT_DISPOSITION, name)],
        Json(tenant.har(&filter)),
    )
}
