//! The records of a profile: what a scope can ask for, and the one write path.
//!
//! What holds here: a query starts at the scope's profile and can only become narrower; a record gets its id, its
//! owner, its version and its times here and nowhere else; and with each write go its change record, its counters
//! and its text for the search, in the same transaction.

use diesel::dsl;
use diesel::prelude::*;
use diesel::query_dsl::methods;
use diesel::sql_types::BigInt;

use super::changes::Operation;
use super::scope::{Base, Editor, Reader};
use super::stored::{Narrowed, Recorded, Stored};
use crate::error::{Error, Result};
use crate::house::Call;
use crate::modules::files::Pictures;
use crate::modules::profiles::Role;

/// A query over the records of the caller's profile. It can be narrowed, never widened.
pub struct Rows<R: Stored>(pub(super) Narrowed<R>);

impl<R: Stored> Rows<R> {
    /// Only the records for which this holds, too.
    pub fn filter<Predicate>(self, predicate: Predicate) -> Self
    where
        R::SqliteRows: methods::FilterDsl<Predicate, Output = R::SqliteRows>,
        R::PostgresRows: methods::FilterDsl<Predicate, Output = R::PostgresRows>,
    {
        Rows(match self.0 {
            Narrowed::Sqlite(rows) => Narrowed::Sqlite(methods::FilterDsl::filter(rows, predicate)),
            Narrowed::Postgres(rows) => Narrowed::Postgres(methods::FilterDsl::filter(rows, predicate)),
        })
    }

    /// Only the records for which this holds, too, where there is something to narrow by.
    pub fn filter_if<Value, Predicate>(self, value: Option<Value>, predicate: impl FnOnce(Value) -> Predicate) -> Self
    where
        R::SqliteRows: methods::FilterDsl<Predicate, Output = R::SqliteRows>,
        R::PostgresRows: methods::FilterDsl<Predicate, Output = R::PostgresRows>,
    {
        match value {
            Some(value) => self.filter(predicate(value)),
            None => self,
        }
    }

    /// Only the records whose column has one of these ids, where ids are given. One id is compared by itself:
    /// SQLite prepares a list of any length anew each time.
    pub fn among<Column>(self, column: Column, ids: Option<&[i64]>) -> Self
    where
        Column: ExpressionMethods + Expression<SqlType = BigInt>,
        R::SqliteRows: methods::FilterDsl<dsl::Eq<Column, i64>, Output = R::SqliteRows>,
        R::SqliteRows: methods::FilterDsl<dsl::EqAny<Column, Vec<i64>>, Output = R::SqliteRows>,
        R::PostgresRows: methods::FilterDsl<dsl::Eq<Column, i64>, Output = R::PostgresRows>,
        R::PostgresRows: methods::FilterDsl<dsl::EqAny<Column, Vec<i64>>, Output = R::PostgresRows>,
    {
        match ids {
            None => self,
            Some([id]) => self.filter(column.eq(*id)),
            Some(ids) => self.filter(column.eq_any(ids.to_vec())),
        }
    }
}

impl Reader {
    /// All records of the caller's profile, to be narrowed.
    pub fn rows<R: Stored>(&self) -> Rows<R> {
        Rows(R::rows_of(self.base.profile_id, &self.base.lease))
    }

    pub fn load<R: Stored>(&mut self, rows: Rows<R>) -> Result<Vec<Recorded<R>>> {
        R::load(rows.0, &mut self.base.lease)
    }

    /// The record with this id, if the profile has it.
    pub fn find<R: Stored>(&mut self, id: i64) -> Result<Option<Recorded<R>>> {
        Ok(R::find(self.base.profile_id, id, &mut self.base.lease)?)
    }

    /// The record with this id; what it is called is for the sentence that says that there is none.
    pub fn get<R: Stored>(&mut self, id: i64, what: &str) -> Result<Recorded<R>> {
        self.find(id)?.ok_or_else(|| Error::not_found(what))
    }

    pub fn count<R: Stored>(&mut self, rows: Rows<R>) -> Result<i64> {
        R::count(rows.0, &mut self.base.lease)
    }

    pub fn call(&self) -> &Call {
        &self.base.call
    }

    /// The addresses of the profile's pictures, for a reply.
    pub fn pictures(&self) -> Pictures {
        Pictures::of(&self.base.call.house.addresses, self.base.profile_id, self.base.moment)
    }

    /// The caller's role in the profile.
    pub fn role(&self) -> Option<Role> {
        self.base.role
    }
}

/// An id that is taken, for a record that needs to know it before it is kept.
pub struct Reserved(i64);

impl Reserved {
    pub fn id(&self) -> i64 {
        self.0
    }
}

impl Editor {
    /// Keeps a new record.
    pub fn insert<R: Stored>(&mut self, record: R) -> Result<Recorded<R>> {
        self.base.insert(record)
    }

    /// Takes the next id of a kind of record.
    pub fn reserve<R: Stored>(&mut self) -> Result<Reserved> {
        self.base.reserve::<R>()
    }

    /// Keeps a new record under the id that was reserved for it.
    pub fn insert_reserved<R: Stored>(&mut self, reserved: Reserved, record: R) -> Result<Recorded<R>> {
        self.base.insert_reserved(reserved, record)
    }

    /// Replaces what a record holds. What is the same already is not written.
    pub fn update<R: Stored>(&mut self, before: Recorded<R>, record: R) -> Result<Recorded<R>> {
        self.base.update(before, record)
    }

    /// Removes a record. What still refers to it must have been asked before.
    pub fn delete<R: Stored>(&mut self, kept: &Recorded<R>) -> Result<()> {
        self.base.delete(kept)
    }
}

/// The one write path of what belongs to a profile.
impl Base {
    pub(super) fn insert<R: Stored>(&mut self, record: R) -> Result<Recorded<R>> {
        let reserved = self.reserve::<R>()?;
        self.insert_reserved(reserved, record)
    }

    fn reserve<R: Stored>(&mut self) -> Result<Reserved> {
        super::accounts::next_id_in(&mut self.lease, self.profile_id, R::TABLE).map(Reserved)
    }

    fn insert_reserved<R: Stored>(&mut self, reserved: Reserved, record: R) -> Result<Recorded<R>> {
        let kept =
            Recorded { id: reserved.0, profile_id: self.profile_id, version: 1, created_at: self.moment, updated_at: self.moment, record };
        R::insert(&kept, &mut self.lease)?;
        self.note(Operation::Create, &kept)?;
        self.count_all(&kept, 1);
        if R::SEARCHED {
            self.unindexed += super::search::add(&mut self.lease, &kept)?;
        }
        Ok(kept)
    }

    fn update<R: Stored>(&mut self, before: Recorded<R>, record: R) -> Result<Recorded<R>> {
        if before.record == record {
            return Ok(before);
        }
        let kept = Recorded {
            id: before.id,
            profile_id: before.profile_id,
            version: before.version + 1,
            created_at: before.created_at,
            updated_at: self.moment.max(before.updated_at),
            record,
        };
        if R::update(&kept, before.version, &mut self.lease)? == 0 {
            // Only PostgreSQL's writers can meet like this: the transaction is run again from the start.
            return Err(Error::Unavailable("The record changed at the same moment.".to_owned()));
        }
        self.note(Operation::Update, &kept)?;
        if before.facets() != kept.facets() {
            self.count_facets(&before, -1);
            self.count_facets(&kept, 1);
        }
        if R::SEARCHED && before.search_text() != kept.search_text() {
            self.unindexed += super::search::add(&mut self.lease, &kept)?;
        }
        Ok(kept)
    }

    fn delete<R: Stored>(&mut self, kept: &Recorded<R>) -> Result<()> {
        if R::delete(kept, &mut self.lease)? == 0 {
            return Err(Error::Unavailable("The record changed at the same moment.".to_owned()));
        }
        self.note(Operation::Delete, kept)?;
        self.count_all(kept, -1);
        if R::SEARCHED {
            super::search::remove(&mut self.lease, kept)?;
        }
        Ok(())
    }

    fn note<R: Stored>(&mut self, operation: Operation, kept: &Recorded<R>) -> Result<()> {
        let view = serde_json::to_string(&R::view(kept))?;
        self.note_change(operation, R::ENTITY, kept.id, kept.version, view)
    }

    fn count_all<R: Stored>(&mut self, kept: &Recorded<R>, by: i64) {
        self.tally.count(self.profile_id, R::ALL, 0, by);
        self.count_facets(kept, by);
    }

    fn count_facets<R: Stored>(&mut self, kept: &Recorded<R>, by: i64) {
        for (facet, value) in kept.facets() {
            self.tally.count(self.profile_id, facet, value, by);
        }
    }
}
