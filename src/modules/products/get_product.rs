//! `Products.GetProduct`: one product, by its id, its sku or its slug.

use std::borrow::Cow;

use crate::db::reads::Weight;
use crate::db::scope::Reader;
use crate::error::Result;
use crate::modules::items::found_item::Parameters;
use crate::modules::lookup::Sought;
use crate::modules::one::One;
use crate::records::product::Product;
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;

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
        Ok(parameters.sought(problems))
    }

    fn call(&self, reader: &mut Reader, parameters: Parameters, sought: Sought) -> Result<One<Product>> {
        parameters.find(reader, sought)
    }

    fn summary(&self) -> Option<Cow<'static, str>> {
        Some("Finds a product, with its inputs.".into())
    }
}
