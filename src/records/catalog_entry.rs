//! The entry of a catalog.

use std::collections::BTreeMap;

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::db::schema::catalog_entries;
use crate::db::stored::{Facet, MentionColumns, Record, Recorded, Reference, UniqueKey, Within, from_view, stored};
use crate::error::Result;
use crate::fields::external_ids::{none_viewed, read_kept};
use crate::fields::viewed::{viewed, viewed_or_null};
use crate::fields::{Entity, Instant, Money, Named};

/// One entry of a profile's catalogs.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable, AsChangeset, Deserialize)]
#[diesel(table_name = catalog_entries, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct CatalogEntry {
    pub catalog: String,
    pub name: String,
    pub position: i64,
    pub retired: bool,
    pub code: Option<String>,
    #[serde(default, deserialize_with = "viewed_or_null")]
    pub value: Option<Money>,
    pub parent_id: Option<i64>,
    /// JSON, as the wire shows it.
    #[serde(default = "none_viewed", deserialize_with = "viewed")]
    pub external_ids: String,
}

/// An entry that a new profile starts with.
#[derive(Debug)]
pub struct FirstEntry {
    /// The entry, without its parent.
    pub entry: CatalogEntry,
    /// The place of its parent among the first entries.
    pub parent: Option<usize>,
}

/// An entry of a catalog.
#[derive(Debug, Serialize, JsonSchema)]
pub struct EntryView {
    pub id: i64,
    pub name: String,
    /// The entry's place in its catalog; entries are listed by it.
    pub position: i64,
    /// Whether the entry is retired: records that have it keep it, and no other record may name it.
    pub retired: bool,
    /// The entry's short form, such as a currency's code. Left out if the entry has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The entry's number, such as a stage's probability or a tax's rate. Left out if the entry has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Money>,
    /// The entry's parent: a subcategory's category, a stage's pipeline. Left out if the entry has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<i64>,
    /// The record's external IDs, by the name of the other system: `{"sap": "000123"}`.
    pub external_ids: BTreeMap<String, String>,
    /// The record's version: 1 when created, one more with each change.
    pub version: i64,
    pub created_at: Instant,
    pub updated_at: Instant,
}

impl From<&Recorded<CatalogEntry>> for EntryView {
    fn from(kept: &Recorded<CatalogEntry>) -> Self {
        let CatalogEntry { name, position, retired, code, value, parent_id, external_ids, .. } = kept.record.clone();
        EntryView {
            id: kept.id,
            name,
            position,
            retired,
            code,
            value,
            parent_id,
            external_ids: read_kept(&external_ids).unwrap_or_default(),
            version: kept.version,
            created_at: kept.created_at,
            updated_at: kept.updated_at,
        }
    }
}

/// An entry in the change record: as the wire shows it, with its catalog.
#[derive(Serialize, JsonSchema)]
pub struct EntryInItsCatalog<'a> {
    catalog: &'a str,
    #[serde(flatten)]
    entry: EntryView,
}

stored!(CatalogEntry, catalog_entries);

impl Named for CatalogEntry {
    const ENTITY: Entity = Entity("catalog_entry");
    const HAS_EXTERNAL_IDS: bool = true;
}

impl Record for CatalogEntry {
    const ALL: Facet = Facet("catalog_entries");
    const MENTION: MentionColumns =
        MentionColumns { within: "parent_id", class: "catalog", name: "name", retired: "retired", ..MentionColumns::NOTHING };
    const REFERENCES: &'static [Reference] = &[Reference::to::<CatalogEntry>("parent_id")];
    const EXTERNAL_IDS: Option<fn(&Self) -> &str> = Some(|entry| &entry.external_ids);

    fn keys(&self) -> Vec<UniqueKey<'_>> {
        let parent = Within::Number(self.parent_id.unwrap_or_default());
        let within = vec![("catalog", Within::Text(&self.catalog)), ("COALESCE(parent_id, 0)", parent)];
        vec![UniqueKey { column: "name", value: &self.name, within }]
    }

    type With = ();
    type View<'a> = EntryInItsCatalog<'a>;

    fn view<'a>(kept: &'a Recorded<Self>, (): &'a ()) -> EntryInItsCatalog<'a> {
        EntryInItsCatalog { catalog: &kept.catalog, entry: kept.into() }
    }

    fn whole() {}

    const REVIVE: Option<fn(&str) -> Result<Self>> = Some(from_view);
}
