//! `Sync.Upsert`: the records of another system, created or changed, whichever it takes. How that is done is
//! [`crate::rpc::upsert`]'s; which kinds of record it is done with stands here.

use crate::db::stored::Entity;
use crate::rpc::upsert::UpsertKind;

/// The kinds that a script can both create and change.
pub const KINDS: [UpsertKind; 7] = [
    UpsertKind { entity: Entity::CatalogEntry, id: "entry_id", create: "Catalogs.CreateEntry", edit: "Catalogs.EditEntry" },
    UpsertKind { entity: Entity::Input, id: "input_id", create: "Inputs.CreateInput", edit: "Inputs.EditInput" },
    UpsertKind { entity: Entity::Company, id: "company_id", create: "Companies.CreateCompany", edit: "Companies.EditCompany" },
    UpsertKind { entity: Entity::Contact, id: "contact_id", create: "Contacts.CreateContact", edit: "Contacts.EditContact" },
    UpsertKind { entity: Entity::Product, id: "product_id", create: "Products.CreateProduct", edit: "Products.EditProduct" },
    UpsertKind {
        entity: Entity::Opportunity,
        id: "opportunity_id",
        create: "Opportunities.CreateOpportunity",
        edit: "Opportunities.EditOpportunity",
    },
    UpsertKind { entity: Entity::Ticket, id: "ticket_id", create: "Tickets.CreateTicket", edit: "Tickets.EditTicket" },
];
