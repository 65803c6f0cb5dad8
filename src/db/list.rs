//! One page of a list: its rows, and the total on all pages together.
//!
//! The rows are read from the nearer end of the list, so that the last page costs as much as the first. The total is exact: a
//! counter if the list is filtered by a single facet or not at all, otherwise a count that is remembered until the profile's next
//! change.

use std::collections::HashMap;
use std::sync::Mutex;

use diesel::connection::{Connection, TransactionManager};

use super::connection::AnyConnection;
use super::counters::{self, REVISION};
use super::scope::Reader;
use super::sql::{Key, Piece, Spot, Sql};
use super::stored::{Facet, Recorded, Stored};
use crate::db::rows::Rows;
use crate::error::Result;
use crate::fields::page::{Page, Paging, Part, Portion, Window};
use crate::fields::{Instant, InstantRange, Order};

/// The number of rows that are passed by faster than ids are looked up.
const FEW: i64 = 100;

/// The way to the total of a list.
pub enum Counted<'a> {
    /// No total: the caller does not need it.
    Not,
    /// The counter of all records of their kind.
    All,
    /// The counters of these values of a facet.
    By(Facet, &'a [i64]),
    /// A count of this moment.
    Now,
    /// A count that is remembered. The key stands for the list's filters, whole.
    Remembered(String),
}

impl<R: Stored> Rows<R> {
    /// Only so many of the records, in the order of their ids.
    pub fn first(self, most: i64) -> Self {
        Rows(R::window(self.0, Window { order: Order::BY_ID, skip: 0, take: most, from_the_end: false }))
    }

    /// Only the records with these ids.
    pub fn only(self, ids: &[i64]) -> Self {
        Rows(R::holding(self.0, Sql::one_of(R::TABLE, "id", ids)))
    }

    /// Only the records that were changed for the last time in this range.
    pub fn updated(self, range: &InstantRange) -> Self {
        let bound = |rows: Self, sign: &str, instant: Instant| {
            let condition = vec![Piece::sql(format!("{}.updated_at {sign} ", R::TABLE)), Piece::Number(instant.microseconds())];
            Rows(R::holding(rows.0, Sql(condition)))
        };
        let rows = range.from.into_iter().fold(self, |rows, from| bound(rows, ">=", from));
        range.until.into_iter().fold(rows, |rows, until| bound(rows, "<", until))
    }

    /// Only the records whose column has no value, or only those where it has one.
    pub fn with_value(self, column: &'static str, has_value: bool) -> Self {
        let condition = if has_value { "IS NOT NULL" } else { "IS NULL" };
        Rows(R::holding(self.0, Sql(vec![Piece::sql(format!("{}.{column} {condition}", R::TABLE))])))
    }
}

impl Reader {
    /// The profile whose records are read.
    pub fn profile_id(&self) -> i64 {
        self.base.profile_id
    }

    /// Reads a page and its total as they were at one moment.
    pub fn page<R: Stored>(
        &mut self,
        paging: Paging,
        counted: Counted<'_>,
        rows: impl Fn(&Reader) -> Rows<R>,
    ) -> Result<Page<Recorded<R>>> {
        self.snapshot(|reader| {
            let total = reader.total(counted, &rows)?;
            let Some(window) = paging.window(total) else {
                return Ok(Page { rows: Vec::new(), place: paging.place(total) });
            };
            let narrowed = R::window(rows(reader).0, window);
            let found = if window.skip < FEW {
                let mut found = reader.load(Rows(narrowed))?;
                if window.from_the_end {
                    found.reverse();
                }
                found
            } else {
                // Far from both ends the ids are found in the index first, without reading the rows passed by.
                let ids = R::ids(narrowed, &mut reader.base.lease)?;
                reader.load_ids(ids, window)?
            };
            Ok(Page { rows: found, place: paging.place(total) })
        })
    }

    /// Reads a part of a sequence in the order of the ids, and its total, as they were at one moment.
    pub fn part<R: Stored>(&mut self, part: Part, counted: Counted<'_>, rows: impl Fn(&Reader) -> Rows<R>) -> Result<Portion<Recorded<R>>> {
        self.snapshot(|reader| {
            let total = reader.total(counted, &rows)?;
            let Some(window) = part.window(total) else { return Ok(Portion { rows: Vec::new(), total, has_more: false }) };
            let mut narrowed = rows(reader).0;
            if let Some(id) = part.behind() {
                let spot = Spot { key: Key::Null, id };
                for condition in Sql::behind(R::TABLE, window.order, &spot) {
                    narrowed = R::holding(narrowed, condition);
                }
            }
            let mut found = reader.load(Rows(R::window(narrowed, window)))?;
            let has_more = part.cut(&mut found, total);
            if window.from_the_end {
                found.reverse();
            }
            Ok(Portion { rows: found, total, has_more })
        })
    }

    /// The next of these rows behind a spot, or the first of them, in the order of the list.
    pub fn behind<R: Stored>(
        &mut self,
        rows: impl Fn(&Reader) -> Rows<R>,
        order: Order,
        spot: Option<&Spot>,
        most: i64,
    ) -> Result<Vec<Recorded<R>>> {
        let window = |take| Window { order, skip: 0, take, from_the_end: false };
        let Some(spot) = spot else {
            let rows = rows(self);
            return self.load(Rows(R::window(rows.0, window(most))));
        };
        let mut found = Vec::new();
        for stretch in Sql::behind(R::TABLE, order, spot) {
            let left = most - i64::try_from(found.len()).unwrap_or(most);
            if left <= 0 {
                break;
            }
            let rows = R::holding(rows(self).0, stretch);
            found.append(&mut self.load(Rows(R::window(rows, window(left))))?);
        }
        Ok(found)
    }

    /// How many rows a list has, where that is asked for.
    pub fn total<R: Stored>(&mut self, counted: Counted<'_>, rows: impl Fn(&Reader) -> Rows<R>) -> Result<Option<i64>> {
        let profile_id = self.base.profile_id;
        let connection = &mut *self.base.lease;
        match counted {
            Counted::Not => Ok(None),
            Counted::All => counters::total(connection, profile_id, R::ALL, &[0]).map(Some),
            Counted::By(facet, values) => counters::total(connection, profile_id, facet, values).map(Some),
            Counted::Now => {
                let narrowed = rows(self);
                self.count(narrowed).map(Some)
            }
            Counted::Remembered(filters) => {
                let count = |reader: &mut Self| {
                    let narrowed = rows(reader);
                    reader.count(narrowed)
                };
                self.remembered::<R>(filters, count).map(Some)
            }
        }
    }

    /// The rows with these ids, in the order of the list.
    pub(super) fn load_ids<R: Stored>(&mut self, ids: Vec<i64>, window: Window) -> Result<Vec<Recorded<R>>> {
        let rows = self.rows::<R>().only(&ids);
        let mut found = self.load(Rows(R::window(rows.0, Window { skip: 0, ..window })))?;
        if window.from_the_end {
            found.reverse();
        }
        Ok(found)
    }

    /// A total that is counted once for each revision of the profile. In a batch it is counted each time: the batch's revision
    /// may be undone.
    pub(super) fn remembered<R: Stored>(&mut self, filters: String, count: impl FnOnce(&mut Self) -> Result<i64>) -> Result<i64> {
        if self.base.call.is_in_batch {
            return count(self);
        }
        let profile_id = self.base.profile_id;
        let revision = counters::total(&mut self.base.lease, profile_id, REVISION, &[0])?;
        let key = (profile_id, R::ENTITY.name(), filters);
        if let Some(total) = self.base.call.memory.totals.get(&key, revision) {
            return Ok(total);
        }
        let total = count(self)?;
        self.base.call.memory.totals.keep(key, revision, total);
        Ok(total)
    }

    /// Runs several reads that see the same state of the database.
    pub fn snapshot<T>(&mut self, reads: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        type Transactions = <AnyConnection as Connection>::TransactionManager;
        let connection = &mut *self.base.lease;
        let depth = Transactions::transaction_manager_status_mut(connection).transaction_depth();
        if matches!(depth, Ok(Some(_))) {
            return reads(self);
        }
        begin_snapshot(connection)?;
        let result = reads(self);
        let ended = match &result {
            Ok(_) => Transactions::commit_transaction(&mut *self.base.lease),
            Err(_) => Transactions::rollback_transaction(&mut *self.base.lease),
        };
        result.and_then(|value| ended.map(|()| value).map_err(Into::into))
    }
}

/// Begins a transaction that only reads, and sees the database as it is now.
pub(crate) fn begin_snapshot(connection: &mut AnyConnection) -> Result<()> {
    match connection {
        AnyConnection::Sqlite(connection) => begin(connection, "BEGIN"),
        AnyConnection::Postgres(connection) => begin(connection, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"),
    }
}

/// Ends a snapshot. There is nothing to keep; a connection that fails to end it is not used again.
pub(crate) fn end_snapshot(connection: &mut AnyConnection) {
    let _ = <AnyConnection as Connection>::TransactionManager::rollback_transaction(connection);
}

fn begin<C>(connection: &mut C, sql: &str) -> Result<()>
where
    C: Connection<TransactionManager = diesel::connection::AnsiTransactionManager>,
    diesel::connection::AnsiTransactionManager: TransactionManager<C, TransactionStateData = diesel::connection::AnsiTransactionManager>,
{
    Ok(diesel::connection::AnsiTransactionManager::begin_transaction_sql(connection, sql)?)
}

/// Counted totals, each with the profile's revision at which it was true.
#[derive(Debug, Default)]
pub struct Totals(Mutex<HashMap<CountedList, (i64, i64)>>);

/// A list: its profile, the name of its kind, its filters.
type CountedList = (i64, &'static str, String);

impl Totals {
    /// The most totals. When there are more, all are forgotten.
    const MOST: usize = 4096;

    fn get(&self, key: &CountedList, revision: i64) -> Option<i64> {
        let totals = self.0.lock().ok()?;
        totals.get(key).filter(|(at, _)| *at == revision).map(|(_, total)| *total)
    }

    fn keep(&self, key: CountedList, revision: i64, total: i64) {
        if let Ok(mut totals) = self.0.lock() {
            if totals.len() >= Self::MOST {
                totals.clear();
            }
            totals.insert(key, (revision, total));
        }
    }
}
