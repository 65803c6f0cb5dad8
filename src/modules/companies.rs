//! Companies: the customers, partners and suppliers of the business. This file has what its methods share; the record is
//! [`crate::records::company`].

mod create_company;
mod delete_company;
mod edit_company;
mod get_companies;
mod get_company;
pub mod new_company;

use crate::db::scope::Reader;
use crate::db::stored::Recorded;
use crate::error::Result;
use crate::fields::{Id, Named};
use crate::modules::inputs::list_inputs::ListInputs;
use crate::modules::list::Listing;
use crate::modules::withheld::Withheld;
use crate::records::catalog;
use crate::records::catalog_entry::CatalogEntry;
use crate::records::company::Company;
use crate::records::contact::Contact;
use crate::records::contact::ContactsByCompany;
use crate::rpc::problems::Problems;
use crate::rpc::registry::Registry;

pub fn register(registry: &mut Registry) {
    registry
        .module("Companies", "Companies: whom the business deals with.", "Empresas: con quienes trata el negocio.")
        .method(Listing::of(get_companies::GetCompanies))
        .method(get_company::GetCompany)
        .method(create_company::CreateCompany)
        .method(edit_company::EditCompany)
        .method(delete_company::DeleteCompany)
        .method(Listing::of(ListInputs(Company::ENTITY)));
}

/// The contacts at these companies, if they are asked for and the caller may read contacts.
fn contacts_of(
    reader: &mut Reader,
    wanted: bool,
    companies: &[Recorded<Company>],
    withheld: &mut Withheld,
) -> Result<Option<ContactsByCompany>> {
    if !wanted || !withheld.shows(reader, Contact::ENTITY, &["contacts"]) {
        return Ok(None);
    }
    ContactsByCompany::load(reader, companies).map(Some)
}

/// Notes the entries that the company can't have. A company may keep a retired entry that it has already.
fn check_entries(
    reader: &mut Reader,
    type_id: Option<Id<CatalogEntry>>,
    industry_id: Option<Id<CatalogEntry>>,
    kept: Option<&Company>,
    problems: &mut Problems,
) -> Result<()> {
    use crate::modules::catalogs::check_entry;
    if let Some(id) = type_id {
        check_entry(reader, catalog::COMPANY_TYPES, "type_id", id, kept.and_then(|company| company.type_id), problems)?;
    }
    if let Some(id) = industry_id {
        check_entry(reader, catalog::COMPANY_INDUSTRIES, "industry_id", id, kept.and_then(|company| company.industry_id), problems)?;
    }
    Ok(())
}
