//! Where writes run.
//!
//! SQLite: one writer thread with group commit. It takes the calls that are waiting, runs them inside one
//! `BEGIN IMMEDIATE`, commits once, then answers them all: what was acknowledged is on disk, and sixty-four
//! callers share one file sync. While nobody waits it brings the search index up to date.
//!
//! PostgreSQL: each write is its own transaction on a pooled connection, run again when the database asks for it.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::prelude::*;
use tokio::sync::oneshot;

use super::connection::{Address, AnyConnection, Purpose, open};
use super::counters::{self, Tally};
use super::reads::{Lease, Pool, Reads};
use super::scope::Scope;
use super::search;
use crate::config::Databases;
use crate::error::{Error, Result};
use crate::rpc::envelope::Reply;

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
        Done { reply: Reply { body, replayed: true }, ..Done::of_nothing(Vec::new()) }
    }
}

/// A write that failed.
pub struct Failed {
    pub cause: Error,
    /// Whether it may have written something before it failed, which then has to be undone.
    pub wrote: bool,
}

/// A write. It may be run more than once, each time from the start.
pub type Work = Box<dyn FnMut(Lease) -> (Lease, Result<Done, Failed>) + Send>;

/// The write executor.
pub enum Writes {
    Sqlite(Writer),
    Postgres(Pool),
}

impl Writes {
    pub fn open(databases: &Databases, reads: &Arc<Reads>) -> Result<Self> {
        match &databases.primary {
            Address::Sqlite(path) => Writer::start(path, reads).map(Writes::Sqlite),
            address => Ok(Writes::Postgres(Pool::new(address.clone(), Purpose::Write, databases.connections))),
        }
    }

    /// Runs a write; when this returns, what it wrote is on disk.
    pub async fn run(&self, work: Work) -> Result<Reply> {
        match self {
            Writes::Sqlite(writer) => writer.run(work).await,
            Writes::Postgres(pool) => pool.run(|lease| in_own_transaction(lease, work)).await?,
        }
    }

    /// Calls that wait for the writer, for the metrics.
    pub fn queue(&self) -> usize {
        match self {
            Writes::Sqlite(writer) => writer.waiting.load(Ordering::Relaxed),
            Writes::Postgres(pool) => pool.busy() as usize,
        }
    }

    /// How often it has committed, for the metrics.
    pub fn commits(&self) -> u64 {
        match self {
            Writes::Sqlite(writer) => writer.commits.load(Ordering::Relaxed),
            Writes::Postgres(_) => 0,
        }
    }
}

/// PostgreSQL: one transaction, again after a deadlock or a serialization failure.
fn in_own_transaction(mut lease: Lease, mut work: Work) -> Result<Reply> {
    // Of several who edit one record at once one succeeds in each round: as many rounds as there are connections
    // must be bearable.
    const TRIES: u32 = 30;
    const LONGEST_PAUSE: u64 = 20;
    let mut tries = 0;
    loop {
        tries += 1;
        let result;
        (lease, result) = once(lease, &mut work);
        match result {
            Err(Error::Unavailable(_)) if tries < TRIES && usable(&mut lease) => {
                std::thread::sleep(Duration::from_millis(u64::from(tries * tries).min(LONGEST_PAUSE)));
            }
            other => return other,
        }
    }
}

/// Whether the connection survived the failure: a deadlock leaves it whole, an outage doesn't.
fn usable(lease: &mut Lease) -> bool {
    lease.batch_execute("SELECT 1").is_ok()
}

type Transactions = <AnyConnection as Connection>::TransactionManager;

fn once(mut lease: Lease, work: &mut Work) -> (Lease, Result<Reply>) {
    if let Err(cause) = Transactions::begin_transaction(&mut *lease) {
        return (lease, Err(cause.into()));
    }
    let result;
    (lease, result) = work(lease);
    let result = result.map_err(|failed| failed.cause).and_then(|done| {
        if done.provisional {
            return Ok((done.reply, true));
        }
        counters::flush(done.tally, &mut lease)?;
        Ok((done.reply, false))
    });
    let result = match result {
        // A transaction that can't be rolled back went with its connection.
        Ok((reply, true)) => {
            let _ = Transactions::rollback_transaction(&mut *lease);
            Ok(reply)
        }
        Ok((reply, false)) => Transactions::commit_transaction(&mut *lease).map(|()| reply).map_err(uncertain),
        Err(cause) => {
            let _ = Transactions::rollback_transaction(&mut *lease);
            Err(cause)
        }
    };
    (lease, result)
}

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

/// A commit that failed: unless the database says that it did not happen, nobody knows, and to call it safe to
/// try again would be a lie.
fn uncertain(cause: diesel::result::Error) -> Error {
    use diesel::result::{DatabaseErrorKind, Error as Database};
    match cause {
        Database::DatabaseError(DatabaseErrorKind::SerializationFailure, _) => cause.into(),
        cause => Error::internal(cause),
    }
}

/// SQLite's one writer.
pub struct Writer {
    queue: Sender<Call>,
    waiting: Arc<AtomicUsize>,
    commits: Arc<AtomicU64>,
}

/// One call that waits.
struct Call {
    work: Work,
    answer: oneshot::Sender<Result<Reply>>,
}

/// So many calls may wait; more are sent away at once, because they would wait for longer than anybody does.
const LONGEST_QUEUE: usize = 20_000;

/// So many calls share one commit at the most.
const LARGEST_BATCH: usize = 256;

/// Texts that may wait for the index while calls are waiting too. Searches read them one by one.
const LARGEST_BACKLOG: usize = 20_000;

impl Writer {
    fn start(path: &str, reads: &Arc<Reads>) -> Result<Self> {
        let (queue, calls) = channel();
        let waiting = Arc::new(AtomicUsize::new(0));
        let commits = Arc::new(AtomicU64::new(0));
        let address = Address::Sqlite(path.to_owned());
        let mut lease = Lease::Own(Box::new(open(&address, Purpose::Write)?));
        let backlog = search::backlog(&mut lease)?;
        let mut desk = Desk {
            address,
            write_ahead_log: PathBuf::from(format!("{path}-wal")),
            calls,
            waiting: Arc::clone(&waiting),
            commits: Arc::clone(&commits),
            backlog,
            _reads: Arc::clone(reads),
        };
        std::thread::Builder::new().name("writer".to_owned()).spawn(move || desk.work(lease)).map_err(Error::internal)?;
        Ok(Writer { queue, waiting, commits })
    }

    async fn run(&self, work: Work) -> Result<Reply> {
        let busy = || Error::Unavailable("Too many writes are waiting.".to_owned());
        if self.waiting.fetch_add(1, Ordering::Relaxed) >= LONGEST_QUEUE {
            self.waiting.fetch_sub(1, Ordering::Relaxed);
            return Err(busy());
        }
        let (answer, answered) = oneshot::channel();
        self.queue.send(Call { work, answer }).map_err(|_| Error::Unavailable("The service is shutting down.".to_owned()))?;
        answered.await.map_err(|_| Error::Unavailable("The service is shutting down.".to_owned()))?
    }
}

/// The writer thread's own things.
struct Desk {
    address: Address,
    write_ahead_log: PathBuf,
    calls: Receiver<Call>,
    waiting: Arc<AtomicUsize>,
    commits: Arc<AtomicU64>,
    /// Texts that the search index does not have yet.
    backlog: usize,
    _reads: Arc<Reads>,
}

impl Desk {
    fn work(&mut self, mut lease: Lease) {
        const QUIET: Duration = Duration::from_millis(20);
        loop {
            let first = if self.backlog > 0 {
                match self.calls.recv_timeout(QUIET) {
                    Ok(call) => Some(call),
                    Err(RecvTimeoutError::Timeout) => None,
                    Err(RecvTimeoutError::Disconnected) => break,
                }
            } else {
                match self.calls.recv() {
                    Ok(call) => Some(call),
                    Err(_) => break,
                }
            };
            match first {
                Some(first) => {
                    let mut batch = vec![first];
                    batch.extend(self.calls.try_iter().take(LARGEST_BATCH - 1));
                    self.waiting.fetch_sub(batch.len(), Ordering::Relaxed);
                    lease = self.serve(lease, batch);
                    if self.backlog > LARGEST_BACKLOG {
                        lease = self.index(lease, 64);
                    }
                }
                None => lease = self.index(lease, 256),
            }
        }
        let _ = lease.batch_execute("PRAGMA optimize; PRAGMA wal_checkpoint(TRUNCATE);");
    }

    /// Commits a batch once, then answers it.
    ///
    /// Savepoints cost a tenth of a small write, and hardly ever is there anything to undo: the first attempt does
    /// without. When a call fails that may have written something, or was only to be shown, all is rolled back and done again with a
    /// savepoint around each. When something fails that is nobody's own fault, each is done on its own, so that
    /// nobody pays for another.
    fn serve(&mut self, mut lease: Lease, mut batch: Vec<Call>) -> Lease {
        let mut results = None;
        for guarded in [false, true] {
            if results.is_none() && batch.len() > 1 {
                (lease, results) = self.commit_together(lease, &mut batch, guarded);
            }
        }
        match results {
            Some(results) => {
                for (call, result) in batch.into_iter().zip(results) {
                    let _ = call.answer.send(result);
                }
            }
            None => {
                for mut call in batch {
                    lease = self.usable(lease);
                    let result;
                    (lease, result) = self.commit_alone(lease, &mut call);
                    let _ = call.answer.send(result);
                }
            }
        }
        self.bound_write_ahead_log(&mut lease);
        lease
    }

    /// The results of all, or nothing when the whole transaction was rolled back.
    fn commit_together(&mut self, mut lease: Lease, batch: &mut [Call], guarded: bool) -> (Lease, Option<Vec<Result<Reply>>>) {
        if begin(&mut lease).is_err() {
            return (lease, None);
        }
        let mut results = Vec::with_capacity(batch.len());
        let mut tally = Tally::default();
        let mut unindexed = 0;
        for call in batch {
            let mut sound = !guarded || Transactions::begin_transaction(&mut *lease).is_ok();
            let result;
            (lease, result) = (call.work)(lease);
            sound &= match &result {
                Ok(done) if done.provisional => guarded && Transactions::rollback_transaction(&mut *lease).is_ok(),
                Ok(_) => !guarded || Transactions::commit_transaction(&mut *lease).is_ok(),
                Err(Failed { cause: Error::Internal(_) | Error::Unavailable(_), .. }) => false,
                Err(_) if guarded => Transactions::rollback_transaction(&mut *lease).is_ok(),
                Err(failed) => !failed.wrote,
            };
            if !sound {
                roll_back(&mut lease);
                return (lease, None);
            }
            results.push(result.map_err(|failed| failed.cause).map(|done| {
                if !done.provisional {
                    tally.add(done.tally);
                    unindexed += done.unindexed;
                }
                done.reply
            }));
        }
        let committed = counters::flush(tally, &mut lease).and_then(|()| Ok(Transactions::commit_transaction(&mut *lease)?));
        if committed.is_err() {
            roll_back(&mut lease);
            return (lease, None);
        }
        self.backlog += unindexed;
        self.commits.fetch_add(1, Ordering::Relaxed);
        (lease, Some(results))
    }

    fn commit_alone(&mut self, mut lease: Lease, call: &mut Call) -> (Lease, Result<Reply>) {
        if let Err(cause) = begin(&mut lease) {
            return (lease, Err(cause));
        }
        let result;
        (lease, result) = (call.work)(lease);
        let result = result.map_err(|failed| failed.cause).and_then(|done| {
            if done.provisional {
                roll_back(&mut lease);
                return Ok(done.reply);
            }
            counters::flush(done.tally, &mut lease)?;
            Transactions::commit_transaction(&mut *lease)?;
            self.backlog += done.unindexed;
            self.commits.fetch_add(1, Ordering::Relaxed);
            Ok(done.reply)
        });
        if result.is_err() {
            roll_back(&mut lease);
        }
        (lease, result)
    }

    fn index(&mut self, mut lease: Lease, most: i64) -> Lease {
        let indexed = begin(&mut lease).and_then(|()| {
            let indexed = search::index_some(&mut lease, most)?;
            Transactions::commit_transaction(&mut *lease)?;
            Ok(indexed)
        });
        match indexed {
            // Another process may have emptied the backlog, or filled it: the table has the last word.
            Ok(0) => self.backlog = 0,
            Ok(indexed) => self.backlog = self.backlog.saturating_sub(indexed).max(1),
            Err(cause) => {
                tracing::error!(%cause, "the search index could not be brought up to date");
                roll_back(&mut lease);
                lease = self.usable(lease);
                std::thread::sleep(Duration::from_millis(100));
            }
        }
        self.bound_write_ahead_log(&mut lease);
        lease
    }

    /// A connection that can begin a transaction: this one, or a new one in its place.
    fn usable(&self, lease: Lease) -> Lease {
        let mut lease = lease;
        if lease.batch_execute("SELECT 1").is_ok()
            && Transactions::transaction_manager_status_mut(&mut *lease).transaction_depth().is_ok_and(|depth| depth.is_none())
        {
            return lease;
        }
        open(&self.address, Purpose::Write).map_or(lease, |connection| Lease::Own(Box::new(connection)))
    }

    /// SQLite can start its log over only at a moment when nobody reads from it, which busy readers may never
    /// leave; past this size the writer waits for that moment.
    fn bound_write_ahead_log(&self, lease: &mut Lease) {
        const MOST: u64 = 48 * 1024 * 1024;
        let size = std::fs::metadata(&self.write_ahead_log).map_or(0, |file| file.len());
        if size > MOST {
            let started = Instant::now();
            let done = lease.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)");
            tracing::debug!(size, elapsed = ?started.elapsed(), ok = done.is_ok(), "the write-ahead log was started over");
        }
    }
}

fn begin(lease: &mut Lease) -> Result<()> {
    match &mut **lease {
        AnyConnection::Sqlite(connection) => Ok(AnsiTransactionManager::begin_transaction_sql(connection, "BEGIN IMMEDIATE")?),
        AnyConnection::Postgres(connection) => Ok(AnsiTransactionManager::begin_transaction(connection)?),
    }
}

/// Back to before the outermost transaction, however deep the failure was.
fn roll_back(lease: &mut Lease) {
    for _ in 0..4 {
        let depth = Transactions::transaction_manager_status_mut(&mut **lease).transaction_depth();
        if !matches!(depth, Ok(Some(_))) || Transactions::rollback_transaction(&mut **lease).is_err() {
            break;
        }
    }
}

/// The command line's own writer, with no one else waiting.
pub struct Operator {
    lease: Option<Lease>,
}

impl Operator {
    pub fn open(address: &Address) -> Result<Self> {
        Ok(Operator { lease: Some(Lease::Own(Box::new(open(address, Purpose::Write)?))) })
    }

    /// Works in one transaction, in a scope that is made of the connection.
    pub fn run<S: Scope, T>(&mut self, scope: impl FnOnce(Lease) -> S, work: impl FnOnce(&mut S) -> Result<T>) -> Result<T> {
        self.together(|together| together.run(scope, work))
    }

    /// Works in one transaction and in many scopes, one after another, so that each write has its own caller and moment.
    pub fn together<T>(&mut self, work: impl FnOnce(&mut Together<'_>) -> Result<T>) -> Result<T> {
        begin(self.lease()?)?;
        let mut together = Together { operator: self, tally: Tally::default() };
        let result = work(&mut together);
        let tally = together.tally;
        let lease = self.lease()?;
        let result = result.and_then(|value| {
            counters::flush(tally, lease)?;
            Transactions::commit_transaction(&mut **lease)?;
            Ok(value)
        });
        if result.is_err() {
            roll_back(lease);
        }
        result
    }

    fn lease(&mut self) -> Result<&mut Lease> {
        self.lease.as_mut().ok_or_else(|| Error::internal("the connection is lent out"))
    }

    /// After many writes: the search index whole, the planner's statistics new.
    pub fn tidy(&mut self) -> Result<()> {
        if let Some(lease) = &mut self.lease {
            while search::index_some(lease, 1000)? > 0 {}
            lease.batch_execute("ANALYZE")?;
        }
        Ok(())
    }
}

/// The command line's open transaction. One failure in it is the end of it all.
pub struct Together<'a> {
    operator: &'a mut Operator,
    tally: Tally,
}

impl Together<'_> {
    /// Works in a scope that is made of the connection.
    pub fn run<S: Scope, T>(&mut self, scope: impl FnOnce(Lease) -> S, work: impl FnOnce(&mut S) -> Result<T>) -> Result<T> {
        let lease = self.operator.lease.take().ok_or_else(|| Error::internal("the connection is lent out"))?;
        let mut scope = scope(lease);
        let result = work(&mut scope);
        let (lease, tally, _) = scope.leave().into_parts();
        self.operator.lease = Some(lease);
        self.tally.add(tally);
        result
    }
}
