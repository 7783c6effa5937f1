//! `…/clock`: the tenant's time. Tokens, codes, sessions and cookies follow it.

use axum::{Json, Router, routing::get};
use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use serde_json::Value;
use utoipa::ToSchema;

use super::{
    Refusal, Tenant, Tenants,
    refusal::Body,
    tenant::Of,
    time::{At, Span, at_of_value, text},
};
use crate::base::clock::Moment;

/// What time it is for a tenant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ClockState {
    /// RFC 3339, in UTC.
    pub now: String,
    /// The same in milliseconds since the Unix epoch.
    pub millis: i64,
    /// How many milliseconds it is ahead of the machine's time; negative when behind.
    pub offset_millis: i64,
    /// Whether it stands still.
    pub frozen: bool,
}

/// A change of the time. Several at once are made in the order of the members.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ClockChange {
    /// Sets the time (RFC 3339, or seconds since 1970), forwards or backwards; it runs on from there.
    /// `now` means the machine's time.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Value, example = "2030-01-01T00:00:00Z")]
    pub set: Option<Set>,
    /// `true` stops the time where it is, a time stops it there, `false` lets it run on.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Value, example = true)]
    pub freeze: Option<Freeze>,
    /// Moves the time forward: `61s`, `1h 30m`, or a number of seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Value, example = "61s")]
    pub advance: Option<Span>,
}

/// What the time is set to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Set {
    /// The machine's time.
    Now,
    /// This moment.
    To(At),
}

/// Whether the time stands still.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freeze {
    /// Where it is.
    Here,
    /// There.
    There(At),
    /// No more.
    Never,
}

impl<'de> Deserialize<'de> for Set {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(from)?;
        if value == "now" {
            return Ok(Self::Now);
        }
        at_of_value(&value).map(Self::To).map_err(D::Error::custom)
    }
}

impl Serialize for Set {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Now => to.serialize_str("now"),
            Self::To(at) => at.serialize(to),
        }
    }
}

impl<'de> Deserialize<'de> for Freeze {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        match Value::deserialize(from)? {
            Value::Bool(true) => Ok(Self::Here),
            Value::Bool(false) => Ok(Self::Never),
            value @ (Value::Null
            | Value::Number(_)
            | Value::String(_)
            | Value::Array(_)
            | Value::Object(_)) => at_of_value(&value)
                .map(Self::There)
                .map_err(D::Error::custom),
        }
    }
}

impl Serialize for Freeze {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Here => to.serialize_bool(true),
            Self::Never => to.serialize_bool(false),
            Self::There(at) => at.serialize(to),
        }
    }
}

impl Tenant {
    /// What time it is.
    pub fn clock_state(&self) -> ClockState {
        let clock = self.clock();
        let now = clock.now();
        ClockState {
            now: text(now),
            millis: now.millis(),
            offset_millis: clock.offset(),
            frozen: clock.is_frozen(),
        }
    }

    /// Changes the time.
    ///
    /// # Errors
    ///
    /// Nothing is asked for, or the time would leave the years that dates are written for.
    pub fn change_clock(&self, change: &ClockChange) -> Result<ClockState, Refusal> {
        if change == &ClockChange::default() {
            return Err(Refusal::bad_request(
                "nothing_to_do",
                "no change of the time is named",
                "name `advance`, `freeze` or `set`",
            ));
        }
        let clock = self.clock();
        let from = match (change.set, change.freeze) {
            (_, Some(Freeze::There(At(at)))) | (Some(Set::To(At(at))), _) => at,
            (Some(Set::Now), _) => Moment(clock.now().0.saturating_sub(clock.offset())),
            (None, _) => clock.now(),
        };
        if let Some(Span(by)) = change.advance {
            let by = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
            if Timestamp::from_millisecond(from.0.saturating_add(by)).is_err() {
                return Err(Refusal::bad_request(
                    "out_of_range",
                    "the time would be beyond the year 9999",
                    "advance by less",
                ));
            }
        }
        match change.set {
            Some(Set::Now) => clock.set(Moment(clock.now().0.saturating_sub(clock.offset()))),
            Some(Set::To(At(at))) => clock.set(at),
            None => {}
        }
        match change.freeze {
            Some(Freeze::Here) => clock.freeze(clock.now()),
            Some(Freeze::There(At(at))) => clock.freeze(at),
            Some(Freeze::Never) => clock.set(clock.now()),
            None => {}
        }
        if let Some(Span(by)) = change.advance {
            clock.advance(by);
        }
        Ok(self.clock_state())
    }
}

pub(super) fn routes() -> Router<Tenants> {
    Router::new().route("/api/tenants/{tenant}/clock", get(show).patch(change))
}

/// Says what time it is for the tenant.
#[utoipa::path(get, path = "/api/tenants/{tenant}/clock", tag = "clock",
    params(("tenant" = String, Path, description = "The tenant's name.")),
    responses((status = 200, body = ClockState), (status = "4XX", body = Refusal)))]
pub(super) async fn show(Of(tenant): Of) -> Json<ClockState> {
    Json(tenant.clock_state())
}

/// Changes the time: codes, tokens, sessions and cookies follow.
#[utoipa::path(patch, path = "/api/tenants/{tenant}/clock", tag = "clock", request_body = ClockChange,
    params(("tenant" = String, Path, description = "The tenant's name.")),
    responses((status = 200, body = ClockState), (status = "4XX", body = Refusal)))]
pub(super) async fn change(
    Of(tenant): Of,
    Body(change): Body<ClockChange>,
) -> Result<Json<ClockState>, Refusal> {
    tenant.change_clock(&change).map(Json)
}
