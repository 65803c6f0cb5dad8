//! Deliveries to webhooks, from the feed of changes to their outcome.
//!
//! Invariants:
//!
//! - **Each change that a webhook wants becomes one delivery to it.** A webhook follows the feed ([`super::feed`]) from the
//!   feed's end at the moment when the webhook was made. A transaction makes deliveries of the changes that it read and moves the
//!   webhook's position on, but only if no other node has moved it meanwhile and the webhook still wants the same changes. The
//!   write that made the change has no part in this.
//! - **A delivery is made at least once, and by one node at a time**: a node takes it under a lease, like a mail
//!   ([`super::outbox`]), and the holder of the lease notes its outcome. Only noted attempts count: a node that dies takes none
//!   of a delivery's 24 hours.
//! - **Deliveries about one record are in order**: one is taken only when all earlier ones about the same record to the same
//!   webhook were delivered.
//! - **A changed webhook starts anew**: with another URL, or enabled again, its deliveries begin with their first attempt, also
//!   one that is under way, whose outcome can't disable the webhook any more.
//! - **Nothing is lost while a webhook is disabled**: it keeps its place in the feed, and its deliveries wait.
//! - **A refused record stops only itself.** A delivery whose retries are used up has failed, and holds back the later ones about
//!   its record. Its webhook is disabled only if it took no other delivery meanwhile.
//!
//! Positions and deliveries are work to be done and no records: they have no versions and leave no change record. A webhook is a
//! record, and its disabling is a change of it.

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
use crate::fields::Instant;
use crate::fields::page::{Part, Portion};
use crate::records::kinds::{KINDS, Kind};

use crate::sentences::DELIVERY;
pub use following::{Follower, follow, followers};
pub use making::{Attempt, Due, Taken, Verdict, due, forget, settle, take, waiting};

/// The event of a delivery without a change.
pub const TEST: &str = "webhook.test";

/// The event of a delivery of this change.
pub fn event(change: &FeedChange) -> String {
    format!("{}.{}", change.entity, change.operation)
}

/// The status of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "Status")]
pub enum DeliveryStatus {
    /// The delivery waits for its turn, or for its next attempt.
    Queued,
    /// The endpoint has taken the delivery.
    Delivered,
    /// The delivery is not tried again unless somebody asks for it.
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

/// A delivery with its status.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable)]
#[diesel(table_name = webhook_deliveries)]
pub struct Delivery {
    pub id: i64,
    pub webhook_id: i64,
    /// The event, such as `company.update`.
    pub event: String,
    pub entity: Option<String>,
    pub record_id: Option<i64>,
    pub created_at: Instant,
    /// The name of a [`DeliveryStatus`].
    pub status: String,
    /// The number of attempts whose outcome was noted, since the delivery was queued.
    pub attempts: i64,
    pub due_at: Option<Instant>,
    pub attempted_at: Option<Instant>,
    /// The duration of the last attempt, in milliseconds.
    pub duration: Option<i64>,
    pub status_code: Option<i64>,
    pub failure: Option<String>,
}

/// The filter of a list of deliveries.
#[derive(Debug, Clone, Default)]
pub struct Which {
    pub webhook_id: Option<i64>,
    /// The names of statuses, of which a delivery has one.
    pub statuses: Option<Vec<&'static str>>,
}

impl Reader {
    /// The kinds of record that the caller may not read, nor any delivery about them.
    fn unreadable(&self) -> Vec<&'static str> {
        let hidden = |kind: &&Kind| kind.readers.is_some() && !self.may_read(kind.entity);
        KINDS.iter().filter(hidden).map(|kind| kind.entity.name()).collect()
    }
}

impl Overseer {
    /// A part of the profile's deliveries, without those about records that the caller may not read.
    pub fn deliveries(&mut self, which: Which, part: Part, with_total: bool) -> Result<Portion<Delivery>> {
        let (profile_id, unreadable) = (self.base.profile_id, self.unreadable());
        let rows = || {
            let mut rows = webhook_deliveries::table.filter(webhook_deliveries::profile_id.eq(profile_id)).into_boxed();
            if let Some(webhook_id) = which.webhook_id {
                rows = rows.filter(webhook_deliveries::webhook_id.eq(webhook_id));
            }
            if let Some(statuses) = &which.statuses {
                rows = rows.filter(webhook_deliveries::status.eq_any(statuses.clone()));
            }
            if !unreadable.is_empty() {
                let shown =
                    webhook_deliveries::entity.is_null().or(webhook_deliveries::entity.ne_all(unreadable.clone()).assume_not_null());
                rows = rows.filter(shown);
            }
            rows
        };
        self.snapshot(|reader| {
            let total: Option<i64> = if with_total { Some(rows().count().get_result(&mut *reader.base.lease)?) } else { None };
            let Some(window) = part.window(total) else { return Ok(Portion { rows: Vec::new(), total, has_more: false }) };
            let rows = rows().limit(window.take).offset(window.skip).select(Delivery::as_select());
            let rows = match (window.order.descending, part.behind()) {
                (true, Some(id)) => rows.filter(webhook_deliveries::id.lt(id)).order(webhook_deliveries::id.desc()),
                (false, Some(id)) => rows.filter(webhook_deliveries::id.gt(id)).order(webhook_deliveries::id.asc()),
                (true, None) => rows.order(webhook_deliveries::id.desc()),
                (false, None) => rows.order(webhook_deliveries::id.asc()),
            };
            let mut rows: Vec<Delivery> = rows.load(&mut *reader.base.lease)?;
            let has_more = part.cut(&mut rows, total);
            if window.from_the_end {
                rows.reverse();
            }
            Ok(Portion { rows, total, has_more })
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

    /// Queues a delivery without a change, to test a webhook.
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

    /// Queues a delivery again, whatever its status. A delivery that a node is making at this moment stays with that node.
    pub fn redeliver(&mut self, id: i64) -> Result<Delivery> {
        let unreadable = self.unreadable();
        if self.delivery(id)?.entity.is_some_and(|entity| unreadable.contains(&entity.as_str())) {
            return Err(Error::not_found(&DELIVERY));
        }
        self.begin_anew(vec![Piece::sql("webhook_deliveries.id = "), Piece::Number(id)])?;
        self.delivery(id)
    }

    /// Queues again the deliveries that an endpoint has not taken, the oldest first. Gives their number, and whether there are
    /// others. Deliveries that are queued and not tried yet are left out, and so are those about records that the caller may not
    /// read.
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
        // The last id that there is room for, and the one after it.
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

    /// Whether a webhook has waiting deliveries about records that the caller may not read.
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

    /// Starts waiting and failed deliveries anew, because the webhook was enabled or has another URL.
    pub fn resume_deliveries(&mut self, webhook_id: i64) -> Result<()> {
        self.begin_anew(vec![
            Piece::sql("webhook_id = "),
            Piece::Number(webhook_id),
            Piece::sql(" AND status <> 'delivered' AND event <> "),
            Piece::text(TEST),
        ])
        .map(drop)
    }

    /// Queues these deliveries for their first attempt. A delivery that is under way stays with its node, and that attempt is its
    /// first.
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
