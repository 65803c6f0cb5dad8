//! `Companies.DeleteCompany`: a company goes.

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::db::rows::Rows;
use crate::db::schema::{contacts, opportunities, products, tickets};
use crate::db::scope::Editor;
use crate::db::versions::Subject;
use crate::error::Result;
use crate::fields::Id;
use crate::modules::one::One;
use crate::modules::referrers::Referrers;
use crate::records::company::Company;
use crate::records::contact::Contact;
use crate::records::opportunity::Opportunity;
use crate::records::product::Product;
use crate::records::ticket::Ticket;
use crate::rpc::method::PlainMethod;

/// Deletes a company, and answers it as it last was. One that contacts, products, opportunities or tickets refer to is
/// a conflict that says how many.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The company's id.
    company_id: Id<Company>,
}

pub struct DeleteCompany;

impl PlainMethod for DeleteCompany {
    type Scope = Editor;
    type Parameters = Parameters;
    type Response = One<Company>;

    const SUBJECT: Option<fn(&Parameters) -> Subject> = Some(|parameters| Subject::record::<Company>(parameters.company_id));

    fn name(&self) -> &'static str {
        "DeleteCompany"
    }

    fn call(&self, editor: &mut Editor, parameters: Parameters) -> Result<One<Company>> {
        let company = editor.get::<Company>(parameters.company_id.get(), "company")?;
        let mut referrers = Referrers::default();
        let id = company.id;
        referrers.count(editor, |rows: Rows<Contact>| rows.filter(contacts::company_id.eq(id)), "contact", "contacts")?;
        referrers.count(editor, |rows: Rows<Product>| rows.filter(products::company_id.eq(id)), "product", "products")?;
        referrers.count(editor, |rows: Rows<Opportunity>| rows.filter(opportunities::company_id.eq(id)), "opportunity", "opportunities")?;
        referrers.count(editor, |rows: Rows<Ticket>| rows.filter(tickets::company_id.eq(id)), "ticket", "tickets")?;
        referrers.refuse("company_id", &format!("'{}'", company.name), "Delete these first, or give them another company.")?;
        editor.delete(&company)?;
        Ok(One::shown(editor, company))
    }
}
