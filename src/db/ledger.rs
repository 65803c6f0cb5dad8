//! What became of the calls inside a batch, for who logs and counts them.
//!
//! What holds here: a batch that is run again begins anew, so that each call is in the ledger once.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::error::Code;

/// A call inside a batch that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    pub request_id: String,
    /// The method's place in the registry; nothing where no method was found.
    pub position: Option<usize>,
    /// Why it failed. One that did not is undone nevertheless when its batch fails.
    pub failure: Option<Code>,
    pub elapsed: Duration,
}

/// The calls that were made, in their order. Empty where a batch was answered as it was before.
#[derive(Debug, Default)]
pub struct Ledger(Mutex<Vec<Made>>);

impl Ledger {
    /// Forgets what was noted when the same batch was run before.
    pub fn begin(&self) {
        self.made().clear();
    }

    pub fn note(&self, made: Made) {
        self.made().push(made);
    }

    /// What was noted; nothing is left behind.
    pub fn take(&self) -> Vec<Made> {
        std::mem::take(&mut *self.made())
    }

    fn made(&self) -> MutexGuard<'_, Vec<Made>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
