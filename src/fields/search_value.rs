//! The value that a record is looked up by: a text or a number, as `search_by` asks for; instead of an id, also an external ID.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::MapAccess;
use serde::{Deserialize, Deserializer};

use super::designation::Designation;
use super::external_ids::External;
use super::leaf::{self, Leaf, Violation, Written};
use super::text::Text;
use crate::sentences::{Expected, Sentence};

/// The value that a record is looked up by.
#[derive(Debug, Clone, PartialEq)]
pub enum SearchValue {
    /// A text, or a number's digits.
    Text(String),
    External(External),
}

impl SearchValue {
    /// The value as a designation of a record, if it is one.
    pub fn designation(&self) -> Result<Designation, Violation> {
        match self {
            SearchValue::Text(text) => Designation::read(Written::Text(text)),
            SearchValue::External(external) => Ok(Designation::External(external.clone())),
        }
    }

    /// The value as a text, if it is one.
    pub fn text(&self) -> Result<&str, Violation> {
        match self {
            SearchValue::Text(text) => Ok(text),
            SearchValue::External(_) => Err(Violation::new("wrong_type", Sentence::OnlyIdOfOtherSystem)),
        }
    }
}

impl Leaf for SearchValue {
    const WHAT: Expected = Expected::TextOrNumber;

    fn read(written: Written<'_>) -> Result<Self, Violation> {
        let text = match written {
            Written::Number(digits) => Written::Text(digits),
            other => other,
        };
        Text::<254>::read(text).map(|text| SearchValue::Text(text.into()))
    }

    fn read_object<'de, A: MapAccess<'de>>(object: A) -> Result<Self, A::Error> {
        External::read(object).map(SearchValue::External)
    }

    fn placeholder() -> Self {
        SearchValue::Text("1".to_owned())
    }
}

impl<'de> Deserialize<'de> for SearchValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        leaf::deserialize(deserializer)
    }
}

impl JsonSchema for SearchValue {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "SearchValue".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        External::or(&json_schema!({ "type": ["string", "number"] }), generator)
    }
}
