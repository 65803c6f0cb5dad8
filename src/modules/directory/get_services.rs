//! `Directory.GetServices`: a page of the public services.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::Serialize;

use super::items::Parameters;
use crate::db::scope::Visitor;
use crate::error::Result;
use crate::fields::{Paging, Place};
use crate::records::published::PublicItem;
use crate::records::service::Service;
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;

#[derive(Serialize, JsonSchema)]
pub struct Response {
    #[serde(flatten)]
    place: Place,
    services: Vec<PublicItem>,
}

pub struct GetServices;

impl Method for GetServices {
    type Scope = Visitor;
    type Parameters = Parameters;
    type Found = Paging;
    type Response = Response;

    const SUMMARY_IN_SPANISH: &'static str = "Lista los servicios públicos de un perfil que tiene directorio, salvo los retirados, página \
        por página, para cualquiera y sin token.";

    fn name(&self) -> &'static str {
        "GetServices"
    }

    fn summary(&self) -> Option<Cow<'static, str>> {
        let summary = "Lists the public services of a profile that has a directory, without the retired ones, page by page. Anybody may \
            call it, without a token.";
        Some(summary.into())
    }

    fn check(&self, _: &mut Visitor, parameters: &Parameters, problems: &mut Problems) -> Result<Option<Paging>> {
        Ok(Some(parameters.paging(problems)))
    }

    fn call(&self, visitor: &mut Visitor, parameters: Parameters, paging: Paging) -> Result<Response> {
        let page = visitor.page::<Service>(paging, &parameters.into())?;
        Ok(Response { place: page.place, services: visitor.show(&page.rows)? })
    }
}
