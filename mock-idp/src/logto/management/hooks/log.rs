//! What came of a webhook's deliveries, out of the audit log.

use serde_json::{Value, json};

use super::super::{
    logs,
    pagination::Page,
    route::{Routes, Visit},
};
use crate::{
    base::clock::Moment,
    logto::{ApiError, State, events::Event},
    oidc::exchange::Reply,
};

/// Seconds that recent logs go back.
const RECENT: i64 = 24 * 3_600;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/hooks/:id/recent-logs", recent);
}

fn is_of(event: &Event, hook_id: &str, since: Moment) -> bool {
    event.at >= since
        && event.key.starts_with("TriggerHook.")
        && event.payload.get("hookId").and_then(Value::as_str) == Some(hook_id)
}

/// How many deliveries there were in the last day, and how many of them went well.
pub(super) fn statistics(state: &State, hook_id: &str, now: Moment) -> Value {
    let since = now.plus_seconds(-RECENT);
    let of_hook = || {
        state
            .events
            .logs()
            .filter(|event| is_of(event, hook_id, since))
    };
    let good = of_hook().filter(|event| event.payload["result"] == "Success");
    json!({"successCount": good.count(), "requestCount": of_hook().count()})
}

/// The last day, newest first. A hook that is not there has none.
fn recent(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let page = Page::of(&visit.call.request)?;
    let id = visit.param("id");
    let since = visit.now.plus_seconds(-RECENT);
    let entries: Vec<Value> = logs::entries(visit.state)
        .filter(|(_, event)| is_of(event, id, since))
        .map(|(number, event)| logs::shown(number, event))
        .collect();
    Ok(page.reply(&visit.call.request, entries, |entry| entry))
}
