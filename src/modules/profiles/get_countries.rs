//! `Profiles.GetCountries`: the countries of ISO 3166-1.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::db::reads::Weight;
use crate::db::scope::Session;
use crate::error::Result;
use crate::fields::country::{Country, countries};
use crate::rpc::method::PlainMethod;

/// Lists all countries, ISO 3166-1.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {}

#[derive(Serialize, JsonSchema)]
pub struct Response {
    countries: &'static [Country],
}

pub struct GetCountries;

impl PlainMethod for GetCountries {
    type Scope = Session;
    type Parameters = Parameters;
    type Response = Response;

    const SUMMARY_IN_SPANISH: &'static str = "Lista todos los países, según ISO 3166-1.";

    fn name(&self) -> &'static str {
        "GetCountries"
    }

    fn weight(&self, _: &Parameters) -> Weight {
        Weight::Short
    }

    fn call(&self, _: &mut Session, _: Parameters) -> Result<Response> {
        Ok(Response { countries: countries() })
    }
}
