//! The service's own work in the database, which no caller asked for.

use std::sync::Arc;
use std::sync::mpsc::channel;

use super::Database;
use super::connection::AnyConnection;
use super::reads::{Lease, Weight};
use super::scope::{Base, Manager, Reader, Scope};
use super::writes::{Done, Failed, Work};
use crate::db::call::Call;
use crate::error::{Error, Result};
use crate::fields::Instant;
use crate::turns::Asker;

/// Reads without a profile's scope.
pub(super) async fn look<T: Send + 'static>(
    database: &Database,
    weight: Weight,
    work: impl FnOnce(&mut AnyConnection) -> Result<T> + Send + 'static,
) -> Result<T> {
    let looking = move |mut lease: Lease| {
        let result = work(&mut lease);
        (lease, result)
    };
    database.reads.run(weight, &Asker::service(), looking).await?
}

/// Reads in a profile, on the primary.
pub(super) async fn read_in<T: Send + 'static>(
    database: &Database,
    call: Arc<Call>,
    profile_id: i64,
    work: impl FnOnce(&mut Reader) -> Result<T> + Send + 'static,
) -> Result<T> {
    let reading = move |lease: Lease| {
        let mut reader = scope::<Reader>(lease, call, profile_id);
        let result = work(&mut reader);
        (reader.leave().into_parts().0, result)
    };
    database.reads.run(Weight::Long, &Asker::service(), reading).await?
}

/// Writes rows that are no profile's records. The result is on disk.
pub(super) async fn write<T: Send + 'static>(
    database: &Database,
    mut work: impl FnMut(&mut AnyConnection) -> Result<T> + Send + 'static,
) -> Result<T> {
    let writing = move |mut lease: Lease| {
        let result = work(&mut lease).map(|value| (value, Done::of_nothing(Vec::new())));
        (lease, result)
    };
    commit(database, writing).await
}

/// Writes in a profile, without a caller. The result is on disk.
pub(super) async fn write_in<T: Send + 'static>(
    database: &Database,
    call: Arc<Call>,
    profile_id: i64,
    mut work: impl FnMut(&mut Manager) -> Result<T> + Send + 'static,
) -> Result<T> {
    let writing = move |lease: Lease| {
        let mut manager = scope::<Manager>(lease, Arc::clone(&call), profile_id);
        let result = work(&mut manager);
        let (lease, tally, unindexed) = manager.leave().into_parts();
        (lease, result.map(|value| (value, Done { tally, unindexed, ..Done::of_nothing(Vec::new()) })))
    };
    commit(database, writing).await
}

pub(super) fn scope<S: Scope>(lease: Lease, call: Arc<Call>, profile_id: i64) -> S {
    let mut base = Base::of_operator(lease, call, Instant::now());
    base.profile_id = profile_id;
    S::enter(base)
}

/// Runs a write where writes run, and gives its result.
async fn commit<T: Send + 'static>(
    database: &Database,
    mut work: impl FnMut(Lease) -> (Lease, Result<(T, Done)>) + Send + 'static,
) -> Result<T> {
    let (keep, kept) = channel();
    let work = move |lease: Lease| {
        let (lease, result) = work(lease);
        let done = result.map(|(value, done)| {
            let _ = keep.send(value);
            done
        });
        (lease, done.map_err(|cause| Failed { cause, wrote: true }))
    };
    database.writes.run(&Asker::service(), Work::new(work)).await?;
    // The write may have been run more than once; its last run was committed.
    kept.try_iter().last().ok_or_else(|| Error::internal("a write succeeded without having been run"))
}
