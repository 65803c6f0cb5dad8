//! `Tickets.GetTicket`: one ticket, by its id.

use schemars::JsonSchema;
use serde::Deserialize;

use super::with_comments;
use crate::db::scope::Reader;
use crate::error::Result;
use crate::fields::Id;
use crate::modules::one::One;
use crate::records::ticket::Ticket;
use crate::rpc::method::PlainMethod;

/// Finds a ticket, with its comments.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The ticket's id.
    ticket_id: Id<Ticket>,
}

pub struct GetTicket;

impl PlainMethod for GetTicket {
    type Scope = Reader;
    type Parameters = Parameters;
    type Response = One<Ticket>;

    const SUMMARY_IN_SPANISH: &'static str = "Busca un ticket, con sus comentarios.";

    fn name(&self) -> &'static str {
        "GetTicket"
    }

    fn call(&self, reader: &mut Reader, parameters: Parameters) -> Result<One<Ticket>> {
        reader.snapshot(|reader| {
            let ticket = reader.get::<Ticket>(parameters.ticket_id.get())?;
            with_comments(reader, ticket)
        })
    }
}
