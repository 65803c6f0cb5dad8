//! `Webhooks.GetDeliveries`: the deliveries of a profile's webhooks, sent and waiting, with the endpoints' answers.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::db::deliveries::{Delivery, DeliveryStatus, Which};
use crate::db::scope::Overseer;
use crate::error::Result;
use crate::fields::{AnyOf, Id, Instant};
use crate::modules::list::{Paged, Reached};
use crate::modules::sync::readable;
use crate::modules::withheld::Withheld;
use crate::records::kind_name::KindName;
use crate::records::webhook::Webhook;
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;

/// Lists the deliveries of a profile's webhooks, page by page. Successful deliveries are kept for 30 days.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Filters {
    /// Only deliveries of this webhook.
    #[serde(default)]
    webhook_id: Option<Id<Webhook>>,
    /// Only deliveries with this status, or with any of several.
    #[serde(default)]
    status: AnyOf<DeliveryStatus>,
}

/// A page of deliveries.
#[derive(Serialize, JsonSchema)]
pub struct Response {
    #[serde(flatten)]
    reached: Reached,
    deliveries: Vec<DeliveryView>,
    /// The kinds of record that an application token may not read. Deliveries of such records are left out.
    #[serde(skip_serializing_if = "Withheld::is_empty")]
    withheld: Withheld,
}

/// A message and the status of its delivery.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Delivery")]
pub(super) struct DeliveryView {
    id: i64,
    webhook_id: i64,
    /// The header `webhook-id` of the message, the same in each attempt.
    message_id: String,
    /// The message's type, such as `company.update`; for a test, `webhook.test`.
    r#type: String,
    /// The kind of the changed record; null for a test.
    entity: Option<String>,
    /// The id of the changed record; null for a test.
    record_id: Option<i64>,
    /// `queued`: the delivery waits for its turn or for its next attempt. `delivered`: the endpoint has accepted it. `failed`: it
    /// is not retried unless `Webhooks.Redeliver` asks for it, or the webhook is enabled again or gets another URL.
    status: String,
    /// The number of attempts since the delivery was queued. An attempt whose node died is not counted.
    attempts: i64,
    /// The earliest time of the next attempt; null if there will be none.
    next_attempt_at: Option<Instant>,
    /// The time of the last attempt; null if there was none.
    attempted_at: Option<Instant>,
    /// The duration of the last attempt.
    milliseconds: Option<i64>,
    /// The HTTP status in the endpoint's answer to the last attempt; null if no answer came.
    status_code: Option<i64>,
    /// The reason why the last attempt failed; null if it did not.
    failure: Option<String>,
    created_at: Instant,
}

impl DeliveryView {
    pub(super) fn of(delivery: &Delivery) -> Self {
        DeliveryView {
            id: delivery.id,
            webhook_id: delivery.webhook_id,
            message_id: delivery.message_id(),
            r#type: delivery.event.clone(),
            entity: delivery.entity.clone(),
            record_id: delivery.record_id,
            status: delivery.status.clone(),
            attempts: delivery.attempts,
            next_attempt_at: delivery.due_at,
            attempted_at: delivery.attempted_at,
            milliseconds: delivery.duration,
            status_code: delivery.status_code,
            failure: delivery.failure.clone(),
            created_at: delivery.created_at,
        }
    }
}

/// The reply with one delivery, as it was queued.
#[derive(Serialize, JsonSchema)]
pub struct OneDelivery {
    delivery: DeliveryView,
}

impl OneDelivery {
    pub fn of(delivery: &Delivery) -> Self {
        OneDelivery { delivery: DeliveryView::of(delivery) }
    }
}

pub struct GetDeliveries;

impl Method for GetDeliveries {
    type Scope = Overseer;
    type Parameters = Paged<Filters>;
    type Found = ();
    type Response = Response;

    const SUMMARY_IN_SPANISH: &'static str =
        "Lista las entregas de los webhooks de un perfil, página por página; las ya entregadas se conservan 30 días.";

    fn name(&self) -> &'static str {
        "GetDeliveries"
    }

    fn check(&self, overseer: &mut Overseer, asked: &Paged<Filters>, problems: &mut Problems) -> Result<Option<()>> {
        asked.check(overseer, LIST, problems);
        Ok(Some(()))
    }

    fn call(&self, overseer: &mut Overseer, asked: Paged<Filters>, (): ()) -> Result<Response> {
        let Filters { webhook_id, status } = asked.filters();
        if let Some(id) = webhook_id {
            overseer.get::<Webhook>(id.get())?;
        }
        let mut withheld = Withheld::default();
        readable(overseer, KindName::chosen(None), &mut withheld);
        let which = Which { webhook_id: webhook_id.map(Id::get), statuses: status.names(DeliveryStatus::name) };
        let portion = overseer.deliveries(which, asked.part(), asked.with_total())?;
        let reached = asked.reached(overseer, LIST, &portion, |delivery| delivery.id);
        Ok(Response { reached, deliveries: portion.rows.iter().map(DeliveryView::of).collect(), withheld })
    }
}

/// The list's name, for its cursors.
const LIST: &str = "deliveries";
