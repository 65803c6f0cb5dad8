//! The meter: how often each caller may do something in a span of time.
//!
//! Each caller has an allowance for one span, which may be spent at once and comes back evenly (the generic cell rate algorithm:
//! all that is kept is the moment at which the allowance is whole again). No crate does it here, because the known one admits
//! several calls all or none, and an array of calls has to be admitted as far as the allowance goes.
//!
//! Invariants: memory is bounded, whoever calls. An entry that is forgotten before its time is to the caller's advantage.
//! Entries are kept in memory: each node counts for itself.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// One meter, with all callers that it counts.
#[derive(Debug)]
pub struct Meter<K> {
    most: u32,
    /// The time until one more is allowed.
    interval: Duration,
    /// The time until the whole allowance is back: the span but for rounding.
    window: Duration,
    whole_at: Mutex<Recent<K>>,
}

/// The part of the wanted number that a meter allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    pub admitted: u32,
    pub left: u32,
    /// The time until the whole allowance is there again.
    pub whole_in: Duration,
    /// The time until there is enough for those that are refused.
    pub retry_in: Duration,
}

/// The number that a caller wants.
#[derive(Debug, Clone, Copy)]
pub enum Wanted {
    /// As many as there are: those beyond the allowance are refused.
    Several(u32),
    /// All of them or none, inside one that was admitted before: a retry brings the outer one again, too.
    Further(u32),
}

impl<K: Eq + Hash> Meter<K> {
    /// Makes the meter; none if the limit is zero.
    pub fn new(most: u32, span: Duration) -> Option<Self> {
        let interval = span.checked_div(most)?;
        Some(Meter { most, interval, window: interval * most, whole_at: Mutex::new(Recent::new(span, Instant::now())) })
    }

    /// The whole allowance.
    pub fn most(&self) -> u32 {
        self.most
    }

    /// Takes what is wanted from this caller's allowance, as far as it goes.
    pub fn take(&self, key: K, wanted: Wanted, now: Instant) -> Taken {
        // A panic of another thread leaves whole values behind: a moment is written at once.
        let mut recent = self.whole_at.lock().unwrap_or_else(PoisonError::into_inner);
        let whole_at = recent.of(key, now);
        let spent = whole_at.saturating_duration_since(now);
        let free = self.window.saturating_sub(spent).as_nanos() / self.interval.as_nanos().max(1);
        let free = u32::try_from(free).unwrap_or(self.most);
        let (admitted, refused) = match wanted {
            Wanted::Several(wanted) => (wanted.min(free), wanted.saturating_sub(free)),
            Wanted::Further(wanted) if wanted <= free => (wanted, 0),
            Wanted::Further(wanted) => (0, wanted.saturating_add(1)),
        };
        let whole_in = spent + self.interval * admitted;
        *whole_at = now + whole_in;
        let refused = self.interval * refused.min(self.most);
        Taken { admitted, left: free - admitted, whole_in, retry_in: (whole_in + refused).saturating_sub(self.window) }
    }
}

/// Whole seconds, rounded up.
pub fn seconds(duration: Duration) -> u64 {
    duration.as_secs() + u64::from(duration.subsec_nanos() > 0)
}

/// The moments at which the allowance of each recent caller is whole again. A caller who was silent for a whole span has all of
/// it anyway and need not be remembered: so there are two maps, and the older one is dropped when the newer one has served for a
/// span, or is full.
#[derive(Debug)]
struct Recent<K> {
    span: Duration,
    newer: HashMap<K, Instant>,
    older: HashMap<K, Instant>,
    since: Instant,
}

impl<K: Eq + Hash> Recent<K> {
    const MOST: usize = 50_000;

    fn new(span: Duration, now: Instant) -> Self {
        Recent { span, newer: HashMap::new(), older: HashMap::new(), since: now }
    }

    fn of(&mut self, key: K, now: Instant) -> &mut Instant {
        let expired = now.saturating_duration_since(self.since) >= self.span;
        if expired || self.newer.len() >= Self::MOST {
            self.older = std::mem::take(&mut self.newer);
            self.since = now;
        }
        let known = self.older.remove(&key).unwrap_or(now);
        self.newer.entry(key).or_insert(known)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    fn meter(most: u32) -> (Meter<u32>, Instant) {
        (Meter::new(most, MINUTE).unwrap(), Instant::now())
    }

    /// The number that is admitted, and the number that is left then.
    fn taken(meter: &Meter<u32>, key: u32, wanted: u32, now: Instant) -> (u32, u32) {
        let taken = meter.take(key, Wanted::Several(wanted), now);
        (taken.admitted, taken.left)
    }

    #[test]
    fn zero_is_no_limit() {
        assert!(Meter::<u32>::new(0, MINUTE).is_none());
    }

    #[test]
    fn a_spans_allowance_may_be_spent_at_once_and_comes_back_evenly() {
        for most in [1, 2, 7, 60, 1000, 999_999] {
            let (meter, start) = meter(most);
            assert_eq!(taken(&meter, 1, most, start), (most, 0));
            assert_eq!(taken(&meter, 1, 1, start), (0, 0));
            assert_eq!(taken(&meter, 2, 1, start), (1, most - 1), "another is not concerned");
            let refused = meter.take(1, Wanted::Several(1), start);
            assert_eq!(taken(&meter, 1, 2, start + refused.retry_in), (1, 0), "{most}");
            assert_eq!(taken(&meter, 1, u32::MAX, start + 3 * MINUTE), (most, 0));
        }
    }

    #[test]
    fn what_exceeds_is_refused_and_costs_nothing() {
        let (meter, start) = meter(6);
        assert_eq!(taken(&meter, 1, 10, start), (6, 0));
        let refused = meter.take(1, Wanted::Several(3), start);
        assert_eq!((refused.admitted, seconds(refused.retry_in)), (0, 30), "three come back in half a minute");
        assert_eq!(taken(&meter, 1, 3, start + Duration::from_secs(30)), (3, 0));
    }

    #[test]
    fn what_is_made_whole_or_not_at_all_costs_nothing_when_it_is_refused_and_comes_through_after_the_wait() {
        for spent in [3, 6] {
            let (meter, start) = meter(6);
            assert_eq!(taken(&meter, 1, spent, start), (spent, 6 - spent));
            let refused = meter.take(1, Wanted::Further(4), start);
            assert_eq!((refused.admitted, refused.left), (0, 6 - spent));
            let later = start + refused.retry_in;
            assert_eq!(taken(&meter, 1, 1, later).0, 1);
            assert_eq!(meter.take(1, Wanted::Further(4), later).admitted, 4);
        }
    }

    #[test]
    fn in_no_span_of_time_are_there_more_than_the_allowance_and_what_came_back() {
        let (meter, start) = meter(10);
        let admitted: u32 = (0..600).map(|second| taken(&meter, 1, 3, start + Duration::from_secs(second)).0).sum();
        assert!((100..=110).contains(&admitted), "{admitted}");
    }

    #[test]
    fn memory_is_bounded() {
        let (meter, start) = meter(2);
        for key in 0..200_000 {
            let _ = meter.take(key, Wanted::Several(1), start);
        }
        let recent = meter.whole_at.lock().unwrap();
        assert!(recent.newer.len() + recent.older.len() <= 2 * Recent::<u32>::MOST);
    }

    #[test]
    fn what_is_spent_survives_the_change_of_maps() {
        let (meter, start) = meter(1);
        let late = start + Duration::from_secs(59);
        assert_eq!(taken(&meter, 1, 1, late).0, 1);
        assert_eq!(taken(&meter, 1, 1, late + Duration::from_secs(2)).0, 0);
        assert_eq!(taken(&meter, 1, 1, late + Duration::from_secs(58)).0, 0);
        assert_eq!(taken(&meter, 1, 1, late + Duration::from_secs(60)).0, 1);
    }
}
