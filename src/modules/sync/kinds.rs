//! What the methods need to know of each kind of record that is in the feed.

use crate::db::feed::Versions;
use crate::db::scope::Reader;
use crate::db::stored::Stored;
use crate::error::{Error, Result};
use crate::fields::Entity;
use crate::fields::kind_name::KindName;
use crate::records::catalog_entry::CatalogEntry;
use crate::records::company::Company;
use crate::records::contact::Contact;
use crate::records::file::File;
use crate::records::input::Input;
use crate::records::member::Member;
use crate::records::opportunity::Opportunity;
use crate::records::product::Product;
use crate::records::ticket::Ticket;
use crate::records::ticket_comment::TicketComment;

/// One kind of record.
pub struct FeedKind {
    pub entity: Entity,
    /// So many records of the profile, from the one behind this id on, in the order of their ids.
    pub copies: fn(&mut Reader, i64, i64) -> Result<Vec<Copied>>,
    /// All records of the profile.
    pub versions: fn(&mut Reader) -> Result<Versions>,
}

/// The kind of this name.
pub fn kind_of(name: KindName) -> Result<&'static FeedKind> {
    let kind = KINDS.iter().find(|kind| kind.entity == name.0);
    kind.ok_or_else(|| Error::internal(format!("the kind {} is in the feed and can't be copied", name.name())))
}

/// A record as the feed shows it.
pub struct Copied {
    pub id: i64,
    pub version: i64,
    /// JSON, as the wire shows the record.
    pub record: String,
}

const fn kind<R: Stored>() -> FeedKind {
    FeedKind { entity: R::ENTITY, copies: copies::<R>, versions: Reader::versions::<R> }
}

/// In the order of [`crate::fields::kind_name::IN_FEED`].
static KINDS: [FeedKind; 11] = [
    FeedKind { entity: Entity::Profile, copies: copies_of_profile, versions: versions_of_profile },
    kind::<Member>(),
    kind::<CatalogEntry>(),
    kind::<Input>(),
    kind::<File>(),
    kind::<Company>(),
    kind::<Contact>(),
    kind::<Product>(),
    kind::<Opportunity>(),
    kind::<Ticket>(),
    kind::<TicketComment>(),
];

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
    use crate::fields::kind_name::IN_FEED;

    #[test]
    fn each_kind_of_the_feed_can_be_copied() {
        assert!(KINDS.iter().map(|kind| kind.entity).eq(IN_FEED));
    }
}
