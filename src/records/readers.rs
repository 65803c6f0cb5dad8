//! Readers: the role and the right that reading a kind of record needs.

use crate::auth::permission::Permission;
use crate::auth::rights::Right;
use crate::auth::role::Role;
use crate::fields::Entity;

impl Entity {
    /// What reading such records asks of an application token, in whatever way they are shown: what the kind's own methods
    /// ask. The profile itself is shown to each token that works in it.
    pub fn reading(self) -> Permission {
        let module = match self {
            Entity::ApplicationToken => return Permission::People,
            Entity::Profile => return Permission::Any,
            Entity::CatalogEntry => "Catalogs",
            Entity::Company => "Companies",
            Entity::Contact => "Contacts",
            Entity::File => "Files",
            Entity::Input => "Inputs",
            Entity::Member => "Profiles",
            Entity::Notification => "Notifications",
            Entity::Opportunity => "Opportunities",
            Entity::Product => "Products",
            Entity::Ticket | Entity::TicketComment => "Tickets",
            Entity::Webhook => "Webhooks",
        };
        Permission::Needs(module, Right::Read)
    }

    /// The least role that may read such records; none where each is one person's own.
    pub fn readers(self) -> Option<Role> {
        match self {
            Entity::ApplicationToken | Entity::Webhook => Some(Role::Manager),
            Entity::Notification => None,
            Entity::CatalogEntry
            | Entity::Company
            | Entity::Contact
            | Entity::File
            | Entity::Input
            | Entity::Member
            | Entity::Opportunity
            | Entity::Product
            | Entity::Profile
            | Entity::Ticket
            | Entity::TicketComment => Some(Role::Viewer),
        }
    }
}
