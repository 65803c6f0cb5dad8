//! A bound on how far a connection is read ahead of the requests that are taken from it.
//!
//! Invariants: pipelined requests behind an unanswered one, and a head that never ends, stay with the kernel beyond
//! [`FURTHEST`], where the client's own window bounds them. The rest of a body that nobody takes is read to be thrown away, and
//! leaves no room for the next request.

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

/// The most bytes of a connection that are read while none of them is taken. A request's head is not longer.
pub const FURTHEST: usize = 64 * 1024;

/// The room for reading ahead. The connection shares it with its requests, all on one thread.
#[derive(Debug)]
pub struct Ahead {
    /// The bytes that may be read until some are taken.
    room: Cell<usize>,
    is_untaken: Cell<bool>,
    is_busy: Cell<bool>,
    /// The bytes of the request's body that may still come.
    announced: Cell<usize>,
    /// Whether anything was taken or sent since `last` was looked at.
    is_fresh: Cell<bool>,
    last: Cell<Instant>,
    /// The connection's waker, while it waits for room.
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

    /// The room of the connection by which a request came.
    pub fn of(request: &HttpRequest) -> Option<&Rc<Self>> {
        request.conn_data()
    }

    /// Begins the answer to a request. `announced` is the length of its body in bytes; none if the body comes in chunks.
    pub fn begin(&self, announced: Option<usize>) {
        self.is_busy.set(true);
        self.announced.set(announced.unwrap_or(usize::MAX));
        // An earlier body leaves no room for its rest: this request's own body may be followed by others.
        self.room.set(FURTHEST);
        self.make_room(FURTHEST);
    }

    /// Notes that a piece of the body was taken.
    pub fn take(&self, length: usize) {
        self.announced.set(self.announced.get().saturating_sub(length));
        self.make_room(FURTHEST);
    }

    /// Notes that the body was taken to its end.
    pub fn take_end(&self) {
        self.announced.set(0);
        self.make_room(FURTHEST);
    }

    /// Notes that the answer is on its way. The library reads the rest of the request's body, and throws it away.
    pub fn end(&self) {
        self.is_busy.set(false);
        self.make_room(FURTHEST.saturating_add(self.announced.replace(0)));
    }

    /// Notes that the connection ends with the answer: the library throws away whatever still comes.
    pub fn end_connection(&self) {
        self.announced.set(usize::MAX);
    }

    pub fn has_room(&self) -> bool {
        self.room.get() > 0
    }

    /// Notes the number of bytes that were read; 0 at the end of the client's data.
    pub fn note_read(&self, length: usize) {
        self.room.set(self.room.get().saturating_sub(length));
        if length > 0 && !self.is_untaken.replace(true) {
            self.note_progress();
        }
    }

    /// Notes that something was taken or sent.
    pub fn note_progress(&self) {
        self.is_fresh.set(true);
    }

    /// The time of the last progress, or of the first untaken byte. The clock is read here and not with each event, of which a
    /// request has several: nobody waits for the client before this is asked.
    pub fn last(&self) -> Instant {
        if self.is_fresh.replace(false) {
            self.last.set(Instant::now());
        }
        self.last.get()
    }

    /// Whether bytes were read, and none taken since.
    pub fn is_untaken(&self) -> bool {
        self.is_untaken.get()
    }

    /// Whether a request is being answered.
    pub fn is_busy(&self) -> bool {
        self.is_busy.get()
    }

    /// Wakes the connection when there is room.
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
    /// Begins an answer. None if the request came by no connection of ours, as in a test of a route.
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

/// The body of an answer. Its request counts as being answered until the body is handed on to the end.
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
