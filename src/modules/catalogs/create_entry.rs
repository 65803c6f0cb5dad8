//! `Catalogs.CreateEntry`: a new entry of a catalog.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Catalog, OneEntry, catalog, check_entry, check_meaning, only_entry};
use crate::db::scope::Manager;
use crate::error::Result;
use crate::fields::{ExternalIds, Id, Key, Money, OptionalText, Text};
use crate::records::catalog_entry::CatalogEntry;
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;
use crate::sentences::Sentence;

/// Adds an entry to a catalog.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The catalog's name, from `Catalogs.GetCatalogs`.
    catalog: Text<100>,
    /// The entry's name, unique in its catalog.
    name: Key<200>,
    /// The entry's place in its catalog; entries are listed by it. Default: the last place.
    #[serde(default)]
    position: Option<i64>,
    /// The entry's short form, such as a currency's code. Only in catalogs that have codes.
    #[serde(default)]
    code: OptionalText<20>,
    /// The entry's number, such as a stage's probability or a tax's rate. Only in catalogs that have values.
    #[serde(default)]
    value: Option<Money>,
    /// The entry's parent: a subcategory's category, a stage's pipeline. Only in catalogs that have parents. A stage belongs to the
    /// profile's only pipeline unless this says otherwise.
    #[serde(default)]
    parent_id: Option<Id<CatalogEntry>>,
    /// The record's external IDs: its ids in other systems, such as `{"sap": "000123"}`. Each is unique among records of its
    /// kind. Wherever an id is expected, an external ID may stand for it.
    #[serde(default)]
    external_ids: ExternalIds,
}

pub struct CreateEntry;

/// The catalog, and the entry's parent.
pub struct Found {
    catalog: &'static Catalog,
    parent_id: Option<i64>,
}

/// The most entries of one catalog in a profile. They are listed all at once.
const MOST_ENTRIES: i64 = 5_000;

impl Method for CreateEntry {
    type Scope = Manager;
    type Parameters = Parameters;
    type Found = Found;
    type Response = OneEntry;

    const SUMMARY_IN_SPANISH: &'static str = "Agrega una entrada a un catálogo.";

    fn name(&self) -> &'static str {
        "CreateEntry"
    }

    fn check(&self, manager: &mut Manager, parameters: &Parameters, problems: &mut Problems) -> Result<Option<Found>> {
        if problems.concern("catalog") {
            return Ok(None);
        }
        let Some(catalog) = catalog(parameters.catalog.as_str(), problems) else { return Ok(None) };
        check_meaning(catalog, parameters.code.as_deref().is_some(), parameters.value, parameters.parent_id.is_some(), problems);
        let parent_id = match (catalog.parent, parameters.parent_id) {
            // Whoever has one pipeline needs not know that there may be several.
            (Some(catalog::PIPELINES), None) => only_entry(manager, catalog::PIPELINES)?,
            (_, said) => said.map(Id::get),
        };
        match (catalog.parent, parameters.parent_id) {
            (Some(parent), Some(id)) => check_entry(manager, parent, "parent_id", id, None, problems)?,
            (Some(_), None) if parent_id.is_none() => problems.add("parent_id", "required", Sentence::EntryNeedsParent),
            _ => {}
        }
        Ok(Some(Found { catalog, parent_id }))
    }

    fn call(&self, manager: &mut Manager, parameters: Parameters, Found { catalog, parent_id }: Found) -> Result<OneEntry> {
        let next = manager.next_position::<CatalogEntry>("catalog", catalog.name, MOST_ENTRIES, "catalog")?;
        let entry = manager.insert(CatalogEntry {
            catalog: catalog.name.to_owned(),
            name: parameters.name.into(),
            position: parameters.position.unwrap_or(next),
            retired: false,
            code: parameters.code.into(),
            value: parameters.value,
            parent_id,
            external_ids: parameters.external_ids.as_kept()?,
        })?;
        Ok(OneEntry { entry: (&entry).into() })
    }
}
