//! The rate limit: calls a minute of each token, and of each address without a token. Off unless set. The allowances are those of
//! a [`Meter`], which each node keeps for itself.

use std::hash::Hash;
use std::net::IpAddr;
use std::time::{Duration, Instant};

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};

use crate::auth::meter::{Meter, Taken, Wanted, seconds};
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

/// One limit, with all callers that have it.
struct Limit<K> {
    policy: Policy,
    meter: Meter<K>,
}

impl<K: Eq + Hash> Limit<K> {
    /// Makes the limit; none if it is zero.
    fn new(policy: Policy, a_minute: u32) -> Option<Self> {
        Some(Limit { policy, meter: Meter::new(a_minute, WINDOW)? })
    }

    fn take(&self, key: K, wanted: Wanted, now: Instant) -> Allowance {
        let Taken { admitted, left, whole_in, retry_in } = self.meter.take(key, wanted, now);
        Allowance { policy: self.policy, a_minute: self.meter.most(), admitted, left, whole_in, retry_in }
    }
}
