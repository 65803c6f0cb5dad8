//! The kinds of record, by the names that the wire and the change record have for them.

use schemars::JsonSchema;
use serde::Deserialize;

/// A kind of record, as the change record names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Entity {
    ApplicationToken,
    CatalogEntry,
    Company,
    Contact,
    File,
    Input,
    Member,
    Notification,
    Opportunity,
    Product,
    Profile,
    Ticket,
    TicketComment,
    Webhook,
}

impl Entity {
    pub const fn name(self) -> &'static str {
        match self {
            Entity::ApplicationToken => "application_token",
            Entity::CatalogEntry => "catalog_entry",
            Entity::Company => "company",
            Entity::Contact => "contact",
            Entity::File => "file",
            Entity::Input => "input",
            Entity::Member => "member",
            Entity::Notification => "notification",
            Entity::Opportunity => "opportunity",
            Entity::Product => "product",
            Entity::Profile => "profile",
            Entity::Ticket => "ticket",
            Entity::TicketComment => "ticket_comment",
            Entity::Webhook => "webhook",
        }
    }

    pub const ALL: [Entity; 14] = [
        Entity::ApplicationToken,
        Entity::CatalogEntry,
        Entity::Company,
        Entity::Contact,
        Entity::File,
        Entity::Input,
        Entity::Member,
        Entity::Notification,
        Entity::Opportunity,
        Entity::Product,
        Entity::Profile,
        Entity::Ticket,
        Entity::TicketComment,
        Entity::Webhook,
    ];
}

/// A kind of record that an id can be of.
pub trait Named {
    const ENTITY: Entity;

    /// Whether other systems may have names for its records.
    const HAS_EXTERNAL_IDS: bool;
}
