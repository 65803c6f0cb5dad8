//! `Catalogs.DeleteEntry`: deletes an entry that no record refers to.

use schemars::JsonSchema;
use serde::Deserialize;

use super::OneEntry;
use crate::db::references::Referent;
use crate::db::scope::Manager;
use crate::db::versions::Subject;
use crate::error::Result;
use crate::fields::Id;
use crate::modules::referrers::Referrers;
use crate::records::catalog_entry::CatalogEntry;
use crate::rpc::method::PlainMethod;
use crate::sentences::Sentence;

/// Deletes an entry of a catalog. An entry that records refer to can only be retired, with `Catalogs.EditEntry`.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The entry's id.
    entry_id: Id<CatalogEntry>,
}

pub struct DeleteEntry;

impl PlainMethod for DeleteEntry {
    type Scope = Manager;
    type Parameters = Parameters;
    type Response = OneEntry;

    const SUMMARY_IN_SPANISH: &'static str =
        "Elimina una entrada de un catálogo; si algún registro la usa, solo se puede retirar con `Catalogs.EditEntry`.";
    const SUBJECT: Option<fn(&Parameters) -> Subject> = Some(|parameters| Subject::record::<CatalogEntry>(parameters.entry_id));

    fn name(&self) -> &'static str {
        "DeleteEntry"
    }

    fn call(&self, manager: &mut Manager, parameters: Parameters) -> Result<OneEntry> {
        // The profile itself may name a currency, and is no record within a profile.
        manager.lock_profile()?;
        let entry = manager.get::<CatalogEntry>(parameters.entry_id.get())?;
        let named = Referent::of(&entry).in_catalog(&entry.catalog);
        Referrers::of(manager, &named)?.refuse::<CatalogEntry>("entry_id", &entry.name, Sentence::AdviceRetire)?;
        manager.delete(&entry)?;
        Ok(OneEntry { entry: (&entry).into() })
    }
}
