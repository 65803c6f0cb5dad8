//! Sends long lists piece by piece: the next piece is read when the one before has been taken, so that neither the whole list nor
//! a transaction waits for a slow client.
//!
//! Invariants: a list is never shortened in silence. If a piece can't be read, the connection is broken off in the middle of
//! the answer, which no client takes for a whole one.

use actix_web::HttpResponse;
use actix_web::http::header::{self, HeaderValue};
use actix_web::web;
use bytes::Bytes;
use futures_util::stream::try_unfold;

use super::{Service, named};
use crate::error::{Error, Result};
use crate::house::flight::Permit;
use crate::rpc::body::Form;
use crate::rpc::envelope::{LIST_END, before_the_end_of_a_list, records_in};
use crate::rpc::ready::{Rest, Returned};
use crate::sentences::Sentence;

/// An answer whose rest has not been read yet.
pub struct Beginning {
    /// The bytes up to the end of the list.
    head: Bytes,
    rest: Rest,
    /// The bytes after the list.
    ending: Vec<u8>,
}

impl Beginning {
    /// Begins an answer; none for a notification.
    pub fn of(form: &Form, body: Bytes, rest: Rest) -> Result<Option<Self>> {
        let Some(answer) = form.success(body)? else { return Ok(None) };
        let ending = form.ending();
        let head = answer.slice_ref(before_the_end_of_a_list(&answer, &ending).ok_or_else(broken)?);
        Ok(Some(Beginning { head, rest, ending: [LIST_END, ending.as_slice()].concat() }))
    }

    /// Reads the whole answer, for an item of an array.
    ///
    /// # Errors
    ///
    /// `payload_too_large` if the answer is longer than `most` bytes.
    pub async fn whole(self, service: &Service, most: usize) -> Result<Vec<u8>> {
        let Beginning { head, rest, ending } = self;
        let (mut answer, mut next) = (head.to_vec(), Some(rest));
        while let Some(rest) = next {
            let piece;
            (piece, next) = read(rest, service).await?;
            if answer.len() + piece.len() > most {
                return Err(Error::PayloadTooLarge(Sentence::ListTooLongBesideOthers.into()));
            }
            answer.extend(piece);
        }
        answer.extend(ending);
        Ok(answer)
    }

    /// The bytes of the answer that are in memory; the other pieces are about as long.
    pub fn length(&self) -> usize {
        self.head.len()
    }

    /// The response that sends the answer piece by piece. The room of the first piece is held until the last is sent.
    pub fn response(self, service: web::Data<Service>, request_id: &str, room: Option<Permit>) -> HttpResponse {
        let id = request_id.to_owned();
        let steps = try_unfold(Step::Head(self), move |step| {
            let _room = &room;
            advance(step, service.clone(), id.clone())
        });
        let content_type = (header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        named(HttpResponse::Ok().insert_header(content_type).streaming(steps), request_id)
    }
}

/// The next step of sending.
enum Step {
    Head(Beginning),
    Piece(Rest, Vec<u8>),
    Ending(Vec<u8>),
    Nothing,
}

async fn advance(step: Step, service: web::Data<Service>, request_id: String) -> Result<Option<(Bytes, Step)>, std::io::Error> {
    match step {
        Step::Head(Beginning { head, rest, ending }) => Ok(Some((head, Step::Piece(rest, ending)))),
        Step::Piece(rest, ending) => match read(rest, &service).await {
            Ok((piece, Some(rest))) => Ok(Some((piece.into(), Step::Piece(rest, ending)))),
            Ok((piece, None)) => Ok(Some((piece.into(), Step::Ending(ending)))),
            Err(cause) => {
                tracing::warn!(request_id, %cause, "a list was broken off: its next piece could not be read");
                Err(std::io::Error::other("a list was broken off"))
            }
        },
        Step::Ending(ending) => Ok(Some((ending.into(), Step::Nothing))),
        Step::Nothing => Ok(None),
    }
}

/// The next piece, as it follows records that were sent, and the call that gives the piece behind it.
async fn read(rest: Rest, service: &Service) -> Result<(Vec<u8>, Option<Rest>)> {
    let Returned { reply, rest } = rest.read(&service.database, service.deadline).await?;
    let records = records_in(&reply.body).ok_or_else(broken)?;
    let piece = if records.is_empty() { Vec::new() } else { [b",", records].concat() };
    Ok((piece, rest))
}

fn broken() -> Error {
    Error::internal("a reply that is given in pieces is not written as such replies are")
}
