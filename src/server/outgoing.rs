//! Sends answers: counts those that are not small as bytes in flight, hands them out in pieces, and gives up those that
//! nobody reads.
//!
//! What holds here: a short answer goes out as it is, because a connection has buffers of that size anyway; a longer one
//! is in memory once, and no longer than somebody reads it at the least speed. The kernel ends a connection whose peer
//! takes nothing ([`super::listener`]); here the memory comes back whatever the kernel does.

use std::cell::{Cell, RefCell};
use std::net::IpAddr;
use std::pin::Pin;
use std::rc::{Rc, Weak};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::rt::task::JoinHandle;
use actix_web::web::Bytes;

use crate::error::Result;
use crate::house::flight::{Flight, Permit};

/// Answers of this length go out as they are, and longer ones in pieces of it.
pub const PIECE: usize = 64 * 1024;

/// How many bytes a second somebody who reads an answer takes at the least, counted over the time of a write.
const LEAST_SPEED: usize = 8 * 1024;

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

    /// Looks whether there is any left: before something is done whose answer may be long, and can't be refused then.
    pub fn look(&self) -> Result<()> {
        self.flight.look(self.caller)
    }

    /// Takes room for so many bytes more, as far as they need any.
    pub fn take(&self, bytes: usize) -> Result<()> {
        self.grow(bytes, Permit::grow_to)
    }

    /// The same where it is too late to refuse: what the answer tells of has been done.
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

    /// The permit for what was taken.
    pub fn into_permit(self) -> Option<Permit> {
        self.held.into_inner().1
    }
}

/// What somebody is about to read: who can't wait for how long, and what the log calls it.
pub struct Reading<'r> {
    pub request_id: &'r str,
    /// How long a peer may take nothing.
    pub patience: Duration,
}

impl Reading<'_> {
    /// The body of an answer. Without a permit it is one that is in memory anyway.
    pub fn body(&self, content: Bytes, permit: Option<Permit>) -> BoxBody {
        if content.len() <= PIECE {
            return BoxBody::new(content);
        }
        let size = content.len();
        let left = Left { content: RefCell::new(content), taken: Cell::new(0), permit: RefCell::new(permit), given_up: Cell::new(false) };
        let left = Rc::new(left);
        let watch = watch(Rc::downgrade(&left), self.patience, self.request_id.to_owned());
        BoxBody::new(Outgoing { size, watch: actix_web::rt::spawn(watch), left })
    }
}

/// What is left of an answer.
struct Left {
    content: RefCell<Bytes>,
    /// How many bytes were taken since it was last looked.
    taken: Cell<usize>,
    permit: RefCell<Option<Permit>>,
    given_up: Cell<bool>,
}

impl Left {
    fn take_piece(&self) -> Bytes {
        let mut content = self.content.borrow_mut();
        let length = content.len().min(PIECE);
        let piece = content.split_to(length);
        self.taken.set(self.taken.get() + piece.len());
        if content.is_empty() {
            self.permit.take();
        }
        piece
    }

    fn give_up(&self) {
        self.given_up.set(true);
        self.content.take();
        self.permit.take();
    }
}

/// Gives an answer up that is taken too slowly. The body itself can't: it is not asked for more while the peer takes nothing.
async fn watch(left: Weak<Left>, patience: Duration, request_id: String) {
    let least = LEAST_SPEED.saturating_mul(usize::try_from(patience.as_millis()).unwrap_or(usize::MAX)) / 1000;
    loop {
        tokio::time::sleep(patience).await;
        let Some(left) = left.upgrade() else { return };
        if left.taken.take() < least && !left.content.borrow().is_empty() {
            left.give_up();
            tracing::warn!(request_id, "an answer was given up, because nobody read it in time");
            return;
        }
    }
}

/// A long answer on its way.
struct Outgoing {
    size: usize,
    left: Rc<Left>,
    watch: JoinHandle<()>,
}

/// The end of an answer that was given up: the connection ends with it.
#[derive(Debug, thiserror::Error)]
#[error("nobody read the answer in time")]
struct Unread;

impl MessageBody for Outgoing {
    type Error = Unread;

    fn size(&self) -> BodySize {
        BodySize::Sized(u64::try_from(self.size).unwrap_or(u64::MAX))
    }

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Bytes, Unread>>> {
        if self.left.given_up.get() {
            return Poll::Ready(Some(Err(Unread)));
        }
        let piece = self.left.take_piece();
        Poll::Ready((!piece.is_empty()).then_some(Ok(piece)))
    }
}

impl Drop for Outgoing {
    fn drop(&mut self) {
        self.watch.abort();
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;

    use super::*;
    use crate::house::flight::Direction;

    const LENGTH: usize = 1024 * 1024;

    /// A body of so many bytes that counts as in flight, read with this patience.
    fn body(patience: Duration) -> (Arc<Flight>, Pin<Box<BoxBody>>) {
        let flight = Arc::new(Flight::new(Direction::Out, 64 * LENGTH));
        let room = Room::new(&flight, [10, 0, 0, 1].into());
        room.take(LENGTH).unwrap();
        let body = Reading { request_id: "a", patience }.body(vec![b'x'; LENGTH].into(), room.into_permit());
        (flight, Box::pin(body))
    }

    async fn piece(body: &mut Pin<Box<BoxBody>>) -> Option<Result<usize, String>> {
        let piece = poll_fn(|context| body.as_mut().poll_next(context)).await?;
        Some(piece.map(|piece| piece.len()).map_err(|cause| cause.to_string()))
    }

    #[test]
    fn an_answer_is_handed_out_in_pieces_and_counts_until_the_last() {
        actix_web::rt::System::new().block_on(async {
            let (flight, mut body) = body(Duration::from_secs(3600));
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
    fn what_nobody_takes_is_given_up_although_nobody_asks_for_it() {
        actix_web::rt::System::new().block_on(async {
            let (flight, mut body) = body(Duration::from_millis(1));
            assert_eq!(piece(&mut body).await, Some(Ok(PIECE)));
            while flight.held() > 0 {
                tokio::task::yield_now().await;
            }
            assert_eq!(piece(&mut body).await, Some(Err("nobody read the answer in time".to_owned())));
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
