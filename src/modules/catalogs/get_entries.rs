//! `Catalogs.GetEntries`: the entries of one catalog, by the catalog's name.

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{BY_POSITION, NULLABLE, SORTS, catalog, offered};
use crate::db::rows::Rows;
use crate::db::schema::catalog_entries;
use crate::db::scope::Reader;
use crate::db::stored::Recorded;
use crate::error::Result;
use crate::fields::leaf::Leaf;
use crate::fields::{Order, Text};
use crate::modules::list::{List, SortKey};
use crate::modules::withheld::Withheld;
use crate::records::catalog_entry::CatalogEntry;
use crate::rpc::problems::Problems;

/// Lists the entries of a catalog, sorted by position: all of them, or a page if `page` or `pagination` is given.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Filters {
    /// The catalog's name, from `Catalogs.GetCatalogs`.
    catalog: Text<100>,
    /// Whether to list retired entries, too: those that no new record may name.
    #[serde(default)]
    with_retired: bool,
}

impl Default for Filters {
    fn default() -> Self {
        Filters { catalog: Text::placeholder(), with_retired: false }
    }
}

pub struct GetEntries;

impl List for GetEntries {
    type Record = CatalogEntry;
    type Filters = Filters;

    const SUMMARY_IN_SPANISH: &'static str =
        "Lista, en su orden, las entradas de un catálogo: todas, o una página si se indica `page` o `pagination`.";
    const NAME: &'static str = "GetEntries";
    const PLURAL: &'static str = "entries";
    const WHOLE: bool = true;
    const FEW: bool = true;
    const ORDER: Order = BY_POSITION;
    const SORTS: &'static [SortKey<CatalogEntry>] = SORTS;
    const NULLABLE: &'static [&'static str] = NULLABLE;

    fn check(_: &mut Reader, filters: &Filters, problems: &mut Problems) -> Result<()> {
        catalog(filters.catalog.as_str(), problems);
        Ok(())
    }

    fn rows(reader: &Reader, filters: &Filters) -> Rows<CatalogEntry> {
        let rows = reader.rows::<CatalogEntry>().filter(catalog_entries::catalog.eq(filters.catalog.as_str().to_owned()));
        offered(rows, filters.with_retired)
    }

    fn narrowing(filters: Filters) -> Filters {
        filters
    }

    fn with(_: &mut Reader, _: &Filters, _: &[Recorded<CatalogEntry>], _: &mut Withheld) -> Result<()> {
        Ok(())
    }
}
