//! The outbox: mails that wait to be sent, each queued in the transaction of the change that it is about.
//!
//! Invariants: a mail is queued only with a stored notification, for its user; or as a letter to a customer, which may carry the paper
//! of a document. The
//! paper itself is printed when the mail is sent, so that the outbox keeps none. A sender takes it under a lease first; until
//! the lease ends no other sender does, on any node, and only the holder notes the outcome. A sent mail is removed; a mail that
//! was given up is kept for a while. These rows are work to be done and no records: they have no versions and leave no change
//! record.

use diesel::dsl::count_star;
use diesel::prelude::*;

use super::Database;
use super::accounts::User;
use super::chores::{look, write};
use super::connection::{AnyConnection, either};
use super::reads::Weight;
use super::schema::mails;
use super::scope::{Base, Editor};
use super::stored::Recorded;
use crate::error::Result;
use crate::fields::{Entity, Instant};
use crate::records::notification::Notification;

/// The number of due mails that are tried for one that no other sender takes at this moment.
const TRIED: i64 = 8;

/// The time for which given-up mails are kept, in seconds.
const GIVEN_UP_KEPT_FOR: i64 = 30 * 86_400;

/// A mail that a sender has taken.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable)]
#[diesel(table_name = mails)]
pub struct Mail {
    pub id: i64,
    pub profile_id: i64,
    /// The recipient's address.
    pub recipient: String,
    pub recipient_name: String,
    /// The address for answers, if it is not the sender's.
    pub reply_to: Option<String>,
    pub subject: String,
    pub body: String,
    /// The kind and the id of the document whose paper goes along.
    pub paper_kind: Option<String>,
    pub paper_id: Option<i64>,
    pub created_at: Instant,
    /// The number of times that it was taken before.
    pub attempts: i64,
}

/// The outcome of an attempt to send a mail.
#[derive(Debug, Clone)]
pub enum MailOutcome {
    Sent,
    /// The mail will be tried again.
    Delayed {
        due_at: Instant,
        failure: String,
    },
    /// The mail will not be tried again.
    GivenUp {
        failure: String,
    },
}

/// A mail to a customer, which may carry the paper of a document.
#[derive(Debug, Clone, Copy)]
pub struct Letter<'a> {
    pub recipient: &'a str,
    pub recipient_name: &'a str,
    pub reply_to: Option<&'a str>,
    pub subject: &'a str,
    pub body: &'a str,
    /// The kind and the id of the document whose paper goes along.
    pub paper: Option<(Entity, i64)>,
}

impl Editor {
    /// Whether notifications are mailed by this service.
    pub fn mails(&self) -> bool {
        self.base.call.house.mails
    }

    /// Queues a letter. It can be sent once this transaction is committed.
    pub fn queue_letter(&mut self, letter: &Letter<'_>) -> Result<()> {
        let (profile_id, moment) = (self.base.profile_id, self.base.moment);
        let mail = (
            mails::profile_id.eq(profile_id),
            mails::recipient.eq(letter.recipient),
            mails::recipient_name.eq(letter.recipient_name),
            mails::reply_to.eq(letter.reply_to),
            mails::subject.eq(letter.subject),
            mails::body.eq(letter.body),
            mails::paper_kind.eq(letter.paper.map(|(kind, _)| kind.name())),
            mails::paper_id.eq(letter.paper.map(|(_, id)| id)),
            mails::created_at.eq(moment),
            mails::attempts.eq(0_i64),
            mails::due_at.eq(Some(moment)),
        );
        let connection = &mut *self.base.lease;
        either!(connection, connection => diesel::insert_into(mails::table).values(mail).execute(connection))?;
        Ok(())
    }

    /// Queues a mail about a notification to its user. It can be sent once this transaction is committed.
    pub fn queue_mail(&mut self, notification: &Recorded<Notification>, user: &User, body: String) -> Result<()> {
        self.base.queue_mail(notification, user, body)
    }
}

impl Base {
    pub(super) fn queue_mail(&mut self, notification: &Recorded<Notification>, user: &User, body: String) -> Result<()> {
        let connection = &mut *self.lease;
        let mail = (
            mails::profile_id.eq(notification.profile_id),
            mails::notification_id.eq(Some(notification.id)),
            mails::recipient.eq(&user.email),
            mails::recipient_name.eq(&user.name),
            mails::subject.eq(&notification.subject),
            mails::body.eq(body),
            mails::created_at.eq(notification.created_at),
            mails::attempts.eq(0_i64),
            mails::due_at.eq(Some(notification.created_at)),
        );
        either!(connection, connection => diesel::insert_into(mails::table).values(mail).execute(connection))?;
        Ok(())
    }
}

/// The number of mails that are still to be sent.
pub async fn waiting(database: &Database) -> Result<i64> {
    let waiting = mails::table.filter(mails::due_at.is_not_null()).select(count_star());
    look(database, Weight::Long, move |connection| Ok(either!(connection, connection => waiting.get_result(connection))?)).await
}

/// Takes the mail that has been due for the longest and that no other sender takes, until `until`. No other taking ever has the
/// same lease.
///
/// The due mails are read over all profiles before anything is locked: mostly there are none. One is then locked by its profile
/// and id.
pub async fn take(database: &Database, now: Instant, lease: String, until: Instant) -> Result<Option<Mail>> {
    let due = mails::table.filter(mails::due_at.le(now)).order((mails::due_at, mails::id)).limit(TRIED);
    let looking = move |connection: &mut AnyConnection| {
        let first: Vec<(i64, i64)> = either!(connection, connection => due.select((mails::profile_id, mails::id)).load(connection))?;
        Ok(first)
    };
    let due = look(database, Weight::Short, looking).await?;
    if due.is_empty() {
        return Ok(None);
    }
    let taking = move |connection: &mut AnyConnection| {
        for (profile_id, id) in &due {
            let this = mails::table.filter(mails::profile_id.eq(*profile_id)).filter(mails::id.eq(*id));
            let still_due = this.filter(mails::due_at.le(now));
            let mail = match connection {
                // The writer's transactions follow one another.
                AnyConnection::Sqlite(connection) => still_due.select(Mail::as_select()).first(connection).optional()?,
                AnyConnection::Postgres(connection) => {
                    still_due.for_update().skip_locked().select(Mail::as_select()).first(connection).optional()?
                }
            };
            if mail.is_some() {
                let taken = (mails::due_at.eq(Some(until)), mails::lease.eq(Some(&lease)), mails::attempts.eq(mails::attempts + 1));
                either!(connection, connection => diesel::update(this).set(taken).execute(connection))?;
                return Ok(mail);
            }
        }
        Ok(None)
    };
    write(database, taking).await
}

/// Notes the outcome of a mail. False if the lease has ended and another sender has taken the mail since.
pub async fn settle(database: &Database, mail: &Mail, lease: String, now: Instant, outcome: MailOutcome) -> Result<bool> {
    let (profile_id, id) = (mail.profile_id, mail.id);
    let settling = move |connection: &mut AnyConnection| {
        let this = mails::table.filter(mails::profile_id.eq(profile_id)).filter(mails::id.eq(id));
        let held = this.filter(mails::lease.eq(&lease));
        let released = mails::lease.eq(None::<String>);
        let held = either!(connection, connection => match &outcome {
            MailOutcome::Sent => diesel::delete(held).execute(connection)?,
            MailOutcome::Delayed { due_at, failure } => {
                let delayed = (released, mails::due_at.eq(Some(*due_at)), mails::failure.eq(Some(failure)));
                diesel::update(held).set(delayed).execute(connection)?
            }
            MailOutcome::GivenUp { failure } => {
                let forgotten = mails::given_up_at.lt(now.plus_seconds(-GIVEN_UP_KEPT_FOR));
                diesel::delete(mails::table.filter(forgotten)).execute(connection)?;
                let due_at = mails::due_at.eq(None::<Instant>);
                let given_up = (released, due_at, mails::failure.eq(Some(failure)), mails::given_up_at.eq(Some(now)));
                diesel::update(held).set(given_up).execute(connection)?
            }
        });
        Ok(held == 1)
    };
    write(database, settling).await
}
