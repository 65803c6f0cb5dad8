//! Tickets: what a customer wants done, and how far it is. The model, its view on the wire, and what its methods share.

use std::collections::HashMap;

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;

use crate::db::schema::{ticket_comments, tickets};
use crate::db::stored::{Entity, Facet, Record, Recorded};
use crate::fields::text::fold;
use crate::fields::{Day, Instant};

/// A ticket.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = tickets, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct Ticket {
    pub title: String,
    pub description: String,
    pub company_id: i64,
    pub contact_id: Option<i64>,
    pub opportunity_id: Option<i64>,
    pub user_id: i64,
    pub origin_id: i64,
    pub case_id: i64,
    pub priority_id: i64,
    pub estimated_end_at: Day,
    pub status: String,
    pub solved_at: Option<Instant>,
    pub closed_at: Option<Instant>,
}

pub const BY_USER: Facet = Facet("tickets.user_id");
pub const BY_COMPANY: Facet = Facet("tickets.company_id");

impl Record for Ticket {
    const ENTITY: Entity = Entity::Ticket;
    const ALL: Facet = Facet("tickets");

    type With = With;
    type View<'a> = TicketView<'a>;

    fn view<'a>(kept: &'a Recorded<Self>, with: &'a With) -> TicketView<'a> {
        TicketView::new(kept, with)
    }

    fn whole() -> With {
        With::default()
    }

    fn facets(&self) -> Vec<(Facet, i64)> {
        vec![(BY_USER, self.user_id), (BY_COMPANY, self.company_id)]
    }

    fn search_text(&self) -> Option<String> {
        Some(fold(&format!("{}\n{}", self.title, self.description)))
    }
}

/// What is shown of a ticket beside its own fields.
#[derive(Debug, Default)]
pub struct With {
    pub comments: Option<HashMap<i64, Vec<Recorded<TicketComment>>>>,
}

/// A ticket.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Ticket")]
pub struct TicketView<'a> {
    id: i64,
    title: &'a str,
    description: &'a str,
    company_id: i64,
    contact_id: Option<i64>,
    opportunity_id: Option<i64>,
    /// The user who owns it.
    user_id: i64,
    /// An entry of `Tickets.GetOrigins`.
    origin_id: i64,
    /// An entry of `Tickets.GetCases`.
    case_id: i64,
    /// An entry of `Tickets.GetPriorities`.
    priority_id: i64,
    /// The day on which it is expected to be done.
    estimated_end_at: &'a Day,
    /// `open`, `pending`, `solved` or `closed`.
    status: &'a str,
    /// When it was solved; null while it is not.
    solved_at: Option<Instant>,
    /// When it was closed; null while it is not.
    closed_at: Option<Instant>,
    /// What was said about it, the oldest first. Left out of lists that don't ask for it with `with_comments`.
    #[serde(skip_serializing_if = "Option::is_none")]
    comments: Option<Vec<CommentView<'a>>>,
    /// 1 when created, one more with each change.
    version: i64,
    created_at: Instant,
    updated_at: Instant,
}

impl<'a> TicketView<'a> {
    fn new(kept: &'a Recorded<Ticket>, with: &'a With) -> Self {
        let comments = with.comments.as_ref().map(|comments| comments.get(&kept.id).map(Vec::as_slice).unwrap_or_default());
        TicketView {
            id: kept.id,
            title: &kept.title,
            description: &kept.description,
            company_id: kept.company_id,
            contact_id: kept.contact_id,
            opportunity_id: kept.opportunity_id,
            user_id: kept.user_id,
            origin_id: kept.origin_id,
            case_id: kept.case_id,
            priority_id: kept.priority_id,
            estimated_end_at: &kept.estimated_end_at,
            status: &kept.status,
            solved_at: kept.solved_at,
            closed_at: kept.closed_at,
            comments: comments.map(|comments| comments.iter().map(CommentView::new).collect()),
            version: kept.version,
            created_at: kept.created_at,
            updated_at: kept.updated_at,
        }
    }
}

/// Something that was said about a ticket.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = ticket_comments)]
pub struct TicketComment {
    pub ticket_id: i64,
    pub user_id: i64,
    pub comment: String,
}

impl Record for TicketComment {
    const ENTITY: Entity = Entity::TicketComment;
    const ALL: Facet = Facet("ticket_comments");

    type With = ();
    type View<'a> = CommentView<'a>;

    fn view<'a>(kept: &'a Recorded<Self>, (): &'a ()) -> CommentView<'a> {
        CommentView::new(kept)
    }

    fn whole() {}
}

/// Something that was said about a ticket.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "TicketComment")]
pub struct CommentView<'a> {
    id: i64,
    ticket_id: i64,
    /// Who said it.
    user_id: i64,
    comment: &'a str,
    /// 1 when created, one more with each change.
    version: i64,
    created_at: Instant,
    updated_at: Instant,
}

impl<'a> CommentView<'a> {
    fn new(kept: &'a Recorded<TicketComment>) -> Self {
        CommentView {
            id: kept.id,
            ticket_id: kept.ticket_id,
            user_id: kept.user_id,
            comment: &kept.comment,
            version: kept.version,
            created_at: kept.created_at,
            updated_at: kept.updated_at,
        }
    }
}
