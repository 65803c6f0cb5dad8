//! The optimistic lock: a call that names the version of a record that it knows changes no other version.

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::connection::{AnyConnection, either};
use super::scope::{Base, Editor};
use super::sql::{Piece, Selecting};
use super::stored::{OwnRows, Stored};
use crate::error::{Error, Result};
use crate::fields::Id;
use crate::records::member::Member;
use crate::sentences::Sentence;

/// The one record of the caller's profile that a call changes or deletes, and how the call names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Subject {
    rows: OwnRows,
    key: FoundBy,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum FoundBy {
    Id(i64),
    User(i64),
    Profile,
}

impl Subject {
    pub fn record<R: Stored>(id: Id<R>) -> Self {
        Subject { rows: R::ROWS, key: FoundBy::Id(id.get()) }
    }

    /// The membership of this user.
    pub fn member(user_id: Id<Member>) -> Self {
        Subject { rows: Member::ROWS, key: FoundBy::User(user_id.get()) }
    }

    /// The profile itself.
    pub fn profile() -> Self {
        Subject { rows: OwnRows { table: "profiles", among: "" }, key: FoundBy::Profile }
    }
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = BigInt)]
    version: i64,
}

/// The calls that a lock on a record keeps waiting, in PostgreSQL's words. SQLite's writers follow one another anyway.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum KeepsWaiting {
    /// Calls that change or delete the record.
    Changes,
    /// Calls that name the record, too.
    ChangesAndMentions,
}

impl KeepsWaiting {
    fn sql(self) -> &'static str {
        match self {
            KeepsWaiting::Changes => " FOR NO KEY UPDATE",
            KeepsWaiting::ChangesAndMentions => " FOR UPDATE",
        }
    }
}

impl Editor {
    /// Locks a record until the transaction ends, so that callers who change it at once follow one another.
    pub fn hold<R: Stored>(&mut self, id: i64) -> Result<bool> {
        self.base.hold(R::ROWS, id)
    }

    /// Locks a record that is about to be deleted. Waits for the callers who name it at this moment
    /// ([`hold_named`](Self::hold_named)), so that the look-up of the records that name it misses none.
    pub fn hold_to_delete<R: Stored>(&mut self, id: i64) -> Result<()> {
        self.base.held(Subject { rows: R::ROWS, key: FoundBy::Id(id) }, KeepsWaiting::ChangesAndMentions).map(drop)
    }

    /// Locks records that the call names without a foreign key, so that none of them is deleted before the transaction ends. Says
    /// whether all of them are still there.
    pub fn hold_named<R: Stored>(&mut self, ids: &[i64]) -> Result<bool> {
        let (table, profile_id) = (R::TABLE, self.base.profile_id);
        let AnyConnection::Postgres(connection) = &mut *self.base.lease else { return Ok(true) };
        if ids.is_empty() {
            return Ok(true);
        }
        let hold = Selecting::<BigInt>::new(vec![
            Piece::sql(format!("SELECT id FROM {table} WHERE {table}.profile_id = ")),
            Piece::Number(profile_id),
            Piece::sql(format!(" AND {table}.id")),
            Piece::among(ids),
            Piece::sql(" ORDER BY id FOR KEY SHARE"),
        ]);
        let held: Vec<i64> = hold.load(connection)?;
        Ok(held.len() == ids.len())
    }
}

impl Base {
    /// Locks a record until the transaction ends, or the savepoint is undone. Says whether there is one.
    pub(crate) fn hold(&mut self, rows: OwnRows, id: i64) -> Result<bool> {
        self.held(Subject { rows, key: FoundBy::Id(id) }, KeepsWaiting::Changes).map(|found| found.is_some())
    }

    /// Ends the call if the record has another version than its caller knows; else locks the record until the transaction ends. A
    /// missing record is reported by the method.
    pub(crate) fn check_version(&mut self, named: Subject, known: i64) -> Result<()> {
        match self.held(named, KeepsWaiting::Changes)? {
            Some(Found { version }) if version != known => {
                Err(Error::conflict("if_version", "stale_version", Sentence::StaleVersion { version, known }))
            }
            _ => Ok(()),
        }
    }

    /// Locks this record until the transaction ends.
    pub(super) fn hold_subject(&mut self, named: Subject) -> Result<()> {
        self.held(named, KeepsWaiting::Changes).map(drop)
    }

    fn held(&mut self, named: Subject, waiting: KeepsWaiting) -> Result<Option<Found>> {
        let Subject { rows: OwnRows { table, among }, key } = named;
        let profile_id = self.profile_id;
        let condition = match key {
            FoundBy::Id(id) => format!("profile_id = {profile_id} AND id = {id}"),
            FoundBy::User(id) => format!("profile_id = {profile_id} AND user_id = {id}"),
            FoundBy::Profile => format!("id = {profile_id}"),
        };
        let holding = match &*self.lease {
            AnyConnection::Sqlite(_) => "",
            AnyConnection::Postgres(_) => waiting.sql(),
        };
        let query = diesel::sql_query(format!("SELECT version FROM {table} WHERE {condition}{among}{holding}"));
        Ok(either!(&mut *self.lease, connection => query.get_result(connection).optional())?)
    }
}
