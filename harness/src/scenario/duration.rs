//! Lengths of time as people write them: `500ms`, `61s`, `2h 30m`, `14d`.

use std::{borrow::Cow, fmt, time::Duration};

use jiff::{Span, SpanRelativeTo};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{
    Deserialize, Deserializer,
    de::{Error, Unexpected, Visitor},
};

/// A length of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period(pub Duration);

impl std::str::FromStr for Period {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong =
            || format!("{text:?} is no length of time; write it like 500ms, 61s, 1h 30m or 14d");
        let span: Span = text.trim().parse().map_err(|_| wrong())?;
        span.to_duration(SpanRelativeTo::days_are_24_hours())
            .ok()
            .and_then(|length| Duration::try_from(length).ok())
            .map(Self)
            .ok_or_else(wrong)
    }
}

struct PeriodVisitor;

impl Visitor<'_> for PeriodVisitor {
    type Value = Period;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a length of time like 500ms, 61s, 1h 30m or 14d")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Period, E> {
        text.parse()
            .map_err(|_| E::invalid_value(Unexpected::Str(text), &self))
    }
}

impl<'de> Deserialize<'de> for Period {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PeriodVisitor)
    }
}

impl JsonSchema for Period {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Period".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "examples": ["500ms", "61s", "1h 30m", "14d"] })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time_are_read_as_people_write_them() {
        let cases = [
            ("61s", Some(61_000)),
            ("500ms", Some(500)),
            ("1h 30m", Some(5_400_000)),
            ("14d", Some(1_209_600_000)),
            ("2m", Some(120_000)),
            ("-1s", None),
            ("soon", None),
            ("5", None),
            ("", None),
        ];
        for (text, expected) in cases {
            let read = text
                .parse::<Period>()
                .ok()
                .map(|period| period.0.as_millis());
            assert_eq!(read, expected, "{text}");
        }
    }
}
