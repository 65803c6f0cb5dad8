//! The change record: what happened to every record of a profile, in the same transaction as it happened.
//!
//! Audit, the sync feed, webhooks and undo are readers of this table. Nothing that belongs to a profile is
//! written without a row here, because the scopes offer no other way.

use diesel::prelude::*;

use super::connection::{AnyConnection, either};
use super::counters::REVISION;
use super::schema::changes;
use super::scope::{Base, Reader};
use super::stored::{Entity, Record};
use crate::error::Result;
use crate::fields::Instant;

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    Create,
    Update,
    Delete,
}

impl Operation {
    pub fn name(self) -> &'static str {
        match self {
            Operation::Create => "create",
            Operation::Update => "update",
            Operation::Delete => "delete",
        }
    }
}

impl Base {
    /// Notes a change, with the record as the wire shows it; of a deleted one, as it last was.
    pub(super) fn note_change(&mut self, operation: Operation, entity: Entity, id: i64, version: i64, view: String) -> Result<()> {
        let change = (
            changes::profile_id.eq(self.profile_id),
            changes::entity.eq(entity.name()),
            changes::record_id.eq(id),
            changes::operation.eq(operation.name()),
            changes::version.eq(version),
            changes::user_id.eq(self.caller.as_ref().map(|caller| caller.user_id)),
            changes::token_id.eq(self.caller.as_ref().map(|caller| caller.token_id.as_str())),
            changes::origin.eq(self.call.origin.as_deref()),
            changes::request_id.eq(&self.call.request_id),
            changes::changed_at.eq(self.moment),
            changes::record.eq(view),
        );
        either!(&mut *self.lease, connection => diesel::insert_into(changes::table).values(change).execute(connection))?;
        self.tally.count(self.profile_id, REVISION, 0, 1);
        Ok(())
    }
}

/// What one change left of a record.
#[derive(Debug, Queryable)]
pub struct Change {
    /// Who made it; nobody where the command line did.
    pub user_id: Option<i64>,
    pub changed_at: Instant,
    /// JSON, as the wire shows the record.
    pub record: String,
}

impl Reader {
    /// All changes of one record of the profile, from the first on.
    pub fn changes_of<R: Record>(&mut self, id: i64) -> Result<Vec<Change>> {
        let rows = changes::table
            .filter(changes::profile_id.eq(self.base.profile_id))
            .filter(changes::entity.eq(R::ENTITY.name()))
            .filter(changes::record_id.eq(id))
            .order(changes::sequence)
            .select((changes::user_id, changes::changed_at, changes::record));
        Ok(either!(&mut *self.base.lease, connection => rows.load(connection)?))
    }
}
