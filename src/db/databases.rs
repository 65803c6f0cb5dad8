//! The addresses of the databases, and their timeouts.

use std::time::Duration;

use super::connection::DatabaseAddress;

/// The default time that a write on PostgreSQL waits for another's lock, in seconds.
pub const LOCK_TIMEOUT: u32 = 5;

/// The default time that PostgreSQL waits for the next statement of a write, in seconds. It is less than [`LOCK_TIMEOUT`], so
/// that a write that waits for a frozen node still has its turn.
pub const IDLE_TIMEOUT: u32 = 4;

/// The databases, checked.
#[derive(Debug, Clone)]
pub struct Databases {
    pub primary: DatabaseAddress,
    pub replica: Option<DatabaseAddress>,
    pub connections: u32,
    /// The time that a write on PostgreSQL waits for another's lock.
    pub lock_timeout: Duration,
    /// The time that PostgreSQL waits for the next statement of a write.
    pub idle_timeout: Duration,
}

impl Databases {
    /// One database, with the default settings.
    pub fn of(primary: DatabaseAddress) -> Self {
        let [lock_timeout, idle_timeout] = [LOCK_TIMEOUT, IDLE_TIMEOUT].map(|seconds| Duration::from_secs(seconds.into()));
        Databases { primary, replica: None, connections: 1, lock_timeout, idle_timeout }
    }
}
