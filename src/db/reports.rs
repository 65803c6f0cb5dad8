//! The figures of reports: records counted and added up, by stretches of time, by a word, by what they name, by currency.
//!
//! Invariants: one statement, however many stretches and records. Each stretch is read along an index, and SQLite sorts nothing: it
//! reads the records of each stretch, word and currency by themselves, in the order of the index. Sums are exact, however large.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};

use super::connection::{AnyConnection, either};
use super::scope::Reader;
use super::sql::{Piece, Selecting};
use crate::error::{Error, Result};
use crate::fields::{Day, Instant, Sum};

/// The records to count, and the columns to add up.
#[derive(Debug, Clone)]
pub struct Counting {
    pub table: &'static str,
    /// The column of the time by which the records are counted: an instant or a day.
    pub time: &'static str,
    /// A column with one of these words, each of which is counted by itself.
    pub words: Option<(&'static str, &'static [&'static str])>,
    /// Whether each currency is counted by itself, with the records without one.
    pub in_currencies: bool,
    /// The column of amounts that is added up.
    pub value: Option<&'static str>,
    /// Whole numbers that are added up, too.
    pub extra: Option<Vec<Piece>>,
    /// Further conditions, each with AND before it.
    pub conditions: Vec<Piece>,
}

/// Stretches of time: the first instant or day of each, and the first one behind it.
#[derive(Debug, Clone)]
pub enum Stretches {
    Instants(Vec<(Instant, Instant)>),
    Days(Vec<(Day, Day)>),
}

/// The number and the sums of some records.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Figure {
    /// The place of their stretch among those that were asked for.
    pub place: usize,
    pub word: Option<String>,
    /// The record that they name in a column: an owner, a source.
    pub key: Option<i64>,
    pub currency_id: Option<i64>,
    pub count: i64,
    pub value: Sum,
    pub extra: i64,
}

/// The columns by which records are grouped, in one statement that reads them all.
#[derive(Debug, Clone, Copy, Default)]
pub struct Grouping {
    pub word: Option<&'static str>,
    pub key: Option<&'static str>,
    pub currency: bool,
}

/// The parts in which amounts are added up: neither sum exceeds a whole number of the database.
const PARTS: i64 = 1_000_000_000;

/// The sum of no column.
const NOTHING: &str = "CAST(0 AS BIGINT)";

/// A figure as it is read: the stretch, the word, the key, the currency, the count, the sum of the upper and of the lower parts, and
/// the further sum.
type Found = (i64, Option<String>, Option<i64>, Option<i64>, i64, i64, i64, i64);
type Columns = (BigInt, Nullable<Text>, Nullable<BigInt>, Nullable<BigInt>, BigInt, BigInt, BigInt, BigInt);

impl Counting {
    /// The records of a table by a time, one and all.
    pub fn all(table: &'static str, time: &'static str) -> Self {
        Counting { table, time, words: None, in_currencies: false, value: None, extra: None, conditions: Vec::new() }
    }

    /// Narrows to the records with one of these numbers in a column, if any are given.
    pub fn among(mut self, column: &'static str, numbers: Option<&[i64]>) -> Self {
        if let Some(numbers) = numbers {
            self.conditions.extend([Piece::sql(format!(" AND {}.{column}", self.table)), Piece::among(numbers)]);
        }
        self
    }

    /// The count and the sums, each as a whole number.
    fn sums(&self) -> [Vec<Piece>; 4] {
        let sum = |inner: Vec<Piece>| {
            let mut pieces = vec![Piece::sql("COALESCE(CAST(SUM(")];
            pieces.extend(inner);
            pieces.push(Piece::sql(") AS BIGINT), 0)"));
            pieces
        };
        let part = |sign: &str| match self.value {
            Some(column) => sum(vec![Piece::sql(format!("{}.{column} {sign} {PARTS}", self.table))]),
            None => vec![Piece::sql(NOTHING)],
        };
        let extra = self.extra.clone().map_or_else(|| vec![Piece::sql(NOTHING)], sum);
        [vec![Piece::sql("COUNT(*)")], part("/"), part("%"), extra]
    }

    /// The condition that a record is of this profile and not before the one moment, and before the other.
    fn within(&self, profile_id: i64, first: Piece, after: Piece) -> Vec<Piece> {
        let Counting { table, time, .. } = self;
        let mut pieces = vec![
            Piece::sql(format!(" FROM {table} WHERE {table}.profile_id = ")),
            Piece::Number(profile_id),
            Piece::sql(format!(" AND {table}.{time} >= ")),
            first,
            Piece::sql(format!(" AND {table}.{time} < ")),
            after,
        ];
        pieces.extend(self.conditions.iter().cloned());
        pieces
    }

    /// The condition that a record has one of the words, which are this program's own. They stand in the SQL, so that PostgreSQL finds the
    /// index of the records that have them.
    fn has_word(&self) -> Piece {
        let Some((column, words)) = self.words else { return Piece::sql("") };
        let words: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
        Piece::sql(format!(" AND {}.{column} IN ({})", self.table, words.join(", ")))
    }

    fn on_sqlite(&self, profile_id: i64, stretches: String) -> Vec<Piece> {
        let table = self.table;
        let mut pieces = vec![Piece::sql("WITH RECURSIVE ")];
        if self.in_currencies {
            // Each currency in use is one look-up in the index; the last row is that of the records without one.
            pieces.extend([
                Piece::sql(format!(
                    "used (id) AS (VALUES (0) UNION ALL SELECT (SELECT MIN({table}.currency_id) FROM {table} WHERE {table}.profile_id = "
                )),
                Piece::Number(profile_id),
                Piece::sql(format!(" AND {table}.currency_id > used.id) FROM used WHERE used.id IS NOT NULL), ")),
            ]);
        }
        let word = if self.words.is_some() { "words.value" } else { "NULL" };
        let currency = if self.in_currencies { "used.id" } else { "NULL" };
        pieces.push(Piece::sql(format!(
            "figures (place, word, currency_id, packed) AS MATERIALIZED (SELECT stretches.key, {word}, {currency}, (SELECT json_array("
        )));
        for (place, sum) in self.sums().into_iter().enumerate() {
            pieces.push(Piece::sql(if place == 0 { "" } else { ", " }));
            pieces.extend(sum);
        }
        pieces.push(Piece::sql(")"));
        let end = |place| Piece::sql(format!("json_extract(stretches.value, '$[{place}]')"));
        pieces.extend(self.within(profile_id, end(0), end(1)));
        if let Some((column, _)) = self.words {
            pieces.push(Piece::sql(format!(" AND {table}.{column} = words.value")));
        }
        if self.in_currencies {
            pieces.push(Piece::sql(format!(" AND {table}.currency_id IS used.id")));
        }
        pieces.extend([Piece::sql(" HAVING COUNT(*) > 0) FROM json_each("), Piece::text(stretches), Piece::sql(") AS stretches")]);
        if let Some((_, words)) = self.words {
            let words = serde_json::json!(words).to_string();
            pieces.extend([Piece::sql(" CROSS JOIN json_each("), Piece::text(words), Piece::sql(") AS words")]);
        }
        if self.in_currencies {
            pieces.push(Piece::sql(" CROSS JOIN used WHERE used.id IS NOT 0"));
        }
        let sums = ["$[0]", "$[1]", "$[2]", "$[3]"].map(|path| format!("json_extract(packed, '{path}')")).join(", ");
        pieces.push(Piece::sql(format!(") SELECT place, word, NULL, currency_id, {sums} FROM figures WHERE packed IS NOT NULL")));
        pieces
    }

    fn on_postgres(&self, profile_id: i64, stretches: String, kind: &str) -> Vec<Piece> {
        let table = self.table;
        let word = self.words.map_or_else(|| "CAST(NULL AS TEXT)".to_owned(), |(column, _)| format!("{table}.{column}"));
        let currency = if self.in_currencies { format!("{table}.currency_id") } else { "CAST(NULL AS BIGINT)".to_owned() };
        let mut pieces = vec![
            Piece::sql(
                "SELECT stretches.place - 1, figures.word, CAST(NULL AS BIGINT), figures.currency_id, figures.counted, figures.upper, \
                 figures.lower, figures.extra FROM json_array_elements(CAST(",
            ),
            Piece::text(stretches),
            Piece::sql(format!(
                " AS JSON)) WITH ORDINALITY AS stretches (ends, place) CROSS JOIN LATERAL (SELECT {word} AS word, {currency} AS currency_id"
            )),
        ];
        for (name, sum) in [" AS counted", " AS upper", " AS lower", " AS extra"].into_iter().zip(self.sums()) {
            pieces.push(Piece::sql(", "));
            pieces.extend(sum);
            pieces.push(Piece::sql(name));
        }
        let end = |place| Piece::sql(format!("CAST(stretches.ends ->> {place} AS {kind})"));
        pieces.extend(self.within(profile_id, end(0), end(1)));
        pieces.push(self.has_word());
        pieces.push(Piece::sql(" GROUP BY 1, 2) AS figures"));
        pieces
    }
}

impl Stretches {
    /// The stretches as JSON, and the type of their ends on PostgreSQL.
    fn written(&self) -> (String, &'static str) {
        match self {
            Stretches::Instants(ends) => {
                let ends: Vec<[i64; 2]> = ends.iter().map(|(first, after)| [first.microseconds(), after.microseconds()]).collect();
                (serde_json::json!(ends).to_string(), "BIGINT")
            }
            Stretches::Days(ends) => {
                let ends: Vec<[&str; 2]> = ends.iter().map(|(first, after)| [first.as_str(), after.as_str()]).collect();
                (serde_json::json!(ends).to_string(), "TEXT")
            }
        }
    }
}

fn figure((place, word, key, currency_id, count, upper, lower, extra): Found) -> Result<Figure> {
    let value = Sum::from_ten_thousandths(i128::from(upper) * i128::from(PARTS) + i128::from(lower));
    Ok(Figure { place: usize::try_from(place).map_err(Error::internal)?, word, key, currency_id, count, value, extra })
}

impl Reader {
    /// The figures of each stretch. Stretches, words and currencies without any record are left out.
    pub fn figures(&mut self, counting: &Counting, stretches: &Stretches) -> Result<Vec<Figure>> {
        let (stretches, kind) = stretches.written();
        let profile_id = self.base.profile_id;
        let pieces = match &*self.base.lease {
            AnyConnection::Sqlite(_) => counting.on_sqlite(profile_id, stretches),
            AnyConnection::Postgres(_) => counting.on_postgres(profile_id, stretches, kind),
        };
        let found: Vec<Found> = either!(&mut *self.base.lease, connection => Selecting::<Columns>::new(pieces).load(connection))?;
        found.into_iter().map(figure).collect()
    }

    /// The figures of one stretch of instants, for each combination of values in these columns that any record has.
    pub fn grouped(&mut self, counting: &Counting, grouping: Grouping, first: Instant, after: Instant) -> Result<Vec<Figure>> {
        let table = counting.table;
        let column = |name: Option<&str>, kind: &str| match name {
            Some(name) => format!("{table}.{name}"),
            None => format!("CAST(NULL AS {kind})"),
        };
        let columns =
            [column(grouping.word, "TEXT"), column(grouping.key, "BIGINT"), column(grouping.currency.then_some("currency_id"), "BIGINT")];
        let mut pieces = vec![Piece::sql(format!("SELECT CAST(0 AS BIGINT), {}", columns.join(", ")))];
        for sum in counting.sums() {
            pieces.push(Piece::sql(", "));
            pieces.extend(sum);
        }
        let ends = [first, after].map(|end| Piece::Number(end.microseconds()));
        let [first, after] = ends;
        pieces.extend(counting.within(self.base.profile_id, first, after));
        pieces.push(counting.has_word());
        pieces.push(Piece::sql(" GROUP BY 2, 3, 4"));
        let found: Vec<Found> = either!(&mut *self.base.lease, connection => Selecting::<Columns>::new(pieces).load(connection))?;
        found.into_iter().map(figure).collect()
    }
}

impl Reader {
    /// The middle one of these whole numbers of so many records in a stretch; of an even number of records the middle two.
    pub fn middle(&mut self, counting: &Counting, number: &'static str, count: i64, first: Instant, after: Instant) -> Result<Vec<i64>> {
        if count <= 0 {
            return Ok(Vec::new());
        }
        let mut pieces = vec![Piece::sql(format!("SELECT {number}"))];
        let ends = [first, after].map(|end| Piece::Number(end.microseconds()));
        let [first, after] = ends;
        pieces.extend(counting.within(self.base.profile_id, first, after));
        let (taken, passed) = (2 - count % 2, (count - 1) / 2);
        pieces.extend([Piece::sql(" ORDER BY 1 LIMIT "), Piece::Number(taken), Piece::sql(" OFFSET "), Piece::Number(passed)]);
        Ok(either!(&mut *self.base.lease, connection => Selecting::<BigInt>::new(pieces).load(connection))?)
    }
}
