//! One connection to either database, opened by the URL's scheme and set up the same way every time.
//!
//! The program's only unsafe code is here. It tells SQLite to keep its query plans when a value is bound anew (otherwise `LIMIT
//! ?` is prepared again each time: 18.9 µs a look-up instead of 4.6), and to ask now and then whether a statement may go on
//! ([`super::interrupt`]).

use std::sync::Once;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;

use super::interrupt::{STEPS_BETWEEN, is_over};
use crate::error::{Error, Result};
use crate::sentences::Sentence;

/// Either database behind one type.
#[derive(diesel::MultiConnection)]
pub enum AnyConnection {
    Postgres(PgConnection),
    Sqlite(SqliteConnection),
}

/// Does the same on either database, each with its own types: a query that never changes is then found in the
/// statement cache without its SQL being written again. No function can be generic over both.
macro_rules! either {
    ($on:expr, $connection:ident => $result:expr) => {
        match $on {
            AnyConnection::Sqlite($connection) => $result,
            AnyConnection::Postgres($connection) => $result,
        }
    };
}
pub(crate) use either;

/// The database that a URL means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DatabaseAddress {
    /// The path of the file.
    Sqlite(String),
    /// The URL as libpq takes it.
    Postgres(String),
}

impl DatabaseAddress {
    /// `sqlite:ventanilla.db`, `sqlite:///var/lib/ventanilla.db`, `postgres://…`. The scheme alone decides: a
    /// PostgreSQL that is down must never end in a file of that name.
    pub fn parse(url: &str) -> std::result::Result<Self, String> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok(DatabaseAddress::Postgres(url.to_owned()));
        }
        match url.strip_prefix("sqlite:") {
            Some(path) => {
                let path = path.strip_prefix("//").unwrap_or(path);
                if path.is_empty() || path.contains(":memory:") {
                    return Err("the SQLite database must be a file: sqlite:ventanilla.db".to_owned());
                }
                Ok(DatabaseAddress::Sqlite(path.to_owned()))
            }
            None => Err("it starts neither with sqlite: nor with postgres://".to_owned()),
        }
    }
}

impl std::fmt::Display for DatabaseAddress {
    /// Shows the URL without the password, wherever it stands: before the host, or among the options behind the question mark.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            DatabaseAddress::Sqlite(path) => write!(formatter, "sqlite:{path}"),
            DatabaseAddress::Postgres(url) => {
                let url = url.split_once('?').map_or(url.as_str(), |(url, _)| url);
                let place = url.rsplit_once('@').map_or(url, |(_, place)| place);
                write!(formatter, "postgres://{}", place.trim_start_matches("postgres://").trim_start_matches("postgresql://"))
            }
        }
    }
}

/// The purpose of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    Read,
    Write,
}

/// Opens a connection.
pub fn open(address: &DatabaseAddress, purpose: Purpose) -> Result<AnyConnection> {
    reach(address, purpose).map_err(|cause| {
        tracing::warn!(database = %address, cause, "the database can't be reached");
        not_reachable()
    })
}

pub(super) fn not_reachable() -> Error {
    Error::Unavailable(Sentence::DatabaseUnreachable.into())
}

/// Opens a connection without logging a failure: the error is the cause, and the caller of this function reports it.
pub(super) fn reach(address: &DatabaseAddress, purpose: Purpose) -> std::result::Result<AnyConnection, String> {
    let connection = match address {
        DatabaseAddress::Sqlite(path) => {
            prepare_sqlite();
            let mut connection = SqliteConnection::establish(path).map_err(|cause| cause.to_string())?;
            connection.batch_execute(pragmas(purpose)).map_err(|cause| cause.to_string())?;
            AnyConnection::Sqlite(connection)
        }
        DatabaseAddress::Postgres(url) => {
            let mut connection = connect(url).map_err(|cause| cause.to_string())?;
            connection.batch_execute(SETTINGS).map_err(|cause| cause.to_string())?;
            AnyConnection::Postgres(connection)
        }
    };
    Ok(connection)
}

/// Connects to PostgreSQL within libpq's timeout, without any settings.
pub(super) fn connect(url: &str) -> ConnectionResult<PgConnection> {
    PgConnection::establish(&with_patience(url))
}

/// Adds libpq's timeouts to the URL, unless the operator sets them: for a connection, which libpq would await without end, and
/// for a server whose host is gone, which libpq would notice after two hours.
fn with_patience(url: &str) -> String {
    const PATIENCE: [(&str, &str); 5] = [
        ("connect_timeout", "3"),
        ("keepalives_idle", "5"),
        ("keepalives_interval", "3"),
        ("keepalives_count", "3"),
        ("tcp_user_timeout", "15000"),
    ];
    let options = url.split_once('?').map_or("", |(_, options)| options);
    let is_said = |name: &str| options.split('&').any(|option| option.split_once('=').is_some_and(|(said, _)| said == name));
    let mut url = url.to_owned();
    for (name, value) in PATIENCE.into_iter().filter(|(name, _)| !is_said(name)) {
        url.push(if url.contains('?') { '&' } else { '?' });
        url.push_str(name);
        url.push('=');
        url.push_str(value);
    }
    url
}

/// Settings of a PostgreSQL session. A transaction that a node left open when it was cut off would hold up the feed of changes
/// for hours.
pub(super) const SETTINGS: &str =
    "SET TIME ZONE 'UTC'; SET client_min_messages = warning; SET idle_in_transaction_session_timeout = '60s';";

/// The time that another process's lock on the SQLite file is waited for, in milliseconds; [`pragmas`] set the same.
pub const BUSY_TIMEOUT: u32 = 5_000;

/// Settings of an SQLite connection. `synchronous = FULL` makes "acknowledged" mean "on disk". Readers can't write, not even by
/// mistake; each keeps at most 8 MiB of pages. The writer keeps 4: SQLite looks at each kept page when it commits a split of an
/// index page, which took a millisecond of every commit with 16.
fn pragmas(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Write => {
            "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
             PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -4096; PRAGMA journal_size_limit = 67108864;"
        }
        Purpose::Read => {
            "PRAGMA busy_timeout = 5000; PRAGMA query_only = ON; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; \
             PRAGMA temp_store = MEMORY; PRAGMA cache_size = -8192;"
        }
    }
}

/// The oldest SQLite that is allowed. Before 3.51.3 SQLite can corrupt a database in WAL mode when a checkpoint meets a writer.
const OLDEST_SQLITE: i32 = 3_051_003;

/// Refuses to run on an SQLite that loses data.
pub fn check_sqlite_version() -> std::result::Result<(), String> {
    // SAFETY: takes nothing, returns a constant of the library.
    let version = unsafe { libsqlite3_sys::sqlite3_libversion_number() };
    if version < OLDEST_SQLITE {
        return Err(format!("SQLite {version} is older than {OLDEST_SQLITE}, which mends a corruption of databases in WAL mode"));
    }
    Ok(())
}

/// Sets SQLite's options for the whole process, before the first connection is opened.
///
/// One thread at a time uses a connection of ours, which the type system ensures, so that SQLite need not lock it (a tenth of a
/// page's time). Nobody asks for its memory statistics. The query planner stability guarantee holds for every connection that is
/// opened from then on.
fn prepare_sqlite() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // SAFETY: nothing of SQLite has been used yet, and both options take what is given here: nothing, and an int.
        let codes = unsafe {
            [
                libsqlite3_sys::sqlite3_config(libsqlite3_sys::SQLITE_CONFIG_MULTITHREAD),
                libsqlite3_sys::sqlite3_config(libsqlite3_sys::SQLITE_CONFIG_MEMSTATUS, 0 as std::ffi::c_int),
            ]
        };
        if codes != [libsqlite3_sys::SQLITE_OK; 2] {
            tracing::warn!(?codes, "SQLite was in use before it was set up; reads will be slower");
        }
        // SAFETY: the entry point has the signature that SQLite calls it with and lives as long as the program.
        let code = unsafe { libsqlite3_sys::sqlite3_auto_extension(Some(set_up_connection)) };
        if code != libsqlite3_sys::SQLITE_OK {
            tracing::warn!(code, "SQLite's connections can't be set up: reads will be slower, and none ends at its deadline");
        }
    });
}

unsafe extern "C" fn set_up_connection(
    database: *mut libsqlite3_sys::sqlite3,
    _message: *mut *mut std::ffi::c_char,
    _routines: *const libsqlite3_sys::sqlite3_api_routines,
) -> std::ffi::c_int {
    let nowhere: *mut std::ffi::c_int = std::ptr::null_mut();
    // SAFETY: SQLite calls this with the connection that it has just opened; the handler has the signature that SQLite
    // calls it with, and takes nothing of ours.
    unsafe { libsqlite3_sys::sqlite3_progress_handler(database, STEPS_BETWEEN, Some(is_over), std::ptr::null_mut()) };
    // SAFETY: the same connection; the option takes an int and a pointer to an int that may be null.
    unsafe { libsqlite3_sys::sqlite3_db_config(database, libsqlite3_sys::SQLITE_DBCONFIG_ENABLE_QPSG, 1 as std::ffi::c_int, nowhere) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scheme_alone_decides() {
        assert_eq!(DatabaseAddress::parse("sqlite:a.db"), Ok(DatabaseAddress::Sqlite("a.db".into())));
        assert_eq!(DatabaseAddress::parse("sqlite:///var/a.db"), Ok(DatabaseAddress::Sqlite("/var/a.db".into())));
        assert!(matches!(DatabaseAddress::parse("postgres://x/y"), Ok(DatabaseAddress::Postgres(_))));
        assert!(
            DatabaseAddress::parse("mysql://x").is_err()
                && DatabaseAddress::parse("a.db").is_err()
                && DatabaseAddress::parse("sqlite::memory:").is_err()
        );
    }

    #[test]
    fn libpq_waits_no_longer_than_is_said() {
        let url = with_patience("postgres://a:5432,b:5433/crm");
        assert!(url.starts_with("postgres://a:5432,b:5433/crm?connect_timeout=3&keepalives_idle=5&"), "{url}");
        let url = with_patience("postgres://a/crm?connect_timeout=10");
        assert!(url.starts_with("postgres://a/crm?connect_timeout=10&keepalives_idle=5&") && url.matches("connect_timeout").count() == 1);
    }

    #[test]
    fn a_password_is_never_shown() {
        for url in ["postgres://ana:secret@db/crm", "postgresql://db/crm?user=ana&password=secret", "postgres://ana:se?cret@db/crm"] {
            assert!(!DatabaseAddress::parse(url).unwrap().to_string().contains("cret"), "{url}");
        }
        assert_eq!(DatabaseAddress::parse("postgres://ana:secret@db/crm").unwrap().to_string(), "postgres://db/crm");
    }
}
