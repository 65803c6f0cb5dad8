//! `Directory.GetCompanies`: a page of the public companies.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::size_or_sort::SizeOrSort;
use super::{BY_AGE, BY_NAME, paging};
use crate::db::directory::Sought;
use crate::db::scope::Visitor;
use crate::error::Result;
use crate::fields::{OptionalText, PageNumber, PageSize, Paging, Place};
use crate::records::company::Company;
use crate::records::published::PublicCompany;
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;

/// Lists the public companies of a profile that has a directory, page by page. Anybody may call it, without a token.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// Only companies with this text in their names, ignoring case and accents.
    #[serde(default)]
    query: OptionalText<200>,
    /// Only companies of the category with this name, ignoring case and accents; a company's category is its industry.
    #[serde(default)]
    category: OptionalText<200>,
    /// The order: `name` or `created_at`, or one of them behind `-` for the greatest first, so that `-created_at` gives the newest
    /// first. Default: `name`. A whole number is the number of companies on a page, as in `pagination`.
    #[serde(default)]
    sort: Option<SizeOrSort>,
    /// The number of companies on a page: 1 to 100. Default: 20.
    #[schemars(extend("x-aliases" = ["limit"], "maximum" = 100))]
    #[serde(default)]
    pagination: Option<PageSize>,
    /// The page's number, from 1. Default: 1.
    #[serde(default)]
    page: Option<PageNumber>,
}

#[derive(Serialize, JsonSchema)]
pub struct Response {
    #[serde(flatten)]
    place: Place,
    companies: Vec<PublicCompany>,
}

pub struct GetCompanies;

impl Method for GetCompanies {
    type Scope = Visitor;
    type Parameters = Parameters;
    type Found = Paging;
    type Response = Response;

    const SUMMARY_IN_SPANISH: &'static str =
        "Lista las empresas públicas de un perfil que tiene directorio, página por página, para cualquiera y sin token.";

    fn name(&self) -> &'static str {
        "GetCompanies"
    }

    fn check(&self, _: &mut Visitor, parameters: &Parameters, problems: &mut Problems) -> Result<Option<Paging>> {
        let Parameters { sort, pagination, page, .. } = parameters;
        Ok(Some(paging(sort.as_ref(), *pagination, *page, &[BY_NAME, BY_AGE], problems)))
    }

    fn call(&self, visitor: &mut Visitor, parameters: Parameters, paging: Paging) -> Result<Response> {
        let sought = Sought { query: parameters.query.into(), category: parameters.category.into(), ..Sought::default() };
        let page = visitor.page::<Company>(paging, &sought)?;
        Ok(Response { place: page.place, companies: visitor.show(&page.rows)? })
    }
}
