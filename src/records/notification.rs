//! The notification.

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::db::schema::notifications;
use crate::db::stored::{Facet, Record, Recorded, Reference, from_view, stored};
use crate::error::Result;
use crate::fields::viewed::viewed_or_null;
use crate::fields::{Entity, Instant, Named};

/// A notification.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable, AsChangeset, Deserialize)]
#[diesel(table_name = notifications, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct Notification {
    /// The recipient.
    pub user_id: i64,
    /// The name of an [`Entity`].
    pub entity: String,
    pub record_id: i64,
    pub subject: String,
    pub comment: Option<String>,
    #[serde(deserialize_with = "viewed_or_null")]
    pub read_at: Option<Instant>,
}

pub const BY_USER: Facet = Facet("notifications.user_id");
pub const UNREAD_BY_USER: Facet = Facet("notifications.unread");
pub const READ_BY_USER: Facet = Facet("notifications.read");

stored!(Notification, notifications);

impl Named for Notification {
    const ENTITY: Entity = Entity("notification");
    const HAS_EXTERNAL_IDS: bool = false;
}

impl Record for Notification {
    const ALL: Facet = Facet("notifications");
    const REFERENCES: &'static [Reference] = &[];

    type With = ();
    type View<'a> = NotificationView<'a>;

    fn long_texts(&self) -> usize {
        self.comment.as_ref().map_or(0, String::len)
    }

    fn view<'a>(kept: &'a Recorded<Self>, (): &'a ()) -> NotificationView<'a> {
        NotificationView::new(kept)
    }

    fn whole() {}

    fn facets(&self) -> Vec<(Facet, i64)> {
        let state = if self.read_at.is_none() { UNREAD_BY_USER } else { READ_BY_USER };
        vec![(BY_USER, self.user_id), (state, self.user_id)]
    }

    const REVIVE: Option<fn(&str) -> Result<Self>> = Some(from_view);
}

/// A notification.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Notification")]
pub struct NotificationView<'a> {
    id: i64,
    /// The recipient.
    user_id: i64,
    /// The kind of the record that the notification is about, such as `opportunity` or `ticket`.
    entity: &'a str,
    /// The id of the record that the notification is about.
    record_id: i64,
    /// The notification's subject. Left out if an application token may not read the record's kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<&'a str>,
    /// The comment that came with it. Left out like the subject.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    comment: Option<Option<&'a str>>,
    /// The time when the notification was first marked as read; null until then.
    read_at: Option<Instant>,
    /// The record's version: 1 when created, one more with each change.
    version: i64,
    created_at: Instant,
    updated_at: Instant,
}

impl<'a> NotificationView<'a> {
    pub fn new(kept: &'a Recorded<Notification>) -> Self {
        NotificationView {
            id: kept.id,
            user_id: kept.user_id,
            entity: &kept.entity,
            record_id: kept.record_id,
            subject: Some(&kept.subject),
            comment: Some(kept.comment.as_deref()),
            read_at: kept.read_at,
            version: kept.version,
            created_at: kept.created_at,
            updated_at: kept.updated_at,
        }
    }

    /// The view for an application token that may not read the record's kind.
    pub fn without_words(self) -> Self {
        NotificationView { subject: None, comment: None, ..self }
    }
}
