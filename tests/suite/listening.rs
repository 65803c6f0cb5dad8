//! Statements sent to the tests' databases, heard where diesel sends them.
//!
//! Invariants: a test that asks for them hears the statements on its own databases, on every connection. On PostgreSQL each
//! statement of every service is judged ([`crate::tenancy`]), and complaints are reported when the service ends.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write};
use std::sync::{Arc, Mutex};

use diesel::connection::{Instrumentation, InstrumentationEvent, set_default_instrumentation};
use ventanilla::db::connection::DatabaseAddress;

use crate::service::Database;
use crate::tenancy::complaint;

/// The statements that were run on one database.
#[derive(Clone, Default)]
pub struct Statements(Arc<Mutex<Vec<String>>>);

/// The databases that tests listen to, by the name under which connections to them are opened.
static LISTENED_TO: Mutex<BTreeMap<String, Statements>> = Mutex::new(BTreeMap::new());

/// The complaints about the statements on a database, by that name.
static COMPLAINTS: Mutex<BTreeMap<String, BTreeSet<String>>> = Mutex::new(BTreeMap::new());

/// The statements that were judged and found right.
static SOUND: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

/// A listener to one connection. Statements on a database that no test listens to are forgotten.
#[derive(Default)]
struct Listener {
    statements: Option<Statements>,
    /// The name of the database if its statements are judged: the service's own connection to PostgreSQL, and no test's.
    judged: Option<String>,
}

impl Instrumentation for Listener {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        match event {
            InstrumentationEvent::StartEstablishConnection { url, .. } => {
                // The service's own connections alone have parameters in the URL, the timeout of libpq.
                let (database, is_the_house) = url.split_once('?').map_or((url, false), |(database, _)| (database, true));
                self.statements = LISTENED_TO.lock().expect("no listener panics").get(database).cloned();
                self.judged = (is_the_house && database.starts_with("postgres")).then(|| database.to_owned());
            }
            InstrumentationEvent::StartQuery { query, .. } => {
                if let Some(statements) = &self.statements {
                    statements.0.lock().expect("no listener panics").push(query.to_string());
                }
                if let Some(database) = &self.judged {
                    let mut wording = Wording::default();
                    // The write ends with an error where the bound values begin.
                    let _ = write!(wording, "{query}");
                    judge(database, wording.0);
                }
            }
            _ => {}
        }
    }
}

fn judge(database: &str, wording: String) {
    if SOUND.lock().expect("no listener panics").contains(&wording) {
        return;
    }
    match complaint(&wording) {
        None => {
            SOUND.lock().expect("no listener panics").insert(wording);
        }
        Some(complaint) => {
            let mut complaints = COMPLAINTS.lock().expect("no listener panics");
            complaints.entry(database.to_owned()).or_default().insert(complaint);
        }
    }
}

/// A statement's text without its bound values, which may be long.
#[derive(Default)]
struct Wording(String);

impl Write for Wording {
    fn write_str(&mut self, part: &str) -> fmt::Result {
        match part.split_once(" -- binds: ") {
            None => {
                self.0.push_str(part);
                Ok(())
            }
            Some((last, _)) => {
                self.0.push_str(last);
                Err(fmt::Error)
            }
        }
    }
}

/// Listens to all connections that are opened from now on.
pub fn listen() {
    set_default_instrumentation(|| Some(Box::new(Listener::default()))).expect("diesel takes a listener");
}

/// The complaints about the statements on a database since the last call of this function.
pub fn complaints(url: &str) -> BTreeSet<String> {
    COMPLAINTS.lock().expect("no listener panics").remove(url).unwrap_or_default()
}

impl Statements {
    /// The statements on all connections that are opened to the database from now on.
    pub fn of(database: &Database) -> Self {
        listen();
        let address = match DatabaseAddress::parse(&database.url).expect("a URL") {
            DatabaseAddress::Sqlite(path) => path,
            DatabaseAddress::Postgres(url) => url,
        };
        LISTENED_TO.lock().expect("no listener panics").entry(address).or_default().clone()
    }

    /// The statements since the last call, without those that set a connection up.
    pub fn take(&self) -> Vec<String> {
        let mut statements = std::mem::take(&mut *self.0.lock().expect("no listener panics"));
        statements.retain(|statement| !statement.starts_with("PRAGMA") && !statement.starts_with("SET"));
        statements
    }
}
