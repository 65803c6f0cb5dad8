//! `Webhooks.Test`: sends a test message to a webhook's endpoint.

use schemars::JsonSchema;
use serde::Deserialize;

use super::get_deliveries::OneDelivery;
use crate::db::scope::Manager;
use crate::error::Result;
use crate::fields::Id;
use crate::records::webhook::Webhook;
use crate::rpc::method::PlainMethod;

/// Sends a message of the type `webhook.test`, which reports no change. It is queued like all others, leaves within a second or
/// two, and is tried once. To see the endpoint's answer, look up the delivery from the reply with `Webhooks.GetDeliveries`. While
/// the webhook is disabled, the message waits.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The webhook's id.
    webhook_id: Id<Webhook>,
}

pub struct Test;

impl PlainMethod for Test {
    type Scope = Manager;
    type Parameters = Parameters;
    type Response = OneDelivery;

    const SUMMARY_IN_SPANISH: &'static str =
        "Envía un mensaje de tipo `webhook.test`, que no informa de ningún cambio, para probar un webhook.";

    fn name(&self) -> &'static str {
        "Test"
    }

    fn call(&self, manager: &mut Manager, parameters: Parameters) -> Result<OneDelivery> {
        let webhook = manager.get::<Webhook>(parameters.webhook_id.get())?;
        Ok(OneDelivery::of(&manager.queue_test(webhook.id)?))
    }
}
