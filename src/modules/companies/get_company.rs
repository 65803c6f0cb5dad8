//! `Companies.GetCompany`: one company, by its id or its client number.

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::Deserialize;

use super::contacts_of;
use crate::db::reads::Weight;
use crate::db::rows::Rows;
use crate::db::schema::companies;
use crate::db::scope::Reader;
use crate::db::stored::Record;
use crate::error::Result;
use crate::fields::{Named, SearchValue};
use crate::modules::lookup::{Sought, by_id, by_name, sought};
use crate::modules::one::One;
use crate::modules::withheld::Withheld;
use crate::records::company::{Company, With};
use crate::records::kinds::not_found;
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;

/// Finds a company, with its addresses and inputs.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The field to search by: the company's `id` or its `client_number`.
    search_by: SearchBy,
    /// The id, the client number, or, instead of an id, an external ID such as `{"sap": "000123"}`.
    search_value: SearchValue,
    /// Whether to show the contacts at the company, too.
    #[serde(default)]
    with_contacts: bool,
}

#[derive(Clone, Copy, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum SearchBy {
    Id,
    ClientNumber,
}

pub struct GetCompany;

impl Method for GetCompany {
    type Scope = Reader;
    type Parameters = Parameters;
    type Found = Sought;
    type Response = One<Company>;

    const SUMMARY_IN_SPANISH: &'static str = "Busca una empresa, con sus direcciones y sus campos adicionales.";

    fn name(&self) -> &'static str {
        "GetCompany"
    }

    fn weight(&self, _: &Parameters) -> Weight {
        Weight::Short
    }

    fn check(&self, _: &mut Reader, parameters: &Parameters, problems: &mut Problems) -> Result<Option<Sought>> {
        Ok(sought(parameters.search_by == SearchBy::Id, &parameters.search_value, problems))
    }

    fn call(&self, reader: &mut Reader, parameters: Parameters, sought: Sought) -> Result<One<Company>> {
        let found = match sought {
            Sought::Id(id) => by_id(reader, &id)?,
            Sought::Text(number) => {
                by_name(reader, &number, |rows: Rows<Company>, number| rows.filter(companies::client_number.eq(number)))?
            }
        };
        let company = found.ok_or_else(|| not_found(Company::ENTITY))?;
        let mut withheld = Withheld::default();
        let contacts = contacts_of(reader, parameters.with_contacts, std::slice::from_ref(&company), &mut withheld)?;
        Ok(One::with(company, With { contacts, ..Company::shown(reader) }).withholding(withheld))
    }
}
