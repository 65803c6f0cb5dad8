//! The honeypot: a field of a form that people do not see and leave empty. A program that fills in forms is known by it.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer};

use crate::fields::leaf::{self, Leaf, Violation, Written};
use crate::fields::text::trim;
use crate::sentences::Expected;

/// Whether the field was filled in, with whatever.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Honeypot(bool);

impl Honeypot {
    pub fn is_filled_in(self) -> bool {
        self.0
    }
}

impl Leaf for Honeypot {
    const WHAT: Expected = Expected::TextNumberOrBoolean;

    fn read(written: Written<'_>) -> Result<Self, Violation> {
        Ok(Honeypot(match written {
            Written::Text(text) => !trim(text).is_empty(),
            Written::Number(_) => true,
            Written::Boolean(said) => said,
        }))
    }

    fn placeholder() -> Self {
        Honeypot::default()
    }
}

impl<'de> Deserialize<'de> for Honeypot {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        leaf::deserialize_optional(deserializer)
    }
}

impl JsonSchema for Honeypot {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Honeypot".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["string", "number", "boolean", "null"] })
    }
}
