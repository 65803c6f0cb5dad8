//! Pooled connections, each lent to work on a blocking thread. A party holds only its share of them, and no call waits for a
//! connection, or for its work, beyond the deadline.
//!
//! Invariants: a connection whose work does not answer by the deadline is written off, and another may be opened in its
//! place, as many as the pool has places; it comes back when the work ends after all. So a database that is stuck costs at most
//! twice the connections, and never one thread more for each call. A caller whose commit has no known end is answered with that.

use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use diesel::connection::{Connection, SimpleConnection, TransactionManager};
use tokio::sync::oneshot;

use super::connection::{AnyConnection, DatabaseAddress, Purpose, SETTINGS, connect, not_reachable, reach};
use super::interrupt::until;
use super::outage::Outage;
use super::reading::counted;
use crate::error::{Error, Result};
use crate::turns::{Asker, Turn, Turns, stand_back};

/// A connection on loan.
pub enum Lease {
    Own(Box<AnyConnection>),
    Pooled(Box<r2d2::PooledConnection<Opener>>),
}

impl std::ops::Deref for Lease {
    type Target = AnyConnection;

    fn deref(&self) -> &AnyConnection {
        match self {
            Lease::Own(connection) => connection,
            Lease::Pooled(kept) => &kept.connection,
        }
    }
}

impl std::ops::DerefMut for Lease {
    fn deref_mut(&mut self) -> &mut AnyConnection {
        match self {
            Lease::Own(connection) => connection,
            Lease::Pooled(kept) => &mut kept.connection,
        }
    }
}

/// A connection of the pool's.
pub struct Kept {
    connection: AnyConnection,
    /// Whether the session has its settings. Its first user sets them: the few threads that open all connections would wait
    /// without end for a server that has frozen.
    is_set_up: bool,
}

/// Opens the pool's connections, by the URL's scheme.
#[derive(Debug)]
pub struct Opener {
    address: DatabaseAddress,
    purpose: Purpose,
    /// The longest time that a statement may take on PostgreSQL: nobody waits for it any longer.
    longest: Duration,
    outage: Arc<Outage>,
}

impl r2d2::ManageConnection for Opener {
    type Connection = Kept;
    type Error = Error;

    fn connect(&self) -> Result<Kept> {
        let opened = match &self.address {
            address @ DatabaseAddress::Sqlite(_) => reach(address, self.purpose).map(|connection| Kept { connection, is_set_up: true }),
            DatabaseAddress::Postgres(url) => match connect(url) {
                Ok(connection) => Ok(Kept { connection: AnyConnection::Postgres(connection), is_set_up: false }),
                Err(cause) => Err(cause.to_string()),
            },
        };
        opened.map_err(|cause| {
            self.outage.met(&cause);
            not_reachable()
        })
    }

    fn is_valid(&self, kept: &mut Kept) -> Result<()> {
        if kept.is_set_up {
            return Ok(kept.connection.batch_execute("SELECT 1")?);
        }
        kept.connection.batch_execute(&format!("{SETTINGS} SET statement_timeout = {};", self.longest.as_millis()))?;
        kept.is_set_up = true;
        Ok(())
    }

    fn has_broken(&self, kept: &mut Kept) -> bool {
        <AnyConnection as Connection>::TransactionManager::is_broken_transaction_manager(&mut kept.connection)
    }
}

/// Work that leaves its result elsewhere.
type Boxed = dyn FnOnce(Lease) + Send;

/// Boxes work, and gives the receiver of its result. So the code around the work is compiled once, and not for each of a thousand
/// kinds of work.
fn boxed<T: Send + 'static>(work: impl FnOnce(Lease) -> T + Send + 'static) -> (Box<Boxed>, oneshot::Receiver<T>) {
    let (leave, left) = oneshot::channel();
    (Box::new(move |lease| drop(leave.send(work(lease)))), left)
}

/// Connections to one server.
pub struct Pool {
    pool: r2d2::Pool<Opener>,
    turns: Arc<Turns>,
    /// The number of connections whose work nobody waits for any more.
    written_off: Arc<AtomicUsize>,
    /// The time after the deadline for which work is still waited for: SQLite's ends itself.
    grace: Duration,
    is_postgres: bool,
    purpose: Purpose,
    outage: Arc<Outage>,
}

/// The longest wait for a connection that is to be opened.
const LONGEST_WAIT: Duration = Duration::from_secs(3);

/// The time after the deadline for which a commit is waited for that was begun before it.
const GRACE_OF_A_COMMIT: Duration = Duration::from_secs(1);

impl Pool {
    /// A pool that opens its connections as they are needed.
    pub fn new(
        address: DatabaseAddress,
        purpose: Purpose,
        longest: Duration,
        (places, share): (usize, usize),
        outage: &Arc<Outage>,
    ) -> Self {
        let is_postgres = matches!(address, DatabaseAddress::Postgres(_));
        let pool = r2d2::Pool::builder()
            // Beside the connections in use there are those written off in this outage, and in an earlier one whose host never
            // came back.
            .max_size(u32::try_from(places.saturating_mul(3)).unwrap_or(u32::MAX))
            .min_idle(Some(0))
            // A server that was restarted leaves dead connections behind: they are found before they are used.
            .test_on_check_out(is_postgres)
            .connection_timeout(LONGEST_WAIT)
            .error_handler(Box::new(Quiet))
            .build_unchecked(Opener { address, purpose, longest, outage: Arc::clone(outage) });
        let grace = if is_postgres { Duration::ZERO } else { Duration::from_secs(5) };
        let turns = Turns::new(places, share);
        Pool { pool, turns, written_off: Arc::default(), grace, is_postgres, purpose, outage: Arc::clone(outage) }
    }

    /// Runs work on a blocking thread.
    pub async fn run<T: Send + 'static>(&self, asker: &Asker, work: impl FnOnce(Lease) -> T + Send + 'static) -> Result<T> {
        self.run_unless(asker, || true, work).await
    }

    /// Whether callers should do without the server, if they can: it did not answer of late.
    pub fn is_absent(&self) -> bool {
        self.outage.is_on()
    }

    /// Notes that work did not get an answer.
    pub fn is_absent_now(&self, cause: &str) {
        self.outage.met(cause);
    }

    /// Runs work on a blocking thread. At the deadline it asks whether the work may be given up: work that is about to be
    /// committed may not, and is waited for a little longer.
    ///
    /// # Errors
    ///
    /// `unavailable`, and `outcome_unknown` if a commit does not end.
    pub async fn run_unless<T: Send + 'static>(
        &self,
        asker: &Asker,
        may_be_given_up: impl Fn() -> bool,
        work: impl FnOnce(Lease) -> T + Send + 'static,
    ) -> Result<T> {
        let (work, mut left) = boxed(work);
        self.run_in_turn(asker, &may_be_given_up, work).await?;
        left.try_recv().map_err(Error::internal)
    }

    /// Asks for something short. The server has a fixed time once the turn has come, and at most half of the caller's time. None
    /// if it does not answer.
    pub async fn ask<T: Send + 'static>(
        &self,
        asker: &Asker,
        patience: Duration,
        work: impl FnOnce(Lease) -> Result<T> + Send + 'static,
    ) -> Result<Option<T>> {
        if self.is_absent() {
            return Ok(None);
        }
        let (work, mut left) = boxed(work);
        let turn = self.turns.take(asker).await?;
        let patience = patience.min(asker.deadline.saturating_duration_since(Instant::now()) / 2);
        let answer = self.run_in(turn, Instant::now() + patience, &|| true, work).await;
        let answer = answer.and_then(|()| left.try_recv().map_err(Error::internal));
        match answer.flatten() {
            Err(Error::Unavailable(_)) => {
                self.is_absent_now("it did not answer in time");
                Ok(None)
            }
            answer => answer.map(Some),
        }
    }

    /// Waits for a turn, and runs work in it.
    fn run_in_turn<'a>(
        &'a self,
        asker: &'a Asker,
        may_be_given_up: &'a dyn Fn() -> bool,
        work: Box<Boxed>,
    ) -> Pin<Box<dyn Future<Output = Result<()>> + 'a>> {
        Box::pin(async move {
            let turn = self.turns.take(asker).await?;
            self.run_in(turn, asker.deadline, may_be_given_up, work).await
        })
    }

    async fn run_in(&self, turn: Turn, deadline: Instant, may_be_given_up: &dyn Fn() -> bool, work: Box<Boxed>) -> Result<()> {
        let held = Arc::new(Held { turn: Mutex::new(Some(turn)), written_off: Arc::clone(&self.written_off) });
        let (pool, ending, purpose) = (self.pool.clone(), Ending(Arc::clone(&held)), self.purpose);
        let (is_postgres, outage) = (self.is_postgres, Arc::clone(&self.outage));
        let mut running = tokio::task::spawn_blocking(move || {
            let _ending = ending;
            // On PostgreSQL everything runs here, and no part of it takes the processor for long.
            if !is_postgres {
                stand_back();
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(Error::too_late());
            }
            // A call that waits for a connection holds a place, and gives it back when nobody waits for the call any more.
            let connection = pool.get_timeout(left.min(LONGEST_WAIT)).map_err(|_| not_reachable())?;
            outage.over();
            let work = || work(Lease::Pooled(Box::new(connection)));
            match purpose {
                Purpose::Read => until(deadline, || counted(work)),
                Purpose::Write => until(deadline, work),
            };
            Ok(())
        });
        let ended = match tokio::time::timeout_at((deadline + self.grace).into(), &mut running).await {
            Ok(ended) => ended,
            Err(_) if may_be_given_up() => {
                self.write_off(&held);
                return Err(Error::too_late());
            }
            Err(_) => match tokio::time::timeout(GRACE_OF_A_COMMIT, running).await {
                Ok(ended) => ended,
                Err(_) => {
                    self.write_off(&held);
                    return Err(Error::OutcomeUnknown);
                }
            },
        };
        ended.map_err(Error::internal)?
    }

    fn write_off(&self, held: &Held) {
        if held.write_off(self.turns.places()) {
            self.outage.met_by_one("it did not answer before a call's deadline, and its connection is written off");
        }
    }

    /// The connections that are lent out.
    pub fn busy(&self) -> usize {
        self.turns.taken()
    }
}

/// The place of a connection that is lent out; none once it was written off.
struct Held {
    turn: Mutex<Option<Turn>>,
    written_off: Arc<AtomicUsize>,
}

impl Held {
    fn write_off(&self, most: usize) -> bool {
        let one_more = |number: usize| (number < most).then_some(number + 1);
        let mut turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let is_written_off = turn.is_some() && self.written_off.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_more).is_ok();
        if is_written_off {
            *turn = None;
        }
        is_written_off
    }
}

/// Gives the place back when the work ends, however it does.
struct Ending(Arc<Held>);

impl Drop for Ending {
    fn drop(&mut self) {
        let turn = self.0.turn.lock().unwrap_or_else(PoisonError::into_inner).take();
        if turn.is_none() {
            self.0.written_off.fetch_sub(1, Ordering::Relaxed);
        }
    }
}

/// Keeps r2d2 quiet, which would print each failed attempt; [`open`] has logged it already.
#[derive(Debug)]
struct Quiet;

impl<E> r2d2::HandleError<E> for Quiet {
    fn handle_error(&self, _: E) {}
}
