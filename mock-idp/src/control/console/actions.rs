//! What the page's forms do. Each answers with the page again, or with what is wrong on it.

use axum::{
    Form, Router,
    extract::State,
    response::{IntoResponse, Redirect, Response},
    routing::post,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{page::Page, switches::Switch};
use crate::base::tamper::Plan;
use crate::control::{Refusal, Tenant, Tenants, clock::ClockChange, keys::Rotation, tenant::Of};

pub(super) fn routes() -> Router<Tenants> {
    Router::new().route("/console/{tenant}/do", post(act))
}

/// A button's name and, where it has one, the text beside it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Pressed {
    action: String,
    value: String,
}

async fn act(
    State(tenants): State<Tenants>,
    Of(tenant): Of,
    Form(pressed): Form<Pressed>,
) -> Response {
    match perform(&tenant, &pressed).await {
        Ok(place) => Redirect::to(&format!("/?tenant={}#{place}", tenant.id())).into_response(),
        Err(refusal) => {
            let status = refusal.status;
            let typed = if pressed.action == "arm" {
                pressed.value
            } else {
                String::new()
            };
            Page::of(&tenants, &tenant, false, Some((refusal, typed))).respond(status)
        }
    }
}

/// Does it; the answer is the part of the page that shows it.
async fn perform(tenant: &Tenant, pressed: &Pressed) -> Result<&'static str, Refusal> {
    let value = pressed.value.as_str();
    match pressed.action.as_str() {
        action @ ("advance" | "set" | "freeze") => {
            let value = match value {
                "true" => json!(true),
                "false" => json!(false),
                text => json!(text),
            };
            clock(tenant, &json!({ action: value }))?;
            Ok("clock")
        }
        "switch" => {
            flip(tenant, value)?;
            Ok("tampers")
        }
        "arm" => {
            let plan: Plan = value.parse().map_err(|error: crate::base::tamper::NoPlan| {
                let help = "write an artefact and its change, as id-token: { nonce: { append: \"1\" } }";
                Refusal::bad_request("invalid_tamper", error.to_string(), help)
            })?;
            if plan.is_empty() {
                let help =
                    "write an artefact and its change, as id-token: { nonce: { append: \"1\" } }";
                return Err(Refusal::bad_request(
                    "nothing_to_do",
                    "no change is written",
                    help,
                ));
            }
            tenant.tampers().arm_all(plan);
            Ok("tampers")
        }
        "disarm" => {
            match value.parse() {
                Ok(id) => drop(tenant.tampers().disarm(id)),
                Err(_) => tenant.tampers().clear(),
            }
            Ok("tampers")
        }
        "rotate" => {
            tenant.rotate_keys(&Rotation::default()).await?;
            Ok("clock")
        }
        "reset" => {
            tenant.reset().map_err(|error| Refusal::of_seed(&error))?;
            Ok("tenant")
        }
        "clear-journal" => {
            tenant.journal().clear();
            Ok("exchanges")
        }
        "clear-inbox" => {
            tenant.logto().state().inbox.clear();
            Ok("inbox")
        }
        other => Err(Refusal::bad_request(
            "unknown_action",
            format!("the page has no action `{other}`"),
            "reload the page",
        )),
    }
}

fn clock(tenant: &Tenant, change: &Value) -> Result<(), Refusal> {
    let change: Result<ClockChange, _> = serde_json::from_value(change.clone());
    let change = change.map_err(|error| {
        let help = "write `61s` or `1h 30m`, or a time like 2030-01-01T00:00:00Z";
        Refusal::bad_request("invalid_time", error.to_string(), help)
    })?;
    tenant.change_clock(&change).map(|_| ())
}

/// Arms what a switch stands for, or takes it back.
fn flip(tenant: &Tenant, name: &str) -> Result<(), Refusal> {
    let Some(switch) = Switch::named(name) else {
        let names = super::switches::ALL.iter().map(|switch| switch.name);
        return Err(Refusal::unknown("switch", name, names));
    };
    let armed = switch.armed(&tenant.tampers().list());
    for id in &armed {
        tenant.tampers().disarm(*id);
    }
    if armed.is_empty() {
        for (artefact, change) in switch.changes() {
            let armed = tenant.tampers().arm(artefact, change);
            armed.map_err(|unfit| Refusal::bad_request("unfit_change", unfit.to_string(), ""))?;
        }
    }
    Ok(())
}
