//! `Customers.DeleteCustomer`: deletes a customer with its contacts, or ends that the company is one.

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{OneCustomer, customer, touches};
use crate::auth::rights::Right;
use crate::db::references::Referent;
use crate::db::schema::contacts;
use crate::db::scope::Editor;
use crate::db::stored::Recorded;
use crate::db::versions::Subject;
use crate::error::Result;
use crate::fields::{Id, Named};
use crate::modules::one::One;
use crate::modules::referrers::Referrers;
use crate::records::company::Company;
use crate::records::contact::Contact;
use crate::records::kinds::Kind;
use crate::rpc::method::PlainMethod;
use crate::sentences::Sentence;

/// Deletes a customer with its contacts, and returns its last state.
///
/// While leads, opportunities, tickets, interactions or others refer to the company or to one of its contacts, or it has more than
/// 1,000 contacts, the call fails with a conflict that says so. With `keep_company` nothing is deleted: the company and its contacts
/// stay, and the company is no customer any more.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The customer's id, which is its company's.
    #[schemars(extend("x-aliases" = ["customer_id"]))]
    company_id: Id<Company>,
    /// Whether the company stays and only ends being a customer: it loses `customer_since` and `customer_status`.
    #[serde(default)]
    keep_company: bool,
}

pub struct DeleteCustomer;

/// The most contacts that are deleted with their company.
const MOST_CONTACTS: i64 = 1_000;

impl PlainMethod for DeleteCustomer {
    type Scope = Editor;
    type Parameters = Parameters;
    type Response = OneCustomer;

    const SUMMARY_IN_SPANISH: &'static str = "Elimina un cliente con sus contactos y lo devuelve tal como estaba; si otros registros se refieren a \
        él, la llamada falla con un conflicto que indica cuántos; con `keep_company` la empresa se queda y solo deja de ser cliente.";
    const SUBJECT: Option<fn(&Parameters) -> Subject> = Some(|parameters| Subject::record::<Company>(parameters.company_id));
    const TOUCHES: fn(&Kind) -> bool = |kind| touches(kind) || kind.entity == Contact::ENTITY;

    fn name(&self) -> &'static str {
        "DeleteCustomer"
    }

    fn call(&self, editor: &mut Editor, parameters: Parameters) -> Result<OneCustomer> {
        editor.refuse_unless_written::<Company>(if parameters.keep_company { Right::Write } else { Right::Delete })?;
        let company = customer(editor, parameters.company_id)?;
        // The profile names its own company without a foreign key.
        editor.hold_to_delete::<Company>(company.id)?;
        let last = if parameters.keep_company {
            let without = Company { customer_since: None, customer_status: None, ..company.record.clone() };
            editor.update(company, without)?
        } else {
            delete(editor, company)?
        };
        Ok(OneCustomer(One::shown(editor, last)))
    }
}

/// Deletes a company and its contacts, unless anything else refers to one of them.
fn delete(editor: &mut Editor, last: Recorded<Company>) -> Result<Recorded<Company>> {
    // A contact that the company itself names could not be deleted before it.
    let without = Company { primary_contact_id: None, ..last.record.clone() };
    let company = editor.update(last.clone(), without)?;
    let own = |editor: &Editor| editor.rows::<Contact>().filter(contacts::company_id.eq(company.id));
    let free = own(editor).unnamed().first(MOST_CONTACTS);
    let free = editor.load(free)?;
    let (all, named) = (own(editor), Referent::of(&company));
    let go_along = usize::try_from(editor.count(all)?).is_ok_and(|all| all == free.len());
    let referrers = Referrers::of_but(editor, &named, |kind| go_along && kind.entity == Contact::ENTITY)?;
    referrers.refuse::<Company>("company_id", &company.name, Sentence::AdviceKeepCompany)?;
    for contact in free {
        editor.delete(&contact)?;
    }
    editor.delete(&company)?;
    Ok(last)
}
