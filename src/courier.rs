//! The courier: it sends the deliveries to webhooks.
//!
//! Invariants: a delivery is made at least once, in order for each record ([`crate::db::deliveries`] says why). It goes only
//! to addresses that the [`crate::auth::guard`] permits, and the judged address is the one that is connected to: our own resolver
//! hands on no other address, redirects are not followed, and no proxy of the environment is asked. An attempt takes no longer
//! than [`PATIENCE`], and each webhook has a few under way at a time, so that a slow endpoint delays only itself. All of this
//! happens on a thread of its own, and no call waits for it.

mod transport;

use std::collections::HashMap;
use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant as Clock};

use futures_util::future::{Either, FutureExt, select};
use futures_util::stream::{FuturesUnordered, StreamExt};
use prometheus::IntCounterVec;

use crate::auth::token::random_name;
use crate::db::Database;
use crate::db::call::Call;
use crate::db::deliveries::{self, Attempt, Due, Taken, Verdict};
use crate::errand::{AFTER_AN_OUTAGE, BETWEEN_LOOKS, Errand, Stop, chain, report};
use crate::error::Result;
use crate::fields::Instant;
use crate::house::House;
use crate::modules::webhooks::message::Message;
use crate::modules::webhooks::verdict::{PATIENCE, judge};
use crate::sentences::Sentence;
use transport::{Answer, Transport};

/// The lease of a delivery in seconds: well over an attempt.
const LEASE_SECONDS: i64 = 60;

/// The most attempts that a webhook has under way at a time.
const OF_ONE_WEBHOOK: usize = 4;

/// The most attempts that are under way together.
const TOGETHER: usize = 256;

/// The time for which deliveries are kept after they were made, in seconds.
const KEPT_FOR: i64 = 30 * 86_400;

/// The pause between two removals of old deliveries, in seconds.
const BETWEEN_CLEANINGS: i64 = 3_600;

/// The time that attempts under way have when the service stops.
const LAST_MOMENTS: Duration = Duration::from_millis(2_500);

/// Starts to deliver. The counters have the label `outcome`.
pub fn start(database: Database, house: Arc<House>, outcomes: IntCounterVec) -> std::io::Result<Errand> {
    let call = Call::of_service(house, Arc::clone(&database.memory));
    let courier = Courier { database, call: Arc::new(call), outcomes };
    let undone = "webhooks were being delivered to when the service stopped; they may be told the same again";
    Errand::start("courier", undone, |stop| courier.work(stop))
}

/// The state of the courier.
struct Courier {
    database: Database,
    /// The call in whose name the courier writes: it has no caller.
    call: Arc<Call>,
    outcomes: IntCounterVec,
}

/// A delivery that this node holds under a lease.
struct Held {
    taken: Arc<Taken>,
    lease: String,
    until: Instant,
}

/// The number of attempts that each webhook has under way.
#[derive(Default)]
struct Busy {
    under_way: HashMap<i64, usize>,
    /// The webhook that had the last turn.
    last: i64,
}

impl Busy {
    fn of(&self, webhook_id: i64) -> usize {
        self.under_way.get(&webhook_id).copied().unwrap_or(0)
    }

    fn begins(&mut self, webhook_id: i64) {
        *self.under_way.entry(webhook_id).or_default() += 1;
        self.last = webhook_id;
    }

    fn ends(&mut self, webhook_id: i64) {
        if let Some(number) = self.under_way.get_mut(&webhook_id) {
            *number = number.saturating_sub(1);
        }
        self.under_way.retain(|_, number| *number > 0);
    }

    /// The webhooks in the order of their turns, each with the number of deliveries that may be added to those under way. First
    /// come webhooks with the fewest under way, and among those the next in line, so that each has its turn, however many
    /// endpoints are slow.
    fn turns(&self, mut due: Vec<Due>) -> Vec<(Due, usize)> {
        due.sort_by_key(|Due { webhook_id, .. }| (self.of(*webhook_id), *webhook_id <= self.last, *webhook_id));
        let mut room = TOGETHER.saturating_sub(self.under_way.values().sum());
        let mut turns = Vec::new();
        for due in due {
            let most = OF_ONE_WEBHOOK.saturating_sub(self.of(due.webhook_id)).min(room);
            room -= most;
            if most > 0 {
                turns.push((due, most));
            }
        }
        turns
    }
}

impl Courier {
    async fn work(self, mut stop: Stop) {
        let mut pause = Duration::ZERO;
        while stop.goes_on_after(pause).await {
            match Transport::new(&self.call.house.guard, self.call.house.language) {
                Ok(transport) => return self.walk(&transport, stop).await,
                Err(cause) => tracing::error!(cause = chain(&cause), "webhooks can't be delivered to"),
            }
            pause = AFTER_AN_OUTAGE;
        }
    }

    async fn walk(&self, transport: &Transport, mut stop: Stop) {
        let mut under_way = FuturesUnordered::new();
        let mut busy = Busy::default();
        let mut cleaning_at = Instant::now();
        loop {
            let (mut landed, mut taken) = (Vec::new(), Vec::new());
            let looking = self.look(&mut cleaning_at, &busy, &mut taken);
            let pause = match meanwhile(looking, &mut under_way, &mut landed).await {
                Ok(true) => Duration::ZERO,
                Ok(false) => BETWEEN_LOOKS,
                Err(cause) => {
                    report(&cause, "the deliveries to webhooks can't be reached");
                    AFTER_AN_OUTAGE
                }
            };
            for held in taken {
                busy.begins(held.taken.webhook_id);
                under_way.push(self.deliver(transport, stop.clone(), held));
            }
            let resting = async {
                let resting = pin!(tokio::time::sleep(if landed.is_empty() { pause } else { Duration::ZERO }));
                if under_way.is_empty() {
                    resting.await;
                } else if let Either::Right((webhook_id, _)) = select(resting, under_way.next()).await {
                    landed.extend(webhook_id);
                }
            };
            if let Either::Left(_) = select(pin!(stop.told()), pin!(resting)).await {
                break;
            }
            // Attempts that have ended at the same time are taken together.
            while let Some(Some(webhook_id)) = under_way.next().now_or_never() {
                landed.push(webhook_id);
            }
            for webhook_id in landed {
                busy.ends(webhook_id);
            }
        }
        let _ = tokio::time::timeout(LAST_MOMENTS, under_way.for_each(|_| std::future::ready(()))).await;
    }

    /// Makes deliveries of new changes, and takes those that are due. True if some webhook has not seen all of the feed yet.
    /// Deliveries that were taken are in `taken` also if a later step fails.
    async fn look(&self, cleaning_at: &mut Instant, busy: &Busy, taken: &mut Vec<Held>) -> Result<bool> {
        let mut more = false;
        for follower in deliveries::followers(&self.database).await? {
            let webhook = follower.id;
            match deliveries::follow(&self.database, Arc::clone(&self.call), follower).await {
                Ok(goes_on) => more |= goes_on,
                // If it is an outage, the next step reports it. The other webhooks go on.
                Err(cause) => report(&cause, &format!("webhook {webhook} can't follow the feed")),
            }
        }
        for (due, most) in busy.turns(deliveries::due(&self.database, Instant::now()).await?) {
            let (now, lease) = (Instant::now(), random_name()?);
            let until = now.plus_seconds(LEASE_SECONDS);
            let these = deliveries::take(&self.database, due, most, now, lease.clone(), until).await?;
            taken.extend(these.into_iter().map(|taken| Held { taken: Arc::new(taken), lease: lease.clone(), until }));
        }
        if Instant::now() >= *cleaning_at {
            while deliveries::forget(&self.database, Instant::now().plus_seconds(-KEPT_FOR)).await? {}
            *cleaning_at = Instant::now().plus_seconds(BETWEEN_CLEANINGS);
        }
        Ok(more)
    }

    /// Makes an attempt and notes its outcome. Gives the webhook's id.
    async fn deliver(&self, transport: &Transport, mut stop: Stop, held: Held) -> i64 {
        let Held { taken, lease, until } = held;
        let (attempted_at, started) = (Instant::now(), Clock::now());
        let answer = match Message::of(&taken) {
            Ok(message) => transport.send(&taken.webhook, &message, attempted_at).await,
            Err(cause) => {
                report(&cause, &format!("the message of delivery {} can't be written", taken.id));
                Answer::failed(Sentence::MessageNotWritten.text(self.call.house.language))
            }
        };
        let attempt = Attempt {
            attempted_at,
            duration: i64::try_from(started.elapsed().as_millis()).unwrap_or(i64::MAX),
            status_code: answer.status_code.map(i64::from),
            failure: answer.failure,
        };
        let settling = stop.persist(until, async || {
            deliveries::settle(&self.database, Arc::clone(&self.call), &taken, lease.clone(), attempt.clone(), judge).await
        });
        match settling.await {
            Ok(Some(verdict)) => self.count(&taken, &attempt, verdict),
            Ok(None) => tracing::warn!(delivery = taken.id, "a delivery is not ours any more; it may be made twice"),
            Err(cause) => {
                report(&cause, &format!("delivery {} can't be noted; it will be made again", taken.id));
            }
        }
        taken.webhook_id
    }

    fn count(&self, taken: &Taken, attempt: &Attempt, verdict: Verdict) {
        let (webhook, delivery, cause) = (taken.webhook_id, taken.id, attempt.failure.as_deref());
        let outcome = match verdict {
            Verdict::Delivered => "delivered",
            Verdict::Delayed { .. } => {
                tracing::warn!(webhook, delivery, cause, "a webhook was not reached and will be tried again");
                "delayed"
            }
            Verdict::Failed => {
                tracing::warn!(webhook, delivery, cause, "a delivery to a webhook has failed and is not tried again");
                "failed"
            }
            Verdict::GivenUp => {
                tracing::error!(webhook, delivery, cause, "a webhook was not reached and is disabled");
                "given_up"
            }
        };
        self.outcomes.with_label_values(&[outcome]).inc();
    }
}

/// Does some work while attempts go on, so that none waits for it with an answer that has come, or with its end.
async fn meanwhile<T>(
    work: impl Future<Output = T>,
    under_way: &mut FuturesUnordered<impl Future<Output = i64>>,
    landed: &mut Vec<i64>,
) -> T {
    let mut work = pin!(work);
    loop {
        if under_way.is_empty() {
            return work.await;
        }
        match select(work.as_mut(), under_way.next()).await {
            Either::Left((value, _)) => return value,
            Either::Right((webhook_id, _)) => landed.extend(webhook_id),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The turns of these webhooks, all of one profile.
    fn turns(busy: &Busy, webhooks: impl IntoIterator<Item = i64>) -> Vec<(i64, usize)> {
        let due = webhooks.into_iter().map(|webhook_id| Due { profile_id: 1, webhook_id });
        busy.turns(due.collect()).into_iter().map(|(due, most)| (due.webhook_id, most)).collect()
    }

    #[test]
    fn who_waits_for_nobody_comes_before_those_that_let_us_wait() {
        let mut busy = Busy::default();
        for webhook_id in 1..=64 {
            (0..OF_ONE_WEBHOOK).for_each(|_| busy.begins(webhook_id));
        }
        assert_eq!(turns(&busy, 1..=80), []);
        // An attempt of the first webhook ends, and its place is free again.
        busy.ends(1);
        assert_eq!(turns(&busy, [1, 2]), [(1, 1)]);
        assert_eq!(turns(&busy, [1, 2, 80]), [(80, 1)]);
        busy.ends(1);
        assert_eq!(turns(&busy, [1, 2, 80]), [(80, 2)]);
        assert_eq!(turns(&Busy::default(), [7, 9]), [(7, OF_ONE_WEBHOOK), (9, OF_ONE_WEBHOOK)]);
    }

    #[test]
    fn of_more_than_have_room_each_has_its_turn() {
        let mut busy = Busy::default();
        let due: Vec<i64> = (1..=1_000).collect();
        let mut served = std::collections::BTreeSet::new();
        for _ in 0..1_000 {
            for (webhook_id, most) in turns(&busy, due.clone()) {
                (0..most).for_each(|_| busy.begins(webhook_id));
                served.insert(webhook_id);
            }
            // The first endpoint with an attempt under way answers.
            let first = due.iter().copied().find(|webhook_id| busy.of(*webhook_id) > 0).unwrap();
            busy.ends(first);
        }
        assert_eq!(served.len(), due.len());
    }
}
