//! The records whose fields linked inputs show.
//!
//! Invariants: whether a profile has linked inputs at all comes with the look-up of the caller's standing, so that a profile without
//! one pays no query for them.

use diesel::prelude::*;
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::Value;

use super::schema::profiles;
use super::scope::{Manager, Reader};
use super::stored::{Record, Stored};
use crate::error::Result;

impl Reader {
    /// Shows records as the feed shows them, each with its id.
    pub(crate) fn show_each<R: Stored>(&mut self, ids: &[i64], show: &mut dyn FnMut(i64, Value)) -> Result<()> {
        let whole = R::whole();
        for (id, kept) in self.by_ids::<R>(ids.iter().copied())? {
            show(id, serde_json::to_value(R::view(&kept, &whole))?);
        }
        Ok(())
    }
}

impl Manager {
    /// Notes that the profile has linked inputs. It stays noted when they are deleted.
    pub fn note_links(&mut self) -> Result<()> {
        let profile = profiles::table.find(self.profile_id()).filter(profiles::linked_inputs.eq(false));
        diesel::update(profile).set(profiles::linked_inputs.eq(true)).execute(&mut *self.base.lease)?;
        Ok(())
    }
}

/// The fields of a record that a linked input may show: single values, which the record always shows.
pub(crate) fn linkable_fields<R: Record>() -> Vec<String> {
    const SINGLE: [&str; 5] = ["string", "number", "integer", "boolean", "null"];
    let mut generator = SchemaSettings::draft07().for_serialize().with(|settings| settings.inline_subschemas = true).into_generator();
    let schema = <R::View<'static>>::json_schema(&mut generator).to_value();
    let always: Vec<&str> = schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    let is_single = |property: &Value| match property.get("type") {
        Some(Value::String(single)) => SINGLE.contains(&single.as_str()),
        Some(Value::Array(types)) => types.iter().all(|own| own.as_str().is_some_and(|own| SINGLE.contains(&own))),
        _ => false,
    };
    let properties = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
    let single = properties.filter(|(name, property)| always.contains(&name.as_str()) && is_single(property));
    single.map(|(name, _)| name.clone()).collect()
}
