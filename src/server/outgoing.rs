//! Sends answers: counts all but small ones as bytes in flight, and hands them out in pieces.
//!
//! Invariants: a short answer goes out as it is, because a connection has buffers of that size anyway. A longer one is in
//! memory once, and counts until its last piece is taken. The connection ends if nobody takes the pieces ([`super::connection`]).

use std::cell::RefCell;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::web::Bytes;

use crate::error::Result;
use crate::house::flight::{Flight, Permit};

/// The longest answer that goes out as it is; longer ones go in pieces of this size.
pub const PIECE: usize = 64 * 1024;

/// The room that the answer to one request takes.
pub struct Room {
    flight: Arc<Flight>,
    caller: IpAddr,
    held: RefCell<(usize, Option<Permit>)>,
}

impl Room {
    pub fn new(flight: &Arc<Flight>, caller: IpAddr) -> Self {
        Room { flight: Arc::clone(flight), caller, held: RefCell::default() }
    }

    /// Checks that any room is left, before a call whose answer may be long and can't be refused later.
    pub fn look(&self) -> Result<()> {
        self.flight.look(self.caller)
    }

    /// Takes room for this many bytes more, if they need any.
    pub fn take(&self, bytes: usize) -> Result<()> {
        self.grow(bytes, Permit::grow_to)
    }

    /// Takes room also where there is none, for the answer to a write that has been made.
    pub fn take_in_any_case(&self, bytes: usize) -> Result<()> {
        self.grow(bytes, |permit, bytes| {
            permit.overdraw_to(bytes);
            Ok(())
        })
    }

    fn grow(&self, bytes: usize, growing: impl FnOnce(&mut Permit, usize) -> Result<()>) -> Result<()> {
        let (held, permit) = &mut *self.held.borrow_mut();
        let whole = held.saturating_add(bytes);
        if whole > PIECE {
            growing(permit.get_or_insert_with(|| self.flight.permit(self.caller)), whole)?;
        }
        *held = whole;
        Ok(())
    }

    /// The permit for the room that was taken.
    pub fn into_permit(self) -> Option<Permit> {
        self.held.into_inner().1
    }
}

/// The body of an answer. An answer without a permit is one that is in memory anyway.
pub fn body(content: Bytes, permit: Option<Permit>) -> BoxBody {
    if content.len() <= PIECE {
        return BoxBody::new(content);
    }
    BoxBody::new(Outgoing { size: content.len(), left: content, permit })
}

/// A long answer on its way.
struct Outgoing {
    size: usize,
    left: Bytes,
    permit: Option<Permit>,
}

impl MessageBody for Outgoing {
    type Error = std::convert::Infallible;

    fn size(&self) -> BodySize {
        BodySize::Sized(u64::try_from(self.size).unwrap_or(u64::MAX))
    }

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        let length = self.left.len().min(PIECE);
        let piece = self.left.split_to(length);
        if self.left.is_empty() {
            self.permit.take();
        }
        Poll::Ready((!piece.is_empty()).then_some(Ok(piece)))
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;

    use super::*;
    use crate::house::flight::Direction;

    const LENGTH: usize = 1024 * 1024;

    /// A body of this many bytes that counts as in flight.
    fn body_in_flight() -> (Arc<Flight>, Pin<Box<BoxBody>>) {
        let flight = Arc::new(Flight::new(Direction::Out, 64 * LENGTH));
        let room = Room::new(&flight, [10, 0, 0, 1].into());
        room.take(LENGTH).unwrap();
        let body = body(vec![b'x'; LENGTH].into(), room.into_permit());
        (flight, Box::pin(body))
    }

    async fn piece(body: &mut Pin<Box<BoxBody>>) -> Option<Result<usize, String>> {
        let piece = poll_fn(|context| body.as_mut().poll_next(context)).await?;
        Some(piece.map(|piece| piece.len()).map_err(|cause| cause.to_string()))
    }

    #[test]
    fn an_answer_is_handed_out_in_pieces_and_counts_until_the_last() {
        actix_web::rt::System::new().block_on(async {
            let (flight, mut body) = body_in_flight();
            assert!(matches!(body.size(), BodySize::Sized(size) if size == LENGTH as u64));
            for left in (0..LENGTH / PIECE).rev() {
                assert_eq!(flight.held(), LENGTH);
                assert_eq!(piece(&mut body).await, Some(Ok(PIECE)), "{left}");
            }
            assert_eq!(flight.held(), 0);
            assert_eq!(piece(&mut body).await, None);
        });
    }

    #[test]
    fn what_is_short_takes_no_room() {
        let flight = Arc::new(Flight::new(Direction::Out, 64 * LENGTH));
        let room = Room::new(&flight, [10, 0, 0, 1].into());
        for (bytes, held) in [(PIECE / 2, 0), (PIECE / 2, 0), (1, PIECE + 1), (1, PIECE + 2)] {
            room.take(bytes).unwrap();
            assert_eq!(flight.held(), held);
        }
        drop(room);
        assert_eq!(flight.held(), 0);
    }
}
