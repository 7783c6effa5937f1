//! What a value should be like.

use std::{borrow::Cow, fmt};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{
    Deserialize, Deserializer,
    de::{
        Error, MapAccess, SeqAccess, Visitor,
        value::{MapAccessDeserializer, SeqAccessDeserializer},
    },
};
use serde_json::Value;

use super::At;

/// A plain value (what it must be, as its place understands it), or operators.
#[derive(Clone, Debug)]
pub enum MatcherForm {
    /// A text, number, boolean, null or list; the texts `present` and `absent` have their own meaning.
    Value(Value),
    /// Operators, all of which must hold.
    Operators(Box<Operators>),
}

/// Ways to compare; all that are given must hold.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Operators {
    /// Exactly this.
    #[schemars(with = "Option<Value>")]
    pub equals: Option<At<Value>>,
    /// A text that holds this one; a list that holds this item; for a space-separated list of words such
    /// as `scope`, one of its words.
    pub contains: Option<At<String>>,
    /// A text that begins so.
    pub starts_with: Option<At<String>>,
    /// A text that ends so.
    pub ends_with: Option<At<String>>,
    /// A regular expression that fits somewhere in the text.
    pub matches: Option<At<String>>,
    /// One of these.
    #[schemars(with = "Option<Vec<Value>>")]
    pub one_of: Option<At<Vec<Value>>>,
    /// Anything but this.
    pub not: Option<At<MatcherForm>>,
    /// Whether it is there at all.
    pub present: Option<At<bool>>,
}

struct MatcherVisitor;

impl<'de> Visitor<'de> for MatcherVisitor {
    type Value = MatcherForm;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value, or a map of operators (equals, contains, matches, …)")
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<MatcherForm, E> {
        Ok(MatcherForm::Value(value.into()))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<MatcherForm, E> {
        Ok(MatcherForm::Value(value.into()))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<MatcherForm, E> {
        Ok(MatcherForm::Value(value.into()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<MatcherForm, E> {
        Ok(MatcherForm::Value(value.into()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<MatcherForm, E> {
        Ok(MatcherForm::Value(value.into()))
    }

    fn visit_unit<E: Error>(self) -> Result<MatcherForm, E> {
        Ok(MatcherForm::Value(Value::Null))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<MatcherForm, A::Error> {
        Value::deserialize(SeqAccessDeserializer::new(list)).map(MatcherForm::Value)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<MatcherForm, A::Error> {
        Operators::deserialize(MapAccessDeserializer::new(map))
            .map(|operators| MatcherForm::Operators(Box::new(operators)))
    }
}

impl<'de> Deserialize<'de> for MatcherForm {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(MatcherVisitor)
    }
}

impl JsonSchema for MatcherForm {
    fn schema_name() -> Cow<'static, str> {
        "Matcher".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let operators = generator.subschema_for::<Operators>();
        json_schema!({
            "description": "A value (`present` and `absent` say whether there is one), or operators.",
            "anyOf": [
                { "type": ["string", "number", "boolean", "null", "array"] },
                operators,
            ],
        })
    }
}
