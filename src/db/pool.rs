//! Pooled connections, each lent to work on a blocking thread: a party holds only its share of them, and nobody waits
//! for one, or for what is done with it, beyond the deadline.
//!
//! What holds here: a connection whose work does not answer by the deadline is written off, and another may be opened in
//! its place, as many as the pool has places; it comes back when the work ends after all. So a database that is stuck
//! costs at most twice the connections, and never a thread without end for each call.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use diesel::connection::{Connection, SimpleConnection, TransactionManager};

use super::connection::{Address, AnyConnection, Purpose, open};
use super::interrupt::until;
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
            Lease::Pooled(connection) => connection,
        }
    }
}

impl std::ops::DerefMut for Lease {
    fn deref_mut(&mut self) -> &mut AnyConnection {
        match self {
            Lease::Own(connection) => connection,
            Lease::Pooled(connection) => connection,
        }
    }
}

/// Opens the pool's connections, by the URL's scheme.
#[derive(Debug)]
pub struct Opener {
    address: Address,
    purpose: Purpose,
    /// How long a statement may take on PostgreSQL: nobody waits for it any longer.
    longest: Duration,
}

impl r2d2::ManageConnection for Opener {
    type Connection = AnyConnection;
    type Error = Error;

    fn connect(&self) -> Result<AnyConnection> {
        let mut connection = open(&self.address, self.purpose)?;
        if let AnyConnection::Postgres(connection) = &mut connection {
            connection.batch_execute(&format!("SET statement_timeout = {}", self.longest.as_millis()))?;
        }
        Ok(connection)
    }

    fn is_valid(&self, connection: &mut AnyConnection) -> Result<()> {
        Ok(connection.batch_execute("SELECT 1")?)
    }

    fn has_broken(&self, connection: &mut AnyConnection) -> bool {
        <AnyConnection as Connection>::TransactionManager::is_broken_transaction_manager(connection)
    }
}

/// Connections to one server.
pub struct Pool {
    pool: r2d2::Pool<Opener>,
    turns: Arc<Turns>,
    /// Connections whose work nobody waits for any more.
    written_off: Arc<AtomicUsize>,
    /// How much longer than its deadline work is waited for: SQLite's ends itself.
    grace: Duration,
    is_postgres: bool,
}

impl Pool {
    /// A pool that opens its connections as they are needed.
    pub fn new(address: Address, purpose: Purpose, longest: Duration, places: usize, share: usize) -> Self {
        let is_postgres = matches!(address, Address::Postgres(_));
        let pool = r2d2::Pool::builder()
            .max_size(u32::try_from(places.saturating_mul(2)).unwrap_or(u32::MAX))
            .min_idle(Some(0))
            // A server that was restarted leaves dead connections behind: they are found before they are used.
            .test_on_check_out(is_postgres)
            .connection_timeout(Duration::from_secs(3))
            .error_handler(Box::new(Quiet))
            .build_unchecked(Opener { address, purpose, longest });
        let grace = if is_postgres { Duration::ZERO } else { Duration::from_secs(5) };
        Pool { pool, turns: Turns::new(places, share), written_off: Arc::default(), grace, is_postgres }
    }

    /// Runs work on a blocking thread.
    pub async fn run<T: Send + 'static>(&self, asker: &Asker, work: impl FnOnce(Lease) -> T + Send + 'static) -> Result<T> {
        self.run_unless(asker, || true, work).await
    }

    /// Runs work on a blocking thread. At the deadline it is asked whether the work may be given up: what is about to be
    /// committed may not.
    pub async fn run_unless<T: Send + 'static>(
        &self,
        asker: &Asker,
        may_be_given_up: impl Fn() -> bool,
        work: impl FnOnce(Lease) -> T + Send + 'static,
    ) -> Result<T> {
        let held = Arc::new(Held { turn: Mutex::new(Some(self.turns.take(asker).await?)), written_off: Arc::clone(&self.written_off) });
        let (pool, deadline, ending) = (self.pool.clone(), asker.deadline, Ending(Arc::clone(&held)));
        let is_postgres = self.is_postgres;
        let mut running = tokio::task::spawn_blocking(move || {
            let _ending = ending;
            // On PostgreSQL everything runs here, and nothing of it long.
            if !is_postgres {
                stand_back();
            }
            if Instant::now() >= deadline {
                return Err(Error::too_late());
            }
            let connection = pool.get().map_err(|_| Error::Unavailable("The database is not reachable at the moment.".to_owned()))?;
            Ok(until(deadline, || work(Lease::Pooled(Box::new(connection)))).0)
        });
        let ended = match tokio::time::timeout_at((deadline + self.grace).into(), &mut running).await {
            Ok(ended) => ended,
            Err(_) if may_be_given_up() => {
                held.write_off(self.turns.places());
                return Err(Error::too_late());
            }
            Err(_) => running.await,
        };
        ended.map_err(Error::internal)?
    }

    /// The connections that are lent out.
    pub fn busy(&self) -> usize {
        self.turns.taken()
    }
}

/// The place of a connection that is lent out; nothing once it was written off.
struct Held {
    turn: Mutex<Option<Turn>>,
    written_off: Arc<AtomicUsize>,
}

impl Held {
    fn write_off(&self, most: usize) {
        let one_more = |number: usize| (number < most).then_some(number + 1);
        let mut turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        if turn.is_some() && self.written_off.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_more).is_ok() {
            tracing::warn!("the database did not answer before a call's deadline; its connection is written off");
            *turn = None;
        }
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

/// r2d2 would print each failed attempt; [`open`] has logged it already.
#[derive(Debug)]
struct Quiet;

impl<E> r2d2::HandleError<E> for Quiet {
    fn handle_error(&self, _: E) {}
}
