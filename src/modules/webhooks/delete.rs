//! `Webhooks.Delete`: deletes a webhook.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::db::scope::Manager;
use crate::db::versions::Subject;
use crate::error::Result;
use crate::fields::Id;
use crate::modules::one::One;
use crate::records::webhook::Webhook;
use crate::rpc::method::PlainMethod;

/// Deletes a webhook and its deliveries. Deliveries that are still queued are never sent.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The webhook's id.
    webhook_id: Id<Webhook>,
}

pub struct Delete;

impl PlainMethod for Delete {
    type Scope = Manager;
    type Parameters = Parameters;
    type Response = One<Webhook>;

    const SUMMARY_IN_SPANISH: &'static str = "Elimina un webhook y sus entregas: lo que aún no se ha enviado no se enviará.";
    const SUBJECT: Option<fn(&Parameters) -> Subject> = Some(|parameters| Subject::record::<Webhook>(parameters.webhook_id));

    fn name(&self) -> &'static str {
        "Delete"
    }

    fn call(&self, manager: &mut Manager, parameters: Parameters) -> Result<One<Webhook>> {
        let webhook = manager.get::<Webhook>(parameters.webhook_id.get())?;
        manager.delete(&webhook)?;
        Ok(One::whole(webhook))
    }
}
