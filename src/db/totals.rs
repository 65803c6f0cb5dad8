//! The rows of a list, counted and added up in groups.
//!
//! Invariants: the rows are those of the list's own query, in one statement, and none of them leaves the database. Sums are exact.

use diesel::backend::Backend;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::{BigInt, Nullable, Text};

use super::rows::Rows;
use super::scope::Reader;
use super::sql::{Piece, Sql};
use super::stored::Stored;
use crate::error::Result;
use crate::fields::{Day, Instant, Sum};

/// The rows of a group.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Total {
    /// The place of their bucket.
    pub bucket: Option<i64>,
    pub word: Option<String>,
    pub number: Option<i64>,
    pub currency_id: Option<i64>,
    pub count: i64,
    pub sum: Sum,
}

/// The columns that a total is of.
#[derive(Debug, Clone, Copy, Default)]
pub struct Shape {
    /// The column by which the rows are grouped.
    pub group: Option<Column>,
    pub currency: Option<&'static str>,
    /// The column that is added up.
    pub sum: Option<&'static str>,
}

/// A column, by its type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    Word(&'static str),
    Flag(&'static str),
    Number(&'static str),
}

/// The buckets of a time: where each of them ends.
#[derive(Debug, Clone)]
pub enum Ends {
    Instants(Vec<Instant>),
    Days(Vec<Day>),
}

/// A row of the statement: bucket, word, last word, number, last number or currency, count, and the sums of upper and lower parts.
pub type Found = (Option<i64>, Option<String>, Option<String>, Option<i64>, Option<i64>, i64, i64, i64);
type Columns = (Nullable<BigInt>, Nullable<Text>, Nullable<Text>, Nullable<BigInt>, Nullable<BigInt>, BigInt, BigInt, BigInt);

/// The parts in which amounts are added up: neither sum exceeds a whole number of the database.
const PARTS: i64 = 1_000_000_000;

/// The least and the greatest of a column: as moments, or as days.
type Extremes = (Option<(Instant, Instant)>, Option<(Day, Day)>);

impl Shape {
    /// The columns of a list's rows.
    fn inner(&self, table: &str) -> String {
        let (word, number) = match self.group {
            Some(Column::Word(column)) => (Some(format!("{table}.{column}")), None),
            Some(Column::Flag(column)) => (Some(format!("CASE WHEN {table}.{column} THEN 'true' ELSE 'false' END")), None),
            Some(Column::Number(column)) => (None, Some(format!("{table}.{column}"))),
            None => (None, None),
        };
        let null = |kind: &str| format!("CAST(NULL AS {kind})");
        let column = |name: Option<&str>| name.map_or_else(|| null("BIGINT"), |name| format!("{table}.{name}"));
        let (word, number) = (word.unwrap_or_else(|| null("TEXT")), number.unwrap_or_else(|| null("BIGINT")));
        format!("{word} AS word, {number} AS number, {} AS currency_id, {} AS amount", column(self.currency), column(self.sum))
    }
}

impl Ends {
    /// The place of the bucket of a row, as an expression: few comparisons for any number of buckets.
    fn place(&self) -> Vec<Piece> {
        let (column, ends): (&str, Vec<Piece>) = match self {
            Ends::Instants(ends) => ("counted.number", ends.iter().map(|end| Piece::Number(end.microseconds())).collect()),
            Ends::Days(ends) => ("counted.word", ends.iter().map(|end| Piece::text(end.as_str().to_owned())).collect()),
        };
        let mut pieces = vec![Piece::sql(format!("CASE WHEN {column} IS NOT NULL THEN "))];
        halve(column, &ends, 0, &mut pieces);
        pieces.push(Piece::sql(" END"));
        pieces
    }
}

/// The place of a bucket among those with these ends, of which the first has this place.
fn halve(column: &str, ends: &[Piece], first: usize, pieces: &mut Vec<Piece>) {
    let (before, rest) = ends.split_at(ends.len() / 2);
    let Some(end) = before.last() else {
        pieces.push(Piece::sql(format!("CAST({first} AS BIGINT)")));
        return;
    };
    pieces.extend([Piece::sql(format!("CASE WHEN {column} < ")), end.clone(), Piece::sql(" THEN ")]);
    halve(column, before, first, pieces);
    pieces.push(Piece::sql(" ELSE "));
    halve(column, rest, first + before.len(), pieces);
    pieces.push(Piece::sql(" END"));
}

impl Reader {
    /// The totals of these rows in each group, at most so many groups.
    pub fn totals<R: Stored>(&mut self, rows: Rows<R>, shape: &Shape, ends: Option<&Ends>, most: i64) -> Result<Vec<Total>> {
        let mut before = vec![Piece::sql("SELECT ")];
        before.extend(ends.map_or_else(|| vec![Piece::sql("CAST(NULL AS BIGINT)")], Ends::place));
        let (word, number) = match ends {
            Some(_) => ("CAST(NULL AS TEXT)", "CAST(NULL AS BIGINT)"),
            None => ("counted.word", "counted.number"),
        };
        before.push(Piece::sql(format!(
            ", {word}, CAST(NULL AS TEXT), {number}, counted.currency_id, COUNT(*), \
             COALESCE(CAST(SUM(counted.amount / {PARTS}) AS BIGINT), 0), COALESCE(CAST(SUM(counted.amount % {PARTS}) AS BIGINT), 0) FROM ("
        )));
        let after = vec![Piece::sql(") AS counted GROUP BY 1, 2, 4, 5 ORDER BY 6 DESC, 1, 2, 4, 5 LIMIT "), Piece::Number(most)];
        let found = R::totals(rows.0, &shape.inner(R::TABLE), (Sql(before), Sql(after)), &mut self.base.lease)?;
        let totals = found.into_iter().map(|(bucket, word, _, number, currency_id, count, upper, lower)| {
            let sum = Sum::from_ten_thousandths(i128::from(upper) * i128::from(PARTS) + i128::from(lower));
            Total { bucket, word, number, currency_id, count, sum }
        });
        Ok(totals.collect())
    }

    /// The first and the last time in a column of these rows, whichever of the two types it has.
    pub fn extremes<R: Stored>(&mut self, rows: Rows<R>, column: Column) -> Result<Extremes> {
        let shape = Shape { group: Some(column), ..Shape::default() };
        let before = "SELECT CAST(NULL AS BIGINT), MIN(counted.word), MAX(counted.word), MIN(counted.number), MAX(counted.number), COUNT(*), \
             CAST(0 AS BIGINT), CAST(0 AS BIGINT) FROM (";
        let around = (Sql(vec![Piece::sql(before)]), Sql(vec![Piece::sql(") AS counted")]));
        let found = R::totals(rows.0, &shape.inner(R::TABLE), around, &mut self.base.lease)?;
        let (_, first_word, last_word, first, last, ..) = found.into_iter().next().unwrap_or_default();
        let instants = first.zip(last).map(|(first, last)| (Instant::from_microseconds(first), Instant::from_microseconds(last)));
        let days = first_word.as_deref().and_then(Day::kept).zip(last_word.as_deref().and_then(Day::kept));
        Ok((instants, days))
    }
}

/// A statement about the rows of another query.
#[derive(Debug)]
pub struct Around<Rows> {
    before: Sql,
    rows: Rows,
    after: Sql,
}

impl<Rows> Around<Rows> {
    pub fn new(rows: Rows, (before, after): (Sql, Sql)) -> Self {
        Around { before, rows, after }
    }
}

impl<Rows> Query for Around<Rows> {
    type SqlType = Columns;
}

impl<Rows> QueryId for Around<Rows> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Rows: QueryFragment<DB>, DB: Backend> QueryFragment<DB> for Around<Rows>
where
    Sql: QueryFragment<DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        // Each number of buckets has another wording, which nobody may ask for again.
        out.unsafe_to_cache_prepared();
        self.before.walk_ast(out.reborrow())?;
        self.rows.walk_ast(out.reborrow())?;
        self.after.walk_ast(out)
    }
}

impl<Rows, Conn> RunQueryDsl<Conn> for Around<Rows> {}
