//! `Directory.GetProduct`: one public product, by its slug.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::db::reads::Weight;
use crate::db::scope::Visitor;
use crate::error::Result;
use crate::fields::Key;
use crate::records::product::Product;
use crate::records::published::PublicItem;
use crate::rpc::method::PlainMethod;

/// Finds a public product of a profile that has a directory. Anybody may call it, without a token. A product that is not public, or
/// is retired, is `not_found`, like a missing one.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The product's slug, from `Directory.GetProducts`.
    slug: Key<200>,
}

#[derive(Serialize, JsonSchema)]
pub struct Response {
    product: PublicItem,
}

pub struct GetProduct;

impl PlainMethod for GetProduct {
    type Scope = Visitor;
    type Parameters = Parameters;
    type Response = Response;

    const SUMMARY_IN_SPANISH: &'static str = "Busca un producto público de un perfil que tiene directorio, para cualquiera y sin token.";

    fn name(&self) -> &'static str {
        "GetProduct"
    }

    fn weight(&self, _: &Parameters) -> Weight {
        Weight::Short
    }

    fn call(&self, visitor: &mut Visitor, parameters: Parameters) -> Result<Response> {
        let product = visitor.by_slug::<Product>(parameters.slug.as_str())?;
        Ok(Response { product: visitor.show_one(&product)? })
    }
}
