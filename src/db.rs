//! The only room that knows which database it is.
//!
//! A method reaches the database through a scope ([`scope`]), which proves the caller's rights in a profile. Reads run on the
//! executor in [`reads`], writes on the one in [`writes`], and every write of a profile's record passes [`changes`]. SQL that
//! differs between the databases is a `match` on the connection, here.

pub mod accounts;
pub mod backup;
pub mod bought;
pub mod call;
pub mod changes;
mod chores;
pub mod connection;
pub mod contents;
pub mod counters;
pub mod databases;
pub mod deliveries;
pub mod directory;
mod document_lines;
pub mod emptiness;
pub mod external_ids;
pub mod feed;
pub mod feedback;
pub mod files;
pub mod follow_ups;
pub mod history;
pub mod idempotency;
pub mod input_values;
pub(crate) mod interrupt;
pub mod invitations;
mod lapsing;
pub mod latest;
pub mod ledger;
pub(crate) mod linked;
pub mod links;
pub mod list;
pub mod look_ups;
pub mod mentions;
pub mod migrate;
pub mod numbers;
pub mod one_time_links;
mod outage;
pub mod outbox;
pub mod owners;
pub mod papers;
pub mod pipeline;
mod pipelines;
pub mod pool;
mod positions;
pub mod purchases;
mod quotations;
pub mod reading;
pub mod reads;
pub mod recent;
pub mod references;
pub mod renewal;
pub mod reply;
pub mod reports;
pub mod rows;
pub mod schema;
pub mod scope;
pub mod search;
pub mod spoken;
pub mod sql;
pub mod standing;
pub mod stored;
pub mod token_uses;
pub mod totals;
pub mod versions;
pub mod writes;

use std::sync::Arc;
use std::time::Duration;

use crate::db::databases::Databases;
use crate::error::Result;

/// Values in memory that calls leave behind for later calls.
#[derive(Debug, Default)]
pub struct Memory {
    /// Counted totals of lists.
    pub totals: list::Totals,
    /// The times at which application tokens were last used.
    pub token_uses: token_uses::TokenUses,
    /// The own languages of users.
    pub languages: spoken::Languages,
}

/// The opened database: the executors of reads and writes.
#[derive(Clone)]
pub struct Database {
    pub reads: Arc<reads::Reads>,
    pub writes: Arc<writes::Writes>,
    pub memory: Arc<Memory>,
}

impl Database {
    /// Opens the database that the settings name. Its migrations have been applied before.
    ///
    /// `longest` is the longest time that a call may take, and so a statement.
    pub fn open(databases: &Databases, longest: Duration) -> Result<Self> {
        let reads = Arc::new(reads::Reads::open(databases, longest)?);
        let writes = Arc::new(writes::Writes::open(databases, longest, &reads)?);
        Ok(Database { reads, writes, memory: Arc::default() })
    }
}
