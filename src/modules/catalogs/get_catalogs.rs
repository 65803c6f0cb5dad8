//! `Catalogs.GetCatalogs`: the catalogs of every profile.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::CATALOGS;
use crate::db::reads::Weight;
use crate::db::scope::Reader;
use crate::error::Result;
use crate::rpc::method::PlainMethod;

/// Lists the catalogs that every profile has.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {}

#[derive(Serialize, JsonSchema)]
pub struct Response {
    catalogs: Vec<CatalogView>,
}

/// A catalog of the profile.
#[derive(Serialize, JsonSchema)]
pub struct CatalogView {
    /// The catalog's name in this module: `company_types`.
    name: &'static str,
    /// The method that lists the catalog: `Companies.GetTypes`.
    method: String,
    /// The meaning of an entry's `value`; null if entries have none.
    value: Option<String>,
    /// The meaning of an entry's `code`; null if entries have none.
    code: Option<&'static str>,
    /// The catalog of the entries' parents; null if entries have none.
    parent: Option<&'static str>,
}

pub struct GetCatalogs;

impl PlainMethod for GetCatalogs {
    type Scope = Reader;
    type Parameters = Parameters;
    type Response = Response;

    const SUMMARY_IN_SPANISH: &'static str = "Lista los catálogos que tiene todo perfil.";

    fn name(&self) -> &'static str {
        "GetCatalogs"
    }

    fn weight(&self, _: &Parameters) -> Weight {
        Weight::Short
    }

    fn call(&self, reader: &mut Reader, _: Parameters) -> Result<Response> {
        let language = reader.call().spoken.language();
        let catalogs = CATALOGS.iter().map(|catalog| CatalogView {
            name: catalog.name,
            method: format!("{}.{}", catalog.module, catalog.method),
            value: catalog.value.as_ref().map(|number| number.text(language)),
            code: catalog.code.map(|meaning| meaning.text(language)),
            parent: catalog.parent,
        });
        Ok(Response { catalogs: catalogs.collect() })
    }
}
