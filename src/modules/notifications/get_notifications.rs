//! `Notifications.GetNotifications`: a page of the caller's notifications.

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Shown;
use crate::db::list::Counted;
use crate::db::reads::Weight;
use crate::db::schema::notifications;
use crate::db::scope::Reader;
use crate::error::Result;
use crate::modules::list::{Paged, Reached};
use crate::modules::withheld::Withheld;
use crate::records::notification::{BY_USER, Notification, NotificationView, READ_BY_USER, UNREAD_BY_USER};
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;

/// Lists the caller's own notifications in a profile, page by page.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Filters {
    /// For true, only notifications that are not yet read; for false, only those that are. Default: both.
    #[serde(default)]
    unread: Option<bool>,
}

/// A page of notifications.
#[derive(Serialize, JsonSchema)]
pub struct Response {
    #[serde(flatten)]
    reached: Reached,
    #[schemars(with = "Vec<NotificationView<'static>>")]
    notifications: Shown,
    #[serde(skip_serializing_if = "Withheld::is_empty")]
    withheld: Withheld,
}

pub struct GetNotifications;

impl Method for GetNotifications {
    type Scope = Reader;
    type Parameters = Paged<Filters>;
    type Found = ();
    type Response = Response;

    const SUMMARY_IN_SPANISH: &'static str = "Lista las notificaciones que quien hace la llamada tiene en un perfil, página por página.";

    fn name(&self) -> &'static str {
        "GetNotifications"
    }

    /// Along one index and with a counted total, but for a look at what is read among much that is not.
    fn weight(&self, asked: &Paged<Filters>) -> Weight {
        if asked.is_near() && asked.filters().unread != Some(false) { Weight::Short } else { Weight::Long }
    }

    fn check(&self, reader: &mut Reader, asked: &Paged<Filters>, problems: &mut Problems) -> Result<Option<()>> {
        asked.check(reader, &list(reader)?, problems);
        Ok(Some(()))
    }

    fn call(&self, reader: &mut Reader, asked: Paged<Filters>, (): ()) -> Result<Response> {
        let user = [reader.user_id()?];
        let unread = asked.filters().unread;
        let counted = match unread {
            _ if !asked.with_total() => Counted::Not,
            None => Counted::By(BY_USER, &user),
            Some(true) => Counted::By(UNREAD_BY_USER, &user),
            Some(false) => Counted::By(READ_BY_USER, &user),
        };
        let portion = reader.part(asked.part(), counted, |reader| {
            let own = reader.rows::<Notification>().among(notifications::user_id, Some(&user));
            match unread {
                None => own,
                Some(true) => own.filter(notifications::read_at.is_null()),
                Some(false) => own.filter(notifications::read_at.is_not_null()),
            }
        })?;
        let mut withheld = Withheld::default();
        let reached = asked.reached(reader, &list(reader)?, &portion, |notification| notification.id);
        Ok(Response { reached, notifications: Shown::new(reader, portion.rows, &mut withheld), withheld })
    }
}

/// The name of the caller's list, for its cursors.
fn list(reader: &Reader) -> Result<String> {
    Ok(format!("notifications of {}", reader.user_id()?))
}
