//! Takes deliveries that are due under a lease, and notes the outcome of each attempt.
//!
//! Invariants: a node notes nothing once its lease has ended and another node has taken the delivery. The code that calls
//! [`settle`] decides the delivery's fate, in the transaction in which it is noted.

use std::collections::BTreeMap;
use std::sync::Arc;

use diesel::dsl::exists;
use diesel::prelude::*;

use super::super::Database;
use super::super::call::Call;
use super::super::chores::{look, write, write_in};
use super::super::connection::{AnyConnection, either};
use super::super::feed::FeedChange;
use super::super::reads::Weight;
use super::super::schema::{changes, webhook_deliveries, webhooks};
use super::super::scope::Manager;
use super::super::sql::{Piece, Sql};
use super::{DeliveryStatus, TEST};
use crate::error::Result;
use crate::fields::Instant;
use crate::records::webhook::Webhook;

/// The number of finished deliveries that are forgotten in one transaction.
const FORGOTTEN_TOGETHER: i64 = 1_000;

/// A condition: no earlier delivery has to be made before this one. Tests are about no record and wait for none.
///
/// `OFFSET 0` keeps PostgreSQL from joining all waiting deliveries with all unfinished ones, which takes seconds with 10,000
/// changes of one record; it looks once into the index for each instead.
const ITS_TURN: &str = "NOT EXISTS (SELECT 1 FROM webhook_deliveries AS earlier \
    WHERE earlier.profile_id = webhook_deliveries.profile_id AND earlier.webhook_id = webhook_deliveries.webhook_id \
    AND earlier.entity = webhook_deliveries.entity AND earlier.record_id = webhook_deliveries.record_id \
    AND earlier.sequence < webhook_deliveries.sequence AND earlier.status <> 'delivered' LIMIT 1 OFFSET 0)";

/// A webhook with deliveries to be sent now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable)]
pub struct Due {
    pub profile_id: i64,
    pub webhook_id: i64,
}

/// The enabled webhooks with deliveries to be sent now.
pub async fn due(database: &Database, now: Instant) -> Result<Vec<Due>> {
    let something = vec![
        Piece::sql(
            "EXISTS (SELECT 1 FROM webhook_deliveries WHERE webhook_deliveries.profile_id = webhooks.profile_id \
            AND webhook_deliveries.webhook_id = webhooks.id AND due_at <= ",
        ),
        Piece::Number(now.microseconds()),
        Piece::sql(" AND "),
        Piece::sql(ITS_TURN),
        // `OFFSET 0` for the same reason; one delivery that is found is enough.
        Piece::sql(" LIMIT 1 OFFSET 0)"),
    ];
    let due = webhooks::table.filter(webhooks::enabled.eq(true)).filter(Sql(something)).order(webhooks::id);
    let due = due.select((webhooks::profile_id, webhooks::id));
    look(database, Weight::Long, move |connection| Ok(either!(connection, connection => due.load(connection))?)).await
}

/// A delivery that this node has taken.
#[derive(Debug, Clone, PartialEq)]
pub struct Taken {
    pub id: i64,
    pub profile_id: i64,
    pub webhook_id: i64,
    pub created_at: Instant,
    pub webhook: Webhook,
    /// The change that it tells; none for a test.
    pub change: Option<FeedChange>,
}

/// Takes deliveries of a webhook that are due, until `until`. No other taking ever has the same lease.
pub async fn take(database: &Database, of: Due, most: usize, now: Instant, lease: String, until: Instant) -> Result<Vec<Taken>> {
    type Row = ((i64, Instant), Webhook, Option<FeedChange>);
    let Due { profile_id, webhook_id } = of;
    let enabled = "EXISTS (SELECT 1 FROM webhooks WHERE webhooks.profile_id = webhook_deliveries.profile_id \
        AND webhooks.id = webhook_deliveries.webhook_id AND webhooks.enabled)";
    let due = webhook_deliveries::table
        .filter(webhook_deliveries::profile_id.eq(profile_id))
        .filter(webhook_deliveries::webhook_id.eq(webhook_id))
        .filter(webhook_deliveries::due_at.le(now))
        .filter(Sql(vec![Piece::sql(ITS_TURN)]))
        .filter(Sql(vec![Piece::sql(enabled)]))
        .order((webhook_deliveries::due_at, webhook_deliveries::id))
        .limit(i64::try_from(most).unwrap_or(i64::MAX))
        .select(webhook_deliveries::id);
    let taking = move |connection: &mut AnyConnection| {
        let ids: Vec<i64> = match connection {
            // The writer's transactions follow one another.
            AnyConnection::Sqlite(connection) => due.clone().load(connection)?,
            AnyConnection::Postgres(connection) => due.clone().for_update().skip_locked().load(connection)?,
        };
        let taken = (webhook_deliveries::due_at.eq(Some(until)), webhook_deliveries::lease.eq(Some(&lease)));
        let these =
            webhook_deliveries::table.filter(webhook_deliveries::profile_id.eq(profile_id)).filter(webhook_deliveries::id.eq_any(&ids));
        either!(connection, connection => diesel::update(these).set(taken).execute(connection))?;
        let whole = webhook_deliveries::table
            .inner_join(
                webhooks::table
                    .on(webhooks::profile_id.eq(webhook_deliveries::profile_id).and(webhooks::id.eq(webhook_deliveries::webhook_id))),
            )
            .left_join(changes::table.on(
                changes::profile_id.eq(webhook_deliveries::profile_id).and(changes::sequence.nullable().eq(webhook_deliveries::sequence)),
            ))
            .filter(webhook_deliveries::profile_id.eq(profile_id))
            .filter(webhook_deliveries::id.eq_any(&ids));
        let rows: Vec<Row> = either!(connection, connection => {
            let head = (webhook_deliveries::id, webhook_deliveries::created_at);
            whole.select((head, Webhook::as_select(), Option::<FeedChange>::as_select())).load(connection)
        })?;
        let taken =
            rows.into_iter().map(|((id, created_at), webhook, change)| Taken { id, profile_id, webhook_id, created_at, webhook, change });
        Ok(taken.collect())
    };
    write(database, taking).await
}

/// The outcome of an attempt.
#[derive(Debug, Clone, PartialEq, AsChangeset)]
#[diesel(table_name = webhook_deliveries, treat_none_as_null = true)]
pub struct Attempt {
    pub attempted_at: Instant,
    /// The duration in milliseconds.
    pub duration: i64,
    pub status_code: Option<i64>,
    pub failure: Option<String>,
}

/// The fate of a delivery after an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Delivered,
    /// The delivery will be tried again.
    Delayed {
        due_at: Instant,
    },
    /// The delivery will not be tried again.
    Failed,
    /// The delivery will not be tried again, and its webhook was disabled for it.
    GivenUp,
}

/// Notes the outcome of an attempt. `judge` decides the fate of the delivery from the number of its attempts. Nothing is noted if
/// the lease has ended and another node has taken the delivery since, or the webhook is gone.
pub async fn settle(
    database: &Database,
    call: Arc<Call>,
    taken: &Arc<Taken>,
    lease: String,
    attempt: Attempt,
    judge: impl Fn(&mut Manager, &Taken, &Attempt, i64) -> Result<Verdict> + Send + 'static,
) -> Result<Option<Verdict>> {
    let taken = Arc::clone(taken);
    let profile_id = taken.profile_id;
    let settling = move |manager: &mut Manager| {
        let Some(before) = manager.attempts(taken.id, &lease)? else { return Ok(None) };
        let attempts = before + 1;
        let verdict = judge(manager, &taken, &attempt, attempts)?;
        let (status, due_at) = match verdict {
            Verdict::Delivered => (DeliveryStatus::Delivered, None),
            Verdict::Delayed { due_at } => (DeliveryStatus::Queued, Some(due_at)),
            Verdict::Failed | Verdict::GivenUp => (DeliveryStatus::Failed, None),
        };
        let settled = (
            webhook_deliveries::lease.eq(None::<String>),
            webhook_deliveries::status.eq(status.name()),
            webhook_deliveries::attempts.eq(attempts),
            webhook_deliveries::due_at.eq(due_at),
            &attempt,
        );
        let this =
            webhook_deliveries::table.filter(webhook_deliveries::profile_id.eq(profile_id)).filter(webhook_deliveries::id.eq(taken.id));
        either!(&mut *manager.base.lease, connection => diesel::update(this).set(settled).execute(connection))?;
        Ok(Some(verdict))
    };
    write_in(database, call, profile_id, settling).await
}

impl Manager {
    /// The number of noted attempts of a delivery, which is locked until the transaction ends; none if the lease is lost.
    fn attempts(&mut self, id: i64, lease: &str) -> Result<Option<i64>> {
        let held = webhook_deliveries::table
            .filter(webhook_deliveries::profile_id.eq(self.base.profile_id))
            .filter(webhook_deliveries::id.eq(id))
            .filter(webhook_deliveries::lease.eq(Some(lease)))
            .select(webhook_deliveries::attempts);
        Ok(match &mut *self.base.lease {
            // The writer's transactions follow one another.
            AnyConnection::Sqlite(connection) => held.first(connection).optional()?,
            AnyConnection::Postgres(connection) => held.for_update().first(connection).optional()?,
        })
    }

    /// Locks a webhook until the transaction ends: if several deliveries are given up at once, each sees the effect of the one
    /// before, so that the webhook's owner is told once. On SQLite writers follow one another anyway.
    pub fn hold_webhook(&mut self, webhook_id: i64) -> Result<()> {
        let profile_id = self.base.profile_id;
        if let AnyConnection::Postgres(connection) = &mut *self.base.lease {
            let held = webhooks::table.filter(webhooks::profile_id.eq(profile_id)).filter(webhooks::id.eq(webhook_id));
            let held = held.select(webhooks::id).for_update();
            held.first::<i64>(connection).optional()?;
        }
        Ok(())
    }

    /// Whether a webhook has taken any change from this moment on.
    pub fn has_taken_since(&mut self, webhook_id: i64, since: Instant) -> Result<bool> {
        let taken = webhook_deliveries::table
            .filter(webhook_deliveries::profile_id.eq(self.base.profile_id))
            .filter(webhook_deliveries::webhook_id.eq(webhook_id))
            .filter(webhook_deliveries::attempted_at.ge(since))
            .filter(webhook_deliveries::due_at.is_null())
            .filter(webhook_deliveries::status.eq(DeliveryStatus::Delivered.name()))
            .filter(webhook_deliveries::event.ne(TEST));
        Ok(either!(&mut *self.base.lease, connection => diesel::select(exists(taken)).get_result(connection))?)
    }

    /// Whether a change has failed at a webhook before, and the failure still stands.
    pub fn has_failed(&mut self, webhook_id: i64) -> Result<bool> {
        let failed = webhook_deliveries::table
            .filter(webhook_deliveries::profile_id.eq(self.base.profile_id))
            .filter(webhook_deliveries::webhook_id.eq(webhook_id))
            // The second condition tells SQLite which index to use.
            .filter(Sql(vec![Piece::sql("status = 'failed' AND status <> 'delivered'")]))
            .filter(webhook_deliveries::event.ne(TEST));
        Ok(either!(&mut *self.base.lease, connection => diesel::select(exists(failed)).get_result(connection))?)
    }
}

/// Forgets deliveries that were finished before this moment. True if there may be more.
pub async fn forget(database: &Database, before: Instant) -> Result<bool> {
    let finished = webhook_deliveries::table
        .filter(webhook_deliveries::due_at.is_null())
        .filter(webhook_deliveries::attempted_at.lt(before))
        // A failed delivery that is no test still holds back the later ones about its record.
        .filter(webhook_deliveries::status.eq(DeliveryStatus::Delivered.name()).or(webhook_deliveries::event.eq(TEST)))
        .limit(FORGOTTEN_TOGETHER)
        .select((webhook_deliveries::profile_id, webhook_deliveries::id));
    let looking = move |connection: &mut AnyConnection| Ok(either!(connection, connection => finished.load::<(i64, i64)>(connection))?);
    let mut by_profile: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    for (profile_id, id) in look(database, Weight::Long, looking).await? {
        by_profile.entry(profile_id).or_default().push(id);
    }
    if by_profile.is_empty() {
        return Ok(false);
    }
    let forgetting = move |connection: &mut AnyConnection| {
        let mut forgotten = 0;
        for (profile_id, ids) in &by_profile {
            let these = webhook_deliveries::table
                .filter(webhook_deliveries::profile_id.eq(profile_id))
                .filter(webhook_deliveries::id.eq_any(ids))
                // A delivery may have been queued again meanwhile.
                .filter(webhook_deliveries::due_at.is_null());
            forgotten += either!(connection, connection => diesel::delete(these).execute(connection))?;
        }
        Ok(forgotten)
    };
    let forgotten = write(database, forgetting).await?;
    Ok(i64::try_from(forgotten).is_ok_and(|forgotten| forgotten == FORGOTTEN_TOGETHER))
}

/// The number of deliveries that are still to be made, on any node.
pub async fn waiting(database: &Database) -> Result<i64> {
    let waiting = webhook_deliveries::table.filter(webhook_deliveries::due_at.is_not_null()).count();
    look(database, Weight::Long, move |connection| Ok(either!(connection, connection => waiting.get_result(connection))?)).await
}
