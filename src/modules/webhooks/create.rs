//! `Webhooks.Create`: another place that is told of changes.

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

/// Has each change of the profile's records sent to a URL from now on, as `Sync.GetChanges` shows it: `POST` with a body
/// of JSON, `{"type": "company.update", "timestamp": …, "data": …}`, signed as the Standard Webhooks specification says.
/// What is answered with 2xx within 15 seconds counts as delivered; everything else is tried again for 24 hours. If the
/// endpoint has taken no change at all by then, the webhook is disabled. If it has, this one delivery has failed, and later
/// changes of its record wait for it. Either way the profile's managers are notified. A message comes at least once: one
/// that comes again has the same `webhook-id`. Changes of one record come in their order. A profile has 100 webhooks at the
/// most.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// Where changes are sent: https://, on the public internet. Redirects are not followed. Whoever runs the service can
    /// name networks with `VENTANILLA_WEBHOOK_NETWORKS` into which it may lead beside, also with http://.
    url: Endpoint,
    /// What the webhook is for.
    #[serde(default)]
    description: OptionalText<500>,
    /// The kinds of record that are told of; all where nothing is said. An application token names kinds that it has the right
    /// to read, and is told in `withheld` which others are left out where it says nothing.
    #[serde(default)]
    entities: KindNames,
    /// The operations that are told of; all where nothing is said.
    #[serde(default)]
    operations: Operations,
    /// Changes by who sent this with the header `X-Origin` are left out: your own echoes.
    #[serde(default)]
    exclude_origin: Option<Origin>,
    /// With false nothing is sent until `Webhooks.Edit` enables the webhook; then all since its creation is.
    #[serde(default = "enabled")]
    enabled: bool,
    /// What deliveries are signed with: `whsec_` and 24 to 64 bytes in base64. Made where nothing is said.
    #[serde(default)]
    secret: Option<WebhookSecret>,
}

fn enabled() -> bool {
    true
}

/// How many webhooks a profile has at the most: each change is work for all of them.
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
