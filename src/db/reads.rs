//! The executor of reads.
//!
//! On SQLite a short read runs on the thread that took the request, on that thread's own connection: nothing is faster. Reads
//! that may take long, and all reads on PostgreSQL, run on a blocking thread with a pooled connection, as many at a time as there
//! are places. One party has only its share of the places ([`crate::turns`]).

use std::cell::RefCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use super::connection::{AnyConnection, DatabaseAddress, Purpose, open};
use super::interrupt::{Steps, until};
use super::outage::Outage;
pub use super::pool::Lease;
use super::pool::Pool;
use super::reading::counted;
use super::recent::Recent;
use super::writes::Failed;
use crate::db::databases::Databases;
use crate::error::{Error, Result};
use crate::turns::{Asker, Turns};

/// The expected length of a read, which decides where it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// A read by key, or of a short page along an index.
    Short,
    /// Any other read.
    Long,
    /// Work that takes a core tens of milliseconds for a password, or for the content of a file.
    Hashing,
}

/// The read executor.
pub struct Reads {
    number: u64,
    address: DatabaseAddress,
    pool: Pool,
    /// The pool of the replica. A replica that does not answer is left alone for a while: every read would wait for it otherwise.
    replica: Option<Pool>,
    /// The primary's outages, for reads and for writes.
    pub(super) outage: Arc<Outage>,
    /// Recent standings of callers, for the time while the primary is gone.
    pub recent: Recent,
    hashing: Arc<Turns>,
}

thread_local! {
    /// This thread's own connections, each with the number of the [`Reads`] that it serves.
    static OWN: RefCell<Vec<(u64, Box<AnyConnection>)>> = const { RefCell::new(Vec::new()) };
}

impl Reads {
    pub fn open(databases: &Databases, longest: Duration) -> Result<Self> {
        static NUMBERS: AtomicU64 = AtomicU64::new(0);
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        let (places, share) = match databases.primary {
            // One party may have all cores to itself, and another still finds as many places.
            DatabaseAddress::Sqlite(_) => (cores * 2, cores),
            DatabaseAddress::Postgres(_) => shared(databases.connections),
        };
        let pool =
            |address: &DatabaseAddress, places, outage: &Arc<Outage>| Pool::new(address.clone(), Purpose::Read, longest, places, outage);
        let outage = Arc::new(Outage::of(&databases.primary));
        let replica = databases.replica.as_ref();
        Ok(Reads {
            number: NUMBERS.fetch_add(1, Ordering::Relaxed),
            address: databases.primary.clone(),
            pool: pool(&databases.primary, (places, share), &outage),
            replica: replica.map(|replica| pool(replica, shared(databases.connections), &Arc::new(Outage::of(replica)))),
            outage,
            recent: Recent::default(),
            // A password takes a core and 19 MiB for 30 ms: some cores stay for everybody else.
            hashing: Turns::new((cores / 2).max(1), (cores / 2).max(1)),
        })
    }

    pub fn has_replica(&self) -> bool {
        self.replica.is_some()
    }

    /// Whether a read of this weight runs at once, on the thread that asks for it.
    pub fn is_immediate(&self, weight: Weight) -> bool {
        weight == Weight::Short && matches!(self.address, DatabaseAddress::Sqlite(_))
    }

    /// The number of connections lent out, for the metrics.
    pub fn busy(&self) -> usize {
        self.pool.busy() + self.replica.as_ref().map_or(0, Pool::busy)
    }

    /// Runs a read on the primary.
    pub async fn run<T: Send + 'static>(
        &self,
        weight: Weight,
        asker: &Asker,
        work: impl FnOnce(Lease) -> (Lease, T) + Send + 'static,
    ) -> Result<T> {
        match (weight, &self.address) {
            (Weight::Short, DatabaseAddress::Sqlite(_)) => self.run_here(asker.deadline, work),
            (Weight::Hashing, _) => {
                let _turn = self.hashing.take(asker).await?;
                self.pool.run(asker, |lease| work(lease).1).await
            }
            _ => self.pool.run(asker, |lease| work(lease).1).await,
        }
    }

    /// Runs a read at once that is short, as a rule. A longer one is interrupted before anybody notices, and done where long
    /// reads run.
    pub async fn run_short<T: Send + 'static>(
        &self,
        deadline: Instant,
        asker: impl FnOnce() -> Asker,
        work: impl Fn(Lease) -> (Lease, T) + Send + 'static,
    ) -> Result<T> {
        // The bound of such a read. A page of a hundred records takes a tenth of it.
        const THOUSANDS_OF_STEPS: u64 = 100;
        let mut steps = Steps::new(THOUSANDS_OF_STEPS);
        let result = self.run_here(deadline, |lease| steps.spend(|| work(lease)))?;
        if !steps.are_exhausted() {
            return Ok(result);
        }
        self.pool.run(&asker(), move |lease| work(lease).1).await
    }

    /// Asks the primary for something that can be known without it, and waits only a short time. None if the primary does not
    /// answer.
    pub async fn ask_primary<T: Send + 'static>(
        &self,
        asker: &Asker,
        work: impl FnOnce(Lease) -> (Lease, Result<T>) + Send + 'static,
    ) -> Result<Option<T>> {
        const PATIENCE: Duration = Duration::from_secs(5);
        self.pool.ask(asker, PATIENCE, |lease| work(lease).1).await
    }

    /// Runs a read on the replica, or on the primary if there is no replica or it does not answer.
    pub async fn run_on_replica<T: Send + 'static>(
        &self,
        asker: &Asker,
        work: impl FnOnce(Lease) -> (Lease, Result<T, Failed>) + Clone + Send + 'static,
    ) -> Result<T> {
        if let Some(replica) = self.replica.as_ref().filter(|replica| !replica.is_absent()) {
            let again = work.clone();
            // The replica has half of the time: the primary needs the rest, should it have to answer.
            let asker = Asker { deadline: Instant::now() + asker.deadline.saturating_duration_since(Instant::now()) / 2, ..asker.clone() };
            match replica.run(&asker, |lease| again(lease).1).await {
                Err(Error::Unavailable(_)) | Ok(Err(Failed { cause: Error::Unavailable(_), .. })) => {
                    replica.is_absent_now("it did not answer; the primary answers for it");
                }
                answer => return answer?.map_err(|failed| failed.cause),
            }
        }
        self.pool.run(asker, |lease| work(lease).1).await?.map_err(|failed| failed.cause)
    }

    fn run_here<T>(&self, deadline: Instant, work: impl FnOnce(Lease) -> (Lease, T)) -> Result<T> {
        let own = OWN.with_borrow_mut(|own| {
            let position = own.iter().position(|(number, _)| *number == self.number)?;
            Some(own.swap_remove(position).1)
        });
        let connection = match own {
            Some(connection) => connection,
            None => Box::new(open(&self.address, Purpose::Read)?),
        };
        let ((lease, result), _) = until(deadline, || counted(|| work(Lease::Own(connection))));
        if let Lease::Own(connection) = lease {
            OWN.with_borrow_mut(|own| own.push((self.number, connection)));
        }
        Ok(result)
    }
}

/// The places of a pool on PostgreSQL, and the share of one party: a quarter is left to the others.
pub(super) fn shared(connections: u32) -> (usize, usize) {
    let places = usize::try_from(connections).unwrap_or(1).max(1);
    (places, (places - places / 4).max(1))
}
