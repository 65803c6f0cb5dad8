//! Whole numbers within bounds.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize};

use super::leaf::{self, Leaf, Violation, Written};
use crate::sentences::{Expected, Sentence};

/// A whole number from the least to the greatest one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Whole<const LEAST: i64, const GREATEST: i64>(i64);

impl<const LEAST: i64, const GREATEST: i64> Whole<LEAST, GREATEST> {
    pub const fn get(self) -> i64 {
        self.0
    }
}

/// The least number is the default.
impl<const LEAST: i64, const GREATEST: i64> Default for Whole<LEAST, GREATEST> {
    fn default() -> Self {
        Whole(LEAST)
    }
}

impl<const LEAST: i64, const GREATEST: i64> Leaf for Whole<LEAST, GREATEST> {
    const WHAT: Expected = Expected::WholeNumber;

    fn read(written: Written<'_>) -> Result<Self, Violation> {
        let wrong = |rule| Violation::new(rule, Sentence::TakesWholeNumberBetween { least: LEAST, greatest: GREATEST });
        match written.characters().and_then(|characters| characters.parse().ok()) {
            Some(value) if (LEAST..=GREATEST).contains(&value) => Ok(Whole(value)),
            Some(_) => Err(wrong("out_of_range")),
            None => Err(wrong("wrong_type")),
        }
    }

    fn placeholder() -> Self {
        Self::default()
    }
}

impl<'de, const LEAST: i64, const GREATEST: i64> Deserialize<'de> for Whole<LEAST, GREATEST> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        leaf::deserialize(deserializer)
    }
}

impl<const LEAST: i64, const GREATEST: i64> JsonSchema for Whole<LEAST, GREATEST> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("WholeFrom{LEAST}To{GREATEST}").into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "anyOf": [
                { "type": "integer", "minimum": LEAST, "maximum": GREATEST },
                { "type": "string", "pattern": "^ *-?[0-9]+ *$" },
            ],
        })
    }
}
