//! The change record: each change of a profile's records, written in the transaction that makes it.
//!
//! Audit, the sync feed, webhooks and undo are readers of this table. Nothing that belongs to a profile is written without a row
//! here, because the scopes offer no other way.

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::connection::{AnyConnection, either};
use super::counters::REVISION;
use super::schema::changes;
use super::scope::Base;
use crate::error::Result;
use crate::fields::Entity;

/// The operation of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
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
    /// Notes a change, with the record as the wire shows it; a deleted record as it last was.
    pub(super) fn note_change(&mut self, operation: Operation, entity: Entity, id: i64, version: i64, view: String) -> Result<()> {
        // The origin is the one that the call names, or the one that its token has.
        let of_token = || self.caller.as_ref()?.application.as_ref()?.origin.as_deref();
        let origin = self.origin.or(self.call.origin.as_deref()).or_else(of_token);
        let change = (
            changes::profile_id.eq(self.profile_id),
            changes::entity.eq(entity.name()),
            changes::record_id.eq(id),
            changes::operation.eq(operation.name()),
            changes::version.eq(version),
            changes::user_id.eq(self.caller.as_ref().map(|caller| caller.user_id)),
            changes::token_id.eq(self.caller.as_ref().map(|caller| caller.token_id.as_str())),
            changes::origin.eq(origin),
            changes::request_id.eq(&self.call.request_id),
            changes::changed_at.eq(self.moment),
            changes::record.eq(view),
        );
        either!(&mut *self.lease, connection => diesel::insert_into(changes::table).values(change).execute(connection))?;
        self.tally.count(self.profile_id, REVISION, 0, 1);
        Ok(())
    }
}
