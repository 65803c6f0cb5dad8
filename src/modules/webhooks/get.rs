//! `Webhooks.Get`: the webhooks of a profile.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize, Serializer};

use crate::db::scope::Overseer;
use crate::db::stored::Recorded;
use crate::error::Result;
use crate::fields::Id;
use crate::records::webhook::{Webhook, WebhookView};
use crate::rpc::envelope::each;
use crate::rpc::method::PlainMethod;

/// Lists the webhooks of a profile. The reply never contains a secret.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// Only the webhook with this id.
    #[serde(default)]
    webhook_id: Option<Id<Webhook>>,
}

/// The webhooks, oldest first.
#[derive(Serialize, JsonSchema)]
pub struct Response {
    #[serde(serialize_with = "as_views")]
    #[schemars(with = "Vec<WebhookView<'static>>")]
    webhooks: Vec<Recorded<Webhook>>,
}

fn as_views<S: Serializer>(webhooks: &[Recorded<Webhook>], serializer: S) -> Result<S::Ok, S::Error> {
    each(webhooks, WebhookView::of).serialize(serializer)
}

pub struct Get;

impl PlainMethod for Get {
    type Scope = Overseer;
    type Parameters = Parameters;
    type Response = Response;

    const SUMMARY_IN_SPANISH: &'static str = "Lista los webhooks de un perfil, sin mostrar nunca su secreto.";

    fn name(&self) -> &'static str {
        "Get"
    }

    fn call(&self, overseer: &mut Overseer, parameters: Parameters) -> Result<Response> {
        let mut webhooks = match parameters.webhook_id {
            Some(id) => vec![overseer.get::<Webhook>(id.get())?],
            None => {
                let rows = overseer.rows::<Webhook>();
                overseer.load(rows)?
            }
        };
        webhooks.sort_by_key(|webhook| webhook.id);
        Ok(Response { webhooks })
    }
}
