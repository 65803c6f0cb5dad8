//! Contacts: the people with whom the business deals, each at a company. This file has what its methods share; the record is
//! [`crate::records::contact`].

mod assistant;
mod create_contact;
mod delete_contact;
mod edit_contact;
mod get_contact;
pub mod get_contacts;

use std::collections::HashSet;

use diesel::prelude::*;

use crate::db::references::Referent;
use crate::db::schema::contacts;
use crate::db::scope::Reader;
use crate::db::stored::Recorded;
use crate::error::Result;
use crate::fields::email::folded;
use crate::fields::{Id, Named};
use crate::modules::catalogs::check_entry;
use crate::modules::inputs::list_inputs::ListInputs;
use crate::modules::list::Listing;
use crate::modules::referrers::Referrers;
use crate::records::catalog;
use crate::records::catalog_entry::CatalogEntry;
use crate::records::contact::Contact;
use crate::rpc::problems::Problems;
use crate::rpc::registry::Registry;

pub fn register(registry: &mut Registry) {
    registry
        .module("Contacts", "Contacts: the people with whom the business deals.", "Contactos: las personas con las que trata el negocio.")
        .method(Listing::of(get_contacts::GetContacts))
        .method(get_contact::GetContact)
        .method(create_contact::CreateContact)
        .method(edit_contact::EditContact)
        .method(delete_contact::DeleteContact)
        .method(Listing::of(ListInputs::of(Contact::ENTITY)));
}

/// The catalog entries that a contact names.
struct Entries {
    title_id: Option<Id<CatalogEntry>>,
    origin_id: Option<Id<CatalogEntry>>,
    position_id: Option<Id<CatalogEntry>>,
    department_id: Option<Id<CatalogEntry>>,
}

impl Entries {
    /// Notes the entries that the contact can't have. A contact may keep a retired entry that it has already.
    fn check(&self, reader: &mut Reader, kept: Option<&Contact>, problems: &mut Problems) -> Result<()> {
        let entries = [
            (catalog::CONTACT_TITLES, "title_id", self.title_id, kept.and_then(|contact| contact.title_id)),
            (catalog::CONTACT_ORIGINS, "origin_id", self.origin_id, kept.and_then(|contact| contact.origin_id)),
            (catalog::CONTACT_POSITIONS, "position_id", self.position_id, kept.and_then(|contact| contact.position_id)),
            (catalog::CONTACT_DEPARTMENTS, "department_id", self.department_id, kept.and_then(|contact| contact.department_id)),
        ];
        for (catalog, path, id, kept) in entries {
            if let Some(id) = id {
                check_entry(reader, catalog, path, id, kept, problems)?;
            }
        }
        Ok(())
    }
}

/// Those of these addresses to which nothing is mailed, folded: a contact with the address is blocked.
pub fn blocked_addresses<'a>(reader: &mut Reader, addresses: impl IntoIterator<Item = &'a str>) -> Result<HashSet<String>> {
    let addresses: Vec<String> = addresses.into_iter().map(folded).collect();
    if addresses.is_empty() {
        return Ok(HashSet::new());
    }
    let blocked = reader.rows::<Contact>().filter(contacts::email_folded.eq_any(addresses)).filter(contacts::mail_blocked.eq(true));
    let blocked: Vec<Option<String>> = reader.columns(blocked, contacts::email_folded)?;
    Ok(blocked.into_iter().flatten().collect())
}

/// The records that refer to a contact. The company is named, too, because the indexes of the referring tables begin with it.
fn referrers(reader: &mut Reader, contact: &Recorded<Contact>) -> Result<Referrers> {
    Referrers::of(reader, &Referent::of(contact).within(contact.company_id))
}
