//! `Catalogs.EditEntry`: renames, reorders or retires an entry.

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

/// Changes an entry of a catalog. A retired entry stays on the records that have it; no other record may name it.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The entry's id.
    entry_id: Id<CatalogEntry>,
    /// The entry's name, unique in its catalog.
    #[serde(default)]
    name: Replace<Key<200>>,
    /// The entry's place in its catalog; entries are listed by it.
    #[serde(default)]
    position: Replace<i64>,
    /// Whether the entry is retired: no new record may name it.
    #[serde(default)]
    retired: Replace<bool>,
    /// The entry's short form. Only in catalogs that have codes.
    #[serde(default)]
    code: Edit<Text<20>>,
    /// The entry's number. Only in catalogs that have values.
    #[serde(default)]
    value: Edit<Money>,
    /// The entry's parent: a subcategory's category, a stage's pipeline. Only in catalogs that have parents.
    #[serde(default)]
    parent_id: Replace<Id<CatalogEntry>>,
    /// The record's external IDs, such as `{"sap": "000123"}`. External IDs that are left out stay; null removes one of them, or all.
    #[serde(default)]
    external_ids: ExternalIds,
}

pub struct EditEntry;

impl Method for EditEntry {
    type Scope = Manager;
    type Parameters = Parameters;
    type Found = Recorded<CatalogEntry>;
    type Response = OneEntry;

    const SUMMARY_IN_SPANISH: &'static str =
        "Modifica una entrada de un catálogo; una entrada retirada se conserva en los registros que la tienen y no se admite en otros.";
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
