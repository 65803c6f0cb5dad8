//! What happened to one record, as the change records tell it.
//!
//! What holds here: of one record's changes the later has the greater sequence, on PostgreSQL too, because whoever
//! changes a record holds its row until the commit. A page costs the same number of queries whatever its length.

use std::collections::HashMap;

use diesel::prelude::*;

use super::connection::MultiBackend;
use super::schema::changes;
use super::scope::Reader;
use super::standing::application_token_named;
use super::stored::{Entity, Record};
use crate::error::Result;
use crate::fields::{Instant, Page, Paging};
use crate::modules::auth::application_token::ApplicationToken;

/// What one change left of a record.
#[derive(Debug, Queryable)]
pub struct Change {
    /// Who made it; nobody where the command line did.
    pub user_id: Option<i64>,
    pub changed_at: Instant,
    /// JSON, as the wire shows the record.
    pub record: String,
}

/// One change of a record, with all that is known of it.
pub struct Event {
    pub sequence: i64,
    /// `create`, `update` or `delete`.
    pub operation: String,
    /// The version of the record that it made; of a deleted one, the last.
    pub version: i64,
    pub changed_at: Instant,
    pub user_id: Option<i64>,
    pub user_name: Option<String>,
    /// The name of the application token that it was made with, if any.
    pub application_token: Option<String>,
    pub origin: Option<String>,
    pub request_id: Option<String>,
    /// The record before, as the wire showed it; nothing where there was none.
    pub before: Option<String>,
    /// The record after.
    pub after: Option<String>,
}

/// A row of `changes`, as far as it is needed here.
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

    /// What each change left of a record, from the first on.
    pub fn changes_of<R: Record>(&mut self, record_id: i64) -> Result<Vec<Change>> {
        let rows = self.changes_in(R::ENTITY, record_id).order(changes::sequence);
        Ok(rows.select((changes::user_id, changes::changed_at, changes::record)).load(&mut *self.base.lease)?)
    }

    /// A page of a record's changes; a total of 0 where there never was such a record.
    pub fn history(&mut self, entity: Entity, record_id: i64, paging: Paging) -> Result<Page<Event>> {
        self.snapshot(|reader| {
            let rows = reader.changes_in(entity, record_id);
            let total: i64 = reader.changes_in(entity, record_id).count().get_result(&mut *reader.base.lease)?;
            let place = paging.place(Some(total));
            let Some(window) = paging.window(Some(total)) else { return Ok(Page { rows: Vec::new(), place }) };
            let rows = if window.descending { rows.order(changes::sequence.desc()) } else { rows.order(changes::sequence.asc()) };
            let rows = rows.limit(window.take).offset(window.skip).select(Row::as_select());
            let mut rows: Vec<Row> = rows.load(&mut *reader.base.lease)?;
            if window.descending {
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
            if window.descending != window.from_the_end {
                events.reverse();
            }
            Ok(Page { rows: events, place })
        })
    }

    /// Each row, oldest first, with what was before it and the names of who made it.
    fn events(&mut self, rows: Vec<Row>, mut before: Option<String>) -> Result<Vec<Event>> {
        let users = self.users(rows.iter().filter_map(|row| row.user_id))?;
        let tokens = self.application_token_names(rows.iter().filter_map(Row::application_token_id).collect())?;
        let mut events = Vec::with_capacity(rows.len());
        for row in rows {
            let application_token = row.application_token_id().and_then(|id| tokens.get(&id).cloned());
            // A deleted record is kept as it last was, which is what was before.
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
