//! `Catalogs.EditEntry`: rename, reorder, retire.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{CATALOGS, OneEntry, check_entry, check_meaning};
use crate::db::scope::Manager;
use crate::db::stored::Recorded;
use crate::db::versions::Subject;
use crate::error::Result;
use crate::fields::{Edit, ExternalIds, Id, Key, Money, Replace, Text};
use crate::records::catalog_entry::CatalogEntry;
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;

/// Changes an entry of a catalog. A retired entry stays with the records that have it and is offered to no others.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The entry's id.
    entry_id: Id<CatalogEntry>,
    /// What the entry is called; no other in the catalog may be called so.
    #[serde(default)]
    name: Replace<Key<200>>,
    /// Its place among the entries.
    #[serde(default)]
    position: Replace<i64>,
    /// Whether it is offered to no new records.
    #[serde(default)]
    retired: Replace<bool>,
    /// Its short form, in a catalog that has such.
    #[serde(default)]
    code: Edit<Text<20>>,
    /// Its number, in a catalog that has such.
    #[serde(default)]
    value: Edit<Money>,
    /// The entry that it is a part of, in a catalog that has such.
    #[serde(default)]
    parent_id: Replace<Id<CatalogEntry>>,
    /// The record's ids in other systems, such as `{"sap": "000123"}`. Those left out stay; null takes one away, or all.
    #[serde(default)]
    external_ids: ExternalIds,
}

pub struct EditEntry;

impl Method for EditEntry {
    type Scope = Manager;
    type Parameters = Parameters;
    type Found = Recorded<CatalogEntry>;
    type Response = OneEntry;

    const SUMMARY_IN_SPANISH: &'static str = "Modifica una entrada de un catálogo; una entrada retirada se conserva en los \
        registros que la tienen y no se ofrece a otros.";
    const SUBJECT: Option<fn(&Parameters) -> Subject> = Some(|parameters| Subject::record::<CatalogEntry>(parameters.entry_id));

    fn name(&self) -> &'static str {
        "EditEntry"
    }

    fn check(&self, manager: &mut Manager, parameters: &Parameters, problems: &mut Problems) -> Result<Option<Recorded<CatalogEntry>>> {
        if problems.concern("entry_id") {
            return Ok(None);
        }
        let before = manager.get::<CatalogEntry>(parameters.entry_id.get())?;
        let Some(catalog) = CATALOGS.iter().find(|catalog| catalog.name == before.catalog) else { return Ok(Some(before)) };
        check_meaning(
            catalog,
            parameters.code.given().is_some(),
            parameters.value.given().copied(),
            parameters.parent_id.given().is_some(),
            problems,
        );
        if let (Some(parent), Some(id)) = (catalog.parent, parameters.parent_id.given()) {
            check_entry(manager, parent, "parent_id", *id, before.parent_id, problems)?;
        }
        Ok(Some(before))
    }

    fn call(&self, manager: &mut Manager, parameters: Parameters, before: Recorded<CatalogEntry>) -> Result<OneEntry> {
        let mut entry = before.record.clone();
        parameters.name.apply_key(&mut entry.name);
        parameters.position.apply(&mut entry.position);
        parameters.retired.apply(&mut entry.retired);
        parameters.code.apply(&mut entry.code);
        parameters.value.apply(&mut entry.value);
        if let Some(parent) = parameters.parent_id.given() {
            entry.parent_id = Some(parent.get());
        }
        entry.external_ids = parameters.external_ids.merged_into(&entry.external_ids)?;
        let entry = manager.update(before, entry)?;
        Ok(OneEntry { entry: (&entry).into() })
    }
}
