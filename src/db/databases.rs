//! Which databases there are, and how patient they are with one another.

use std::time::Duration;

use super::connection::DatabaseAddress;

/// How long a write on PostgreSQL waits for what another one holds, in seconds, where nothing is said.
pub const LOCK_TIMEOUT: u32 = 5;

/// How long PostgreSQL waits for a node in the middle of a write, in seconds, where nothing is said: less than that, so that
/// whoever waits for a frozen node still has its turn.
pub const IDLE_TIMEOUT: u32 = 4;

/// The databases, checked.
#[derive(Debug, Clone)]
pub struct Databases {
    pub primary: DatabaseAddress,
    pub replica: Option<DatabaseAddress>,
    pub connections: u32,
    /// How long a write on PostgreSQL waits for what another one holds.
    pub lock_timeout: Duration,
    /// How long PostgreSQL waits for the next statement of a write.
    pub idle_timeout: Duration,
}

impl Databases {
    /// One database, with what holds where the operator says nothing.
    pub fn of(primary: DatabaseAddress) -> Self {
        let [lock_timeout, idle_timeout] = [LOCK_TIMEOUT, IDLE_TIMEOUT].map(|seconds| Duration::from_secs(seconds.into()));
        Databases { primary, replica: None, connections: 1, lock_timeout, idle_timeout }
    }
}
