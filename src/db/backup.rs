//! A copy of a running SQLite database, whole and consistent.

use diesel::prelude::*;

use super::connection::{AnyConnection, DatabaseAddress, Purpose, open};
use super::migrate::owners_alone;
use crate::error::{Error, Result};

/// Copies the database into a new file while it is in use. PostgreSQL has its own tools for backups.
pub fn backup(address: &DatabaseAddress, file: &str) -> Result<()> {
    if let DatabaseAddress::Sqlite(path) = address
        && !std::path::Path::new(path).exists()
    {
        return Err(Error::internal(format!("there is no database {path}")));
    }
    match open(address, Purpose::Write)? {
        AnyConnection::Sqlite(mut connection) => {
            make_for_owner(file)?;
            let copied = diesel::sql_query("VACUUM INTO ?").bind::<diesel::sql_types::Text, _>(file).execute(&mut connection);
            if copied.is_err() {
                // The file is ours and no backup. The error of the copy is the one to report.
                let _ = std::fs::remove_file(file);
            }
            copied?;
            Ok(())
        }
        AnyConnection::Postgres(_) => Err(Error::internal("this backs up SQLite; for PostgreSQL use pg_dump or pg_basebackup")),
    }
}

/// Makes the file, empty. SQLite then fills it.
fn make_for_owner(file: &str) -> Result<()> {
    match owners_alone().create_new(true).open(file) {
        Ok(_) => Ok(()),
        Err(cause) if cause.kind() == std::io::ErrorKind::AlreadyExists => {
            Err(Error::internal(format!("{file} exists already; a backup never overwrites a file")))
        }
        Err(cause) => Err(Error::internal(format!("{file} can't be made: {cause}"))),
    }
}
