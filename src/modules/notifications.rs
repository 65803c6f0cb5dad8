//! Notifications: what users are told about records, on the wire and by mail.
//!
//! What holds here: a notification is made by [`notify`] and nowhere else, in the transaction of the call that
//! wants somebody to know; if that call fails, nobody is told anything. Each is its user's own: nobody else reads
//! it or marks it as read, whatever their role.

mod get_notifications;
mod mark_read;

use serde::{Serialize, Serializer};

use crate::db::scope::{Editor, Reader};
use crate::db::stored::Recorded;
use crate::error::Result;
use crate::fields::Entity;
use crate::modules::withheld::Withheld;
use crate::records::kinds::KINDS;
use crate::records::notification::{Notification, NotificationView};
use crate::rpc::registry::Registry;

pub fn register(registry: &mut Registry) {
    registry
        .module(
            "Notifications",
            "Notifications: what users are told about records.",
            "Notificaciones: lo que se avisa a los usuarios sobre los registros.",
        )
        .method(get_notifications::GetNotifications)
        .method(mark_read::MarkRead);
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

/// Notifications as their user, or a script in that user's name, may see them.
struct Shown {
    notifications: Vec<Recorded<Notification>>,
    /// The kinds of record that an application token may not read; what it says of them is not shown.
    unreadable: Vec<&'static str>,
}

impl Shown {
    fn new(reader: &Reader, notifications: Vec<Recorded<Notification>>, withheld: &mut Withheld) -> Self {
        let unreadable = KINDS.iter().filter(|kind| !reader.allows(kind.reading)).map(|kind| kind.entity.name()).collect();
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
            view if self.is_unreadable(kept) => view.without_words(),
            view => view,
        }))
    }
}
