//! The records of a profile: the queries of a scope, and the one write path.
//!
//! Invariants: a query starts at the scope's profile and can only become narrower. A record gets its id, its owner, its
//! version and its times here and nowhere else. Each write goes with its change record, its counters and its search text, in the
//! same transaction.

use std::collections::{BTreeSet, HashMap};
use std::marker::PhantomData;

use diesel::dsl;
use diesel::expression::{AsExpression, Expression, TypedExpressionType};
use diesel::prelude::*;
use diesel::query_dsl::methods::{self, LoadQuery, SelectDsl};
use diesel::result::{DatabaseErrorKind, Error as Database};
use diesel::sql_types::SqlType;

use super::changes::Operation;
use super::connection::AnyConnection;
use super::interrupt::in_time;
use super::schema::notifications;
use super::scope::{Base, Editor, Reader, Recipient};
use super::sql::{Piece, Sql};
use super::stored::{Narrowed, Recorded, Stored, Target, UniqueKey, Within, wrong_database};
use super::{document_lines, external_ids, input_values, links};
use crate::auth::rights::Right;
use crate::auth::role::Role;
use crate::db::call::Call;
use crate::error::{Error, Result};
use crate::fields::text::other_forms;
use crate::fields::{IdsOrNone, Instant, Named};
use crate::records::file::Pictures;
use crate::records::kinds::{KINDS, Kept, not_found};
use crate::records::member::Member;
use crate::records::notification::Notification;
use crate::sentences::Sentence;

/// A query over the records of the caller's profile. It can be narrowed, never widened.
pub struct Rows<R: Stored>(pub(super) Narrowed<R>);

impl<R: Stored> Rows<R> {
    /// Narrows to the records for which this holds.
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

    /// Narrows to the records for which this holds, if there is a value.
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

    /// Narrows to the records whose column has one of these ids, if ids are given. One id is compared by itself: the records are
    /// then in the order of their ids in the column's own index.
    pub fn among<C>(self, column: C, ids: Option<&[i64]>) -> Self
    where
        C: Column + ExpressionMethods,
        C::SqlType: SqlType + TypedExpressionType,
        i64: AsExpression<C::SqlType>,
        R::SqliteRows: methods::FilterDsl<dsl::Eq<C, i64>, Output = R::SqliteRows>,
        R::PostgresRows: methods::FilterDsl<dsl::Eq<C, i64>, Output = R::PostgresRows>,
    {
        match ids {
            None => self,
            Some([id]) => self.filter(column.eq(*id)),
            Some(ids) => Rows(R::holding(self.0, Sql::one_of(R::TABLE, C::NAME, ids))),
        }
    }

    /// Narrows to the records whose column has one of these ids, or none where that is asked for, if the filter is given.
    pub fn among_or_none<C, Other>(self, column: C, ids: &IdsOrNone<Other>) -> Self
    where
        C: Column + ExpressionMethods,
        C::SqlType: SqlType + TypedExpressionType,
        i64: AsExpression<C::SqlType>,
        R::SqliteRows: methods::FilterDsl<dsl::Eq<C, i64>, Output = R::SqliteRows>,
        R::PostgresRows: methods::FilterDsl<dsl::Eq<C, i64>, Output = R::PostgresRows>,
    {
        if !ids.or_none() {
            return self.among(column, ids.given());
        }
        let (table, name) = (R::TABLE, C::NAME);
        let mut condition = vec![Piece::sql(format!("({table}.{name} IS NULL"))];
        if let Some(ids) = ids.given() {
            condition.extend([Piece::sql(format!(" OR {table}.{name}")), Piece::among(ids)]);
        }
        condition.push(Piece::sql(")"));
        Rows(R::holding(self.0, Sql(condition)))
    }

    /// Narrows to the records whose column names one of these others.
    pub fn referring<Other: Stored>(self, column: &'static str, others: Referred<Other>) -> Self {
        let mut condition = vec![Piece::sql(format!("{}.{column} IN (", R::TABLE))];
        condition.extend(others.pieces);
        condition.push(Piece::sql(")"));
        Rows(R::holding(self.0, Sql(condition)))
    }

    /// Narrows to the records that name one of these others in the table of their links to this target, if ids are given.
    pub fn linked_to_any(self, to: Target, targets: Option<&[i64]>) -> Self {
        match (R::LINKS.iter().find(|links| links.to == to), targets) {
            (Some(links), Some(targets)) => Rows(R::holding(self.0, links::naming::<R>(links, targets))),
            _ => self,
        }
    }
}

impl<R: Stored> Rows<R> {
    /// Narrows to the records that no other record names.
    pub fn unnamed(self) -> Self {
        let own = R::TABLE;
        // Kinds that share a table name others in the same columns.
        let mut naming: BTreeSet<(&str, &str, bool)> = BTreeSet::new();
        for Kept { rows, references, links, .. } in KINDS.iter().filter_map(|kind| kind.kept.as_ref()) {
            let references = references.iter().filter(|reference| reference.to.may_be(R::ENTITY));
            naming.extend(references.map(|reference| (rows.table, reference.column, reference.is_of_own())));
            naming.extend(links.iter().filter(|links| links.to.may_be(R::ENTITY)).map(|links| (links.table, links.target, false)));
        }
        let conditions: Vec<String> = naming
            .into_iter()
            .map(|(table, column, is_of_own)| {
                // A kind that names itself has its table twice in the statement.
                let (from, naming) = if table == own { (format!("{table} AS naming"), "naming") } else { (table.to_owned(), table) };
                // The record that this one belongs to is found by its id.
                let whole = if is_of_own { format!(" AND {naming}.id = {own}.{}", R::MENTION.within) } else { String::new() };
                format!(
                    "NOT EXISTS (SELECT 1 FROM {from} WHERE {naming}.profile_id = {own}.profile_id AND {naming}.{column} = {own}.id{whole})"
                )
            })
            .collect();
        if conditions.is_empty() { self } else { Rows(R::holding(self.0, Sql(vec![Piece::sql(conditions.join(" AND "))]))) }
    }
}

/// The ids of a profile's records of another kind, by one of their columns: a filter for a list that has no such column itself.
pub struct Referred<R> {
    pieces: Vec<Piece>,
    record: PhantomData<R>,
}

impl Reader {
    /// All records of the caller's profile, to be narrowed.
    pub fn rows<R: Stored>(&self) -> Rows<R> {
        Rows(R::rows_of(self.base.profile_id, &self.base.lease))
    }

    /// The records of another kind whose column has one of these ids, for [`Rows::referring`].
    pub fn having<R: Stored>(&self, column: &'static str, ids: &[i64]) -> Referred<R> {
        let table = R::TABLE;
        let pieces = vec![
            Piece::sql(format!("SELECT {table}.id FROM {table} WHERE {table}.profile_id = ")),
            Piece::Number(self.base.profile_id),
            Piece::sql(format!("{} AND {table}.{column}", R::AMONG)),
            Piece::among(ids),
        ];
        Referred { pieces, record: PhantomData }
    }

    /// The records that records of another kind name in this column, where those have one of these ids in another column; for
    /// [`Rows::referring`].
    pub fn named_by<R: Stored>(&self, column: &'static str, having: &'static str, ids: &[i64]) -> Referred<R> {
        let table = R::TABLE;
        let pieces = vec![
            Piece::sql(format!("SELECT {table}.{column} FROM {table} WHERE {table}.profile_id = ")),
            Piece::Number(self.base.profile_id),
            Piece::sql(format!("{} AND {table}.{having}", R::AMONG)),
            Piece::among(ids),
        ];
        Referred { pieces, record: PhantomData }
    }

    pub fn load<R: Stored>(&mut self, rows: Rows<R>) -> Result<Vec<Recorded<R>>> {
        R::load(rows.0, &mut self.base.lease)
    }

    /// Some columns of records, for a caller that would throw most of each record away.
    pub fn columns<R: Stored, Columns, Row>(&mut self, rows: Rows<R>, columns: Columns) -> Result<Vec<Row>>
    where
        Columns: Expression,
        R::SqliteRows: SelectDsl<Columns, Output: LoadQuery<'static, SqliteConnection, Row>>,
        R::PostgresRows: SelectDsl<Columns, Output: LoadQuery<'static, PgConnection, Row>>,
    {
        match (rows.0, &mut *self.base.lease) {
            (Narrowed::Sqlite(rows), AnyConnection::Sqlite(connection)) => Ok(rows.select(columns).load(connection)?),
            (Narrowed::Postgres(rows), AnyConnection::Postgres(connection)) => Ok(rows.select(columns).load(connection)?),
            _ => Err(wrong_database()),
        }
    }

    /// The record with this id, if the profile has it.
    pub fn find<R: Stored>(&mut self, id: i64) -> Result<Option<Recorded<R>>> {
        self.base.mentions.leave_out::<R>(id);
        Ok(R::find(self.base.profile_id, id, &mut self.base.lease)?)
    }

    /// The record with this id.
    ///
    /// # Errors
    ///
    /// `not_found` if the profile has none.
    pub fn get<R: Stored>(&mut self, id: i64) -> Result<Recorded<R>> {
        self.find(id)?.ok_or_else(|| not_found(R::ENTITY))
    }

    /// The records with these ids, by id: one query for a whole page, and none for no ids.
    pub fn by_ids<R: Stored>(&mut self, ids: impl IntoIterator<Item = i64>) -> Result<HashMap<i64, Recorded<R>>> {
        let ids: BTreeSet<i64> = ids.into_iter().collect();
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        let rows = self.rows::<R>().only(&Vec::from_iter(ids));
        Ok(self.load(rows)?.into_iter().map(|record| (record.id, record)).collect())
    }

    /// The ids of the records.
    pub fn ids<R: Stored>(&mut self, rows: Rows<R>) -> Result<Vec<i64>> {
        R::ids(rows.0, &mut self.base.lease)
    }

    /// The least ids of the records, at most `most` of them.
    pub fn first_ids<R: Stored>(&mut self, rows: Rows<R>, most: i64) -> Result<Vec<i64>> {
        R::first_ids(rows.0, most, &mut self.base.lease)
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

    /// The moment when the call began: the time of all that it writes.
    pub fn moment(&self) -> Instant {
        self.base.moment
    }

    /// The caller's role in the profile.
    pub fn role(&self) -> Option<Role> {
        self.base.role
    }
}

/// An id that is reserved for a record that needs it before it is kept.
pub struct Reserved {
    id: i64,
    /// The time when the record was made, where that is not now.
    created_at: Option<Instant>,
}

impl Reserved {
    fn of_now(id: i64) -> Self {
        Reserved { id, created_at: None }
    }

    pub fn id(&self) -> i64 {
        self.id
    }

    /// Dates the record back, if there is another time. Its change record tells when it really was written.
    pub fn made_at(self, created_at: Option<Instant>) -> Self {
        Reserved { created_at, ..self }
    }
}

/// Each write asks its kind's row for the needed role and right, whichever method makes it.
impl Editor {
    /// Refuses a caller who may not write records of this kind, before any is shown.
    pub fn refuse_unless_written<R: Stored>(&self, right: Right) -> Result<()> {
        self.base.refuse_unless_written(R::ENTITY, right)
    }

    /// The moment of the call: the time of its records.
    pub fn moment(&self) -> Instant {
        self.base.moment
    }

    /// Keeps a new record.
    pub fn insert<R: Stored>(&mut self, record: R) -> Result<Recorded<R>> {
        self.base.refuse_unless_written(R::ENTITY, Right::Write)?;
        self.base.insert(record)
    }

    /// Takes the next id of a kind of record.
    pub fn reserve<R: Stored>(&mut self) -> Result<Reserved> {
        self.base.reserve::<R>()
    }

    /// Takes the next ids of a kind of record. The transaction has to use all of them.
    pub fn reserve_ids<R: Stored>(&mut self, number: usize) -> Result<Vec<i64>> {
        Ok(self.base.reserve_several::<R>(number)?.iter().map(Reserved::id).collect())
    }

    /// Keeps a new record under the id that was reserved for it.
    pub fn insert_reserved<R: Stored>(&mut self, reserved: Reserved, record: R) -> Result<Recorded<R>> {
        self.base.refuse_unless_written(R::ENTITY, Right::Write)?;
        self.base.insert_reserved(reserved, record)
    }

    /// Replaces a record's content. The same content is not written.
    pub fn update<R: Stored>(&mut self, before: Recorded<R>, record: R) -> Result<Recorded<R>> {
        self.update_made_at(before, record, None)
    }

    /// Replaces a record's content, and the time when it was made, if there is another one.
    pub fn update_made_at<R: Stored>(&mut self, before: Recorded<R>, record: R, created_at: Option<Instant>) -> Result<Recorded<R>> {
        self.base.refuse_unless_written(R::ENTITY, Right::Write)?;
        self.base.update(before, record, created_at)
    }

    /// Removes a record. The caller must have checked before that no record refers to it.
    pub fn delete<R: Stored>(&mut self, kept: &Recorded<R>) -> Result<()> {
        self.base.refuse_unless_written(R::ENTITY, Right::Delete)?;
        self.base.delete(kept)
    }
}

impl Recipient {
    /// Marks these notifications of the caller as read, all of them or none. Those that were read before stay as they are.
    pub fn mark_read(&mut self, ids: &[i64]) -> Result<Vec<Recorded<Notification>>> {
        let own = self.rows::<Notification>().filter(notifications::user_id.eq(self.user_id()?)).among(notifications::id, Some(ids));
        let mut found = self.load(own)?;
        found.sort_unstable_by_key(|notification| notification.id);
        if ids.iter().any(|id| found.binary_search_by_key(id, |notification| notification.id).is_err()) {
            return Err(not_found(Notification::ENTITY));
        }
        let moment = self.base.moment;
        let marked = found.into_iter().map(|before| {
            let read = Notification { read_at: before.read_at.or(Some(moment)), ..before.record.clone() };
            self.base.update(before, read, None)
        });
        marked.collect()
    }
}

/// The one write path of a profile's records.
impl Base {
    pub(super) fn insert<R: Stored>(&mut self, record: R) -> Result<Recorded<R>> {
        let reserved = self.reserve::<R>()?;
        self.insert_reserved(reserved, record)
    }

    fn reserve<R: Stored>(&mut self) -> Result<Reserved> {
        super::accounts::next_id_in(&mut self.lease, self.profile_id, R::TABLE).map(Reserved::of_now)
    }

    /// Takes the next ids of a kind of record. The transaction has to use all of them.
    pub(super) fn reserve_several<R: Stored>(&mut self, number: usize) -> Result<Vec<Reserved>> {
        let ids = super::accounts::next_ids_in(&mut self.lease, self.profile_id, R::TABLE, number)?;
        Ok(ids.into_iter().map(Reserved::of_now).collect())
    }

    pub(super) fn insert_reserved<R: Stored>(&mut self, reserved: Reserved, record: R) -> Result<Recorded<R>> {
        let inserted = self.insert_unseen(reserved, record);
        inserted.or_else(|cause| Err(self.as_seen::<R>(cause)?))
    }

    /// A conflict over a unique value has the record in the way, whether the caller may see it or not.
    fn insert_unseen<R: Stored>(&mut self, reserved: Reserved, record: R) -> Result<Recorded<R>> {
        in_time()?;
        let kept = Recorded {
            id: reserved.id,
            profile_id: self.profile_id,
            version: 1,
            created_at: reserved.created_at.unwrap_or(self.moment),
            updated_at: self.moment,
            created_by: self.author(),
            record: record.refolded(),
        };
        self.refuse_taken(&kept, None)?;
        if R::insert(&kept, &mut self.lease)? == 0 {
            return Err(self.in_the_way_of(&kept)?);
        }
        links::add(&mut self.lease, &kept)?;
        document_lines::change(&mut self.lease, &mut self.tally, None, Some(&kept))?;
        external_ids::add(&mut self.lease, &kept)?;
        input_values::change(&mut self.lease, None, Some(&kept))?;
        self.note(Operation::Create, &kept)?;
        self.count_all(&kept, 1);
        if R::SEARCHED {
            self.unindexed += super::search::add(&mut self.lease, &kept)?;
        }
        Ok(kept)
    }

    pub(super) fn update<R: Stored>(&mut self, before: Recorded<R>, record: R, created_at: Option<Instant>) -> Result<Recorded<R>> {
        let record = record.refolded();
        let created_at = created_at.unwrap_or(before.created_at);
        if before.record == record && before.created_at == created_at {
            return Ok(before);
        }
        let updated = self.update_unseen(before, record, created_at);
        updated.or_else(|cause| Err(self.as_seen::<R>(cause)?))
    }

    fn update_unseen<R: Stored>(&mut self, before: Recorded<R>, record: R, created_at: Instant) -> Result<Recorded<R>> {
        in_time()?;
        let kept = Recorded {
            id: before.id,
            profile_id: before.profile_id,
            version: before.version + 1,
            created_at,
            updated_at: self.moment.max(before.updated_at),
            created_by: before.created_by,
            record,
        };
        self.refuse_taken(&kept, Some(&before.record))?;
        match R::update(&kept, before.version, &mut self.lease) {
            Ok(0) => {
                // Only PostgreSQL's writers can meet like this: the transaction is run again from the start.
                return Err(Error::Contended(Sentence::RecordChangedMeanwhile.into()));
            }
            // Another writer took the key behind the look-up, and is found when the transaction is run again.
            Err(Database::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => return Err(Error::contended()),
            updated => updated?,
        };
        links::change(&mut self.lease, &before, &kept)?;
        document_lines::change(&mut self.lease, &mut self.tally, Some(&before), Some(&kept))?;
        external_ids::change(&mut self.lease, &before, &kept)?;
        input_values::change(&mut self.lease, Some(&before), Some(&kept))?;
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

    /// Refuses a key that another record has, however its characters are composed. An insert itself tells that a key is taken in
    /// the one form in which keys are kept; older forms are looked for here. A failed update ends the transaction on PostgreSQL,
    /// so that all forms are looked for before it.
    fn refuse_taken<R: Stored>(&mut self, kept: &Recorded<R>, before: Option<&R>) -> Result<()> {
        let had = before.map(R::keys).unwrap_or_default();
        for key in kept.record.keys().into_iter().filter(|key| !had.contains(key)) {
            let own = before.map(|_| key.value.to_owned());
            let forms: Vec<String> = other_forms(key.value).into_iter().chain(own).collect();
            if let Some(id) = self.other_with(kept, &key, forms)? {
                return Err(Error::taken(key.column).existing(id));
            }
        }
        Ok(())
    }

    /// The conflict over a new record that was not written, because another one has a value of its own.
    fn in_the_way_of<R: Stored>(&mut self, kept: &Recorded<R>) -> Result<Error> {
        for key in kept.record.keys() {
            if let Some(id) = self.other_with(kept, &key, vec![key.value.to_owned()])? {
                return Ok(Error::taken(key.column).existing(id));
            }
        }
        // The other record is gone again, or is no secret to the method's own check: the transaction is run again from the start.
        Ok(Error::contended())
    }

    /// Another record that has the key in one of these forms.
    fn other_with<R: Stored>(&mut self, kept: &Recorded<R>, key: &UniqueKey<'_>, forms: Vec<String>) -> Result<Option<i64>> {
        if forms.is_empty() {
            return Ok(None);
        }
        let table = R::TABLE;
        let mut condition = vec![Piece::sql(format!("{table}.id <> ")), Piece::Number(kept.id)];
        for (column, value) in &key.within {
            condition.push(Piece::sql(format!(" AND {column} = ")));
            condition.push(match value {
                Within::Text(text) => Piece::text((*text).to_owned()),
                Within::Number(number) => Piece::Number(*number),
            });
        }
        condition.push(Piece::sql(format!(" AND {table}.{} IN (", key.column)));
        for (position, form) in forms.into_iter().enumerate() {
            condition.extend([Piece::sql(if position == 0 { "" } else { ", " }), Piece::text(form)]);
        }
        condition.push(Piece::sql(")"));
        let others = R::holding(R::rows_of(self.profile_id, &self.lease), Sql(condition));
        Ok(R::ids(others, &mut self.lease)?.first().copied())
    }

    /// The failure of a write as its caller may see it: without a record in the way that the caller may not read, and with a
    /// member by its user's id.
    fn as_seen<R: Stored>(&mut self, cause: Error) -> Result<Error> {
        let Error::Conflict { sentence, mut details } = cause else { return Ok(cause) };
        for problem in &mut details {
            let readable = problem.existing_id.filter(|_| self.may_read(R::ENTITY));
            problem.existing_id = match readable {
                Some(member) if R::ENTITY == Member::ENTITY => self.user_of(member)?,
                id => id,
            };
        }
        Ok(Error::Conflict { sentence, details })
    }

    pub(super) fn delete<R: Stored>(&mut self, kept: &Recorded<R>) -> Result<()> {
        in_time()?;
        links::remove(&mut self.lease, kept)?;
        document_lines::change(&mut self.lease, &mut self.tally, Some(kept), None)?;
        external_ids::remove(&mut self.lease, kept)?;
        input_values::change(&mut self.lease, Some(kept), None)?;
        if R::delete(kept, &mut self.lease)? == 0 {
            return Err(Error::Contended(Sentence::RecordChangedMeanwhile.into()));
        }
        self.note(Operation::Delete, kept)?;
        self.count_all(kept, -1);
        if R::SEARCHED {
            super::search::remove(&mut self.lease, kept)?;
        }
        Ok(())
    }

    fn note<R: Stored>(&mut self, operation: Operation, kept: &Recorded<R>) -> Result<()> {
        let view = serde_json::to_string(&R::view(kept, &R::whole()))?;
        // A notification is no record that the caller asked for.
        if R::ENTITY != Notification::ENTITY {
            self.tally.wrote(self.profile_id, kept.id);
        }
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
