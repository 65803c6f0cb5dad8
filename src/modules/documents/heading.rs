//! The parts above the lines of a document: the company with its addresses, the contact, the owner, the currency.

use crate::db::scope::Editor;
use crate::db::stored::Recorded;
use crate::error::{Error, Result};
use crate::fields::{AddressOrText, Id};
use crate::modules::catalogs::check_entry;
use crate::modules::companies::{CustomerStatus, kept_address};
use crate::modules::profiles::check_owner;
use crate::modules::reference::{check_of_company, unknown};
use crate::records::catalog;
use crate::records::catalog_entry::CatalogEntry;
use crate::records::company::Company;
use crate::records::contact::Contact;
use crate::records::member::Member;
use crate::rpc::problems::Problems;
use crate::sentences::Sentence;

/// The records that a call names above the lines of a document.
#[derive(Debug, Default, Clone, Copy)]
pub struct Heading {
    pub contact_id: Option<Id<Contact>>,
    pub user_id: Option<Id<Member>>,
    pub currency_id: Option<Id<CatalogEntry>>,
}

/// The records that a document has already, and may keep.
#[derive(Debug, Default, Clone, Copy)]
pub struct KeptHeading {
    pub user_id: Option<i64>,
    pub currency_id: Option<i64>,
}

impl Heading {
    /// Notes records that the profile does not have, that are retired, or that do not belong to the company.
    pub fn check(self, editor: &mut Editor, company_id: Option<i64>, kept: KeptHeading, problems: &mut Problems) -> Result<()> {
        if let (Some(contact_id), Some(company_id)) = (self.contact_id, company_id) {
            check_of_company::<Contact>(editor, "contact_id", contact_id, company_id, problems)?;
        }
        if let Some(id) = self.currency_id {
            check_entry(editor, catalog::CURRENCIES, "currency_id", id, kept.currency_id, problems)?;
        }
        check_owner(editor, self.user_id, kept.user_id, problems)
    }
}

/// The company of a new document. A missing one is noted.
pub fn company_of(editor: &mut Editor, id: i64, problems: &mut Problems) -> Result<Option<Recorded<Company>>> {
    if problems.concern("company_id") {
        return Ok(None);
    }
    let company = editor.find::<Company>(id)?;
    if company.is_none() {
        problems.add("company_id", "unknown_id", unknown::<Company>(id)?);
    }
    Ok(company)
}

/// Refuses an order of a blocked customer.
pub fn refuse_if_blocked(path: &str, company: &Company) -> Result<()> {
    if company.customer_status.as_deref() == Some(CustomerStatus::Blocked.name()) {
        return Err(Error::conflict(path, "blocked", Sentence::CustomerBlocked { name: (&company.name).into() }));
    }
    Ok(())
}

/// The address that a document keeps: the given one, else the company's at the moment.
pub fn address(given: Option<AddressOrText>, of_company: Option<&String>) -> Result<Option<String>> {
    Ok(kept_address(given)?.or_else(|| of_company.cloned()))
}
