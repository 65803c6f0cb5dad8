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

#[cfg(test)]
mod tests {
    use super::*;

    const MIB: usize = 1024 * 1024;

    fn write(connection: &mut AnyConnection, bytes: usize) {
        connection.batch_execute(&format!("INSERT INTO things VALUES (zeroblob({bytes}))")).unwrap();
    }

    #[test]
    fn the_writer_copies_the_last_few_pages_of_a_long_log_itself() {
        assert!(Log { log: 5_000, checkpointed: 4_900 }.is_nearly_copied());
        assert!(!Log { log: 5_000, checkpointed: 1_000 }.is_nearly_copied(), "it would take long");
        assert!(!Log { log: 500, checkpointed: 400 }.is_nearly_copied(), "it is not worth it");
    }

    #[test]
    fn what_is_written_is_copied_beside_the_writer_and_the_log_is_started_over() {
        let path = std::env::temp_dir().join(format!("ventanilla-checkpoints-{}.db", std::process::id()));
        let address = DatabaseAddress::Sqlite(path.display().to_string());
        let mut writer = open(&address, Purpose::Write).unwrap();
        writer.batch_execute("PRAGMA wal_autocheckpoint = 0; CREATE TABLE things (thing BLOB)").unwrap();
        assert!(!Log::look(&mut writer).unwrap().has_grown());
        write(&mut writer, 20 * MIB);
        let grown = Log::look(&mut writer).unwrap();
        assert!(grown.has_grown() && !grown.is_nearly_copied(), "{grown:?}");
        let checkpoints = Checkpoints::begin(address).unwrap();
        while Log::look(&mut writer).unwrap().has_grown() {
            checkpoints.ask();
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        // All of it is copied, and nobody reads: the next write begins the log anew.
        write(&mut writer, MIB / 2);
        let over = Log::look(&mut writer).unwrap();
        assert!(over.log < 200, "{over:?}");
        drop((checkpoints, writer));
        for beside in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{beside}", path.display()));
        }
    }
}
