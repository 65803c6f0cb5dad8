//! Webhooks: the URLs that a profile's changes are sent to, signed according to the Standard Webhooks specification.
//!
//! Invariants: a webhook is a record of its profile, for managers alone. Its secret is shown once, to the caller who makes
//! it, and in no view, the change record included. [`crate::db::deliveries`] decides what is sent, in which order and how often;
//! [`crate::auth::guard`] decides where it may go.

mod create;
mod delete;
mod edit;
mod endpoint;
mod get;
mod get_deliveries;
pub mod message;
mod redeliver;
mod test;
pub mod verdict;

use schemars::JsonSchema;
use serde::{Serialize, Serializer};

use crate::auth::webhook_secret::WebhookSecret;
use crate::db::changes::Operation;
use crate::db::scope::Manager;
use crate::db::stored::Recorded;
use crate::error::Result;
use crate::fields::ListOf;
use crate::modules::sync::readable;
use crate::modules::withheld::Withheld;
use crate::records::kind_name::KindName;
use crate::records::kinds::kind_of;
use crate::records::webhook::{Webhook, WebhookView};
use crate::rpc::problems::Problems;
use crate::rpc::registry::Registry;
use crate::sentences::Sentence;

pub fn register(registry: &mut Registry) {
    registry
        .module("Webhooks", "Webhooks: where the changes of a profile are sent.", "Webhooks: adónde se envían los cambios de un perfil.")
        .method(create::Create)
        .method(get::Get)
        .method(get_deliveries::GetDeliveries)
        .method(edit::Edit)
        .method(test::Test)
        .method(redeliver::Redeliver)
        .method(delete::Delete);
}

/// A webhook and its secret, for the caller who has just made it.
#[derive(JsonSchema)]
pub struct WithSecret {
    #[schemars(with = "WebhookView<'static>")]
    webhook: Recorded<Webhook>,
    /// The secret that signs deliveries, if this call has set it; otherwise null. It is never shown again.
    #[schemars(with = "Option<String>")]
    secret: Option<WebhookSecret>,
    /// The kinds of record that the webhook leaves out, because the application token that made it may not read them.
    #[schemars(skip_serializing_if = "Withheld::is_empty")]
    withheld: Withheld,
}

impl Serialize for WithSecret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Reply<'a> {
            webhook: WebhookView<'a>,
            secret: Option<&'a str>,
            #[serde(skip_serializing_if = "Withheld::is_empty")]
            withheld: &'a Withheld,
        }
        Reply { webhook: WebhookView::of(&self.webhook), secret: self.secret.as_ref().map(WebhookSecret::as_str), withheld: &self.withheld }
            .serialize(serializer)
    }
}

/// The names of the chosen kinds of record, as a webhook keeps them. Without a choice, all kinds; for an application token, the
/// kinds that it may read, and the others are noted.
fn entities_as_kept(manager: &Manager, entities: &[KindName], withheld: &mut Withheld) -> Result<String> {
    let all = KindName::chosen(Some(entities));
    let names = match entities {
        [] if all.iter().all(|name| may_read(manager, name)) => Vec::new(),
        [] => readable(manager, all, withheld),
        _ => all,
    };
    Ok(serde_json::to_string(&names)?)
}

fn may_read(manager: &Manager, name: &str) -> bool {
    KindName::find(name).is_none_or(|kind| manager.may_read(kind.0))
}

/// Notes the chosen kinds that the application token may not read.
fn check_entities(manager: &Manager, entities: &[KindName], problems: &mut Problems) -> Result<()> {
    for (place, kind) in entities.iter().enumerate().filter(|(_, kind)| !manager.may_read(kind.0)) {
        let sentence = Sentence::KindNotReadable { what: kind_of(kind.0)?.noun };
        problems.add(&format!("entities.{place}"), "no_right", sentence);
    }
    Ok(())
}

/// The operations that a manager chooses.
type Operations = ListOf<Operation, 100>;

/// The chosen operations, as a webhook keeps them.
fn operations_as_kept(operations: &[Operation]) -> Result<String> {
    let mut each: Vec<Operation> = Vec::new();
    for operation in operations {
        if !each.contains(operation) {
            each.push(*operation);
        }
    }
    Ok(serde_json::to_string(&each)?)
}
