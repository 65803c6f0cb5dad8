//! `Companies.GetCompanies`: a page of the profile's companies.

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize, Serializer};

use super::{BY_INDUSTRY, BY_TYPE, Company, CompanyView, With};
use crate::db::list::Counted;
use crate::db::reads::Weight;
use crate::db::records::Rows;
use crate::db::schema::companies;
use crate::db::scope::Reader;
use crate::db::stored::Recorded;
use crate::error::Result;
use crate::fields::page::with_total;
use crate::fields::{Ids, InstantRange, OptionalText, Page, PageNumber, PageSize, Paging, Place, Sort};
use crate::modules::catalogs::check_filter;
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;

/// Lists the companies of a profile, page by page.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// Only companies of these types, entries of `Companies.GetTypes`.
    #[serde(default)]
    company_type: Ids,
    /// Only companies of these industries, entries of `Companies.GetIndustries`.
    #[serde(default)]
    company_industry: Ids,
    /// Only companies created in this time.
    #[serde(default)]
    created_at: Option<InstantRange>,
    /// Only companies with this text in their names, numbers, addresses on the web or bio, without regard to case or accents.
    #[serde(default)]
    query: OptionalText<200>,
    /// Whether the values of the profile's own fields are listed, too.
    #[serde(default)]
    with_inputs: bool,
    /// Whether the postal addresses are listed, too.
    #[serde(default)]
    with_addresses: bool,
    /// Whether the records are counted. A script that walks all pages can do without.
    #[serde(default = "with_total")]
    with_total: bool,
    #[serde(default)]
    sort: Sort,
    /// How many companies a page has: 1 to 1000, 500 where nothing is said.
    #[serde(default)]
    pagination: PageSize,
    /// Which page, from 1.
    #[serde(default)]
    page: PageNumber,
}

impl Parameters {
    fn paging(&self) -> Paging {
        Paging::new(self.pagination, self.page, self.sort)
    }

    fn rows(&self, reader: &Reader) -> Rows<Company> {
        let created = self.created_at.unwrap_or_default();
        let rows = reader
            .rows::<Company>()
            .among(companies::type_id, self.company_type.given())
            .among(companies::industry_id, self.company_industry.given())
            .filter_if(created.from, |from| companies::created_at.ge(from))
            .filter_if(created.until, |until| companies::created_at.lt(until));
        match self.query.as_deref() {
            Some(query) => reader.matching(rows, query),
            None => rows,
        }
    }

    /// The text that is searched for, where the list is narrowed by nothing else.
    fn only_query(&self) -> Option<&str> {
        let narrowed = self.company_type.given().is_some()
            || self.company_industry.given().is_some()
            || self.created_at.unwrap_or_default() != InstantRange::default();
        self.query.as_deref().filter(|_| !narrowed)
    }

    /// Counters know the companies of a type, and those of an industry; not those of both.
    fn counted(&self) -> Counted<'_> {
        if !self.with_total {
            return Counted::Not;
        }
        let elsewhere = self.created_at.unwrap_or_default() != InstantRange::default() || self.query.as_deref().is_some();
        match (self.company_type.given(), self.company_industry.given()) {
            (None, None) if !elsewhere => Counted::All,
            (Some(types), None) if !elsewhere => Counted::By(BY_TYPE, types),
            (None, Some(industries)) if !elsewhere => Counted::By(BY_INDUSTRY, industries),
            (types, industries) => Counted::Remembered(format!("{types:?} {industries:?} {:?} {:?}", self.created_at, self.query)),
        }
    }
}

/// A page of companies.
#[derive(JsonSchema)]
pub struct Response {
    #[serde(flatten)]
    place: Place,
    #[schemars(with = "Vec<CompanyView<'static>>")]
    companies: Vec<Recorded<Company>>,
    #[schemars(skip)]
    with: With,
}

impl Serialize for Response {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Reply<C> {
            #[serde(flatten)]
            place: Place,
            companies: C,
        }
        let companies = crate::rpc::envelope::each(&self.companies, |company| CompanyView::new(company, &self.with));
        Reply { place: self.place, companies }.serialize(serializer)
    }
}

pub struct GetCompanies;

impl Method for GetCompanies {
    type Scope = Reader;
    type Parameters = Parameters;
    type Response = Response;

    fn name(&self) -> &'static str {
        "GetCompanies"
    }

    /// A short page near the front of the list, along one index and with a counted total.
    fn weight(&self, parameters: &Parameters) -> Weight {
        let single = !matches!(parameters.counted(), Counted::Remembered(_) | Counted::By(_, [_, _, ..]));
        let near = parameters.paging().size() <= 100 && parameters.paging().depth() <= 10_000;
        if single && near && parameters.query.as_deref().is_none() { Weight::Short } else { Weight::Long }
    }

    fn check(&self, reader: &mut Reader, parameters: &Parameters, problems: &mut Problems) -> Result<()> {
        check_filter(reader, "company_types", "company_type", &parameters.company_type, problems)?;
        check_filter(reader, "company_industries", "company_industry", &parameters.company_industry, problems)
    }

    fn call(&self, reader: &mut Reader, parameters: Parameters) -> Result<Response> {
        let Page { rows, place } = match parameters.only_query() {
            Some(query) => reader.matching_page(parameters.paging(), query, parameters.with_total)?,
            None => reader.page(parameters.paging(), parameters.counted(), |reader| parameters.rows(reader))?,
        };
        let with = With { addresses: parameters.with_addresses, inputs: parameters.with_inputs, pictures: reader.pictures() };
        Ok(Response { place, companies: rows, with })
    }
}
