//! Short and long ways to write one thing.

use std::{borrow::Cow, fmt, marker::PhantomData, ops::Range};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{
    Deserialize, Deserializer,
    de::{
        Error, MapAccess, SeqAccess, Visitor,
        value::{
            BoolDeserializer, F64Deserializer, I64Deserializer, MapAccessDeserializer,
            SeqAccessDeserializer, StrDeserializer, U64Deserializer,
        },
    },
};

use super::At;

/// A text, or a map with every detail.
#[derive(Clone, Debug)]
pub enum Form<L> {
    /// The short form.
    Short(String),
    /// The long form.
    Long(L),
}

struct FormVisitor<L>(PhantomData<L>);

impl<'de, L: Deserialize<'de>> Visitor<'de> for FormVisitor<L> {
    type Value = Form<L>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text or a map")
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Form<L>, E> {
        Ok(Form::Short(value.to_owned()))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Form<L>, E> {
        Ok(Form::Short(value.to_string()))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Form<L>, E> {
        Ok(Form::Short(value.to_string()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Form<L>, E> {
        Ok(Form::Short(value.to_string()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Form<L>, E> {
        Ok(Form::Short(value.to_string()))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Form<L>, A::Error> {
        L::deserialize(MapAccessDeserializer::new(map)).map(Form::Long)
    }
}

impl<'de, L: Deserialize<'de>> Deserialize<'de> for Form<L> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(FormVisitor(PhantomData))
    }
}

impl<L: JsonSchema> JsonSchema for Form<L> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("Form_{}", L::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let long = generator.subschema_for::<L>();
        json_schema!({ "anyOf": [{ "type": ["string", "number", "boolean"] }, long] })
    }
}

/// One thing, or a list of them. Written as `At<OneOrMany<T>>`, so that a single thing has a place too.
#[derive(Clone, Debug)]
pub struct OneOrMany<T>(Vec<At<T>>);

impl<T> At<OneOrMany<T>> {
    /// The things, each with its place.
    pub fn each(&self) -> impl Iterator<Item = (&T, Range<usize>)> {
        self.value.0.iter().map(|item| {
            // A single thing is not wrapped by the parser: its place is that of the whole.
            let own = if item.span == (0..0) {
                self.span.clone()
            } else {
                item.span.clone()
            };
            (&item.value, own)
        })
    }
}

struct OneOrManyVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for OneOrManyVisitor<T> {
    type Value = OneOrMany<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("one thing or a list of them")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<OneOrMany<T>, A::Error> {
        Vec::deserialize(SeqAccessDeserializer::new(list)).map(OneOrMany)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<OneOrMany<T>, A::Error> {
        one(MapAccessDeserializer::new(map))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<OneOrMany<T>, E> {
        one(StrDeserializer::new(value))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<OneOrMany<T>, E> {
        one(BoolDeserializer::new(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<OneOrMany<T>, E> {
        one(I64Deserializer::new(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<OneOrMany<T>, E> {
        one(U64Deserializer::new(value))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<OneOrMany<T>, E> {
        one(F64Deserializer::new(value))
    }
}

fn one<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<OneOrMany<T>, D::Error> {
    T::deserialize(deserializer).map(|value| OneOrMany(vec![At { value, span: 0..0 }]))
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for OneOrMany<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(OneOrManyVisitor(PhantomData))
    }
}

impl<T: JsonSchema> JsonSchema for OneOrMany<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("OneOrMany_{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let one = generator.subschema_for::<T>();
        json_schema!({ "anyOf": [one, { "type": "array", "items": one }] })
    }
}
