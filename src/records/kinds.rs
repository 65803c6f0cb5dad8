//! The kinds of record, a row each: all that the program knows of a kind beside its record.
//!
//! A row determines the kind's place in feed, snapshot, digest and webhooks, its upsert, the guards of deletions, the lookup of
//! its ids, its inputs, and the role and the right that a method needs to read and write it.
//!
//! Invariants: a kind comes after all kinds that it refers to, apart from references to records of its own
//! ([`Reference::of_own`]). Feed and snapshot have the same order.

use serde_json::Value;

use crate::auth::permission::Permission;
use crate::auth::rights::Right;
use crate::auth::role::Role;
use crate::db::feed::{Copies, Versions};
use crate::db::linked::linkable_fields;
use crate::db::look_ups::LookUp;
use crate::db::references::Referent;
use crate::db::renewal::{Renew, renew_table};
use crate::db::scope::{Editor, Reader};
use crate::db::stored::{Links, MentionColumns, OwnRows, Reference, Stored};
use crate::error::{Error, Result};
use crate::fields::{Entity, Named};
use crate::records::application_token::ApplicationToken;
use crate::records::catalog_entry::CatalogEntry;
use crate::records::company::Company;
use crate::records::contact::Contact;
use crate::records::document_line::{OrderLine, QuotationLine};
use crate::records::feedback::Feedback;
use crate::records::file::File;
use crate::records::input::Input;
use crate::records::interaction::Interaction;
use crate::records::invitation::Invitation;
use crate::records::lead::Lead;
use crate::records::member::Member;
use crate::records::notification::Notification;
use crate::records::opportunity::Opportunity;
use crate::records::order::Order;
use crate::records::product::Product;
use crate::records::profile::Profile;
use crate::records::quotation::Quotation;
use crate::records::service::Service;
use crate::records::ticket::Ticket;
use crate::records::ticket_comment::TicketComment;
use crate::records::webhook::Webhook;
use crate::sentences::Noun;

/// All kinds.
#[rustfmt::skip]
pub static KINDS: &[Kind] = &[
    Kind::PROFILE,
    Kind::of::<Member>(&Noun::masculine("member", ("member", "members"), ("miembro", "miembros"))).in_module("Profiles").written_by(Role::Manager).in_feed(),
    Kind::of::<CatalogEntry>(&Noun::feminine("catalog_entry", ("catalog entry", "catalog entries"), ("entrada de catálogo", "entradas de catálogo"))).in_module("Catalogs").written_by(Role::Manager).in_feed()
        .upserted("entry_id", "Catalogs.CreateEntry", "Catalogs.EditEntry"),
    Kind::of::<Input>(&Noun::masculine("input", ("input", "inputs"), ("campo adicional", "campos adicionales"))).in_module("Inputs").written_by(Role::Manager).in_feed()
        .upserted("input_id", "Inputs.CreateInput", "Inputs.EditInput"),
    Kind::of::<File>(&Noun::masculine("file", ("file", "files"), ("archivo", "archivos"))).in_module("Files").in_feed(),
    Kind::of::<Company>(&Noun::feminine("company", ("company", "companies"), ("empresa", "empresas"))).in_module("Companies").in_feed()
        .upserted("company_id", "Companies.CreateCompany", "Companies.EditCompany"),
    Kind::of::<Contact>(&Noun::masculine("contact", ("contact", "contacts"), ("contacto", "contactos"))).in_module("Contacts").in_feed()
        .upserted("contact_id", "Contacts.CreateContact", "Contacts.EditContact"),
    Kind::of::<Product>(&Noun::masculine("product", ("product", "products"), ("producto", "productos"))).in_module("Products").in_feed()
        .upserted("product_id", "Products.CreateProduct", "Products.EditProduct"),
    Kind::of::<Service>(&Noun::masculine("service", ("service", "services"), ("servicio", "servicios"))).in_module("Services").in_feed()
        .upserted("service_id", "Services.CreateService", "Services.EditService"),
    Kind::of::<Lead>(&Noun::masculine("lead", ("lead", "leads"), ("lead", "leads"))).in_module("Leads").in_feed()
        .upserted("lead_id", "Leads.CreateLead", "Leads.EditLead"),
    Kind::of::<Opportunity>(&Noun::feminine("opportunity", ("opportunity", "opportunities"), ("oportunidad", "oportunidades"))).in_module("Opportunities").in_feed()
        .upserted("opportunity_id", "Opportunities.CreateOpportunity", "Opportunities.EditOpportunity"),
    Kind::of::<Ticket>(&Noun::masculine("ticket", ("ticket", "tickets"), ("ticket", "tickets"))).in_module("Tickets").in_feed()
        .upserted("ticket_id", "Tickets.CreateTicket", "Tickets.EditTicket"),
    Kind::of::<TicketComment>(&Noun::masculine("ticket_comment", ("comment", "comments"), ("comentario", "comentarios"))).in_module("Tickets").in_feed(),
    Kind::of::<Quotation>(&Noun::feminine("quotation", ("quotation", "quotations"), ("cotización", "cotizaciones"))).in_module("Quotations").in_feed()
        .upserted("quotation_id", "Quotations.CreateQuotation", "Quotations.EditQuotation"),
    Kind::of::<QuotationLine>(&Noun::feminine("quotation_line", ("quotation line", "quotation lines"), ("partida de cotización", "partidas de cotización"))).in_module("Quotations").part_of::<Quotation>(),
    Kind::of::<Order>(&Noun::masculine("order", ("order", "orders"), ("pedido", "pedidos"))).in_module("Orders").in_feed()
        .upserted("order_id", "Orders.CreateOrder", "Orders.EditOrder"),
    Kind::of::<OrderLine>(&Noun::feminine("order_line", ("order line", "order lines"), ("partida de pedido", "partidas de pedido"))).in_module("Orders").part_of::<Order>(),
    Kind::of::<Interaction>(&Noun::feminine("interaction", ("interaction", "interactions"), ("interacción", "interacciones"))).in_module("Interactions").in_feed()
        .upserted("interaction_id", "Interactions.CreateInteraction", "Interactions.EditInteraction"),
    Kind::of::<Feedback>(&Noun::feminine("feedback", ("feedback request", "feedback requests"), ("solicitud de opinión", "solicitudes de opinión"))).in_module("Feedback").in_feed(),
    #[cfg(feature = "vehicles")]
    Kind::of::<super::vehicle::Vehicle>(&Noun::masculine("vehicle", ("vehicle", "vehicles"), ("vehículo", "vehículos"))).in_module("Vehicles").in_feed()
        .upserted("vehicle_id", "Vehicles.CreateVehicle", "Vehicles.EditVehicle"),
    Kind::of::<Notification>(&Noun::feminine("notification", ("notification", "notifications"), ("notificación", "notificaciones"))).in_module("Notifications").for_one_person(),
    Kind::of::<ApplicationToken>(&Noun::masculine("application_token", ("application token", "application tokens"), ("token de aplicación", "tokens de aplicación"))).for_people().read_by(Role::Manager).written_by(Role::Manager),
    Kind::of::<Webhook>(&Noun::masculine("webhook", ("webhook", "webhooks"), ("webhook", "webhooks"))).in_module("Webhooks").read_by(Role::Manager).written_by(Role::Manager),
    Kind::of::<Invitation>(&Noun::feminine("invitation", ("invitation", "invitations"), ("invitación", "invitaciones"))).in_module("Profiles").read_by(Role::Manager).written_by(Role::Manager),
];

/// One kind of record.
pub struct Kind {
    pub entity: Entity,
    /// The noun for such a record in sentences, singular and plural.
    pub noun: &'static Noun,
    /// The right that an application token needs to see such records, in any reply.
    pub reading: Permission,
    /// The least role that may read such records; None if each is one person's own.
    pub readers: Option<Role>,
    /// The least role that may write such records, by any method; None if only the service writes them.
    pub writers: Option<Role>,
    /// Whether the kind is in the feed, and so in snapshots, digests and webhooks.
    pub is_in_feed: bool,
    pub copying: Copying,
    /// The upsert of the kind; None if a script can't both create and edit such records.
    pub upserted: Option<Upserted>,
    /// The kind's table; None if no table of records has it.
    pub kept: Option<Kept>,
}

/// The queries that read a kind for the feed's snapshot and digest.
pub struct Copying {
    /// Records of the profile, in the order of their ids: those after this id, at most so many.
    pub copies: fn(&mut Reader, i64, i64) -> Result<Copies>,
    /// The versions of all records of the profile.
    pub versions: fn(&mut Reader) -> Result<Versions>,
}

/// The parts of a kind's upsert, for `Sync.Upsert`.
#[derive(Debug)]
pub struct Upserted {
    /// The parameter that names the record in the editing method.
    pub id: &'static str,
    /// The method that creates a record, with its module.
    pub create: &'static str,
    /// The method that edits a record, with its module.
    pub edit: &'static str,
}

/// The storage of a kind.
pub struct Kept {
    pub rows: OwnRows,
    pub references: &'static [Reference],
    pub links: &'static [Links],
    /// The columns that are looked up for a record that a call names by its id.
    pub mention: MentionColumns,
    /// The texts by which such records are looked up.
    pub looked_up: &'static [LookUp],
    /// The number of records of this kind that name another record.
    pub count_naming: fn(&mut Reader, &Referent<'_>) -> Result<i64>,
    /// The ids of records of this kind that name another record, at most so many.
    pub ids_naming: fn(&mut Reader, &Referent<'_>, i64) -> Result<Vec<i64>>,
    /// The step that folds search texts anew; None if such records are not searched.
    pub renew: Option<Renew>,
    /// The values of inputs; None if such records have no inputs.
    pub inputs: Option<InputValues>,
    /// The fields that a linked input of another record may show.
    pub linkable_fields: fn() -> Vec<String>,
    /// Shows such records as the feed shows them.
    pub show_each: ShowEach,
}

/// A function that shows the records with these ids to another one.
pub type ShowEach = fn(&mut Reader, &[i64], &mut dyn FnMut(i64, Value)) -> Result<()>;

/// The values that records of a kind have for one input, named by its slug.
pub struct InputValues {
    /// The ids of records that have a value, at most so many.
    pub ids: fn(&mut Reader, &str, i64) -> Result<Vec<i64>>,
    /// Removes the value from these records.
    pub take: fn(&mut Editor, &str, &[i64]) -> Result<()>,
}

/// The row of a kind.
pub fn kind_of(entity: Entity) -> Result<&'static Kind> {
    let found = KINDS.iter().find(|kind| kind.entity == entity);
    found.ok_or_else(|| Error::internal(format!("the kind {} has no row", entity.name())))
}

/// The failure of a call that names a missing record of this kind, or another profile's.
pub fn not_found(entity: Entity) -> Error {
    kind_of(entity).map_or_else(|cause| cause, |kind| Error::not_found(kind.noun))
}

/// Whether a kind has a row. `stored!` asks this at compile time.
pub(crate) const fn has_row(entity: Entity) -> bool {
    let mut rows = KINDS;
    while let Some((kind, others)) = rows.split_first() {
        if is_same(kind.entity.name().as_bytes(), entity.name().as_bytes()) {
            return true;
        }
        rows = others;
    }
    false
}

const fn is_same(mut one: &[u8], mut other: &[u8]) -> bool {
    while let (Some((first, rest)), Some((second, others))) = (one.split_first(), other.split_first()) {
        if *first != *second {
            return false;
        }
        (one, other) = (rest, others);
    }
    one.is_empty() && other.is_empty()
}

impl Kind {
    /// The profile itself: it is no record within a profile, and every token that works in it may see it.
    pub const PROFILE: Kind = Kind {
        entity: Profile::ENTITY,
        noun: &Noun::masculine("profile", ("profile", "profiles"), ("perfil", "perfiles")),
        reading: Permission::Any,
        readers: Some(Role::Viewer),
        writers: Some(Role::Manager),
        is_in_feed: true,
        copying: Copying { copies: Reader::copies_of_profile, versions: Reader::versions_of_profile },
        upserted: None,
        kept: None,
    };

    /// A kind that every member reads, that a member with write access writes, and that no application token reaches.
    const fn of<R: Stored>(noun: &'static Noun) -> Self {
        let kept = Kept {
            rows: R::ROWS,
            references: R::REFERENCES,
            links: R::LINKS,
            mention: R::MENTION,
            looked_up: R::LOOKED_UP,
            count_naming: Reader::count_naming::<R>,
            ids_naming: Reader::ids_naming::<R>,
            renew: if R::SEARCHED { Some(renew_table::<R>) } else { None },
            inputs: match R::INPUTS {
                Some(_) => Some(InputValues { ids: Reader::ids_with_input::<R>, take: Editor::take_input::<R> }),
                None => None,
            },
            linkable_fields: linkable_fields::<R>,
            show_each: Reader::show_each::<R>,
        };
        Kind {
            entity: R::ENTITY,
            noun,
            reading: Permission::People,
            readers: Some(Role::Viewer),
            writers: Some(Role::Member),
            is_in_feed: false,
            copying: Copying { copies: Reader::copies::<R>, versions: Reader::versions::<R> },
            upserted: None,
            kept: Some(kept),
        }
    }

    /// Sets the module whose rights an application token needs.
    const fn in_module(self, module: &'static str) -> Self {
        Kind { reading: Permission::Needs(module, Right::Read), ..self }
    }

    /// Puts the kind out of reach for application tokens.
    const fn for_people(self) -> Self {
        Kind { reading: Permission::People, ..self }
    }

    const fn read_by(self, role: Role) -> Self {
        Kind { readers: Some(role), ..self }
    }

    const fn written_by(self, role: Role) -> Self {
        Kind { writers: Some(role), ..self }
    }

    /// Makes each record one person's own. Only the service writes such records.
    const fn for_one_person(self) -> Self {
        Kind { readers: None, writers: None, ..self }
    }

    const fn in_feed(self) -> Self {
        Kind { is_in_feed: true, ..self }
    }

    /// Makes such records lines of documents of this kind. The documents keep all of a line, so a value that is taken from lines is
    /// taken from their documents.
    const fn part_of<D: Stored>(self) -> Self {
        match self.kept {
            Some(kept) => {
                let Some(InputValues { ids, .. }) = kept.inputs else { return Kind { kept: Some(kept), ..self } };
                let inputs = Some(InputValues { ids, take: Editor::take_input_of_lines::<D> });
                Kind { kept: Some(Kept { inputs, ..kept }), ..self }
            }
            _ => self,
        }
    }

    /// Sets the parameter that names a record for editing, and the methods that create and edit one.
    const fn upserted(self, id: &'static str, create: &'static str, edit: &'static str) -> Self {
        Kind { upserted: Some(Upserted { id, create, edit }), ..self }
    }

    /// The text of this field by which such records are looked up; None if they are not.
    pub fn looked_up(&self, field: &str) -> Option<(OwnRows, &'static LookUp)> {
        let kept = self.kept.as_ref()?;
        let look_up = kept.looked_up.iter().find(|look_up| look_up.field == field)?;
        Some((kept.rows, look_up))
    }

    /// The values of inputs of such records; None if they can't have inputs.
    pub fn inputs(&self) -> Option<&InputValues> {
        self.kept.as_ref()?.inputs.as_ref()
    }

    /// The fields of such records that a linked input of another record may show.
    pub fn linkable_fields(&self) -> Vec<String> {
        self.kept.as_ref().map(|kept| (kept.linkable_fields)()).unwrap_or_default()
    }

    /// Shows the records with these ids, as the feed shows them.
    pub fn show_each(&self, reader: &mut Reader, ids: &[i64], show: &mut dyn FnMut(i64, Value)) -> Result<()> {
        match &self.kept {
            Some(kept) if !ids.is_empty() => (kept.show_each)(reader, ids, show),
            _ => Ok(()),
        }
    }

    /// The right that an application token needs to write such records with this kind's own methods.
    pub fn writing(&self, right: Right) -> Permission {
        match self.reading {
            Permission::Needs(module, _) => Permission::Needs(module, right),
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::KINDS;
    use crate::db::stored::Target;
    use crate::records::tests;

    #[test]
    fn each_kind_that_is_kept_is_read_back_from_its_view_by_a_test() {
        let kept = KINDS.iter().filter(|kind| kind.kept.is_some()).map(|kind| kind.entity);
        assert!(kept.eq(tests::KINDS.iter().map(|(entity, _)| *entity)), "records::tests lists other kinds, or in another order");
    }

    #[test]
    fn each_kind_has_one_row_behind_all_that_it_refers_to() {
        let mut earlier = BTreeSet::new();
        for kind in KINDS {
            assert!(earlier.insert(kind.entity.name()), "{} has two rows", kind.entity.name());
            let references = kind.kept.iter().flat_map(|kept| kept.references.iter());
            for target in references.filter(|reference| !reference.is_of_own()).map(|reference| reference.to) {
                let named = match target {
                    Target::Record(entity) => vec![entity.name()],
                    Target::OneOf(entities) => entities.iter().map(|entity| entity.name()).collect(),
                    Target::Entry(_) => vec!["catalog_entry"],
                };
                assert!(named.iter().all(|named| earlier.contains(named)), "{} comes before {named:?}", kind.entity.name());
            }
        }
    }
}
