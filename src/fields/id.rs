//! Ids: what they look like on the wire, and lists of them as filters.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize};

use super::leaf::{self, Leaf, Violation, Written};

/// The id of a record: a whole number from 1; `"5"` is read as 5.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Id(i64);

/// Search keys hold an id in 40 bits; nobody creates a trillion records.
pub const GREATEST_ID: i64 = (1 << 40) - 1;

impl Id {
    pub fn get(self) -> i64 {
        self.0
    }
}

impl Leaf for Id {
    const WHAT: &'static str = "an id";

    fn read(written: Written<'_>) -> Result<Self, Violation> {
        let Some(characters) = written.characters() else {
            return Err(Violation::new("wrong_type", "This takes an id, not a boolean."));
        };
        match characters.parse() {
            Ok(value) if (1..=GREATEST_ID).contains(&value) => Ok(Id(value)),
            Ok(_) => Err(Violation::new("out_of_range", format!("An id is a whole number from 1 to {GREATEST_ID}."))),
            Err(_) => Err(Violation::new("wrong_type", "This takes an id: a whole number, also as a text.")),
        }
    }

    fn placeholder() -> Self {
        Id(1)
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        leaf::deserialize(deserializer)
    }
}

impl JsonSchema for Id {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Id".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["integer", "string"], "minimum": 1, "pattern": "^ *[0-9]+ *$" })
    }
}

/// Ids that a list is narrowed to. None means that it is not narrowed; one id may stand without a list.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Ids(Vec<i64>);

impl Ids {
    const MOST: usize = 1000;

    /// The ids, each once, or nothing where the list is not to be narrowed.
    pub fn given(&self) -> Option<&[i64]> {
        (!self.0.is_empty()).then_some(&self.0)
    }
}

impl<'de> Deserialize<'de> for Ids {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let given = Option::<Vec<Id>>::deserialize(deserializer)?.unwrap_or_default();
        if given.len() > Self::MOST {
            return Err(serde::de::Error::custom(Violation::new("too_many", format!("This takes {} ids at the most.", Self::MOST))));
        }
        let mut ids: Vec<i64> = given.into_iter().map(Id::get).collect();
        ids.sort_unstable();
        ids.dedup();
        Ok(Ids(ids))
    }
}

impl JsonSchema for Ids {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Ids".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let id = generator.subschema_for::<Id>();
        json_schema!({
            "anyOf": [{ "type": "array", "items": id, "maxItems": Ids::MOST }, id, { "type": "null" }],
        })
    }
}
