//! `Tickets.DeleteTicket`: deletes a ticket with its comments.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::db::references::Referent;
use crate::db::scope::Editor;
use crate::db::stored::Record;
use crate::db::versions::Subject;
use crate::error::Result;
use crate::fields::Id;
use crate::modules::one::One;
use crate::modules::referrers::Referrers;
use crate::records::ticket::{Comments, Ticket, With};
use crate::rpc::method::PlainMethod;
use crate::sentences::Sentence;

/// Deletes a ticket and its comments, and returns its last state. While interactions or requests for feedback refer to the ticket, the call fails with a
/// conflict that says how many do.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The ticket's id.
    ticket_id: Id<Ticket>,
}

pub struct DeleteTicket;

impl PlainMethod for DeleteTicket {
    type Scope = Editor;
    type Parameters = Parameters;
    type Response = One<Ticket>;

    const SUMMARY_IN_SPANISH: &'static str = "Elimina un ticket, con sus comentarios, y lo devuelve tal como estaba; si hay interacciones o solicitudes de opinión que se refieren a él, la llamada falla con un conflicto.";
    const SUBJECT: Option<fn(&Parameters) -> Subject> = Some(|parameters| Subject::record::<Ticket>(parameters.ticket_id));

    fn name(&self) -> &'static str {
        "DeleteTicket"
    }

    fn call(&self, editor: &mut Editor, parameters: Parameters) -> Result<One<Ticket>> {
        let ticket = editor.get::<Ticket>(parameters.ticket_id.get())?;
        let comments = Comments::load(editor, std::slice::from_ref(&ticket))?;
        for comment in comments.on(ticket.id) {
            editor.delete(comment)?;
        }
        let referrers = Referrers::of(editor, &Referent::of(&ticket))?;
        referrers.refuse::<Ticket>("ticket_id", &ticket.title, Sentence::AdviceTakeTicket)?;
        editor.delete(&ticket)?;
        Ok(One::with(ticket, With { comments: Some(comments), ..Ticket::whole() }))
    }
}
