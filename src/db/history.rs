//! The history of one record, as the change records tell it.
//!
//! Invariants: a later change of a record has a greater sequence, on PostgreSQL too, because a writer locks the record's row
//! until the commit. A page costs the same number of queries whatever its length.

use std::collections::{BTreeSet, HashMap};

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};

use super::changes::Operation;
use super::connection::{AnyConnection, MultiBackend, either};
use super::reading;
use super::schema::changes;
use super::scope::{Base, Reader};
use super::sql::{Piece, Selecting};
use super::standing::application_token_named;
use super::stored::Record;
use crate::error::Result;
use crate::fields::page::{Part, Portion};
use crate::fields::{Entity, Instant};
use crate::records::application_token::ApplicationToken;

/// A period in which a field of a record had one value.
#[derive(Debug)]
pub struct Period {
    pub value: String,
    /// The value of another field at the beginning of the period.
    pub beside: String,
    pub entered_at: Instant,
    /// The end of the period; None for the current one.
    pub left_at: Option<Instant>,
    /// The user who began the period; None for the command line and for the directory.
    pub user_id: Option<i64>,
}

/// One change of a record, with all its data.
pub struct Event {
    pub sequence: i64,
    /// `create`, `update` or `delete`.
    pub operation: String,
    /// The version of the record that the change made; for a deletion, the last one.
    pub version: i64,
    pub changed_at: Instant,
    pub user_id: Option<i64>,
    pub user_name: Option<String>,
    /// The name of the application token that made the change, if any.
    pub application_token: Option<String>,
    pub origin: Option<String>,
    pub request_id: Option<String>,
    /// The record before, as the wire showed it; none for a creation.
    pub before: Option<String>,
    /// The record after; none for a deletion.
    pub after: Option<String>,
}

/// A field in which two states of a record differ.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Field")]
pub struct Difference {
    pub field: String,
    /// The value before; null if there was none.
    from: Value,
    /// The value after; null if there is none.
    to: Value,
}

/// The fields that every change moves.
const MOVED_BY_ANY_CHANGE: [&str; 2] = ["version", "updated_at"];

/// The fields in which two states of a record differ.
pub fn differences(before: Option<&str>, after: Option<&str>) -> Result<Vec<Difference>> {
    type Fields = Map<String, Value>;
    let read = |record: Option<&str>| -> Result<Fields> { Ok(record.map(serde_json::from_str).transpose()?.unwrap_or_default()) };
    let (mut before, mut after) = (read(before)?, read(after)?);
    let names: BTreeSet<String> = before.keys().chain(after.keys()).cloned().collect();
    let named = names.into_iter().filter(|name| !MOVED_BY_ANY_CHANGE.contains(&name.as_str()));
    let fields = named.map(|field| {
        let [from, to] = [&mut before, &mut after].map(|fields| fields.remove(&field).unwrap_or_default());
        Difference { field, from, to }
    });
    Ok(fields.filter(|field| field.from != field.to).collect())
}

/// The last change of a record that exists.
pub struct LastChange {
    pub version: i64,
    /// The record since that change, as the wire shows it.
    pub record: String,
}

impl Base {
    /// The last change of a record; none if the profile has no such record.
    pub(crate) fn last_change(&mut self, entity: Entity, record_id: i64) -> Result<Option<LastChange>> {
        let last = changes::table
            .filter(changes::profile_id.eq(self.profile_id))
            .filter(changes::entity.eq(entity.name()))
            .filter(changes::record_id.eq(record_id))
            .order(changes::sequence.desc())
            .select((changes::operation, changes::version, changes::record));
        let last: Option<(String, i64, String)> = either!(&mut *self.lease, connection => last.first(connection).optional())?;
        let living = last.filter(|(operation, ..)| operation != Operation::Delete.name());
        Ok(living.map(|(_, version, record)| LastChange { version, record }))
    }
}

/// A row of `changes`, with the columns that are needed here.
#[derive(Queryable, Selectable)]
#[diesel(table_name = changes)]
struct Row {
    sequence: i64,
    operation: String,
    version: i64,
    changed_at: Instant,
    user_id: Option<i64>,
    token_id: Option<String>,
    origin: Option<String>,
    request_id: Option<String>,
    record: String,
}

impl Reader {
    /// The changes of one record of the profile.
    fn changes_in(&self, entity: Entity, record_id: i64) -> changes::BoxedQuery<'static, MultiBackend> {
        changes::table
            .filter(changes::profile_id.eq(self.base.profile_id))
            .filter(changes::entity.eq(entity.name()))
            .filter(changes::record_id.eq(record_id))
            .into_boxed()
    }

    /// The periods in which a field had one value, from the first to the current one. The database looks for them, because a record
    /// has any number of changes and each of them holds the whole record.
    pub fn periods<R: Record>(&mut self, record_id: i64, field: &str, beside: &str) -> Result<Vec<Period>> {
        type Columns = (Text, Text, BigInt, Nullable<BigInt>);
        let entity = R::ENTITY.name();
        let value = |field: &str| match &*self.base.lease {
            AnyConnection::Sqlite(_) => format!("CAST(record ->> '$.{field}' AS TEXT)"),
            AnyConnection::Postgres(_) => format!("CAST(record AS json) ->> '{field}'"),
        };
        let [field, beside] = [value(field), value(beside)];
        // Each value is taken out of its record before they are compared: SQLite would hold all records side by side.
        let pieces = vec![
            Piece::sql(format!(
                "WITH changed AS MATERIALIZED (SELECT sequence, {field} AS value, {beside} AS beside, changed_at, user_id FROM changes \
                 WHERE profile_id = "
            )),
            Piece::Number(self.base.profile_id),
            Piece::sql(format!(" AND entity = '{entity}' AND record_id = ")),
            Piece::Number(record_id),
            Piece::sql(
                ") SELECT value, beside, changed_at, user_id FROM (SELECT *, lag(value) OVER (ORDER BY sequence) AS before FROM changed) \
                 AS moves WHERE before IS DISTINCT FROM value ORDER BY sequence",
            ),
        ];
        let moves: Vec<(String, String, Instant, Option<i64>)> =
            either!(&mut *self.base.lease, connection => Selecting::<Columns>::new(pieces).load(connection))?;
        reading::count(moves.len().saturating_mul(size_of::<Period>()))?;
        let ends: Vec<Instant> = moves.iter().skip(1).map(|(_, _, changed_at, _)| *changed_at).collect();
        let ends = ends.into_iter().map(Some).chain(std::iter::once(None));
        let periods = moves.into_iter().zip(ends);
        Ok(periods.map(|((value, beside, entered_at, user_id), left_at)| Period { value, beside, entered_at, left_at, user_id }).collect())
    }

    /// A part of a record's changes; their total is 0 if there never was such a record.
    pub fn history(&mut self, entity: Entity, record_id: i64, part: Part) -> Result<Portion<Event>> {
        /// Each event holds the record before and after, and tells it again in the reply.
        const COPIES: usize = 3;
        self.snapshot(|reader| {
            let total: i64 = reader.changes_in(entity, record_id).count().get_result(&mut *reader.base.lease)?;
            let total = Some(total);
            let Some(window) = part.window(total) else { return Ok(Portion { rows: Vec::new(), total, has_more: false }) };
            let rows = || {
                let rows = reader.changes_in(entity, record_id);
                let rows = match (window.order.descending, part.behind()) {
                    (true, Some(sequence)) => rows.filter(changes::sequence.lt(sequence)).order(changes::sequence.desc()),
                    (false, Some(sequence)) => rows.filter(changes::sequence.gt(sequence)).order(changes::sequence.asc()),
                    (true, None) => rows.order(changes::sequence.desc()),
                    (false, None) => rows.order(changes::sequence.asc()),
                };
                rows.limit(window.take).offset(window.skip)
            };
            let (lengths, rows) = (rows().select(sql::<BigInt>("CAST(octet_length(record) AS BIGINT)")), rows().select(Row::as_select()));
            let lengths: Vec<i64> = lengths.load(&mut *reader.base.lease)?;
            let length: usize = lengths.into_iter().filter_map(|length| usize::try_from(length).ok()).sum();
            reading::count(length.saturating_mul(COPIES))?;
            let mut rows: Vec<Row> = rows.load(&mut *reader.base.lease)?;
            let has_more = part.cut(&mut rows, total);
            if window.order.descending {
                rows.reverse();
            }
            let before: Option<String> = match rows.first() {
                Some(first) => reader
                    .changes_in(entity, record_id)
                    .filter(changes::sequence.lt(first.sequence))
                    .order(changes::sequence.desc())
                    .select(changes::record)
                    .first(&mut *reader.base.lease)
                    .optional()?,
                None => None,
            };
            let mut events = reader.events(rows, before)?;
            if window.order.descending != window.from_the_end {
                events.reverse();
            }
            Ok(Portion { rows: events, total, has_more })
        })
    }

    /// Makes an event of each row, oldest first, with the record before it and the names of its user and token.
    fn events(&mut self, rows: Vec<Row>, mut before: Option<String>) -> Result<Vec<Event>> {
        let users = self.users(rows.iter().filter_map(|row| row.user_id))?;
        let tokens = self.application_token_names(rows.iter().filter_map(Row::application_token_id).collect())?;
        let mut events = Vec::with_capacity(rows.len());
        for row in rows {
            let application_token = row.application_token_id().and_then(|id| tokens.get(&id).cloned());
            // The change of a deletion holds the record as it last was, which is the state before.
            let (kept, after) = match row.operation.as_str() {
                "delete" => (None, None),
                _ => (Some(row.record.clone()), Some(row.record)),
            };
            events.push(Event {
                sequence: row.sequence,
                operation: row.operation,
                version: row.version,
                changed_at: row.changed_at,
                user_name: row.user_id.and_then(|id| users.get(&id)).map(|user| user.name.clone()),
                user_id: row.user_id,
                application_token,
                origin: row.origin,
                request_id: row.request_id,
                before: std::mem::replace(&mut before, kept),
                after,
            });
        }
        Ok(events)
    }

    fn application_token_names(&mut self, ids: Vec<i64>) -> Result<HashMap<i64, String>> {
        let tokens = self.by_ids::<ApplicationToken>(ids)?;
        Ok(tokens.into_iter().map(|(id, token)| (id, token.record.name)).collect())
    }
}

impl Row {
    fn application_token_id(&self) -> Option<i64> {
        self.token_id.as_deref().and_then(application_token_named)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(before: Option<&str>, after: Option<&str>) -> Value {
        serde_json::to_value(differences(before, after).unwrap()).unwrap()
    }

    #[test]
    fn what_changed_is_told_by_field_and_what_every_change_moves_is_not() {
        let before = r#"{"id": 1, "name": "A", "bio": null, "inputs": {"segment": "Gold"}, "version": 1, "updated_at": "1"}"#;
        let after = r#"{"id": 1, "name": "B", "bio": null, "inputs": {"segment": "Silver"}, "version": 2, "updated_at": "2"}"#;
        let expected = serde_json::json!([
            { "field": "inputs", "from": { "segment": "Gold" }, "to": { "segment": "Silver" } },
            { "field": "name", "from": "A", "to": "B" },
        ]);
        assert_eq!(changed(Some(before), Some(after)), expected);
    }

    #[test]
    fn before_the_first_and_after_the_last_everything_is_null() {
        let record = Some(r#"{"id": 1, "bio": null, "total": 10.10}"#);
        let created = serde_json::json!([{ "field": "id", "from": null, "to": 1 }, { "field": "total", "from": null, "to": 10.10 }]);
        assert_eq!(changed(None, record).to_string(), created.to_string().replace("10.1}", "10.10}"));
        let deleted = serde_json::json!([{ "field": "id", "from": 1, "to": null }]);
        assert_eq!(changed(Some(r#"{"id": 1, "bio": null}"#), None), deleted);
    }

    #[test]
    fn a_field_that_came_later_was_null_before() {
        let expected = serde_json::json!([{ "field": "tags", "from": null, "to": ["a"] }]);
        assert_eq!(changed(Some(r#"{"id": 1}"#), Some(r#"{"id": 1, "tags": ["a"]}"#)), expected);
    }
}
