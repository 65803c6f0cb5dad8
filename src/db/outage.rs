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
    /// Whether there is one, for those who only ask.
    is_on: AtomicBool,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// Since when it does not answer, and how often it was asked in vain since then.
    begun: Option<(Instant, u64)>,
    /// When somebody may ask it again.
    next_try: Option<Instant>,
}

impl Outage {
    /// How often one call finds out whether the server is back, where the others do without it.
    const BETWEEN_TRIES: Duration = Duration::from_secs(1);

    pub fn of(database: impl std::fmt::Display) -> Self {
        Outage { database: database.to_string(), is_on: AtomicBool::new(false), state: Mutex::default() }
    }

    /// It was asked in vain.
    pub fn met(&self, cause: &str) {
        let mut state = self.state();
        state.next_try = Some(Instant::now() + Self::BETWEEN_TRIES);
        match &mut state.begun {
            Some((_, times)) => *times = times.saturating_add(1),
            None => {
                state.begun = Some((Instant::now(), 1));
                self.is_on.store(true, Ordering::Relaxed);
                tracing::warn!(database = self.database, cause, "the database does not answer");
            }
        }
    }

    /// It has answered.
    pub fn over(&self) {
        if !self.is_on.load(Ordering::Relaxed) {
            return;
        }
        let mut state = self.state();
        self.is_on.store(false, Ordering::Relaxed);
        if let Some((begun, times)) = state.begun.take() {
            let seconds = begun.elapsed().as_secs();
            tracing::warn!(database = self.database, seconds, times, "the database answers again");
        }
    }

    /// Whether it is to be done without at this moment. Now and then one caller is told to try it.
    pub fn is_on(&self) -> bool {
        if !self.is_on.load(Ordering::Relaxed) {
            return false;
        }
        let mut state = self.state();
        let now = Instant::now();
        match state.next_try {
            Some(next) if state.begun.is_some() && now >= next => {
                state.next_try = Some(now + Self::BETWEEN_TRIES);
                false
            }
            _ => state.begun.is_some(),
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
