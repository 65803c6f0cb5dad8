//! `Tickets.AddComment`: adds the caller's comment to a ticket.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::db::scope::Editor;
use crate::error::Result;
use crate::fields::{Beginning, ExternalIds, Id, Text};
use crate::modules::moved_history::{check_times, said};
use crate::modules::one::One;
use crate::records::ticket::Ticket;
use crate::records::ticket_comment::TicketComment;
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;

/// Adds a comment to a ticket, in the caller's name. Nobody is notified.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The ticket's id.
    ticket_id: Id<Ticket>,
    /// The text of the comment.
    comment: Text<5000>,
    /// The record's external IDs: its ids in other systems, such as `{"sap": "000123"}`. Each is unique among records of its
    /// kind. Wherever an id is expected, an external ID may stand for it.
    #[serde(default)]
    external_ids: ExternalIds,
    /// The time when the comment was made, in the system that it comes from; never in the future. It takes the right `migrate`.
    /// Default: now.
    #[serde(default)]
    created_at: Option<Beginning>,
}

pub struct AddComment;

impl Method for AddComment {
    type Scope = Editor;
    type Parameters = Parameters;
    type Found = ();
    type Response = One<TicketComment>;

    const SUMMARY_IN_SPANISH: &'static str = "Agrega a un ticket un comentario de quien hace la llamada, sin notificar a nadie.";

    fn name(&self) -> &'static str {
        "AddComment"
    }

    fn check(&self, editor: &mut Editor, parameters: &Parameters, problems: &mut Problems) -> Result<Option<()>> {
        check_times::<TicketComment>(editor, &[("created_at", parameters.created_at)], problems).map(Some)
    }

    fn call(&self, editor: &mut Editor, parameters: Parameters, (): ()) -> Result<One<TicketComment>> {
        let ticket = editor.get::<Ticket>(parameters.ticket_id.get())?;
        let user_id = editor.user_id()?;
        let reserved = editor.reserve::<TicketComment>()?.made_at(said(parameters.created_at));
        let comment = TicketComment {
            ticket_id: ticket.id,
            user_id,
            comment: parameters.comment.into(),
            external_ids: parameters.external_ids.as_kept()?,
        };
        let comment = editor.insert_reserved(reserved, comment)?;
        Ok(One::whole(comment))
    }
}
