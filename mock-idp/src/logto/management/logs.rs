//! `/logs`: the audit log.

use aws_lc_rs::digest;
use serde_json::{Map, Value, json};

use super::{
    entity,
    pagination::Page,
    route::{Routes, Visit},
};
use crate::{
    base::clock::Moment,
    logto::{ApiError, State, events::Event},
    oidc::exchange::Reply,
};

/// Lists the calls.
pub(super) fn routes(routes: &mut Routes) {
    routes.get("/logs", list);
    routes.get("/logs/:id", show);
}

/// All entries with their numbers, newest first.
pub(super) fn entries(state: &State) -> impl Iterator<Item = (u64, &Event)> {
    state.events.numbered_logs().rev()
}

/// An entry's id follows from its number: the log stays small.
fn id(number: u64) -> String {
    let hash = digest::digest(&digest::SHA256, format!("log {number}").as_bytes());
    let hex = hash.as_ref().iter().map(|byte| format!("{byte:02x}"));
    hex.collect::<String>().chars().take(21).collect()
}

/// An entry as the API shows it.
pub(super) fn shown(number: u64, event: &Event) -> Value {
    let mut payload = Map::new();
    payload.insert("key".into(), event.key.as_ref().into());
    payload.extend(event.payload.clone());
    json!({
        "tenantId": "default", "id": id(number), "key": event.key, "payload": payload,
        "createdAt": event.at,
    })
}

/// A moment's milliseconds as JavaScript counts, in doubles.
#[expect(clippy::cast_precision_loss, reason = "so does JavaScript")]
const fn number(at: Moment) -> f64 {
    at.millis() as f64
}

/// A moment in milliseconds, as a number of JavaScript's; 400 for anything else.
fn moment(visit: &Visit<'_>, name: &'static str) -> Result<Option<f64>, ApiError> {
    let Some(text) = visit.query(name) else {
        return Ok(None);
    };
    let number = text.trim().parse().ok().filter(|n: &f64| n.is_finite());
    let refusal = || ApiError::bad_request("guard.invalid_input").with("type", name);
    number.map(Some).ok_or_else(refusal)
}

/// Newest first.
fn list(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let request = &visit.call.request;
    let page = Page::of(request)?;
    let (start, end) = (moment(visit, "start_time")?, moment(visit, "end_time")?);
    if let (Some(start), Some(end)) = (start, end)
        && end <= start
    {
        return Err(ApiError::bad_request("log.invalid_time_window"));
    }
    let of = |event: &Event, parameter: &str, member: &str| {
        visit
            .query(parameter)
            .is_none_or(|wanted| event.payload.get(member).and_then(Value::as_str) == Some(wanted))
    };
    let found: Vec<(u64, &Event)> = entries(visit.state)
        .filter(|(_, event)| {
            of(event, "userId", "userId")
                && of(event, "applicationId", "applicationId")
                && visit.query("logKey").is_none_or(|key| event.key == key)
                && start.is_none_or(|start| number(event.at) > start)
                && end.is_none_or(|end| number(event.at) < end)
        })
        .collect();
    Ok(page.reply(request, found, |(number, event)| shown(number, event)))
}

fn show(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let wanted = visit.param("id");
    let mut entries = entries(visit.state);
    let found = entries.find(|(number, _)| id(*number) == wanted);
    let (number, event) = found.ok_or_else(|| entity::not_exists("logs", wanted))?;
    Ok(Reply::json(shown(number, event)))
}
