//! Outages of a database: when one begins and when it has ended, for the log and for those who can do without it.
//!
//! What holds here: an outage is a line when it begins, a line when it ends, and a count between, however many calls
//! meet it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// One server, as far as can be told from here.
#[derive(Debug)]
pub struct Outage {
    /// The server's address, without a password.
    database: String,
    /// Whether anybody has asked in vain, for those who only look.
    is_noted: AtomicBool,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// Since when it does not answer, and how often it was asked in vain since then.
    begun: Option<(Instant, u64)>,
    /// When somebody may ask it again, who can do without it; nothing where it is not done without.
    next_try: Option<Instant>,
}

impl Outage {
    /// How often one call finds out whether the server is back, where the others do without it.
    const BETWEEN_TRIES: Duration = Duration::from_secs(1);

    pub fn of(database: impl std::fmt::Display) -> Self {
        Outage { database: database.to_string(), is_noted: AtomicBool::new(false), state: Mutex::default() }
    }

    /// It was asked in vain, and is done without from now on.
    pub fn met(&self, cause: &str) {
        self.met_by_one(cause);
        self.state().next_try = Some(Instant::now() + Self::BETWEEN_TRIES);
    }

    /// One call had no answer in time, which may have been its own fault.
    pub fn met_by_one(&self, cause: &str) {
        let mut state = self.state();
        match &mut state.begun {
            Some((_, times)) => *times = times.saturating_add(1),
            None => {
                state.begun = Some((Instant::now(), 1));
                self.is_noted.store(true, Ordering::Relaxed);
                tracing::warn!(database = self.database, cause, "the database does not answer");
            }
        }
    }

    /// It has answered.
    pub fn over(&self) {
        if !self.is_noted.load(Ordering::Relaxed) {
            return;
        }
        let mut state = self.state();
        self.is_noted.store(false, Ordering::Relaxed);
        state.next_try = None;
        if let Some((begun, times)) = state.begun.take() {
            let seconds = begun.elapsed().as_secs();
            tracing::warn!(database = self.database, seconds, times, "the database answers again");
        }
    }

    /// Whether it is to be done without at this moment. Now and then one caller is told to try it.
    pub fn is_on(&self) -> bool {
        if !self.is_noted.load(Ordering::Relaxed) {
            return false;
        }
        let mut state = self.state();
        let now = Instant::now();
        match state.next_try {
            Some(next) if now >= next => {
                state.next_try = Some(now + Self::BETWEEN_TRIES);
                false
            }
            next => next.is_some(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outage_lasts_until_it_is_over_and_one_caller_tries_now_and_then() {
        let outage = Outage::of("postgres://db/crm");
        assert!(!outage.is_on());
        outage.met_by_one("a long query");
        assert!(!outage.is_on(), "it may be that call's own fault");
        outage.met("refused");
        outage.met("refused");
        assert!(outage.is_on());
        outage.state().next_try = Some(Instant::now());
        assert!(!outage.is_on(), "it is this caller's to try");
        assert!(outage.is_on());
        outage.over();
        assert!(!outage.is_on());
    }
}
