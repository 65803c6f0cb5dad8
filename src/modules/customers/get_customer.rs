//! `Customers.GetCustomer`: one customer.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{OneCustomer, customer};
use crate::db::reads::Weight;
use crate::db::scope::Reader;
use crate::db::stored::Record;
use crate::error::Result;
use crate::fields::{Id, Named};
use crate::modules::companies::contacts_of;
use crate::modules::files::files_of;
use crate::modules::inputs::shown_inputs;
use crate::modules::interactions::latest_of;
use crate::modules::one::One;
use crate::modules::withheld::Withheld;
use crate::records::company::{Company, With};
use crate::rpc::method::PlainMethod;

/// Finds a customer, with its addresses and inputs. A company that is no customer is `not_found` here.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The customer's id, which is its company's.
    #[schemars(extend("x-aliases" = ["customer_id"]))]
    company_id: Id<Company>,
    /// Whether to show the contacts of the customer, too.
    #[serde(default)]
    with_contacts: bool,
    /// Whether to show the files, too, each with its name and address.
    #[serde(default)]
    with_files: bool,
    /// Whether to show the latest five interactions, too, the newest first.
    #[serde(default)]
    with_interactions: bool,
}

pub struct GetCustomer;

impl PlainMethod for GetCustomer {
    type Scope = Reader;
    type Parameters = Parameters;
    type Response = OneCustomer;

    const SUMMARY_IN_SPANISH: &'static str = "Busca un cliente, con sus direcciones y sus campos adicionales; una empresa que no es cliente no se \
        encuentra aquí.";

    fn name(&self) -> &'static str {
        "GetCustomer"
    }

    fn weight(&self, _: &Parameters) -> Weight {
        Weight::Short
    }

    fn call(&self, reader: &mut Reader, parameters: Parameters) -> Result<OneCustomer> {
        reader.refuse_unless_read(Company::ENTITY)?;
        let company = customer(reader, parameters.company_id)?;
        let mut withheld = Withheld::default();
        let contacts = contacts_of(reader, parameters.with_contacts, std::slice::from_ref(&company), &mut withheld)?;
        let files = files_of(reader, parameters.with_files, std::slice::from_ref(&company), &mut withheld)?;
        let interactions = latest_of(reader, parameters.with_interactions, std::slice::from_ref(&company), &mut withheld)?;
        let inputs = shown_inputs(reader, true, std::slice::from_ref(&company), &mut withheld)?;
        let with = With { inputs, contacts, files, interactions, ..Company::shown(reader) };
        Ok(OneCustomer(One::with(company, with).withholding(withheld)))
    }
}
