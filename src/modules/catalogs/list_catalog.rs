//! `Companies.GetTypes`, `Profiles.GetStages` and the like: one catalog under its own name.

use std::borrow::Cow;

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{BY_POSITION, Catalog, NULLABLE, SORTS, offered};
use crate::db::rows::Rows;
use crate::db::schema::catalog_entries;
use crate::db::scope::Reader;
use crate::db::stored::Recorded;
use crate::error::Result;
use crate::fields::Order;
use crate::modules::list::{List, SortKey};
use crate::modules::withheld::Withheld;
use crate::records::catalog_entry::CatalogEntry;
use crate::sentences::Language;

#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Filters {
    /// Whether to list retired entries, too: those that no new record may name.
    #[serde(default)]
    with_retired: bool,
}

/// The method that lists one catalog; the catalog gives it its name.
pub struct ListCatalog(pub &'static Catalog);

impl List for ListCatalog {
    type Record = CatalogEntry;
    type Filters = Filters;

    const SUMMARY_IN_SPANISH: &'static str = "Lista, en su orden, las entradas de un catálogo.";
    const NAME: &'static str = "GetEntries";
    const PLURAL: &'static str = "entries";
    const WHOLE: bool = true;
    const FEW: bool = true;
    const ORDER: Order = BY_POSITION;
    const SORTS: &'static [SortKey<CatalogEntry>] = SORTS;
    const NULLABLE: &'static [&'static str] = NULLABLE;

    fn rows(reader: &Reader, filters: &Filters) -> Rows<CatalogEntry> {
        offered(reader.rows::<CatalogEntry>(), filters.with_retired)
    }

    fn narrowing(filters: Filters) -> Filters {
        filters
    }

    fn with(_: &mut Reader, _: &Filters, _: &[Recorded<CatalogEntry>], _: &mut Withheld) -> Result<()> {
        Ok(())
    }

    fn part(&self, rows: Rows<CatalogEntry>) -> Rows<CatalogEntry> {
        rows.filter(catalog_entries::catalog.eq(self.0.name))
    }

    fn name(&self) -> &'static str {
        let Catalog { method, .. } = self.0;
        method
    }

    fn plural(&self) -> &'static str {
        self.0.plural
    }

    fn summary(&self) -> Option<Cow<'static, str>> {
        let mut text = format!("Lists the profile's {}, in their order.", self.0.name.replace('_', " "));
        let value = self.0.value.as_ref().map(|number| number.text(Language::English));
        let code = self.0.code.map(|meaning| meaning.text(Language::English).to_owned());
        for (field, meaning) in [("value", value), ("code", code)] {
            if let Some(meaning) = meaning {
                text.push_str(&format!("\n\nThe `{field}` of an entry is {meaning}."));
            }
        }
        Some(text.into())
    }

    fn summary_in_spanish(&self) -> Cow<'static, str> {
        format!("Lista, en su orden, {} del perfil.", self.0.in_spanish).into()
    }
}
