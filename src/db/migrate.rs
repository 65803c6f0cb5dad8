//! Migrations: the same names for both databases, applied at start, one node at a time.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::connection::{AnyConnection, DatabaseAddress, Purpose, open};
use super::renewal::renew;
use crate::error::{Error, Result};

pub const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
pub const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// Any number does, as long as all nodes lock the same: "ventanil" in ASCII.
pub(super) const LOCK: i64 = 0x76656e74616e696c;

/// Applies what has not been applied yet, under a lock that other nodes wait for, and renews what this program keeps otherwise
/// than the one before. Returns the names of what it applied.
pub fn migrate(address: &DatabaseAddress) -> Result<Vec<String>> {
    if let DatabaseAddress::Sqlite(path) = address {
        create_private(path).map_err(Error::internal)?;
    }
    let mut connection = open(address, Purpose::Write)?;
    let applied = match &mut connection {
        AnyConnection::Sqlite(connection) => connection.immediate_transaction(|connection| apply(connection, SQLITE)),
        AnyConnection::Postgres(connection) => connection.transaction(|connection| {
            // Held by the transaction, so that it also holds behind PgBouncer.
            connection.batch_execute(&format!("SELECT pg_advisory_xact_lock({LOCK})"))?;
            apply(connection, POSTGRES)
        }),
    };
    let applied = applied.map_err(|Failed(cause)| Error::Internal(cause))?;
    renew(&mut connection)?;
    Ok(applied)
}

/// Makes the file of a new SQLite database, which will hold password hashes and the signing secret: nobody but its
/// owner may read it. What SQLite puts beside it gets the same rights.
fn create_private(path: &str) -> std::io::Result<()> {
    owners_alone().create(true).open(path).map(|_| ())
}

/// How a file is made that holds such secrets: whoever is not its owner can't read it, not for a moment.
pub(super) fn owners_alone() -> std::fs::OpenOptions {
    let mut options = std::fs::OpenOptions::new();
    options.append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Whether the database has all migrations of this program.
pub fn is_current(connection: &mut AnyConnection) -> bool {
    let pending = match connection {
        AnyConnection::Sqlite(connection) => connection.has_pending_migration(SQLITE),
        AnyConnection::Postgres(connection) => connection.has_pending_migration(POSTGRES),
    };
    matches!(pending, Ok(false))
}

struct Failed(Box<dyn std::error::Error + Send + Sync>);

impl From<diesel::result::Error> for Failed {
    fn from(cause: diesel::result::Error) -> Self {
        Failed(cause.into())
    }
}

fn apply<DB: diesel::backend::Backend>(
    connection: &mut impl MigrationHarness<DB>,
    migrations: EmbeddedMigrations,
) -> std::result::Result<Vec<String>, Failed>
where
    EmbeddedMigrations: diesel::migration::MigrationSource<DB>,
{
    let applied = connection.run_pending_migrations(migrations).map_err(Failed)?;
    Ok(applied.iter().map(ToString::to_string).collect())
}
