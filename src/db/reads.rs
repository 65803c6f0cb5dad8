//! Where reads run.
//!
//! On SQLite a short read runs on the thread that took the request, on that thread's own connection: nothing
//! is faster. What may take long, and everything on PostgreSQL, runs on a blocking thread with a pooled
//! connection, as many at a time as there are connections, so that the others wait without blocking anyone.

use std::cell::RefCell;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use diesel::connection::{Connection, SimpleConnection, TransactionManager};
use tokio::sync::Semaphore;

use super::connection::{Address, AnyConnection, Purpose, open};
use crate::config::Databases;
use crate::error::{Error, Result};

/// How long a read may take; it decides where it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// By key, or a short page along an index.
    Short,
    /// Anything else.
    Long,
    /// Spends a core's time on a password, tens of milliseconds, or on the content of a file.
    Hashing,
}

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
}

impl r2d2::ManageConnection for Opener {
    type Connection = AnyConnection;
    type Error = Error;

    fn connect(&self) -> Result<AnyConnection> {
        open(&self.address, self.purpose)
    }

    fn is_valid(&self, connection: &mut AnyConnection) -> Result<()> {
        Ok(connection.batch_execute("SELECT 1")?)
    }

    fn has_broken(&self, connection: &mut AnyConnection) -> bool {
        <AnyConnection as Connection>::TransactionManager::is_broken_transaction_manager(connection)
    }
}

/// Connections to one server, and as many permits.
pub struct Pool {
    pool: r2d2::Pool<Opener>,
    permits: Arc<Semaphore>,
    size: u32,
}

impl Pool {
    /// A pool that opens its connections as they are needed.
    pub fn new(address: Address, purpose: Purpose, size: u32) -> Self {
        let check_first = matches!(address, Address::Postgres(_));
        let pool = r2d2::Pool::builder()
            .max_size(size)
            .min_idle(Some(0))
            // A server that was restarted leaves dead connections behind: they are found before they are used.
            .test_on_check_out(check_first)
            .connection_timeout(Duration::from_secs(3))
            .error_handler(Box::new(Quiet))
            .build_unchecked(Opener { address, purpose });
        Pool { pool, permits: Arc::new(Semaphore::new(size as usize)), size }
    }

    /// Runs work on a blocking thread.
    pub async fn run<T: Send + 'static>(&self, work: impl FnOnce(Lease) -> T + Send + 'static) -> Result<T> {
        let permit = Arc::clone(&self.permits).acquire_owned().await.map_err(Error::internal)?;
        let pool = self.pool.clone();
        let running = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            pool.get().map(|connection| work(Lease::Pooled(Box::new(connection))))
        });
        running.await.map_err(Error::internal)?.map_err(|_| Error::Unavailable("The database is not reachable at the moment.".to_owned()))
    }

    /// The connections that are lent out.
    pub fn busy(&self) -> u32 {
        self.size.saturating_sub(u32::try_from(self.permits.available_permits()).unwrap_or(0))
    }
}

/// r2d2 would print each failed attempt; [`open`] has logged it already.
#[derive(Debug)]
struct Quiet;

impl<E> r2d2::HandleError<E> for Quiet {
    fn handle_error(&self, _: E) {}
}

/// A replica. One that does not answer is left alone for a while: every read would wait for it otherwise.
struct Replica {
    pool: Pool,
    absent_until: Mutex<Option<Instant>>,
}

impl Replica {
    const LEFT_ALONE: Duration = Duration::from_secs(10);

    fn is_absent(&self) -> bool {
        self.absent_until.lock().is_ok_and(|until| until.is_some_and(|until| Instant::now() < until))
    }

    fn is_absent_now(&self) {
        tracing::warn!("the replica does not answer; the primary answers for it");
        if let Ok(mut until) = self.absent_until.lock() {
            *until = Some(Instant::now() + Self::LEFT_ALONE);
        }
    }
}

/// The read executor.
pub struct Reads {
    number: u64,
    address: Address,
    pool: Pool,
    replica: Option<Replica>,
    hashing: Arc<Semaphore>,
}

thread_local! {
    /// This thread's own connections, each with the number of the [`Reads`] that it serves.
    static OWN: RefCell<Vec<(u64, Box<AnyConnection>)>> = const { RefCell::new(Vec::new()) };
}

impl Reads {
    pub fn open(databases: &Databases) -> Result<Self> {
        static NUMBERS: AtomicU64 = AtomicU64::new(0);
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        let size = match databases.primary {
            Address::Sqlite(_) => u32::try_from(cores).unwrap_or(4),
            Address::Postgres(_) => databases.connections,
        };
        Ok(Reads {
            number: NUMBERS.fetch_add(1, Ordering::Relaxed),
            address: databases.primary.clone(),
            pool: Pool::new(databases.primary.clone(), Purpose::Read, size),
            replica: databases
                .replica
                .clone()
                .map(|replica| Replica { pool: Pool::new(replica, Purpose::Read, databases.connections), absent_until: Mutex::new(None) }),
            // A password takes a core and 19 MiB for 30 ms: some cores stay for everybody else.
            hashing: Arc::new(Semaphore::new((cores / 2).max(1))),
        })
    }

    pub fn has_replica(&self) -> bool {
        self.replica.is_some()
    }

    /// Connections lent out, for the metrics.
    pub fn busy(&self) -> u32 {
        self.pool.busy() + self.replica.as_ref().map_or(0, |replica| replica.pool.busy())
    }

    /// Runs a read on the primary.
    pub async fn run<T: Send + 'static>(&self, weight: Weight, work: impl FnOnce(Lease) -> (Lease, T) + Send + 'static) -> Result<T> {
        match (weight, &self.address) {
            (Weight::Short, Address::Sqlite(_)) => self.run_here(work),
            (Weight::Hashing, _) => {
                let _permit = self.hashing.acquire().await.map_err(Error::internal)?;
                self.pool.run(|lease| work(lease).1).await
            }
            _ => self.pool.run(|lease| work(lease).1).await,
        }
    }

    /// Runs a read on the replica; on the primary where there is none, or where it does not answer.
    pub async fn run_on_replica<T: Send + 'static>(&self, work: impl FnOnce(Lease) -> (Lease, T) + Clone + Send + 'static) -> Result<T> {
        if let Some(replica) = self.replica.as_ref().filter(|replica| !replica.is_absent()) {
            let again = work.clone();
            match replica.pool.run(|lease| again(lease).1).await {
                Err(Error::Unavailable(_)) => replica.is_absent_now(),
                answer => return answer,
            }
        }
        self.pool.run(|lease| work(lease).1).await
    }

    fn run_here<T>(&self, work: impl FnOnce(Lease) -> (Lease, T)) -> Result<T> {
        let own = OWN.with_borrow_mut(|own| {
            let position = own.iter().position(|(number, _)| *number == self.number)?;
            Some(own.swap_remove(position).1)
        });
        let connection = match own {
            Some(connection) => connection,
            None => Box::new(open(&self.address, Purpose::Read)?),
        };
        let (lease, result) = work(Lease::Own(connection));
        if let Lease::Own(connection) = lease {
            OWN.with_borrow_mut(|own| own.push((self.number, connection)));
        }
        Ok(result)
    }
}
