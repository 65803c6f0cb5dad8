//! The courier: what webhooks are to be told leaves the house.
//!
//! What holds here: a delivery is made at least once, in order for each record ([`crate::db::deliveries`] says why); it goes
//! to no address that the [`guard`] does not let pass, and what was judged is what is connected to: names are resolved by a
//! resolver of our own, which hands on nothing else, redirects are not followed, and no proxy of the environment is asked.
//! An attempt takes no longer than [`PATIENCE`], and each webhook has a few under way at a time, so that an endpoint that is
//! slow holds up itself alone. All of this happens on a thread of its own, and no call waits for it.

pub mod guard;
mod transport;

use std::collections::HashMap;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::{Either, FutureExt, select};
use futures_util::stream::{FuturesUnordered, StreamExt};
use prometheus::IntCounterVec;

use crate::auth::token::random_name;
use crate::db::Database;
use crate::db::deliveries::{self, Attempt, Outcome, Taken};
use crate::errand::{AFTER_AN_OUTAGE, BETWEEN_LOOKS, Errand, Stop, chain};
use crate::error::Result;
use crate::fields::Instant;
use crate::house::{Call, House};
use crate::modules::webhooks::message::Message;
use transport::{Answer, Transport};

/// How long an attempt may take.
const PATIENCE: Duration = Duration::from_secs(15);

/// How long a delivery is held by who makes it, in seconds: well over an attempt.
const LEASE_SECONDS: i64 = 60;

/// How long a delivery waits after each attempt that failed, in seconds: 24 hours together, less the last attempt's.
/// After one more its webhook is disabled.
const PAUSES: [i64; 10] = [5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400, 21_600, 37_000];

/// How many attempts a webhook has under way at a time.
const OF_ONE_WEBHOOK: usize = 4;

/// How many there are under way together.
const TOGETHER: usize = 256;

/// How long deliveries are kept after they were made, in seconds.
const KEPT_FOR: i64 = 30 * 86_400;

/// How often those are forgotten that were kept for long enough, in seconds.
const BETWEEN_CLEANINGS: i64 = 3_600;

/// How long attempts that are under way may take when the service stops.
const LAST_MOMENTS: Duration = Duration::from_millis(2_500);

/// Starts to deliver. The counters have the label `outcome`.
pub fn start(database: Database, house: Arc<House>, outcomes: IntCounterVec) -> std::io::Result<Errand> {
    let courier = Courier { database, call: Arc::new(Call::of_service(house)), outcomes };
    let undone = "webhooks were being delivered to when the service stopped; they may be told the same again";
    Errand::start("courier", undone, |stop| courier.work(stop))
}

/// The courier's own things.
struct Courier {
    database: Database,
    /// What is written in nobody's name is written in this one.
    call: Arc<Call>,
    outcomes: IntCounterVec,
}

/// A delivery that is ours for a while.
struct Held {
    taken: Taken,
    lease: String,
    until: Instant,
}

/// What a look found to be done.
#[derive(Default)]
struct Found {
    taken: Vec<Held>,
    /// Whether some webhook has not seen all of the feed yet.
    more: bool,
}

impl Courier {
    async fn work(self, mut stop: Stop) {
        let mut pause = Duration::ZERO;
        while stop.goes_on_after(pause).await {
            match Transport::new(&self.call.house.guard) {
                Ok(transport) => return self.walk(&transport, stop).await,
                Err(cause) => tracing::error!(cause = chain(&cause), "webhooks can't be delivered to"),
            }
            pause = AFTER_AN_OUTAGE;
        }
    }

    async fn walk(&self, transport: &Transport, mut stop: Stop) {
        let mut under_way = FuturesUnordered::new();
        let mut busy: HashMap<i64, usize> = HashMap::new();
        let mut cleaning_at = Instant::now();
        loop {
            let pause = match self.look(&mut cleaning_at, &busy).await {
                Ok(Found { taken, more }) => {
                    for held in taken {
                        *busy.entry(held.taken.webhook_id).or_default() += 1;
                        under_way.push(self.deliver(transport, stop.clone(), held));
                    }
                    if more { Duration::ZERO } else { BETWEEN_LOOKS }
                }
                Err(cause) => {
                    tracing::warn!(cause = chain(&cause), "the deliveries to webhooks can't be reached");
                    AFTER_AN_OUTAGE
                }
            };
            let landing = async {
                let resting = pin!(tokio::time::sleep(pause));
                if under_way.is_empty() {
                    resting.await;
                    return None;
                }
                match select(resting, under_way.next()).await {
                    Either::Left(_) => None,
                    Either::Right((webhook_id, _)) => webhook_id,
                }
            };
            let mut landed = match select(pin!(stop.told()), pin!(landing)).await {
                Either::Left(_) => break,
                Either::Right((landed, _)) => landed,
            };
            while let Some(webhook_id) = landed {
                if let Some(number) = busy.get_mut(&webhook_id) {
                    *number = number.saturating_sub(1);
                }
                // Whoever has landed at the same time is not looked for separately.
                landed = under_way.next().now_or_never().flatten();
            }
            busy.retain(|_, number| *number > 0);
        }
        let _ = tokio::time::timeout(LAST_MOMENTS, under_way.for_each(|_| std::future::ready(()))).await;
    }

    /// Makes deliveries of what has changed, and takes those that are due.
    async fn look(&self, cleaning_at: &mut Instant, busy: &HashMap<i64, usize>) -> Result<Found> {
        let mut found = Found::default();
        for follower in deliveries::followers(&self.database).await? {
            let webhook = follower.id;
            match deliveries::follow(&self.database, Arc::clone(&self.call), follower).await {
                Ok(more) => found.more |= more,
                // Should it be an outage, what comes next says so. The others go on.
                Err(cause) => tracing::warn!(webhook, cause = chain(&cause), "a webhook can't follow the feed"),
            }
        }
        let mut room = TOGETHER.saturating_sub(busy.values().sum());
        for webhook_id in deliveries::due(&self.database, Instant::now()).await? {
            let most = OF_ONE_WEBHOOK.saturating_sub(busy.get(&webhook_id).copied().unwrap_or(0)).min(room);
            if most > 0 {
                let (now, lease) = (Instant::now(), random_name()?);
                let until = now.plus_seconds(LEASE_SECONDS);
                let these = deliveries::take(&self.database, webhook_id, most, now, lease.clone(), until).await?;
                room = room.saturating_sub(these.len());
                found.taken.extend(these.into_iter().map(|taken| Held { taken, lease: lease.clone(), until }));
            }
        }
        if Instant::now() >= *cleaning_at {
            while deliveries::forget(&self.database, Instant::now().plus_seconds(-KEPT_FOR)).await? {}
            *cleaning_at = Instant::now().plus_seconds(BETWEEN_CLEANINGS);
        }
        Ok(found)
    }

    /// Makes an attempt and notes what it came to. Gives the webhook's id.
    async fn deliver(&self, transport: &Transport, mut stop: Stop, held: Held) -> i64 {
        let Held { taken, lease, until } = held;
        let attempted_at = Instant::now();
        let answer = match Message::of(&taken) {
            Ok(message) => transport.send(&taken.webhook, &message, attempted_at).await,
            Err(cause) => Answer::failed(format!("The message can't be written: {}", chain(&cause))),
        };
        let outcome = outcome(&taken, &answer);
        let attempt = Attempt {
            attempted_at,
            duration: (Instant::now().microseconds() - attempted_at.microseconds()) / 1_000,
            status_code: answer.status_code.map(i64::from),
            failure: answer.failure,
        };
        self.count(&taken, &attempt, &outcome);
        let settling = stop.persist(until, async || {
            let call = Arc::clone(&self.call);
            deliveries::settle(&self.database, call, &taken, lease.clone(), attempt.clone(), outcome.clone()).await
        });
        match settling.await {
            Ok(true) => {}
            Ok(false) => tracing::warn!(delivery = taken.id, "a delivery is not ours any more; it may be made twice"),
            Err(cause) => {
                tracing::warn!(delivery = taken.id, cause = chain(&cause), "a delivery can't be noted; it will be made again");
            }
        }
        taken.webhook_id
    }

    fn count(&self, taken: &Taken, attempt: &Attempt, outcome: &Outcome) {
        let (webhook, delivery, cause) = (taken.webhook_id, taken.id, attempt.failure.as_deref());
        let outcome = match outcome {
            Outcome::Delivered => "delivered",
            Outcome::Delayed { .. } => {
                tracing::warn!(webhook, delivery, cause, "a webhook was not reached and will be tried again");
                "delayed"
            }
            Outcome::Failed => {
                tracing::warn!(webhook, delivery, cause, "a webhook was tested and not reached");
                "failed"
            }
            Outcome::Hopeless { .. } => {
                tracing::error!(webhook, delivery, cause, "a webhook was not reached and is disabled");
                "given_up"
            }
        };
        self.outcomes.with_label_values(&[outcome]).inc();
    }
}

/// What becomes of a delivery after this answer.
fn outcome(taken: &Taken, answer: &Answer) -> Outcome {
    const GONE: u16 = 410;
    let Some(failure) = &answer.failure else { return Outcome::Delivered };
    if taken.change.is_none() {
        return Outcome::Failed;
    }
    if answer.status_code == Some(GONE) {
        return Outcome::Hopeless { reason: "The endpoint answered 410 Gone: it wants to be told nothing more.".to_owned() };
    }
    match usize::try_from(taken.attempts - 1).ok().and_then(|before| PAUSES.get(before)) {
        Some(pause) => Outcome::Delayed { due_at: Instant::now().plus_seconds(pause + jitter(*pause)) },
        None => Outcome::Hopeless { reason: format!("A delivery has failed for 24 hours, the last time because: {failure}") },
    }
}

/// Up to a tenth of a pause, so that those that failed together don't come back together.
fn jitter(pause: i64) -> i64 {
    let mut random = [0];
    match getrandom::fill(&mut random) {
        Ok(()) => pause * i64::from(random[0]) / 2_560,
        Err(_) => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::feed::FeedChange;
    use crate::modules::webhooks::Webhook;

    fn taken(attempts: i64, is_test: bool) -> Taken {
        let webhook = Webhook {
            url: "https://erp.example.com/".to_owned(),
            description: None,
            entities: "[]".to_owned(),
            operations: "[]".to_owned(),
            exclude_origin: None,
            enabled: true,
            disabled_at: None,
            disabled_reason: None,
            secret: String::new(),
            previous_secret: None,
            previous_secret_ends_at: None,
        };
        let change = FeedChange {
            sequence: 1,
            entity: "company".to_owned(),
            record_id: 1,
            operation: "create".to_owned(),
            version: 1,
            record: "{}".to_owned(),
            changed_at: Instant::now(),
            user_id: None,
            origin: None,
            request_id: None,
        };
        let change = (!is_test).then_some(change);
        Taken { id: 1, profile_id: 1, webhook_id: 1, created_at: Instant::now(), attempts, webhook, change }
    }

    fn refused(status_code: Option<u16>) -> Answer {
        Answer { status_code, failure: Some("no".to_owned()) }
    }

    #[test]
    fn a_delivery_is_tried_for_24_hours() {
        let mut waited = 0;
        for (attempts, pause) in (1..).zip(PAUSES) {
            let before = Instant::now();
            let Outcome::Delayed { due_at } = outcome(&taken(attempts, false), &refused(Some(500))) else { panic!("{attempts}") };
            let most = Instant::now().plus_seconds(pause + pause / 10);
            assert!(due_at >= before.plus_seconds(pause) && due_at <= most, "{attempts}");
            waited += pause;
        }
        assert!((86_000..=86_400).contains(&waited), "{waited}");
        for (attempts, status_code) in [(11, None), (12, Some(500)), (i64::MAX, None), (1, Some(410))] {
            assert!(matches!(outcome(&taken(attempts, false), &refused(status_code)), Outcome::Hopeless { .. }), "{attempts}");
        }
        for attempts in [1, 2, 11] {
            assert_eq!(outcome(&taken(attempts, true), &refused(Some(410))), Outcome::Failed);
            let taken_well = Answer { status_code: Some(204), failure: None };
            assert_eq!(outcome(&taken(attempts, false), &taken_well), Outcome::Delivered);
        }
    }
}
