//! Notifications, mirroring src/modules/notifications; and helpers that notify a user, as a method does that makes a record for
//! somebody else.

mod get_notifications;
mod mark_read;

use std::sync::Arc;

use ventanilla::auth::registration::Registration;
use ventanilla::db::call::Call;
use ventanilla::db::connection::DatabaseAddress;
use ventanilla::db::scope::Manager;
use ventanilla::db::writes::Operator;
use ventanilla::error::Result;
use ventanilla::fields::{Instant, Named};
use ventanilla::modules::notifications::{Notice, Words, notify};
use ventanilla::records::company::Company;

use crate::service::Person;

/// Whether notifications are mailed, too.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Mailing {
    On,
    Off,
}

/// Runs work in one transaction in the person's profile, in their name.
pub fn as_operator<T>(url: &str, person: &Person, mailing: Mailing, work: impl FnOnce(&mut Manager) -> Result<T>) -> Result<T> {
    let mut call = Call::of_operator(Registration::Closed).expect("a call");
    Arc::get_mut(&mut call.house).expect("a house of its own").mails = mailing == Mailing::On;
    let mut operator = Operator::open(&DatabaseAddress::parse(url).expect("a URL")).expect("the database is there");
    operator.run(|lease| Manager::of_operator(lease, call, person.profile_id, person.user_id, Instant::now()), work)
}

/// A notice about a company for a person.
pub fn notice(person: &Person, company_id: i64, subject: &str, comment: Option<&str>) -> Notice {
    Notice {
        user_ids: vec![person.user_id],
        entity: Company::ENTITY,
        record_id: company_id,
        subject: Words::Written(subject.to_owned()),
        comment: comment.map(|comment| Words::Written(comment.to_owned())),
    }
}

/// Notifies a person about company 1, once with each of these subjects.
pub fn tell(url: &str, person: &Person, mailing: Mailing, subjects: &[&str]) {
    as_operator(url, person, mailing, |manager| {
        subjects.iter().try_for_each(|subject| notify(manager, notice(person, 1, subject, Some("Call them back."))))
    })
    .expect("somebody is told");
}
