//! Which records an entry of a catalog is used by: a line per catalog.

use diesel::prelude::*;

use crate::db::rows::Rows;
use crate::db::schema::{catalog_entries, companies, contacts, opportunities, products, tickets};
use crate::db::scope::Reader;
use crate::db::stored::Recorded;
use crate::error::Result;
use crate::modules::referrers::Referrers;
use crate::records::catalog_entry::CatalogEntry;
use crate::records::company::Company;
use crate::records::contact::Contact;
use crate::records::opportunity::Opportunity;
use crate::records::product::Product;
use crate::records::ticket::Ticket;

/// Who refers to an entry.
pub fn referrers(reader: &mut Reader, entry: &Recorded<CatalogEntry>) -> Result<Referrers> {
    let id = entry.id;
    let mut referrers = Referrers::default();
    referrers.count(reader, |rows: Rows<CatalogEntry>| rows.filter(catalog_entries::parent_id.eq(id)), "entry", "entries")?;
    match entry.catalog.as_str() {
        "company_types" => companies(&mut referrers, reader, |rows| rows.filter(companies::type_id.eq(id)))?,
        "company_industries" => companies(&mut referrers, reader, |rows| rows.filter(companies::industry_id.eq(id)))?,
        "contact_origins" => contacts(&mut referrers, reader, |rows| rows.filter(contacts::origin_id.eq(id)))?,
        "contact_titles" => contacts(&mut referrers, reader, |rows| rows.filter(contacts::title_id.eq(id)))?,
        "contact_departments" => contacts(&mut referrers, reader, |rows| rows.filter(contacts::department_id.eq(id)))?,
        "contact_positions" => contacts(&mut referrers, reader, |rows| rows.filter(contacts::position_id.eq(id)))?,
        "currencies" => products(&mut referrers, reader, |rows| rows.filter(products::profile_currency_type_id.eq(id)))?,
        "product_categories" => products(&mut referrers, reader, |rows| rows.filter(products::product_category_id.eq(id)))?,
        "product_subcategories" => products(&mut referrers, reader, |rows| rows.filter(products::product_subcategory_id.eq(id)))?,
        "product_validities" => products(&mut referrers, reader, |rows| rows.filter(products::product_validity_id.eq(id)))?,
        "product_discounts" => products(&mut referrers, reader, |rows| rows.filter(products::product_discount_id.eq(id)))?,
        "product_measures" => products(&mut referrers, reader, |rows| rows.filter(products::product_measury_id.eq(id)))?,
        "product_taxes" => products(&mut referrers, reader, |rows| rows.linked_to(id))?,
        "stages" => opportunities(&mut referrers, reader, |rows| rows.filter(opportunities::stage_id.eq(id)))?,
        "campaigns" => opportunities(&mut referrers, reader, |rows| rows.filter(opportunities::campaign_id.eq(id)))?,
        "ticket_origins" => tickets(&mut referrers, reader, |rows| rows.filter(tickets::origin_id.eq(id)))?,
        "ticket_cases" => tickets(&mut referrers, reader, |rows| rows.filter(tickets::case_id.eq(id)))?,
        "ticket_priorities" => tickets(&mut referrers, reader, |rows| rows.filter(tickets::priority_id.eq(id)))?,
        _ => {}
    }
    Ok(referrers)
}

fn companies(referrers: &mut Referrers, reader: &mut Reader, among: impl FnOnce(Rows<Company>) -> Rows<Company>) -> Result<()> {
    referrers.count(reader, among, "company", "companies")
}

fn contacts(referrers: &mut Referrers, reader: &mut Reader, among: impl FnOnce(Rows<Contact>) -> Rows<Contact>) -> Result<()> {
    referrers.count(reader, among, "contact", "contacts")
}

fn products(referrers: &mut Referrers, reader: &mut Reader, among: impl FnOnce(Rows<Product>) -> Rows<Product>) -> Result<()> {
    referrers.count(reader, among, "product", "products")
}

fn opportunities(referrers: &mut Referrers, reader: &mut Reader, among: impl FnOnce(Rows<Opportunity>) -> Rows<Opportunity>) -> Result<()> {
    referrers.count(reader, among, "opportunity", "opportunities")
}

fn tickets(referrers: &mut Referrers, reader: &mut Reader, among: impl FnOnce(Rows<Ticket>) -> Rows<Ticket>) -> Result<()> {
    referrers.count(reader, among, "ticket", "tickets")
}
