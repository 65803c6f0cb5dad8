//! `Webhooks.Edit`: changes a webhook, rotates its secret, or enables it again.

use schemars::JsonSchema;
use serde::Deserialize;

use super::endpoint::{Endpoint, check_endpoint};
use super::{Operations, WithSecret, check_entities, entities_as_kept, may_read, operations_as_kept};
use crate::auth::webhook_secret::WebhookSecret;
use crate::db::scope::Manager;
use crate::db::stored::Recorded;
use crate::db::versions::Subject;
use crate::error::Result;
use crate::fields::{Edit as Change, Id, OptionalText, Origin, Replace};
use crate::modules::withheld::Withheld;
use crate::records::kind_name::KindNames;
use crate::records::webhook::Webhook;
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;
use crate::sentences::Sentence;

/// The time for which a replaced secret still signs beside the new one, in seconds.
const OVERLAP: i64 = 86_400;

/// Changes a webhook. A disabled webhook misses nothing: when it is enabled, it goes on where it stopped and retries failed
/// deliveries. A new URL has the same effect. An application token can change only webhooks that send nothing it may not read.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The webhook's id.
    webhook_id: Id<Webhook>,
    /// The URL to send changes to, as in `Webhooks.Create`.
    #[serde(default)]
    url: Replace<Endpoint>,
    /// The webhook's purpose.
    #[serde(default)]
    description: Change<OptionalText<500>>,
    /// The kinds of record to send; an empty list means all. Queued deliveries stay queued. The choice applies to all other
    /// changes, including those since the webhook was disabled.
    #[serde(default)]
    entities: Replace<KindNames>,
    /// The operations to send; an empty list means all. Queued deliveries stay queued.
    #[serde(default)]
    operations: Replace<Operations>,
    /// Leaves out changes whose call had this value in the header `X-Origin`.
    #[serde(default)]
    exclude_origin: Change<Origin>,
    /// Whether to send changes.
    #[serde(default)]
    enabled: Replace<bool>,
    /// Whether to make a new secret, which the reply shows once. For 24 hours the old secret also signs deliveries. A secret that
    /// was replaced earlier no longer signs.
    #[serde(default)]
    rotate_secret: bool,
}

pub struct Edit;

impl Method for Edit {
    type Scope = Manager;
    type Parameters = Parameters;
    type Found = Recorded<Webhook>;
    type Response = WithSecret;

    const SUMMARY_IN_SPANISH: &'static str = "Modifica un webhook; uno desactivado no pierde nada, porque al activarlo continúa \
        donde estaba e intenta de nuevo lo que había fallado.";
    const KEEPS_REPLY: bool = false;
    const SUBJECT: Option<fn(&Parameters) -> Subject> = Some(|parameters| Subject::record::<Webhook>(parameters.webhook_id));

    fn name(&self) -> &'static str {
        "Edit"
    }

    fn check(&self, manager: &mut Manager, parameters: &Parameters, problems: &mut Problems) -> Result<Option<Recorded<Webhook>>> {
        let is_named = !problems.concern("webhook_id");
        let before = is_named.then(|| manager.get::<Webhook>(parameters.webhook_id.get())).transpose()?;
        if let Some(before) = &before {
            // Queued deliveries may date from a time when the webhook sent more kinds.
            let is_led = parameters.url.given().is_some() || parameters.enabled.given() == Some(&true);
            if before.wanted_entities()?.iter().any(|name| !may_read(manager, name))
                || is_led && manager.has_unreadable_deliveries(before.id)?
            {
                problems.add("webhook_id", "no_right", Sentence::WebhookTellsUnreadable);
            }
        }
        if let Some(entities) = parameters.entities.given() {
            check_entities(manager, entities.as_slice(), problems)?;
        }
        if let Some(url) = parameters.url.given() {
            check_endpoint(manager, url, problems);
        }
        Ok(before)
    }

    fn call(&self, manager: &mut Manager, parameters: Parameters, before: Recorded<Webhook>) -> Result<WithSecret> {
        let (was, mut withheld) = (before.record.clone(), Withheld::default());
        let mut webhook = was.clone();
        parameters.url.apply(&mut webhook.url);
        parameters.description.apply(&mut webhook.description);
        parameters.exclude_origin.apply(&mut webhook.exclude_origin);
        if let Some(entities) = parameters.entities.given() {
            webhook.entities = entities_as_kept(manager, entities.as_slice(), &mut withheld)?;
        }
        if let Some(operations) = parameters.operations.given() {
            webhook.operations = operations_as_kept(operations.as_slice())?;
        }
        parameters.enabled.apply(&mut webhook.enabled);
        if webhook.enabled != was.enabled {
            webhook.disabled_at = (!webhook.enabled).then_some(manager.moment());
            webhook.disabled_reason = None;
        }
        let secret = parameters.rotate_secret.then(WebhookSecret::random).transpose()?;
        if let Some(secret) = &secret {
            webhook.previous_secret = Some(std::mem::replace(&mut webhook.secret, secret.as_str().to_owned()));
            webhook.previous_secret_ends_at = Some(manager.moment().plus_seconds(OVERLAP));
        }
        if webhook.url != was.url || webhook.enabled && !was.enabled {
            manager.resume_deliveries(before.id)?;
        }
        Ok(WithSecret { webhook: manager.update(before, webhook)?, secret, withheld })
    }
}
