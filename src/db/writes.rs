//! The executor of writes.
//!
//! SQLite has one writer thread with group commit ([`writer`], [`queue`], [`desk`]). On PostgreSQL each write is its own
//! transaction on a pooled connection ([`postgres`]).

mod desk;
mod log;
mod operator;
mod postgres;
mod queue;
#[cfg(test)]
mod tests;
mod writer;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use diesel::connection::TransactionManager;
use diesel::prelude::*;

pub use operator::{Operator, Together};
use postgres::Transacting;
use queue::Queue;
use writer::Writer;

use super::connection::{AnyConnection, DatabaseAddress};
use super::counters::Tally;
use super::reads::{Lease, Reads};
use crate::db::databases::Databases;
use crate::db::reply::Reply;
use crate::error::{Error, Result};
use crate::sentences::Language;
use crate::turns::{Asker, Turn};

/// The outcome of a write that succeeded.
pub struct Done {
    pub reply: Reply,
    pub tally: Tally,
    /// The number of texts that the write left for the search index.
    pub unindexed: usize,
    /// Whether the write was a dry run: nothing of it is kept.
    pub provisional: bool,
}

impl Done {
    /// The outcome of a call that needed no transaction.
    pub fn of_nothing(body: impl Into<Reply>) -> Self {
        Done { reply: body.into(), tally: Tally::default(), unindexed: 0, provisional: false }
    }

    /// The outcome of a write that was made before: its kept reply, with its language.
    pub fn again(body: Vec<u8>, language: Language) -> Self {
        Done { reply: Reply { body: body.into(), replayed: Some(language) }, ..Done::of_nothing(Vec::new()) }
    }
}

/// A write that failed.
pub struct Failed {
    pub cause: Error,
    /// Whether it may have written something before it failed, which then has to be undone.
    pub wrote: bool,
}

type Steps = dyn FnMut(Lease) -> (Lease, Result<Done, Failed>) + Send;

/// A write. It may be run more than once, each time from the start.
pub struct Work {
    steps: Box<Steps>,
    is_provisional: bool,
    key: Option<String>,
    calls: usize,
}

impl Work {
    pub fn new(steps: impl FnMut(Lease) -> (Lease, Result<Done, Failed>) + Send + 'static) -> Self {
        Work { steps: Box::new(steps), is_provisional: false, key: None, calls: 1 }
    }

    /// Marks the write as a dry run, before anything is done.
    pub fn provisional(self, is_provisional: bool) -> Self {
        Work { is_provisional, ..self }
    }

    /// Sets the idempotency key, with its owner, under which the write is made once.
    pub fn under(self, key: Option<String>) -> Self {
        Work { key, ..self }
    }

    /// Sets the number of calls that the write stands for.
    pub fn of(self, calls: usize) -> Self {
        Work { calls, ..self }
    }

    /// Whether the write takes so long that others of its kind wait for their turn.
    fn is_large(&self) -> bool {
        const MOST: usize = 20;
        self.calls > MOST
    }

    fn run(&mut self, lease: Lease) -> (Lease, Result<Done, Failed>) {
        (self.steps)(lease)
    }
}

/// The write executor.
pub enum Writes {
    Sqlite(Writer),
    Postgres(Transacting),
}

impl Writes {
    pub fn open(databases: &Databases, longest: Duration, reads: &Arc<Reads>) -> Result<Self> {
        match &databases.primary {
            DatabaseAddress::Sqlite(path) => Writer::start(path, reads).map(Writes::Sqlite),
            address => Ok(Writes::Postgres(Transacting::open(address, longest, databases, &reads.outage))),
        }
    }

    /// Runs a write; when this returns, what it wrote is on disk.
    pub async fn run(&self, asker: &Asker, work: Work) -> Result<Reply> {
        match self {
            Writes::Sqlite(writer) => writer.run(asker, work).await,
            Writes::Postgres(transacting) => transacting.run(asker, work).await,
        }
    }

    /// The callers for which a write in several transactions makes way after each of them.
    pub fn others(&self) -> Others {
        match self {
            Writes::Sqlite(writer) => Others(Some(writer.queue())),
            Writes::Postgres(_) => Others::nobody(),
        }
    }

    /// Holds an idempotency key for a write in several transactions, so that a retry at the same moment waits for its reply. On
    /// PostgreSQL such a write is one transaction, which holds the key by itself.
    pub async fn hold_key(&self, asker: &Asker, key: Option<&str>) -> Result<Option<Turn>> {
        match (self, key) {
            (Writes::Sqlite(writer), Some(key)) => writer.hold_key(asker, key).await.map(Some),
            _ => Ok(None),
        }
    }

    /// Whether writes are refused for now, because the disk has failed at one of them.
    pub fn are_halted(&self) -> bool {
        matches!(self, Writes::Sqlite(writer) if writer.is_halted())
    }

    /// Calls that wait for the writer, for the metrics.
    pub fn queue(&self) -> usize {
        match self {
            Writes::Sqlite(writer) => writer.waiting(),
            Writes::Postgres(transacting) => transacting.busy(),
        }
    }

    /// The number of the writer's commits, for the metrics.
    pub fn commits(&self) -> u64 {
        match self {
            Writes::Sqlite(writer) => writer.commits(),
            Writes::Postgres(_) => 0,
        }
    }
}

/// The callers that wait for SQLite's writer while a long write is made.
pub struct Others(Option<Arc<Queue>>);

impl Others {
    /// The shortest part of a write: a shorter one costs more for its commit than it saves the waiting callers.
    const SHORTEST_PART: Duration = Duration::from_millis(1);

    /// The longest part of a write, also if nobody waits: other long writes wait elsewhere for their turn.
    const LONGEST_PART: Duration = Duration::from_millis(20);

    /// Makes way for nobody: on PostgreSQL, and for a write that is to be undone as a whole.
    pub fn nobody() -> Self {
        Others(None)
    }

    /// Whether a part of a write that was begun at this moment should end here, be committed, and wait for its next turn.
    pub fn go_first(&self, begun: Instant) -> bool {
        let Some(queue) = &self.0 else { return false };
        let elapsed = begun.elapsed();
        elapsed >= Self::LONGEST_PART || (elapsed >= Self::SHORTEST_PART && queue.waiting() > 0)
    }
}

/// A decision that one of two sides makes: whether a write is begun or withdrawn, committed or given up.
#[derive(Debug, Default)]
struct Decision(AtomicBool);

impl Decision {
    /// True for the side that comes first.
    fn take(&self) -> bool {
        !self.0.swap(true, Ordering::AcqRel)
    }
}

type Transactions = <AnyConnection as Connection>::TransactionManager;

/// Runs a part of a write in a savepoint: if the part fails, its changes are undone, and the rest stands.
pub(crate) fn guarded<T>(lease: Lease, part: impl FnOnce(Lease) -> (Lease, Result<T>)) -> (Lease, Result<T>) {
    guarded_if(lease, part, |_| true)
}

/// The same for a part whose result may not be worth keeping.
pub(crate) fn guarded_if<T>(
    mut lease: Lease,
    part: impl FnOnce(Lease) -> (Lease, Result<T>),
    is_kept: impl FnOnce(&T) -> bool,
) -> (Lease, Result<T>) {
    if let Err(cause) = Transactions::begin_transaction(&mut *lease) {
        return (lease, Err(cause.into()));
    }
    let result;
    (lease, result) = part(lease);
    let ended = match &result {
        Ok(value) if is_kept(value) => Transactions::commit_transaction(&mut *lease),
        _ => Transactions::rollback_transaction(&mut *lease),
    };
    (lease, ended.map_err(Error::from).and(result))
}
