//! `Webhooks.Redeliver`: the same message once more.

use schemars::JsonSchema;
use serde::Deserialize;

use super::get_deliveries::OneDelivery;
use crate::db::scope::Manager;
use crate::error::Result;
use crate::fields::Ordinal;
use crate::rpc::method::Method;

/// Queues a delivery again, whether it was delivered or failed; one that waits for its next attempt waits no longer. The
/// message is the same, with the same `webhook-id`, and is tried for 24 hours like a new one. Later changes of the same
/// record that are still queued wait for it; where some were delivered already, this one comes after them, and
/// `data.version` tells the endpoint that it knows better.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The delivery's id, from `Webhooks.GetDeliveries`.
    delivery_id: Ordinal,
}

pub struct Redeliver;

impl Method for Redeliver {
    type Scope = Manager;
    type Parameters = Parameters;
    type Response = OneDelivery;

    fn name(&self) -> &'static str {
        "Redeliver"
    }

    fn call(&self, manager: &mut Manager, parameters: Parameters) -> Result<OneDelivery> {
        Ok(OneDelivery::of(&manager.redeliver(parameters.delivery_id.get())?))
    }
}
