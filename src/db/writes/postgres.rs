//! PostgreSQL: each write is a transaction of its own, run again after a deadlock or a serialization failure. A write holds no
//! connection while it waits for another call.
//!
//! Invariants: writes with one idempotency key are made one at a time, and the others wait without a connection. A write
//! that was given up at its deadline is not committed. A write whose commit had no answer is looked up by its key; without a key
//! the caller is told `outcome_unknown`. A node that is cut off or frozen in the middle of a transaction holds nobody up for
//! long: the database itself ends a transaction that waits for a lock, or for the node.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};

use super::super::connection::{AnyConnection, DatabaseAddress, Purpose};
use super::super::counters;
use super::super::outage::Outage;
use super::super::pool::Pool;
use super::super::reads::{Lease, shared};
use super::{Decision, Transactions, Work};
use crate::db::databases::Databases;
use crate::db::reply::Reply;
use crate::error::{Error, Result};
use crate::sentences::Sentence;
use crate::turns::{Asker, Party, Turns};

/// The executor of PostgreSQL's transactions.
pub struct Transacting {
    pool: Pool,
    /// The idempotency keys that this node works under.
    keys: Arc<Turns>,
    /// The time that a transaction waits for another's lock.
    lock_timeout: Duration,
    /// The time that the database waits for the next statement of a transaction.
    idle_timeout: Duration,
}

/// The outcome of one attempt.
enum Attempt {
    Ended(Result<Reply>),
    /// The database asks to make it again, after a deadlock or a serialization failure.
    Again(Error),
    /// Another node works under the same key, or this one did, on a connection that was lost.
    KeyIsHeld,
}

impl Transacting {
    pub fn open(address: &DatabaseAddress, longest: Duration, databases: &Databases, outage: &Arc<Outage>) -> Self {
        let pool = Pool::new(address.clone(), Purpose::Write, longest, shared(databases.connections), outage);
        let Databases { lock_timeout, idle_timeout, .. } = *databases;
        Transacting { pool, keys: Turns::new(usize::MAX, 1), lock_timeout, idle_timeout }
    }

    pub fn busy(&self) -> usize {
        self.pool.busy()
    }

    pub async fn run(&self, asker: &Asker, work: Work) -> Result<Reply> {
        // If several calls edit one record at once, one succeeds in each round: as many rounds as there are connections must be
        // bearable.
        const TRIES: u32 = 30;
        const LONGEST_PAUSE: u64 = 20;
        const PAUSE_FOR_A_KEY: Duration = Duration::from_millis(50);
        const PAUSE_OF_AN_OUTAGE: Duration = Duration::from_millis(250);
        let has_key = work.key.is_some();
        let _alone = match &work.key {
            Some(key) => Some(self.keys.take(&Asker { party: Party::Key(key.clone()), also: None, deadline: asker.deadline }).await?),
            None => None,
        };
        let work = Arc::new(Mutex::new(work));
        // A commit without an answer may have been made; its key tells, once the database can be asked.
        let (mut tries, mut is_unknown) = (0, false);
        loop {
            let decision = Arc::new(Decision::default());
            let (committing, shared, begin) = (Arc::clone(&decision), Arc::clone(&work), self.begin(asker.deadline));
            let attempt = move |lease| attempt(lease, &mut shared.lock().unwrap_or_else(PoisonError::into_inner), &begin, &committing);
            let attempted = match self.pool.run_unless(asker, || decision.take(), attempt).await {
                Ok(attempted) => attempted,
                Err(cause) => Attempt::Ended(Err(cause)),
            };
            let (cause, pause) = match attempted {
                Attempt::Ended(Err(Error::OutcomeUnknown)) if has_key => {
                    is_unknown = true;
                    (Error::OutcomeUnknown, PAUSE_FOR_A_KEY)
                }
                Attempt::Ended(Err(cause)) if is_unknown && cause.is_nobodys_fault() => (cause, PAUSE_OF_AN_OUTAGE),
                // The commit itself may have taken away the caller's right to make the call again.
                Attempt::Ended(Err(Error::Unauthenticated(_) | Error::Forbidden(_) | Error::NotFound(_))) if is_unknown => {
                    return Err(Error::OutcomeUnknown);
                }
                Attempt::Ended(result) => return result,
                Attempt::Again(cause) => {
                    tries += 1;
                    (cause, Duration::from_millis(u64::from(tries * tries).min(LONGEST_PAUSE)))
                }
                Attempt::KeyIsHeld => (Error::too_late(), PAUSE_FOR_A_KEY),
            };
            if tries > TRIES || Instant::now() + pause >= asker.deadline {
                return Err(if is_unknown { Error::OutcomeUnknown } else { cause });
            }
            tokio::time::sleep(pause).await;
        }
    }

    /// Begins a transaction, in one round trip with its timeouts. Behind a pooler only settings that are made in the transaction
    /// are certain to hold for it.
    fn begin(&self, deadline: Instant) -> String {
        let left = deadline.saturating_duration_since(Instant::now());
        let milliseconds = |time: Duration| time.as_millis().max(1);
        format!(
            "BEGIN; SET LOCAL lock_timeout = {}; SET LOCAL idle_in_transaction_session_timeout = {}; SET LOCAL statement_timeout = {}",
            milliseconds(self.lock_timeout),
            milliseconds(self.idle_timeout),
            milliseconds(left)
        )
    }
}

fn attempt(mut lease: Lease, work: &mut Work, begin: &str, decision: &Decision) -> Attempt {
    if let Err(cause) = begin_with(&mut lease, begin) {
        return ended(Err(cause));
    }
    match work.key.as_deref().map(|key| hold_key(&mut lease, key)) {
        None | Some(Ok(true)) => {}
        Some(Ok(false)) => {
            let _ = Transactions::rollback_transaction(&mut *lease);
            return Attempt::KeyIsHeld;
        }
        Some(Err(cause)) => {
            let _ = Transactions::rollback_transaction(&mut *lease);
            return ended(Err(cause));
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
        Ok((reply, false)) if decision.take() => commit(&mut lease).map(|()| reply),
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
    ended(result)
}

fn ended(result: Result<Reply>) -> Attempt {
    match result {
        Err(cause @ Error::Contended(_)) => Attempt::Again(cause),
        result => Attempt::Ended(result),
    }
}

fn begin_with(lease: &mut Lease, begin: &str) -> Result<()> {
    match &mut **lease {
        AnyConnection::Postgres(connection) => Ok(AnsiTransactionManager::begin_transaction_sql(connection, begin)?),
        AnyConnection::Sqlite(_) => Err(Error::internal("a transaction of PostgreSQL's on another database")),
    }
}

/// Commits. An answer that the commit failed is an error; without an answer the outcome is unknown.
fn commit(lease: &mut Lease) -> Result<()> {
    let Err(cause) = Transactions::commit_transaction(&mut **lease) else { return Ok(()) };
    if cause.to_string().contains("idle-in-transaction timeout") {
        return Err(Error::Unavailable(Sentence::DatabaseWaitedTooLong.into()));
    }
    let is_answered = lease.batch_execute("SELECT 1").is_ok();
    Err(if is_answered { cause.into() } else { Error::OutcomeUnknown })
}

/// Takes the lock of this key until the end of the transaction. False if another transaction has it.
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
