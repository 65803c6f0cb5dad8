//! The thread of SQLite's writer: it runs calls inside one `BEGIN IMMEDIATE`, commits once, then answers them all. While no call
//! waits it brings the search index up to date.
//!
//! Invariants: an acknowledged write is on disk. A call that is interrupted is undone and answered, and the others of its
//! group go on without it. A dry run undoes nobody else's work. If the disk fails at a commit, no caller is told that the write
//! was made or that it was not, and nothing is written until the database has been opened anew and has taken a commit.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};

use super::super::connection::{AnyConnection, DatabaseAddress, Purpose, open};
use super::super::counters::{self, Tally};
use super::super::reads::{Lease, Reads};
use super::super::{accounts, search};
use super::Transactions;
use super::log::WriteAheadLog;
use super::queue::{Call, Queue, Waited, halted};
use crate::db::reply::Reply;
use crate::error::{Error, Result};

/// The most calls that share one commit.
const LARGEST_GROUP: usize = 256;

/// The time after which a group is committed: later calls don't keep the first waiting.
pub(super) const LONGEST_GROUP: Duration = Duration::from_millis(10);

/// The longest time for which the search index is updated at once.
const LONGEST_INDEXING: Duration = Duration::from_millis(5);

/// The most texts that may wait for the index while calls are waiting too. Searches read them one by one.
const LARGEST_BACKLOG: usize = 20_000;

/// The state of the writer thread.
pub(super) struct Desk {
    address: DatabaseAddress,
    log: WriteAheadLog,
    queue: Arc<Queue>,
    commits: Arc<AtomicU64>,
    /// The number of texts that the search index does not have yet.
    backlog: usize,
    /// Whether the disk failed at a commit, which may have been made nevertheless.
    is_doubtful: bool,
    _reads: Arc<Reads>,
}

/// The moment at which an update of the search index pauses.
enum Index {
    /// As soon as a call waits.
    UntilCalled,
    /// At the end of its time: calls come without end, and too many texts wait.
    InAnyCase,
}

/// The outcome of a group.
enum Together {
    Committed(Vec<Result<Reply>>),
    /// All was rolled back, and is to be done again.
    Again,
    /// All was rolled back because of this call, and the others are to be done without it: it has failed, or has to be done on
    /// its own.
    Without(usize, Option<Error>),
}

impl Desk {
    /// Opens the database, and begins to make the calls of the queue on a thread of its own.
    pub fn begin(path: &str, reads: &Arc<Reads>, queue: Arc<Queue>, commits: Arc<AtomicU64>) -> Result<()> {
        let address = DatabaseAddress::Sqlite(path.to_owned());
        let mut lease = opened(&address)?;
        let backlog = search::backlog(&mut lease)?;
        let mut desk = Desk {
            log: WriteAheadLog::of(path, &address)?,
            address,
            queue,
            commits,
            backlog,
            is_doubtful: false,
            _reads: Arc::clone(reads),
        };
        std::thread::Builder::new().name("writer".to_owned()).spawn(move || desk.work(lease)).map_err(Error::internal)?;
        Ok(())
    }

    fn work(&mut self, mut lease: Lease) {
        const QUIET: Duration = Duration::from_millis(20);
        loop {
            lease = match self.queue.wait((self.backlog > 0).then_some(QUIET)) {
                Waited::Call(first) => {
                    let lease = self.serve(lease, first);
                    if self.backlog > LARGEST_BACKLOG && !self.is_doubtful { self.index(lease, Index::InAnyCase) } else { lease }
                }
                Waited::InVain => self.index(lease, Index::UntilCalled),
                Waited::Closed => break,
            };
            if self.is_doubtful {
                lease = match self.recover(lease) {
                    Some(lease) => lease,
                    None => return,
                };
            }
        }
        let _ = lease.batch_execute("PRAGMA optimize; PRAGMA wal_checkpoint(TRUNCATE);");
    }

    /// Commits a group of calls once, then answers them.
    ///
    /// Savepoints cost a tenth of a small write, and hardly ever is there anything to undo: the first attempt has none. When a
    /// call fails that may have written something, all is rolled back and done again with a savepoint around each call. A dry run
    /// has a savepoint from the start. A call that fails by nobody's own fault is taken out of the group and done on its own, so
    /// that nobody pays for another; a call that was interrupted has failed.
    fn serve(&mut self, mut lease: Lease, first: Call) -> Lease {
        const MOST_ATTEMPTS: usize = 4;
        let (mut group, mut alone) = (vec![first], Vec::new());
        for attempt in 0..MOST_ATTEMPTS {
            let together;
            (lease, together) = self.commit_together(lease, &mut group, attempt > 0);
            match together {
                Together::Committed(results) => {
                    for (call, result) in group.drain(..).zip(results) {
                        let _ = call.answer.send(result);
                    }
                }
                Together::Again => {}
                Together::Without(position, failed) => {
                    let call = group.remove(position);
                    match failed {
                        Some(cause) => drop(call.answer.send(Err(cause))),
                        None => alone.push(call),
                    }
                }
            }
            if group.is_empty() {
                break;
            }
            lease = self.usable(lease);
        }
        for mut call in group.into_iter().chain(alone) {
            let result;
            if self.is_doubtful {
                result = Err(halted());
            } else {
                lease = self.usable(lease);
                (lease, result) = self.commit_alone(lease, &mut call);
            }
            let _ = call.answer.send(result);
        }
        if !self.is_doubtful {
            self.log.keep_short(&mut lease);
        }
        lease
    }

    /// Runs the calls of a group in one transaction, and on the first attempt also those that arrive meanwhile. A large call
    /// begins a group and joins none: it delays nobody's small call. The small calls that came while it was made go with it, so
    /// that they wait for one commit and not for two.
    fn commit_together(&mut self, mut lease: Lease, group: &mut Vec<Call>, is_repeated: bool) -> (Lease, Together) {
        if begin(&mut lease).is_err() {
            return (lease, Together::Again);
        }
        let mut started = Instant::now();
        let (mut results, mut written) = (Vec::with_capacity(group.len()), Vec::with_capacity(group.len()));
        let mut tally = Tally::default();
        let mut unindexed = 0;
        loop {
            let position = results.len();
            if position == group.len() {
                let may_grow = !is_repeated && position < LARGEST_GROUP && started.elapsed() < LONGEST_GROUP;
                let Some(call) = may_grow.then(|| self.queue.next_small()).flatten() else { break };
                group.push(call);
            }
            let Some(call) = group.get_mut(position) else { break };
            let is_guarded = is_repeated || call.work.is_provisional;
            let mut is_sound = !is_guarded || Transactions::begin_transaction(&mut *lease).is_ok();
            let (result, is_interrupted);
            (lease, result, is_interrupted) = call.run(lease);
            if call.work.is_large() {
                started = Instant::now();
            }
            let is_nobodys_fault = matches!(&result, Err(failed) if failed.cause.is_nobodys_fault());
            is_sound &= match &result {
                _ if is_interrupted || is_nobodys_fault => false,
                Ok(done) if done.provisional => is_guarded && Transactions::rollback_transaction(&mut *lease).is_ok(),
                Ok(_) => !is_guarded || Transactions::commit_transaction(&mut *lease).is_ok(),
                Err(_) if is_guarded => Transactions::rollback_transaction(&mut *lease).is_ok(),
                Err(failed) => !failed.wrote,
            };
            if !is_sound {
                roll_back(&mut lease);
                let failed = result.err().map(|failed| failed.cause);
                let together = match failed {
                    _ if is_interrupted => Together::Without(position, Some(Error::too_late())),
                    Some(cause) if group.len() == 1 => Together::Committed(vec![Err(cause)]),
                    // The call fails whatever others have written before it.
                    Some(cause @ Error::PayloadTooLarge(_)) => Together::Without(position, Some(cause)),
                    _ if is_nobodys_fault => Together::Without(position, None),
                    _ => Together::Again,
                };
                return (lease, together);
            }
            written.push(matches!(&result, Ok(done) if !done.provisional && done.reply.replayed.is_none()));
            results.push(result.map_err(|failed| failed.cause).map(|done| {
                if !done.provisional {
                    tally.add(done.tally);
                    unindexed += done.unindexed;
                }
                done.reply
            }));
        }
        let committed = counters::flush(&mut tally, &mut lease).and_then(|()| self.commit(&mut lease));
        if matches!(committed, Err(Error::OutcomeUnknown)) {
            let unknown = results.into_iter().zip(written);
            let unknown = unknown.map(|(result, is_written)| if is_written { Err(Error::OutcomeUnknown) } else { result });
            return (lease, Together::Committed(unknown.collect()));
        }
        if committed.is_err() {
            roll_back(&mut lease);
            return (lease, Together::Again);
        }
        self.backlog += unindexed;
        self.commits.fetch_add(1, Ordering::Relaxed);
        (lease, Together::Committed(results))
    }

    fn commit_alone(&mut self, mut lease: Lease, call: &mut Call) -> (Lease, Result<Reply>) {
        if let Err(cause) = begin(&mut lease) {
            return (lease, Err(cause));
        }
        let (result, is_interrupted);
        (lease, result, is_interrupted) = call.run(lease);
        let result = result.map_err(|failed| failed.cause).and_then(|mut done| {
            if is_interrupted {
                return Err(Error::too_late());
            }
            if done.provisional {
                roll_back(&mut lease);
                return Ok(done.reply);
            }
            counters::flush(&mut done.tally, &mut lease)?;
            self.commit(&mut lease)?;
            self.backlog += done.unindexed;
            self.commits.fetch_add(1, Ordering::Relaxed);
            Ok(done.reply)
        });
        if result.is_err() {
            roll_back(&mut lease);
        }
        (lease, result)
    }

    /// Brings the search index up to date, a few texts at a time, so that a call that comes meanwhile waits for few.
    fn index(&mut self, mut lease: Lease, until: Index) -> Lease {
        // A text costs less among many. Few at a time are for a call that may come meanwhile.
        let together = match until {
            Index::UntilCalled => 16,
            Index::InAnyCase => 256,
        };
        let started = Instant::now();
        let indexed = begin(&mut lease).and_then(|()| {
            let mut indexed = 0;
            loop {
                let some = search::index_some(&mut lease, together)?;
                indexed += some;
                let is_called = matches!(until, Index::UntilCalled) && self.queue.waiting() > 0;
                if some == 0 || is_called || started.elapsed() >= LONGEST_INDEXING {
                    break;
                }
            }
            self.commit(&mut lease)?;
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
        self.log.keep_short(&mut lease);
        lease
    }

    /// Commits. If the disk fails to take the log, the writes may be found there after a crash all the same.
    fn commit(&mut self, lease: &mut Lease) -> Result<()> {
        let Err(cause) = Transactions::commit_transaction(&mut **lease) else { return Ok(()) };
        if !is_doubtful(&cause) {
            return Err(cause.into());
        }
        tracing::error!(%cause, "the disk failed at a commit: it may have been made, and nothing is written until the database has been verified");
        self.is_doubtful = true;
        Err(Error::OutcomeUnknown)
    }

    /// Opens the database anew, and writes nothing else until it has taken a commit that can be read. That commit takes the place
    /// of the doubtful one in the log: from then on it is certain that the doubtful one was not made. None if the service stops
    /// before.
    fn recover(&mut self, lease: Lease) -> Option<Lease> {
        const BETWEEN_TRIES: Duration = Duration::from_secs(1);
        self.queue.halt(true);
        drop(lease);
        loop {
            while let Some(call) = self.queue.next() {
                let _ = call.answer.send(Err(halted()));
            }
            match self.reopened() {
                Ok(lease) => {
                    tracing::warn!("the database was opened anew and verified, and is written to again");
                    self.is_doubtful = false;
                    self.queue.halt(false);
                    return Some(lease);
                }
                Err(cause) => tracing::debug!(%cause, "the database can't be verified yet"),
            }
            if self.queue.is_closed() {
                return None;
            }
            std::thread::sleep(BETWEEN_TRIES);
        }
    }

    /// A new connection whose commit was taken, and read by another connection.
    fn reopened(&self) -> Result<Lease> {
        const MARK: &str = "last_verified";
        let mut lease = opened(&self.address)?;
        let now = crate::fields::Instant::now().microseconds().to_string();
        begin(&mut lease)?;
        accounts::write_setting(&mut lease, MARK, &now)?;
        Transactions::commit_transaction(&mut *lease)?;
        let mut reader = open(&self.address, Purpose::Read)?;
        if accounts::read_setting(&mut reader, MARK)?.as_deref() == Some(now.as_str()) {
            return Ok(lease);
        }
        Err(Error::internal("what was committed can't be read"))
    }

    /// A connection that can begin a transaction: this one, or a new one in its place.
    fn usable(&self, lease: Lease) -> Lease {
        let mut lease = lease;
        if lease.batch_execute("SELECT 1").is_ok()
            && Transactions::transaction_manager_status_mut(&mut *lease).transaction_depth().is_ok_and(|depth| depth.is_none())
        {
            return lease;
        }
        opened(&self.address).unwrap_or(lease)
    }
}

/// A connection to write with, which does not copy the log into the database itself.
fn opened(address: &DatabaseAddress) -> Result<Lease> {
    let mut connection = open(address, Purpose::Write)?;
    connection.batch_execute("PRAGMA wal_autocheckpoint = 0")?;
    Ok(Lease::Own(Box::new(connection)))
}

/// Whether a failed commit may be found after a crash: it was written, and is not known to be on disk. A full disk has not taken
/// it.
fn is_doubtful(cause: &diesel::result::Error) -> bool {
    use diesel::result::Error as Database;
    match cause {
        Database::DatabaseError(_, information) => information.message().contains("disk I/O error"),
        Database::RollbackErrorOnCommit { commit_error, .. } => is_doubtful(commit_error),
        _ => false,
    }
}

pub(super) fn begin(lease: &mut Lease) -> Result<()> {
    match &mut **lease {
        AnyConnection::Sqlite(connection) => Ok(AnsiTransactionManager::begin_transaction_sql(connection, "BEGIN IMMEDIATE")?),
        AnyConnection::Postgres(connection) => Ok(AnsiTransactionManager::begin_transaction(connection)?),
    }
}

/// Rolls back the outermost transaction, however deep the failure was.
pub(super) fn roll_back(lease: &mut Lease) {
    for _ in 0..4 {
        let depth = Transactions::transaction_manager_status_mut(&mut **lease).transaction_depth();
        if !matches!(depth, Ok(Some(_))) || Transactions::rollback_transaction(&mut **lease).is_err() {
            break;
        }
    }
}
