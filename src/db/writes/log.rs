//! SQLite's write-ahead log. A thread copies it into the database, beside the writer, because a copy takes up to fifty
//! milliseconds; and the writer makes sure that the log is started over.
//!
//! Invariants: a copy holds up neither readers nor the writer. Only commits that are on disk are copied. A copy that fails
//! is made again, because the log is kept until one has succeeded.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Integer;

use super::super::connection::{AnyConnection, BUSY_TIMEOUT, DatabaseAddress, Purpose, open};
use crate::error::{Error, Result};
use crate::turns::stand_back;

/// The log, which the writer keeps short.
pub(super) struct WriteAheadLog {
    file: PathBuf,
    copies: Copies,
    /// The moment at which its length is looked at again.
    next_look: Instant,
    /// The moment at which it is tried again to start it over.
    next_try: Instant,
}

impl WriteAheadLog {
    pub fn of(path: &str, address: &DatabaseAddress) -> Result<Self> {
        let now = Instant::now();
        let copies = Copies::begin(address.clone())?;
        Ok(WriteAheadLog { file: PathBuf::from(format!("{path}-wal")), copies, next_look: now, next_try: now })
    }

    /// Has a log that has grown copied into the database, and bounds it. The writer calls this between two transactions.
    ///
    /// SQLite starts its log over when all of it is copied and nobody reads from it, so the last few pages are copied here, while
    /// nothing is written. Busy readers may never leave such a moment: past a size the writer waits for one. It does not wait for
    /// long reads, because all writers would suffer: it tries again a little later, and waits longer if the log has become large.
    pub fn keep_short(&mut self, writer: &mut AnyConnection) {
        const BETWEEN_LOOKS: Duration = Duration::from_millis(10);
        let now = Instant::now();
        if now < self.next_look {
            return;
        }
        self.next_look = now + BETWEEN_LOOKS;
        match Progress::look(writer) {
            Ok(progress) if progress.is_nearly_copied() => drop(copy(writer)),
            Ok(progress) if progress.has_grown() => self.copies.ask(),
            Ok(_) => {}
            Err(cause) => tracing::debug!(%cause, "the write-ahead log can't be looked at"),
        }
        if now >= self.next_try {
            self.start_over(writer, now);
        }
    }

    fn start_over(&mut self, writer: &mut AnyConnection, now: Instant) {
        const MOST: u64 = 48 * 1024 * 1024;
        let size = std::fs::metadata(&self.file).map_or(0, |file| file.len());
        if size <= MOST {
            return;
        }
        let (patience, until_next_try) = match size / MOST {
            0..4 => (2, 200),
            4..8 => (20, 1_000),
            _ => (200, 1_000),
        };
        let done = writer.batch_execute(&format!(
            "PRAGMA busy_timeout = {patience}; PRAGMA wal_checkpoint(TRUNCATE); PRAGMA busy_timeout = {BUSY_TIMEOUT};"
        ));
        self.next_try = Instant::now() + Duration::from_millis(until_next_try);
        tracing::debug!(size, elapsed = ?now.elapsed(), ok = done.is_ok(), "the write-ahead log was to be started over");
    }
}

/// The length of the log, in pages since it was started over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, QueryableByName)]
struct Progress {
    /// The pages in the log.
    #[diesel(sql_type = Integer)]
    log: i32,
    /// The pages of the log that are in the database, too.
    #[diesel(sql_type = Integer)]
    checkpointed: i32,
}

impl Progress {
    /// Reads the log's length, and copies nothing.
    fn look(connection: &mut AnyConnection) -> Result<Self> {
        Ok(diesel::sql_query("PRAGMA wal_checkpoint(NOOP)").get_result(connection)?)
    }

    /// Whether the log is worth a copy.
    fn has_grown(self) -> bool {
        const ENOUGH: i32 = 1_000;
        self.log.saturating_sub(self.checkpointed) >= ENOUGH
    }

    /// Whether the writer should copy the rest itself: the rest is small, and the log can be started over only if all of it is
    /// copied while nobody writes.
    fn is_nearly_copied(self) -> bool {
        const MANY: i32 = 4_000;
        const FEW: i32 = 400;
        self.log >= MANY && self.log.saturating_sub(self.checkpointed) <= FEW
    }
}

/// The thread that copies when the writer asks it to. It ends when this is dropped.
struct Copies(SyncSender<()>);

impl Copies {
    fn begin(address: DatabaseAddress) -> Result<Self> {
        let (ask, asked) = sync_channel(1);
        let thread = std::thread::Builder::new().name("checkpoints".to_owned());
        thread.spawn(move || copy_when_asked(&address, &asked)).map_err(Error::internal)?;
        Ok(Copies(ask))
    }

    /// Asks for a copy, unless one is asked for already.
    fn ask(&self) {
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

/// Copies committed pages, except over those that a reader still needs in the database.
fn copy(connection: &mut AnyConnection) -> QueryResult<()> {
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
        assert!(Progress { log: 5_000, checkpointed: 4_900 }.is_nearly_copied());
        assert!(!Progress { log: 5_000, checkpointed: 1_000 }.is_nearly_copied(), "it would take long");
        assert!(!Progress { log: 500, checkpointed: 400 }.is_nearly_copied(), "it is not worth it");
    }

    #[test]
    fn what_is_written_is_copied_beside_the_writer_and_the_log_is_started_over() {
        let path = std::env::temp_dir().join(format!("ventanilla-log-{}.db", std::process::id()));
        let address = DatabaseAddress::Sqlite(path.display().to_string());
        let mut writer = open(&address, Purpose::Write).unwrap();
        writer.batch_execute("PRAGMA wal_autocheckpoint = 0; CREATE TABLE things (thing BLOB)").unwrap();
        assert!(!Progress::look(&mut writer).unwrap().has_grown());
        write(&mut writer, 20 * MIB);
        let grown = Progress::look(&mut writer).unwrap();
        assert!(grown.has_grown() && !grown.is_nearly_copied(), "{grown:?}");
        let copies = Copies::begin(address).unwrap();
        while Progress::look(&mut writer).unwrap().has_grown() {
            copies.ask();
            std::thread::sleep(Duration::from_millis(10));
        }
        // All of it is copied, and nobody reads: the next write begins the log anew.
        write(&mut writer, MIB / 2);
        let over = Progress::look(&mut writer).unwrap();
        assert!(over.log < 200, "{over:?}");
        drop((copies, writer));
        for beside in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{beside}", path.display()));
        }
    }
}
