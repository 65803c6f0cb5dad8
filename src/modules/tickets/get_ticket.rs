//! `Tickets.GetTicket`: one ticket, by its id.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::db::scope::Reader;
use crate::error::Result;
use crate::fields::Id;
use crate::modules::files::files_of;
use crate::modules::inputs::shown_inputs;
use crate::modules::one::One;
use crate::modules::withheld::Withheld;
use crate::records::ticket::{Comments, Ticket, With};
use crate::rpc::method::PlainMethod;

/// Finds a ticket, with its comments.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The ticket's id.
    ticket_id: Id<Ticket>,
    /// Whether to show the files, too, each with its name and address.
    #[serde(default)]
    with_files: bool,
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
            let mut withheld = Withheld::default();
            let files = files_of(reader, parameters.with_files, std::slice::from_ref(&ticket), &mut withheld)?;
            let comments = Some(Comments::load(reader, std::slice::from_ref(&ticket))?);
            let inputs = shown_inputs(reader, true, std::slice::from_ref(&ticket), &mut withheld)?;
            Ok(One::with(ticket, With { comments, inputs, files }).withholding(withheld))
        })
    }
}
