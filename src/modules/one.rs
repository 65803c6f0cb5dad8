//! The answer of the methods that are about one record.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use crate::db::scope::Reader;
use crate::db::stored::{Record, Recorded};
use crate::modules::withheld::Withheld;

/// A record, under the name of its kind: `{"company": {…}}`.
pub struct One<R: Record> {
    record: Recorded<R>,
    with: R::With,
    withheld: Withheld,
}

impl<R: Record> One<R> {
    /// All of the record.
    pub fn whole(record: Recorded<R>) -> Self {
        One::with(record, R::whole())
    }

    /// All of the record, for a reply.
    pub fn shown(reader: &Reader, record: Recorded<R>) -> Self {
        One::with(record, R::shown(reader))
    }

    /// The record with what was loaded beside it.
    pub fn with(record: Recorded<R>, with: R::With) -> Self {
        One { record, with, withheld: Withheld::default() }
    }

    /// The same, without what its caller may not see.
    pub fn withholding(self, withheld: Withheld) -> Self {
        One { withheld, ..self }
    }
}

impl<R: Record> One<R> {
    /// The record under this name.
    pub fn serialize_as<S: Serializer>(&self, name: &str, serializer: S) -> Result<S::Ok, S::Error> {
        let mut reply = serializer.serialize_map(None)?;
        reply.serialize_entry(name, &R::view(&self.record, &self.with))?;
        if !self.withheld.is_empty() {
            reply.serialize_entry("withheld", &self.withheld)?;
        }
        reply.end()
    }

    /// The schema of the record under this name.
    pub fn schema_as(name: &str, generator: &mut SchemaGenerator) -> Schema {
        let record = generator.subschema_for::<R::View<'static>>();
        let withheld = generator.subschema_for::<Withheld>();
        json_schema!({ "type": "object", "properties": { name: record, "withheld": withheld }, "required": [name] })
    }
}

impl<R: Record> Serialize for One<R> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.serialize_as(R::ENTITY.name(), serializer)
    }
}

impl<R: Record> JsonSchema for One<R> {
    fn schema_name() -> Cow<'static, str> {
        format!("One_{}", R::ENTITY.name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Self::schema_as(R::ENTITY.name(), generator)
    }
}
