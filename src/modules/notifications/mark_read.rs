//! `Notifications.MarkRead`: marks the caller's notifications as read.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Shown;
use crate::db::scope::Recipient;
use crate::error::Result;
use crate::fields::Ids;
use crate::modules::withheld::Withheld;
use crate::records::notification::{Notification, NotificationView};
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;
use crate::sentences::Sentence;

/// Marks the caller's own notifications as read. Notifications that were read before stay as they are.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The notification's id, or a list of ids; at least one. If one of them is not the caller's, none is marked.
    notification_id: Ids<Notification>,
}

/// The notifications that were named.
#[derive(Serialize, JsonSchema)]
pub struct Response {
    #[schemars(with = "Vec<NotificationView<'static>>")]
    notifications: Shown,
    #[serde(skip_serializing_if = "Withheld::is_empty")]
    withheld: Withheld,
}

pub struct MarkRead;

impl Method for MarkRead {
    type Scope = Recipient;
    type Parameters = Parameters;
    type Found = ();
    type Response = Response;

    const SUMMARY_IN_SPANISH: &'static str =
        "Marca como leídas notificaciones de quien hace la llamada; las que ya estaban leídas quedan como están.";

    fn name(&self) -> &'static str {
        "MarkRead"
    }

    fn check(&self, _: &mut Recipient, parameters: &Parameters, problems: &mut Problems) -> Result<Option<()>> {
        if parameters.notification_id.given().is_none() && !problems.concern("notification_id") {
            problems.add("notification_id", "required", Sentence::NotificationMissing);
        }
        Ok(Some(()))
    }

    fn call(&self, recipient: &mut Recipient, parameters: Parameters, (): ()) -> Result<Response> {
        let notifications = recipient.mark_read(parameters.notification_id.given().unwrap_or_default())?;
        let mut withheld = Withheld::default();
        Ok(Response { notifications: Shown::new(recipient, notifications, &mut withheld), withheld })
    }
}
