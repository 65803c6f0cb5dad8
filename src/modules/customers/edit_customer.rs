//! `Customers.EditCustomer`: changes a customer as `Companies.EditCompany` changes a company, and knows other systems' words.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;

use super::{OneCustomer, customer, touches};
use crate::auth::rights::Right;
use crate::db::scope::Editor;
use crate::db::versions::Subject;
use crate::error::Result;
use crate::fields::AddressOrText;
use crate::modules::companies::edit_company::{self, Found};
use crate::modules::one::One;
use crate::records::company::Company;
use crate::records::kinds::Kind;
use crate::rpc::aliases;
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;

/// The parameters of a company's change. An address may also be a text.
#[derive(Clone, Deserialize)]
#[serde(transparent)]
pub struct Parameters(edit_company::Parameters<AddressOrText>);

/// Each parameter with the words that it has elsewhere.
const ALIASES: [(&str, &[&str]); 6] = [
    ("company_id", &["customer_id"]),
    ("kind", &["type"]),
    ("customer_status", &["status"]),
    ("rfc", &["tax_id"]),
    ("user_id", &["assigned_to"]),
    ("inputs", &["custom_fields"]),
];

impl JsonSchema for Parameters {
    fn schema_name() -> Cow<'static, str> {
        "EditCustomer".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        aliases::added(edit_company::Parameters::<AddressOrText>::json_schema(generator), &ALIASES)
    }
}

pub struct EditCustomer;

impl Method for EditCustomer {
    type Scope = Editor;
    type Parameters = Parameters;
    type Found = Found;
    type Response = OneCustomer;

    const SUMMARY_IN_SPANISH: &'static str = "Modifica un cliente: lo que se omite queda como está y null borra lo que puede quedar vacío; una \
        dirección puede ser también un texto.";
    const SUBJECT: Option<fn(&Parameters) -> Subject> = Some(|parameters| Subject::record::<Company>(parameters.0.company_id));
    const TOUCHES: fn(&Kind) -> bool = touches;

    fn name(&self) -> &'static str {
        "EditCustomer"
    }

    fn summary(&self) -> Option<Cow<'static, str>> {
        let summary = "Changes a customer. Parameters that are left out stay as they are; null clears a field that may be empty. An address \
            may also be a text. The customer is a company, and a company that is no customer is `not_found` here.";
        Some(summary.into())
    }

    fn check(&self, editor: &mut Editor, parameters: &Parameters, problems: &mut Problems) -> Result<Option<Found>> {
        editor.refuse_unless_written::<Company>(Right::Write)?;
        if !problems.concern("company_id") {
            customer(editor, parameters.0.company_id)?;
        }
        parameters.0.check(editor, problems)
    }

    fn call(&self, editor: &mut Editor, parameters: Parameters, found: Found) -> Result<OneCustomer> {
        let company = parameters.0.apply(editor, found)?;
        Ok(OneCustomer(One::shown(editor, company)))
    }
}
