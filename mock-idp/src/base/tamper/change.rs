//! A change of one artefact: fields, header, signature, transport, and when.

use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser::SerializeMap};

use super::{
    artefact::{Artefact, Form},
    field::{Field, Step},
    operation::{Operation, Yes},
    respond::Respond,
    signature::SignatureFault,
    when::When,
};

/// Fields and what is done to each, in order.
pub type Fields = Vec<(Field, Operation)>;

/// A change of one artefact.
///
/// Written as a map: `header`, `signature`, `rotate-key`, `respond` and `when` have a meaning of their own, every
/// other key is the path of a field (`["header"]` is the field of that name).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Change {
    /// Fields of the body, parameters, or claims.
    pub fields: Fields,
    /// Parameters of a token's JOSE header. They are changed last, over what `signature` wrote there.
    pub header: Fields,
    /// What is wrong with a token's signature. Without it the token is signed over what was changed: the
    /// signature is right.
    pub signature: Option<SignatureFault>,
    /// Whether the issuer's key is rotated just before this token is signed; the key before stays published.
    pub rotate_key: bool,
    /// Faults of the transport.
    pub respond: Option<Respond>,
    /// When it applies.
    pub when: When,
}

/// Why a change cannot be made to an artefact.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// Only tokens have a header and a signature.
    #[error("`{artefact}` is no token: it has no `{what}`")]
    NoToken {
        /// The artefact.
        artefact: Artefact,
        /// `header`, `signature` or `rotate-key`.
        what: &'static str,
    },
    /// A token travels in an answer of something else.
    #[error("`{artefact}` is no answer of its own: put `respond` under {instead}")]
    NoAnswer {
        /// The artefact.
        artefact: Artefact,
        /// What to tamper with instead.
        instead: &'static str,
    },
    /// Parameters have names and nothing inside.
    #[error("`{artefact}` consists of parameters: `{field}` is no name of one")]
    NoParameter {
        /// The artefact.
        artefact: Artefact,
        /// What was written.
        field: String,
    },
    /// It is sent to anyone who asks.
    #[error(
        "nobody knows for which client or user `{artefact}` is sent: leave `client` and `user` out"
    )]
    Anonymous {
        /// The artefact.
        artefact: Artefact,
    },
    /// Its key takes too long to make.
    #[error("the key of `{artefact}` cannot be rotated")]
    NoRotation {
        /// The artefact.
        artefact: Artefact,
    },
    /// It says only when, or nothing.
    #[error(
        "nothing is changed about `{artefact}`: name a field, `respond`, or a token's `header` or `signature`"
    )]
    Nothing {
        /// The artefact.
        artefact: Artefact,
    },
}

impl Change {
    const RESERVED: [&'static str; 5] = ["header", "signature", "rotate-key", "respond", "when"];

    /// Adds a field and what is done to it.
    #[must_use]
    pub fn field(mut self, field: Field, operation: Operation) -> Self {
        self.fields.push((field, operation));
        self
    }

    /// Whether the change can be made to this artefact.
    ///
    /// # Errors
    ///
    /// It names parts that the artefact does not have.
    pub fn fits(&self, artefact: Artefact) -> Result<(), Unfit> {
        let is_token = artefact.form() == Form::Token;
        let of_tokens = [
            ("header", !self.header.is_empty()),
            ("signature", self.signature.is_some()),
            ("rotate-key", self.rotate_key),
        ];
        if let Some((what, _)) = of_tokens.into_iter().find(|(_, is)| *is && !is_token) {
            return Err(Unfit::NoToken { artefact, what });
        }
        if self.rotate_key && artefact == Artefact::HuggingfaceIdToken {
            return Err(Unfit::NoRotation { artefact });
        }
        if self.respond.is_some() && is_token {
            let instead = match artefact {
                Artefact::HuggingfaceIdToken => "`huggingface-token-response`",
                Artefact::LogoutToken => "`end-session-return`, after which it is sent",
                Artefact::Discovery
                | Artefact::Jwks
                | Artefact::AuthorizationResponse
                | Artefact::TokenResponse
                | Artefact::IdToken
                | Artefact::AccessToken
                | Artefact::Userinfo
                | Artefact::Introspection
                | Artefact::EndSessionReturn
                | Artefact::HuggingfaceDiscovery
                | Artefact::HuggingfaceJwks
                | Artefact::HuggingfaceAuthorizationResponse
                | Artefact::HuggingfaceTokenResponse
                | Artefact::HuggingfaceUserinfo => "`token-response`",
            };
            return Err(Unfit::NoAnswer { artefact, instead });
        }
        if artefact.form() == Form::Parameters
            && let Some((field, _)) = (self.fields.iter())
                .find(|(field, _)| !matches!(field.steps(), [Step::Name(_) | Step::Every]))
        {
            return Err(Unfit::NoParameter {
                artefact,
                field: field.to_string(),
            });
        }
        if artefact.is_anonymous() && (self.when.client.is_some() || self.when.user.is_some()) {
            return Err(Unfit::Anonymous { artefact });
        }
        let changes_nothing =
            self.fields.is_empty() && of_tokens.iter().all(|(_, is)| !is) && self.respond.is_none();
        if changes_nothing {
            return Err(Unfit::Nothing { artefact });
        }
        Ok(())
    }
}

/// Fields as a map.
struct Map<'a>(&'a Fields);

impl Serialize for Map<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(field, operation)| (field, operation)))
    }
}

impl Serialize for Change {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (field, operation) in &self.fields {
            let path = field.to_string();
            let path = if Self::RESERVED.contains(&path.as_str()) {
                format!("[\"{path}\"]")
            } else {
                path
            };
            map.serialize_entry(&path, operation)?;
        }
        if !self.header.is_empty() {
            map.serialize_entry("header", &Map(&self.header))?;
        }
        if let Some(signature) = &self.signature {
            map.serialize_entry("signature", signature)?;
        }
        if self.rotate_key {
            map.serialize_entry("rotate-key", &true)?;
        }
        if let Some(respond) = &self.respond {
            map.serialize_entry("respond", respond)?;
        }
        if !self.when.is_always() {
            map.serialize_entry("when", &self.when)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Change {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Reader)
    }
}

struct Reader;

impl<'de> de::Visitor<'de> for Reader {
    type Value = Change;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a change, as { nonce: { append: \"1\" } }")
    }

    fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<Change, A::Error> {
        let mut change = Change::default();
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "header" => change.header = map.next_value::<Header>()?.0,
                "signature" => change.signature = Some(map.next_value()?),
                "rotate-key" => {
                    map.next_value::<Yes>()?;
                    change.rotate_key = true;
                }
                "respond" => change.respond = Some(map.next_value()?),
                "when" => change.when = map.next_value()?,
                path => {
                    let field = path.parse().map_err(de::Error::custom)?;
                    change.fields.push((field, map.next_value()?));
                }
            }
        }
        Ok(change)
    }
}

/// The header's fields as they are written.
struct Header(Fields);

impl<'de> Deserialize<'de> for Header {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let map = indexmap::IndexMap::<Field, Operation>::deserialize(deserializer)?;
        Ok(Self(map.into_iter().collect()))
    }
}

impl JsonSchema for Change {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "TamperChange".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let operation = generator.subschema_for::<Operation>();
        json_schema!({
            "description": "A change of one artefact. Keys without a meaning of their own are paths of fields: \
                            `nonce`, `keys[0].kid`, `keys[*].kid`.",
            "type": "object",
            "properties": {
                "header": {
                    "description": "Parameters of a token's JOSE header.",
                    "type": "object",
                    "additionalProperties": operation,
                },
                "signature": generator.subschema_for::<SignatureFault>(),
                "rotate-key": {
                    "description": "The issuer's key is rotated just before this token is signed.",
                    "const": true,
                },
                "respond": generator.subschema_for::<Respond>(),
                "when": generator.subschema_for::<When>(),
            },
            "additionalProperties": operation,
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
            "nonce": {"append": "1"},
            "[\"header\"]": {"set": 1},
            "keys[*].kid": {"remove": true},
            "header": {"kid": {"remove": true}},
            "signature": "flipped",
            "rotate-key": true,
            "respond": {"status": 500},
            "when": {"nth": 2, "times": 1, "client": "app", "user": "alice"},
        });
        let read: Change = serde_json::from_value(written.clone()).unwrap();
        assert_eq!(serde_json::to_value(&read).unwrap(), written);
    }

    #[test]
    fn what_does_not_fit_is_told() {
        let told = |artefact: Artefact, written| {
            let change: Change = serde_json::from_value(written).unwrap();
            change
                .fits(artefact)
                .map_or_else(|e| e.to_string(), |()| String::new())
        };
        for (artefact, written, expected) in [
            (Artefact::IdToken, json!({"signature": "none"}), ""),
            (Artefact::IdToken, json!({"rotate-key": true}), ""),
            (
                Artefact::AuthorizationResponse,
                json!({"*": {"remove": true}}),
                "",
            ),
            (
                Artefact::Jwks,
                json!({"respond": {}, "when": {"nth": 1}}),
                "",
            ),
            (
                Artefact::Jwks,
                json!({"signature": "none"}),
                "`jwks` is no token: it has no `signature`",
            ),
            (
                Artefact::IdToken,
                json!({"respond": {"status": 500}}),
                "`id-token` is no answer of its own: put `respond` under `token-response`",
            ),
            (
                Artefact::AuthorizationResponse,
                json!({"a.b": {"remove": true}}),
                "`authorization-response` consists of parameters: `a.b` is no name of one",
            ),
            (
                Artefact::Discovery,
                json!({"issuer": {"remove": true}, "when": {"client": "x"}}),
                "nobody knows for which client or user `discovery` is sent: leave `client` and `user` out",
            ),
            (
                Artefact::HuggingfaceIdToken,
                json!({"rotate-key": true}),
                "the key of `huggingface-id-token` cannot be rotated",
            ),
            (
                Artefact::Userinfo,
                json!({"when": {"nth": 1}}),
                "nothing is changed about `userinfo`: name a field, `respond`, or a token's `header` or `signature`",
            ),
        ] {
            assert_eq!(told(artefact, written), expected);
        }
    }
}
