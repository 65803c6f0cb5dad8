//! Where writes run.
//!
//! SQLite: one writer thread with group commit ([`writer`]). PostgreSQL: each write is its own transaction on a pooled
//! connection ([`postgres`]).

mod operator;
mod postgres;
mod writer;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use diesel::connection::TransactionManager;
use diesel::prelude::*;

pub use operator::{Operator, Together};
use postgres::Transacting;
use writer::Writer;

use super::connection::{Address, AnyConnection};
use super::counters::Tally;
use super::reads::{Lease, Reads};
use crate::config::Databases;
use crate::error::{Error, Result};
use crate::rpc::envelope::Reply;
use crate::turns::Asker;

/// What a write leaves behind when it succeeded.
pub struct Done {
    pub reply: Reply,
    pub tally: Tally,
    /// How many texts it left for the search index.
    pub unindexed: usize,
    /// Whether it was only to be shown: nothing of it is kept.
    pub provisional: bool,
}

impl Done {
    /// What needed no transaction.
    pub fn of_nothing(body: Vec<u8>) -> Self {
        Done { reply: body.into(), tally: Tally::default(), unindexed: 0, provisional: false }
    }

    /// What was done before, and is answered again.
    pub fn again(body: Vec<u8>) -> Self {
        Done { reply: Reply { body, replayed: true, rest: None }, ..Done::of_nothing(Vec::new()) }
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

    /// Whether it is only to be shown, as its caller said before anything was done.
    pub fn provisional(self, is_provisional: bool) -> Self {
        Work { is_provisional, ..self }
    }

    /// The idempotency key under which it is made once, with whose it is.
    pub fn under(self, key: Option<String>) -> Self {
        Work { key, ..self }
    }

    /// How many calls it stands for.
    pub fn of(self, calls: usize) -> Self {
        Work { calls, ..self }
    }

    /// Whether it takes so long that others of its kind wait for their turn.
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
            Address::Sqlite(path) => Writer::start(path, reads).map(Writes::Sqlite),
            address => Ok(Writes::Postgres(Transacting::open(address, longest, databases.connections))),
        }
    }

    /// Runs a write; when this returns, what it wrote is on disk.
    pub async fn run(&self, asker: &Asker, work: Work) -> Result<Reply> {
        match self {
            Writes::Sqlite(writer) => writer.run(asker, work).await,
            Writes::Postgres(transacting) => transacting.run(asker, work).await,
        }
    }

    /// Calls that wait for the writer, for the metrics.
    pub fn queue(&self) -> usize {
        match self {
            Writes::Sqlite(writer) => writer.waiting(),
            Writes::Postgres(transacting) => transacting.busy(),
        }
    }

    /// How often it has committed, for the metrics.
    pub fn commits(&self) -> u64 {
        match self {
            Writes::Sqlite(writer) => writer.commits(),
            Writes::Postgres(_) => 0,
        }
    }
}

/// Something that one of two sides decides: whether a write is begun or withdrawn, committed or given up.
#[derive(Debug, Default)]
struct Decision(AtomicBool);

impl Decision {
    /// True for the side that comes first.
    fn take(&self) -> bool {
        !self.0.swap(true, Ordering::AcqRel)
    }
}

type Transactions = <AnyConnection as Connection>::TransactionManager;

/// Runs a part of a write that may fail by itself: what it wrote is undone then, and the rest stands.
pub(crate) fn guarded<T>(lease: Lease, part: impl FnOnce(Lease) -> (Lease, Result<T>)) -> (Lease, Result<T>) {
    guarded_if(lease, part, |_| true)
}

/// The same for a part that may come to something that is not worth to be kept.
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
