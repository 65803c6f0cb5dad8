//! `Webhooks.Redeliver`: queues one delivery again, or all that a webhook's endpoint has not accepted.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::get_deliveries::DeliveryView;
use crate::db::scope::Manager;
use crate::error::Result;
use crate::fields::{Id, Ordinal};
use crate::records::webhook::Webhook;
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;
use crate::sentences::Sentence;

/// Queues a delivery again, delivered or failed; a delivery that waits for its next attempt is due at once. With `webhook_id` it
/// queues all deliveries that the webhook's endpoint has not accepted, except tests: 10,000 in one call, oldest first.
///
/// The message stays the same, with the same `webhook-id`, and is retried for 24 hours like a new one. Later changes of the same
/// record that are still queued wait for it. If later changes were delivered already, this message comes after them, and
/// `data.version` tells the endpoint that it is outdated.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The delivery's id, from `Webhooks.GetDeliveries`; instead of `webhook_id`.
    #[serde(default)]
    delivery_id: Option<Ordinal>,
    /// The webhook whose deliveries to queue again; instead of `delivery_id`.
    #[serde(default)]
    webhook_id: Option<Id<Webhook>>,
}

/// The deliveries that were queued.
#[derive(Serialize, JsonSchema)]
pub struct Response {
    /// The delivery, if the call named one.
    #[serde(skip_serializing_if = "Option::is_none")]
    delivery: Option<DeliveryView>,
    /// The number of deliveries that were queued.
    queued: i64,
    /// Whether the same call would queue further deliveries.
    more: bool,
}

pub struct Redeliver;

/// The deliveries to queue again.
pub enum Wanted {
    Delivery(Ordinal),
    AllOf(Id<Webhook>),
}

impl Method for Redeliver {
    type Scope = Manager;
    type Parameters = Parameters;
    type Found = Wanted;
    type Response = Response;

    const SUMMARY_IN_SPANISH: &'static str = "Pone de nuevo en cola una entrega, tanto si se entregó como si falló, o todas las \
        que el destino de un webhook no ha recibido.";

    fn name(&self) -> &'static str {
        "Redeliver"
    }

    fn check(&self, _: &mut Manager, parameters: &Parameters, problems: &mut Problems) -> Result<Option<Wanted>> {
        match (parameters.delivery_id, parameters.webhook_id) {
            (Some(delivery_id), None) => return Ok(Some(Wanted::Delivery(delivery_id))),
            (None, Some(webhook_id)) => return Ok(Some(Wanted::AllOf(webhook_id))),
            (None, None) => problems.add("delivery_id", "required", Sentence::DeliveryOrWebhookMissing),
            (Some(_), Some(_)) => problems.add("webhook_id", "not_together", Sentence::DeliveryAndWebhook),
        }
        Ok(None)
    }

    fn call(&self, manager: &mut Manager, _: Parameters, wanted: Wanted) -> Result<Response> {
        match wanted {
            Wanted::Delivery(delivery_id) => {
                let delivery = manager.redeliver(delivery_id.get())?;
                Ok(Response { delivery: Some(DeliveryView::of(&delivery)), queued: 1, more: false })
            }
            Wanted::AllOf(webhook_id) => {
                let webhook = manager.get::<Webhook>(webhook_id.get())?;
                let (queued, more) = manager.redeliver_all(webhook.id)?;
                Ok(Response { delivery: None, queued, more })
            }
        }
    }
}
