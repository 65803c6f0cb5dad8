//! Notifications: messages to users about records, on the wire and by mail.
//!
//! Invariants: [`notify`] alone makes notifications, in the transaction of the call that asks for them; if that call fails,
//! nobody is notified. A notification is its user's own: no other user reads it or marks it as read, whatever their role.

mod get_notifications;
mod mark_read;

use std::collections::HashMap;

use serde::{Serialize, Serializer};

use crate::db::accounts::User;
use crate::db::scope::{Editor, Reader, Submitter};
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

/// A notification to some users, not yet written.
#[derive(Debug, Clone)]
pub struct Notice {
    /// The recipients: members of the profile, which the caller has verified.
    pub user_ids: Vec<i64>,
    pub entity: Entity,
    pub record_id: i64,
    pub subject: Words,
    pub comment: Option<Words>,
}

/// A text for a user.
#[derive(Debug, Clone)]
pub enum Words {
    /// A text as a person wrote it.
    Written(String),
    /// A sentence, in the user's own language.
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

/// A scope that notifies users.
pub trait Notifying {
    /// The users with these ids, by id.
    fn to_be_notified(&mut self, ids: Vec<i64>) -> Result<HashMap<i64, User>>;

    /// The profile's name.
    fn profile_name(&mut self) -> Result<String>;

    /// The language for users who have chosen none.
    fn language_of_others(&self) -> Language;

    /// Whether notifications are mailed, beside being stored.
    fn is_mailing(&self) -> bool;

    fn keep(&mut self, notification: Notification) -> Result<Recorded<Notification>>;

    fn mail(&mut self, notification: &Recorded<Notification>, user: &User, body: String) -> Result<()>;
}

impl Notifying for Editor {
    fn to_be_notified(&mut self, ids: Vec<i64>) -> Result<HashMap<i64, User>> {
        self.users(ids)
    }

    fn profile_name(&mut self) -> Result<String> {
        Ok(self.profile()?.name)
    }

    fn language_of_others(&self) -> Language {
        self.language()
    }

    fn is_mailing(&self) -> bool {
        self.mails()
    }

    fn keep(&mut self, notification: Notification) -> Result<Recorded<Notification>> {
        self.insert(notification)
    }

    fn mail(&mut self, notification: &Recorded<Notification>, user: &User, body: String) -> Result<()> {
        self.queue_mail(notification, user, body)
    }
}

/// A submitter notifies managers alone.
impl Notifying for Submitter {
    fn to_be_notified(&mut self, ids: Vec<i64>) -> Result<HashMap<i64, User>> {
        let managers = self.managers()?.into_iter();
        Ok(managers.filter(|manager| ids.contains(&manager.id)).map(|manager| (manager.id, manager)).collect())
    }

    fn profile_name(&mut self) -> Result<String> {
        Submitter::profile_name(self)
    }

    fn language_of_others(&self) -> Language {
        self.language()
    }

    fn is_mailing(&self) -> bool {
        self.mails()
    }

    fn keep(&mut self, notification: Notification) -> Result<Recorded<Notification>> {
        self.keep_notification(notification)
    }

    fn mail(&mut self, notification: &Recorded<Notification>, user: &User, body: String) -> Result<()> {
        self.queue_mail(notification, user, body)
    }
}

/// Notifies users about a record, each in their own language: stores the notifications and, if mail is set up, queues the mails,
/// which leave once the transaction is committed.
pub fn notify(editor: &mut Editor, notice: Notice) -> Result<()> {
    notify_by(editor, vec![notice])
}

/// Notifies users about several records, as [`notify`] does about one.
pub fn notify_of_all(editor: &mut Editor, notices: Vec<Notice>) -> Result<()> {
    notify_by(editor, notices)
}

/// The same by another scope than an editor's.
pub fn notify_by(scope: &mut impl Notifying, notices: Vec<Notice>) -> Result<()> {
    let users = scope.to_be_notified(notices.iter().flat_map(|notice| &notice.user_ids).copied().collect())?;
    let profile = if scope.is_mailing() { Some(scope.profile_name()?) } else { None };
    for notice in notices {
        write(scope, &users, profile.as_deref(), notice)?;
    }
    Ok(())
}

fn write(scope: &mut impl Notifying, users: &HashMap<i64, User>, profile: Option<&str>, notice: Notice) -> Result<()> {
    let Notice { user_ids, entity, record_id, subject, comment } = notice;
    let what = kind_of(entity)?.noun;
    for user_id in user_ids {
        let user = users.get(&user_id).ok_or_else(|| Error::internal(format!("there is no user {user_id} to be told anything")))?;
        let language = user.language().unwrap_or(scope.language_of_others());
        let notification = scope.keep(Notification {
            user_id,
            entity: entity.name().to_owned(),
            record_id,
            subject: subject.text(language),
            comment: comment.as_ref().map(|comment| comment.text(language)),
            read_at: None,
        })?;
        if let Some(profile) = profile {
            let about = Sentence::MailAbout { what, id: record_id, profile: profile.into() };
            scope.mail(&notification, user, mail_text(&notification, &about.text(language)))?;
        }
    }
    Ok(())
}

/// The mail's text.
fn mail_text(notification: &Notification, about: &str) -> String {
    let comment = notification.comment.iter().map(|comment| format!("{comment}\n\n"));
    comment.chain([format!("{about}\n")]).collect()
}

/// Notifications as their user may see them, or a script in that user's name.
struct Shown {
    notifications: Vec<Recorded<Notification>>,
    /// The kinds of record that an application token may not read; the texts about such records are not shown.
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
