//! A copy of a running SQLite database, whole and consistent.

use diesel::prelude::*;

use super::connection::{Address, AnyConnection, Purpose, open};
use crate::error::{Error, Result};

/// Copies the database into a new file while it is in use. PostgreSQL has tools of its own for that.
pub fn backup(address: &Address, file: &str) -> Result<()> {
    if std::path::Path::new(file).exists() {
        return Err(Error::internal(format!("{file} exists already; a backup never overwrites a file")));
    }
    if let Address::Sqlite(path) = address
        && !std::path::Path::new(path).exists()
    {
        return Err(Error::internal(format!("there is no database {path}")));
    }
    match open(address, Purpose::Write)? {
        AnyConnection::Sqlite(mut connection) => {
            diesel::sql_query("VACUUM INTO ?").bind::<diesel::sql_types::Text, _>(file).execute(&mut connection)?;
            Ok(())
        }
        AnyConnection::Postgres(_) => Err(Error::internal("this backs up SQLite; for PostgreSQL use pg_dump or pg_basebackup")),
    }
}
