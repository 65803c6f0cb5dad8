//! What a delivery says: its id, and its body.

use serde::Serialize;

use crate::db::deliveries::{Delivery, TEST, Taken, event};
use crate::error::Result;
use crate::fields::Instant;
use crate::modules::sync::change_view::ChangeView;

/// The header `webhook-id`: the same with each attempt, and with nothing else, also in a database that was restored from
/// a copy and takes the same numbers again.
fn id_of(delivery_id: i64, created_at: Instant) -> String {
    format!("msg_{delivery_id}_{}", created_at.microseconds())
}

/// A message, as the endpoint gets it.
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
    /// What this delivery says, in the same words each time.
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
    /// The header `webhook-id` that it is sent with.
    pub fn message_id(&self) -> String {
        id_of(self.id, self.created_at)
    }
}
