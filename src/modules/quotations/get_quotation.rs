//! `Quotations.GetQuotation`: one quotation, by its id.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::db::reads::Weight;
use crate::db::scope::Reader;
use crate::error::Result;
use crate::fields::Id;
use crate::modules::documents::wanted::Wanted;
use crate::modules::one::One;
use crate::modules::withheld::Withheld;
use crate::records::quotation::Quotation;
use crate::rpc::method::PlainMethod;

/// Finds a quotation, with its lines.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The quotation's id.
    quotation_id: Id<Quotation>,
    /// Whether to show the owner, too.
    #[serde(default)]
    with_user: bool,
    /// Whether to show the company, too.
    #[serde(default)]
    with_company: bool,
    /// Whether to show the contact, too.
    #[serde(default)]
    with_contact: bool,
    /// Whether to show the values of custom fields, too.
    #[serde(default)]
    with_inputs: bool,
    /// Whether to show the files, too, each with its name and address.
    #[serde(default)]
    with_files: bool,
}

pub struct GetQuotation;

impl PlainMethod for GetQuotation {
    type Scope = Reader;
    type Parameters = Parameters;
    type Response = One<Quotation>;

    const SUMMARY_IN_SPANISH: &'static str = "Busca una cotización, con sus partidas.";

    fn name(&self) -> &'static str {
        "GetQuotation"
    }

    fn weight(&self, _: &Parameters) -> Weight {
        Weight::Short
    }

    fn call(&self, reader: &mut Reader, parameters: Parameters) -> Result<One<Quotation>> {
        let wanted = Wanted {
            user: parameters.with_user,
            company: parameters.with_company,
            contact: parameters.with_contact,
            lines: true,
            inputs: parameters.with_inputs,
            files: parameters.with_files,
            interactions: false,
        };
        reader.snapshot(|reader| {
            let quotation = reader.get::<Quotation>(parameters.quotation_id.get())?;
            let mut withheld = Withheld::default();
            let with = wanted.load(reader, std::slice::from_ref(&quotation), &mut withheld)?;
            Ok(One::with(quotation, with).withholding(withheld))
        })
    }
}
