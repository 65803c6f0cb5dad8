//! A badly behaved client: it stops in the middle, reads nothing, breaks off.
//!
//! Invariants: nothing depends on how long anything takes. A test that waits for an event looks for it again and again; a
//! service that never brings it about hangs the test for a while, and fails it.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::Duration;

use crate::service::{Reply, Service};

/// A connection to the service.
pub struct Wire {
    stream: TcpStream,
    received: Vec<u8>,
}

/// The head of a call, without the line that ends it.
pub const HEAD: &str = "POST /api HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n";

impl Wire {
    /// Connects with a small receive buffer, so that an unread answer stays with the service.
    pub fn open(service: &Service) -> Self {
        let socket = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).expect("a socket");
        socket.set_recv_buffer_size(4096).expect("a setting of the socket");
        let address: SocketAddr = service.address;
        socket.connect(&address.into()).expect("the service listens");
        Wire { stream: socket.into(), received: Vec::new() }
    }

    /// Connects and sends this text.
    pub fn sending(service: &Service, text: impl AsRef<[u8]>) -> Self {
        let mut wire = Wire::open(service);
        wire.send(text);
        wire
    }

    /// The same connection, for another thread that sends while this one reads.
    pub fn also(&self) -> Self {
        Wire { stream: self.stream.try_clone().expect("one more handle"), received: Vec::new() }
    }

    /// Sends this text, even if the service has ended the connection already.
    pub fn send(&mut self, text: impl AsRef<[u8]>) {
        let _ = self.stream.write_all(text.as_ref());
    }

    /// Ends the sending side of the connection.
    pub fn say_no_more(&mut self) {
        self.stream.shutdown(Shutdown::Write).expect("the connection is there");
    }

    /// Reads until there is one complete answer.
    #[track_caller]
    pub fn reply(&mut self) -> Reply {
        loop {
            if let Some(reply) = self.received_reply() {
                return reply;
            }
            assert!(self.read(), "no whole answer came: {}", String::from_utf8_lossy(&self.received));
        }
    }

    /// The next answer, if it has come already.
    pub fn reply_so_far(&mut self) -> Option<Reply> {
        self.stream.set_nonblocking(true).expect("a setting of the socket");
        while self.read() {}
        self.stream.set_nonblocking(false).expect("a setting of the socket");
        self.received_reply()
    }

    /// Reads to the end, and returns everything that came.
    pub fn rest(mut self) -> Vec<u8> {
        while self.read() {}
        self.received
    }

    /// Reads at most this many bytes, and throws them away.
    pub fn sip(&mut self, bytes: usize) {
        let _ = self.stream.read(&mut vec![0; bytes]);
    }

    /// Resets the connection at once.
    pub fn break_off(self) {
        socket2::SockRef::from(&self.stream).set_linger(Some(Duration::ZERO)).expect("a setting of the socket");
    }

    /// Reads once; true if something came.
    fn read(&mut self) -> bool {
        let mut piece = [0; 65_536];
        loop {
            match self.stream.read(&mut piece) {
                Ok(length) => {
                    self.received.extend_from_slice(&piece[..length]);
                    return length > 0;
                }
                Err(cause) if cause.kind() == ErrorKind::Interrupted => {}
                Err(_) => return false,
            }
        }
    }

    /// Takes one complete answer out of the received bytes. An answer to HEAD has no body.
    fn received_reply(&mut self) -> Option<Reply> {
        let end = self.received.windows(4).position(|window| window == b"\r\n\r\n")?;
        let head = String::from_utf8_lossy(&self.received[..end]).into_owned();
        let mut lines = head.lines();
        let status = lines.next()?.split(' ').nth(1)?.parse().expect("a status");
        let header = |line: &str| line.split_once(": ").map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()));
        let mut reply = Reply { status, headers: lines.filter_map(header).collect(), text: String::new(), bytes: Vec::new() };
        let length: usize = reply.header("content-length").map_or(0, |length| length.parse().expect("a length"));
        let body = self.received.get(end + 4..end + 4 + length)?;
        (reply.text, reply.bytes) = (String::from_utf8_lossy(body).into_owned(), body.to_vec());
        self.received.drain(..end + 4 + length);
        Some(reply)
    }
}

/// Looks again and again, until there is a result.
#[track_caller]
pub fn wait_for<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    for _ in 0..6000 {
        match look() {
            Some(found) => return found,
            None => std::thread::sleep(Duration::from_millis(10)),
        }
    }
    panic!("{what} did not come about");
}

/// The bytes in flight, from the service's metrics.
pub fn in_flight(service: &Service, direction: &str) -> usize {
    let metrics = service.get("/metrics");
    let name = format!("ventanilla_bytes_in_flight{{direction=\"{direction}\"}} ");
    let line = metrics.text.lines().find_map(|line| line.strip_prefix(&name));
    line.unwrap_or_else(|| panic!("{direction} is measured: {} {}", metrics.status, metrics.text)).parse().expect("a number")
}
