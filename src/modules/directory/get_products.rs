//! `Directory.GetProducts`: a page of the public products.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::Serialize;

use super::items::Parameters;
use crate::db::scope::Visitor;
use crate::error::Result;
use crate::fields::{Paging, Place};
use crate::records::product::Product;
use crate::records::published::PublicItem;
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;

#[derive(Serialize, JsonSchema)]
pub struct Response {
    #[serde(flatten)]
    place: Place,
    products: Vec<PublicItem>,
}

pub struct GetProducts;

impl Method for GetProducts {
    type Scope = Visitor;
    type Parameters = Parameters;
    type Found = Paging;
    type Response = Response;

    const SUMMARY_IN_SPANISH: &'static str = "Lista los productos públicos de un perfil que tiene directorio, salvo los retirados, página \
        por página, para cualquiera y sin token.";

    fn name(&self) -> &'static str {
        "GetProducts"
    }

    fn summary(&self) -> Option<Cow<'static, str>> {
        let summary = "Lists the public products of a profile that has a directory, without the retired ones, page by page. Anybody may \
            call it, without a token.";
        Some(summary.into())
    }

    fn check(&self, _: &mut Visitor, parameters: &Parameters, problems: &mut Problems) -> Result<Option<Paging>> {
        Ok(Some(parameters.paging(problems)))
    }

    fn call(&self, visitor: &mut Visitor, parameters: Parameters, paging: Paging) -> Result<Response> {
        let page = visitor.page::<Product>(paging, &parameters.into())?;
        Ok(Response { place: page.place, products: visitor.show(&page.rows)? })
    }
}
