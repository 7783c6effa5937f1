//! Times and durations as people and programs write them.

use std::time::Duration;

use jiff::{SpanRelativeTo, Timestamp};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use serde_json::Value;

use crate::base::clock::Moment;

/// A duration: `61s`, `1h 30m`, `2 days`, or a number of seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span(pub Duration);

/// A moment: RFC 3339 text, or a number of seconds since the Unix epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct At(pub Moment);

/// The text of RFC 3339, in UTC with milliseconds; what lies beyond the year 9999 is a bare number of seconds.
pub fn text(at: Moment) -> String {
    match Timestamp::from_millisecond(at.millis()) {
        Ok(at) => format!("{at:.3}"),
        Err(_) => at.seconds().to_string(),
    }
}

impl Span {
    /// Reads `61s`, `1h 30m`, `2 days`.
    ///
    /// # Errors
    ///
    /// It is no duration, or a negative one; the text says what to write.
    pub fn of_text(text: &str) -> Result<Self, String> {
        if let Ok(seconds) = text.trim().parse::<f64>() {
            return Self::of_seconds(seconds);
        }
        let wrong = || format!("`{text}` is no duration; write `61s`, `1h 30m` or `2 days`");
        let span: jiff::Span = text.trim().parse().map_err(|_| wrong())?;
        let whole = span.to_duration(SpanRelativeTo::days_are_24_hours());
        let whole = whole.map_err(|_| wrong())?;
        Duration::try_from(whole)
            .map(Self)
            .map_err(|_| format!("`{text}` is negative; time goes back only with `set`"))
    }

    fn of_seconds(seconds: f64) -> Result<Self, String> {
        if seconds < 0.0 {
            return Err(format!(
                "{seconds} is negative; time goes back only with `set`"
            ));
        }
        let duration = Duration::try_from_secs_f64(seconds);
        duration
            .map(Self)
            .map_err(|_| format!("{seconds} is no number of seconds"))
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let read = match Value::deserialize(from)? {
            Value::String(text) => Self::of_text(&text),
            Value::Number(number) => Self::of_seconds(number.as_f64().unwrap_or(f64::NAN)),
            other @ (Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_)) => Err(
                format!("{other} is no duration; write `\"61s\"` or a number of seconds"),
            ),
        };
        read.map_err(D::Error::custom)
    }
}

impl Serialize for Span {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_f64(self.0.as_secs_f64())
    }
}

impl At {
    fn of_text(text: &str) -> Result<Self, String> {
        if let Ok(seconds) = text.trim().parse::<f64>() {
            return Self::of_seconds(seconds);
        }
        let at: Timestamp = text.trim().parse().map_err(|_| {
            format!("`{text}` is no time; write `2030-01-01T00:00:00Z` or seconds since 1970")
        })?;
        Ok(Self(Moment(at.as_millisecond())))
    }

    fn of_seconds(seconds: f64) -> Result<Self, String> {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a cast saturates, and jiff refuses what is too far"
        )]
        let millis = (seconds * 1000.0).round() as i64;
        match Timestamp::from_millisecond(millis) {
            Ok(_) if seconds.is_finite() => Ok(Self(Moment(millis))),
            Ok(_) | Err(_) => Err(format!("{seconds} is beyond the year 9999")),
        }
    }
}

impl<'de> Deserialize<'de> for At {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        at_of_value(&Value::deserialize(from)?).map_err(D::Error::custom)
    }
}

/// Reads a moment from JSON.
pub(super) fn at_of_value(value: &Value) -> Result<At, String> {
    match value {
        Value::String(text) => At::of_text(text),
        Value::Number(number) => At::of_seconds(number.as_f64().unwrap_or(f64::NAN)),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => Err(format!(
            "{value} is no time; write `\"2030-01-01T00:00:00Z\"` or seconds since 1970"
        )),
    }
}

impl Serialize for At {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&text(self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations() {
        let millis = |text: &str| {
            let read: Result<Span, _> = serde_json::from_str(text);
            read.map(|Span(d)| d.as_millis()).map_err(|e| e.to_string())
        };
        assert_eq!(millis("\"61s\""), Ok(61_000));
        assert_eq!(millis("\"1h 30m\""), Ok(5_400_000));
        assert_eq!(millis("\"2 days\""), Ok(172_800_000));
        assert_eq!(millis("\"90\""), Ok(90_000));
        assert_eq!(millis("1.5"), Ok(1_500));
        for wrong in ["\"-5s\"", "-5", "\"soon\"", "null", "1e300"] {
            assert!(millis(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn moments() {
        let read = |text: &str| serde_json::from_str::<At>(text).map(|At(at)| at.millis());
        assert_eq!(read("\"2030-01-01T00:00:00Z\"").unwrap(), 1_893_456_000_000);
        assert_eq!(read("1893456000").unwrap(), 1_893_456_000_000);
        for wrong in ["\"tomorrow\"", "1e300", "true"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
        assert_eq!(text(Moment(1_893_456_000_000)), "2030-01-01T00:00:00.000Z");
        assert_eq!(text(Moment(i64::MAX)), "9223372036854775");
    }
}
