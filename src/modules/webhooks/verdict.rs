//! The verdict on a delivery after an attempt: when to retry it, when it has failed, when to disable its webhook, and whom to
//! notify.

use std::time::Duration;

use diesel::prelude::*;

use crate::auth::role::Role;
use crate::db::deliveries::{Attempt, Taken, Verdict};
use crate::db::feed::FeedChange;
use crate::db::schema::members;
use crate::db::scope::Manager;
use crate::db::stored::Recorded;
use crate::error::Result;
use crate::fields::{Instant, Named};
use crate::modules::notifications::{Notice, Words, notify};
use crate::records::kind_name::KindName;
use crate::records::kinds::kind_of;
use crate::records::member::Member;
use crate::records::webhook::Webhook;
use crate::sentences::{RECORD, Sentence};

/// The timeout of an attempt.
pub const PATIENCE: Duration = Duration::from_secs(15);

/// The pauses after the first failed attempts, in seconds. With the jitter and the attempts themselves they add up to 24 hours.
/// After one more attempt the delivery has failed.
const PAUSES: [i64; 10] = [5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400, 21_600, 36_400];

/// The most jitter that is added to a pause, in seconds.
const MOST_ADDED: i64 = 60;

/// The time, in seconds, without an accepted delivery after which a failed delivery disables its webhook. It is shorter than all
/// pauses together, because a delivery that was accepted just before the endpoint went away proves nothing.
const LASTING: i64 = 23 * 3_600;

/// The verdict as far as an attempt alone can tell.
#[derive(Debug, PartialEq)]
enum Finding {
    Sure(Verdict),
    /// The delivery is given up, and its webhook is disabled for this reason, unless the webhook has accepted another delivery
    /// since this moment.
    Hopeless {
        reason: Sentence,
        unless_taken_since: Option<Instant>,
    },
}

/// Decides about a delivery after this attempt, its last of `attempts`, and disables a webhook that accepts nothing any more.
pub fn judge(manager: &mut Manager, taken: &Taken, attempt: &Attempt, attempts: i64) -> Result<Verdict> {
    match find(taken.change.is_none(), attempt, attempts) {
        Finding::Sure(verdict) => Ok(verdict),
        Finding::Hopeless { reason, unless_taken_since } => give_up(manager, taken, reason, unless_taken_since),
    }
}

fn find(is_test: bool, attempt: &Attempt, attempts: i64) -> Finding {
    const GONE: i64 = 410;
    let Some(failure) = &attempt.failure else { return Finding::Sure(Verdict::Delivered) };
    if is_test {
        return Finding::Sure(Verdict::Failed);
    }
    if attempt.status_code == Some(GONE) {
        return Finding::Hopeless { reason: Sentence::EndpointGone, unless_taken_since: None };
    }
    match usize::try_from(attempts - 1).ok().and_then(|before| PAUSES.get(before)) {
        Some(pause) => Finding::Sure(Verdict::Delayed { due_at: Instant::now().plus_seconds(pause + jitter(*pause)) }),
        None => Finding::Hopeless {
            reason: Sentence::DeliveryFailedForDay { failure: failure.clone() },
            unless_taken_since: Some(Instant::now().plus_seconds(-LASTING)),
        },
    }
}

/// The jitter: up to a tenth of a pause, so that deliveries that failed together do not come back together.
fn jitter(pause: i64) -> i64 {
    let mut random = [0];
    match getrandom::fill(&mut random) {
        Ok(()) => (pause / 10).min(MOST_ADDED) * i64::from(random[0]) / 255,
        Err(_) => 0,
    }
}

/// Gives up a delivery, and disables its webhook unless that has accepted another delivery since.
fn give_up(manager: &mut Manager, taken: &Taken, reason: Sentence, unless_taken_since: Option<Instant>) -> Result<Verdict> {
    let webhook_id = taken.webhook_id;
    manager.hold_webhook(webhook_id)?;
    let webhook = manager.get::<Webhook>(webhook_id)?;
    if webhook.url != taken.webhook.url {
        // The webhook has a new URL; the answer of the old one says nothing about it.
        return Ok(Verdict::Delayed { due_at: manager.moment() });
    }
    if let Some(since) = unless_taken_since
        && manager.has_taken_since(webhook_id, since)?
    {
        if !manager.has_failed(webhook_id)? {
            tell_of_failure(manager, &webhook, taken, reason)?;
        }
        return Ok(Verdict::Failed);
    }
    disable(manager, webhook, reason)?;
    Ok(Verdict::GivenUp)
}

/// Disables a webhook that has accepted nothing for long, and notifies the managers of its profile.
fn disable(manager: &mut Manager, before: Recorded<Webhook>, reason: Sentence) -> Result<()> {
    if !before.enabled {
        return Ok(());
    }
    let told = reason.text(manager.call().house.language).into_owned();
    let disabled = Webhook { enabled: false, disabled_at: Some(manager.moment()), disabled_reason: Some(told), ..before.record.clone() };
    let webhook = manager.update(before, disabled)?;
    let subject = Sentence::WebhookDisabled { host: webhook.host().into() };
    tell_managers(manager, webhook.id, subject, Sentence::WebhookDisabledBecause { reason: Box::new(reason) })
}

/// Notifies the managers of a profile that a webhook accepts other changes, but not this one.
fn tell_of_failure(manager: &mut Manager, webhook: &Recorded<Webhook>, taken: &Taken, reason: Sentence) -> Result<()> {
    let Some(FeedChange { entity, record_id, .. }) = &taken.change else { return Ok(()) };
    let subject = Sentence::WebhookRefusesChange { host: webhook.host().into() };
    // A kind that this program does not have has no noun.
    let what = KindName::find(entity).map_or(Ok(&RECORD), |kind| kind_of(kind.0).map(|kind| kind.noun))?;
    let (reason, record_id, delivery_id) = (Box::new(reason), *record_id, taken.id);
    tell_managers(manager, webhook.id, subject, Sentence::WebhookRefusesChangeBecause { reason, what, record_id, delivery_id })
}

fn tell_managers(manager: &mut Manager, webhook_id: i64, subject: Sentence, comment: Sentence) -> Result<()> {
    let managers = manager.rows::<Member>().filter(members::role.eq(Role::Manager.name()));
    let user_ids = manager.load(managers)?.iter().map(|member| member.user_id).collect();
    let (subject, comment) = (Words::Sentence(subject), Some(Words::Sentence(comment)));
    notify(manager, Notice { user_ids, entity: Webhook::ENTITY, record_id: webhook_id, subject, comment })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(status_code: Option<i64>) -> Attempt {
        Attempt { attempted_at: Instant::now(), duration: 1, status_code, failure: Some("no".to_owned()) }
    }

    #[test]
    fn a_delivery_is_tried_for_24_hours() {
        let (mut shortest, mut longest) = (0, 0);
        for (attempts, pause) in (1..).zip(PAUSES) {
            let most = pause + (pause / 10).min(MOST_ADDED);
            let before = Instant::now();
            let Finding::Sure(Verdict::Delayed { due_at }) = find(false, &refused(Some(500)), attempts) else { panic!("{attempts}") };
            assert!(due_at >= before.plus_seconds(pause) && due_at <= Instant::now().plus_seconds(most), "{attempts}");
            (shortest, longest) = (shortest + pause, longest + most);
        }
        let attempts = i64::try_from(PATIENCE.as_secs() * (PAUSES.len() as u64 + 1)).unwrap();
        assert!(longest + attempts <= 86_400 && shortest > 85_000 && shortest > LASTING, "{shortest} to {longest}");
        for attempts in [11, 12, i64::MAX] {
            for status_code in [None, Some(500)] {
                let finding = find(false, &refused(status_code), attempts);
                assert!(matches!(finding, Finding::Hopeless { unless_taken_since: Some(_), .. }), "{attempts}");
            }
        }
        assert!(matches!(find(false, &refused(Some(410)), 1), Finding::Hopeless { unless_taken_since: None, .. }));
        for attempts in [1, 2, 11] {
            assert_eq!(find(true, &refused(Some(410)), attempts), Finding::Sure(Verdict::Failed));
            let taken_well = Attempt { failure: None, ..refused(Some(204)) };
            assert_eq!(find(false, &taken_well, attempts), Finding::Sure(Verdict::Delivered));
        }
    }
}
