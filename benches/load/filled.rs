//! A service beside a database that is filled straight, on either database: no call would be measured by making a million records.

use std::path::Path;
use std::time::Instant;

use diesel::connection::SimpleConnection;
use diesel::sql_types::{BigInt, Nullable};
use diesel::{Connection as _, PgConnection, QueryableByName, RunQueryDsl};
use rusqlite::Connection;

use crate::Outcome;
use crate::processes::Server;

/// A service whose database this process writes to, too.
pub struct Filled<'a> {
    pub service: &'a Server,
    pub token: &'a str,
    pub companies: i64,
    pub database: Database,
}

/// A connection of this process.
pub enum Database {
    Sqlite(Connection),
    Postgres(Box<PgConnection>),
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = Nullable<BigInt>)]
    number: Option<i64>,
}

impl Database {
    pub fn sqlite(path: &Path) -> Outcome<Self> {
        Ok(Database::Sqlite(Connection::open(path)?))
    }

    pub fn postgres(url: &str) -> Outcome<Self> {
        Ok(Database::Postgres(Box::new(PgConnection::establish(url)?)))
    }

    /// The database's name, as a line of the report begins with it.
    pub fn name(&self) -> &'static str {
        match self {
            Database::Sqlite(_) => "SQLite",
            Database::Postgres(_) => "PostgreSQL",
        }
    }

    /// Runs these statements in one transaction, and has PostgreSQL look at the tables as it would by itself within a minute.
    pub fn fill(&mut self, what: &str, statements: &str) -> Outcome<()> {
        let begin = Instant::now();
        let transaction = format!("BEGIN; {statements}; COMMIT;");
        match self {
            Database::Sqlite(connection) => connection.execute_batch(&transaction)?,
            Database::Postgres(connection) => {
                connection.batch_execute(&transaction)?;
                connection.batch_execute("VACUUM ANALYZE")?;
            }
        }
        println!("{}: made {what} in {:.0} s", self.name(), begin.elapsed().as_secs_f64());
        Ok(())
    }

    /// The number that a query calls `number`.
    pub fn number(&mut self, query: &str) -> Outcome<i64> {
        let number = match self {
            Database::Sqlite(connection) => connection.query_row(query, [], |row| row.get::<_, Option<i64>>(0))?,
            Database::Postgres(connection) => diesel::sql_query(query).get_result::<Number>(&mut **connection)?.number,
        };
        Ok(number.ok_or_else(|| format!("there is none: {query}"))?)
    }

    /// The day of a moment in microseconds, as SQL.
    pub fn day_of(&self, moment: &str) -> String {
        match self {
            Database::Sqlite(_) => format!("date(({moment}) / 1000000, 'unixepoch')"),
            Database::Postgres(_) => format!("to_char(to_timestamp(({moment}) / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD')"),
        }
    }
}
