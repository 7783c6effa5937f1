//! What one value should be like.

use serde_json::Value as Json;

/// A value in which the texts are of type `T`.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<T> {
    /// A text.
    Text(T),
    /// A number, a boolean or null.
    Plain(Json),
    /// A list.
    List(Vec<Value<T>>),
    /// A map, in order.
    Map(Vec<(String, Value<T>)>),
}

impl<T> Value<T> {
    /// The value that a JSON stands for, its texts made by `f`.
    pub fn try_from_json<E>(
        json: &Json,
        f: &mut impl FnMut(&str) -> Result<T, E>,
    ) -> Result<Self, E> {
        Ok(match json {
            Json::String(text) => Self::Text(f(text)?),
            Json::Null | Json::Bool(_) | Json::Number(_) => Self::Plain(json.clone()),
            Json::Array(items) => Self::List(
                items
                    .iter()
                    .map(|item| Self::try_from_json(item, f))
                    .collect::<Result<_, _>>()?,
            ),
            Json::Object(members) => Self::Map(
                members
                    .iter()
                    .map(|(name, json)| Ok((name.clone(), Self::try_from_json(json, f)?)))
                    .collect::<Result<_, E>>()?,
            ),
        })
    }

    /// The same value with other texts.
    pub fn try_map<U, E>(&self, f: &mut impl FnMut(&T) -> Result<U, E>) -> Result<Value<U>, E> {
        Ok(match self {
            Self::Text(text) => Value::Text(f(text)?),
            Self::Plain(json) => Value::Plain(json.clone()),
            Self::List(items) => Value::List(
                items
                    .iter()
                    .map(|item| item.try_map(f))
                    .collect::<Result<_, _>>()?,
            ),
            Self::Map(members) => Value::Map(
                members
                    .iter()
                    .map(|(name, value)| Ok((name.clone(), value.try_map(f)?)))
                    .collect::<Result<_, E>>()?,
            ),
        })
    }
}

impl Value<String> {
    /// As JSON.
    pub fn json(&self) -> Json {
        match self {
            Self::Text(text) => text.clone().into(),
            Self::Plain(json) => json.clone(),
            Self::List(items) => items.iter().map(Self::json).collect(),
            Self::Map(members) => Json::Object(
                members
                    .iter()
                    .map(|(name, value)| (name.clone(), value.json()))
                    .collect(),
            ),
        }
    }
}

/// What a value should be like.
#[derive(Clone, Debug, PartialEq)]
pub enum Matcher<T> {
    /// This, as the place understands it: an address without its query, a part of a text, a value.
    Is(Value<T>),
    /// Exactly this.
    Equals(Value<T>),
    /// It holds this text, word or item.
    Contains(T),
    /// It begins so.
    StartsWith(T),
    /// It ends so.
    EndsWith(T),
    /// This regular expression fits somewhere in it.
    Matches(T),
    /// One of these.
    OneOf(Vec<Value<T>>),
    /// Not so.
    Not(Box<Matcher<T>>),
    /// There is one.
    Present,
    /// There is none.
    Absent,
    /// All of these.
    All(Vec<Matcher<T>>),
}

impl<T> Matcher<T> {
    /// The same matcher with other texts.
    pub fn try_map<U, E>(&self, f: &mut impl FnMut(&T) -> Result<U, E>) -> Result<Matcher<U>, E> {
        Ok(match self {
            Self::Is(value) => Matcher::Is(value.try_map(f)?),
            Self::Equals(value) => Matcher::Equals(value.try_map(f)?),
            Self::Contains(text) => Matcher::Contains(f(text)?),
            Self::StartsWith(text) => Matcher::StartsWith(f(text)?),
            Self::EndsWith(text) => Matcher::EndsWith(f(text)?),
            Self::Matches(text) => Matcher::Matches(f(text)?),
            Self::OneOf(values) => Matcher::OneOf(
                values
                    .iter()
                    .map(|value| value.try_map(f))
                    .collect::<Result<_, _>>()?,
            ),
            Self::Not(inner) => Matcher::Not(Box::new(inner.try_map(f)?)),
            Self::Present => Matcher::Present,
            Self::Absent => Matcher::Absent,
            Self::All(all) => Matcher::All(
                all.iter()
                    .map(|one| one.try_map(f))
                    .collect::<Result<_, _>>()?,
            ),
        })
    }
}
