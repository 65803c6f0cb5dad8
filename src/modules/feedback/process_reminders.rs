//! `Feedback.ProcessReminders`: reminds customers of requests that they have not answered, and notes which of them are expired.
//!
//! Invariants: a request is reminded of on its third and on its seventh day, of the newest alone where both are due, and never twice for
//! the same: that it was is kept in the transaction that queues the mail. Callers at once follow one another.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::letter::{self, Occasion};
use super::{DAY, LAST_REMINDER};
use crate::auth::role::Role;
use crate::db::schema::feedback;
use crate::db::scope::{Editor, Reader};
use crate::db::stored::Recorded;
use crate::error::Result;
use crate::fields::{Beginning, Instant, Named, Order};
use crate::modules::notifications::{Notice, Words, notify_of_all};
use crate::records::company::Company;
use crate::records::feedback::{EXPIRED, Feedback, OPEN};
use crate::rpc::method::PlainMethod;
use crate::sentences::Sentence;

/// Reminds customers of requests for feedback that they have not answered: on the third day and on the seventh, each once. Where both
/// are due, one reminder stands for them.
///
/// A reminder is mailed to the customer. If it can't be mailed, because the service sends no mail, there is no address or mails to it
/// are blocked, somebody is notified who can telephone instead: the user who made the request, else the company's owner, else the
/// managers. Requests whose 30 days are over become `expired`. A scheduled job may call this as often as it likes. One call works on about
/// 400 requests: call it again while `has_more` is true.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The moment at which reminders are due; a day stands for its beginning. Default: now.
    #[serde(default)]
    now: Option<Beginning>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "FeedbackReminders")]
pub struct Response {
    /// The number of reminders that this call handed over to be mailed.
    mailed: i64,
    /// The number of reminders that could not be mailed, of which this call notified somebody instead.
    notified: i64,
    /// The number of requests that became expired.
    expired: i64,
    /// Whether there are others. Call again.
    has_more: bool,
}

/// The most reminders, and the most expiries, of one call.
const MOST: i64 = 200;

/// The order in which reminders are due, and that in which requests expire.
const DUE_FIRST: Order = Order { column: "reminder_at", descending: false, nullable: true };
const ENDING_FIRST: Order = Order { column: "expires_at", descending: false, nullable: false };

pub struct ProcessReminders;

impl PlainMethod for ProcessReminders {
    type Scope = Editor;
    type Parameters = Parameters;
    type Response = Response;

    const SUMMARY_IN_SPANISH: &'static str = "Recuerda a los clientes las solicitudes de opinión que no han respondido, el tercer día y el \
        séptimo, una sola vez cada vez, y marca las que han caducado.";

    fn name(&self) -> &'static str {
        "ProcessReminders"
    }

    fn call(&self, editor: &mut Editor, parameters: Parameters) -> Result<Response> {
        let now = parameters.now.map_or(editor.moment(), Beginning::instant);
        editor.hold_reminders()?;
        let (expired, more_to_expire) = expire(editor, now)?;
        let due = |reader: &Reader| reader.rows::<Feedback>().filter(feedback::reminder_at.le(now));
        let due = editor.behind(due, DUE_FIRST, None, MOST)?;
        let has_more = more_to_expire || is_full(&due);
        let requests: Vec<&Feedback> = due.iter().map(|kept| &kept.record).collect();
        let recipients = letter::recipients(editor, &requests)?;
        let mut response = Response { mailed: 0, notified: 0, expired, has_more };
        let mut by_telephone = Vec::new();
        for (before, recipient) in due.into_iter().zip(recipients) {
            match recipient {
                Some(recipient) => {
                    letter::queue(editor, &before, &recipient, Occasion::Reminder)?;
                    response.mailed += 1;
                }
                None => {
                    by_telephone.push((before.id, before.company_id, before.created_by.map(|author| author.user_id)));
                    response.notified += 1;
                }
            }
            let reminded = reminded(&before, now, editor.moment());
            editor.update(before, reminded)?;
        }
        notify_staff(editor, &by_telephone)?;
        Ok(response)
    }
}

fn is_full(found: &[Recorded<Feedback>]) -> bool {
    i64::try_from(found.len()).is_ok_and(|number| number >= MOST)
}

/// The request after the reminder that is due now: one for all days that have passed.
fn reminded(before: &Recorded<Feedback>, now: Instant, moment: Instant) -> Feedback {
    let last = before.created_at.plus_seconds(LAST_REMINDER * DAY);
    let reminder_at = (now < last).then_some(last);
    Feedback { reminders: before.reminders + 1, reminded_at: Some(moment), reminder_at, ..before.record.clone() }
}

/// Notes which open requests are expired. Gives their number, and whether there are others.
fn expire(editor: &mut Editor, now: Instant) -> Result<(i64, bool)> {
    let over = |reader: &Reader| reader.rows::<Feedback>().filter(feedback::status.eq(OPEN)).filter(feedback::expires_at.le(now));
    let over = editor.behind(over, ENDING_FIRST, None, MOST)?;
    let (mut number, has_more) = (0, is_full(&over));
    for before in over {
        let expired = Feedback { status: EXPIRED.to_owned(), reminder_at: None, ..before.record.clone() };
        editor.update(before, expired)?;
        number += 1;
    }
    Ok((number, has_more))
}

/// Notifies the people who can telephone customers about these requests: each with its id, its company and the user who made it.
fn notify_staff(editor: &mut Editor, requests: &[(i64, i64, Option<i64>)]) -> Result<()> {
    if requests.is_empty() {
        return Ok(());
    }
    let members = editor.members()?;
    let managers: Vec<i64> =
        members.iter().filter(|(member, _)| member.role == Role::Manager.name()).map(|(member, _)| member.user_id).collect();
    let present: HashSet<i64> = members.iter().map(|(member, _)| member.user_id).collect();
    let companies: HashMap<i64, Recorded<Company>> = editor.by_ids(requests.iter().map(|(_, company_id, _)| *company_id))?;
    let notice = |(record_id, company_id, author): &(i64, i64, Option<i64>)| {
        let company = companies.get(company_id);
        let owner = company.and_then(|company| company.user_id);
        let responsible = author.filter(|id| present.contains(id)).or_else(|| owner.filter(|id| present.contains(id)));
        Notice {
            user_ids: responsible.map_or_else(|| managers.clone(), |user_id| vec![user_id]),
            entity: Feedback::ENTITY,
            record_id: *record_id,
            subject: Words::Sentence(Sentence::FeedbackUnanswered),
            comment: company.map(|company| Words::Written(company.name.clone())),
        }
    };
    notify_of_all(editor, requests.iter().map(notice).collect())
}
