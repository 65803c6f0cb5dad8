//! Migrations: the same names for both databases, applied at the start, by one node at a time.
//!
//! Invariants: one transaction applies all that is pending, so that a program that is killed has changed nothing. A
//! migration may rebuild a table that others refer to, on SQLite too: foreign keys are not enforced while migrations run there,
//! and checked as a whole before the commit. A migration that was released is never edited; the next one corrects it.

use diesel::backend::Backend;
use diesel::connection::SimpleConnection;
use diesel::migration::{Migration, MigrationSource};
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel::sqlite::Sqlite;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::connection::{AnyConnection, DatabaseAddress, Purpose, open};
use super::pipelines::begin_with_one;
use super::renewal::renew;
use crate::error::{Error, Result};

pub const SQLITE: Migrations = Migrations(&[
    embed_migrations!("migrations/sqlite"),
    #[cfg(feature = "vehicles")]
    embed_migrations!("tests/migrations/sqlite"),
]);
pub const POSTGRES: Migrations = Migrations(&[
    embed_migrations!("migrations/postgres"),
    #[cfg(feature = "vehicles")]
    embed_migrations!("tests/migrations/postgres"),
]);

/// The migrations of a database: the program's own, and those that only the tests have.
pub struct Migrations(&'static [EmbeddedMigrations]);

impl<DB: Backend> MigrationSource<DB> for Migrations {
    fn migrations(&self) -> diesel::migration::Result<Vec<Box<dyn Migration<DB>>>> {
        let folders: diesel::migration::Result<Vec<_>> = self.0.iter().map(MigrationSource::<DB>::migrations).collect();
        Ok(folders?.into_iter().flatten().collect())
    }
}

/// The number of the advisory lock. Any number does, if all nodes lock the same: "ventanil" in ASCII.
pub(super) const LOCK: i64 = 0x76656e74616e696c;

/// Applies pending migrations, under a lock that other nodes wait for, renews the values that this program computes
/// differently, and gives each profile its first pipeline. Returns the names of the applied migrations.
pub fn migrate(address: &DatabaseAddress) -> Result<Vec<String>> {
    if let DatabaseAddress::Sqlite(path) = address {
        create_private(path).map_err(Error::internal)?;
    }
    let mut connection = open(address, Purpose::Write)?;
    let applied = match &mut connection {
        AnyConnection::Sqlite(connection) => apply_on_sqlite(connection, SQLITE),
        AnyConnection::Postgres(connection) => connection.transaction(|connection| {
            // The transaction holds the lock, so that it also holds behind PgBouncer.
            connection.batch_execute(&format!("SELECT pg_advisory_xact_lock({LOCK})"))?;
            apply(connection, POSTGRES)
        }),
    };
    let applied = applied.map_err(|Failed(cause)| Error::Internal(cause))?;
    renew(&mut connection)?;
    begin_with_one(address, &mut connection)?;
    Ok(applied)
}

/// Makes the file of a new SQLite database, which will hold password hashes and the signing secret: only its owner may read it.
/// The files that SQLite puts beside it get the same rights.
fn create_private(path: &str) -> std::io::Result<()> {
    owners_alone().create(true).open(path).map(|_| ())
}

/// Options for a file with such secrets: only its owner can ever read it.
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

#[derive(Debug)]
struct Failed(Box<dyn std::error::Error + Send + Sync>);

impl From<diesel::result::Error> for Failed {
    fn from(cause: diesel::result::Error) -> Self {
        Failed(cause.into())
    }
}

fn apply<DB: Backend>(
    connection: &mut impl MigrationHarness<DB>,
    migrations: impl MigrationSource<DB>,
) -> std::result::Result<Vec<String>, Failed> {
    let applied = connection.run_pending_migrations(migrations).map_err(Failed)?;
    Ok(applied.iter().map(ToString::to_string).collect())
}

/// Migrates on SQLite, which changes most of a table by making another in its place. Dropping the old table would be refused, or
/// would delete the rows that refer to it, and within a transaction that can't be turned off any more.
fn apply_on_sqlite(
    connection: &mut SqliteConnection,
    migrations: impl MigrationSource<Sqlite>,
) -> std::result::Result<Vec<String>, Failed> {
    connection.batch_execute("PRAGMA foreign_keys = OFF")?;
    let applied = connection.immediate_transaction(|connection| {
        let applied = apply(connection, migrations)?;
        // A check of every foreign key takes seconds in a large database, and most starts apply nothing.
        if !applied.is_empty() {
            check_references(connection)?;
        }
        Ok::<_, Failed>(applied)
    })?;
    connection.batch_execute("PRAGMA foreign_keys = ON")?;
    Ok(applied)
}

/// Fails if a row refers to a missing one.
fn check_references(connection: &mut SqliteConnection) -> std::result::Result<(), Failed> {
    #[derive(QueryableByName)]
    struct Dangling {
        #[diesel(sql_type = Text)]
        table: String,
        #[diesel(sql_type = Text)]
        parent: String,
    }
    let first: Option<Dangling> = diesel::sql_query("PRAGMA foreign_key_check").load(connection)?.into_iter().next();
    match first {
        None => Ok(()),
        Some(Dangling { table, parent }) => {
            Err(Failed(format!("the migrations would leave a row of {table} that refers to nothing in {parent}").into()))
        }
    }
}

#[cfg(test)]
mod tests {
    use diesel::sql_types::BigInt;
    use diesel_migrations::FileBasedMigrations;

    use super::*;

    /// A database with two tables, of which one refers to the other, as an older program left it; and a migration that it has not
    /// seen yet.
    struct Bench {
        folder: std::path::PathBuf,
    }

    impl Bench {
        fn new(name: &str, next: &str) -> Self {
            let folder = std::env::temp_dir().join(format!("ventanilla-migrate-{name}-{}", std::process::id()));
            let migrations = [
                (
                    "2026-01-01-000001_tables",
                    "CREATE TABLE companies (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, name TEXT);
                     CREATE TABLE contacts (id INTEGER PRIMARY KEY, company_id BIGINT NOT NULL REFERENCES companies (id) ON DELETE CASCADE);
                     INSERT INTO companies VALUES (1, 'Uno'), (7, 'Siete');
                     INSERT INTO contacts VALUES (1, 1), (2, 7);",
                ),
                ("2026-01-02-000002_next", next),
            ];
            for (name, up) in migrations {
                std::fs::create_dir_all(folder.join(name)).unwrap();
                std::fs::write(folder.join(name).join("up.sql"), up).unwrap();
                std::fs::write(folder.join(name).join("down.sql"), "SELECT 1;").unwrap();
            }
            Bench { folder }
        }

        fn connection(&self) -> SqliteConnection {
            let path = self.folder.join("test.db");
            match open(&DatabaseAddress::Sqlite(path.to_str().unwrap().to_owned()), Purpose::Write).unwrap() {
                AnyConnection::Sqlite(mut connection) => {
                    let first = FileBasedMigrations::from_path(&self.folder).unwrap();
                    connection.run_next_migration(first).unwrap();
                    connection
                }
                AnyConnection::Postgres(_) => panic!("the address is SQLite's"),
            }
        }

        fn migrate(&self, connection: &mut SqliteConnection) -> std::result::Result<Vec<String>, Failed> {
            apply_on_sqlite(connection, FileBasedMigrations::from_path(&self.folder).unwrap())
        }
    }

    impl Drop for Bench {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.folder);
        }
    }

    fn number(connection: &mut SqliteConnection, query: &str) -> i64 {
        #[derive(QueryableByName)]
        struct Number {
            #[diesel(sql_type = BigInt)]
            number: i64,
        }
        diesel::sql_query(query).get_result::<Number>(connection).unwrap().number
    }

    const REBUILT: &str = "CREATE TABLE new_companies (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, name TEXT NOT NULL);
        INSERT INTO new_companies SELECT id, name FROM companies;
        DROP TABLE companies;
        ALTER TABLE new_companies RENAME TO companies;";

    #[test]
    fn a_table_that_others_refer_to_is_rebuilt_and_they_keep_their_rows_and_references() {
        let bench = Bench::new("rebuilt", REBUILT);
        let mut connection = bench.connection();
        assert_eq!(bench.migrate(&mut connection).unwrap().len(), 1);
        assert_eq!(number(&mut connection, "SELECT count(*) AS number FROM contacts JOIN companies ON companies.id = company_id"), 2);
        connection.batch_execute("INSERT INTO companies (name) VALUES (NULL)").expect_err("the table is the new one");
        // Foreign keys are enforced again, and lead to the new table under the old one's name.
        connection.batch_execute("INSERT INTO contacts VALUES (3, 3)").expect_err("there is no such company");
        connection.batch_execute("DELETE FROM companies WHERE id = 7").unwrap();
        assert_eq!(number(&mut connection, "SELECT count(*) AS number FROM contacts"), 1);
        connection.batch_execute("INSERT INTO companies (name) VALUES ('Ocho')").unwrap();
        assert_eq!(number(&mut connection, "SELECT max(id) AS number FROM companies"), 8, "no id is used twice");
        assert_eq!(bench.migrate(&mut connection).unwrap(), Vec::<String>::new());
    }

    #[test]
    fn a_migration_that_leaves_a_row_without_what_it_refers_to_is_refused_whole() {
        let losing = REBUILT.replace("FROM companies", "FROM companies WHERE id = 1");
        let bench = Bench::new("losing", &losing);
        let mut connection = bench.connection();
        let refused = bench.migrate(&mut connection).unwrap_err().0.to_string();
        assert_eq!(refused, "the migrations would leave a row of contacts that refers to nothing in companies");
        assert_eq!(number(&mut connection, "SELECT count(*) AS number FROM companies"), 2);
        assert_eq!(number(&mut connection, "SELECT count(*) AS number FROM __diesel_schema_migrations"), 1);
    }
}
