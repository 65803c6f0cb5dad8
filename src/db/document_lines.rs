//! The rows of the lines of documents: of quotations, and of orders.
//!
//! A document keeps its lines in its own row, with everything that belongs to them. The table `document_lines` is written along with
//! the document: a line is found by its id, lines are listed across documents, and the database refuses an unknown product.
//!
//! Invariants: the rows of a document are its lines, in their order. A row has a version of its own, one more with each change of the
//! line. Rows are written here alone, so that each change of a line is a change of its document in the feed.

use std::collections::BTreeMap;

use diesel::RunQueryDsl;
use diesel::sql_types::BigInt;
use serde_json::{Map, Value};

use super::connection::{AnyConnection, either};
use super::counters::Tally;
use super::input_values;
use super::scope::Editor;
use super::sql::{Piece, Selecting, Sql};
use super::stored::{KeptLines, Recorded, Stored};
use crate::error::Result;
use crate::fields::Instant;
use crate::records::line::{DocumentLine, NO_INPUTS, document_lines, document_lines_as_kept};

/// The most rows in one statement.
const TOGETHER: usize = 100;

/// Writes what has changed of a document's lines: all of a new document's, none of a removed one's.
pub(super) fn change<R: Stored>(
    connection: &mut AnyConnection,
    tally: &mut Tally,
    before: Option<&Recorded<R>>,
    after: Option<&Recorded<R>>,
) -> Result<()> {
    let Some(lines) = R::LINES else { return Ok(()) };
    let text = |kept: Option<&Recorded<R>>| kept.map_or("[]", |kept| (lines.kept)(&kept.record)).to_owned();
    let (had, has) = (text(before), text(after));
    let (Some(document), false) = (after.or(before), had == has) else { return Ok(()) };
    let (had, has) = (by_id(&had)?, by_id(&has)?);
    let entity = lines.entity.name();
    let none = || NO_INPUTS.to_owned();
    for (id, (_, line)) in &had {
        let now = has.get(id).map_or_else(none, |(_, line)| line.inputs.clone());
        input_values::change_of_line(connection, (document.profile_id, entity, *id), &line.inputs, &now)?;
    }
    for (id, (_, line)) in has.iter().filter(|(id, _)| !had.contains_key(*id)) {
        input_values::change_of_line(connection, (document.profile_id, entity, *id), NO_INPUTS, &line.inputs)?;
    }
    let gone: Vec<i64> = had.keys().copied().filter(|id| !has.contains_key(id)).collect();
    remove(connection, document.profile_id, &gone)?;
    let written: Vec<&(i64, DocumentLine)> = has.iter().filter(|(id, line)| had.get(*id) != Some(*line)).map(|(_, line)| line).collect();
    for written in written.chunks(TOGETHER) {
        write(connection, document, &lines, written)?;
    }
    let count = |lines: &BTreeMap<i64, _>| i64::try_from(lines.len()).unwrap_or(i64::MAX);
    tally.count(document.profile_id, lines.all, 0, count(&has) - count(&had));
    Ok(())
}

/// The lines by their ids, each with its place in the document.
fn by_id(text: &str) -> Result<BTreeMap<i64, (i64, DocumentLine)>> {
    Ok((1..).zip(document_lines(text)?).map(|(position, line)| (line.line_id, (position, line))).collect())
}

fn remove(connection: &mut AnyConnection, profile_id: i64, ids: &[i64]) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    let statement = Sql(vec![
        Piece::sql("DELETE FROM document_lines WHERE profile_id = "),
        Piece::Number(profile_id),
        Piece::sql(" AND id"),
        Piece::among(ids),
    ]);
    either!(connection, connection => statement.execute(connection)?);
    Ok(())
}

/// Writes these lines, new or changed.
fn write<R>(
    connection: &mut AnyConnection,
    document: &Recorded<R>,
    KeptLines { owner, document: word, .. }: &KeptLines<R>,
    lines: &[&(i64, DocumentLine)],
) -> Result<()> {
    let columns = "id, version, profile_id, document, created_at, updated_at, created_by, created_by_token";
    let mut pieces = vec![Piece::sql(format!(
        "INSERT INTO document_lines ({columns}, {owner}, position, product_id, amount, price, discount, tax, net, total, inputs) VALUES "
    ))];
    let number_or_null = |number: Option<i64>| number.map_or(Piece::sql("CAST(NULL AS BIGINT)"), Piece::Number);
    for (place, (position, line)) in lines.iter().enumerate() {
        let author = document.created_by;
        let DocumentLine { line_id, line, net, inputs, .. } = line;
        pieces.extend([Piece::sql(if place == 0 { "(" } else { ", (" }), Piece::Number(*line_id), Piece::sql(", 1")]);
        let amounts = [line.amount, line.price, line.discount, line.tax, *net, line.total];
        let values = [Piece::Number(document.profile_id), Piece::text(*word)]
            .into_iter()
            .chain([document.updated_at, document.updated_at].map(Instant::microseconds).map(Piece::Number))
            .chain([author.map(|author| author.user_id), author.and_then(|author| author.token_id)].map(number_or_null))
            .chain([document.id, *position, line.product_id].map(Piece::Number))
            .chain(amounts.map(|amount| Piece::Number(amount.ten_thousandths())))
            .chain([Piece::text(inputs.clone())]);
        for value in values {
            pieces.extend([Piece::sql(", "), value]);
        }
        pieces.push(Piece::sql(")"));
    }
    // SQLite's own key is the id alone.
    let key = match connection {
        AnyConnection::Sqlite(_) => " ON CONFLICT (id)",
        AnyConnection::Postgres(_) => " ON CONFLICT (profile_id, id)",
    };
    pieces.extend([
        Piece::sql(key),
        Piece::sql(
            " DO UPDATE SET version = document_lines.version + 1, updated_at = excluded.updated_at, \
         position = excluded.position, product_id = excluded.product_id, amount = excluded.amount, price = excluded.price, \
         discount = excluded.discount, tax = excluded.tax, net = excluded.net, total = excluded.total, inputs = excluded.inputs",
        ),
    ]);
    either!(connection, connection => Sql(pieces).execute(connection)?);
    Ok(())
}

impl Editor {
    /// Removes this input's value from these lines of documents of this kind.
    pub fn take_input_of_lines<D: Stored>(&mut self, slug: &str, ids: &[i64]) -> Result<()> {
        /// The most documents that are in memory at a time.
        const TOGETHER: usize = 100;
        let Some(lines) = D::LINES else { return Ok(()) };
        let documents = self.documents_of(lines.owner, ids)?;
        for documents in documents.chunks(TOGETHER) {
            let rows = self.rows::<D>().only(documents);
            for document in self.load(rows)? {
                let mut kept = document_lines((lines.kept)(&document.record))?;
                for line in kept.iter_mut().filter(|line| ids.contains(&line.line_id)) {
                    let mut values: Map<String, Value> = serde_json::from_str(&line.inputs)?;
                    values.remove(slug);
                    line.inputs = serde_json::to_string(&values)?;
                }
                let mut without = document.record.clone();
                *(lines.changed)(&mut without) = document_lines_as_kept(&kept)?;
                self.update(document, without)?;
            }
        }
        Ok(())
    }

    /// The documents that these lines belong to.
    fn documents_of(&mut self, owner: &'static str, ids: &[i64]) -> Result<Vec<i64>> {
        let pieces = vec![
            Piece::sql(format!("SELECT DISTINCT {owner} FROM document_lines WHERE document_lines.profile_id = ")),
            Piece::Number(self.base.profile_id),
            Piece::sql(" AND id"),
            Piece::among(ids),
        ];
        Ok(either!(&mut *self.base.lease, connection => Selecting::<(BigInt,)>::new(pieces).load::<(i64,)>(connection))?
            .into_iter()
            .map(|(id,)| id)
            .collect())
    }
}
