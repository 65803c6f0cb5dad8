//! The kinds of record, a row each: what the feed, the upsert and the guards of deletions need to know of one.
//!
//! What holds here: what is referred to comes before what refers to it; a kind of the feed that has no row, or a row that
//! the feed does not have, is found by a test.

use crate::db::feed::Versions;
use crate::db::references::Referent;
use crate::db::scope::Reader;
use crate::db::stored::{Links, Reference, Stored};
use crate::error::{Error, Result};
use crate::fields::Entity;
use crate::fields::kind_name::KindName;
use crate::records::application_token::ApplicationToken;
use crate::records::catalog_entry::CatalogEntry;
use crate::records::company::Company;
use crate::records::contact::Contact;
use crate::records::file::File;
use crate::records::input::Input;
use crate::records::member::Member;
use crate::records::notification::Notification;
use crate::records::opportunity::Opportunity;
use crate::records::product::Product;
use crate::records::ticket::Ticket;
use crate::records::ticket_comment::TicketComment;
use crate::records::webhook::Webhook;
use crate::rpc::upsert::UpsertKind;

/// One kind of record.
pub struct Kind {
    pub entity: Entity,
    /// What a sentence calls one of them, and several.
    pub nouns: (&'static str, &'static str),
    /// Nothing where no table of records has it.
    pub kept: Option<Kept>,
    /// Nothing where it is not in the feed.
    pub feed: Option<Feed>,
    /// Nothing where a script can't both create and change it.
    pub upsert: Option<UpsertKind>,
}

/// How a kind is kept.
pub struct Kept {
    pub table: &'static str,
    pub references: &'static [Reference],
    pub links: Option<Links>,
    /// How many of them name a record.
    pub count_naming: fn(&mut Reader, &Referent<'_>) -> Result<i64>,
}

/// How a kind is read for the feed's snapshot and digest.
pub struct Feed {
    /// So many records of the profile, from the one behind this id on, in the order of their ids.
    pub copies: fn(&mut Reader, i64, i64) -> Result<Vec<Copied>>,
    /// All records of the profile.
    pub versions: fn(&mut Reader) -> Result<Versions>,
}

/// A record as the feed shows it.
pub struct Copied {
    pub id: i64,
    pub version: i64,
    /// JSON, as the wire shows the record.
    pub record: String,
}

impl Kind {
    const fn of<R: Stored>(one: &'static str, several: &'static str) -> Self {
        let kept = Kept { table: R::TABLE, references: R::REFERENCES, links: R::LINKS, count_naming: Reader::count_naming::<R> };
        Kind { entity: R::ENTITY, nouns: (one, several), kept: Some(kept), feed: None, upsert: None }
    }

    const fn in_feed<R: Stored>(one: &'static str, several: &'static str) -> Self {
        Kind { feed: Some(Feed { copies: copies::<R>, versions: Reader::versions::<R> }), ..Kind::of::<R>(one, several) }
    }

    /// With the parameter that names one where it is edited, and the methods that create and edit it.
    const fn upserted<R: Stored>(
        (one, several): (&'static str, &'static str),
        id: &'static str,
        create: &'static str,
        edit: &'static str,
    ) -> Self {
        Kind { upsert: Some(UpsertKind::of::<R>(id, create, edit)), ..Kind::in_feed::<R>(one, several) }
    }
}

#[rustfmt::skip]
pub static KINDS: [Kind; 14] = [
    Kind { entity: Entity::Profile, nouns: ("profile", "profiles"), kept: None, feed: Some(Feed { copies: copies_of_profile, versions: versions_of_profile }), upsert: None },
    Kind::in_feed::<Member>("member", "members"),
    Kind::upserted::<CatalogEntry>(("entry", "entries"), "entry_id", "Catalogs.CreateEntry", "Catalogs.EditEntry"),
    Kind::upserted::<Input>(("input", "inputs"), "input_id", "Inputs.CreateInput", "Inputs.EditInput"),
    Kind::in_feed::<File>("file", "files"),
    Kind::upserted::<Company>(("company", "companies"), "company_id", "Companies.CreateCompany", "Companies.EditCompany"),
    Kind::upserted::<Contact>(("contact", "contacts"), "contact_id", "Contacts.CreateContact", "Contacts.EditContact"),
    Kind::upserted::<Product>(("product", "products"), "product_id", "Products.CreateProduct", "Products.EditProduct"),
    Kind::upserted::<Opportunity>(("opportunity", "opportunities"), "opportunity_id", "Opportunities.CreateOpportunity", "Opportunities.EditOpportunity"),
    Kind::upserted::<Ticket>(("ticket", "tickets"), "ticket_id", "Tickets.CreateTicket", "Tickets.EditTicket"),
    Kind::in_feed::<TicketComment>("comment", "comments"),
    Kind::of::<Notification>("notification", "notifications"),
    Kind::of::<ApplicationToken>("application token", "application tokens"),
    Kind::of::<Webhook>("webhook", "webhooks"),
];

/// How the kind of this name is read for the feed.
pub fn feed_of(name: KindName) -> Result<&'static Feed> {
    let kind = KINDS.iter().find(|kind| kind.entity == name.0);
    let feed = kind.and_then(|kind| kind.feed.as_ref());
    feed.ok_or_else(|| Error::internal(format!("the kind {} is in the feed and can't be copied", name.name())))
}

/// The kinds that a script can both create and change.
pub fn upserted() -> Vec<&'static UpsertKind> {
    KINDS.iter().filter_map(|kind| kind.upsert.as_ref()).collect()
}

fn copies<R: Stored>(reader: &mut Reader, after: i64, most: i64) -> Result<Vec<Copied>> {
    let records = reader.walk::<R>(after, most)?;
    let whole = R::whole();
    let copies = records.iter().map(|kept| {
        let record = serde_json::to_string(&R::view(kept, &whole))?;
        Ok(Copied { id: kept.id, version: kept.version, record })
    });
    copies.collect()
}

fn copies_of_profile(reader: &mut Reader, after: i64, _: i64) -> Result<Vec<Copied>> {
    let profile = reader.profile()?;
    if profile.id <= after {
        return Ok(Vec::new());
    }
    Ok(vec![Copied { id: profile.id, version: profile.version, record: serde_json::to_string(&profile)? }])
}

fn versions_of_profile(reader: &mut Reader) -> Result<Versions> {
    let profile = reader.profile()?;
    Ok(vec![(profile.id, profile.version)])
}

#[cfg(test)]
mod tests {
    use super::KINDS;
    use crate::fields::Entity;
    use crate::fields::kind_name::IN_FEED;
    use crate::records::tests;

    #[test]
    fn each_kind_that_is_kept_is_read_back_from_its_view_by_a_test() {
        let kept = KINDS.iter().filter(|kind| kind.kept.is_some()).map(|kind| kind.entity);
        assert!(kept.eq(tests::KINDS.map(|(entity, _)| entity)), "records::tests lists other kinds, or in another order");
    }

    #[test]
    fn each_kind_has_a_row_and_each_of_the_feed_can_be_copied() {
        assert!(KINDS.iter().filter(|kind| kind.feed.is_some()).map(|kind| kind.entity).eq(IN_FEED));
        for entity in Entity::ALL {
            assert_eq!(KINDS.iter().filter(|kind| kind.entity == entity).count(), 1, "{}", entity.name());
        }
    }
}
