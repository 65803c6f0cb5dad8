//! `Opportunities.GetOpportunity`: one opportunity, by its id.

use schemars::JsonSchema;
use serde::Deserialize;

use super::wanted::Wanted;
use crate::db::reads::Weight;
use crate::db::scope::Reader;
use crate::error::Result;
use crate::fields::Id;
use crate::modules::one::One;
use crate::modules::withheld::Withheld;
use crate::records::opportunity::Opportunity;
use crate::rpc::method::PlainMethod;

/// Finds an opportunity.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The opportunity's id.
    opportunity_id: Id<Opportunity>,
    /// Whether to show the owner, too.
    #[serde(default)]
    with_user: bool,
    /// Whether to show the company, too.
    #[serde(default)]
    with_company: bool,
    /// Whether to show the contact, too.
    #[serde(default)]
    with_contact: bool,
    /// Whether to show the lines, too, with the kinds and names of their products and services.
    #[serde(default)]
    with_products: bool,
    /// Whether to show the values of custom fields, too.
    #[serde(default)]
    with_inputs: bool,
    /// Whether to show the files, too, each with its name and address.
    #[serde(default)]
    with_files: bool,
    /// Whether to show the latest five interactions, too, the newest first.
    #[serde(default)]
    with_interactions: bool,
}

pub struct GetOpportunity;

impl PlainMethod for GetOpportunity {
    type Scope = Reader;
    type Parameters = Parameters;
    type Response = One<Opportunity>;

    const SUMMARY_IN_SPANISH: &'static str = "Busca una oportunidad.";

    fn name(&self) -> &'static str {
        "GetOpportunity"
    }

    fn weight(&self, _: &Parameters) -> Weight {
        Weight::Short
    }

    fn call(&self, reader: &mut Reader, parameters: Parameters) -> Result<One<Opportunity>> {
        let wanted = Wanted {
            user: parameters.with_user,
            company: parameters.with_company,
            contact: parameters.with_contact,
            products: parameters.with_products,
            inputs: parameters.with_inputs,
            files: parameters.with_files,
            interactions: parameters.with_interactions,
        };
        reader.snapshot(|reader| {
            let opportunity = reader.get::<Opportunity>(parameters.opportunity_id.get())?;
            let mut withheld = Withheld::default();
            let with = wanted.load(reader, std::slice::from_ref(&opportunity), &mut withheld)?;
            Ok(One::with(opportunity, with).withholding(withheld))
        })
    }
}
