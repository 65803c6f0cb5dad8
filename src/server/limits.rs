//! The rate limit: calls a minute of each token, and of each address without a token. Off unless set.
//!
//! Each caller has an allowance of one minute's calls, which may be spent at once and comes back evenly (the generic cell rate
//! algorithm: all that is kept is the moment at which the allowance is whole again). No crate does it here, because the known one
//! admits several calls all or none, and an array of calls has to be admitted as far as the allowance goes.
//!
//! Invariants: memory is bounded, whoever calls. An entry that is forgotten before its time is to the caller's advantage.
//! Entries are kept in memory: each node counts for itself.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};

use crate::auth::network::network;
use crate::auth::token::Bearer;
use crate::config::Settings;
use crate::error::{Error, Result};
use crate::sentences::{Policy, Sentence};

pub const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
pub const STATE: HeaderName = HeaderName::from_static("ratelimit");

const WINDOW: Duration = Duration::from_secs(60);

/// The limits that are set.
pub struct Limits {
    tokens: Option<Limit<Holder>>,
    addresses: Option<Limit<IpAddr>>,
}

/// The token that has an allowance.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Holder {
    /// A person's access token, by its own id.
    Person(String),
    /// An application token, with all access tokens that are made of it.
    Application(i64),
}

impl Limits {
    pub fn new(settings: &Settings) -> Self {
        Limits {
            tokens: Limit::new(Policy::Token, settings.calls_per_minute),
            addresses: Limit::new(Policy::Address, settings.anonymous_calls_per_minute),
        }
    }

    pub fn are_set(&self) -> bool {
        self.tokens.is_some() || self.addresses.is_some()
    }

    /// Takes as many of the wanted calls as are left to this caller; none if the caller has no limit. The bearer is proven: a
    /// caller who makes tokens up shares the allowance of an address, and spends nobody else's.
    pub fn take(&self, bearer: Option<&Bearer>, address: IpAddr, wanted: usize) -> Option<Allowance> {
        self.take_of(Wanted::Several(number(wanted)), bearer, address)
    }

    /// Takes all the calls that one call holds beside itself, or none of them.
    pub fn take_further(&self, bearer: Option<&Bearer>, address: IpAddr, further: usize) -> Option<Allowance> {
        self.take_of(Wanted::Further(number(further)), bearer, address)
    }

    fn take_of(&self, wanted: Wanted, bearer: Option<&Bearer>, address: IpAddr) -> Option<Allowance> {
        let now = Instant::now();
        match bearer {
            Some(bearer) => Some(self.tokens.as_ref()?.take(Holder::of(bearer), wanted, now)),
            None => Some(self.addresses.as_ref()?.take(network(address), wanted, now)),
        }
    }
}

impl Holder {
    fn of(bearer: &Bearer) -> Self {
        match bearer {
            Bearer::Person(claims) => Holder::Person(claims.token_id.clone()),
            Bearer::Application { id, .. } => Holder::Application(*id),
        }
    }
}

/// The calls that a caller wants to make.
#[derive(Debug, Clone, Copy)]
enum Wanted {
    /// Calls of their own: calls beyond the allowance are refused.
    Several(u32),
    /// Calls inside one that was admitted before: all of them or none. A retry of the refused ones brings the outer call again,
    /// too.
    Further(u32),
}

fn number(calls: usize) -> u32 {
    u32::try_from(calls).unwrap_or(u32::MAX)
}

/// The part of the wanted calls that one request may make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowance {
    policy: Policy,
    a_minute: u32,
    admitted: u32,
    left: u32,
    /// The time until the whole allowance is there again.
    whole_in: Duration,
    /// The time until there is enough for the refused calls.
    retry_in: Duration,
}

impl Allowance {
    /// Admits the next call, or says how long to wait.
    pub fn admit(&mut self) -> Result<()> {
        match self.admitted.checked_sub(1) {
            Some(admitted) => {
                self.admitted = admitted;
                Ok(())
            }
            None => Err(Error::RateLimited {
                sentence: Sentence::CallsSpent { policy: self.policy, a_minute: self.a_minute }.into(),
                retry_after_seconds: seconds(self.retry_in),
            }),
        }
    }

    /// Admits all the calls that one call holds in a parameter, or says how long to wait. More calls than the allowance ever
    /// holds are a mistake in the parameter: no wait would help.
    pub fn admit_further(&mut self, parameter: &str, further: usize, take: impl FnOnce(usize) -> Option<Allowance>) -> Result<()> {
        let Allowance { policy, a_minute, .. } = *self;
        if number(further) >= a_minute {
            let calls = further.saturating_add(1);
            return Err(Error::invalid(parameter, "too_long", Sentence::CallsAtOnce { calls, policy, a_minute }));
        }
        let Some(mut taken) = take(further) else { return Ok(()) };
        (self.left, self.whole_in) = (taken.left, taken.whole_in);
        (0..further).try_for_each(|_| taken.admit())
    }

    /// Writes the limit into the headers of draft-ietf-httpapi-ratelimit-headers.
    pub fn tell(&self, headers: &mut HeaderMap) {
        let Allowance { policy, a_minute, left, .. } = self;
        let policy = policy.name();
        let policy_text = format!("\"{policy}\";q={a_minute};w={}", WINDOW.as_secs());
        let state_text = format!("\"{policy}\";r={left};t={}", seconds(self.whole_in));
        for (name, text) in [(POLICY, policy_text), (STATE, state_text)] {
            if let Ok(value) = HeaderValue::from_str(&text) {
                headers.insert(name, value);
            }
        }
    }
}

/// Whole seconds, rounded up.
fn seconds(duration: Duration) -> u64 {
    duration.as_secs() + u64::from(duration.subsec_nanos() > 0)
}

/// One limit, with all callers that have it.
struct Limit<K> {
    policy: Policy,
    a_minute: u32,
    /// The time until one more call may be made.
    interval: Duration,
    /// The time until the whole allowance is back: a minute but for rounding.
    window: Duration,
    whole_at: Mutex<Recent<K>>,
}

impl<K: Eq + Hash> Limit<K> {
    /// Makes the limit; none if it is zero.
    fn new(policy: Policy, a_minute: u32) -> Option<Self> {
        let interval = WINDOW.checked_div(a_minute)?;
        Some(Limit { policy, a_minute, interval, window: interval * a_minute, whole_at: Mutex::new(Recent::new(Instant::now())) })
    }

    fn take(&self, key: K, wanted: Wanted, now: Instant) -> Allowance {
        // A panic of another thread leaves whole values behind: a moment is written at once.
        let mut recent = self.whole_at.lock().unwrap_or_else(PoisonError::into_inner);
        let whole_at = recent.of(key, now);
        let spent = whole_at.saturating_duration_since(now);
        let free = self.window.saturating_sub(spent).as_nanos() / self.interval.as_nanos().max(1);
        let free = u32::try_from(free).unwrap_or(self.a_minute);
        let (admitted, refused) = match wanted {
            Wanted::Several(wanted) => (wanted.min(free), wanted.saturating_sub(free)),
            Wanted::Further(wanted) if wanted <= free => (wanted, 0),
            Wanted::Further(wanted) => (0, wanted.saturating_add(1)),
        };
        let whole_in = spent + self.interval * admitted;
        *whole_at = now + whole_in;
        let refused = self.interval * refused.min(self.a_minute);
        Allowance {
            policy: self.policy,
            a_minute: self.a_minute,
            admitted,
            left: free - admitted,
            whole_in,
            retry_in: (whole_in + refused).saturating_sub(self.window),
        }
    }
}

/// The moments at which the allowance of each recent caller is whole again. A caller who was silent for a whole window has all of
/// it anyway and need not be remembered: so there are two maps, and the older one is dropped when the newer one has served for a
/// window, or is full.
struct Recent<K> {
    newer: HashMap<K, Instant>,
    older: HashMap<K, Instant>,
    since: Instant,
}

impl<K: Eq + Hash> Recent<K> {
    const MOST: usize = 50_000;

    fn new(now: Instant) -> Self {
        Recent { newer: HashMap::new(), older: HashMap::new(), since: now }
    }

    fn of(&mut self, key: K, now: Instant) -> &mut Instant {
        let expired = now.saturating_duration_since(self.since) >= WINDOW;
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

    fn limit(a_minute: u32) -> (Limit<u32>, Instant) {
        (Limit::new(Policy::Token, a_minute).unwrap(), Instant::now())
    }

    /// The number of calls that are admitted, and the number that is left then.
    fn taken(limit: &Limit<u32>, key: u32, wanted: u32, now: Instant) -> (u32, u32) {
        let allowance = limit.take(key, Wanted::Several(wanted), now);
        (allowance.admitted, allowance.left)
    }

    #[test]
    fn zero_is_no_limit() {
        assert!(Limit::<u32>::new(Policy::Token, 0).is_none());
    }

    #[test]
    fn a_minutes_calls_may_be_made_at_once_and_come_back_evenly() {
        for a_minute in [1, 2, 7, 60, 1000, 999_999] {
            let (limit, start) = limit(a_minute);
            assert_eq!(taken(&limit, 1, a_minute, start), (a_minute, 0));
            assert_eq!(taken(&limit, 1, 1, start), (0, 0));
            assert_eq!(taken(&limit, 2, 1, start), (1, a_minute - 1), "another is not concerned");
            let allowance = limit.take(1, Wanted::Several(1), start);
            assert_eq!(taken(&limit, 1, 2, start + allowance.retry_in), (1, 0), "{a_minute}");
            assert_eq!(taken(&limit, 1, u32::MAX, start + 3 * WINDOW), (a_minute, 0));
        }
    }

    #[test]
    fn what_exceeds_is_refused_and_costs_nothing() {
        let (limit, start) = limit(6);
        assert_eq!(taken(&limit, 1, 10, start), (6, 0));
        let allowance = limit.take(1, Wanted::Several(3), start);
        assert_eq!((allowance.admitted, seconds(allowance.retry_in)), (0, 30), "three come back in half a minute");
        assert_eq!(taken(&limit, 1, 3, start + Duration::from_secs(30)), (3, 0));
    }

    #[test]
    fn what_is_made_whole_or_not_at_all_costs_nothing_when_it_is_refused_and_comes_through_after_the_wait() {
        for spent in [3, 6] {
            let (limit, start) = limit(6);
            assert_eq!(taken(&limit, 1, spent, start), (spent, 6 - spent));
            let refused = limit.take(1, Wanted::Further(4), start);
            assert_eq!((refused.admitted, refused.left), (0, 6 - spent));
            let later = start + refused.retry_in;
            assert_eq!(taken(&limit, 1, 1, later).0, 1);
            assert_eq!(limit.take(1, Wanted::Further(4), later).admitted, 4);
        }
    }

    #[test]
    fn in_no_span_of_time_are_there_more_than_the_allowance_and_what_came_back() {
        let (limit, start) = limit(10);
        let admitted: u32 = (0..600).map(|second| taken(&limit, 1, 3, start + Duration::from_secs(second)).0).sum();
        assert!((100..=110).contains(&admitted), "{admitted}");
    }

    #[test]
    fn memory_is_bounded() {
        let (limit, start) = limit(2);
        for key in 0..200_000 {
            let _ = limit.take(key, Wanted::Several(1), start);
        }
        let recent = limit.whole_at.lock().unwrap();
        assert!(recent.newer.len() + recent.older.len() <= 2 * Recent::<u32>::MOST);
    }

    #[test]
    fn what_is_spent_survives_the_change_of_maps() {
        let (limit, start) = limit(1);
        let late = start + Duration::from_secs(59);
        assert_eq!(taken(&limit, 1, 1, late).0, 1);
        assert_eq!(taken(&limit, 1, 1, late + Duration::from_secs(2)).0, 0);
        assert_eq!(taken(&limit, 1, 1, late + Duration::from_secs(58)).0, 0);
        assert_eq!(taken(&limit, 1, 1, late + Duration::from_secs(60)).0, 1);
    }
}
