//! What a record is looked up by: a text or a number, whichever the caller's `search_by` asks for.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer};

use super::id::Id;
use super::leaf::{self, Leaf, Violation, Written};
use super::text::Text;

/// A text, or a number's digits.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchValue(String);

impl SearchValue {
    /// The value as an id, if it is one.
    pub fn id(&self) -> Result<Id, Violation> {
        Id::read(Written::Text(&self.0))
    }
}

impl From<SearchValue> for String {
    fn from(value: SearchValue) -> String {
        value.0
    }
}

impl Leaf for SearchValue {
    const WHAT: &'static str = "a text or a number";

    fn read(written: Written<'_>) -> Result<Self, Violation> {
        let text = match written {
            Written::Number(digits) => Written::Text(digits),
            other => other,
        };
        Text::<254>::read(text).map(|text| SearchValue(text.into()))
    }

    fn placeholder() -> Self {
        SearchValue("1".to_owned())
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

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["string", "number"] })
    }
}
