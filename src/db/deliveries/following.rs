//! Makes deliveries of changes: webhooks follow the feed.
//!
//! Invariants: a webhook's position moves on in the transaction that makes its deliveries, on whichever node comes first. A
//! part of the feed makes deliveries only for the version of the webhook for which it was read.

use std::sync::Arc;

use diesel::prelude::*;

use super::super::Database;
use super::super::chores::{look, read_in, write};
use super::super::connection::{AnyConnection, either};
use super::super::feed::{Asked, FeedChange, Position};
use super::super::reads::Weight;
use super::super::schema::{webhook_deliveries, webhook_positions, webhooks};
use super::super::scope::Reader;
use super::super::sql::{Piece, Sql};
use super::{DeliveryStatus, event};
use crate::db::call::Call;
use crate::error::Result;
use crate::fields::Instant;
use crate::records::webhook::Webhook;

/// The number of changes that become deliveries in one transaction.
const STRETCH: i64 = 500;

/// A webhook that has not seen all of the feed yet.
pub struct Follower {
    pub id: i64,
    profile_id: i64,
    version: i64,
    webhook: Webhook,
    position: Position,
}

/// The enabled webhooks whose profiles have changed since they last looked.
pub async fn followers(database: &Database) -> Result<Vec<Follower>> {
    type Row = (i64, i64, i64, Webhook, (i64, i64));
    let at = webhook_positions::profile_id.eq(webhooks::profile_id).and(webhook_positions::webhook_id.eq(webhooks::id));
    let changed = "EXISTS (SELECT 1 FROM changes WHERE changes.profile_id = webhooks.profile_id \
        AND changes.sequence > webhook_positions.sequence)";
    let behind = webhooks::table
        .inner_join(webhook_positions::table.on(at))
        .filter(webhooks::enabled.eq(true))
        .filter(Sql(vec![Piece::sql(changed)]))
        .order(webhooks::id);
    let looking = move |connection: &mut AnyConnection| {
        let rows: Vec<Row> = either!(connection, connection => {
            let place = (webhook_positions::sequence, webhook_positions::changed_at);
            behind.select((webhooks::id, webhooks::profile_id, webhooks::version, Webhook::as_select(), place)).load(connection)
        })?;
        let followers = rows.into_iter().map(|(id, profile_id, version, webhook, (sequence, changed_at))| Follower {
            id,
            profile_id,
            version,
            webhook,
            position: Position { profile_id, sequence, changed_at },
        });
        Ok(followers.collect())
    };
    look(database, Weight::Long, looking).await
}

/// Makes deliveries of the next part of the feed. True if there is more of it already.
pub async fn follow(database: &Database, call: Arc<Call>, follower: Follower) -> Result<bool> {
    let Follower { id, profile_id, version, webhook, position: since } = follower;
    let (entities, operations, origin) = (webhook.wanted_entities()?, webhook.wanted_operations()?, webhook.exclude_origin);
    let reading = move |reader: &mut Reader| {
        let asked = Asked { since: Some(since), entities: &entities, exclude_origin: origin.as_deref(), limit: STRETCH };
        let mut stretch = reader.feed(asked)?;
        stretch.changes.retain(|change| operations.contains(&change.operation.as_str()));
        Ok(stretch)
    };
    let stretch = read_in(database, call, profile_id, reading).await?;
    let end = stretch.end;
    if end == since {
        // The changes that exist already are behind one that is still to come.
        return Ok(false);
    }
    let made: Vec<Made> = stretch.changes.iter().map(|change| Made::of(profile_id, id, change)).collect();
    // A webhook that was edited meanwhile may want changes that were left out here.
    let unchanged = vec![
        Piece::sql(
            "EXISTS (SELECT 1 FROM webhooks WHERE webhooks.profile_id = webhook_positions.profile_id \
            AND webhooks.id = webhook_positions.webhook_id AND webhooks.version = ",
        ),
        Piece::Number(version),
        Piece::sql(")"),
    ];
    let moving = move |connection: &mut AnyConnection| {
        let position = webhook_positions::table
            .filter(webhook_positions::profile_id.eq(profile_id))
            .filter(webhook_positions::webhook_id.eq(id))
            .filter(webhook_positions::sequence.eq(since.sequence))
            .filter(Sql(unchanged.clone()));
        let moved = (webhook_positions::sequence.eq(end.sequence), webhook_positions::changed_at.eq(end.changed_at));
        // Another node may have been here.
        if either!(connection, connection => diesel::update(position).set(moved).execute(connection))? != 1 {
            return Ok(false);
        }
        if !made.is_empty() {
            either!(connection, connection => diesel::insert_into(webhook_deliveries::table).values(&made).execute(connection))?;
        }
        Ok(true)
    };
    Ok(write(database, moving).await? && stretch.more)
}

/// A delivery that is made of a change.
#[derive(Insertable)]
#[diesel(table_name = webhook_deliveries)]
struct Made {
    profile_id: i64,
    webhook_id: i64,
    sequence: Option<i64>,
    event: String,
    entity: Option<String>,
    record_id: Option<i64>,
    created_at: Instant,
    status: &'static str,
    attempts: i64,
    due_at: Option<Instant>,
}

impl Made {
    fn of(profile_id: i64, webhook_id: i64, change: &FeedChange) -> Self {
        let now = Instant::now();
        Made {
            profile_id,
            webhook_id,
            sequence: Some(change.sequence),
            event: event(change),
            entity: Some(change.entity.clone()),
            record_id: Some(change.record_id),
            created_at: now,
            status: DeliveryStatus::Queued.name(),
            attempts: 0,
            due_at: Some(now),
        }
    }
}
