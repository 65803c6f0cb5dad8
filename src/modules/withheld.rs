//! The parts of a reply that show other kinds of record, and whether the caller may see them.
//!
//! Invariants: every method asks here before it shows another kind of record than its own, so that none shows what the
//! kind's own methods refuse; and the reply names what is missing.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;

use crate::db::scope::Reader;
use crate::fields::Entity;

/// The names of the parts left out of a reply, because its caller may not read that kind of record.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Withheld(Vec<Cow<'static, str>>);

impl Withheld {
    /// Whether the caller may see these keys, which reveal records of this kind. Keys that are left out are noted.
    pub fn shows(&mut self, reader: &Reader, entity: Entity, keys: &[&'static str]) -> bool {
        let shown = reader.may_read(entity);
        if !shown {
            self.note(keys);
        }
        shown
    }

    /// Notes keys that are left out.
    pub fn note(&mut self, keys: &[&'static str]) {
        for key in keys {
            self.add(Cow::Borrowed(*key));
        }
    }

    /// Notes a key with a name of the profile's own that is left out.
    pub fn note_owned(&mut self, key: String) {
        self.add(Cow::Owned(key));
    }

    fn add(&mut self, key: Cow<'static, str>) {
        if !self.0.contains(&key) {
            self.0.push(key);
        }
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl JsonSchema for Withheld {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Withheld".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "What was left out, because the caller has no right to read that kind of record. Missing where nothing was.",
            "type": "array",
            "items": { "type": "string" },
        })
    }
}
