//! Tickets: what a customer wants done, and how far it is. The model, its view on the wire, and what its methods share.

mod add_comment;
mod create_ticket;
mod delete_ticket;
mod edit_ticket;
mod get_ticket;
mod get_tickets;

use std::collections::HashMap;

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::db::schema::{ticket_comments, tickets};
use crate::db::scope::Reader;
use crate::db::stored::{Facet, Record, Recorded};
use crate::error::Result;
use crate::fields::folding::fold;
use crate::fields::{Day, Entity, Instant, Verbatim};
use crate::modules::catalogs::check_entry;
use crate::modules::companies::Company;
use crate::modules::contacts::Contact;
use crate::modules::list::Listing;
use crate::modules::notice::Owned;
use crate::modules::one::One;
use crate::modules::opportunities::Opportunity;
use crate::modules::profiles::check_member;
use crate::modules::reference::{check_of_company, referred};
use crate::rpc::problems::Problems;
use crate::rpc::registry::Registry;

pub fn register(registry: &mut Registry) {
    registry
        .module("Tickets", "Tickets: what a customer wants done, and how far it is.")
        .method(Listing(get_tickets::GetTickets))
        .method(get_ticket::GetTicket)
        .method(create_ticket::CreateTicket)
        .method(edit_ticket::EditTicket)
        .method(add_comment::AddComment)
        .method(delete_ticket::DeleteTicket);
}

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
    /// JSON, as the wire shows it.
    pub external_ids: String,
}

pub const BY_USER: Facet = Facet("tickets.user_id");
pub const BY_COMPANY: Facet = Facet("tickets.company_id");

impl Record for Ticket {
    const ENTITY: Entity = Entity::Ticket;
    const ALL: Facet = Facet("tickets");
    const EXTERNAL_IDS: Option<fn(&Self) -> &str> = Some(|ticket| &ticket.external_ids);

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

impl Owned for Ticket {
    fn owner(&self) -> i64 {
        self.user_id
    }

    fn title(&self) -> &str {
        &self.title
    }
}

/// How far a ticket is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Somebody has to do something.
    Open,
    /// Somebody else has to do something first.
    Pending,
    /// Done, as far as the business can tell.
    Solved,
    /// Over.
    Closed,
}

impl Status {
    pub fn name(self) -> &'static str {
        match self {
            Status::Open => "open",
            Status::Pending => "pending",
            Status::Solved => "solved",
            Status::Closed => "closed",
        }
    }
}

impl Ticket {
    /// Moves it to a status. The times tell when it came to be solved and closed, and go when it no longer is; a
    /// ticket that is closed unsolved never was solved.
    fn move_to(&mut self, status: Status, moment: Instant) {
        if self.status == status.name() {
            return;
        }
        status.name().clone_into(&mut self.status);
        (self.solved_at, self.closed_at) = match status {
            Status::Open | Status::Pending => (None, None),
            Status::Solved => (self.solved_at.or(Some(moment)), None),
            Status::Closed => (self.solved_at, Some(moment)),
        };
    }

    /// Notes what is wrong with the records that it names. Entries that the ticket had before may be retired, and its
    /// owner may have left. Whom and what it is about must belong to its company, also where only that has changed.
    fn check(&self, reader: &mut Reader, before: Option<&Ticket>, problems: &mut Problems) -> Result<()> {
        let moved = before.is_none_or(|before| before.company_id != self.company_id);
        let is_new = |id: &i64, had: fn(&Ticket) -> Option<i64>| moved || before.and_then(had) != Some(*id);
        if moved {
            referred::<Company>(reader, "company_id", self.company_id, problems)?;
        }
        if let Some(id) = self.contact_id.filter(|id| is_new(id, |ticket| ticket.contact_id)) {
            check_of_company(reader, "contact_id", id, self.company_id, |contact: &Contact| contact.company_id, problems)?;
        }
        if let Some(id) = self.opportunity_id.filter(|id| is_new(id, |ticket| ticket.opportunity_id)) {
            check_of_company(reader, "opportunity_id", id, self.company_id, |about: &Opportunity| about.company_id, problems)?;
        }
        check_member(reader, "user_id", self.user_id, before.map(|before| before.user_id), problems)?;
        check_entry(reader, "ticket_origins", "origin_id", self.origin_id, before.map(|before| before.origin_id), problems)?;
        check_entry(reader, "ticket_cases", "case_id", self.case_id, before.map(|before| before.case_id), problems)?;
        check_entry(reader, "ticket_priorities", "priority_id", self.priority_id, before.map(|before| before.priority_id), problems)
    }
}

/// What is shown of a ticket beside its own fields.
#[derive(Debug, Default)]
pub struct With {
    pub comments: Option<Comments>,
}

/// What was said about each ticket of a page.
#[derive(Debug, Default)]
pub struct Comments(HashMap<i64, Vec<Recorded<TicketComment>>>);

impl Comments {
    fn load(reader: &mut Reader, tickets: &[Recorded<Ticket>]) -> Result<Self> {
        let mut found: HashMap<i64, Vec<_>> = HashMap::new();
        let ids: Vec<i64> = tickets.iter().map(|ticket| ticket.id).collect();
        let rows = reader.rows::<TicketComment>().among(ticket_comments::ticket_id, Some(&ids));
        for comment in reader.load(rows)? {
            found.entry(comment.ticket_id).or_default().push(comment);
        }
        for comments in found.values_mut() {
            comments.sort_by_key(|comment| comment.id);
        }
        Ok(Comments(found))
    }

    /// The comments on one ticket, the oldest first.
    fn on(&self, ticket_id: i64) -> &[Recorded<TicketComment>] {
        self.0.get(&ticket_id).map(Vec::as_slice).unwrap_or_default()
    }
}

/// The ticket with its comments.
fn with_comments(reader: &mut Reader, ticket: Recorded<Ticket>) -> Result<One<Ticket>> {
    let comments = Comments::load(reader, std::slice::from_ref(&ticket))?;
    Ok(One::with(ticket, With { comments: Some(comments) }))
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
    /// The record's ids in other systems, by the system's name.
    #[schemars(with = "std::collections::BTreeMap<String, String>")]
    external_ids: Verbatim<'a>,
    /// 1 when created, one more with each change.
    version: i64,
    created_at: Instant,
    updated_at: Instant,
}

impl<'a> TicketView<'a> {
    fn new(kept: &'a Recorded<Ticket>, with: &'a With) -> Self {
        let comments = with.comments.as_ref().map(|comments| comments.on(kept.id).iter().map(CommentView::new).collect());
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
            comments,
            external_ids: Verbatim(Some(&kept.external_ids)),
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
    /// JSON, as the wire shows it.
    pub external_ids: String,
}

impl Record for TicketComment {
    const ENTITY: Entity = Entity::TicketComment;
    const ALL: Facet = Facet("ticket_comments");
    const EXTERNAL_IDS: Option<fn(&Self) -> &str> = Some(|comment| &comment.external_ids);

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
    /// The record's ids in other systems, by the system's name.
    #[schemars(with = "std::collections::BTreeMap<String, String>")]
    external_ids: Verbatim<'a>,
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
            external_ids: Verbatim(Some(&kept.external_ids)),
            version: kept.version,
            created_at: kept.created_at,
            updated_at: kept.updated_at,
        }
    }
}
