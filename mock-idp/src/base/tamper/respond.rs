//! Faults of the transport: what is wrong with an answer as a whole.

use std::fmt;
use std::num::NonZeroU16;
use std::time::Duration;

use http::{HeaderName, HeaderValue};
use indexmap::IndexMap;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::{operation::Yes, word};

/// Faults of the transport, put on in this order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(rename = "TamperRespond")]
pub struct Respond {
    /// This status, 200 to 599, in place of the right one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<NonZeroU16>,
    /// This body, in place of the right one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// This `Content-Type`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_type: Option<String>,
    /// These headers, in place of any of their names; null takes a header out.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    #[schemars(with = "std::collections::BTreeMap<String, Option<String>>")]
    pub headers: IndexMap<String, Option<String>>,
    /// The body grows to this size by spaces at its end, which leave JSON and HTML what they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub huge: Option<Size>,
    /// The connection breaks off after so many bytes of the body; `Content-Length` promises all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub truncate: Option<u64>,
    /// The body comes byte by byte, with a pause of this length before each.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drip: Option<Pause>,
    /// The answer waits for so long. This is real time, not the tenant's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delay: Option<Pause>,
    /// The connection is closed without an answer (after the delay, where there is one).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<bool>")]
    pub close: Option<Yes>,
}

impl Respond {
    const NAMES: [&'static str; 9] = [
        "status",
        "body",
        "content-type",
        "headers",
        "huge",
        "truncate",
        "drip",
        "delay",
        "close",
    ];
}

impl<'de> Deserialize<'de> for Respond {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Reader)
    }
}

struct Reader;

impl<'de> de::Visitor<'de> for Reader {
    type Value = Respond;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "respond: {{ {} }}", Respond::NAMES.join(", "))
    }

    fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<Respond, A::Error> {
        let mut respond = Respond::default();
        while let Some(name) = map.next_key::<String>()? {
            match name.as_str() {
                "status" => {
                    let status: u16 = map.next_value()?;
                    // An interim answer (1xx) is no answer at all.
                    let status = NonZeroU16::new(status).filter(|s| (200..=599).contains(&s.get()));
                    respond.status = Some(status.ok_or_else(|| {
                        de::Error::custom("a status is a number from 200 to 599")
                    })?);
                }
                "body" => respond.body = Some(map.next_value()?),
                "content-type" => {
                    let value: String = map.next_value()?;
                    check_header("content-type", Some(&value)).map_err(de::Error::custom)?;
                    respond.content_type = Some(value);
                }
                "headers" => {
                    respond.headers = map.next_value()?;
                    for (name, value) in &respond.headers {
                        check_header(name, value.as_deref()).map_err(de::Error::custom)?;
                    }
                }
                "huge" => respond.huge = Some(map.next_value()?),
                "truncate" => respond.truncate = Some(map.next_value()?),
                "drip" => respond.drip = Some(map.next_value()?),
                "delay" => respond.delay = Some(map.next_value()?),
                "close" => respond.close = Some(map.next_value()?),
                other => {
                    return Err(de::Error::custom(word::unknown(
                        "transport fault",
                        other,
                        &Respond::NAMES,
                    )));
                }
            }
        }
        Ok(respond)
    }
}

/// Whether a header can be sent (RFC 9110 section 5).
fn check_header(name: &str, value: Option<&str>) -> Result<(), String> {
    if HeaderName::try_from(name).is_err() {
        return Err(format!("`{name}` is no name of a header"));
    }
    match value.map(HeaderValue::from_str) {
        Some(Err(_)) => Err(format!(
            "the value of `{name}` cannot stand in a header: it has characters other than visible ASCII"
        )),
        Some(Ok(_)) | None => Ok(()),
    }
}

/// A length of time, written `100ms`, `2s` or `1m`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pause(pub Duration);

impl Serialize for Pause {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let millis = self.0.as_millis();
        if millis.is_multiple_of(1_000) {
            serializer.collect_str(&format_args!("{}s", millis / 1_000))
        } else {
            serializer.collect_str(&format_args!("{millis}ms"))
        }
    }
}

impl<'de> Deserialize<'de> for Pause {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = String::deserialize(deserializer)?;
        let read = written.parse::<jiff::SignedDuration>().ok();
        let pause = read.and_then(|read| Duration::try_from(read).ok());
        pause.map(Self).ok_or_else(|| {
            de::Error::custom(format!(
                "`{written}` is no length of time; write `100ms`, `2s` or `1m`"
            ))
        })
    }
}

impl JsonSchema for Pause {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "TamperPause".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A length of time, written `100ms`, `2s` or `1m`.",
            "type": "string",
        })
    }
}

/// A number of bytes, written `10MB`, `64kB`, `1MiB` or as a plain number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size(pub u64);

const UNITS: [(&str, u64); 7] = [
    ("kB", 1_000),
    ("KB", 1_000),
    ("MB", 1_000_000),
    ("GB", 1_000_000_000),
    ("KiB", 1 << 10),
    ("MiB", 1 << 20),
    ("B", 1),
];

impl Size {
    fn parse(text: &str) -> Option<Self> {
        let (number, unit) = UNITS
            .iter()
            .find_map(|(name, unit)| Some((text.strip_suffix(name)?, *unit)))
            .unwrap_or((text, 1));
        number
            .trim()
            .parse::<u64>()
            .ok()?
            .checked_mul(unit)
            .map(Self)
    }
}

impl Serialize for Size {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(self.0)
    }
}

impl<'de> Deserialize<'de> for Size {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(SizeReader)
    }
}

struct SizeReader;

impl de::Visitor<'_> for SizeReader {
    type Value = Size;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a size, as `10MB`, `64kB` or a number of bytes")
    }

    fn visit_u64<E: de::Error>(self, bytes: u64) -> Result<Size, E> {
        Ok(Size(bytes))
    }

    fn visit_i64<E: de::Error>(self, bytes: i64) -> Result<Size, E> {
        u64::try_from(bytes)
            .map(Size)
            .map_err(|_| E::custom("a size is not negative"))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Size, E> {
        Size::parse(text).ok_or_else(|| {
            E::custom(format!(
                "`{text}` is no size; write `10MB`, `64kB` or a number of bytes"
            ))
        })
    }
}

impl JsonSchema for Size {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "TamperSize".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A number of bytes, written `10MB`, `64kB`, `1MiB` or as a plain number.",
            "type": ["string", "integer"],
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_written_comes_back() {
        let written = json!({
            "status": 500, "body": "<h1>", "content-type": "text/html",
            "headers": {"x-a": "1", "etag": null}, "huge": 10_000_000, "truncate": 20,
            "drip": "100ms", "delay": "2s", "close": true,
        });
        let read: Respond = serde_json::from_value(written.clone()).unwrap();
        assert_eq!(serde_json::to_value(&read).unwrap(), written);
        let short: Respond =
            serde_json::from_value(json!({"huge": "10MB", "delay": "1m"})).unwrap();
        assert_eq!(short.huge, Some(Size(10_000_000)));
        assert_eq!(short.delay, Some(Pause(Duration::from_mins(1))));
    }

    #[test]
    fn mistakes() {
        for (written, told) in [
            (
                json!({"statsu": 1}),
                "unknown transport fault `statsu`; did you mean `status`?",
            ),
            (
                json!({"status": 99}),
                "a status is a number from 200 to 599",
            ),
            (
                json!({"delay": "soon"}),
                "`soon` is no length of time; write `100ms`, `2s` or `1m`",
            ),
            (
                json!({"delay": "-2s"}),
                "`-2s` is no length of time; write `100ms`, `2s` or `1m`",
            ),
            (
                json!({"headers": {"a b": "1"}}),
                "`a b` is no name of a header",
            ),
            (
                json!({"headers": {"location": "/a\nb"}}),
                "the value of `location` cannot stand in a header: it has characters other than visible ASCII",
            ),
            (
                json!({"huge": "ten"}),
                "`ten` is no size; write `10MB`, `64kB` or a number of bytes",
            ),
            (json!({"huge": -1}), "a size is not negative"),
            (
                json!({"huge": "99999999999999GB"}),
                "`99999999999999GB` is no size; write `10MB`, `64kB` or a number of bytes",
            ),
        ] {
            let error = serde_json::from_value::<Respond>(written).unwrap_err();
            assert_eq!(error.to_string(), told);
        }
    }
}
