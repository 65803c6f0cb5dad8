//! The paper of a document: its address, which is the reply of `GetPdf`, and the rights that it takes.

use crate::db::papers::PaperAddress;
use crate::db::scope::Reader;
use crate::error::Result;
use crate::fields::Named;
use crate::records::company::Company;
use crate::records::contact::Contact;
use crate::records::document::Document;
use crate::records::product::Product;
use crate::records::service::Service;

/// The address of the paper of this document, for a caller who may read all that it shows.
pub fn paper_of<D: Document>(reader: &mut Reader, id: i64) -> Result<PaperAddress> {
    let document = reader.get::<D>(id)?;
    refuse_unless_shown(reader, &*document)?;
    Ok(reader.paper_address(D::ENTITY, id))
}

/// Refuses a caller who may not read all that the paper of this document shows.
pub fn refuse_unless_shown<D: Document>(reader: &Reader, document: &D) -> Result<()> {
    reader.refuse_unless_read(Company::ENTITY)?;
    if document.contact_id().is_some() {
        reader.refuse_unless_read(Contact::ENTITY)?;
    }
    for kind in [Product::ENTITY, Service::ENTITY] {
        reader.refuse_unless_read(kind)?;
    }
    Ok(())
}
