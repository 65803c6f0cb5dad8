//! `Products.GetProduct`: one product, by its id, its sku or its slug.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::db::look_ups::LookUp;
use crate::db::reads::Weight;
use crate::db::scope::Reader;
use crate::error::Result;
use crate::fields::SearchValue;
use crate::modules::lookup::{Sought, by_id, by_text, sought};
use crate::modules::one::One;
use crate::records::product::Product;
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;
use crate::sentences::Sentence;

/// Finds a product, with its inputs.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The field to search by: the product's `id`, its `sku` or its `slug`.
    search_by: SearchBy,
    /// The id, the sku or the slug; instead of an id also an external ID, such as `{"sap": "000123"}`.
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
        let product = match sought {
            Sought::Id(id) => by_id(reader, &id)?,
            Sought::Text(text) => {
                let look_up = LookUp::key(if parameters.search_by == SearchBy::Sku { "sku" } else { "slug" });
                by_text(reader, reader.rows::<Product>(), &look_up, &text, Sentence::AdviceSearchById)?
            }
        };
        Ok(One::shown(reader, product))
    }
}
