//! Lists of the records in which some fields have no value, and others have one.
//!
//! Each table of listed records has the index `<table>_filled`: behind the profile a number whose bits say which fields have a
//! value, and the id. Records with the same fields filled have one pattern. A profile has few patterns, however many records it
//! has: they are found by leaping from one to the next in the index, and the first records of each are merged.
//!
//! Invariants: the expression here is the index's own, so that a field that is added is added there, too
//! (tests/suite/emptiness.rs). A page costs no more than its length times the number of patterns.

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::connection::{AnyConnection, either};
use super::rows::Rows;
use super::scope::Reader;
use super::sql::{Piece, Selecting, Spot, Sql};
use super::stored::{Recorded, Stored};
use crate::error::Result;
use crate::fields::Order;
use crate::fields::page::{Page, Paging, Window};

/// The most patterns of a profile that are gone through to find those that fit.
const MOST_PATTERNS: usize = 10_000;

/// The most patterns whose records are merged.
const MOST_MERGED: usize = 1000;

/// The number of records that are looked at one after the other, before patterns are: most pages are full before.
const LOOKED_AT: i64 = 2000;

/// The fields that a list asks to be empty, and those that it asks not to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Emptiness {
    /// The fields that the index is of, in the order of their bits.
    fields: &'static [&'static str],
    empty: i64,
    filled: i64,
}

impl Emptiness {
    /// Of these fields; other names are passed over.
    pub fn of(fields: &'static [&'static str], is_empty: impl Fn(&str) -> bool, is_filled: impl Fn(&str) -> bool) -> Self {
        let bits = |is_asked: &dyn Fn(&str) -> bool| {
            let asked = (0..).zip(fields).filter(|(_, field)| is_asked(field));
            asked.fold(0, |bits, (place, _)| bits | bit(place))
        };
        Emptiness { fields, empty: bits(&is_empty), filled: bits(&is_filled) }
    }

    fn fits(self, pattern: i64) -> bool {
        pattern & self.empty == 0 && pattern & self.filled == self.filled
    }
}

const fn bit(place: u32) -> i64 {
    1 << place
}

/// The pattern of a row, in SQL.
fn pattern(fields: &[&str], row: &str) -> String {
    let bits = (0..).zip(fields).map(|(place, column)| format!("CASE WHEN {row}.{column} IS NULL THEN 0 ELSE {} END", bit(place)));
    format!("CAST({} AS BIGINT)", bits.collect::<Vec<_>>().join(" + "))
}

/// The patterns that fit, of those that the profile's records have.
#[derive(Debug)]
pub struct Patterns {
    fields: &'static [&'static str],
    fitting: Vec<i64>,
}

impl<R: Stored> Rows<R> {
    /// Only the records of these patterns: along the index, and so in no order of their own.
    pub fn of_patterns(self, Patterns { fields, fitting }: &Patterns) -> Self {
        // The index of a kind that shares its table is recognised by the condition as it is written.
        let condition = vec![Piece::sql(pattern(fields, R::TABLE)), Piece::among(fitting.clone()), Piece::sql(R::AMONG)];
        Rows(R::holding(self.0, Sql(condition)))
    }
}

impl Reader {
    /// The patterns of the profile's records that fit; None if there are too many for their index to be of use.
    pub fn patterns<R: Stored>(&mut self, wanted: Emptiness) -> Result<Option<Patterns>> {
        let (table, pattern) = (R::TABLE, pattern(wanted.fields, R::TABLE));
        let profile = Piece::Number(self.profile_id());
        let (first, among) = (format!("(SELECT {pattern} FROM {table} WHERE {table}.profile_id = "), R::AMONG);
        let pieces = vec![
            Piece::sql(format!("WITH RECURSIVE patterns (pattern) AS (SELECT {first}")),
            profile.clone(),
            Piece::sql(format!("{among} ORDER BY {pattern} LIMIT 1) UNION ALL SELECT {first}")),
            profile,
            Piece::sql(format!(
                "{among} AND {pattern} > patterns.pattern ORDER BY {pattern} LIMIT 1) FROM patterns WHERE patterns.pattern IS NOT NULL) \
                 SELECT pattern FROM (SELECT pattern FROM patterns LIMIT {}) AS found WHERE pattern IS NOT NULL",
                MOST_PATTERNS + 1
            )),
        ];
        let mut found: Vec<i64> = either!(&mut *self.base.lease, connection => Selecting::<BigInt>::new(pieces).load(connection))?;
        if found.len() >= MOST_PATTERNS {
            return Ok(None);
        }
        found.retain(|pattern| wanted.fits(*pattern));
        Ok((found.len() <= MOST_MERGED).then_some(Patterns { fields: wanted.fields, fitting: found }))
    }

    /// The next records of these patterns behind a spot, or the first of them, in the order of their ids. The rows are the same
    /// records.
    pub fn behind_of_patterns<R: Stored>(
        &mut self,
        rows: impl Fn(&Reader) -> Rows<R>,
        patterns: &Patterns,
        order: Order,
        spot: Option<&Spot>,
        most: i64,
    ) -> Result<Vec<Recorded<R>>> {
        self.of_patterns(rows, patterns, Window { order, skip: 0, take: most, from_the_end: false }, spot)
    }

    /// A page of the records of these patterns, in the order of their ids. The rows are the same records.
    pub fn page_of_patterns<R: Stored>(
        &mut self,
        rows: impl Fn(&Reader) -> Rows<R>,
        patterns: &Patterns,
        paging: Paging,
        total: Option<i64>,
    ) -> Result<Page<Recorded<R>>> {
        let place = paging.place(total);
        let Some(window) = paging.window(total) else { return Ok(Page { rows: Vec::new(), place }) };
        let mut found = self.of_patterns(rows, patterns, window, None)?;
        if window.from_the_end {
            found.reverse();
        }
        Ok(Page { rows: found, place })
    }

    /// The records of a window. Where they lie close together, the rows are read as they come.
    fn of_patterns<R: Stored>(
        &mut self,
        rows: impl Fn(&Reader) -> Rows<R>,
        patterns: &Patterns,
        window: Window,
        spot: Option<&Spot>,
    ) -> Result<Vec<Recorded<R>>> {
        let spot = spot.map(|spot| spot.id);
        let end = self.end_of_stretch::<R>(window.order.descending, spot)?;
        let mut stretch = rows(self).0;
        for (sign, id) in spot.map(|id| (">", id)).into_iter().chain(end.map(|id| ("<=", id))) {
            let sign = if window.order.descending { if sign == ">" { "<" } else { ">=" } } else { sign };
            stretch = R::holding(stretch, Sql(vec![Piece::sql(format!("{}.id {sign} ", R::TABLE)), Piece::Number(id)]));
        }
        let found = self.load(Rows(R::window(stretch, window)))?;
        if end.is_none() || i64::try_from(found.len()).is_ok_and(|length| length >= window.take) {
            return Ok(found);
        }
        let ids = self.ids_of_patterns::<R>(patterns, window, spot)?;
        self.load_ids(ids, Window { from_the_end: false, ..window })
    }

    /// The id of the record so many records behind the spot; None if there are not as many.
    fn end_of_stretch<R: Stored>(&mut self, descending: bool, spot: Option<i64>) -> Result<Option<i64>> {
        let table = R::TABLE;
        let mut pieces =
            vec![Piece::sql(format!("SELECT {table}.id FROM {table} WHERE {table}.profile_id = ")), Piece::Number(self.profile_id())];
        if let Some(id) = spot {
            pieces.extend([Piece::sql(format!(" AND {table}.id {} ", if descending { "<" } else { ">" })), Piece::Number(id)]);
        }
        let (direction, among) = (if descending { "DESC" } else { "ASC" }, R::AMONG);
        pieces.push(Piece::sql(format!("{among} ORDER BY {table}.id {direction} LIMIT 1 OFFSET {}", LOOKED_AT - 1)));
        Ok(either!(&mut *self.base.lease, connection => Selecting::<BigInt>::new(pieces).get_result(connection).optional())?)
    }

    /// The ids of a window of the records of these patterns: of each pattern no more than the window needs.
    fn ids_of_patterns<R: Stored>(
        &mut self,
        Patterns { fields, fitting }: &Patterns,
        window: Window,
        spot: Option<i64>,
    ) -> Result<Vec<i64>> {
        let Window { order, skip, take, .. } = window;
        let (behind, up_to, direction, begin, end) =
            if order.descending { ("<", ">=", "DESC", i64::MAX, i64::MIN) } else { (">", "<=", "ASC", i64::MIN, i64::MAX) };
        let (table, own, others) = (R::TABLE, pattern(fields, R::TABLE), pattern(fields, "others"));
        let listed = fitting.iter().map(i64::to_string).collect::<Vec<_>>().join(",");
        let profile = Piece::Number(self.profile_id());
        let (needed, spot) = (skip.saturating_add(take), Piece::Number(spot.unwrap_or(begin)));
        let of_pattern = |row: &str, pattern: &str| {
            let among = R::AMONG.replace(&format!("{table}."), &format!("{row}."));
            Piece::sql(format!("{among} AND {pattern} = patterns.pattern AND {row}.id {behind} "))
        };
        let pieces = match &*self.base.lease {
            // SQLite takes no limit for each pattern: the last record that is needed of it bounds its records.
            AnyConnection::Sqlite(_) => vec![
                Piece::sql(format!("SELECT {table}.id FROM (SELECT value AS pattern FROM json_each(")),
                Piece::text(format!("[{listed}]")),
                Piece::sql(format!(")) AS patterns CROSS JOIN {table} WHERE {table}.profile_id = ")),
                profile.clone(),
                of_pattern(table, &own),
                spot.clone(),
                Piece::sql(format!(" AND {table}.id {up_to} COALESCE((SELECT others.id FROM {table} AS others WHERE others.profile_id = ")),
                profile,
                of_pattern("others", &others),
                spot,
                Piece::sql(format!(" ORDER BY others.id {direction} LIMIT 1 OFFSET ")),
                Piece::Number(needed - 1),
                Piece::sql(format!("), {end}) ORDER BY {table}.id {direction} LIMIT ")),
                Piece::Number(take),
                Piece::sql(" OFFSET "),
                Piece::Number(skip),
            ],
            AnyConnection::Postgres(_) => vec![
                Piece::sql("SELECT found.id FROM (SELECT unnest(CAST("),
                Piece::text(format!("{{{listed}}}")),
                Piece::sql(format!(
                    " AS BIGINT[])) AS pattern) AS patterns CROSS JOIN LATERAL (SELECT {table}.id FROM {table} WHERE {table}.profile_id = "
                )),
                profile,
                of_pattern(table, &own),
                spot,
                Piece::sql(format!(" ORDER BY {table}.id {direction} LIMIT ")),
                Piece::Number(needed),
                Piece::sql(format!(") AS found ORDER BY found.id {direction} LIMIT ")),
                Piece::Number(take),
                Piece::sql(" OFFSET "),
                Piece::Number(skip),
            ],
        };
        Ok(either!(&mut *self.base.lease, connection => Selecting::<BigInt>::new(pieces).load(connection))?)
    }
}
