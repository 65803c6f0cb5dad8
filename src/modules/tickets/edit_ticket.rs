//! `Tickets.EditTicket`: changes a ticket.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{TicketStatus, with_comments};
use crate::db::references::Referent;
use crate::db::scope::Editor;
use crate::db::stored::Recorded;
use crate::db::versions::Subject;
use crate::error::Result;
use crate::fields::{Beginning, Day, Edit, ExternalIds, Id, Instant, Named, Replace, Text};
use crate::modules::files::{Attached, apply_files, check_files};
use crate::modules::inputs::Inputs;
use crate::modules::moved_history::{check_times, said};
use crate::modules::notice::{Comment, check_comment, tell_owner};
use crate::modules::one::One;
use crate::modules::referrers::Referrers;
use crate::records::catalog_entry::CatalogEntry;
use crate::records::company::Company;
use crate::records::contact::Contact;
use crate::records::interaction::Interaction;
use crate::records::member::Member;
use crate::records::opportunity::Opportunity;
use crate::records::ticket::Ticket;
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;
use crate::sentences::Sentence;

/// Changes a ticket. Parameters that are left out stay as they are; null clears a field that may be empty.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The ticket's id.
    ticket_id: Id<Ticket>,
    /// The ticket's subject, in a few words.
    #[serde(default)]
    title: Replace<Text<200>>,
    /// The request in full.
    #[serde(default)]
    description: Replace<Text<10_000>>,
    /// The company that makes the request. The contact and the opportunity must belong to it, even if they stay the same.
    #[serde(default)]
    company_id: Replace<Id<Company>>,
    /// The contact who makes the request; a contact of the company.
    #[serde(default)]
    contact_id: Edit<Id<Contact>>,
    /// The opportunity that the ticket is about; an opportunity of the company.
    #[serde(default)]
    opportunity_id: Edit<Id<Opportunity>>,
    /// The owner: a user from `Profiles.GetUsers`.
    #[serde(default)]
    user_id: Replace<Id<Member>>,
    /// An entry of `Tickets.GetOrigins`.
    #[serde(default)]
    origin_id: Replace<Id<CatalogEntry>>,
    /// An entry of `Tickets.GetCases`.
    #[serde(default)]
    case_id: Replace<Id<CatalogEntry>>,
    /// An entry of `Tickets.GetPriorities`.
    #[serde(default)]
    priority_id: Replace<Id<CatalogEntry>>,
    /// The day on which the ticket is expected to be done.
    #[serde(default)]
    estimated_end_at: Replace<Day>,
    /// The ticket's status. `solved` and `closed` set the time of solving or closing; `open` and `pending` clear both times.
    #[serde(default)]
    status: Replace<TicketStatus>,
    /// The time when the ticket was solved; never in the future, and only with the status `solved` or `closed`. It takes the right
    /// `migrate`.
    #[serde(default)]
    solved_at: Replace<Beginning>,
    /// The time when the ticket was closed; never in the future, and only with the status `closed`. It takes the right `migrate`.
    #[serde(default)]
    closed_at: Replace<Beginning>,
    /// Whether to notify the owner; if the owner changes, the new one.
    #[serde(default)]
    notify: bool,
    /// A comment for the owner, in the notification; only with `notify`.
    #[serde(default)]
    comment: Comment,
    /// Values of custom fields, by slug, such as `{"segment": "Gold"}`. Fields left out keep their value; null removes it.
    #[serde(default)]
    inputs: Inputs,
    /// All files of the ticket, at most 50, in this order: ids from `Files.Upload`. They replace the files before.
    #[serde(default)]
    files: Edit<Attached>,
    /// The record's external IDs, such as `{"sap": "000123"}`. External IDs that are left out stay; null removes one of them, or all.
    #[serde(default)]
    external_ids: ExternalIds,
    /// The time when the ticket was made, in the system that it comes from; never in the future. It takes the right `migrate`.
    #[serde(default)]
    created_at: Replace<Beginning>,
}

impl Parameters {
    /// The ticket after the change, with the values of inputs that it had.
    fn applied_to(self, before: &Ticket, moment: Instant) -> Result<Ticket> {
        let mut ticket = before.clone();
        self.title.apply(&mut ticket.title);
        self.description.apply(&mut ticket.description);
        self.company_id.apply(&mut ticket.company_id);
        self.contact_id.apply(&mut ticket.contact_id);
        self.opportunity_id.apply(&mut ticket.opportunity_id);
        self.user_id.apply(&mut ticket.user_id);
        self.origin_id.apply(&mut ticket.origin_id);
        self.case_id.apply(&mut ticket.case_id);
        self.priority_id.apply(&mut ticket.priority_id);
        self.estimated_end_at.apply(&mut ticket.estimated_end_at);
        if let Some(status) = self.status.given() {
            ticket.move_to(*status, moment);
        }
        ticket.take_times(self.solved_at.given().copied(), self.closed_at.given().copied());
        apply_files(self.files, &mut ticket.files)?;
        ticket.external_ids = self.external_ids.merged_into(&ticket.external_ids)?;
        Ok(ticket)
    }
}

pub struct EditTicket;

/// The ticket before and after the change.
pub struct Found {
    before: Recorded<Ticket>,
    ticket: Ticket,
}

impl Method for EditTicket {
    type Scope = Editor;
    type Parameters = Parameters;
    type Found = Found;
    type Response = One<Ticket>;

    const SUMMARY_IN_SPANISH: &'static str = "Modifica un ticket: lo que se omite queda como está y null borra lo que puede quedar vacío.";
    const SUBJECT: Option<fn(&Parameters) -> Subject> = Some(|parameters| Subject::record::<Ticket>(parameters.ticket_id));

    fn name(&self) -> &'static str {
        "EditTicket"
    }

    fn check(&self, editor: &mut Editor, parameters: &Parameters, problems: &mut Problems) -> Result<Option<Found>> {
        check_comment(parameters.notify, &parameters.comment, problems);
        if problems.concern("ticket_id") {
            return Ok(None);
        }
        let before = editor.get::<Ticket>(parameters.ticket_id.get())?;
        if let Some(files) = parameters.files.given() {
            check_files(editor, files, &before.files, problems)?;
        }
        let mut ticket = parameters.clone().applied_to(&before, editor.moment())?;
        ticket.inputs = parameters.inputs.merged_into(&before.inputs, editor, Ticket::ENTITY, problems)?;
        let [created_at, solved_at, closed_at] =
            [&parameters.created_at, &parameters.solved_at, &parameters.closed_at].map(|time| time.given().copied());
        check_times::<Ticket>(editor, &[("created_at", created_at), ("solved_at", solved_at), ("closed_at", closed_at)], problems)?;
        ticket.check_times_fit(solved_at, closed_at, problems);
        ticket.check(editor, Some(&before), problems)?;
        // A conflict is reported alone, after all problems that the caller can correct.
        if ticket.company_id != before.company_id && problems.is_empty() {
            let interactions = Referrers::among::<Interaction>(editor, &Referent::of(&before))?;
            interactions.refuse::<Ticket>("company_id", &before.title, Sentence::AdviceStaysAtCompany)?;
        }
        Ok(Some(Found { before, ticket }))
    }

    fn call(&self, editor: &mut Editor, parameters: Parameters, Found { before, ticket }: Found) -> Result<One<Ticket>> {
        let ticket = editor.update_made_at(before, ticket, said(parameters.created_at.given().copied()))?;
        tell_owner(editor, &ticket, parameters.notify, parameters.comment)?;
        with_comments(editor, ticket)
    }
}
