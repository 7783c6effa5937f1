//! Routes of the control listener.

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::get,
};
use serde_json::json;

use crate::base::journal::Entry;
use crate::logto::{App, inbox::Message};

/// The one tenant of this process, by the name that paths call it.
const DEFAULT: &str = "default";

/// What the control API acts on: a cheap handle.
#[derive(Clone, Debug)]
pub struct Tenant {
    /// The tenant's Logto.
    pub logto: App,
    /// `scheme://host` of the tenant's Hugging Face.
    pub huggingface_url: Arc<str>,
}

/// Liveness, the journal and the inbox of the tenant.
pub fn router(tenant: Tenant) -> Router {
    Router::new()
        .route("/api/status", get(status))
        .route(
            "/api/tenants/{tenant}/journal",
            get(journal).delete(clear_journal),
        )
        .route(
            "/api/tenants/{tenant}/inbox",
            get(inbox).delete(clear_inbox),
        )
        .merge(super::foreign::router())
        .fallback(|| async { missing("no such route on the control listener") })
        .with_state(tenant)
}

/// Says that the mock is up, and where its providers are.
async fn status(State(tenant): State<Tenant>) -> Response {
    let logto = tenant.logto.profile().issuer.trim_end_matches("/oidc");
    Json(json!({
        "status": "up",
        "version": env!("CARGO_PKG_VERSION"),
        "logto": logto,
        "huggingface": &*tenant.huggingface_url,
    }))
    .into_response()
}

async fn journal(State(tenant): State<Tenant>, Path(id): Path<String>) -> Response {
    if id != DEFAULT {
        return unknown(&id);
    }
    let entries: Vec<Entry> = tenant
        .logto
        .journal()
        .entries()
        .iter()
        .map(|entry| (**entry).clone())
        .collect();
    Json(entries).into_response()
}

async fn clear_journal(State(tenant): State<Tenant>, Path(id): Path<String>) -> Response {
    if id != DEFAULT {
        return unknown(&id);
    }
    tenant.logto.journal().clear();
    StatusCode::NO_CONTENT.into_response()
}

async fn inbox(State(tenant): State<Tenant>, Path(id): Path<String>) -> Response {
    if id != DEFAULT {
        return unknown(&id);
    }
    let messages: Vec<Message> = tenant.logto.state().inbox.messages().cloned().collect();
    Json(messages).into_response()
}

async fn clear_inbox(State(tenant): State<Tenant>, Path(id): Path<String>) -> Response {
    if id != DEFAULT {
        return unknown(&id);
    }
    tenant.logto.state().inbox.clear();
    StatusCode::NO_CONTENT.into_response()
}

fn unknown(id: &str) -> Response {
    missing(&format!(
        "there is no tenant `{id}`; this process has one, `{DEFAULT}`"
    ))
}

fn missing(message: &str) -> Response {
    (StatusCode::NOT_FOUND, Json(json!({ "message": message }))).into_response()
}
