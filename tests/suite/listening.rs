//! The statements that the databases of the tests are sent, heard where diesel sends them.
//!
//! What holds here: a test that asks for them hears the statements of its own databases, on whichever connection. Of every
//! service on PostgreSQL each statement is judged ([`crate::tenancy`]), and what is wrong with one is told when the service ends.

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

/// The databases whose statements are listened to, by the name under which connections to them are opened.
static LISTENED_TO: Mutex<BTreeMap<String, Statements>> = Mutex::new(BTreeMap::new());

/// What is wrong with the statements on a database, by that name.
static COMPLAINTS: Mutex<BTreeMap<String, BTreeSet<String>>> = Mutex::new(BTreeMap::new());

/// The wordings in which nothing is wrong.
static SOUND: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

/// Listens to one connection. What is said on it is forgotten where nobody asked for it.
#[derive(Default)]
struct Listener {
    statements: Option<Statements>,
    /// The name of its database, where it is the house's own connection to PostgreSQL, and no test's.
    judged: Option<String>,
}

impl Instrumentation for Listener {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        match event {
            InstrumentationEvent::StartEstablishConnection { url, .. } => {
                // Behind the question mark stands how long libpq waits, which the house alone says.
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
                    // It ends with an error where the values begin.
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

/// The wording of a statement, without the values that are bound to it: those may be long.
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

/// What was wrong with the statements on a database since it was last asked.
pub fn complaints(url: &str) -> BTreeSet<String> {
    COMPLAINTS.lock().expect("no listener panics").remove(url).unwrap_or_default()
}

impl Statements {
    /// Those of all connections that are opened to the database from now on.
    pub fn of(database: &Database) -> Self {
        listen();
        let address = match DatabaseAddress::parse(&database.url).expect("a URL") {
            DatabaseAddress::Sqlite(path) => path,
            DatabaseAddress::Postgres(url) => url,
        };
        LISTENED_TO.lock().expect("no listener panics").entry(address).or_default().clone()
    }

    /// Those since it was last asked, without what a connection is set up with when it is opened.
    pub fn take(&self) -> Vec<String> {
        let mut statements = std::mem::take(&mut *self.0.lock().expect("no listener panics"));
        statements.retain(|statement| !statement.starts_with("PRAGMA") && !statement.starts_with("SET"));
        statements
    }
}
