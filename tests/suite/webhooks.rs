//! Webhooks, mirroring src/modules/webhooks and src/courier; and an endpoint of the test's own, which answers as it is told.
//!
//! Invariants: no test waits for the pause before a retry; it moves the delivery's time instead. Whether a message came
//! twice is checked when nothing is left to deliver.

mod create;
mod deliveries;
mod edit;
mod forbidden;
mod interleaved;
mod restart;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant as Clock};

use serde_json::{Value, json};
use ureq::http::HeaderMap;
use ventanilla::auth::guard::Guard;

use crate::calls::{execute, number};
use crate::service::{Database, Person, Service};

/// The timeout for an event that nothing holds up.
const PATIENCE: Duration = Duration::from_secs(60);

/// The endpoint's answer to a message.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Ruling {
    Answer(u16),
    HangUp,
}

const TAKE: Ruling = Ruling::Answer(200);

/// An endpoint that receives deliveries.
struct Endpoint {
    url: String,
    messages: Receiver<Message>,
}

/// A message as it arrived.
#[derive(Debug)]
struct Message {
    headers: HeaderMap,
    text: String,
}

impl Message {
    fn id(&self) -> &str {
        self.headers["webhook-id"].to_str().unwrap()
    }

    fn body(&self) -> Value {
        serde_json::from_str(&self.text).unwrap()
    }

    /// The record's id, and the version that the change made.
    fn version(&self) -> (i64, i64) {
        let data = &self.body()["data"];
        (data["id"].as_i64().unwrap(), data["version"].as_i64().unwrap())
    }

    /// Whether the reference library accepts the signature.
    fn is_signed_with(&self, secret: &Value) -> bool {
        let webhook = standardwebhooks::Webhook::new(secret.as_str().unwrap()).unwrap();
        webhook.verify(self.text.as_bytes(), &self.headers).is_ok()
    }
}

impl Endpoint {
    fn open(rule: impl Fn(&Message) -> Ruling + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/ventanilla", listener.local_addr().unwrap());
        let (arrived, messages) = channel();
        let rule = Arc::new(rule);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (stream, arrived, rule) = (stream.unwrap(), arrived.clone(), Arc::clone(&rule));
                // The client may leave in the middle of the conversation.
                std::thread::spawn(move || converse(&stream, &arrived, &*rule));
            }
        });
        Endpoint { url, messages }
    }

    fn next(&self) -> Message {
        self.messages.recv_timeout(PATIENCE).expect("a message arrives")
    }

    /// The record's id and version of each of the next messages.
    fn next_versions(&self, number: usize) -> Vec<(i64, i64)> {
        (0..number).map(|_| self.next().version()).collect()
    }

    fn is_left_alone(&self) -> bool {
        self.messages.try_recv().is_err()
    }
}

fn converse(stream: &TcpStream, arrived: &Sender<Message>, rule: &dyn Fn(&Message) -> Ruling) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream);
    loop {
        let mut headers = HeaderMap::new();
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Ok(());
        }
        assert!(line.contains(" /ventanilla HTTP/1.1"), "{line}");
        loop {
            let mut line = String::new();
            reader.read_line(&mut line)?;
            let Some((name, value)) = line.trim_end().split_once(": ") else { break };
            headers.insert(ureq::http::HeaderName::from_bytes(name.as_bytes()).unwrap(), value.parse().unwrap());
        }
        let length = headers.get("content-length").map_or(0, |length| length.to_str().unwrap().parse().unwrap());
        let mut body = vec![0; length];
        reader.read_exact(&mut body)?;
        let message = Message { headers, text: String::from_utf8(body).unwrap() };
        let host = message.headers["host"].clone();
        let ruling = rule(&message);
        let _ = arrived.send(message);
        match ruling {
            Ruling::HangUp => return Ok(()),
            Ruling::Answer(status) => {
                // A client that followed the redirect would arrive here again.
                let host = host.to_str().unwrap();
                let answer = format!("HTTP/1.1 {status} So\r\nLocation: http://{host}/ventanilla\r\nContent-Length: 2\r\n\r\nok");
                (&*stream).write_all(answer.as_bytes())?;
            }
        }
    }
}

/// A node that may deliver to addresses of this machine.
fn node(database: Database) -> Service {
    Service::start(database, |settings| settings.guard = Guard::new(vec!["127.0.0.0/8".parse().unwrap()]))
}

/// Creates a webhook; returns its id and its secret.
fn webhook(service: &Service, person: &Person, endpoint: &Endpoint, more: Value) -> (i64, Value) {
    let mut parameters = json!({ "url": endpoint.url });
    parameters.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let made = service.call(person, "Webhooks.Create", parameters);
    (made["webhook"]["id"].as_i64().unwrap(), made["secret"].clone())
}

/// Waits until this query counts the expected number.
fn wait_for(service: &Service, expected: i64, query: &str) {
    let started = Clock::now();
    let found = || number(service, &format!("SELECT count(*) AS number FROM {query}"));
    while found() != expected {
        assert!(started.elapsed() < PATIENCE, "{query}: {}, not {expected}", found());
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Waits until every change is delivered and every attempt is noted.
fn wait_until_all_is_told(service: &Service) {
    let behind = "webhook_positions WHERE sequence < (SELECT coalesce(max(sequence), 0) FROM changes \
        WHERE changes.profile_id = webhook_positions.profile_id)";
    wait_for(service, 0, behind);
    wait_for(service, 0, "webhook_deliveries WHERE due_at IS NOT NULL");
}

/// Ends the pause before the next retry.
fn no_more_pause(service: &Service) {
    execute(service, "UPDATE webhook_deliveries SET due_at = 0 WHERE due_at IS NOT NULL AND lease IS NULL");
}

/// The only delivery that meets the filter.
fn delivery(service: &Service, person: &Person, filter: Value) -> Value {
    let found = service.call(person, "Webhooks.GetDeliveries", filter)["deliveries"].clone();
    assert_eq!(found.as_array().unwrap().len(), 1, "{found}");
    found[0].clone()
}
