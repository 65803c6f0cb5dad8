//! Companies: the customers, partners and suppliers of the business. This file has what its methods share; the record is
//! [`crate::records::company`].

mod create_company;
mod delete_company;
pub mod edit_company;
pub mod get_companies;
mod get_company;
pub mod new_company;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::db::scope::Reader;
use crate::db::stored::Recorded;
use crate::error::Result;
use crate::fields::{Beginning, Edit, Id, Instant, Money, Named, PostalAddress};
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
use crate::sentences::Sentence;

pub fn register(registry: &mut Registry) {
    registry
        .module("Companies", "Companies: whom the business deals with.", "Empresas: con quienes trata el negocio.")
        .method(Listing::of(get_companies::GetCompanies))
        .method(get_company::GetCompany)
        .method(create_company::CreateCompany)
        .method(edit_company::EditCompany)
        .method(delete_company::DeleteCompany)
        .method(Listing::of(ListInputs::of(Company::ENTITY)));
}

/// The fields of a company that may have no value, for lists.
pub const NULLABLE: &[&str] = &[
    "type_id",
    "industry_id",
    "kind",
    "customer_since",
    "customer_status",
    "payment_terms",
    "credit_limit",
    "primary_contact_id",
    "contact_name",
    "contact_position",
    "notes",
    "website",
    "phone",
    "mobile",
    "whatsapp",
    "email",
    "bio",
    "billing_name",
    "rfc",
    "logo_id",
    "user_id",
];

/// The contacts at these companies, if they are asked for and the caller may read contacts.
pub fn contacts_of(
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
pub fn check_entries(
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

/// Whether a company is a business or a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum CompanyKind {
    Business,
    Individual,
}

impl CompanyKind {
    pub fn name(self) -> &'static str {
        match self {
            CompanyKind::Business => "business",
            CompanyKind::Individual => "individual",
        }
    }
}

impl From<CompanyKind> for String {
    fn from(kind: CompanyKind) -> String {
        kind.name().to_owned()
    }
}

impl From<CompanyKind> for Option<String> {
    fn from(kind: CompanyKind) -> Self {
        Some(kind.into())
    }
}

/// The status of a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum CustomerStatus {
    Active,
    Inactive,
    /// Nothing is to be sold to the customer.
    Blocked,
}

impl CustomerStatus {
    pub fn name(self) -> &'static str {
        match self {
            CustomerStatus::Active => "active",
            CustomerStatus::Inactive => "inactive",
            CustomerStatus::Blocked => "blocked",
        }
    }
}

impl From<CustomerStatus> for String {
    fn from(status: CustomerStatus) -> String {
        status.name().to_owned()
    }
}

impl From<CustomerStatus> for Option<String> {
    fn from(status: CustomerStatus) -> Self {
        Some(status.into())
    }
}

impl Company {
    /// Makes the company a customer since this time, and an active one unless it has a status. A customer stays as it is.
    pub fn make_customer(&mut self, since: Instant) {
        if self.customer_since.is_none() {
            self.customer_since = Some(since);
            self.customer_status.get_or_insert_with(|| CustomerStatus::Active.into());
        }
    }
}

/// Notes a time in the future from which the company is a customer, and a credit limit below zero.
pub fn check_terms(reader: &Reader, customer_since: Option<Beginning>, credit_limit: Option<Money>, problems: &mut Problems) {
    if customer_since.is_some_and(|since| since.instant() > reader.moment()) {
        problems.add("customer_since", "future", Sentence::MomentFuture);
    }
    if credit_limit.is_some_and(|limit| limit < Money::ZERO) {
        problems.add("credit_limit", "out_of_range", Sentence::NotNegative);
    }
}

/// An address as a record keeps it, if there is one.
pub fn kept_address(address: Option<impl Into<Option<PostalAddress>>>) -> Result<Option<String>> {
    address.and_then(Into::into).as_ref().map(PostalAddress::as_kept).transpose()
}

/// The edit of an address, as a record keeps it.
fn kept_edit(address: Edit<impl Into<Option<PostalAddress>>>) -> Result<Edit<Option<String>>> {
    address.try_map(|address| kept_address(Some(address)))
}
