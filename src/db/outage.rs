//! Outages of a database server: their beginning and end, for the log and for callers that can do without the server.
//!
//! Invariants: an outage is a line when it begins, a line when it ends, and a count between, however many calls meet it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// One server, as far as can be told from here.
#[derive(Debug)]
pub struct Outage {
    /// The server's address, without a password.
    database: String,
    /// Whether any call had no answer, for a quick look without the lock.
    is_noted: AtomicBool,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// The moment since which the server does not answer, and the number of calls without an answer since then.
    begun: Option<(Instant, u64)>,
    /// The moment at which a call may try the server again; none if callers can't do without it.
    next_try: Option<Instant>,
}

impl Outage {
    /// The pause between two tries of the server, while the other calls do without it.
    const BETWEEN_TRIES: Duration = Duration::from_secs(1);

    pub fn of(database: impl std::fmt::Display) -> Self {
        Outage { database: database.to_string(), is_noted: AtomicBool::new(false), state: Mutex::default() }
    }

    /// Notes that the server did not answer. Callers do without it from now on.
    pub fn met(&self, cause: &str) {
        self.met_by_one(cause);
        self.state().next_try = Some(Instant::now() + Self::BETWEEN_TRIES);
    }

    /// Notes that one call had no answer in time, which may have been the call's own fault.
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

    /// Notes that the server has answered.
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

    /// Whether callers should do without the server at this moment. Now and then one caller is told to try it.
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
