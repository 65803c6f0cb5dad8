//! PostgreSQL: each write is a transaction of its own, run again after a deadlock or a serialization failure, and never
//! on a connection that it holds while it waits for somebody else.
//!
//! What holds here: of several writes with one idempotency key one is made at a time, and the others wait without a
//! connection; a write that was given up at its deadline is not committed.

use std::sync::Arc;
use std::time::{Duration, Instant};

use diesel::connection::{SimpleConnection, TransactionManager};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};

use super::super::connection::{Address, AnyConnection, Purpose};
use super::super::counters;
use super::super::pool::Pool;
use super::super::reads::{Lease, shared};
use super::{Decision, Transactions, Work};
use crate::error::{Error, Result};
use crate::rpc::envelope::Reply;
use crate::turns::{Asker, Party, Turns};

/// Where PostgreSQL's transactions run.
pub struct Transacting {
    pool: Pool,
    /// The idempotency keys that are being worked under on this node.
    keys: Arc<Turns>,
}

/// What became of one attempt.
enum Attempt {
    Ended(Result<Reply>),
    /// The database asks for it to be made again: after a deadlock, or a serialization failure.
    Again(Error),
    /// Another node works under the same key.
    KeyIsHeld,
}

impl Transacting {
    pub fn open(address: &Address, longest: Duration, connections: u32) -> Self {
        let (places, share) = shared(connections);
        let pool = Pool::new(address.clone(), Purpose::Write, longest, places, share);
        Transacting { pool, keys: Turns::new(usize::MAX, 1) }
    }

    pub fn busy(&self) -> usize {
        self.pool.busy()
    }

    pub async fn run(&self, asker: &Asker, mut work: Work) -> Result<Reply> {
        // Of several who edit one record at once one succeeds in each round: as many rounds as there are connections
        // must be bearable.
        const TRIES: u32 = 30;
        const LONGEST_PAUSE: u64 = 20;
        const PAUSE_FOR_A_KEY: Duration = Duration::from_millis(50);
        let _alone = match &work.key {
            Some(key) => Some(self.keys.take(&Asker { party: Party::Key(key.clone()), also: None, deadline: asker.deadline }).await?),
            None => None,
        };
        let mut tries = 0;
        loop {
            let decision = Arc::new(Decision::default());
            let committing = Arc::clone(&decision);
            let attempt = move |lease| {
                let attempt = attempt(lease, &mut work, &committing);
                (work, attempt)
            };
            let attempted;
            (work, attempted) = self.pool.run_unless(asker, || decision.take(), attempt).await?;
            let (cause, pause) = match attempted {
                Attempt::Ended(result) => return result,
                Attempt::Again(cause) if tries < TRIES => {
                    tries += 1;
                    (cause, Duration::from_millis(u64::from(tries * tries).min(LONGEST_PAUSE)))
                }
                Attempt::Again(cause) => return Err(cause),
                Attempt::KeyIsHeld => (Error::too_late(), PAUSE_FOR_A_KEY),
            };
            if Instant::now() + pause >= asker.deadline {
                return Err(cause);
            }
            tokio::time::sleep(pause).await;
        }
    }
}

fn attempt(mut lease: Lease, work: &mut Work, decision: &Decision) -> Attempt {
    if let Err(cause) = Transactions::begin_transaction(&mut *lease) {
        return ended(&mut lease, Err(cause.into()));
    }
    match work.key.as_deref().map(|key| hold_key(&mut lease, key)) {
        None | Some(Ok(true)) => {}
        Some(Ok(false)) => {
            let _ = Transactions::rollback_transaction(&mut *lease);
            return Attempt::KeyIsHeld;
        }
        Some(Err(cause)) => {
            let _ = Transactions::rollback_transaction(&mut *lease);
            return ended(&mut lease, Err(cause));
        }
    }
    let result;
    (lease, result) = work.run(lease);
    let result = result.map_err(|failed| failed.cause).and_then(|mut done| {
        if !done.provisional {
            counters::flush(&mut done.tally, &mut lease)?;
        }
        Ok((done.reply, done.provisional))
    });
    let result = match result {
        Ok((reply, false)) if decision.take() => Transactions::commit_transaction(&mut *lease).map(|()| reply).map_err(uncertain),
        Ok((reply, is_provisional)) => {
            // A transaction that can't be rolled back went with its connection.
            let _ = Transactions::rollback_transaction(&mut *lease);
            if is_provisional { Ok(reply) } else { Err(Error::too_late()) }
        }
        Err(cause) => {
            let _ = Transactions::rollback_transaction(&mut *lease);
            Err(cause)
        }
    };
    ended(&mut lease, result)
}

/// A deadlock leaves the connection whole, an outage doesn't.
fn ended(lease: &mut Lease, result: Result<Reply>) -> Attempt {
    match result {
        Err(cause @ Error::Unavailable(_)) if lease.batch_execute("SELECT 1").is_ok() => Attempt::Again(cause),
        result => Attempt::Ended(result),
    }
}

/// Whether nobody else works under this key now; nobody will until the end of the transaction.
fn hold_key(lease: &mut Lease, key: &str) -> Result<bool> {
    #[derive(QueryableByName)]
    struct Held {
        #[diesel(sql_type = Bool)]
        held: bool,
    }
    let AnyConnection::Postgres(connection) = &mut **lease else { return Ok(true) };
    let Held { held } = diesel::sql_query("SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS held")
        .bind::<Text, _>(key)
        .get_result(connection)?;
    Ok(held)
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
