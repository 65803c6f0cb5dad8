//! Tickets: requests of customers, and their progress. This file has what its methods share; the record is
//! [`crate::records::ticket`].

mod add_comment;
mod create_ticket;
mod delete_ticket;
mod edit_ticket;
mod get_ticket;
pub mod get_tickets;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::db::scope::Reader;
use crate::db::stored::{Record, Recorded};
use crate::error::Result;
use crate::fields::{Beginning, Instant, Named};
use crate::modules::catalogs::check_entry;
use crate::modules::inputs::list_inputs::ListInputs;
use crate::modules::list::Listing;
use crate::modules::moved_history::{check_fits, said};
use crate::modules::notice::Owned;
use crate::modules::one::One;
use crate::modules::profiles::check_member;
use crate::modules::reference::{check_of_company, referred};
use crate::records::catalog;
use crate::records::company::Company;
use crate::records::contact::Contact;
use crate::records::opportunity::Opportunity;
use crate::records::ticket::{Comments, Ticket, With};
use crate::rpc::problems::Problems;
use crate::rpc::registry::Registry;

pub fn register(registry: &mut Registry) {
    registry
        .module("Tickets", "Tickets: what a customer wants done, and how far it is.", "Tickets: lo que pide un cliente y cómo va.")
        .method(Listing::of(get_tickets::GetTickets))
        .method(get_ticket::GetTicket)
        .method(create_ticket::CreateTicket)
        .method(edit_ticket::EditTicket)
        .method(add_comment::AddComment)
        .method(delete_ticket::DeleteTicket)
        .method(Listing::of(ListInputs::of(Ticket::ENTITY)));
}

impl Owned for Ticket {
    fn owner(&self) -> i64 {
        self.user_id
    }

    fn title(&self) -> &str {
        &self.title
    }
}

/// The status of a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "Status")]
pub enum TicketStatus {
    /// The ticket needs work.
    Open,
    /// The ticket waits for somebody else.
    Pending,
    /// The ticket is done, as far as the business can tell.
    Solved,
    /// The ticket is over.
    Closed,
}

impl TicketStatus {
    pub fn name(self) -> &'static str {
        match self {
            TicketStatus::Open => "open",
            TicketStatus::Pending => "pending",
            TicketStatus::Solved => "solved",
            TicketStatus::Closed => "closed",
        }
    }
}

impl Ticket {
    /// Moves the ticket to a status. The times of solving and closing are set when it gets there, and cleared when it leaves. A
    /// ticket that is closed unsolved has no time of solving.
    fn move_to(&mut self, status: TicketStatus, moment: Instant) {
        if self.status == status.name() {
            return;
        }
        status.name().clone_into(&mut self.status);
        (self.solved_at, self.closed_at) = match status {
            TicketStatus::Open | TicketStatus::Pending => (None, None),
            TicketStatus::Solved => (self.solved_at.or(Some(moment)), None),
            TicketStatus::Closed => (self.solved_at, Some(moment)),
        };
    }

    /// Takes the times of solving and closing that a call says.
    fn take_times(&mut self, solved_at: Option<Beginning>, closed_at: Option<Beginning>) {
        self.solved_at = said(solved_at).or(self.solved_at);
        self.closed_at = said(closed_at).or(self.closed_at);
    }

    /// Notes times that a call says and that do not fit the ticket's status. A ticket may be closed that was solved before.
    fn check_times_fit(&self, solved_at: Option<Beginning>, closed_at: Option<Beginning>, problems: &mut Problems) {
        let [solved, closed] = [TicketStatus::Solved, TicketStatus::Closed].map(TicketStatus::name);
        check_fits("solved_at", solved_at, &self.status, &[solved, closed], problems);
        check_fits("closed_at", closed_at, &self.status, &[closed], problems);
    }

    /// Notes problems of the records that the ticket names. The ticket may keep retired entries and an owner who has left. Its
    /// contact and its opportunity must belong to its company, even if only the company changes.
    fn check(&self, reader: &mut Reader, before: Option<&Ticket>, problems: &mut Problems) -> Result<()> {
        let moved = before.is_none_or(|before| before.company_id != self.company_id);
        let is_new = |id: &i64, had: fn(&Ticket) -> Option<i64>| moved || before.and_then(had) != Some(*id);
        if moved {
            referred::<Company>(reader, "company_id", self.company_id, problems)?;
        }
        if let Some(id) = self.contact_id.filter(|id| is_new(id, |ticket| ticket.contact_id)) {
            check_of_company::<Contact>(reader, "contact_id", id, self.company_id, problems)?;
        }
        if let Some(id) = self.opportunity_id.filter(|id| is_new(id, |ticket| ticket.opportunity_id)) {
            check_of_company::<Opportunity>(reader, "opportunity_id", id, self.company_id, problems)?;
        }
        check_member(reader, "user_id", self.user_id, before.map(|before| before.user_id), problems)?;
        check_entry(reader, catalog::TICKET_ORIGINS, "origin_id", self.origin_id, before.map(|before| before.origin_id), problems)?;
        check_entry(reader, catalog::TICKET_CASES, "case_id", self.case_id, before.map(|before| before.case_id), problems)?;
        check_entry(reader, catalog::TICKET_PRIORITIES, "priority_id", self.priority_id, before.map(|before| before.priority_id), problems)
    }
}

/// The ticket with its comments.
fn with_comments(reader: &mut Reader, ticket: Recorded<Ticket>) -> Result<One<Ticket>> {
    let comments = Comments::load(reader, std::slice::from_ref(&ticket))?;
    Ok(One::with(ticket, With { comments: Some(comments), ..Ticket::whole() }))
}
