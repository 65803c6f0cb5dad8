//! The numbers of a profile's records, in all and by single facets, kept in the transaction that changes the records.
//!
//! An exact total of a page costs one look-up instead of a count. Beside the counters stands the profile's revision, one more
//! with each change: while it stays the same, a counted total stays true.

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::connection::{AnyConnection, either};
use super::schema::counters;
use super::scope::Reader;
use super::sql::{Piece, Sql};
use super::stored::Facet;
use crate::error::Result;

/// The profile's revision.
pub const REVISION: Facet = Facet("revision");

/// The counts that a transaction adds to the counters, and the records that it has written.
#[derive(Debug, Default)]
pub struct Tally {
    counts: BTreeMap<(i64, Facet, i64), i64>,
    /// The profile whose records were written first.
    profile_id: Option<i64>,
    /// The ids of the records, in the order in which they were written.
    written: Vec<i64>,
}

impl Tally {
    pub fn count(&mut self, profile_id: i64, facet: Facet, value: i64, by: i64) {
        *self.counts.entry((profile_id, facet, value)).or_default() += by;
    }

    /// Notes a record that was written.
    pub fn wrote(&mut self, profile_id: i64, id: i64) {
        self.profile_id.get_or_insert(profile_id);
        if self.written.last() != Some(&id) {
            self.written.push(id);
        }
    }

    pub fn add(&mut self, other: Tally) {
        for (key, by) in other.counts {
            *self.counts.entry(key).or_default() += by;
        }
        self.profile_id = self.profile_id.or(other.profile_id);
        self.written.extend(other.written);
    }

    /// The records that were written, without the counts.
    pub fn records(&self) -> Tally {
        Tally { counts: BTreeMap::new(), profile_id: self.profile_id, written: self.written.clone() }
    }

    pub fn written(&self) -> &[i64] {
        &self.written
    }

    /// The profile whose records were written: the first if there are several; none if no record was written.
    pub fn profile_id(&self) -> Option<i64> {
        self.profile_id
    }
}

/// Writes the tally's counts, always in the same order, so that two transactions can't wait for each other.
///
/// PostgreSQL's writers work side by side: each of a few slots is a row of its own, and they seldom meet.
pub fn flush(tally: &mut Tally, connection: &mut AnyConnection) -> Result<()> {
    let slot = match connection {
        AnyConnection::Sqlite(_) => 0,
        AnyConnection::Postgres(connection) => {
            diesel::select(diesel::dsl::sql::<diesel::sql_types::BigInt>("(pg_backend_pid() % 16)::bigint"))
                .get_result::<i64>(connection)?
        }
    };
    for ((profile_id, facet, value), by) in std::mem::take(&mut tally.counts) {
        if by == 0 {
            continue;
        }
        let upsert = Sql(vec![
            Piece::sql("INSERT INTO counters (profile_id, facet, value, slot, amount) VALUES ("),
            Piece::Number(profile_id),
            Piece::sql(", "),
            Piece::text(facet.0),
            Piece::sql(", "),
            Piece::Number(value),
            Piece::sql(", "),
            Piece::Number(slot),
            Piece::sql(", "),
            Piece::Number(by),
            Piece::sql(") ON CONFLICT (profile_id, facet, value, slot) DO UPDATE SET amount = counters.amount + excluded.amount"),
        ]);
        either!(connection, connection => upsert.execute(connection)?);
    }
    Ok(())
}

/// The sum of a facet's values.
pub fn total(connection: &mut AnyConnection, profile_id: i64, facet: Facet, values: &[i64]) -> Result<i64> {
    let rows = counters::table.filter(counters::profile_id.eq(profile_id)).filter(counters::facet.eq(facet.0)).select(counters::amount);
    let amounts: Vec<i64> = either!(connection, connection => match values {
        [value] => rows.filter(counters::value.eq(value)).load(connection)?,
        values => rows.filter(counters::value.eq_any(values)).load(connection)?,
    });
    Ok(amounts.iter().sum())
}

impl Reader {
    /// The numbers of the profile's records by their values in this facet. A value may have none.
    pub fn amounts(&mut self, facet: Facet) -> Result<BTreeMap<i64, i64>> {
        let rows = counters::table
            .filter(counters::profile_id.eq(self.base.profile_id))
            .filter(counters::facet.eq(facet.0))
            .select((counters::value, counters::amount));
        let amounts: Vec<(i64, i64)> = either!(&mut *self.base.lease, connection => rows.load(connection)?);
        Ok(summed(amounts))
    }

    /// The values, of those given, for which the profile has any record in this facet.
    pub fn values_in_use(&mut self, facet: Facet, values: &[i64]) -> Result<Vec<i64>> {
        let rows = counters::table
            .filter(counters::profile_id.eq(self.base.profile_id))
            .filter(counters::facet.eq(facet.0))
            .filter(counters::value.eq_any(values))
            .select((counters::value, counters::amount));
        let amounts: Vec<(i64, i64)> = either!(&mut *self.base.lease, connection => rows.load(connection)?);
        Ok(summed(amounts).into_iter().filter(|(_, total)| *total > 0).map(|(value, _)| value).collect())
    }
}

/// The sums of the slots of each value.
fn summed(amounts: Vec<(i64, i64)>) -> BTreeMap<i64, i64> {
    let mut totals: BTreeMap<i64, i64> = BTreeMap::new();
    for (value, amount) in amounts {
        *totals.entry(value).or_default() += amount;
    }
    totals
}
