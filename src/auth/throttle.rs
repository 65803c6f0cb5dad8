//! The throttle for wrong passwords and wrong application tokens, per account and per address (for IPv6, per network of 64 bits).
//! It never locks out an account's owner.
//!
//! Each wrong password for an account from one address makes that address wait longer for that account, up to a minute. An
//! address that fails with many accounts waits for all of them. Guesses from elsewhere cost the owner nothing: the account as a
//! whole is slowed only a little, while many addresses attack it at once. The counts are kept in memory: a restart forgets them,
//! and each node has its own.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use super::network::network;
use crate::error::{Error, Result};
use crate::sentences::Sentence;

/// The failures so far, and the time before which no further attempt is allowed.
#[derive(Debug, Clone, Copy)]
struct Failures {
    number: u32,
    last: Instant,
    until: Instant,
}

/// A rule: the number of failures without a wait, and the longest wait.
#[derive(Debug, Clone, Copy)]
struct Patience {
    free: u32,
    longest: Duration,
}

const ACCOUNT_FROM_ADDRESS: Patience = Patience { free: 5, longest: Duration::from_secs(60) };
const ADDRESS: Patience = Patience { free: 50, longest: Duration::from_secs(60) };
/// The wait is so short that the owner, who tries once, is served.
const ACCOUNT: Patience = Patience { free: 100, longest: Duration::from_secs(2) };

/// The time without a failure after which earlier ones are forgotten.
const FORGIVEN_AFTER: Duration = Duration::from_secs(900);

/// The most counts of a kind. Beyond that, counts whose wait is over are dropped.
const MOST: usize = 100_000;

/// The counts of failures.
#[derive(Debug, Default)]
pub struct Throttle {
    pairs: Mutex<HashMap<(String, IpAddr), Failures>>,
    addresses: Mutex<HashMap<IpAddr, Failures>>,
    accounts: Mutex<HashMap<String, Failures>>,
}

impl Throttle {
    /// Refuses an attempt on this account from this address, if it has to wait.
    pub fn admit(&self, account: &str, address: IpAddr) -> Result<()> {
        let address = network(address);
        let now = Instant::now();
        let waits = [
            wait(&self.pairs, &(account.to_owned(), address), now),
            wait(&self.addresses, &address, now),
            wait(&self.accounts, &account.to_owned(), now),
        ];
        match waits.into_iter().flatten().max() {
            Some(wait) => Err(too_many(wait)),
            None => Ok(()),
        }
    }

    /// Refuses any attempt from this address, if it has to wait.
    pub fn admit_address(&self, address: IpAddr) -> Result<()> {
        wait(&self.addresses, &network(address), Instant::now()).map_or(Ok(()), |wait| Err(too_many(wait)))
    }

    /// Counts a failure that concerns no account.
    pub fn failed_from(&self, address: IpAddr) {
        fail(&self.addresses, network(address), ADDRESS, Instant::now());
    }

    /// Counts a wrong password for an account.
    pub fn failed(&self, account: &str, address: IpAddr) {
        let address = network(address);
        let now = Instant::now();
        fail(&self.pairs, (account.to_owned(), address), ACCOUNT_FROM_ADDRESS, now);
        fail(&self.addresses, address, ADDRESS, now);
        fail(&self.accounts, account.to_owned(), ACCOUNT, now);
    }

    /// Forgets this address's failures with this account, after the right password.
    pub fn succeeded(&self, account: &str, address: IpAddr) {
        if let Ok(mut pairs) = self.pairs.lock() {
            pairs.remove(&(account.to_owned(), network(address)));
        }
        if let Ok(mut accounts) = self.accounts.lock() {
            accounts.remove(account);
        }
    }
}

fn too_many(wait: Duration) -> Error {
    Error::RateLimited { sentence: Sentence::TooManyWrongAttempts.into(), retry_after_seconds: wait.as_secs() + 1 }
}

fn wait<K: Eq + Hash>(failures: &Mutex<HashMap<K, Failures>>, key: &K, now: Instant) -> Option<Duration> {
    let failures = failures.lock().ok()?;
    let until = failures.get(key)?.until;
    (until > now).then(|| until - now)
}

fn fail<K: Eq + Hash>(failures: &Mutex<HashMap<K, Failures>>, key: K, patience: Patience, now: Instant) {
    let Ok(mut failures) = failures.lock() else { return };
    if failures.len() >= MOST {
        failures.retain(|_, failures| failures.until > now);
    }
    let entry = failures.entry(key).or_insert(Failures { number: 0, last: now, until: now });
    if now.duration_since(entry.last) > FORGIVEN_AFTER {
        entry.number = 0;
    }
    entry.number = entry.number.saturating_add(1);
    entry.last = now;
    if let Some(excess) = entry.number.checked_sub(patience.free) {
        let seconds = 1_u64.checked_shl(excess).unwrap_or(u64::MAX);
        entry.until = now + Duration::from_secs(seconds).min(patience.longest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guessing_is_slowed_and_the_owner_elsewhere_is_not() {
        let throttle = Throttle::default();
        let (attacker, owner): (IpAddr, IpAddr) = ([10, 0, 0, 1].into(), [10, 0, 0, 2].into());
        for _ in 0..ACCOUNT_FROM_ADDRESS.free {
            assert!(throttle.admit("ana@example.com", attacker).is_ok());
            throttle.failed("ana@example.com", attacker);
        }
        assert!(throttle.admit("ana@example.com", attacker).is_err());
        assert!(throttle.admit("ana@example.com", owner).is_ok());
        assert!(throttle.admit("berta@example.com", attacker).is_ok());
    }

    #[test]
    fn an_address_that_tries_many_accounts_is_slowed_for_all() {
        let throttle = Throttle::default();
        let attacker: IpAddr = [10, 0, 0, 1].into();
        for number in 0..ADDRESS.free {
            throttle.failed(&format!("{number}@example.com"), attacker);
        }
        assert!(throttle.admit("new@example.com", attacker).is_err());
        assert!(throttle.admit_address(attacker).is_err());
    }

    #[test]
    fn who_fails_without_an_account_is_slowed_all_the_same() {
        let throttle = Throttle::default();
        let (attacker, other): (IpAddr, IpAddr) = ([10, 0, 0, 1].into(), [10, 0, 0, 2].into());
        for _ in 0..ADDRESS.free {
            assert!(throttle.admit_address(attacker).is_ok());
            throttle.failed_from(attacker);
        }
        assert!(throttle.admit_address(attacker).is_err() && throttle.admit("ana@example.com", attacker).is_err());
        assert!(throttle.admit_address(other).is_ok());
    }

    #[test]
    fn an_address_is_the_same_however_it_is_written_and_its_network_with_it() {
        let at = |text: &str| text.parse::<IpAddr>().unwrap();
        for (guessing, again, elsewhere) in [("1.2.3.4", "::ffff:1.2.3.4", "1.2.3.5"), ("2001:db8::1", "2001:db8::2", "2001:db8:0:1::1")] {
            let throttle = Throttle::default();
            for number in 0..ADDRESS.free {
                throttle.failed(if number % 2 == 0 { "ana@example.com" } else { "berta@example.com" }, at(guessing));
            }
            assert!(throttle.admit("ana@example.com", at(again)).is_err() && throttle.admit_address(at(again)).is_err());
            assert!(throttle.admit_address(at(elsewhere)).is_ok());
            throttle.succeeded("ana@example.com", at(again));
            assert!(!throttle.pairs.lock().unwrap().contains_key(&("ana@example.com".to_owned(), network(at(guessing)))));
        }
    }

    #[test]
    fn no_wait_is_longer_than_a_minute() {
        let throttle = Throttle::default();
        let address: IpAddr = [10, 0, 0, 1].into();
        for _ in 0..500 {
            throttle.failed("ana@example.com", address);
        }
        let Err(Error::RateLimited { retry_after_seconds, .. }) = throttle.admit("ana@example.com", address) else { panic!() };
        assert!(retry_after_seconds <= 61);
    }
}
