//! Receives the body of a request: within its limit, within the bytes in flight, and in time.
//!
//! Invariants: bytes are counted as they arrive, and not as they are announced. The buffer never has much more room than is
//! announced. The limit counts the bytes after decompression ([`super::inflate`]), too.

use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::Payload;
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use futures_util::{FutureExt, StreamExt};

use super::ahead::Ahead;
use super::inflate::inflated;
use super::{Service, request};
use crate::auth::network::network;
use crate::error::{Error, Result};
use crate::house::flight::Permit;
use crate::sentences::Sentence;

/// The longest time that a client may take to send its headers, or its body.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// The compression of a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compression {
    Gzip,
    /// The format that HTTP calls `deflate`.
    Zlib,
}

/// A body that was received.
pub struct Intake {
    pub bytes: Bytes,
    /// Counts the bytes of the body while they, or the values read from them, are in memory.
    pub permit: Arc<Permit>,
}

/// Receives the body, if its content type is JSON.
pub async fn receive(request: &HttpRequest, payload: &mut Payload, service: &Service, address: IpAddr) -> Result<Intake> {
    let compression = request::compression(request)?;
    let received = receive_bytes(request, payload, service, address, service.body_limit).await?;
    let (bytes, permit) = match compression {
        None => received,
        Some(compression) => inflated(compression, received.0, received.1, service).await?,
    };
    Ok(Intake { bytes, permit: Arc::new(permit) })
}

/// Receives a body of any type, of at most so many bytes.
pub async fn receive_bytes(
    request: &HttpRequest,
    payload: &mut Payload,
    service: &Service,
    address: IpAddr,
    limit: usize,
) -> Result<(Bytes, Permit)> {
    let late = || Error::MalformedRequest(Sentence::BodyLate { seconds: PATIENCE.as_secs() }.into());
    tokio::time::timeout(PATIENCE, received(request, payload, service, address, limit)).await.map_err(|_| late())?
}

async fn received(
    request: &HttpRequest,
    payload: &mut Payload,
    service: &Service,
    address: IpAddr,
    limit: usize,
) -> Result<(Bytes, Permit)> {
    let announced = request::announced(request);
    if announced.is_some_and(|length| length > limit) {
        return Err(too_large(limit));
    }
    let permit = service.bodies.permit(network(address));
    let mut buffer = Buffer { bytes: Vec::new(), expected: announced.unwrap_or(limit), limit, beside: 0, permit };
    // Most bodies come in one piece, which need not be copied.
    let mut first = Bytes::new();
    let ahead = Ahead::of(request);
    let mut pieces: usize = 0;
    loop {
        pieces += 1;
        if pieces > MOST_PIECES {
            return Err(Error::PayloadTooLarge(Sentence::BodyInTooManyPieces.into()));
        }
        // Other requests are served between the pieces of one body, however small they are.
        if pieces.is_multiple_of(TOGETHER) {
            tokio::task::yield_now().await;
        }
        let piece = match payload.next().now_or_never() {
            Some(piece) => piece,
            None => {
                buffer.permit.stays()?;
                payload.next().await
            }
        };
        let Some(piece) = piece else { break };
        let piece = piece.map_err(|_| broken())?;
        if let Some(ahead) = ahead {
            ahead.take(piece.len());
        }
        if first.is_empty() && buffer.bytes.is_empty() {
            buffer.make_room(piece.len())?;
            first = piece;
        } else {
            buffer.append(&std::mem::take(&mut first))?;
            buffer.append(&piece)?;
        }
    }
    if let Some(ahead) = ahead {
        ahead.take_end();
    }
    let Buffer { bytes, permit, .. } = buffer;
    Ok((if bytes.is_empty() { first } else { bytes.into() }, permit))
}

/// The most chunks of a body: a chunk of one byte costs as much to read as a large one. A body of the largest size may come in
/// chunks of seven bytes.
const MOST_PIECES: usize = 150_000;

/// The number of pieces that are taken before other requests are served.
const TOGETHER: usize = 32;

fn broken() -> Error {
    Error::MalformedRequest(Sentence::BodyBroken.into())
}

fn too_large(limit: usize) -> Error {
    Error::PayloadTooLarge(Sentence::BodyTooLarge { limit }.into())
}

/// The answer to a body that was not received to its end. It holds the rest of the body, so that the connection ends with the
/// answer: the library would otherwise read the rest and throw it away, and a body in chunks may have no end.
pub fn refusal(request: &HttpRequest, answer: HttpResponse, rest: Payload) -> HttpResponse {
    if let Some(ahead) = Ahead::of(request) {
        ahead.end_connection();
    }
    answer.map_body(|_, body| BoxBody::new(Refusal { body, _rest: rest }))
}

struct Refusal {
    body: BoxBody,
    _rest: Payload,
}

impl MessageBody for Refusal {
    type Error = Box<dyn std::error::Error>;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Pin::new(&mut self.body).poll_next(context)
    }
}

/// A growing buffer of bytes, with their permit.
pub struct Buffer {
    pub bytes: Vec<u8>,
    /// The expected number of bytes.
    pub expected: usize,
    /// The greatest allowed number of bytes.
    pub limit: usize,
    /// The bytes that the permit counts beside these.
    pub beside: usize,
    pub permit: Permit,
}

impl Buffer {
    pub fn append(&mut self, piece: &[u8]) -> Result<()> {
        let length = self.make_room(piece.len())?;
        if length > self.bytes.capacity() {
            let further = self.room_for(length) - self.bytes.len();
            self.bytes.reserve_exact(further);
        }
        self.bytes.extend_from_slice(piece);
        Ok(())
    }

    /// Checks that this many more bytes are allowed, and gives the number of bytes there will be then.
    fn make_room(&mut self, further: usize) -> Result<usize> {
        let length = self.bytes.len().saturating_add(further);
        if length > self.limit {
            return Err(too_large(self.limit));
        }
        if length > self.bytes.capacity() {
            self.permit.grow_to(self.room_for(length).saturating_add(self.beside))?;
        }
        Ok(length)
    }

    /// The room for this many bytes: twice the present room, so that few bytes are copied often; never much more than will be
    /// needed.
    fn room_for(&self, length: usize) -> usize {
        self.bytes.capacity().saturating_mul(2).min(self.expected).max(length)
    }
}
