//! SQLite's one writer, as its callers see it: a thread with group commit ([`super::desk`]), which takes calls from a queue
//! ([`super::queue`]). Sixty-four callers share one file sync.
//!
//! Invariants: large writes wait elsewhere for their turn, so that a small write waits for at most one of them.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::oneshot;

use super::super::reads::Reads;
use super::desk::Desk;
use super::queue::{Call, Queue};
use super::{Decision, Work};
use crate::db::reply::Reply;
use crate::error::{Error, Result};
use crate::sentences::Sentence;
use crate::turns::{Asker, Party, Turn, Turns};

/// The writer, as its callers see it.
pub struct Writer {
    queue: Arc<Queue>,
    commits: Arc<AtomicU64>,
    /// The turns of large writes, such as batches: one of them is in the queue at a time, one party after the other. So a small
    /// write waits for at most one of them.
    large: Arc<Turns>,
    /// The idempotency keys of writes that take more than one transaction.
    keys: Arc<Turns>,
}

impl Writer {
    pub fn start(path: &str, reads: &Arc<Reads>) -> Result<Self> {
        let (queue, commits) = (Arc::<Queue>::default(), Arc::<AtomicU64>::default());
        Desk::begin(path, reads, Arc::clone(&queue), Arc::clone(&commits))?;
        Ok(Writer { queue, commits, large: Turns::new(1, 1), keys: Turns::new(usize::MAX, 1) })
    }

    pub async fn run(&self, asker: &Asker, work: Work) -> Result<Reply> {
        let _turn = if work.is_large() { Some(self.large.take(asker).await?) } else { None };
        let decision = Arc::new(Decision::default());
        let (answer, mut answered) = oneshot::channel();
        let call = Call { work, deadline: asker.deadline, decision: Arc::clone(&decision), answer };
        self.queue.push(asker.party.clone(), call)?;
        let gone = |_| Error::Unavailable(Sentence::ShuttingDown.into());
        match asker.wait_for(&mut answered).await {
            Ok(answer) => answer.map_err(gone)?,
            Err(late) if decision.take() => Err(late),
            // The call was begun, and is interrupted if it goes on for too long.
            Err(_) => answered.await.map_err(gone)?,
        }
    }

    pub async fn hold_key(&self, asker: &Asker, key: &str) -> Result<Turn> {
        self.keys.take(&Asker { party: Party::Key(key.to_owned()), also: None, deadline: asker.deadline }).await
    }

    /// Whether writes are refused for now.
    pub fn is_halted(&self) -> bool {
        self.queue.is_halted()
    }

    pub(super) fn queue(&self) -> Arc<Queue> {
        Arc::clone(&self.queue)
    }

    pub fn waiting(&self) -> usize {
        self.queue.waiting()
    }

    pub fn commits(&self) -> u64 {
        self.commits.load(Ordering::Relaxed)
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.queue.close();
    }
}
