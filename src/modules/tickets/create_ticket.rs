//! `Tickets.CreateTicket`: a new ticket.

use schemars::JsonSchema;
use serde::Deserialize;

use super::TicketStatus;
use crate::db::scope::Editor;
use crate::db::stored::Record;
use crate::error::Result;
use crate::fields::{Beginning, Day, ExternalIds, Id, Instant, Named, Text};
use crate::modules::files::{Attached, check_files};
use crate::modules::inputs::Inputs;
use crate::modules::moved_history::{check_times, said};
use crate::modules::notice::{Comment, check_comment, tell_owner};
use crate::modules::one::One;
use crate::records::attachment;
use crate::records::catalog_entry::CatalogEntry;
use crate::records::company::Company;
use crate::records::contact::Contact;
use crate::records::member::Member;
use crate::records::opportunity::Opportunity;
use crate::records::ticket::{Comments, Ticket, With};
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;

/// Creates a ticket.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The ticket's subject, in a few words.
    title: Text<200>,
    /// The request in full.
    description: Text<10_000>,
    /// The company that makes the request.
    company_id: Id<Company>,
    /// The contact who makes the request; a contact of this company.
    #[serde(default)]
    contact_id: Option<Id<Contact>>,
    /// The opportunity that the ticket is about; an opportunity of this company.
    #[serde(default)]
    opportunity_id: Option<Id<Opportunity>>,
    /// The owner: a user from `Profiles.GetUsers`.
    user_id: Id<Member>,
    /// An entry of `Tickets.GetOrigins`.
    origin_id: Id<CatalogEntry>,
    /// An entry of `Tickets.GetCases`.
    case_id: Id<CatalogEntry>,
    /// An entry of `Tickets.GetPriorities`.
    priority_id: Id<CatalogEntry>,
    /// The day on which the ticket is expected to be done.
    estimated_end_at: Day,
    /// The ticket's status: `open`, `pending`, `solved` or `closed`. Default: `open`.
    #[serde(default)]
    status: Option<TicketStatus>,
    /// The time when the ticket was solved; never in the future, and only with the status `solved` or `closed`. It takes the right
    /// `migrate`.
    #[serde(default)]
    solved_at: Option<Beginning>,
    /// The time when the ticket was closed; never in the future, and only with the status `closed`. It takes the right `migrate`.
    #[serde(default)]
    closed_at: Option<Beginning>,
    /// Whether to notify the owner.
    notify: bool,
    /// A comment for the owner, in the notification; only with `notify`.
    #[serde(default)]
    comment: Comment,
    /// Values of custom fields, by slug, such as `{"segment": "Gold"}`; `Tickets.GetInputs` lists the fields.
    #[serde(default)]
    inputs: Inputs,
    /// The files of the ticket, at most 50, in this order: ids from `Files.Upload`.
    #[serde(default)]
    files: Attached,
    /// The record's external IDs: its ids in other systems, such as `{"sap": "000123"}`. Each is unique among records of its
    /// kind. Wherever an id is expected, an external ID may stand for it.
    #[serde(default)]
    external_ids: ExternalIds,
    /// The time when the ticket was made, in the system that it comes from; never in the future. It takes the right `migrate`. Default: now.
    #[serde(default)]
    created_at: Option<Beginning>,
}

impl Parameters {
    /// The ticket with these values of inputs.
    fn ticket(&self, inputs: String, moment: Instant) -> Result<Ticket> {
        let mut ticket = Ticket {
            title: self.title.as_str().to_owned(),
            description: self.description.as_str().to_owned(),
            company_id: self.company_id.get(),
            contact_id: self.contact_id.map(Id::get),
            opportunity_id: self.opportunity_id.map(Id::get),
            user_id: self.user_id.get(),
            origin_id: self.origin_id.get(),
            case_id: self.case_id.get(),
            priority_id: self.priority_id.get(),
            estimated_end_at: self.estimated_end_at.clone(),
            status: TicketStatus::Open.name().to_owned(),
            solved_at: None,
            closed_at: None,
            inputs,
            files: attachment::as_kept(&self.files.in_order())?,
            external_ids: self.external_ids.as_kept()?,
        };
        ticket.move_to(self.status.unwrap_or(TicketStatus::Open), moment);
        ticket.take_times(self.solved_at, self.closed_at);
        Ok(ticket)
    }
}

pub struct CreateTicket;

impl Method for CreateTicket {
    type Scope = Editor;
    type Parameters = Parameters;
    type Found = Ticket;
    type Response = One<Ticket>;

    const SUMMARY_IN_SPANISH: &'static str = "Crea un ticket.";

    fn name(&self) -> &'static str {
        "CreateTicket"
    }

    fn check(&self, editor: &mut Editor, parameters: &Parameters, problems: &mut Problems) -> Result<Option<Ticket>> {
        check_comment(parameters.notify, &parameters.comment, problems);
        check_files(editor, &parameters.files, attachment::NONE, problems)?;
        let inputs = parameters.inputs.of_new(editor, Ticket::ENTITY, problems)?;
        let ticket = parameters.ticket(inputs, editor.moment())?;
        let Parameters { created_at, solved_at, closed_at, .. } = *parameters;
        check_times::<Ticket>(editor, &[("created_at", created_at), ("solved_at", solved_at), ("closed_at", closed_at)], problems)?;
        ticket.check_times_fit(solved_at, closed_at, problems);
        ticket.check(editor, None, problems)?;
        Ok(Some(ticket))
    }

    fn call(&self, editor: &mut Editor, parameters: Parameters, ticket: Ticket) -> Result<One<Ticket>> {
        let reserved = editor.reserve::<Ticket>()?.made_at(said(parameters.created_at));
        let ticket = editor.insert_reserved(reserved, ticket)?;
        tell_owner(editor, &ticket, parameters.notify, parameters.comment)?;
        Ok(One::with(ticket, With { comments: Some(Comments::default()), ..Ticket::whole() }))
    }
}
