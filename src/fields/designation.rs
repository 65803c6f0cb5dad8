//! Designations: a record of a kind that is known from elsewhere, named by its id or an external ID. If the parameter alone
//! determines the kind, it is an [`Id`](super::Id).

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::MapAccess;
use serde::{Deserialize, Deserializer};

use super::external_ids::External;
use super::id::{Ordinal, or_uuid};
use super::leaf::{self, Leaf, Violation, Written};
use crate::sentences::Expected;

/// A record, named by its id or by an external ID.
#[derive(Debug, Clone, PartialEq)]
pub enum Designation {
    Id(i64),
    External(External),
}

impl Leaf for Designation {
    const WHAT: Expected = Ordinal::WHAT;

    fn read(written: Written<'_>) -> Result<Self, Violation> {
        match written {
            Written::Text(text) if let Some(external) = External::of_uuid(text) => Ok(Designation::External(external)),
            written => Ordinal::read(written).map(|id| Designation::Id(id.get())),
        }
    }

    fn read_object<'de, A: MapAccess<'de>>(object: A) -> Result<Self, A::Error> {
        External::read(object).map(Designation::External)
    }

    fn placeholder() -> Self {
        Designation::Id(1)
    }
}

impl<'de> Deserialize<'de> for Designation {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        leaf::deserialize(deserializer)
    }
}

impl JsonSchema for Designation {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Designation".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        External::or(&or_uuid(Ordinal::json_schema(generator)), generator)
    }
}
