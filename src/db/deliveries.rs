//! Deliveries: what webhooks are sent, from the feed of changes to what became of it.
//!
//! What holds here:
//!
//! - **Each change that a webhook wants becomes one delivery of it.** A webhook follows the feed ([`super::feed`]) from the
//!   end that it had when the webhook was made. What is read there makes deliveries in the same transaction in which its
//!   position moves on, and only if nobody else has moved it meanwhile and the webhook still wants what was looked for. The
//!   write that made the change has no part in this.
//! - **A delivery is made at least once, and by one node at a time**: it is taken under a lease, as mails are
//!   ([`super::outbox`]), and what became of it is noted by who holds the lease. Only what was noted counts as an attempt:
//!   a node that dies takes none of a delivery's 24 hours.
//! - **In order for each record**: one that tells of a record is taken only when all before it that tell the same webhook
//!   of the same record were delivered.
//! - **Who is told anew is tried anew**: with another URL, or enabled again, a webhook's deliveries begin with their first
//!   attempt, also one that is under way; what that one comes to can't disable the webhook any more.
//! - **Nothing is lost while a webhook is disabled**: it keeps its place in the feed, and its deliveries wait.
//! - **One record that is refused stops itself alone.** A delivery that was tried to the end has failed, and holds back what
//!   comes after it about its record. Its webhook is disabled only if it took nothing else meanwhile.
//!
//! Positions and deliveries are work to be done and no records: they have no versions and leave no change record. A
//! webhook is a record, and so is its disabling.

mod following;
mod making;

use diesel::dsl::{case_when, exists};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::accounts::next_id_in;
use super::connection::{AnyConnection, either};
use super::feed::FeedChange;
use super::schema::{webhook_deliveries, webhook_positions};
use super::scope::{Manager, Overseer, Reader};
use super::sql::{Piece, Sql};
use crate::error::{Error, Result};
use crate::fields::{Instant, Page, Paging};
use crate::records::kinds::{KINDS, Kind};

use crate::sentences::DELIVERY;
pub use following::{Follower, follow, followers};
pub use making::{Attempt, Due, Taken, Verdict, due, forget, settle, take, waiting};

/// The event of a delivery that tells of no change.
pub const TEST: &str = "webhook.test";

/// The event of a delivery of this change.
pub fn event(change: &FeedChange) -> String {
    format!("{}.{}", change.entity, change.operation)
}

/// How a delivery stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "Status")]
pub enum DeliveryStatus {
    /// It waits: for its turn, or for its next attempt.
    Queued,
    /// The endpoint has taken it.
    Delivered,
    /// It is not tried any more unless somebody asks for it.
    Failed,
}

impl DeliveryStatus {
    pub fn name(self) -> &'static str {
        match self {
            DeliveryStatus::Queued => "queued",
            DeliveryStatus::Delivered => "delivered",
            DeliveryStatus::Failed => "failed",
        }
    }
}

/// A delivery, as it stands.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable)]
#[diesel(table_name = webhook_deliveries)]
pub struct Delivery {
    pub id: i64,
    pub webhook_id: i64,
    /// What it tells of: `company.update`.
    pub event: String,
    pub entity: Option<String>,
    pub record_id: Option<i64>,
    pub created_at: Instant,
    /// The name of a [`DeliveryStatus`].
    pub status: String,
    /// How often it was tried and that was noted, since it was queued.
    pub attempts: i64,
    pub due_at: Option<Instant>,
    pub attempted_at: Option<Instant>,
    /// Of the last attempt, in milliseconds.
    pub duration: Option<i64>,
    pub status_code: Option<i64>,
    pub failure: Option<String>,
}

/// Which deliveries are asked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Which {
    pub webhook_id: Option<i64>,
    pub status: Option<DeliveryStatus>,
}

impl Reader {
    /// The kinds of record that the caller may not read, nor any delivery that tells of them.
    fn unreadable(&self) -> Vec<&'static str> {
        let hidden = |kind: &&Kind| kind.readers.is_some() && !self.may_read(kind.entity);
        KINDS.iter().filter(hidden).map(|kind| kind.entity.name()).collect()
    }
}

impl Overseer {
    /// A page of the profile's deliveries, of those that tell of what the caller may read.
    pub fn deliveries(&mut self, which: Which, paging: Paging) -> Result<Page<Delivery>> {
        let (profile_id, unreadable) = (self.base.profile_id, self.unreadable());
        let rows = || {
            let mut rows = webhook_deliveries::table.filter(webhook_deliveries::profile_id.eq(profile_id)).into_boxed();
            if let Some(webhook_id) = which.webhook_id {
                rows = rows.filter(webhook_deliveries::webhook_id.eq(webhook_id));
            }
            if let Some(status) = which.status {
                rows = rows.filter(webhook_deliveries::status.eq(status.name()));
            }
            if !unreadable.is_empty() {
                let shown =
                    webhook_deliveries::entity.is_null().or(webhook_deliveries::entity.ne_all(unreadable.clone()).assume_not_null());
                rows = rows.filter(shown);
            }
            rows
        };
        self.snapshot(|reader| {
            let total: i64 = rows().count().get_result(&mut *reader.base.lease)?;
            let place = paging.place(Some(total));
            let Some(window) = paging.window(Some(total)) else { return Ok(Page { rows: Vec::new(), place }) };
            let rows = rows().limit(window.take).offset(window.skip).select(Delivery::as_select());
            let rows =
                if window.order.descending { rows.order(webhook_deliveries::id.desc()) } else { rows.order(webhook_deliveries::id.asc()) };
            let mut rows: Vec<Delivery> = rows.load(&mut *reader.base.lease)?;
            if window.from_the_end {
                rows.reverse();
            }
            Ok(Page { rows, place })
        })
    }
}

impl Manager {
    /// Lets a new webhook follow the feed from its present end on.
    pub fn follow_feed(&mut self, webhook_id: i64) -> Result<()> {
        let end = self.feed_end()?;
        let position = (
            webhook_positions::profile_id.eq(self.base.profile_id),
            webhook_positions::webhook_id.eq(webhook_id),
            webhook_positions::sequence.eq(end.sequence),
            webhook_positions::changed_at.eq(end.changed_at),
        );
        either!(&mut *self.base.lease, connection => diesel::insert_into(webhook_positions::table).values(position).execute(connection))?;
        Ok(())
    }

    /// Queues a delivery that tells of nothing.
    pub fn queue_test(&mut self, webhook_id: i64) -> Result<Delivery> {
        let (profile_id, moment) = (self.base.profile_id, self.base.moment);
        let id = next_id_in(&mut self.base.lease, profile_id, "webhook_deliveries")?;
        let delivery = (
            webhook_deliveries::id.eq(id),
            webhook_deliveries::profile_id.eq(profile_id),
            webhook_deliveries::webhook_id.eq(webhook_id),
            webhook_deliveries::event.eq(TEST),
            webhook_deliveries::created_at.eq(moment),
            webhook_deliveries::status.eq(DeliveryStatus::Queued.name()),
            webhook_deliveries::attempts.eq(0_i64),
            webhook_deliveries::due_at.eq(Some(moment)),
        );
        either!(&mut *self.base.lease, connection => diesel::insert_into(webhook_deliveries::table).values(delivery).execute(connection))?;
        self.delivery(id)
    }

    /// Queues a delivery again, whatever became of it. One that is being made at this moment is left to who makes it.
    pub fn redeliver(&mut self, id: i64) -> Result<Delivery> {
        let unreadable = self.unreadable();
        if self.delivery(id)?.entity.is_some_and(|entity| unreadable.contains(&entity.as_str())) {
            return Err(Error::not_found(&DELIVERY));
        }
        self.begin_anew(vec![Piece::sql("webhook_deliveries.id = "), Piece::Number(id)])?;
        self.delivery(id)
    }

    /// Queues again what an endpoint has not taken, the oldest first; how many those are, and whether there are others. What is
    /// queued anyway, and was not tried yet, is none of them, nor what tells of what the caller may not read.
    pub fn redeliver_all(&mut self, webhook_id: i64) -> Result<(i64, bool)> {
        const MOST: i64 = 10_000;
        let unreadable = self.unreadable();
        let untaken = webhook_deliveries::table
            .filter(webhook_deliveries::profile_id.eq(self.base.profile_id))
            .filter(webhook_deliveries::webhook_id.eq(webhook_id))
            .filter(webhook_deliveries::status.ne(DeliveryStatus::Delivered.name()))
            .filter(webhook_deliveries::attempts.gt(0))
            .filter(webhook_deliveries::event.ne(TEST))
            .filter(webhook_deliveries::entity.is_null().or(webhook_deliveries::entity.ne_all(&unreadable).assume_not_null()))
            .order(webhook_deliveries::id)
            .select(webhook_deliveries::id)
            .offset(MOST - 1)
            .limit(2);
        // The last that there is room for, and one after it.
        let last: Vec<i64> = either!(&mut *self.base.lease, connection => untaken.load(connection)?);
        let mut these = vec![
            Piece::sql("webhook_id = "),
            Piece::Number(webhook_id),
            Piece::sql(" AND status <> 'delivered' AND attempts > 0 AND webhook_deliveries.id <= "),
            Piece::Number(last.first().copied().unwrap_or(i64::MAX)),
            Piece::sql(" AND event <> "),
            Piece::text(TEST),
        ];
        for entity in unreadable {
            these.extend([Piece::sql(" AND entity <> "), Piece::text(entity)]);
        }
        let queued = self.begin_anew(these)?;
        Ok((i64::try_from(queued).map_err(Error::internal)?, last.len() > 1))
    }

    /// Whether anything of a webhook is still to be delivered that tells of what the caller may not read.
    pub fn has_unreadable_deliveries(&mut self, webhook_id: i64) -> Result<bool> {
        let unreadable = self.unreadable();
        if unreadable.is_empty() {
            return Ok(false);
        }
        let waiting = webhook_deliveries::table
            .filter(webhook_deliveries::profile_id.eq(self.base.profile_id))
            .filter(webhook_deliveries::webhook_id.eq(webhook_id))
            .filter(webhook_deliveries::status.ne(DeliveryStatus::Delivered.name()))
            .filter(webhook_deliveries::entity.eq_any(&unreadable));
        Ok(either!(&mut *self.base.lease, connection => diesel::select(exists(waiting)).get_result(connection))?)
    }

    /// Lets what waits or has failed begin anew, because the webhook was enabled or leads elsewhere now.
    pub fn resume_deliveries(&mut self, webhook_id: i64) -> Result<()> {
        self.begin_anew(vec![
            Piece::sql("webhook_id = "),
            Piece::Number(webhook_id),
            Piece::sql(" AND status <> 'delivered' AND event <> "),
            Piece::text(TEST),
        ])
        .map(drop)
    }

    /// Queues these for their first attempt. One that is under way stays with who makes it, and this attempt is its first.
    fn begin_anew(&mut self, these: Vec<Piece>) -> Result<usize> {
        let these = webhook_deliveries::table.filter(webhook_deliveries::profile_id.eq(self.base.profile_id)).filter(Sql(these));
        let when = case_when(webhook_deliveries::lease.is_null(), Some(self.base.moment).into_sql::<Nullable<BigInt>>())
            .otherwise(webhook_deliveries::due_at);
        let queued = (
            webhook_deliveries::status.eq(DeliveryStatus::Queued.name()),
            webhook_deliveries::attempts.eq(0_i64),
            webhook_deliveries::due_at.eq(when),
        );
        Ok(either!(&mut *self.base.lease, connection => diesel::update(these).set(queued).execute(connection))?)
    }

    fn delivery(&mut self, id: i64) -> Result<Delivery> {
        let row =
            webhook_deliveries::table.filter(webhook_deliveries::profile_id.eq(self.base.profile_id)).filter(webhook_deliveries::id.eq(id));
        let found: Option<Delivery> =
            either!(&mut *self.base.lease, connection => row.select(Delivery::as_select()).first(connection).optional())?;
        found.ok_or_else(|| Error::not_found(&DELIVERY))
    }
}
