//! The answer of the methods that are about one record.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Serialize, Serializer};

use crate::db::scope::Reader;
use crate::db::stored::{Record, Recorded};

/// A record, under the name of its kind: `{"company": {…}}`.
pub struct One<R: Record> {
    record: Recorded<R>,
    with: R::With,
}

impl<R: Record> One<R> {
    /// All of the record.
    pub fn whole(record: Recorded<R>) -> Self {
        One { record, with: R::whole() }
    }

    /// All of the record, for a reply.
    pub fn shown(reader: &Reader, record: Recorded<R>) -> Self {
        One { record, with: R::shown(reader) }
    }

    /// The record with what was loaded beside it.
    pub fn with(record: Recorded<R>, with: R::With) -> Self {
        One { record, with }
    }
}

impl<R: Record> Serialize for One<R> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map([(R::ENTITY.name(), R::view(&self.record, &self.with))])
    }
}

impl<R: Record> JsonSchema for One<R> {
    fn schema_name() -> Cow<'static, str> {
        format!("One_{}", R::ENTITY.name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let record = generator.subschema_for::<R::View<'static>>();
        let name = R::ENTITY.name();
        json_schema!({ "type": "object", "properties": { name: record }, "required": [name] })
    }
}
