//! The page, put together from what a tenant knows and saw.

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::Deserialize;

use super::{
    exchange::{Exchange, Fragment},
    explain::{Notice, notice},
    switches,
};
use crate::control::{
    Refusal, Tenant, Tenants,
    clock::ClockState,
    journal::{JournalFilter, follow, has_failed},
    refusal::Query,
    tenant::Of,
    tenants::DEFAULT,
};
use crate::logto::inbox::Message;

/// How many exchanges are shown.
const SHOWN: usize = 200;
/// How many users are shown.
const SHOWN_USERS: usize = 100;

/// The page may load its own style and script and talk to its own origin, nothing else.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; \
    img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// What the page is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    tenant: Option<String>,
    failed: bool,
}

#[derive(Debug, Template)]
#[template(path = "control/console.html")]
pub(super) struct Page {
    id: String,
    tenants: Vec<String>,
    logto: String,
    huggingface: String,
    error: Option<Refusal>,
    /// What was typed and refused.
    typed: String,
    failed_only: bool,
    count: usize,
    failures: usize,
    last: u64,
    notice: Option<Notice>,
    exchanges: Vec<Exchange>,
    clock: ClockState,
    switches: Vec<(&'static str, &'static str, bool)>,
    armed: Vec<Armed>,
    inbox: Vec<Message>,
    users: Vec<UserRow>,
    more_users: usize,
    applications: Vec<ApplicationRow>,
    connectors: Vec<(String, String, String)>,
    people: Vec<(String, String)>,
}

#[derive(Debug)]
struct Armed {
    id: u64,
    text: String,
    fired: u32,
    seen: u32,
}

#[derive(Debug)]
struct UserRow {
    id: String,
    login: String,
    email: String,
    is_suspended: bool,
}

#[derive(Debug)]
struct ApplicationRow {
    id: String,
    kind: String,
    secret: Option<String>,
    redirects: Vec<String>,
}

impl Page {
    /// The page of a tenant, with what went wrong with a form, if anything.
    pub(super) fn of(
        tenants: &Tenants,
        tenant: &Tenant,
        failed_only: bool,
        wrong: Option<(Refusal, String)>,
    ) -> Self {
        let all = tenant.entries(&JournalFilter::default());
        let failures = all.iter().filter(|entry| has_failed(entry)).count();
        let shown = all
            .iter()
            .rev()
            .filter(|entry| !failed_only || has_failed(entry));
        let shown: Vec<_> = shown.take(SHOWN).cloned().collect();
        let (error, typed) = wrong.map_or((None, String::new()), |(e, typed)| (Some(e), typed));
        let armed = tenant.tampers().list();
        let switches = switches::ALL.iter().map(|switch| {
            let is_on = !switch.armed(&armed).is_empty();
            (switch.name, switch.label, is_on)
        });
        let hf_state = tenant.huggingface().state();
        let people = hf_state.data.users.values();
        let people = people.map(|user| {
            let email = user.email.clone().unwrap_or_default();
            (user.username.clone(), email)
        });
        let people = people.take(SHOWN_USERS).collect();
        drop(hf_state);
        let exchanges = shown
            .iter()
            .map(|entry| Exchange::of(tenant, entry))
            .collect();
        let state = tenant.logto().state();
        let users = state.data.users.iter().take(SHOWN_USERS);
        let connectors = state.data.connectors.iter().map(|connector| {
            let callback = format!("{}/callback/{}", tenant.logto_url(), connector.id);
            (
                connector.id.clone(),
                connector.connector_id.clone(),
                callback,
            )
        });
        Self {
            id: tenant.id().to_owned(),
            tenants: tenants.ids(),
            logto: tenant.logto_url().to_owned(),
            huggingface: tenant.huggingface_url().to_owned(),
            error,
            typed,
            failed_only,
            count: all.len(),
            failures,
            last: all.last().map_or(0, |entry| entry.seq),
            notice: notice(&all),
            exchanges,
            clock: tenant.clock_state(),
            switches: switches.collect(),
            armed: armed.iter().map(Armed::of).collect(),
            inbox: state.inbox.messages().rev().cloned().collect(),
            more_users: state.data.users.len().saturating_sub(SHOWN_USERS),
            users: users.map(UserRow::of).collect(),
            applications: state
                .data
                .applications
                .iter()
                .map(ApplicationRow::of)
                .collect(),
            connectors: connectors.collect(),
            people,
        }
    }

    pub(super) fn respond(&self, status: StatusCode) -> Response {
        let Ok(html) = self.render() else {
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        };
        let mut headers = HeaderMap::new();
        for (name, value) in [
            (header::CONTENT_TYPE, "text/html; charset=utf-8"),
            (header::CONTENT_SECURITY_POLICY, POLICY),
            (header::CACHE_CONTROL, "no-store"),
            // Without a referrer a form would be sent without its origin, and refused.
            (header::REFERRER_POLICY, "same-origin"),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        ] {
            headers.insert(name, HeaderValue::from_static(value));
        }
        (status, headers, html).into_response()
    }

    /// How far the time is from the machine's, in words.
    fn offset(&self) -> String {
        let seconds = self.clock.offset_millis / 1_000;
        if seconds == 0 {
            return "the machine's time".to_owned();
        }
        let word = if seconds > 0 { "ahead of" } else { "behind" };
        let (seconds, mut text) = (seconds.unsigned_abs(), Vec::new());
        let units = [(86_400, "d"), (3_600, "h"), (60, "min"), (1, "s")];
        let mut rest = seconds;
        for (size, unit) in units {
            if rest >= size {
                text.push(format!("{} {unit}", rest / size));
                rest %= size;
            }
        }
        text.truncate(2);
        format!("{} {word} the machine", text.join(" "))
    }
}

impl Armed {
    fn of(tamper: &crate::base::tamper::Tamper) -> Self {
        let change = serde_json::to_string(&tamper.change).unwrap_or_default();
        Self {
            id: tamper.id,
            text: format!("{}: {change}", tamper.artefact),
            fired: tamper.fired,
            seen: tamper.seen,
        }
    }
}

impl UserRow {
    fn of(user: &crate::logto::model::User) -> Self {
        Self {
            id: user.id.clone(),
            login: user.username.clone().unwrap_or_default(),
            email: user.primary_email.clone().unwrap_or_default(),
            is_suspended: user.is_suspended,
        }
    }
}

impl ApplicationRow {
    fn of(application: &crate::logto::model::Application) -> Self {
        Self {
            id: application.id.clone(),
            kind: format!("{:?}", application.r#type),
            secret: application.legacy_secret.clone(),
            redirects: application.oidc_client_metadata.redirect_uris.clone(),
        }
    }
}

/// `GET /`.
pub(super) async fn show(State(tenants): State<Tenants>, Query(asked): Query<Asked>) -> Response {
    match tenants.get(asked.tenant.as_deref().unwrap_or(DEFAULT)) {
        Ok(tenant) => Page::of(&tenants, &tenant, asked.failed, None).respond(StatusCode::OK),
        Err(refusal) => {
            let wrong = Some((refusal, String::new()));
            Page::of(&tenants, tenants.default(), false, wrong).respond(StatusCode::NOT_FOUND)
        }
    }
}

/// `GET /console/{tenant}/exchanges`: rows of the page as exchanges happen.
pub(super) async fn exchanges(
    Of(tenant): Of,
    Query(mut filter): Query<JournalFilter>,
    headers: HeaderMap,
) -> Response {
    let last = headers.get("last-event-id").and_then(|id| id.to_str().ok());
    if let Some(last) = last.and_then(|id| id.parse().ok()) {
        filter.since = Some(last);
    }
    let of = tenant.clone();
    let events = follow(&tenant, filter, move |entry| {
        let exchange = Exchange::of(&of, entry);
        Fragment { exchange }.render().unwrap_or_default()
    });
    events.into_response()
}
