//! `Webhooks.Create`: a new webhook.

use schemars::JsonSchema;
use serde::Deserialize;

use super::endpoint::{Endpoint, check_endpoint};
use super::{Operations, WithSecret, check_entities, entities_as_kept, operations_as_kept};
use crate::auth::webhook_secret::WebhookSecret;
use crate::db::scope::Manager;
use crate::error::{Error, Result};
use crate::fields::{OptionalText, Origin};
use crate::modules::withheld::Withheld;
use crate::records::kind_name::KindNames;
use crate::records::webhook::Webhook;
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;
use crate::sentences::Sentence;

/// Sends each change of the profile's records to a URL from now on, as `Sync.GetChanges` shows it: `POST` with a JSON body,
/// `{"type": "company.update", "timestamp": …, "data": …}`, signed according to the Standard Webhooks specification. A delivery
/// succeeds if the endpoint answers with 2xx within 15 seconds; otherwise it is retried for 24 hours. If the endpoint has
/// accepted no change at all by then, the webhook is disabled. If it has, this one delivery has failed, and later changes of its
/// record wait for it. In both cases the profile's managers are notified. A message is delivered at least once; a repeated
/// message has the same `webhook-id`. Changes of one record arrive in their order. A profile has 100 webhooks at most.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The URL to send changes to: https://, on the public internet. Redirects are not followed. With
    /// `VENTANILLA_WEBHOOK_NETWORKS` the service's operator can allow other networks, also with http://.
    url: Endpoint,
    /// The webhook's purpose.
    #[serde(default)]
    description: OptionalText<500>,
    /// The kinds of record to send. Default: all. An application token may name only kinds that it has the right to read; by
    /// default it gets those kinds, and `withheld` names the others.
    #[serde(default)]
    entities: KindNames,
    /// The operations to send. Default: all.
    #[serde(default)]
    operations: Operations,
    /// Leaves out changes whose call had this value in the header `X-Origin`: your own changes.
    #[serde(default)]
    exclude_origin: Option<Origin>,
    /// Whether to send changes. Default: true. With false nothing is sent until `Webhooks.Edit` enables the webhook, which then
    /// sends all changes since its creation.
    #[serde(default = "enabled")]
    enabled: bool,
    /// The secret that signs deliveries: `whsec_` and 24 to 64 bytes in base64. Default: a random one.
    #[serde(default)]
    secret: Option<WebhookSecret>,
}

fn enabled() -> bool {
    true
}

/// The most webhooks of a profile. Each change is work for all of them.
const MOST: i64 = 100;

pub struct Create;

impl Method for Create {
    type Scope = Manager;
    type Parameters = Parameters;
    type Found = ();
    type Response = WithSecret;

    const SUMMARY_IN_SPANISH: &'static str = "Crea un webhook: desde ese momento, cada cambio de los registros del perfil se \
        envía a una URL, firmado, tal como lo muestra `Sync.GetChanges`.";
    const KEEPS_REPLY: bool = false;

    fn name(&self) -> &'static str {
        "Create"
    }

    fn check(&self, manager: &mut Manager, parameters: &Parameters, problems: &mut Problems) -> Result<Option<()>> {
        check_endpoint(manager, &parameters.url, problems);
        check_entities(manager, parameters.entities.as_slice(), problems)?;
        Ok(Some(()))
    }

    fn call(&self, manager: &mut Manager, parameters: Parameters, (): ()) -> Result<WithSecret> {
        let all = manager.rows::<Webhook>();
        if manager.count(all)? >= MOST {
            return Err(Error::conflict("url", "too_many", Sentence::WebhooksTooMany { most: MOST }));
        }
        let disabled_at = (!parameters.enabled).then_some(manager.moment());
        let secret = parameters.secret.map_or_else(WebhookSecret::random, Ok)?;
        let mut withheld = Withheld::default();
        let entities = entities_as_kept(manager, parameters.entities.as_slice(), &mut withheld)?;
        let webhook = manager.insert(Webhook {
            url: parameters.url.into(),
            description: parameters.description.into(),
            entities,
            operations: operations_as_kept(parameters.operations.as_slice())?,
            exclude_origin: parameters.exclude_origin.map(String::from),
            enabled: parameters.enabled,
            disabled_at,
            disabled_reason: None,
            secret: secret.as_str().to_owned(),
            previous_secret: None,
            previous_secret_ends_at: None,
        })?;
        manager.follow_feed(webhook.id)?;
        Ok(WithSecret { webhook, secret: Some(secret), withheld })
    }
}
