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
use crate::fields::{Page, Place};
use crate::modules::list::Paged;
use crate::modules::withheld::Withheld;
use crate::records::notification::{BY_USER, Notification, NotificationView, READ_BY_USER, UNREAD_BY_USER};
use crate::rpc::method::PlainMethod;

/// Lists the caller's own notifications in a profile, page by page.
#[derive(Clone, Deserialize, JsonSchema)]
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
    place: Place,
    #[schemars(with = "Vec<NotificationView<'static>>")]
    notifications: Shown,
    #[serde(skip_serializing_if = "Withheld::is_empty")]
    withheld: Withheld,
}

pub struct GetNotifications;

impl PlainMethod for GetNotifications {
    type Scope = Reader;
    type Parameters = Paged<Filters>;
    type Response = Response;

    const SUMMARY_IN_SPANISH: &'static str = "Lista las notificaciones que quien hace la llamada tiene en un perfil, página por página.";

    fn name(&self) -> &'static str {
        "GetNotifications"
    }

    /// Along one index and with a counted total, but for a look at what is read among much that is not.
    fn weight(&self, asked: &Paged<Filters>) -> Weight {
        let near = asked.paged().size() <= 100 && asked.paged().depth() <= 10_000;
        if near && asked.filters().unread != Some(false) { Weight::Short } else { Weight::Long }
    }

    fn call(&self, reader: &mut Reader, asked: Paged<Filters>) -> Result<Response> {
        let user = [reader.user_id()?];
        let unread = asked.filters().unread;
        let counted = match unread {
            _ if !asked.with_total() => Counted::Not,
            None => Counted::By(BY_USER, &user),
            Some(true) => Counted::By(UNREAD_BY_USER, &user),
            Some(false) => Counted::By(READ_BY_USER, &user),
        };
        let Page { rows, place } = reader.page(asked.paged(), counted, |reader| {
            let own = reader.rows::<Notification>().among(notifications::user_id, Some(&user));
            match unread {
                None => own,
                Some(true) => own.filter(notifications::read_at.is_null()),
                Some(false) => own.filter(notifications::read_at.is_not_null()),
            }
        })?;
        let mut withheld = Withheld::default();
        Ok(Response { place, notifications: Shown::new(reader, rows, &mut withheld), withheld })
    }
}
