//! A relay between the service and PostgreSQL, which can be cut or frozen at any statement.
//!
//! The service takes the relay for the database. The relay counts the statements, so that a test can fail the network at each of
//! them in turn.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;

/// The failure of the network at a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// The connection ends, and the database never sees the statement.
    CutBefore,
    /// The database executes the statement, and its answer is lost with the connection.
    CutAfter,
    /// The connection carries nothing any more, and neither side is told.
    Freeze,
    /// The whole relay is frozen before the statement, which goes on once the relay is thawed.
    Pause,
}

#[derive(Default)]
struct State {
    /// The statement that will fail, counted from now on, and its failure.
    plan: Mutex<Option<(usize, Failure)>>,
    /// The connections that have frozen.
    frozen: Mutex<Vec<Arc<Connection>>>,
    /// Whether the whole relay is frozen.
    is_frozen: Mutex<bool>,
    thawed: Condvar,
    is_gone: AtomicBool,
    /// The number of statements that were passed on.
    passed: AtomicUsize,
}

pub struct Relay {
    port: u16,
    state: Arc<State>,
}

impl Relay {
    /// A relay to the server in this URL.
    pub fn to(url: &str) -> Self {
        let place = url.rsplit_once('@').expect("a user").1.split('/').next().expect("a host").to_owned();
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let state = Arc::<State>::default();
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                if shared.is_gone.load(Ordering::Relaxed) {
                    continue;
                }
                let Ok(server) = TcpStream::connect(&place) else { continue };
                Connection::begin(&shared, client, server);
            }
        });
        Relay { port, state }
    }

    /// The URL of the same database through the relay.
    pub fn url(&self, url: &str) -> String {
        let (before, place) = url.rsplit_once('@').expect("a user");
        let (_, database) = place.split_once('/').expect("a database");
        format!("{before}@127.0.0.1:{}/{database}", self.port)
    }

    /// Plans a failure at a statement, counted from 0, over all connections.
    pub fn fail_at(&self, statement: usize, failure: Failure) {
        *self.state.plan.lock().unwrap() = Some((statement, failure));
    }

    /// Whether the planned failure has happened. The plan is removed.
    pub fn has_failed(&self) -> bool {
        self.state.plan.lock().unwrap().take().is_none()
    }

    /// Ends the frozen connections, as the system does at last with those to a host that is gone.
    pub fn bury(&self) {
        self.state.frozen.lock().unwrap().drain(..).for_each(|connection| connection.end());
    }

    pub fn freeze(&self) {
        self.state.freeze();
    }

    /// The number of statements that the server has got so far.
    pub fn passed(&self) -> usize {
        self.state.passed.load(Ordering::Relaxed)
    }

    pub fn thaw(&self) {
        *self.state.is_frozen.lock().unwrap() = false;
        self.state.thawed.notify_all();
    }

    /// Takes the server away: new connections end at once, and old ones at their next statement.
    pub fn leave(&self) {
        self.state.is_gone.store(true, Ordering::Relaxed);
    }

    pub fn come_back(&self) {
        self.state.is_gone.store(false, Ordering::Relaxed);
    }
}

impl State {
    fn freeze(&self) {
        *self.is_frozen.lock().unwrap() = true;
    }
}

struct Connection {
    state: Arc<State>,
    client: TcpStream,
    server: TcpStream,
    /// Whether the server's answers are kept from the client.
    is_muted: AtomicBool,
}

impl Connection {
    fn begin(state: &Arc<State>, client: TcpStream, server: TcpStream) {
        for stream in [&client, &server] {
            stream.set_nodelay(true).expect("a socket");
        }
        let connection = Arc::new(Connection { state: Arc::clone(state), client, server, is_muted: AtomicBool::new(false) });
        let answering = Arc::clone(&connection);
        thread::spawn(move || answering.answer());
        thread::spawn(move || connection.ask());
    }

    fn end(&self) {
        for stream in [&self.client, &self.server] {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }

    /// Passes the server's bytes to the client.
    fn answer(&self) {
        let mut buffer = [0; 16_384];
        while let Ok(length @ 1..) = (&self.server).read(&mut buffer) {
            self.wait_until_thawed();
            if !self.is_muted.load(Ordering::Relaxed) && (&self.client).write_all(&buffer[..length]).is_err() {
                break;
            }
        }
        // A muted client does not learn that the server has hung up.
        if !self.is_muted.load(Ordering::Relaxed) {
            self.end();
        }
    }

    /// Passes the client's bytes to the server, statement by statement.
    fn ask(self: &Arc<Self>) {
        let mut is_first = true;
        let mut statement = Vec::new();
        while self.read_message(&mut statement, is_first).is_some() {
            let is_whole = is_first || matches!(statement_end(&statement), Some(b'Q' | b'S'));
            if !is_whole {
                continue;
            }
            self.wait_until_thawed();
            let mut failure = if is_first { None } else { self.failure() };
            is_first = false;
            if failure == Some(Failure::Pause) {
                self.state.freeze();
                self.wait_until_thawed();
                failure = None;
            }
            if failure == Some(Failure::CutBefore) || self.state.is_gone.load(Ordering::Relaxed) {
                break;
            }
            if failure == Some(Failure::Freeze) {
                self.is_muted.store(true, Ordering::Relaxed);
                self.state.frozen.lock().unwrap().push(Arc::clone(self));
                // The client waits as long as it likes, and the server until its timeout.
                let mut rest = [0; 1024];
                while (&self.client).read(&mut rest).is_ok_and(|length| length > 0) {}
                break;
            }
            self.is_muted.fetch_or(failure == Some(Failure::CutAfter), Ordering::Relaxed);
            if (&self.server).write_all(&statement).is_err() || failure.is_some() {
                break;
            }
            self.state.passed.fetch_add(1, Ordering::Relaxed);
            statement.clear();
        }
        self.end();
    }

    /// Adds the client's next message to the buffer; `None` at the connection's end.
    fn read_message(&self, to: &mut Vec<u8>, is_first: bool) -> Option<()> {
        let from = to.len();
        let head = if is_first { 4 } else { 5 };
        to.resize(from + head, 0);
        (&self.client).read_exact(&mut to[from..]).ok()?;
        let length: [u8; 4] = to[to.len() - 4..].try_into().expect("four bytes");
        let rest = usize::try_from(u32::from_be_bytes(length)).expect("a length") - 4;
        let from = to.len();
        to.resize(from + rest, 0);
        (&self.client).read_exact(&mut to[from..]).ok()
    }

    fn failure(&self) -> Option<Failure> {
        let mut plan = self.state.plan.lock().unwrap();
        match plan.take() {
            Some((0, failure)) => Some(failure),
            Some((statements, failure)) => {
                *plan = Some((statements - 1, failure));
                None
            }
            None => None,
        }
    }

    fn wait_until_thawed(&self) {
        let mut is_frozen = self.state.is_frozen.lock().unwrap();
        while *is_frozen {
            is_frozen = self.state.thawed.wait(is_frozen).unwrap();
        }
    }
}

/// The kind of the last message of several.
fn statement_end(messages: &[u8]) -> Option<u8> {
    let (mut position, mut kind) = (0, None);
    while let Some(&found) = messages.get(position) {
        kind = Some(found);
        let length = messages.get(position + 1..position + 5)?.try_into().ok()?;
        position += 1 + usize::try_from(u32::from_be_bytes(length)).ok()?;
    }
    kind
}
