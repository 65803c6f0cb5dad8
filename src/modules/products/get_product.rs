//! `Products.GetProduct`: one product, by its id, its sku or its slug.

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::db::reads::Weight;
use crate::db::rows::Rows;
use crate::db::schema::products;
use crate::db::scope::Reader;
use crate::error::{Error, Result};
use crate::fields::SearchValue;
use crate::modules::lookup::{by_id, by_name, check_value};
use crate::modules::one::One;
use crate::records::product::Product;
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;

/// Finds a product, with its inputs.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// What `search_value` is: the product's `id`, its `sku` or its `slug`.
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
    type Response = One<Product>;

    fn name(&self) -> &'static str {
        "GetProduct"
    }

    fn weight(&self, _: &Parameters) -> Weight {
        Weight::Short
    }

    fn check(&self, _: &mut Reader, parameters: &Parameters, problems: &mut Problems) -> Result<()> {
        check_value(parameters.search_by == SearchBy::Id, &parameters.search_value, problems);
        Ok(())
    }

    fn call(&self, reader: &mut Reader, parameters: Parameters) -> Result<One<Product>> {
        let value = parameters.search_value;
        let found = match parameters.search_by {
            SearchBy::Id => by_id(reader, &value)?,
            SearchBy::Sku => by_name(reader, &value, |rows: Rows<Product>, sku| rows.filter(products::sku.eq(sku)))?,
            SearchBy::Slug => by_name(reader, &value, |rows: Rows<Product>, slug| rows.filter(products::slug.eq(slug)))?,
        };
        let product = found.ok_or_else(|| Error::not_found("product"))?;
        Ok(One::shown(reader, product))
    }
}
