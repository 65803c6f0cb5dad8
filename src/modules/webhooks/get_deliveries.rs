//! `Webhooks.GetDeliveries`: what was sent, what waits, and what the endpoints said.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::db::deliveries::{Delivery, DeliveryStatus, Which};
use crate::db::scope::Overseer;
use crate::error::Result;
use crate::fields::{Id, Instant, Page, PageNumber, PageSize, Paging, Place, Sort};
use crate::modules::sync::readable;
use crate::modules::withheld::Withheld;
use crate::records::kind_name::KindName;
use crate::records::webhook::Webhook;
use crate::rpc::method::PlainMethod;

/// Lists the deliveries of a profile's webhooks, page by page. Those that were delivered are kept for 30 days.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// Only those of this webhook.
    #[serde(default)]
    webhook_id: Option<Id<Webhook>>,
    /// Only those that stand like this.
    #[serde(default)]
    status: Option<DeliveryStatus>,
    #[serde(default)]
    sort: Sort,
    /// How many deliveries a page has: 1 to 1000, 500 where nothing is said.
    #[serde(default)]
    pagination: PageSize,
    /// Which page, from 1.
    #[serde(default)]
    page: PageNumber,
}

/// A page of deliveries.
#[derive(Serialize, JsonSchema)]
pub struct Response {
    #[serde(flatten)]
    place: Place,
    deliveries: Vec<DeliveryView>,
    /// The kinds of record that an application token may not read: deliveries that tell of them are left out.
    #[serde(skip_serializing_if = "Withheld::is_empty")]
    withheld: Withheld,
}

/// A message, and how its delivery stands.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Delivery")]
pub(super) struct DeliveryView {
    id: i64,
    webhook_id: i64,
    /// The header `webhook-id` that it is sent with, each time the same.
    message_id: String,
    /// What it tells of, such as `company.update`; a test is `webhook.test`.
    r#type: String,
    /// The kind of record that it tells of; null where it is a test.
    entity: Option<String>,
    /// The id of the record that it tells of; null where it is a test.
    record_id: Option<i64>,
    /// `queued`: it waits for its turn or for its next attempt. `delivered`: the endpoint has taken it. `failed`: it is not
    /// tried any more unless `Webhooks.Redeliver` asks for it, or the webhook is enabled again or given another URL.
    status: String,
    /// How often it was tried since it was queued. An attempt whose node died is not counted.
    attempts: i64,
    /// When it is tried next, at the earliest; null where it is not.
    next_attempt_at: Option<Instant>,
    /// When it was tried last.
    attempted_at: Option<Instant>,
    /// How long the last attempt took.
    milliseconds: Option<i64>,
    /// The status that the endpoint answered the last attempt with; null where no answer came.
    status_code: Option<i64>,
    /// Why the last attempt failed; null where it did not.
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

/// One delivery, as it was queued.
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

impl PlainMethod for GetDeliveries {
    type Scope = Overseer;
    type Parameters = Parameters;
    type Response = Response;

    const SUMMARY_IN_SPANISH: &'static str =
        "Lista las entregas de los webhooks de un perfil, página por página; las ya entregadas se conservan 30 días.";

    fn name(&self) -> &'static str {
        "GetDeliveries"
    }

    fn call(&self, overseer: &mut Overseer, parameters: Parameters) -> Result<Response> {
        if let Some(id) = parameters.webhook_id {
            overseer.get::<Webhook>(id.get())?;
        }
        let mut withheld = Withheld::default();
        readable(overseer, KindName::chosen(None), &mut withheld);
        let which = Which { webhook_id: parameters.webhook_id.map(Id::get), status: parameters.status };
        let paging = Paging::new(parameters.pagination, parameters.page, parameters.sort);
        let Page { rows, place } = overseer.deliveries(which, paging)?;
        Ok(Response { place, deliveries: rows.iter().map(DeliveryView::of).collect(), withheld })
    }
}
