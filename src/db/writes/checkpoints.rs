//! The thread that copies SQLite's write-ahead log into the database, beside the writer: a copy takes up to fifty
//! milliseconds, which nobody who writes should wait for.
//!
//! What holds here: a copy holds up neither readers nor the writer; what is copied was committed and is on disk; and a copy
//! that fails is made again, because the log is kept until one has succeeded.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Integer;

use super::super::connection::{AnyConnection, DatabaseAddress, Purpose, open};
use crate::error::{Error, Result};
use crate::turns::stand_back;

/// How far the log has got, in pages since it was started over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, QueryableByName)]
pub(super) struct Log {
    /// Pages in the log.
    #[diesel(sql_type = Integer)]
    log: i32,
    /// Those of them that are in the database, too.
    #[diesel(sql_type = Integer)]
    checkpointed: i32,
}

impl Log {
    /// Looks how far the log has got, and copies nothing.
    pub fn look(connection: &mut AnyConnection) -> Result<Self> {
        Ok(diesel::sql_query("PRAGMA wal_checkpoint(NOOP)").get_result(connection)?)
    }

    /// Whether it is worth a copy.
    pub fn has_grown(self) -> bool {
        const ENOUGH: i32 = 1_000;
        self.log.saturating_sub(self.checkpointed) >= ENOUGH
    }

    /// Whether the writer should copy the rest itself: it is little, and the log can be started over only where all of it
    /// is copied while nobody writes.
    pub fn is_nearly_copied(self) -> bool {
        const MANY: i32 = 4_000;
        const FEW: i32 = 400;
        self.log >= MANY && self.log.saturating_sub(self.checkpointed) <= FEW
    }
}

/// Asks for copies. The thread ends when this is dropped.
pub(super) struct Checkpoints(SyncSender<()>);

impl Checkpoints {
    pub fn begin(address: DatabaseAddress) -> Result<Self> {
        let (ask, asked) = sync_channel(1);
        let thread = std::thread::Builder::new().name("checkpoints".to_owned());
        thread.spawn(move || copy_when_asked(&address, &asked)).map_err(Error::internal)?;
        Ok(Checkpoints(ask))
    }

    /// Asks for a copy, unless one is asked for already.
    pub fn ask(&self) {
        let _ = self.0.try_send(());
    }
}

fn copy_when_asked(address: &DatabaseAddress, asked: &Receiver<()>) {
    stand_back();
    let mut connection = None;
    while asked.recv().is_ok() {
        if connection.is_none() {
            connection = open(address, Purpose::Write).ok();
        }
        if let Some(open) = &mut connection
            && let Err(cause) = copy(open)
        {
            tracing::warn!(%cause, "the write-ahead log could not be copied into the database, which is tried again");
            connection = None;
        }
    }
}

/// Copies what is committed, as far as no reader needs what the database has in its place.
pub(super) fn copy(connection: &mut AnyConnection) -> QueryResult<()> {
    connection.batch_execute("PRAGMA wal_checkpoint(PASSIVE)")
}
