//! The calls that wait for SQLite's writer, one party after the other.
//!
//! Invariants: at its deadline a call is begun or withdrawn, never both. A call that runs on for too long is interrupted.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

use super::super::interrupt::until;
use super::super::reads::Lease;
use super::{Decision, Done, Failed, Work};
use crate::db::reply::Reply;
use crate::error::{Error, Result};
use crate::sentences::Sentence;
use crate::turns::{Party, Round};

/// The most calls that may wait; more are refused at once, because they would wait beyond any deadline.
const LONGEST_QUEUE: usize = 20_000;

/// The longest time that a call works, whatever its deadline: all the others wait for it.
const LONGEST_CALL: Duration = Duration::from_secs(3);

/// The least time that a begun call has, however close its deadline is.
const SHORTEST_CALL: Duration = Duration::from_secs(1);

/// The calls that wait.
#[derive(Default)]
pub(super) struct Queue {
    calls: Mutex<Calls>,
    arrived: Condvar,
    number: AtomicUsize,
    /// Whether nothing is written for now, because the disk has failed.
    is_halted: AtomicBool,
}

#[derive(Default)]
struct Calls {
    waiting: Round<Call>,
    is_closed: bool,
}

/// One call that waits.
pub(super) struct Call {
    pub work: Work,
    pub deadline: Instant,
    /// Taken by the writer when it begins, or by the caller who withdraws it.
    pub decision: Arc<Decision>,
    pub answer: oneshot::Sender<Result<Reply>>,
}

impl Call {
    /// Works within its time, and says whether it was interrupted.
    pub fn run(&mut self, lease: Lease) -> (Lease, Result<Done, Failed>, bool) {
        let now = Instant::now();
        let end = self.deadline.max(now + SHORTEST_CALL).min(now + LONGEST_CALL);
        let ((lease, result), is_interrupted) = until(end, || self.work.run(lease));
        (lease, result, is_interrupted)
    }
}

impl Queue {
    pub fn push(&self, party: Party, call: Call) -> Result<()> {
        if self.is_halted() {
            return Err(halted());
        }
        if self.number.fetch_add(1, Ordering::Relaxed) >= LONGEST_QUEUE {
            self.number.fetch_sub(1, Ordering::Relaxed);
            return Err(Error::Unavailable(Sentence::TooManyWritesWaiting.into()));
        }
        let mut calls = self.calls();
        if calls.is_closed {
            self.number.fetch_sub(1, Ordering::Relaxed);
            return Err(Error::Unavailable(Sentence::ShuttingDown.into()));
        }
        calls.waiting.push(party, call);
        drop(calls);
        self.arrived.notify_one();
        Ok(())
    }

    /// The next call that was not withdrawn, if there is one.
    pub fn next(&self) -> Option<Call> {
        self.next_of(&mut self.calls(), |_| true)
    }

    /// The next call that is made quickly.
    pub fn next_small(&self) -> Option<Call> {
        self.next_of(&mut self.calls(), |call| !call.work.is_large())
    }

    fn next_of(&self, calls: &mut Calls, may: impl Fn(&Call) -> bool) -> Option<Call> {
        loop {
            let call = calls.waiting.take(&may)?;
            self.number.fetch_sub(1, Ordering::Relaxed);
            if call.decision.take() {
                return Some(call);
            }
        }
    }

    /// Waits for a call, at most this long. Says if none came, or none will come any more.
    pub fn wait(&self, longest: Option<Duration>) -> Waited {
        let mut calls = self.calls();
        loop {
            if let Some(call) = self.next_of(&mut calls, |_| true) {
                return Waited::Call(call);
            }
            if calls.is_closed {
                return Waited::Closed;
            }
            let Some(longest) = longest else {
                calls = self.arrived.wait(calls).unwrap_or_else(PoisonError::into_inner);
                continue;
            };
            let timeout;
            (calls, timeout) = self.arrived.wait_timeout(calls, longest).unwrap_or_else(PoisonError::into_inner);
            if timeout.timed_out() {
                return self.next_of(&mut calls, |_| true).map_or(Waited::InVain, Waited::Call);
            }
        }
    }

    pub fn waiting(&self) -> usize {
        self.number.load(Ordering::Relaxed)
    }

    /// Closes the queue: no call is accepted any more, and the writer ends when it has made those that wait.
    pub fn close(&self) {
        self.calls().is_closed = true;
        self.arrived.notify_one();
    }

    pub fn is_closed(&self) -> bool {
        self.calls().is_closed
    }

    /// Sets whether writes are refused from now on.
    pub fn halt(&self, is_halted: bool) {
        self.is_halted.store(is_halted, Ordering::Release);
    }

    pub fn is_halted(&self) -> bool {
        self.is_halted.load(Ordering::Acquire)
    }

    fn calls(&self) -> MutexGuard<'_, Calls> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The failure of a write while the disk is not trusted.
pub(super) fn halted() -> Error {
    Error::Unavailable(Sentence::DiskFailed.into())
}

pub(super) enum Waited {
    Call(Call),
    InVain,
    Closed,
}
