//! `/dashboard`: how many users there are, new and active.

use serde_json::{Value, json};

use super::{
    route::{Routes, Visit},
    webhooks,
};
use crate::{base::clock::Moment, logto::ApiError, oidc::exchange::Reply};

/// Seconds of a day.
const DAY: i64 = 24 * 3_600;
/// Days of the curve.
const CURVE: i64 = 30;

/// Lists the calls.
pub(super) fn routes(routes: &mut Routes) {
    routes.get("/dashboard/users/total", total);
    routes.get("/dashboard/users/new", new);
    routes.get("/dashboard/users/active", active);
}

fn start_of_day(now: Moment) -> Moment {
    Moment::from_seconds(now.seconds() - now.seconds().rem_euclid(DAY))
}

#[expect(clippy::unnecessary_wraps, reason = "the shape of handlers")]
fn total(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let count = visit.data().users.len();
    Ok(Reply::json(json!({ "totalUserCount": count })))
}

/// How many times of `times` are in `[start, end)`.
fn count(times: &[Moment], start: Moment, end: Moment) -> usize {
    times.iter().filter(|at| (start..end).contains(at)).count()
}

fn compared(now: usize, before: usize) -> Value {
    let (a, b) = (i64::try_from(now), i64::try_from(before));
    json!({"count": now, "delta": a.unwrap_or_default() - b.unwrap_or_default()})
}

#[expect(clippy::unnecessary_wraps, reason = "the shape of handlers")]
fn new(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let today = start_of_day(visit.now);
    let times: Vec<Moment> = visit.data().users.iter().map(|u| u.created_at).collect();
    let days = |from: i64, to: i64| {
        count(
            &times,
            today.plus_seconds(from * DAY),
            today.plus_seconds(to * DAY),
        )
    };
    Ok(Reply::json(json!({
        "today": compared(days(0, 1), days(-1, 0)),
        "last7Days": compared(days(-6, 1), days(-13, -6)),
    })))
}

/// `date` in the place of today, if the query says one. A day that no calendar has is more than Logto
/// bears.
fn target_day(visit: &Visit<'_>) -> Result<Moment, ApiError> {
    let is_date = |text: &str| {
        let mut bytes = text.bytes().enumerate();
        text.len() == 10
            && bytes.all(|(at, b)| {
                matches!(at, 4 | 7) == (b == b'-') && (b == b'-' || b.is_ascii_digit())
            })
    };
    let date = visit
        .call
        .query(|m| m.optional("date", |m, key| m.matching(key, is_date)))?;
    let Some(date) = date else {
        return Ok(start_of_day(visit.now));
    };
    let day: jiff::civil::Date = date.parse().map_err(|_| ApiError::internal())?;
    let start = day.to_zoned(jiff::tz::TimeZone::UTC);
    let start = start.map_err(|_| ApiError::internal())?;
    Ok(Moment::from_seconds(start.timestamp().as_second()))
}

/// By the last sign-in of each user: that is all the mock remembers.
fn active(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let today = target_day(visit)?;
    let users = visit.data().users.iter();
    let times: Vec<Moment> = users.filter_map(|user| user.last_sign_in_at).collect();
    let days = |from: i64, to: i64| {
        count(
            &times,
            today.plus_seconds(from * DAY),
            today.plus_seconds(to * DAY),
        )
    };
    let curve: Vec<Value> = (1 - CURVE..=0)
        .map(|day| {
            let date = webhooks::iso(today.plus_seconds(day * DAY));
            let date = date.get(..10).unwrap_or_default();
            json!({"date": date, "count": days(day, day + 1)})
        })
        .collect();
    Ok(Reply::json(json!({
        "dauCurve": curve,
        "dau": compared(days(0, 1), days(-1, 0)),
        "wau": compared(days(-6, 1), days(-13, -6)),
        "mau": compared(days(-29, 1), days(-59, -29)),
    })))
}
