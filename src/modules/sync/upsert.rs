//! `Sync.Upsert`: the records of another system, created or changed, whichever it takes. How that is done is
//! [`crate::rpc::upsert`]'s; which kinds of record it is done with stands here.

use crate::records::catalog_entry::CatalogEntry;
use crate::records::company::Company;
use crate::records::contact::Contact;
use crate::records::input::Input;
use crate::records::opportunity::Opportunity;
use crate::records::product::Product;
use crate::records::ticket::Ticket;
use crate::rpc::upsert::UpsertKind;

/// The kinds that a script can both create and change.
pub const KINDS: [UpsertKind; 7] = [
    UpsertKind::of::<CatalogEntry>("entry_id", "Catalogs.CreateEntry", "Catalogs.EditEntry"),
    UpsertKind::of::<Input>("input_id", "Inputs.CreateInput", "Inputs.EditInput"),
    UpsertKind::of::<Company>("company_id", "Companies.CreateCompany", "Companies.EditCompany"),
    UpsertKind::of::<Contact>("contact_id", "Contacts.CreateContact", "Contacts.EditContact"),
    UpsertKind::of::<Product>("product_id", "Products.CreateProduct", "Products.EditProduct"),
    UpsertKind::of::<Opportunity>("opportunity_id", "Opportunities.CreateOpportunity", "Opportunities.EditOpportunity"),
    UpsertKind::of::<Ticket>("ticket_id", "Tickets.CreateTicket", "Tickets.EditTicket"),
];
