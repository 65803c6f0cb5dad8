//! `Directory.GetService`: one public service, by its slug.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::db::reads::Weight;
use crate::db::scope::Visitor;
use crate::error::Result;
use crate::fields::Key;
use crate::records::published::PublicItem;
use crate::records::service::Service;
use crate::rpc::method::PlainMethod;

/// Finds a public service of a profile that has a directory. Anybody may call it, without a token. A service that is not public, or
/// is retired, is `not_found`, like a missing one.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The service's slug, from `Directory.GetServices`.
    slug: Key<200>,
}

#[derive(Serialize, JsonSchema)]
pub struct Response {
    service: PublicItem,
}

pub struct GetService;

impl PlainMethod for GetService {
    type Scope = Visitor;
    type Parameters = Parameters;
    type Response = Response;

    const SUMMARY_IN_SPANISH: &'static str = "Busca un servicio público de un perfil que tiene directorio, para cualquiera y sin token.";

    fn name(&self) -> &'static str {
        "GetService"
    }

    fn weight(&self, _: &Parameters) -> Weight {
        Weight::Short
    }

    fn call(&self, visitor: &mut Visitor, parameters: Parameters) -> Result<Response> {
        let service = visitor.by_slug::<Service>(parameters.slug.as_str())?;
        Ok(Response { service: visitor.show_one(&service)? })
    }
}
