//! SQLite's one writer, a thread with group commit. It takes the calls that wait, a party after the other, runs them
//! inside one `BEGIN IMMEDIATE`, commits once, then answers them all: what was acknowledged is on disk, and sixty-four
//! callers share one file sync. While nobody waits it brings the search index up to date.
//!
//! What holds here: a call is begun or withdrawn at its deadline, never both; one that runs on for too long is
//! interrupted, undone and answered, and the others of its group go on without it; what is only to be shown undoes
//! nobody else's work; and when the disk fails at a commit, nobody is told that it was made or that it was not, and nothing
//! is written until the database has been opened anew and has taken a commit ([`Desk::recover`]).

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use tokio::sync::oneshot;

use super::super::accounts;
use super::super::connection::{Address, AnyConnection, BUSY_TIMEOUT, Purpose, open};
use super::super::counters::{self, Tally};
use super::super::interrupt::until;
use super::super::reads::{Lease, Reads};
use super::super::search;
use super::{Decision, Done, Failed, Transactions, Work};
use crate::error::{Error, Result};
use crate::rpc::envelope::Reply;
use crate::turns::{Asker, Party, Round, Turn, Turns};

/// So many calls may wait; more are sent away at once, because they would wait for longer than anybody does.
const LONGEST_QUEUE: usize = 20_000;

/// So many calls share one commit at the most.
const LARGEST_GROUP: usize = 256;

/// When a group has been at work for so long, it is committed: those who came later don't keep the first waiting.
const LONGEST_GROUP: Duration = Duration::from_millis(10);

/// No call works for longer, whatever its deadline: all the others wait for it.
const LONGEST_CALL: Duration = Duration::from_secs(10);

/// A call that is begun has so long, however close its deadline is.
const SHORTEST_CALL: Duration = Duration::from_secs(1);

/// Texts that may wait for the index while calls are waiting too. Searches read them one by one.
const LARGEST_BACKLOG: usize = 20_000;

/// The writer, as those see it who write.
pub struct Writer {
    queue: Arc<Queue>,
    commits: Arc<AtomicU64>,
    /// Batches and the like: one of them is in the queue at a time, of one party after the other. So whoever writes a
    /// little waits for one of them at the most.
    large: Arc<Turns>,
    /// The idempotency keys that are worked under in more than one transaction.
    keys: Arc<Turns>,
}

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
struct Call {
    work: Work,
    deadline: Instant,
    /// Taken by the writer when it begins, or by the caller who withdraws it.
    decision: Arc<Decision>,
    answer: oneshot::Sender<Result<Reply>>,
}

impl Call {
    /// Works, for as long as it may, and says whether it was interrupted.
    fn run(&mut self, lease: Lease) -> (Lease, Result<Done, Failed>, bool) {
        let now = Instant::now();
        let end = self.deadline.max(now + SHORTEST_CALL).min(now + LONGEST_CALL);
        let ((lease, result), is_interrupted) = until(end, || self.work.run(lease));
        (lease, result, is_interrupted)
    }
}

impl Queue {
    fn push(&self, party: Party, call: Call) -> Result<()> {
        if self.is_halted.load(Ordering::Acquire) {
            return Err(halted());
        }
        if self.number.fetch_add(1, Ordering::Relaxed) >= LONGEST_QUEUE {
            self.number.fetch_sub(1, Ordering::Relaxed);
            return Err(Error::Unavailable("Too many writes are waiting.".to_owned()));
        }
        let mut calls = self.calls();
        if calls.is_closed {
            self.number.fetch_sub(1, Ordering::Relaxed);
            return Err(Error::Unavailable("The service is shutting down.".to_owned()));
        }
        calls.waiting.push(party, call);
        drop(calls);
        self.arrived.notify_one();
        Ok(())
    }

    /// The next call that was not withdrawn, if there is one.
    fn next(&self) -> Option<Call> {
        self.next_of(&mut self.calls())
    }

    fn next_of(&self, calls: &mut Calls) -> Option<Call> {
        loop {
            let call = calls.waiting.take(|_| true)?;
            self.number.fetch_sub(1, Ordering::Relaxed);
            if call.decision.take() {
                return Some(call);
            }
        }
    }

    /// Waits for a call. Nothing where none came for so long, or where none will come any more.
    fn wait(&self, longest: Option<Duration>) -> Waited {
        let mut calls = self.calls();
        loop {
            if let Some(call) = self.next_of(&mut calls) {
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
                return self.next_of(&mut calls).map_or(Waited::InVain, Waited::Call);
            }
        }
    }

    pub(super) fn waiting(&self) -> usize {
        self.number.load(Ordering::Relaxed)
    }

    fn calls(&self) -> MutexGuard<'_, Calls> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What those are told who would write while the disk is not trusted.
fn halted() -> Error {
    Error::Unavailable("The disk failed at a commit: nothing is written until the database has been verified.".to_owned())
}

enum Waited {
    Call(Call),
    InVain,
    Closed,
}

impl Writer {
    pub fn start(path: &str, reads: &Arc<Reads>) -> Result<Self> {
        let address = Address::Sqlite(path.to_owned());
        let mut lease = Lease::Own(Box::new(open(&address, Purpose::Write)?));
        let backlog = search::backlog(&mut lease)?;
        let (queue, commits) = (Arc::<Queue>::default(), Arc::<AtomicU64>::default());
        let mut desk = Desk {
            address,
            write_ahead_log: PathBuf::from(format!("{path}-wal")),
            queue: Arc::clone(&queue),
            commits: Arc::clone(&commits),
            backlog,
            next_look_at_log: Instant::now(),
            is_doubtful: false,
            _reads: Arc::clone(reads),
        };
        std::thread::Builder::new().name("writer".to_owned()).spawn(move || desk.work(lease)).map_err(Error::internal)?;
        Ok(Writer { queue, commits, large: Turns::new(1, 1), keys: Turns::new(usize::MAX, 1) })
    }

    pub async fn run(&self, asker: &Asker, work: Work) -> Result<Reply> {
        let _turn = if work.is_large() { Some(self.large.take(asker).await?) } else { None };
        let decision = Arc::new(Decision::default());
        let (answer, mut answered) = oneshot::channel();
        let call = Call { work, deadline: asker.deadline, decision: Arc::clone(&decision), answer };
        self.queue.push(asker.party.clone(), call)?;
        let gone = |_| Error::Unavailable("The service is shutting down.".to_owned());
        match asker.wait_for(&mut answered).await {
            Ok(answer) => answer.map_err(gone)?,
            Err(late) if decision.take() => Err(late),
            // It was begun, and is interrupted if it goes on for too long.
            Err(_) => answered.await.map_err(gone)?,
        }
    }

    pub async fn hold_key(&self, asker: &Asker, key: &str) -> Result<Turn> {
        self.keys.take(&Asker { party: Party::Key(key.to_owned()), also: None, deadline: asker.deadline }).await
    }

    /// Whether anything is written for now.
    pub fn is_halted(&self) -> bool {
        self.queue.is_halted.load(Ordering::Acquire)
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
        self.queue.calls().is_closed = true;
        self.queue.arrived.notify_one();
    }
}

/// The writer thread's own things.
struct Desk {
    address: Address,
    write_ahead_log: PathBuf,
    queue: Arc<Queue>,
    commits: Arc<AtomicU64>,
    /// Texts that the search index does not have yet.
    backlog: usize,
    /// When it is looked again whether the log can be started over.
    next_look_at_log: Instant,
    /// Whether the disk failed at a commit, which may have been made.
    is_doubtful: bool,
    _reads: Arc<Reads>,
}

/// What became of a group.
enum Together {
    Committed(Vec<Result<Reply>>),
    /// All was rolled back, and is to be done again.
    Again,
    /// All was rolled back because of this call, which the others are to be done without: it has failed, or has to be
    /// done on its own.
    Without(usize, Option<Error>),
}

impl Desk {
    fn work(&mut self, mut lease: Lease) {
        const QUIET: Duration = Duration::from_millis(20);
        loop {
            lease = match self.queue.wait((self.backlog > 0).then_some(QUIET)) {
                Waited::Call(first) => {
                    let lease = self.serve(lease, first);
                    if self.backlog > LARGEST_BACKLOG { self.index(lease, 64) } else { lease }
                }
                Waited::InVain => self.index(lease, 256),
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
    /// Savepoints cost a tenth of a small write, and hardly ever is there anything to undo: the first attempt does
    /// without. When a call fails that may have written something, all is rolled back and done again with a savepoint
    /// around each. What is only to be shown has one from the start. A call that fails by nobody's own fault is taken out
    /// of the group and done on its own, so that nobody pays for another; one that was interrupted has failed.
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
            self.bound_write_ahead_log(&mut lease);
        }
        lease
    }

    /// Runs the calls of a group, and on the first attempt those that arrive meanwhile, in one transaction.
    fn commit_together(&mut self, mut lease: Lease, group: &mut Vec<Call>, is_repeated: bool) -> (Lease, Together) {
        if begin(&mut lease).is_err() {
            return (lease, Together::Again);
        }
        let started = Instant::now();
        let (mut results, mut written) = (Vec::with_capacity(group.len()), Vec::with_capacity(group.len()));
        let mut tally = Tally::default();
        let mut unindexed = 0;
        loop {
            let position = results.len();
            if position == group.len() {
                let may_grow = !is_repeated && position < LARGEST_GROUP && started.elapsed() < LONGEST_GROUP;
                let Some(call) = may_grow.then(|| self.queue.next()).flatten() else { break };
                group.push(call);
            }
            let Some(call) = group.get_mut(position) else { break };
            let is_guarded = is_repeated || call.work.is_provisional;
            let mut is_sound = !is_guarded || Transactions::begin_transaction(&mut *lease).is_ok();
            let (result, is_interrupted);
            (lease, result, is_interrupted) = call.run(lease);
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
                    _ if is_nobodys_fault => Together::Without(position, None),
                    _ => Together::Again,
                };
                return (lease, together);
            }
            written.push(matches!(&result, Ok(done) if !done.provisional && !done.reply.replayed));
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

    fn index(&mut self, mut lease: Lease, most: i64) -> Lease {
        let indexed = begin(&mut lease).and_then(|()| {
            let indexed = search::index_some(&mut lease, most)?;
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
        self.bound_write_ahead_log(&mut lease);
        lease
    }

    /// Commits. Where the disk does not take the log, what was written may be found there after a crash all the same.
    fn commit(&mut self, lease: &mut Lease) -> Result<()> {
        let Err(cause) = Transactions::commit_transaction(&mut **lease) else { return Ok(()) };
        if !is_doubtful(&cause) {
            return Err(cause.into());
        }
        tracing::error!(%cause, "the disk failed at a commit: it may have been made, and nothing is written until the database has been verified");
        self.is_doubtful = true;
        Err(Error::OutcomeUnknown)
    }

    /// Opens the database anew, and writes nothing else until it has taken a commit that can be read. That commit takes the
    /// place of the doubtful one in the log: from then on it is certain that there was none. Nothing where the service stops
    /// before.
    fn recover(&mut self, lease: Lease) -> Option<Lease> {
        const BETWEEN_TRIES: Duration = Duration::from_secs(1);
        self.queue.is_halted.store(true, Ordering::Release);
        drop(lease);
        loop {
            while let Some(call) = self.queue.next() {
                let _ = call.answer.send(Err(halted()));
            }
            match self.reopened() {
                Ok(lease) => {
                    tracing::warn!("the database was opened anew and verified, and is written to again");
                    self.is_doubtful = false;
                    self.queue.is_halted.store(false, Ordering::Release);
                    return Some(lease);
                }
                Err(cause) => tracing::debug!(%cause, "the database can't be verified yet"),
            }
            if self.queue.calls().is_closed {
                return None;
            }
            std::thread::sleep(BETWEEN_TRIES);
        }
    }

    /// A new connection whose commit was taken, and read by another one.
    fn reopened(&self) -> Result<Lease> {
        const MARK: &str = "last_verified";
        let mut lease = Lease::Own(Box::new(open(&self.address, Purpose::Write)?));
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
        open(&self.address, Purpose::Write).map_or(lease, |connection| Lease::Own(Box::new(connection)))
    }

    /// SQLite can start its log over only at a moment when nobody reads from it, which busy readers may never
    /// leave; past this size the writer waits for that moment. It does not wait for long reads, of which everybody who
    /// writes would be the victim: it looks again a second later, and waits a little longer where the log has become large.
    fn bound_write_ahead_log(&mut self, lease: &mut Lease) {
        const MOST: u64 = 48 * 1024 * 1024;
        const BETWEEN_LOOKS: Duration = Duration::from_secs(1);
        let size = std::fs::metadata(&self.write_ahead_log).map_or(0, |file| file.len());
        let started = Instant::now();
        if size > MOST && started >= self.next_look_at_log {
            let patience = if size > 8 * MOST { 200 } else { 20 };
            let done = lease.batch_execute(&format!(
                "PRAGMA busy_timeout = {patience}; PRAGMA wal_checkpoint(TRUNCATE); PRAGMA busy_timeout = {BUSY_TIMEOUT};"
            ));
            self.next_look_at_log = Instant::now() + BETWEEN_LOOKS;
            tracing::debug!(size, elapsed = ?started.elapsed(), ok = done.is_ok(), "the write-ahead log was to be started over");
        }
    }
}

/// Whether a commit that failed may be found after a crash: it was written, and not known to be on disk. A full disk has not
/// taken it.
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

/// Back to before the outermost transaction, however deep the failure was.
pub(super) fn roll_back(lease: &mut Lease) {
    for _ in 0..4 {
        let depth = Transactions::transaction_manager_status_mut(&mut **lease).transaction_depth();
        if !matches!(depth, Ok(Some(_))) || Transactions::rollback_transaction(&mut **lease).is_err() {
            break;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Sender, channel};

    use tokio::task::JoinHandle;

    use super::super::super::migrate::migrate;
    use super::*;
    use crate::config::Databases;

    /// A writer on a database of its own, which is held up until it is let go.
    struct Held {
        writer: Arc<Writer>,
        path: PathBuf,
        go: Sender<()>,
        /// What was run, in its order.
        ran: Arc<Mutex<Vec<&'static str>>>,
        holding: JoinHandle<Result<Reply>>,
    }

    fn asker(party: i64, longest: Duration) -> Asker {
        Asker { party: Party::Profile(party), also: None, deadline: Instant::now() + longest }
    }

    const FAR: Duration = Duration::from_secs(600);

    impl Held {
        async fn new() -> Self {
            static NUMBER: AtomicU64 = AtomicU64::new(0);
            let name = format!("ventanilla-writer-{}-{}.db", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
            let path = std::env::temp_dir().join(name);
            let primary = Address::Sqlite(path.display().to_string());
            migrate(&primary).unwrap();
            let databases = Databases::of(primary);
            let reads = Arc::new(Reads::open(&databases, FAR).unwrap());
            let writer = Arc::new(Writer::start(&path.display().to_string(), &reads).unwrap());
            let ((go, wait), (begun, beginning)) = (channel::<()>(), channel());
            let holding = Work::new(move |lease| {
                let _ = begun.send(());
                let _ = wait.recv();
                // Its group takes no others in: those that wait make one of their own.
                std::thread::sleep(LONGEST_GROUP);
                (lease, Ok(Done::of_nothing(Vec::new())))
            });
            let holder = Arc::clone(&writer);
            let holding = tokio::spawn(async move { holder.run(&asker(0, FAR), holding).await });
            while beginning.try_recv().is_err() {
                tokio::task::yield_now().await;
            }
            Held { writer, path, go, ran: Arc::default(), holding }
        }

        /// Adds a call that notes that it was run, writes its name, and ends so.
        async fn add(
            &self,
            party: i64,
            name: &'static str,
            is_provisional: bool,
            end: fn() -> Result<(), Error>,
        ) -> JoinHandle<Result<Reply>> {
            let ran = Arc::clone(&self.ran);
            let work = Work::new(move |mut lease| {
                ran.lock().unwrap().push(name);
                let written = lease.batch_execute(&format!("INSERT INTO settings (name, value) VALUES ('{name}', '')"));
                let ended = written.map_err(Error::from).and_then(|()| end());
                let done = ended.map(|()| Done { provisional: is_provisional, ..Done::of_nothing(Vec::new()) });
                (lease, done.map_err(|cause| Failed { cause, wrote: true }))
            });
            self.add_work(party, FAR, work.provisional(is_provisional)).await
        }

        async fn add_work(&self, party: i64, longest: Duration, work: Work) -> JoinHandle<Result<Reply>> {
            let (writer, before) = (Arc::clone(&self.writer), self.writer.waiting());
            let added = tokio::spawn(async move { writer.run(&asker(party, longest), work).await });
            while self.writer.waiting() == before && !added.is_finished() {
                tokio::task::yield_now().await;
            }
            added
        }

        /// Lets it go, waits for all, and gives what was run and what was kept.
        async fn end(self, added: Vec<JoinHandle<Result<Reply>>>) -> (Vec<&'static str>, Vec<String>, Vec<bool>) {
            self.go.send(()).unwrap();
            self.holding.await.unwrap().unwrap();
            let mut succeeded = Vec::new();
            for call in added {
                succeeded.push(call.await.unwrap().is_ok());
            }
            let mut connection = open(&Address::Sqlite(self.path.display().to_string()), Purpose::Read).unwrap();
            let kept = kept(&mut connection);
            drop((connection, self.writer));
            let _ = std::fs::remove_file(&self.path);
            (std::mem::take(&mut *self.ran.lock().unwrap()), kept, succeeded)
        }
    }

    fn kept(connection: &mut AnyConnection) -> Vec<String> {
        use diesel::prelude::*;

        use super::super::super::schema::settings;
        settings::table.filter(settings::value.eq("")).order(settings::name).select(settings::name).load(connection).unwrap()
    }

    fn run(test: impl Future<Output = ()>) {
        tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(test);
    }

    fn well() -> Result<()> {
        Ok(())
    }

    #[test]
    fn parties_take_turns() {
        run(async {
            let held = Held::new().await;
            let mut added = Vec::new();
            for (party, name) in [(1, "a"), (1, "b"), (1, "c"), (2, "d")] {
                added.push(held.add(party, name, false, well).await);
            }
            let (ran, kept, succeeded) = held.end(added).await;
            assert_eq!(ran, ["a", "d", "b", "c"]);
            assert_eq!(kept, ["a", "b", "c", "d"]);
            assert_eq!(succeeded, [true; 4]);
        });
    }

    #[test]
    fn what_is_only_shown_causes_nobody_elses_work_to_be_repeated() {
        run(async {
            let held = Held::new().await;
            let added = vec![
                held.add(1, "a", false, well).await,
                held.add(1, "shown", true, well).await,
                held.add(1, "wrong", true, || Err(Error::not_found("thing"))).await,
                held.add(1, "b", false, well).await,
            ];
            let (ran, kept, succeeded) = held.end(added).await;
            assert_eq!(ran, ["a", "shown", "wrong", "b"], "each once");
            assert_eq!(kept, ["a", "b"]);
            assert_eq!(succeeded, [true, true, false, true]);
        });
    }

    #[test]
    fn what_fails_by_nobodys_fault_is_done_again_on_its_own_and_the_others_without_it() {
        run(async {
            let held = Held::new().await;
            let added = vec![
                held.add(1, "a", false, well).await,
                held.add(1, "broken", false, || Err(Error::internal("broken"))).await,
                held.add(1, "b", false, well).await,
            ];
            let (ran, kept, succeeded) = held.end(added).await;
            assert_eq!(ran, ["a", "broken", "a", "broken", "b"]);
            assert_eq!(kept, ["a", "b"]);
            assert_eq!(succeeded, [true, false, true]);
        });
    }

    #[test]
    fn a_call_that_waits_is_withdrawn_at_its_deadline_and_never_run() {
        run(async {
            let held = Held::new().await;
            let ran = Arc::clone(&held.ran);
            let work = Work::new(move |lease| {
                ran.lock().unwrap().push("late");
                (lease, Ok(Done::of_nothing(Vec::new())))
            });
            let late = held.add_work(1, Duration::ZERO, work).await;
            assert!(matches!(late.await.unwrap(), Err(Error::Unavailable(_))));
            let added = vec![held.add(1, "a", false, well).await];
            let (ran, _, succeeded) = held.end(added).await;
            assert_eq!((ran, succeeded), (vec!["a"], vec![true]));
        });
    }

    #[test]
    fn a_call_that_runs_on_is_interrupted_and_the_others_of_its_group_are_kept() {
        run(async {
            let held = Held::new().await;
            let endless = Work::new(|mut lease| {
                let counted = lease.batch_execute(
                    "INSERT INTO settings (name, value) WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*), '' FROM n",
                );
                let done = counted.map_err(|cause| Failed { cause: cause.into(), wrote: true });
                (lease, done.map(|()| Done::of_nothing(Vec::new())))
            });
            // It would be withdrawn before it is begun, but for the time that it takes the caller to look.
            let added = vec![
                held.add(1, "a", false, well).await,
                held.add_work(1, Duration::from_secs(2), endless).await,
                held.add(1, "b", false, well).await,
            ];
            let (_, kept, succeeded) = held.end(added).await;
            assert_eq!((kept, succeeded), (vec!["a".to_owned(), "b".to_owned()], vec![true, false, true]));
        });
    }
}
