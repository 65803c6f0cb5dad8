//! The comment on a ticket.

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::db::schema::ticket_comments;
use crate::db::stored::{Facet, Record, Recorded, Reference, from_view, stored};
use crate::error::Result;
use crate::fields::external_ids::none_viewed;
use crate::fields::viewed::viewed;
use crate::fields::{Entity, Instant, Named, Verbatim};
use crate::records::ticket::Ticket;

/// A comment on a ticket.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable, AsChangeset, Deserialize)]
#[diesel(table_name = ticket_comments)]
pub struct TicketComment {
    pub ticket_id: i64,
    pub user_id: i64,
    pub comment: String,
    /// JSON, as the wire shows it.
    #[serde(default = "none_viewed", deserialize_with = "viewed")]
    pub external_ids: String,
}

stored!(TicketComment, ticket_comments);

impl Named for TicketComment {
    const ENTITY: Entity = Entity("ticket_comment");
    const HAS_EXTERNAL_IDS: bool = true;
}

impl Record for TicketComment {
    const ALL: Facet = Facet("ticket_comments");
    const REFERENCES: &'static [Reference] = &[Reference::to::<Ticket>("ticket_id")];
    const EXTERNAL_IDS: Option<fn(&Self) -> &str> = Some(|comment| &comment.external_ids);

    type With = ();
    type View<'a> = CommentView<'a>;

    fn long_texts(&self) -> usize {
        self.comment.len()
    }

    fn view<'a>(kept: &'a Recorded<Self>, (): &'a ()) -> CommentView<'a> {
        CommentView::new(kept)
    }

    fn whole() {}

    const REVIVE: Option<fn(&str) -> Result<Self>> = Some(from_view);
}

/// A comment on a ticket.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "TicketComment")]
pub struct CommentView<'a> {
    id: i64,
    ticket_id: i64,
    /// The author's user id.
    user_id: i64,
    comment: &'a str,
    /// The record's external IDs, by the name of the other system: `{"sap": "000123"}`.
    #[schemars(with = "std::collections::BTreeMap<String, String>")]
    external_ids: Verbatim<'a>,
    /// The record's version: 1 when created, one more with each change.
    version: i64,
    created_at: Instant,
    updated_at: Instant,
}

impl<'a> CommentView<'a> {
    pub fn new(kept: &'a Recorded<TicketComment>) -> Self {
        CommentView {
            id: kept.id,
            ticket_id: kept.ticket_id,
            user_id: kept.user_id,
            comment: &kept.comment,
            external_ids: Verbatim(Some(&kept.external_ids)),
            version: kept.version,
            created_at: kept.created_at,
            updated_at: kept.updated_at,
        }
    }
}
