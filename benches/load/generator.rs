//! The load generator: connections that stay open, each with one request on its way at any moment, all on one thread.
//!
//! Invariants: the next request is sent when the reply to the one before has been read to its end. A reply that is not a
//! success stops the measurement, so that no failure is ever counted as speed. For each request the generator makes one write
//! and, if the reply is short, one read.

use std::io::{ErrorKind, Read, Write};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use mio::net::TcpStream;
use mio::{Events, Interest, Poll, Token};

use crate::Outcome;
use crate::processes::busy_time_of_this_thread;

/// Writes the next request, headers and body, at the end of a buffer.
pub type Requests<'a> = dyn FnMut(&mut Vec<u8>) + 'a;

/// Writes a request whose bytes are the same each time but for its body.
pub fn request(path: &str, token: &str, body: &[u8], into: &mut Vec<u8>) {
    write(path, token, format_args!(""), body, into);
}

/// Writes the same request with an idempotency key of its own.
pub fn request_with_key(path: &str, token: &str, key: u64, body: &[u8], into: &mut Vec<u8>) {
    write(path, token, format_args!("Idempotency-Key: 5f0c9a52-7d1e-4b8a-9c3f-{key:012}\r\n"), body, into);
}

fn write(path: &str, token: &str, header: std::fmt::Arguments<'_>, body: &[u8], into: &mut Vec<u8>) {
    // Writing to a Vec can't fail.
    let _ = write!(
        into,
        "POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nAuthorization: Bearer {token}\r\n{header}Content-Length: {}\r\n\r\n",
        body.len()
    );
    into.extend_from_slice(body);
}

/// The result of one round of load.
#[derive(Debug, Default, Clone)]
pub struct Round {
    /// The number of replies that were complete when the time was over.
    pub replies: u64,
    pub elapsed: Duration,
    /// The time from the first byte written to the last byte read, in nanoseconds, of each reply.
    pub latencies: Vec<u64>,
    /// The share of the time for which the generator itself was busy; near 1 the generator is what is measured.
    pub generator_busy: f64,
}

impl Round {
    pub fn per_second(&self) -> f64 {
        self.replies as f64 / self.elapsed.as_secs_f64().max(1e-9)
    }
}

/// Open connections to one server.
pub struct Connections {
    poll: Poll,
    events: Events,
    open: Vec<Connection>,
}

struct Connection {
    stream: TcpStream,
    outgoing: Vec<u8>,
    sent: usize,
    incoming: Vec<u8>,
    filled: usize,
    started: Instant,
    waiting: bool,
}

impl Connections {
    pub fn open(address: SocketAddr, number: usize) -> Outcome<Self> {
        let poll = Poll::new()?;
        let mut open = Vec::with_capacity(number);
        for position in 0..number {
            let stream = std::net::TcpStream::connect(address)?;
            stream.set_nodelay(true)?;
            stream.set_nonblocking(true)?;
            let mut stream = TcpStream::from_std(stream);
            poll.registry().register(&mut stream, Token(position), Interest::READABLE | Interest::WRITABLE)?;
            open.push(Connection {
                stream,
                outgoing: Vec::with_capacity(2048),
                sent: 0,
                incoming: vec![0; 64 * 1024],
                filled: 0,
                started: Instant::now(),
                waiting: false,
            });
        }
        Ok(Connections { poll, events: Events::with_capacity(1024), open })
    }

    /// Keeps every connection busy for this long, then waits for the requests that are still on their way.
    pub fn drive(&mut self, requests: &mut Requests<'_>, duration: Duration) -> Outcome<Round> {
        let mut round = Round::default();
        let busy_before = busy_time_of_this_thread();
        let begin = Instant::now();
        let deadline = begin + duration;
        for connection in &mut self.open {
            connection.send(requests)?;
        }
        let mut waiting = self.open.len();
        let mut over = false;
        while waiting > 0 {
            self.poll.poll(&mut self.events, Some(Duration::from_secs(30)))?;
            if self.events.is_empty() {
                return Err("no reply in 30 seconds".into());
            }
            for event in &self.events {
                let connection = &mut self.open[event.token().0];
                if !connection.waiting {
                    continue;
                }
                if event.is_writable() && connection.sent < connection.outgoing.len() {
                    connection.flush()?;
                }
                if !event.is_readable() || !connection.receive()? {
                    continue;
                }
                let now = Instant::now();
                round.latencies.push(u64::try_from((now - connection.started).as_nanos())?);
                if !over && now >= deadline {
                    over = true;
                    round.elapsed = now - begin;
                    let busy = busy_time_of_this_thread().saturating_sub(busy_before);
                    round.generator_busy = busy.as_secs_f64() / round.elapsed.as_secs_f64();
                }
                if over {
                    connection.waiting = false;
                    waiting -= 1;
                } else {
                    round.replies += 1;
                    connection.send(requests)?;
                }
            }
        }
        Ok(round)
    }
}

impl Connection {
    fn send(&mut self, requests: &mut Requests<'_>) -> Outcome<()> {
        self.outgoing.clear();
        requests(&mut self.outgoing);
        self.sent = 0;
        self.filled = 0;
        self.waiting = true;
        self.started = Instant::now();
        self.flush()
    }

    fn flush(&mut self) -> Outcome<()> {
        while self.sent < self.outgoing.len() {
            match self.stream.write(&self.outgoing[self.sent..]) {
                Ok(0) => return Err("the server closed a connection".into()),
                Ok(written) => self.sent += written,
                Err(cause) if cause.kind() == ErrorKind::WouldBlock => break,
                Err(cause) if cause.kind() == ErrorKind::Interrupted => {}
                Err(cause) => return Err(cause.into()),
            }
        }
        Ok(())
    }

    /// Reads the bytes that have come; true when the reply is whole.
    fn receive(&mut self) -> Outcome<bool> {
        loop {
            if self.filled == self.incoming.len() {
                self.incoming.resize(self.incoming.len() * 2, 0);
            }
            let room = self.incoming.len() - self.filled;
            match self.stream.read(&mut self.incoming[self.filled..]) {
                Ok(0) => return Err("the server closed a connection".into()),
                Ok(read) => {
                    self.filled += read;
                    if is_whole(&self.incoming[..self.filled])? {
                        return Ok(true);
                    }
                    // A read that did not fill the buffer has emptied the socket: the next event says when there is more.
                    if read < room {
                        return Ok(false);
                    }
                }
                Err(cause) if cause.kind() == ErrorKind::WouldBlock => return Ok(false),
                Err(cause) if cause.kind() == ErrorKind::Interrupted => {}
                Err(cause) => return Err(cause.into()),
            }
        }
    }
}

/// Whether a reply has come whole; an error if it is not a success.
fn is_whole(reply: &[u8]) -> Outcome<bool> {
    const BLANK_LINE: &[u8] = b"\r\n\r\n";
    let Some(end) = reply.windows(BLANK_LINE.len()).position(|bytes| bytes == BLANK_LINE) else { return Ok(false) };
    let (head, body) = (&reply[..end], &reply[end + BLANK_LINE.len()..]);
    let length = content_length(head).ok_or("a reply without Content-Length")?;
    if body.len() < length {
        return Ok(false);
    }
    if reply.get(9..12) != Some(b"200") || !body.starts_with(br#"{"success":true"#) {
        let text = String::from_utf8_lossy(reply);
        return Err(format!("a reply that is no success: {}", text.chars().take(600).collect::<String>()).into());
    }
    Ok(true)
}

fn content_length(head: &[u8]) -> Option<usize> {
    const NAME: &[u8] = b"content-length:";
    let line = head.split(|byte| *byte == b'\n').find(|line| line.get(..NAME.len()).is_some_and(|name| name.eq_ignore_ascii_case(NAME)))?;
    std::str::from_utf8(&line[NAME.len()..]).ok()?.trim().parse().ok()
}
