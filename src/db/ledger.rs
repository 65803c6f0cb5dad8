//! The outcomes of the calls inside a batch, for the log and the metrics.
//!
//! Invariants: a batch that is run again starts an empty ledger, so that each call is in it once.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::error::Code;

/// A call inside a batch that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    pub request_id: String,
    /// The method's place in the registry; none if no method was found.
    pub position: Option<usize>,
    /// The code of its failure. A call that succeeded is undone nevertheless if its batch fails.
    pub failure: Option<Code>,
    pub elapsed: Duration,
}

/// The calls that were made, in their order. Empty if the batch was answered with a kept reply.
#[derive(Debug, Default)]
pub struct Ledger(Mutex<Vec<Made>>);

impl Ledger {
    /// Forgets the calls of an earlier run of the same batch.
    pub fn begin(&self) {
        self.made().clear();
    }

    pub fn note(&self, made: Made) {
        self.made().push(made);
    }

    /// Takes the calls out, and leaves none behind.
    pub fn take(&self) -> Vec<Made> {
        std::mem::take(&mut *self.made())
    }

    fn made(&self) -> MutexGuard<'_, Vec<Made>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
