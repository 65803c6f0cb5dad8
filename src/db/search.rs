//! Substring search, without regard to case and accents.
//!
//! Both databases search one folded text of each record. PostgreSQL keeps its trigram index itself. SQLite's full text index
//! costs more to write than the record does, so it lags behind: a changed record stands in `search_backlog` until the writer has
//! a quiet moment, and a search reads the texts of those few itself. The results are exact at every moment.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::connection::AnyConnection;
use super::list::Counted;
use super::scope::Reader;
use super::sql::{Piece, Sql};
use super::stored::{Recorded, Stored};
use crate::db::rows::Rows;
use crate::error::Result;
use crate::fields::folding::fold;
use crate::fields::page::{Page, Paging, Window};
use crate::fields::searched::{in_one_line, wanted};

/// The shortest text that the trigram index answers; shorter ones are looked for row by row, within the profile.
const SHORTEST_INDEXED: usize = 3;

/// The column with the folded name of a searched record: the first line of its text, as [`name_key`] has it. The database makes it.
pub const NAME_KEY: &str = "name_key";

/// The characters of a name that lists are sorted by. An index takes no longer ones.
const LONGEST_NAME_KEY: usize = 200;

/// The form of a name by which lists are sorted, and records are looked up.
pub fn name_key(name: &str) -> String {
    fold(&in_one_line(name)).chars().take(LONGEST_NAME_KEY).collect()
}

/// The number of bits of the record's id in the search index's row ids; the profile's id is above them.
const RECORD_BITS: i64 = 40;

impl Reader {
    /// Narrows to the records whose texts hold this one.
    pub fn matching<R: Stored>(&self, rows: Rows<R>, query: &str) -> Rows<R> {
        let texts = wanted(query);
        let table = R::TABLE;
        let pieces = match &*self.base.lease {
            AnyConnection::Postgres(_) => any_of(&texts, |text| {
                vec![Piece::sql(format!("{table}.search_text LIKE ")), Piece::text(format!("%{}%", escape_like(text)))]
            }),
            AnyConnection::Sqlite(_) if !are_indexed(&texts) => any_of(&texts, |text| holds(table, text)),
            AnyConnection::Sqlite(_) => indexed(table, self.base.profile_id, &texts),
        };
        Rows(R::holding(rows.0, Sql(pieces)))
    }
}

impl Reader {
    /// A page of the records whose texts hold this one, without another filter.
    ///
    /// SQLite's index alone answers, row by row, if it has all texts of the profile: the page does not wait until all matches are
    /// gathered, and they are counted without reading the records.
    pub fn matching_page<R: Stored>(&mut self, paging: Paging, query: &str, with_total: bool) -> Result<Page<Recorded<R>>> {
        let texts = wanted(query);
        let key = || format!("matching {texts:?}");
        self.snapshot(|reader| {
            if !paging.order().is_by_id() || !reader.index_is_whole::<R>(&texts)? {
                let counted = if with_total { Counted::Remembered(key()) } else { Counted::Not };
                return reader.page(paging, counted, |reader| reader.matching(reader.rows(), query));
            }
            let total = if with_total { Some(reader.remembered::<R>(key(), |reader| reader.count_in_index::<R>(&texts))?) } else { None };
            let Some(window) = paging.window(total) else {
                return Ok(Page { rows: Vec::new(), place: paging.place(total) });
            };
            let ids = reader.ids_in_index::<R>(&texts, window)?;
            let rows = reader.load_ids(ids, window)?;
            Ok(Page { rows, place: paging.place(total) })
        })
    }

    /// Whether the index alone can answer: it has all texts, and those of this kind alone.
    fn index_is_whole<R: Stored>(&mut self, texts: &[String]) -> Result<bool> {
        use super::schema::search_backlog;
        let profile_id = self.base.profile_id;
        let AnyConnection::Sqlite(connection) = &mut *self.base.lease else { return Ok(false) };
        if !R::AMONG.is_empty() || !are_indexed(texts) {
            return Ok(false);
        }
        let waiting = search_backlog::table.filter(search_backlog::entity.eq(R::TABLE)).filter(search_backlog::profile_id.eq(profile_id));
        let waiting: Option<i64> = waiting.select(search_backlog::record_id).first(connection).optional()?;
        Ok(waiting.is_none())
    }

    fn count_in_index<R: Stored>(&mut self, texts: &[String]) -> Result<i64> {
        let sql = format!("SELECT count(*) AS value FROM {0}_search WHERE {0}_search MATCH ? AND rowid >= ? AND rowid < ?", R::TABLE);
        let found = self.ask_index(&sql, texts)?;
        Ok(found.first().copied().unwrap_or(0))
    }

    fn ids_in_index<R: Stored>(&mut self, texts: &[String], window: Window) -> Result<Vec<i64>> {
        let direction = if window.order.descending { "DESC" } else { "ASC" };
        let lowest = self.base.profile_id << RECORD_BITS;
        let sql = format!(
            "SELECT rowid - {lowest} AS value FROM {0}_search WHERE {0}_search MATCH ? AND rowid >= ? AND rowid < ? \
             ORDER BY rowid {direction} LIMIT {1} OFFSET {2}",
            R::TABLE,
            window.take,
            window.skip
        );
        self.ask_index(&sql, texts)
    }

    fn ask_index(&mut self, sql: &str, texts: &[String]) -> Result<Vec<i64>> {
        #[derive(QueryableByName)]
        struct Found {
            #[diesel(sql_type = BigInt)]
            value: i64,
        }
        let lowest = self.base.profile_id << RECORD_BITS;
        let AnyConnection::Sqlite(connection) = &mut *self.base.lease else { return Ok(Vec::new()) };
        let query =
            diesel::sql_query(sql).bind::<Text, _>(phrases(texts)).bind::<BigInt, _>(lowest).bind::<BigInt, _>(lowest + (1 << RECORD_BITS));
        let found: Vec<Found> = query.load(connection)?;
        Ok(found.into_iter().map(|found| found.value).collect())
    }
}

/// Whether the index answers for all these texts.
fn are_indexed(texts: &[String]) -> bool {
    texts.iter().all(|text| text.chars().count() >= SHORTEST_INDEXED)
}

/// Any of these texts as a phrase of the index: all of it, in its order, without characters that have a meaning in a query.
fn phrases(texts: &[String]) -> String {
    texts.iter().map(|text| format!("\"{}\"", text.replace('"', "\"\""))).collect::<Vec<_>>().join(" OR ")
}

/// A condition: one of these holds.
fn any_of(texts: &[String], condition: impl Fn(&str) -> Vec<Piece>) -> Vec<Piece> {
    let mut pieces = vec![Piece::sql("(")];
    for (number, text) in texts.iter().enumerate() {
        pieces.extend((number > 0).then(|| Piece::sql(" OR ")));
        pieces.extend(condition(text));
    }
    pieces.push(Piece::sql(")"));
    pieces
}

/// A condition: a row's text holds this one.
fn holds(row: &str, text: &str) -> Vec<Piece> {
    vec![Piece::sql(format!("instr({row}.search_text, ")), Piece::text(text.to_owned()), Piece::sql(") > 0")]
}

/// A condition: the index finds the record, or the record's text is not in the index yet and holds one of these.
fn indexed(table: &str, profile_id: i64, texts: &[String]) -> Vec<Piece> {
    let lowest = profile_id << RECORD_BITS;
    let mut pieces = vec![
        Piece::sql(format!("{table}.id IN (SELECT rowid - ")),
        Piece::Number(lowest),
        Piece::sql(format!(" FROM {table}_search WHERE {table}_search MATCH ")),
        Piece::text(phrases(texts)),
        Piece::sql(" AND rowid >= ".to_owned()),
        Piece::Number(lowest),
        Piece::sql(" AND rowid < ".to_owned()),
        Piece::Number(lowest + (1 << RECORD_BITS)),
        Piece::sql(format!(" EXCEPT SELECT record_id FROM search_backlog WHERE entity = '{table}' AND profile_id = ")),
        Piece::Number(profile_id),
        Piece::sql(format!(
            " UNION ALL SELECT record_id FROM search_backlog CROSS JOIN {table} AS late ON late.id = record_id WHERE entity = '{table}' AND search_backlog.profile_id = "
        )),
        Piece::Number(profile_id),
        Piece::sql(" AND ".to_owned()),
    ];
    pieces.extend(any_of(texts, |text| holds("late", text)));
    pieces.push(Piece::sql(")"));
    pieces
}

/// Escapes `%` and `_`, which are ordinary characters in a search.
pub(super) fn escape_like(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

/// Leaves a record's text to the index. Returns by how many the waiting texts have grown.
pub(super) fn add<R: Stored>(connection: &mut AnyConnection, kept: &Recorded<R>) -> Result<usize> {
    match connection {
        AnyConnection::Postgres(_) => Ok(0),
        AnyConnection::Sqlite(connection) => Ok(diesel::insert_or_ignore_into(super::schema::search_backlog::table)
            .values((
                super::schema::search_backlog::entity.eq(R::TABLE),
                super::schema::search_backlog::profile_id.eq(kept.profile_id),
                super::schema::search_backlog::record_id.eq(kept.id),
            ))
            .execute(connection)?),
    }
}

/// Forgets a removed record's text.
pub(super) fn remove<R: Stored>(connection: &mut AnyConnection, kept: &Recorded<R>) -> Result<()> {
    if let AnyConnection::Sqlite(connection) = connection {
        use super::schema::search_backlog;
        diesel::sql_query(format!("DELETE FROM {}_search WHERE rowid = ?", R::TABLE))
            .bind::<BigInt, _>((kept.profile_id << RECORD_BITS) + kept.id)
            .execute(connection)?;
        diesel::delete(search_backlog::table)
            .filter(search_backlog::entity.eq(R::TABLE))
            .filter(search_backlog::profile_id.eq(kept.profile_id))
            .filter(search_backlog::record_id.eq(kept.id))
            .execute(connection)?;
    }
    Ok(())
}

/// The number of texts that wait for the index.
pub(super) fn backlog(connection: &mut AnyConnection) -> Result<usize> {
    use super::schema::search_backlog;
    let waiting: i64 = search_backlog::table.count().get_result(connection)?;
    Ok(usize::try_from(waiting).unwrap_or(usize::MAX))
}

/// Adds some of the waiting texts to the index. Returns their number; 0 if none wait.
pub(super) fn index_some(connection: &mut AnyConnection, most: i64) -> Result<usize> {
    use super::schema::search_backlog;
    let AnyConnection::Sqlite(connection) = connection else { return Ok(0) };
    let Some(table) = search_backlog::table.select(search_backlog::entity).first::<String>(connection).optional()? else {
        return Ok(0);
    };
    let waiting: Vec<i64> =
        search_backlog::table.filter(search_backlog::entity.eq(&table)).select(search_backlog::record_id).limit(most).load(connection)?;
    let ids = waiting.iter().map(i64::to_string).collect::<Vec<_>>().join(", ");
    // Ids are unique in a table, whatever the profile.
    connection.batch_execute(&format!(
        "INSERT OR REPLACE INTO {table}_search (rowid, text) SELECT (profile_id << {RECORD_BITS}) + id, search_text FROM {table} WHERE id IN ({ids});
         DELETE FROM search_backlog WHERE entity = '{table}' AND record_id IN ({ids});"
    ))?;
    Ok(waiting.len())
}
