//! The message of a delivery: its id and its body.

use serde::Serialize;

use crate::db::deliveries::{Delivery, TEST, Taken, event};
use crate::error::Result;
use crate::fields::Instant;
use crate::modules::sync::change_view::ChangeView;

/// The header `webhook-id`: the same in each attempt, and unique. The time keeps it unique even in a database that was restored
/// from a backup and hands out the same numbers again.
fn id_of(delivery_id: i64, created_at: Instant) -> String {
    format!("msg_{delivery_id}_{}", created_at.microseconds())
}

/// A message, as the endpoint receives it.
pub struct Message {
    pub id: String,
    pub body: String,
}

#[derive(Serialize)]
struct Body<D> {
    r#type: String,
    timestamp: Instant,
    data: D,
}

#[derive(Serialize)]
struct TestData {
    webhook_id: i64,
}

impl Message {
    /// The message of this delivery, the same bytes each time.
    pub fn of(taken: &Taken) -> Result<Self> {
        let body = match &taken.change {
            Some(change) => {
                serde_json::to_string(&Body { r#type: event(change), timestamp: change.changed_at, data: ChangeView::new(change) })?
            }
            None => serde_json::to_string(&Body {
                r#type: TEST.to_owned(),
                timestamp: taken.created_at,
                data: TestData { webhook_id: taken.webhook_id },
            })?,
        };
        Ok(Message { id: id_of(taken.id, taken.created_at), body })
    }
}

impl Delivery {
    /// The header `webhook-id` that the delivery is sent with.
    pub fn message_id(&self) -> String {
        id_of(self.id, self.created_at)
    }
}
