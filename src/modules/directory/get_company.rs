//! `Directory.GetCompany`: one public company, by its slug.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::db::reads::Weight;
use crate::db::scope::Visitor;
use crate::error::Result;
use crate::fields::Key;
use crate::records::company::Company;
use crate::records::published::PublicCompany;
use crate::rpc::method::PlainMethod;

/// Finds a public company of a profile that has a directory. Anybody may call it, without a token. A company that is not public is
/// `not_found`, like a missing one.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The company's slug, from `Directory.GetCompanies`.
    slug: Key<200>,
}

#[derive(Serialize, JsonSchema)]
pub struct Response {
    company: PublicCompany,
}

pub struct GetCompany;

impl PlainMethod for GetCompany {
    type Scope = Visitor;
    type Parameters = Parameters;
    type Response = Response;

    const SUMMARY_IN_SPANISH: &'static str = "Busca una empresa pública de un perfil que tiene directorio, para cualquiera y sin token.";

    fn name(&self) -> &'static str {
        "GetCompany"
    }

    fn weight(&self, _: &Parameters) -> Weight {
        Weight::Short
    }

    fn call(&self, visitor: &mut Visitor, parameters: Parameters) -> Result<Response> {
        let company = visitor.by_slug::<Company>(parameters.slug.as_str())?;
        Ok(Response { company: visitor.show_one(&company)? })
    }
}
