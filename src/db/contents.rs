//! Contents without a file and files without a record: the queue of removals, each with the moment since which it waits.
//!
//! Invariants: a content is announced before it is stored, and loses the announcement in the transaction that makes a file
//! of it. So every content in the store has a file or an announcement, whatever fails and whenever. A key belongs to one content
//! and one file, and no other file is ever given it, so that a removal takes content from no other file. The rows of the queue
//! leave no change record; the deletion of a file does.

use std::collections::HashSet;
use std::sync::Arc;

use diesel::prelude::*;

use super::Database;
use super::accounts::{read_setting, write_setting};
use super::call::Call;
use super::chores::{look, read_in, write, write_in};
use super::connection::{AnyConnection, either};
use super::reads::Weight;
use super::schema::{files, loose_contents, loose_files};
use super::scope::{Editor, Public, Reader};
use super::sql::{Piece, Sql};
use super::stored::Recorded;
use crate::error::Result;
use crate::fields::Instant;
use crate::records::file::File;
use crate::store::Store;

/// The setting with the moment of the last pass.
const LAST_PASS: &str = "last_sweep";

/// The most files that one write notes or deletes.
const WRITTEN_TOGETHER: usize = 50;

/// Announces a content that is about to be stored.
pub async fn announce(database: &Database, profile_id: i64, stored_as: String, now: Instant) -> Result<()> {
    write(database, move |connection| note_content(connection, profile_id, &stored_as, now)).await
}

fn note_content(connection: &mut AnyConnection, profile_id: i64, stored_as: &str, now: Instant) -> Result<()> {
    let row =
        (loose_contents::profile_id.eq(profile_id), loose_contents::stored_as.eq(stored_as.to_owned()), loose_contents::since.eq(now));
    either!(connection, connection => diesel::insert_into(loose_contents::table).values(row).execute(connection))?;
    Ok(())
}

fn forget_content(connection: &mut AnyConnection, profile_id: i64, stored_as: &str) -> Result<()> {
    let this =
        loose_contents::table.filter(loose_contents::profile_id.eq(profile_id)).filter(loose_contents::stored_as.eq(stored_as.to_owned()));
    either!(connection, connection => diesel::delete(this).execute(connection))?;
    Ok(())
}

impl Public {
    /// The key in the store of the profile's file with this hash, if there is one.
    pub fn key_of_content(&mut self, sha256: &str) -> Result<Option<String>> {
        let this = files::table.filter(files::profile_id.eq(self.0.profile_id)).filter(files::sha256.eq(sha256.to_owned()));
        let file: Option<File> = either!(&mut *self.0.lease, connection => this.select(File::as_select()).first(connection).optional())?;
        Ok(file.map(|file| file.key().to_owned()))
    }
}

impl Editor {
    /// Keeps the announced content of a new file.
    pub fn keep_content(&mut self, file: &Recorded<File>) -> Result<()> {
        let profile_id = self.base.profile_id;
        forget_content(&mut self.base.lease, profile_id, file.key())
    }

    /// Begins the time anew in which records can name the file.
    pub fn expect_names(&mut self, file: &Recorded<File>) -> Result<()> {
        let profile_id = self.base.profile_id;
        forget_loose(&mut self.base.lease, profile_id, &[file.id])
    }

    /// Deletes a file, which no record names. Its content is removed later.
    pub fn delete_file(&mut self, file: &Recorded<File>) -> Result<()> {
        self.delete(file)?;
        let (profile_id, moment) = (self.base.profile_id, self.base.moment);
        forget_loose(&mut self.base.lease, profile_id, &[file.id])?;
        note_content(&mut self.base.lease, profile_id, file.key(), moment)
    }
}

/// Whether this node makes the next pass: at most one begins in this many seconds, on all nodes together.
pub async fn begin_pass(database: &Database, now: Instant, seconds: i64) -> Result<bool> {
    let beginning = move |connection: &mut AnyConnection| {
        let last = read_setting(connection, LAST_PASS)?.and_then(|last| last.parse().ok());
        let begins = last.is_none_or(|last: i64| Instant::from_microseconds(last).plus_seconds(seconds) <= now);
        if begins {
            write_setting(connection, LAST_PASS, &now.microseconds().to_string())?;
        }
        Ok(begins)
    };
    write(database, beginning).await
}

/// Contents that have been announced since before this moment, each with its profile; the oldest first.
pub async fn announced_before(database: &Database, moment: Instant, most: i64) -> Result<Vec<(i64, String)>> {
    let old = loose_contents::table
        .filter(loose_contents::since.le(moment))
        .order((loose_contents::since, loose_contents::profile_id, loose_contents::stored_as))
        .limit(most)
        .select((loose_contents::profile_id, loose_contents::stored_as));
    look(database, Weight::Long, move |connection| Ok(either!(connection, connection => old.load(connection))?)).await
}

/// Removes a content whose call has ended, if that call has not kept it.
pub async fn discard_unless_kept(database: &Database, store: &Store, profile_id: i64, stored_as: String) -> Result<()> {
    let this = loose_contents::table
        .filter(loose_contents::profile_id.eq(profile_id))
        .filter(loose_contents::stored_as.eq(stored_as.clone()))
        .select(loose_contents::since);
    let announced: Option<Instant> =
        look(database, Weight::Short, move |connection| Ok(either!(connection, connection => this.first(connection).optional())?)).await?;
    if announced.is_some() {
        store.remove(profile_id, &stored_as).await?;
        removed(database, profile_id, stored_as).await?;
    }
    Ok(())
}

/// Forgets a content that has been removed.
pub async fn removed(database: &Database, profile_id: i64, stored_as: String) -> Result<()> {
    write(database, move |connection| forget_content(connection, profile_id, &stored_as)).await
}

/// The files of all profiles behind this place, by profile and id.
pub async fn files_beyond(database: &Database, (profile_id, id): (i64, i64), most: i64) -> Result<Vec<(i64, i64)>> {
    let beyond = files::table
        .filter(files::profile_id.gt(profile_id).or(files::profile_id.eq(profile_id).and(files::id.gt(id))))
        .order((files::profile_id, files::id))
        .limit(most)
        .select((files::profile_id, files::id));
    look(database, Weight::Long, move |connection| Ok(either!(connection, connection => beyond.load(connection))?)).await
}

/// Notes the files among these that no record names, and deletes those that none has named since before `moment`. Returns the
/// number of deleted files.
///
/// A call that names a file at the same time goes before, and the file stays; or it goes after, and is told that there is no such
/// file. The database itself refuses to delete a file that a record names.
pub async fn judge(
    database: &Database,
    call: &Arc<Call>,
    profile_id: i64,
    ids: Vec<i64>,
    (now, moment): (Instant, Instant),
) -> Result<usize> {
    // Most files need no step, and a read does not hold up the writer.
    let unsettled = read_in(database, Arc::clone(call), profile_id, move |reader| {
        let Judged { found, named_again, overdue } = Judged::of(reader, &ids, moment)?;
        Ok([found, named_again, overdue].concat())
    });
    let mut deleted = 0;
    for ids in unsettled.await?.chunks(WRITTEN_TOGETHER) {
        let ids = ids.to_vec();
        deleted += write_in(database, Arc::clone(call), profile_id, move |manager| {
            let Judged { found, named_again, overdue } = Judged::of(manager, &ids, moment)?;
            forget_loose(&mut manager.base.lease, profile_id, &named_again)?;
            note_loose(&mut manager.base.lease, profile_id, &found, now)?;
            let overdue = manager.by_ids::<File>(overdue)?;
            for file in overdue.values() {
                manager.delete_file(file)?;
            }
            Ok(overdue.len())
        })
        .await?;
    }
    Ok(deleted)
}

/// The steps that some files of a profile need.
struct Judged {
    /// Files that no record names, for the first time.
    found: Vec<i64>,
    /// Files that were named by no record, and now are.
    named_again: Vec<i64>,
    /// Files that no record has named for long enough.
    overdue: Vec<i64>,
}

impl Judged {
    fn of(reader: &mut Reader, ids: &[i64], moment: Instant) -> Result<Self> {
        let rows = reader.rows::<File>().only(ids).unnamed();
        let unnamed: HashSet<i64> = reader.ids(rows)?.into_iter().collect();
        let known = loose_files::table
            .filter(loose_files::profile_id.eq(reader.base.profile_id))
            .filter(loose_files::file_id.eq_any(ids.to_vec()))
            .select((loose_files::file_id, loose_files::since));
        let known: Vec<(i64, Instant)> = either!(&mut *reader.base.lease, connection => known.load(connection))?;
        let noted: HashSet<i64> = known.iter().map(|(id, _)| *id).collect();
        Ok(Judged {
            found: unnamed.iter().copied().filter(|id| !noted.contains(id)).collect(),
            named_again: noted.iter().copied().filter(|id| !unnamed.contains(id)).collect(),
            overdue: known.into_iter().filter(|(id, since)| *since <= moment && unnamed.contains(id)).map(|(id, _)| id).collect(),
        })
    }
}

fn note_loose(connection: &mut AnyConnection, profile_id: i64, ids: &[i64], now: Instant) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    let mut pieces = vec![Piece::sql("INSERT INTO loose_files (profile_id, file_id, since) VALUES ")];
    for (position, id) in ids.iter().enumerate() {
        pieces.push(Piece::sql(if position == 0 { "(" } else { ", (" }));
        pieces.extend([Piece::Number(profile_id), Piece::sql(", "), Piece::Number(*id)]);
        pieces.extend([Piece::sql(", "), Piece::Number(now.microseconds()), Piece::sql(")")]);
    }
    // Another node's pass may have found them, too.
    pieces.push(Piece::sql(" ON CONFLICT DO NOTHING"));
    either!(connection, connection => Sql(pieces).execute(connection)?);
    Ok(())
}

fn forget_loose(connection: &mut AnyConnection, profile_id: i64, ids: &[i64]) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    let these = loose_files::table.filter(loose_files::profile_id.eq(profile_id)).filter(loose_files::file_id.eq_any(ids.to_vec()));
    either!(connection, connection => diesel::delete(these).execute(connection))?;
    Ok(())
}
