//! How far a connection is read ahead of what is taken from it.
//!
//! What holds here: pipelined requests behind one that is not answered yet, and a head that never ends, stay with the kernel
//! beyond [`FURTHEST`], where the client's own window bounds them; the rest of a body that nobody takes is read, to be thrown
//! away, and no room of that is left for the next request.

use std::cell::{Cell, RefCell};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use actix_web::HttpRequest;
use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::http::header;
use actix_web::web::Bytes;
use tokio::time::Instant;

use super::request;

/// So many bytes of a connection are read while nothing is taken of them. A request's head is not longer.
pub const FURTHEST: usize = 64 * 1024;

/// How far a connection may be read. The connection shares it with the requests that come by it, all on one thread.
#[derive(Debug)]
pub struct Ahead {
    /// How many bytes may be read until something is taken.
    room: Cell<usize>,
    is_untaken: Cell<bool>,
    is_busy: Cell<bool>,
    /// How many bytes of the request's body may still come.
    announced: Cell<usize>,
    /// Something was taken or sent since `last` was looked at.
    is_fresh: Cell<bool>,
    last: Cell<Instant>,
    /// The connection, where it waits for room.
    waiting: RefCell<Option<Waker>>,
}

impl Ahead {
    pub fn new() -> Self {
        Ahead {
            room: Cell::new(FURTHEST),
            is_untaken: Cell::new(false),
            is_busy: Cell::new(false),
            announced: Cell::new(0),
            is_fresh: Cell::new(false),
            last: Cell::new(Instant::now()),
            waiting: RefCell::new(None),
        }
    }

    /// That of the connection by which a request came.
    pub fn of(request: &HttpRequest) -> Option<&Rc<Self>> {
        request.conn_data()
    }

    /// The answer to a request is begun. So many bytes of its body are still to come, or it ends with its last chunk.
    pub fn begin(&self, announced: Option<usize>) {
        self.is_busy.set(true);
        self.announced.set(announced.unwrap_or(usize::MAX));
        // The room to throw away the rest of an earlier body is gone: this request's own may be followed by others.
        self.room.set(FURTHEST);
        self.make_room(FURTHEST);
    }

    /// A piece of the body was taken.
    pub fn take(&self, length: usize) {
        self.announced.set(self.announced.get().saturating_sub(length));
        self.make_room(FURTHEST);
    }

    /// The body was taken to its end.
    pub fn take_end(&self) {
        self.announced.set(0);
        self.make_room(FURTHEST);
    }

    /// The answer is on its way. The library reads what is left of the request's body, and throws it away.
    pub fn end(&self) {
        self.is_busy.set(false);
        self.make_room(FURTHEST.saturating_add(self.announced.replace(0)));
    }

    /// The connection ends with the answer: the library throws away whatever still comes.
    pub fn end_connection(&self) {
        self.announced.set(usize::MAX);
    }

    pub fn has_room(&self) -> bool {
        self.room.get() > 0
    }

    /// So many bytes were read; nothing at the end of what the client sends.
    pub fn note_read(&self, length: usize) {
        self.room.set(self.room.get().saturating_sub(length));
        if length > 0 && !self.is_untaken.replace(true) {
            self.note_progress();
        }
    }

    /// Something was taken or sent.
    pub fn note_progress(&self) {
        self.is_fresh.set(true);
    }

    /// When that was for the last time, or when the first byte was read that is untaken. The clock is read here and not with
    /// each thing that happens, of which a request has several: nobody waits for the client before this is asked.
    pub fn last(&self) -> Instant {
        if self.is_fresh.replace(false) {
            self.last.set(Instant::now());
        }
        self.last.get()
    }

    /// Whether something was read, and nothing taken since.
    pub fn is_untaken(&self) -> bool {
        self.is_untaken.get()
    }

    /// Whether a request is being answered.
    pub fn is_busy(&self) -> bool {
        self.is_busy.get()
    }

    /// The connection is woken when there is room.
    pub fn wait_for_room(&self, waker: &Waker) {
        self.waiting.replace(Some(waker.clone()));
    }

    fn make_room(&self, room: usize) {
        self.note_progress();
        self.is_untaken.set(false);
        self.room.set(self.room.get().max(room));
        if let Some(waiting) = self.waiting.take() {
            waiting.wake();
        }
    }
}

/// A request that is being answered, until this is dropped.
pub struct Answering(Rc<Ahead>);

impl Answering {
    /// Nothing where the request came by no connection of ours, as in a test of a route.
    pub fn begin(request: &HttpRequest) -> Option<Self> {
        let ahead = Ahead::of(request)?;
        let is_in_chunks = request.headers().contains_key(header::TRANSFER_ENCODING);
        ahead.begin(if is_in_chunks { None } else { Some(request::announced(request).unwrap_or_default()) });
        Some(Answering(Rc::clone(ahead)))
    }
}

impl Drop for Answering {
    fn drop(&mut self) {
        self.0.end();
    }
}

/// The answer to a request, which is being answered until it was handed on to the end.
pub struct Answer {
    body: BoxBody,
    answering: Option<Answering>,
}

impl Answer {
    pub fn new(body: BoxBody, answering: Option<Answering>) -> Self {
        Answer { body, answering }
    }
}

impl MessageBody for Answer {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Pin::new(&mut self.body).poll_next(context)
    }

    fn try_into_bytes(self) -> Result<Bytes, Self> {
        let Answer { body, answering } = self;
        body.try_into_bytes().map_err(|body| Answer { body, answering })
    }
}
