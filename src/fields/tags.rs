//! Tags: short texts by which people sort their records.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer};

use super::bounded::ListOf;
use super::text::Text;
use crate::error::Result;

/// A list of texts; a single text may stand without a list, and null means none. A comma does not separate tags.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tags(ListOf<Text<100>, MOST>);

const MOST: usize = 50;

impl Tags {
    /// The tags as a record keeps them: a JSON list.
    pub fn as_kept(&self) -> Result<String> {
        let texts: Vec<&str> = self.0.as_slice().iter().map(Text::as_str).collect();
        Ok(serde_json::to_string(&texts)?)
    }
}

impl<'de> Deserialize<'de> for Tags {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Tags(Option::deserialize(deserializer)?.unwrap_or_default()))
    }
}

impl JsonSchema for Tags {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Tags".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let tag = generator.subschema_for::<Text<100>>();
        json_schema!({
            "anyOf": [{ "type": "array", "items": tag, "maxItems": MOST }, tag, { "type": "null" }],
        })
    }
}
