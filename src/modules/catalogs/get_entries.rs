//! `Catalogs.GetEntries`: the entries of one catalog, by the catalog's name.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Catalog, catalog, entries};
use crate::db::reads::Weight;
use crate::db::scope::Reader;
use crate::error::Result;
use crate::fields::Text;
use crate::records::catalog_entry::EntryView;
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;

/// Lists the entries of a catalog, sorted by position.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The catalog's name, from `Catalogs.GetCatalogs`.
    catalog: Text<100>,
    /// Whether to list retired entries, too: those that no new record may name.
    #[serde(default)]
    with_retired: bool,
}

#[derive(Serialize, JsonSchema)]
pub struct Response {
    entries: Vec<EntryView>,
}

pub struct GetEntries;

impl Method for GetEntries {
    type Scope = Reader;
    type Parameters = Parameters;
    type Found = &'static Catalog;
    type Response = Response;

    const SUMMARY_IN_SPANISH: &'static str = "Lista, en su orden, las entradas de un catálogo.";

    fn name(&self) -> &'static str {
        "GetEntries"
    }

    fn weight(&self, _: &Parameters) -> Weight {
        Weight::Short
    }

    fn check(&self, _: &mut Reader, parameters: &Parameters, problems: &mut Problems) -> Result<Option<&'static Catalog>> {
        Ok(catalog(parameters.catalog.as_str(), problems))
    }

    fn call(&self, reader: &mut Reader, parameters: Parameters, catalog: &'static Catalog) -> Result<Response> {
        let entries = entries(reader, catalog.name, parameters.with_retired)?;
        Ok(Response { entries: entries.iter().map(EntryView::from).collect() })
    }
}
