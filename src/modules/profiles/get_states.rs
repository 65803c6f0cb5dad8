//! `Profiles.GetStates`: the subdivisions of a country, ISO 3166-2.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::db::reads::Weight;
use crate::db::scope::Session;
use crate::error::Result;
use crate::fields::Text;
use crate::fields::country::{Country, State, country, states};
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;
use crate::sentences::Sentence;

/// Lists the states of a country, ISO 3166-2.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The country's code, from `Profiles.GetCountries`.
    country: Text<100>,
}

#[derive(Serialize, JsonSchema)]
pub struct Response {
    /// The country's code.
    country: &'static str,
    /// The country's states; empty if it has none.
    states: &'static [State],
}

pub struct GetStates;

impl Method for GetStates {
    type Scope = Session;
    type Parameters = Parameters;
    type Found = &'static Country;
    type Response = Response;

    const SUMMARY_IN_SPANISH: &'static str = "Lista los estados de un país, según ISO 3166-2.";

    fn name(&self) -> &'static str {
        "GetStates"
    }

    fn weight(&self, _: &Parameters) -> Weight {
        Weight::Short
    }

    fn check(&self, _: &mut Session, parameters: &Parameters, problems: &mut Problems) -> Result<Option<&'static Country>> {
        let country = country(parameters.country.as_str());
        if country.is_none() {
            let sentence = Sentence::CountryUnknown { country: parameters.country.as_str().into() };
            problems.add("country", "unknown_country", sentence);
        }
        Ok(country)
    }

    fn call(&self, _: &mut Session, _: Parameters, country: &'static Country) -> Result<Response> {
        Ok(Response { country: country.code, states: states(country) })
    }
}
