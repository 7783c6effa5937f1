//! A value and where it stands in its file.

use std::{borrow::Cow, ops::Range, sync::Arc};

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer};
use serde_saphyr::Spanned;

use crate::source::{Place, Source};

/// A value and the bytes of the file it was read from.
#[derive(Clone, Debug)]
pub struct At<T> {
    /// What was written.
    pub value: T,
    /// Where.
    pub span: Range<usize>,
}

impl<T> At<T> {
    /// The place, in the file that it was read from.
    pub fn place(&self, source: &Arc<Source>) -> Place {
        Place::new(source, self.span.clone())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for At<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let spanned = Spanned::<T>::deserialize(deserializer)?;
        let span = spanned.referenced.span();
        let start = bytes(span.byte_offset());
        Ok(Self {
            value: spanned.value,
            span: start..start + bytes(span.byte_len()),
        })
    }
}

fn bytes(offset: Option<u64>) -> usize {
    offset
        .and_then(|offset| usize::try_from(offset).ok())
        .unwrap_or_default()
}

impl<T: JsonSchema> JsonSchema for At<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}
