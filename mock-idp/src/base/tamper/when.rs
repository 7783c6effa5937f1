//! When a change applies: the nth time, so many times, to one client, to one user.

use std::fmt;
use std::num::NonZeroU32;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, de};

use super::word;

/// When a change applies; always and for everyone, as far as nothing is said.
///
/// What is counted are the times that the artefact is sent to this client and this user, from the moment
/// the change was armed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(rename = "TamperWhen")]
pub struct When {
    /// From the nth time on; the first, when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nth: Option<NonZeroU32>,
    /// So many times at most; without end, when left out. `nth: 2` with `times: 1` means the second time only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<NonZeroU32>,
    /// Only what is sent to this client: its id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client: Option<String>,
    /// Only what concerns this user: the id at Logto, the user name at Hugging Face.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
}

/// For whom something is sent, as far as the provider knows.
#[derive(Clone, Copy, Debug, Default)]
pub struct Occasion<'a> {
    /// The client.
    pub client: Option<&'a str>,
    /// The user.
    pub user: Option<&'a str>,
}

impl When {
    const NAMES: [&'static str; 4] = ["nth", "times", "client", "user"];

    /// Whether nothing is said.
    pub fn is_always(&self) -> bool {
        *self == Self::default()
    }

    /// Whether it is for this client and this user.
    pub(super) fn concerns(&self, occasion: Occasion<'_>) -> bool {
        let fits = |wanted: &Option<String>, is: Option<&str>| {
            wanted.as_deref().is_none_or(|wanted| is == Some(wanted))
        };
        fits(&self.client, occasion.client) && fits(&self.user, occasion.user)
    }

    /// Whether it applies to an occasion that is the `seen`th, when it has applied `fired` times.
    pub(super) fn applies(&self, seen: u32, fired: u32) -> bool {
        self.nth.is_none_or(|nth| seen >= nth.get())
            && self.times.is_none_or(|times| fired < times.get())
    }
}

impl<'de> Deserialize<'de> for When {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Reader)
    }
}

struct Reader;

impl<'de> de::Visitor<'de> for Reader {
    type Value = When;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("when: { nth, times, client, user }")
    }

    fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<When, A::Error> {
        let mut when = When::default();
        while let Some(name) = map.next_key::<String>()? {
            match name.as_str() {
                "nth" => when.nth = Some(map.next_value()?),
                "times" => when.times = Some(map.next_value()?),
                "client" => when.client = Some(map.next_value()?),
                "user" => when.user = Some(map.next_value()?),
                other => {
                    return Err(de::Error::custom(word::unknown(
                        "condition",
                        other,
                        &When::NAMES,
                    )));
                }
            }
        }
        Ok(when)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn when(written: serde_json::Value) -> When {
        serde_json::from_value(written).unwrap()
    }

    #[test]
    fn the_times_at_which_it_applies() {
        for (written, expected) in [
            (json!({}), [true, true, true, true]),
            (json!({"nth": 3}), [false, false, true, true]),
            (json!({"times": 2}), [true, true, false, false]),
            (json!({"nth": 2, "times": 1}), [false, true, false, false]),
        ] {
            let when = when(written.clone());
            let mut fired = 0;
            let applied = [1, 2, 3, 4].map(|seen| {
                let applies = when.applies(seen, fired);
                fired += u32::from(applies);
                applies
            });
            assert_eq!(applied, expected, "{written}");
        }
    }

    #[test]
    fn for_whom() {
        let occasion = Occasion {
            client: Some("web"),
            user: None,
        };
        for (written, expected) in [
            (json!({}), true),
            (json!({"client": "web"}), true),
            (json!({"client": "other"}), false),
            (json!({"client": "web", "user": "alice"}), false),
        ] {
            assert_eq!(
                when(written.clone()).concerns(occasion),
                expected,
                "{written}"
            );
        }
        let wrong = serde_json::from_value::<When>(json!({"cleint": 1})).unwrap_err();
        assert_eq!(
            wrong.to_string(),
            "unknown condition `cleint`; did you mean `client`?"
        );
    }
}
