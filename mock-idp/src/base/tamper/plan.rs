//! Changes of several artefacts, as seeds, scenarios and the control API write them.

use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::{artefact::Artefact, change::Change};

/// Changes of several artefacts: a map from an artefact to its change or a list of changes, or a list of
/// such maps. Each change is known to fit its artefact.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan(Vec<(Artefact, Change)>);

impl Plan {
    /// The changes, in order.
    pub fn changes(&self) -> &[(Artefact, Change)] {
        &self.0
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl IntoIterator for Plan {
    type Item = (Artefact, Change);
    type IntoIter = std::vec::IntoIter<Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

/// Why a text is no plan.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NoPlan(String);

impl FromStr for Plan {
    type Err = NoPlan;

    /// Reads YAML or JSON: `id-token: { nonce: { append: "1" } }`.
    fn from_str(text: &str) -> Result<Self, NoPlan> {
        serde_saphyr::from_str(text).map_err(|error| NoPlan(error.without_snippet().to_string()))
    }
}

impl Serialize for Plan {
    /// As a map; an artefact with several changes has a list of them.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut grouped = indexmap::IndexMap::<Artefact, Vec<&Change>>::new();
        for (artefact, change) in &self.0 {
            grouped.entry(*artefact).or_default().push(change);
        }
        serializer.collect_map(grouped)
    }
}

impl<'de> Deserialize<'de> for Plan {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> de::Visitor<'de> for Reader {
    type Value = Plan;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("artefacts and their changes, as { id-token: { nonce: { append: \"1\" } } }")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Plan, E> {
        Ok(Plan::default())
    }

    fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<Plan, A::Error> {
        let mut plan = Vec::new();
        while let Some(artefact) = map.next_key::<Artefact>()? {
            let changes = map.next_value_seed(Changes(artefact))?;
            plan.extend(changes.into_iter().map(|change| (artefact, change)));
        }
        Ok(Plan(plan))
    }

    fn visit_seq<A: de::SeqAccess<'de>>(self, mut list: A) -> Result<Plan, A::Error> {
        let mut plan = Plan::default();
        while let Some(more) = list.next_element::<Plan>()? {
            plan.0.extend(more);
        }
        Ok(plan)
    }
}

/// One change of an artefact, or a list of them. What does not fit is told here, where its place is known.
#[derive(Clone, Copy)]
struct Changes(Artefact);

impl<'de> de::DeserializeSeed<'de> for Changes {
    type Value = Vec<Change>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Vec<Change>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> de::Visitor<'de> for Changes {
    type Value = Vec<Change>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a change, as { nonce: { append: \"1\" } }, or a list of them")
    }

    fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<Vec<Change>, A::Error> {
        let change = Change::deserialize(de::value::MapAccessDeserializer::new(map))?;
        change.fits(self.0).map_err(de::Error::custom)?;
        Ok(vec![change])
    }

    fn visit_seq<A: de::SeqAccess<'de>>(self, mut list: A) -> Result<Vec<Change>, A::Error> {
        let mut changes = Vec::new();
        while let Some(more) = list.next_element_seed(self)? {
            changes.extend(more);
        }
        Ok(changes)
    }
}

impl JsonSchema for Changes {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "TamperChanges".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let change = generator.subschema_for::<Change>();
        json_schema!({ "anyOf": [change, { "type": "array", "items": change }] })
    }
}

/// The map that a plan is, or has a list of; here for its schema.
struct ByArtefact;

impl JsonSchema for ByArtefact {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "TamperMap".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let changes = generator.subschema_for::<Changes>();
        let members: serde_json::Map<_, _> = Artefact::ALL
            .into_iter()
            .map(|artefact| (artefact.name().to_owned(), changes.clone().into()))
            .collect();
        json_schema!({
            "description": "Artefacts, each with its change or a list of changes.",
            "type": "object",
            "properties": members,
            "additionalProperties": false,
        })
    }
}

impl JsonSchema for Plan {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "TamperPlan".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let map = generator.subschema_for::<ByArtefact>();
        json_schema!({
            "description": "What is changed on purpose: a map from artefacts to changes, or a list of such maps.",
            "anyOf": [map, { "type": "array", "items": map }],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_a_list_of_changes_and_a_list_of_maps() {
        let map: Plan = "
id-token:
  - nonce: { append: \"1\" }
  - { signature: none, when: { nth: 2 } }
jwks: { respond: { status: 500 } }
"
        .parse()
        .unwrap();
        let list: Plan = "
- id-token: { nonce: { append: \"1\" } }
- id-token: { signature: none, when: { nth: 2 } }
- jwks: { respond: { status: 500 } }
"
        .parse()
        .unwrap();
        assert_eq!(map, list);
        insta::assert_snapshot!(
            serde_json::to_string(&map).unwrap(),
            @r#"{"id-token":[{"nonce":{"append":"1"}},{"signature":"none","when":{"nth":2}}],"jwks":[{"respond":{"status":500}}]}"#
        );
        assert!("{}".parse::<Plan>().unwrap().is_empty());
    }

    #[test]
    fn mistakes_name_the_nearest_word_and_the_place() {
        let told = |text: &str| text.parse::<Plan>().unwrap_err().to_string();
        let all = [
            "id-tokn: { nonce: { append: x } }",
            "id-token: { nonce: { apend: x } }",
            "id-token:\n  nonce: { append: x }\n  signature: flippd",
            "id-token: { nonce: x }",
            "id-token: 1",
            "jwks: { respond: { stats: 500 } }",
            "jwks: { signature: none }",
            "jwks:\n  keys[x]: { remove: true }",
            "1",
        ]
        .map(told)
        .join("\n");
        insta::assert_snapshot!(all);
    }
}
