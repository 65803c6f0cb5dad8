//! Notifications: what users are told about records, on the wire and by mail.
//!
//! What holds here: a notification is made by [`notify`] and nowhere else, in the transaction of the call that
//! wants somebody to know; if that call fails, nobody is told anything. Each is its user's own: nobody else reads
//! it or marks it as read, whatever their role.

mod get_notifications;
mod mark_read;

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::{Serialize, Serializer};

use crate::db::schema::notifications;
use crate::db::scope::{Editor, Reader};
use crate::db::stored::{Facet, Record, Recorded};
use crate::error::Result;
use crate::fields::{Entity, Instant};
use crate::modules::withheld::Withheld;
use crate::rpc::registry::Registry;

pub fn register(registry: &mut Registry) {
    registry
        .module("Notifications", "Notifications: what users are told about records.")
        .method(get_notifications::GetNotifications)
        .method(mark_read::MarkRead);
}

/// A notification.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = notifications, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct Notification {
    /// Who is told.
    pub user_id: i64,
    /// The name of an [`Entity`].
    pub entity: String,
    pub record_id: i64,
    pub subject: String,
    pub comment: Option<String>,
    pub read_at: Option<Instant>,
}

const BY_USER: Facet = Facet("notifications.user_id");
const UNREAD_BY_USER: Facet = Facet("notifications.unread");
const READ_BY_USER: Facet = Facet("notifications.read");

impl Record for Notification {
    const ENTITY: Entity = Entity::Notification;
    const ALL: Facet = Facet("notifications");

    type With = ();
    type View<'a> = NotificationView<'a>;

    fn view<'a>(kept: &'a Recorded<Self>, (): &'a ()) -> NotificationView<'a> {
        NotificationView::new(kept)
    }

    fn whole() {}

    fn facets(&self) -> Vec<(Facet, i64)> {
        let state = if self.read_at.is_none() { UNREAD_BY_USER } else { READ_BY_USER };
        vec![(BY_USER, self.user_id), (state, self.user_id)]
    }
}

/// What somebody is to be told.
#[derive(Debug, Clone)]
pub struct Notice {
    /// Who is told: a member of the profile, which the caller has made sure of.
    pub user_id: i64,
    pub entity: Entity,
    pub record_id: i64,
    pub subject: String,
    pub comment: Option<String>,
}

/// Tells a user about a record: stores the notification and, where mail is set up, queues the mail, which leaves
/// once the transaction is committed.
pub fn notify(editor: &mut Editor, notice: Notice) -> Result<()> {
    let Notice { user_id, entity, record_id, subject, comment } = notice;
    let entity = entity.name().to_owned();
    let notification = editor.insert(Notification { user_id, entity, record_id, subject, comment, read_at: None })?;
    if editor.mails() {
        let profile = editor.profile()?.name;
        editor.queue_mail(&notification, mail_text(&notification, &profile))?;
    }
    Ok(())
}

/// What the mail says.
fn mail_text(notification: &Notification, profile: &str) -> String {
    let comment = notification.comment.iter().map(|comment| format!("{comment}\n\n"));
    let about = format!("{} {}, {profile}\n", notification.entity.replace('_', " "), notification.record_id);
    comment.chain([about]).collect()
}

/// A notification.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Notification")]
pub struct NotificationView<'a> {
    id: i64,
    /// Who is told.
    user_id: i64,
    /// The kind of record that it is about, such as `opportunity` or `ticket`.
    entity: &'a str,
    /// The id of the record that it is about.
    record_id: i64,
    /// Left out where an application token may not read the kind of record that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<&'a str>,
    /// What was said along with it. Left out like the subject.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    comment: Option<Option<&'a str>>,
    /// When it was first marked as read; null until then.
    read_at: Option<Instant>,
    /// 1 when created, one more with each change.
    version: i64,
    created_at: Instant,
    updated_at: Instant,
}

impl<'a> NotificationView<'a> {
    fn new(kept: &'a Recorded<Notification>) -> Self {
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
}

/// Notifications as their user, or a script in that user's name, may see them.
struct Shown {
    notifications: Vec<Recorded<Notification>>,
    /// The kinds of record that an application token may not read; what it says of them is not shown.
    unreadable: Vec<&'static str>,
}

impl Shown {
    fn new(reader: &Reader, notifications: Vec<Recorded<Notification>>, withheld: &mut Withheld) -> Self {
        let unreadable = Entity::ALL.into_iter().filter(|entity| !reader.allows(entity.reading())).map(Entity::name).collect();
        let shown = Shown { notifications, unreadable };
        if shown.notifications.iter().any(|notification| shown.is_unreadable(notification)) {
            withheld.note(&["subject", "comment"]);
        }
        shown
    }

    fn is_unreadable(&self, notification: &Notification) -> bool {
        self.unreadable.contains(&notification.entity.as_str())
    }
}

impl Serialize for Shown {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.notifications.iter().map(|kept| match NotificationView::new(kept) {
            view if self.is_unreadable(kept) => NotificationView { subject: None, comment: None, ..view },
            view => view,
        }))
    }
}
