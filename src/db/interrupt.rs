//! Deadlines for work, and bounds in steps on SQLite. Each connection to SQLite asks here, every ten thousand steps of a statement,
//! whether it may go on. Work of many short statements asks between them, on either database.
//!
//! Invariants: a bound belongs to the thread, because a connection works for one thread at a time, and it ends with the work
//! that it was set for. Steps are those of SQLite's virtual machine, so that a bound in steps does not depend on how busy the
//! machine is.

use std::cell::Cell;
use std::ffi::{c_int, c_void};
use std::time::Instant;

use super::connection::AnyConnection;
use crate::error::{Error, Result};

/// The steps between two questions: some tenths of a millisecond. A short read is over before it asks.
pub(super) const STEPS_BETWEEN: c_int = 10_000;

/// The bound of a thread's work.
#[derive(Debug, Clone, Copy, Default)]
struct Bound {
    until: Option<Instant>,
    /// The number of questions that are still answered with yes.
    questions: Option<u64>,
    /// Whether the bound was met.
    is_met: bool,
}

thread_local! {
    static BOUND: Cell<Bound> = const { Cell::new(Bound { until: None, questions: None, is_met: false }) };
}

/// Sets a bound, and restores the one before it in the end, also after a panic.
struct Outer(Bound);

impl Outer {
    fn replaced_by(bound: Bound) -> Self {
        Outer(BOUND.replace(bound))
    }
}

impl Drop for Outer {
    fn drop(&mut self) {
        BOUND.set(self.0);
    }
}

/// Works until the deadline at most: statements that run on are interrupted. Says whether any was.
pub(super) fn until<T>(deadline: Instant, work: impl FnOnce() -> T) -> (T, bool) {
    let outer = Outer::replaced_by(Bound { until: Some(deadline), questions: None, is_met: false });
    let result = work();
    let is_met = BOUND.get().is_met;
    drop(outer);
    (result, is_met)
}

/// Fails if the deadline of this thread's work has passed: nobody waits for the rest, and others wait for what the work holds.
pub(crate) fn in_time() -> Result<()> {
    let mut bound = BOUND.get();
    if bound.until.is_none_or(|until| Instant::now() < until) {
        return Ok(());
    }
    bound.is_met = true;
    BOUND.set(bound);
    Err(Error::too_late())
}

/// The steps that several pieces of work may take together.
#[derive(Debug)]
pub(crate) struct Steps {
    questions: u64,
    /// The bytes of replies that don't make up a question yet.
    bytes: u64,
    is_exhausted: bool,
}

impl Steps {
    pub(crate) const fn new(thousands: u64) -> Self {
        const THOUSANDS_BETWEEN: u64 = 10;
        Steps { questions: thousands / THOUSANDS_BETWEEN, bytes: 0, is_exhausted: false }
    }

    /// Counts a reply that the work has read. Every four bytes take about as long to write as one step takes; the steps of a
    /// short statement are not counted otherwise. On PostgreSQL nothing is counted: nobody waits for it.
    pub(crate) fn count_reply(&mut self, connection: &AnyConnection, bytes: usize) {
        const BYTES_BETWEEN: u64 = 40_000;
        if let AnyConnection::Postgres(_) = connection {
            return;
        }
        self.bytes = self.bytes.saturating_add(u64::try_from(bytes).unwrap_or(u64::MAX));
        let questions = self.bytes / BYTES_BETWEEN;
        self.bytes %= BYTES_BETWEEN;
        self.is_exhausted |= questions > self.questions;
        self.questions = self.questions.saturating_sub(questions);
    }

    /// Whether the steps were spent before the work was done.
    pub(crate) fn are_exhausted(&self) -> bool {
        self.is_exhausted
    }

    /// Works within these steps, and within the bound that is set already.
    pub(crate) fn spend<T>(&mut self, work: impl FnOnce() -> T) -> T {
        let before = BOUND.get();
        let outer = Outer::replaced_by(Bound { questions: Some(self.questions), ..before });
        let result = work();
        let after = BOUND.get();
        self.questions = after.questions.unwrap_or(0);
        self.is_exhausted |= after.is_met && !before.is_met && self.questions == 0;
        drop(outer);
        result
    }
}

/// SQLite's progress handler: anything but zero interrupts the statement.
pub(super) unsafe extern "C" fn is_over(_: *mut c_void) -> c_int {
    let mut bound = BOUND.get();
    let is_late = bound.until.is_some_and(|until| Instant::now() >= until);
    let is_spent = match &mut bound.questions {
        Some(0) => true,
        Some(left) => {
            *left -= 1;
            false
        }
        None => false,
    };
    bound.is_met |= is_late || is_spent;
    BOUND.set(bound);
    c_int::from(is_late || is_spent)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use diesel::prelude::*;

    use super::super::connection::{DatabaseAddress, Purpose, open};
    use super::*;

    const ENDLESS: &str = "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n";

    fn with_a_connection(test: impl FnOnce(&mut AnyConnection)) {
        let path = std::env::temp_dir().join(format!("ventanilla-interrupt-{}-{:?}.db", std::process::id(), std::thread::current().id()));
        let mut connection = open(&DatabaseAddress::Sqlite(path.display().to_string()), Purpose::Write).unwrap();
        test(&mut connection);
        drop(connection);
        let _ = std::fs::remove_file(path);
    }

    fn count_endlessly(connection: &mut AnyConnection) -> Result<usize> {
        Ok(diesel::sql_query(ENDLESS).execute(connection)?)
    }

    #[test]
    fn a_statement_ends_at_its_deadline_and_the_connection_goes_on() {
        with_a_connection(|connection| {
            let (result, is_met) = until(Instant::now(), || count_endlessly(connection));
            assert!(is_met && matches!(result, Err(Error::Unavailable(_))));
            let (result, is_met) = until(Instant::now() + Duration::from_secs(600), || diesel::sql_query("SELECT 1").execute(connection));
            assert!(!is_met && result.is_ok());
        });
    }

    #[test]
    fn work_between_statements_ends_at_its_deadline_too() {
        assert!(in_time().is_ok(), "no deadline is set");
        let (result, is_met) = until(Instant::now() + Duration::from_secs(600), in_time);
        assert!(result.is_ok() && !is_met);
        let (result, is_met) = until(Instant::now(), in_time);
        assert!(matches!(result, Err(Error::Unavailable(_))) && is_met);
        assert!(in_time().is_ok(), "the deadline went with its work");
    }

    #[test]
    fn steps_are_spent_together_and_bound_nothing_else() {
        with_a_connection(|connection| {
            let mut steps = Steps::new(100);
            let (spent, is_met) = until(Instant::now() + Duration::from_secs(600), || {
                assert!(steps.spend(|| diesel::sql_query("SELECT 1").execute(connection)).is_ok());
                assert!(!steps.are_exhausted());
                steps.spend(|| count_endlessly(connection))
            });
            assert!(matches!(spent, Err(Error::Unavailable(_))) && steps.are_exhausted());
            assert!(!is_met, "the deadline was not met");
            assert!(steps.spend(|| count_endlessly(connection)).is_err(), "nothing is left");
            assert!(diesel::sql_query("SELECT 1").execute(connection).is_ok());
        });
    }
}
