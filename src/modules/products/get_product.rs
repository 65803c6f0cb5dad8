//! `Products.GetProduct`: one product, by its id, its sku or its slug.

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::db::reads::Weight;
use crate::db::rows::Rows;
use crate::db::schema::products;
use crate::db::scope::Reader;
use crate::error::Result;
use crate::fields::{Named, SearchValue};
use crate::modules::lookup::{Sought, by_id, by_name, sought};
use crate::modules::one::One;
use crate::records::kinds::not_found;
use crate::records::product::Product;
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;

/// Finds a product, with its inputs.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The field to search by: the product's `id`, its `sku` or its `slug`.
    search_by: SearchBy,
    /// The id, the sku or the slug.
    search_value: SearchValue,
}

#[derive(Clone, Copy, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum SearchBy {
    Id,
    Sku,
    Slug,
}

pub struct GetProduct;

impl Method for GetProduct {
    type Scope = Reader;
    type Parameters = Parameters;
    type Found = Sought;
    type Response = One<Product>;

    const SUMMARY_IN_SPANISH: &'static str = "Busca un producto, con sus campos adicionales.";

    fn name(&self) -> &'static str {
        "GetProduct"
    }

    fn weight(&self, _: &Parameters) -> Weight {
        Weight::Short
    }

    fn check(&self, _: &mut Reader, parameters: &Parameters, problems: &mut Problems) -> Result<Option<Sought>> {
        Ok(sought(parameters.search_by == SearchBy::Id, &parameters.search_value, problems))
    }

    fn call(&self, reader: &mut Reader, parameters: Parameters, sought: Sought) -> Result<One<Product>> {
        let found = match sought {
            Sought::Id(id) => by_id(reader, &id)?,
            Sought::Text(sku) if parameters.search_by == SearchBy::Sku => {
                by_name(reader, &sku, |rows: Rows<Product>, sku| rows.filter(products::sku.eq(sku)))?
            }
            Sought::Text(slug) => by_name(reader, &slug, |rows: Rows<Product>, slug| rows.filter(products::slug.eq(slug)))?,
        };
        let product = found.ok_or_else(|| not_found(Product::ENTITY))?;
        Ok(One::shown(reader, product))
    }
}
