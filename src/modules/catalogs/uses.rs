//! Which records an entry of a catalog is used by: a line per catalog.

use diesel::prelude::*;

use crate::db::rows::Rows;
use crate::db::schema::{catalog_entries, companies, contacts, opportunities, products, tickets};
use crate::db::scope::Reader;
use crate::db::stored::Recorded;
use crate::error::Result;
use crate::modules::uses::Uses;
use crate::records::catalog_entry::CatalogEntry;
use crate::records::company::Company;
use crate::records::contact::Contact;
use crate::records::opportunity::Opportunity;
use crate::records::product::Product;
use crate::records::ticket::Ticket;

/// Who refers to an entry.
pub fn uses(reader: &mut Reader, entry: &Recorded<CatalogEntry>) -> Result<Uses> {
    let id = entry.id;
    let mut uses = Uses::default();
    uses.count(reader, |rows: Rows<CatalogEntry>| rows.filter(catalog_entries::parent_id.eq(id)), "entry", "entries")?;
    match entry.catalog.as_str() {
        "company_types" => companies(&mut uses, reader, |rows| rows.filter(companies::type_id.eq(id)))?,
        "company_industries" => companies(&mut uses, reader, |rows| rows.filter(companies::industry_id.eq(id)))?,
        "contact_origins" => contacts(&mut uses, reader, |rows| rows.filter(contacts::origin_id.eq(id)))?,
        "contact_titles" => contacts(&mut uses, reader, |rows| rows.filter(contacts::title_id.eq(id)))?,
        "contact_departments" => contacts(&mut uses, reader, |rows| rows.filter(contacts::department_id.eq(id)))?,
        "contact_positions" => contacts(&mut uses, reader, |rows| rows.filter(contacts::position_id.eq(id)))?,
        "currencies" => products(&mut uses, reader, |rows| rows.filter(products::profile_currency_type_id.eq(id)))?,
        "product_categories" => products(&mut uses, reader, |rows| rows.filter(products::product_category_id.eq(id)))?,
        "product_subcategories" => products(&mut uses, reader, |rows| rows.filter(products::product_subcategory_id.eq(id)))?,
        "product_validities" => products(&mut uses, reader, |rows| rows.filter(products::product_validity_id.eq(id)))?,
        "product_discounts" => products(&mut uses, reader, |rows| rows.filter(products::product_discount_id.eq(id)))?,
        "product_measures" => products(&mut uses, reader, |rows| rows.filter(products::product_measury_id.eq(id)))?,
        "product_taxes" => products(&mut uses, reader, |rows| rows.linked_to(id))?,
        "stages" => opportunities(&mut uses, reader, |rows| rows.filter(opportunities::stage_id.eq(id)))?,
        "campaigns" => opportunities(&mut uses, reader, |rows| rows.filter(opportunities::campaign_id.eq(id)))?,
        "ticket_origins" => tickets(&mut uses, reader, |rows| rows.filter(tickets::origin_id.eq(id)))?,
        "ticket_cases" => tickets(&mut uses, reader, |rows| rows.filter(tickets::case_id.eq(id)))?,
        "ticket_priorities" => tickets(&mut uses, reader, |rows| rows.filter(tickets::priority_id.eq(id)))?,
        _ => {}
    }
    Ok(uses)
}

fn companies(uses: &mut Uses, reader: &mut Reader, among: impl FnOnce(Rows<Company>) -> Rows<Company>) -> Result<()> {
    uses.count(reader, among, "company", "companies")
}

fn contacts(uses: &mut Uses, reader: &mut Reader, among: impl FnOnce(Rows<Contact>) -> Rows<Contact>) -> Result<()> {
    uses.count(reader, among, "contact", "contacts")
}

fn products(uses: &mut Uses, reader: &mut Reader, among: impl FnOnce(Rows<Product>) -> Rows<Product>) -> Result<()> {
    uses.count(reader, among, "product", "products")
}

fn opportunities(uses: &mut Uses, reader: &mut Reader, among: impl FnOnce(Rows<Opportunity>) -> Rows<Opportunity>) -> Result<()> {
    uses.count(reader, among, "opportunity", "opportunities")
}

fn tickets(uses: &mut Uses, reader: &mut Reader, among: impl FnOnce(Rows<Ticket>) -> Rows<Ticket>) -> Result<()> {
    uses.count(reader, among, "ticket", "tickets")
}
