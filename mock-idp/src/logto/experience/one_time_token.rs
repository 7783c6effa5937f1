//! One-time tokens: links that prove an e-mail address.
//!
//! The Management API makes them; they are kept as it shows them.

use serde_json::Value;

use super::{
    audit, record,
    sentinel::{self, Pool},
    verification::{Record, Verification},
};
use crate::{
    base::clock::Moment,
    logto::{ApiError, State, model::Entities},
};

/// Where they are kept among the tenant's other entities.
pub const TABLE: &str = "one-time-tokens";

/// Uses a token up; answers the id of the verification.
///
/// 404 `one_time_token.token_not_found`, 400 for another address, an expired, consumed or revoked one.
pub fn verify_one_time_token(
    state: &mut State,
    uid: &str,
    email: &str,
    token: &str,
    now: Moment,
) -> Result<String, ApiError> {
    let action = "Verification.OneTimeToken.Submit";
    audit::recorded(state, uid, now, action, |state| {
        let event = record::of(state, uid, now)?.event;
        let jit = sentinel::watched(state, Pool::SignIn, email, now, |state| {
            consume(state, email, token, Some(event.name()), now)
        })?;
        let id = state.ids.long();
        let experience = record::of_mut(state, uid, now)?;
        experience.captcha_skipped = true;
        experience.keep(Record {
            id: id.clone(),
            verification: Verification::OneTimeToken {
                email: email.to_owned(),
                jit_organization_ids: jit,
            },
        });
        Ok(id)
    })
}

/// Uses a token up; answers the organizations that it lets the user into.
pub fn consume(
    state: &mut State,
    email: &str,
    token: &str,
    event: Option<&str>,
    now: Moment,
) -> Result<Vec<String>, ApiError> {
    let refuse = |name: &str| Err(ApiError::bad_request(format!("one_time_token.{name}")));
    let mut tokens = state
        .data
        .others
        .get_mut(TABLE)
        .into_iter()
        .flat_map(Entities::iter_mut);
    let Some(entity) = tokens.find(|entity| entity["token"] == token) else {
        return Err(ApiError::not_found("one_time_token.token_not_found").with("token", token));
    };
    let same = |kept: &Value| {
        kept.as_str()
            .is_some_and(|kept| kept.eq_ignore_ascii_case(email))
    };
    if !same(&entity["email"]) {
        return refuse("email_mismatch");
    }
    match entity["status"].as_str() {
        Some("consumed") => return refuse("token_consumed"),
        Some("revoked") => return refuse("token_revoked"),
        Some("expired") => return refuse("token_expired"),
        _ => {}
    }
    if entity["expiresAt"]
        .as_i64()
        .is_some_and(|at| at <= now.millis())
    {
        entity["status"] = "expired".into();
        return refuse("token_expired");
    }
    let wanted = entity["context"]["interactionEvent"].as_str();
    if wanted.is_some() && event.is_some() && wanted != event {
        return refuse("interaction_event_mismatch");
    }
    entity["status"] = "consumed".into();
    let organizations = entity["context"]["jitOrganizationIds"].as_array();
    Ok(organizations
        .into_iter()
        .flatten()
        .filter_map(|id| id.as_str().map(str::to_owned))
        .collect())
}
