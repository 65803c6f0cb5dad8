//! The input: a custom field of a profile's records.

use std::collections::BTreeMap;

use diesel::prelude::*;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::db::schema::inputs;
use crate::db::stored::{Facet, Record, Recorded, Reference, UniqueKey, Within, from_view, stored};
use crate::error::Result;
use crate::fields::external_ids::{none_viewed, read_kept};
use crate::fields::viewed::{viewed, viewed_or_null};
use crate::fields::{Entity, Instant, Named};

/// A custom field.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable, AsChangeset, Deserialize)]
#[diesel(table_name = inputs, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct Input {
    pub entity: String,
    pub slug: String,
    pub name: String,
    #[serde(rename = "type")]
    pub kind: String,
    /// The options of a list: a JSON list of texts.
    #[serde(deserialize_with = "viewed")]
    pub options: String,
    pub position: i64,
    /// Whether a new record must have a value.
    #[serde(default)]
    pub required: bool,
    /// Whether everybody may see the values, where records are shown to the public.
    #[serde(default)]
    pub public: bool,
    /// The value of new records that are given none: JSON, as records keep it.
    #[serde(default, rename = "default", deserialize_with = "viewed_or_null")]
    pub default_value: Option<String>,
    /// JSON, as the wire shows it.
    #[serde(default = "none_viewed", deserialize_with = "viewed")]
    pub external_ids: String,
    /// The way to the field that a linked input shows: JSON, as the wire shows it.
    #[serde(default, deserialize_with = "viewed_or_null")]
    pub link: Option<String>,
}

impl Input {
    pub fn options(&self) -> Result<Vec<String>> {
        Ok(serde_json::from_str(&self.options)?)
    }

    /// The way to the field that it shows, if it is linked.
    pub fn link(&self) -> Result<Option<LinkView>> {
        Ok(self.link.as_deref().map(serde_json::from_str).transpose()?)
    }

    /// The value of new records that are given none.
    pub fn default(&self) -> Result<Option<Value>> {
        Ok(self.default_value.as_deref().map(serde_json::from_str).transpose()?)
    }
}

/// The way from a record to the field of another one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Link")]
pub struct LinkView {
    /// The field of the record that names the other record.
    pub through: String,
    /// The field of the other record that is shown.
    pub field: String,
}

/// The schema of a value of any type of input.
fn any_value(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": ["string", "number", "boolean", "null"] })
}

/// A custom field.
#[derive(Debug, Serialize, JsonSchema)]
pub struct InputView {
    pub id: i64,
    /// The kind of record that has the field.
    pub entity: String,
    /// The field's key in records. It never changes.
    pub slug: String,
    /// The field's name, as people see it.
    pub name: String,
    /// The type of the field's values: `list`, `string`, `integer`, `double`, `checkbox`, `date`, `url`, or `linked` for the value
    /// of a field of another record.
    pub r#type: String,
    /// The allowed values of a list, to the letter.
    pub options: Vec<String>,
    /// The field's place among the custom fields of its kind.
    pub position: i64,
    /// Whether a new record must have a value, and no edit may remove it.
    pub required: bool,
    /// Whether anybody may see the values in the profile's directory, with records that are public.
    pub public: bool,
    /// The value of new records that are given none; null if there is no such value.
    #[schemars(schema_with = "any_value")]
    pub default: Option<Value>,
    /// The way to the field that is shown; null unless the type is `linked`.
    pub link: Option<LinkView>,
    /// The record's external IDs, by the name of the other system: `{"sap": "000123"}`.
    pub external_ids: BTreeMap<String, String>,
    /// The record's version: 1 when created, one more with each change.
    pub version: i64,
    pub created_at: Instant,
    pub updated_at: Instant,
}

impl From<&Recorded<Input>> for InputView {
    fn from(kept: &Recorded<Input>) -> Self {
        InputView {
            id: kept.id,
            entity: kept.entity.clone(),
            slug: kept.slug.clone(),
            name: kept.name.clone(),
            r#type: kept.kind.clone(),
            options: kept.options().unwrap_or_default(),
            position: kept.position,
            required: kept.required,
            public: kept.public,
            default: kept.default().unwrap_or_default(),
            link: kept.link().unwrap_or_default(),
            external_ids: read_kept(&kept.external_ids).unwrap_or_default(),
            version: kept.version,
            created_at: kept.created_at,
            updated_at: kept.updated_at,
        }
    }
}

stored!(Input, inputs);

impl Named for Input {
    const ENTITY: Entity = Entity("input");
    const HAS_EXTERNAL_IDS: bool = true;
}

impl Record for Input {
    const ALL: Facet = Facet("inputs");
    const REFERENCES: &'static [Reference] = &[];
    const EXTERNAL_IDS: Option<fn(&Self) -> &str> = Some(|input| &input.external_ids);

    fn long_texts(&self) -> usize {
        self.options.len()
    }

    fn keys(&self) -> Vec<UniqueKey<'_>> {
        vec![UniqueKey { column: "slug", value: &self.slug, within: vec![("entity", Within::Text(&self.entity))] }]
    }

    type With = ();
    type View<'a> = InputView;

    fn view<'a>(kept: &'a Recorded<Self>, (): &'a ()) -> InputView {
        InputView::from(kept)
    }

    fn whole() {}

    const REVIVE: Option<fn(&str) -> Result<Self>> = Some(from_view);
}
