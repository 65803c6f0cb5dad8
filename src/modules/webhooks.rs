//! Webhooks: where the changes of a profile are sent, signed as the Standard Webhooks specification says.
//!
//! What holds here: a webhook is a record of its profile, and its managers' business; its secret is shown to who makes
//! it, once, and by no view, the change record's neither. What is sent, in which order and how often is the business of
//! [`crate::db::deliveries`]; where it may go, of [`crate::auth::guard`].

mod create;
mod delete;
mod edit;
mod endpoint;
mod get;
mod get_deliveries;
pub mod message;
mod redeliver;
mod test;

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::{Serialize, Serializer};

use crate::auth::role::Role;
use crate::auth::webhook_secret::WebhookSecret;
use crate::db::changes::Operation;
use crate::db::deliveries::Taken;
use crate::db::feed::FeedChange;
use crate::db::schema::members;
use crate::db::scope::Manager;
use crate::db::stored::Recorded;
use crate::error::Result;
use crate::fields::kind_name::KindName;
use crate::fields::{Entity, ListOf};
use crate::modules::notifications::{Notice, notify};
use crate::modules::sync::readable;
use crate::modules::withheld::Withheld;
use crate::records::member::Member;
use crate::records::webhook::{Webhook, WebhookView};
use crate::rpc::problems::Problems;
use crate::rpc::registry::Registry;

pub fn register(registry: &mut Registry) {
    registry
        .module("Webhooks", "Webhooks: where the changes of a profile are sent.")
        .method(create::Create)
        .method(get::Get)
        .method(get_deliveries::GetDeliveries)
        .method(edit::Edit)
        .method(test::Test)
        .method(redeliver::Redeliver)
        .method(delete::Delete);
}

/// What a delivery is called that tells of no change.
pub const TEST: &str = "webhook.test";

/// What a delivery of this change is called.
pub fn event(change: &FeedChange) -> String {
    format!("{}.{}", change.entity, change.operation)
}

/// A webhook and what signs it, for who has just made it.
#[derive(JsonSchema)]
pub struct WithSecret {
    #[schemars(with = "WebhookView<'static>")]
    webhook: Recorded<Webhook>,
    /// What deliveries are signed with, where this call has set it; else null. It is never shown again.
    #[schemars(with = "Option<String>")]
    secret: Option<WebhookSecret>,
    /// The kinds of record that the webhook does not tell of, because an application token made it that may not read them.
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

/// The names of the chosen kinds of record, as a webhook keeps them. Where none is chosen, all are; for an application
/// token all that it may read, and the others are noted.
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

/// Notes the kinds that an application token chooses and may not read.
fn check_entities(manager: &Manager, entities: &[KindName], problems: &mut Problems) {
    for (place, kind) in entities.iter().enumerate().filter(|(_, kind)| !manager.may_read(kind.0)) {
        let message = format!("The application token may not read records of the kind {}.", kind.name());
        problems.add(&format!("entities.{place}"), "no_right", message);
    }
}

/// Operations that a manager chooses.
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

/// Disables a webhook to which nothing could be delivered for long, and tells the managers of its profile.
pub fn disable(manager: &mut Manager, before: Recorded<Webhook>, reason: &str) -> Result<()> {
    if !before.enabled {
        return Ok(());
    }
    let disabled =
        Webhook { enabled: false, disabled_at: Some(manager.moment()), disabled_reason: Some(reason.to_owned()), ..before.record.clone() };
    let webhook = manager.update(before, disabled)?;
    let subject = format!("The webhook to {} was disabled", webhook.host());
    tell_managers(manager, webhook.id, &subject, &format!("{reason} Changes wait until Webhooks.Edit enables it again."))
}

/// Tells the managers of a profile that a webhook takes changes, but not this one.
pub fn tell_of_failure(manager: &mut Manager, webhook: &Recorded<Webhook>, taken: &Taken, reason: &str) -> Result<()> {
    let Some(FeedChange { entity, record_id, .. }) = &taken.change else { return Ok(()) };
    let subject = format!("The webhook to {} does not take a change", webhook.host());
    let comment = format!(
        "{reason} What comes after it about the {} {record_id} waits until Webhooks.Redeliver sends delivery {} again. All else goes on. \
         Webhooks.GetDeliveries lists what has failed; while anything has, no other failure is notified.",
        entity.replace('_', " "),
        taken.id,
    );
    tell_managers(manager, webhook.id, &subject, &comment)
}

fn tell_managers(manager: &mut Manager, webhook_id: i64, subject: &str, comment: &str) -> Result<()> {
    let managers = manager.rows::<Member>().filter(members::role.eq(Role::Manager.name()));
    for member in manager.load(managers)? {
        let (subject, comment) = (subject.to_owned(), Some(comment.to_owned()));
        notify(manager, Notice { user_id: member.user_id, entity: Entity::Webhook, record_id: webhook_id, subject, comment })?;
    }
    Ok(())
}
