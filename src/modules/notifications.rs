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
use crate::error::{Error, Result};
use crate::fields::Entity;
use crate::modules::withheld::Withheld;
use crate::records::kinds::{KINDS, kind_of};
use crate::records::notification::{Notification, NotificationView};
use crate::rpc::registry::Registry;
use crate::sentences::{Language, Sentence};

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

/// What some users are to be told.
#[derive(Debug, Clone)]
pub struct Notice {
    /// The users who are told: members of the profile, which the caller has made sure of.
    pub user_ids: Vec<i64>,
    pub entity: Entity,
    pub record_id: i64,
    pub subject: Words,
    pub comment: Option<Words>,
}

/// What a user is told.
#[derive(Debug, Clone)]
pub enum Words {
    /// As somebody wrote it.
    Written(String),
    /// In the user's own language.
    Sentence(Sentence),
}

impl Words {
    fn text(&self, language: Language) -> String {
        match self {
            Words::Written(text) => text.clone(),
            Words::Sentence(sentence) => sentence.text(language).into_owned(),
        }
    }
}

/// Tells users about a record, each in their own language: stores the notifications and, where mail is set up, queues the
/// mails, which leave once the transaction is committed.
pub fn notify(editor: &mut Editor, notice: Notice) -> Result<()> {
    let Notice { user_ids, entity, record_id, subject, comment } = notice;
    let what = kind_of(entity)?.noun;
    let users = editor.users(user_ids.iter().copied())?;
    let profile = if editor.mails() { Some(editor.profile()?.name) } else { None };
    for user_id in user_ids {
        let user = users.get(&user_id).ok_or_else(|| Error::internal(format!("there is no user {user_id} to be told anything")))?;
        let language = user.language().unwrap_or(editor.call().house.language);
        let notification = editor.insert(Notification {
            user_id,
            entity: entity.name().to_owned(),
            record_id,
            subject: subject.text(language),
            comment: comment.as_ref().map(|comment| comment.text(language)),
            read_at: None,
        })?;
        if let Some(profile) = &profile {
            let about = Sentence::MailAbout { what, id: record_id, profile: profile.into() };
            editor.queue_mail(&notification, user, mail_text(&notification, &about.text(language)))?;
        }
    }
    Ok(())
}

/// What the mail says.
fn mail_text(notification: &Notification, about: &str) -> String {
    let comment = notification.comment.iter().map(|comment| format!("{comment}\n\n"));
    comment.chain([format!("{about}\n")]).collect()
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
