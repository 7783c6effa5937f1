//! `…/journal`: what the tenant saw, decided and issued; as a list, or as it happens.

use std::{collections::VecDeque, convert::Infallible};

use axum::{
    Json, Router,
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
    routing::get,
};
use futures_util::stream::{self, Stream};
use http::{HeaderMap, StatusCode, header};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;
use utoipa::IntoParams;

use super::{Refusal, Tenant, Tenants, refusal::Query, tenant::Of};
use crate::base::journal::{Entry, Journal};

/// Which entries are wanted: those that fit all that is named.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct JournalFilter {
    /// What was asked: `authorize`, `token`, `userinfo`, …
    #[serde(skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<String>,
    /// Only entries with a higher `seq`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<u64>,
    /// The client's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client: Option<String>,
    /// The user's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// `logto`, `huggingface` or `control`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// The answer's status.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// `true`: only what was refused; `false`: only what was not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failed: Option<bool>,
    /// Only the last so many.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<usize>,
}

/// Whether the exchange is one that a developer looks for: refused with a reason, or with a status of
/// failure.
pub fn has_failed(entry: &Entry) -> bool {
    entry.error.is_some() || entry.status >= 400
}

impl JournalFilter {
    /// Whether an entry is wanted, as far as it alone can tell.
    pub fn fits(&self, entry: &Entry) -> bool {
        let is = |wanted: &Option<String>, has: Option<&str>| {
            wanted.as_deref().is_none_or(|wanted| has == Some(wanted))
        };
        is(&self.endpoint, Some(&entry.endpoint))
            && is(&self.client, entry.client_id.as_deref())
            && is(&self.user, entry.user_id.as_deref())
            && is(&self.provider, Some(&entry.provider))
            && self.since.is_none_or(|since| entry.seq > since)
            && self.status.is_none_or(|status| entry.status == status)
            && (self.failed).is_none_or(|failed| has_failed(entry) == failed)
    }
}

impl Tenant {
    /// The wanted entries, oldest first.
    pub fn entries(&self, filter: &JournalFilter) -> Vec<Entry> {
        let mut entries = self.journal().after(filter.since.unwrap_or_default());
        entries.retain(|entry| filter.fits(entry));
        if let Some(limit) = filter.limit {
            entries.drain(..entries.len().saturating_sub(limit));
        }
        entries
    }
}

pub(super) fn routes() -> Router<Tenants> {
    Router::new().route("/api/tenants/{tenant}/journal", get(list).delete(clear))
}

/// Lists what the tenant saw, oldest first. With `Accept: text/event-stream`: the same, and then each
/// exchange as it happens; the event's id is the entry's `seq`, and `Last-Event-ID` (or `since`) takes it
/// up again.
#[utoipa::path(get, path = "/api/tenants/{tenant}/journal", tag = "journal",
    params(
        ("tenant" = String, Path, description = "The tenant's name."),
        JournalFilter,
        ("Last-Event-ID" = Option<u64>, Header, description = "As `since`, for event streams.")),
    responses(
        (status = 200, content((Vec<Entry> = "application/json"), (String = "text/event-stream"))),
        (status = "4XX", body = Refusal)))]
pub(super) async fn list(
    Of(tenant): Of,
    Query(mut filter): Query<JournalFilter>,
    headers: HeaderMap,
) -> Response {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let wants_events =
        text(header::ACCEPT.as_str()).is_some_and(|accept| accept.contains("text/event-stream"));
    if !wants_events {
        let entries = tenant.entries(&filter);
        return Json(entries).into_response();
    }
    if let Some(last) = text("last-event-id").and_then(|id| id.parse().ok()) {
        filter.since = Some(last);
    }
    let events = follow(&tenant, filter, |entry| {
        serde_json::to_string(entry).unwrap_or_default()
    });
    events.into_response()
}

/// Forgets what the tenant saw; the numbering goes on.
#[utoipa::path(delete, path = "/api/tenants/{tenant}/journal", tag = "journal",
    params(("tenant" = String, Path, description = "The tenant's name.")),
    responses((status = 204), (status = "4XX", body = Refusal)))]
pub(super) async fn clear(Of(tenant): Of) -> StatusCode {
    tenant.journal().clear();
    StatusCode::NO_CONTENT
}

/// Events of the wanted entries, those that are there and those to come, until the tenant ends. `show`
/// makes the event's data.
pub(super) fn follow<F: Fn(&Entry) -> String + Send + 'static>(
    tenant: &Tenant,
    filter: JournalFilter,
    show: F,
) -> Sse<impl Stream<Item = Result<Event, Infallible>> + use<F>> {
    let mut feed = Feed {
        news: tenant.journal().news(),
        journal: tenant.journal().clone(),
        stopping: tenant.stopping(),
        since: filter.since.unwrap_or_default(),
        waiting: VecDeque::new(),
        filter,
    };
    feed.collect();
    let limit = feed.filter.limit.unwrap_or(usize::MAX);
    feed.waiting
        .drain(..feed.waiting.len().saturating_sub(limit));
    let events = stream::unfold((feed, show), |(mut feed, show)| async move {
        let entry = feed.next().await?;
        let event = Event::default()
            .id(entry.seq.to_string())
            .data(show(&entry));
        Some((Ok(event), (feed, show)))
    });
    Sse::new(events).keep_alive(KeepAlive::default())
}

/// The entries of one event stream.
struct Feed {
    journal: Journal,
    filter: JournalFilter,
    since: u64,
    waiting: VecDeque<Entry>,
    news: watch::Receiver<u64>,
    stopping: watch::Receiver<bool>,
}

impl Feed {
    /// Takes what is wanted of what has come since.
    fn collect(&mut self) {
        let entries = self.journal.after(self.since);
        self.since = entries.last().map_or(self.since, |entry| entry.seq);
        let wanted = entries.into_iter().filter(|entry| self.filter.fits(entry));
        self.waiting.extend(wanted);
    }

    /// The next one that is wanted; none when the tenant ends.
    async fn next(&mut self) -> Option<Entry> {
        loop {
            if let Some(entry) = self.waiting.pop_front() {
                return Some(entry);
            }
            // Marked as seen before it is looked at: what comes in between is told again.
            self.news.mark_unchanged();
            self.collect();
            if self.waiting.is_empty() {
                tokio::select! {
                    told = self.news.changed() => told.ok()?,
                    _ = self.stopping.wait_for(|stop| *stop) => return None,
                }
            }
        }
    }
}
