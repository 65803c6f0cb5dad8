//! Renews the values that only Rust can compute, after the program has learnt to compute them differently: the search texts, and
//! the folded addresses, after a change of the folding.
//!
//! Invariants: a renewal runs behind the migrations, and before anybody is served. Each transaction renews a thousand
//! records and notes its place, so that a program that is killed goes on from there. A renewed record is no other record: neither
//! its version nor its times change, and no change record is left. Several nodes that start together take turns, and each starts
//! when all is renewed.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;

use super::accounts::{read_setting, write_setting};
use super::connection::AnyConnection;
use super::migrate::LOCK;
use super::schema::settings;
use super::stored::Stored;
use super::{input_values, search};
use crate::error::{Error, Result};
use crate::fields::folding::VERSION;
use crate::records::kinds::KINDS;

/// The setting with the folding that all texts have.
const DONE: &str = "folding";
/// The setting with the progress of a renewal: the folding, the kind, and the profile's record that it has reached.
const UNDER_WAY: &str = "folding_under_way";

/// The number of records that are renewed in one transaction.
const TOGETHER: i64 = 1_000;

/// A record of some kind: its profile's id, and its own. The records of a kind are walked in this order.
type Place = (i64, i64);

/// Renews some records of one kind, from a place on. Gives the place of the last one; none if there are no more.
pub type Renew = fn(&mut AnyConnection, Place, i64) -> Result<Option<Place>>;

/// The kinds whose texts are folded, by name: those that are searched.
fn kinds() -> impl Iterator<Item = (&'static str, Renew)> {
    KINDS.iter().filter_map(|kind| Some((kind.entity.name(), kind.kept.as_ref()?.renew?)))
}

/// Renews all values that this program would compute differently.
pub fn renew(connection: &mut AnyConnection) -> Result<()> {
    while renew_some(connection, TOGETHER)? {}
    Ok(())
}

/// Renews at most `most` records, in a transaction. Says whether there may be more.
pub fn renew_some(connection: &mut AnyConnection, most: i64) -> Result<bool> {
    // Most starts find nothing to do, and must not wait for anybody.
    if is_done(connection)? {
        return Ok(false);
    }
    match connection {
        AnyConnection::Sqlite(connection) => connection.batch_execute("BEGIN IMMEDIATE")?,
        AnyConnection::Postgres(connection) => {
            connection.batch_execute(&format!("BEGIN; SELECT pg_advisory_xact_lock({LOCK})"))?;
        }
    }
    let renewed = renew_next(connection, most).and_then(|more| {
        connection.batch_execute("COMMIT")?;
        Ok(more)
    });
    if renewed.is_err() {
        // The first error is the one to report; a transaction that can't even be rolled back ends with its connection.
        let _ = connection.batch_execute("ROLLBACK");
    }
    renewed
}

fn is_done(connection: &mut AnyConnection) -> Result<bool> {
    Ok(read_setting(connection, DONE)?.is_some_and(|done| done == VERSION.to_string()))
}

fn renew_next(connection: &mut AnyConnection, most: i64) -> Result<bool> {
    // Another node may have done the rest meanwhile.
    if is_done(connection)? {
        return Ok(false);
    }
    let under_way = read_setting(connection, UNDER_WAY)?.unwrap_or_default();
    let (position, after) = place(&under_way).unwrap_or_default();
    let Some((kind, renew)) = kinds().nth(position) else {
        write_setting(connection, DONE, &VERSION.to_string())?;
        diesel::delete(settings::table.find(UNDER_WAY)).execute(connection)?;
        return Ok(false);
    };
    match renew(connection, after, most)? {
        Some(last) => {
            if after == Place::default() {
                tracing::info!(folding = VERSION, kind, "the texts that are searched are folded anew");
            }
            keep_place(connection, kind, last)?;
        }
        None => match kinds().nth(position + 1) {
            Some((next, _)) => keep_place(connection, next, Place::default())?,
            None => keep_place(connection, END, Place::default())?,
        },
    }
    Ok(true)
}

/// The name that stands for a kind when all are done.
const END: &str = "-";

/// The kind, and the place among its records, that a renewal to this folding has reached. A renewal to another folding begins at the
/// beginning, and so does one whose place an older program has written, by the id alone.
fn place(under_way: &str) -> Option<(usize, Place)> {
    let mut parts = under_way.split(' ');
    let (version, kind, profile, id) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    if version != VERSION.to_string() {
        return None;
    }
    if kind == END {
        return Some((kinds().count(), Place::default()));
    }
    Some((kinds().position(|(name, _)| name == kind)?, (profile.parse().ok()?, id.parse().ok()?)))
}

fn keep_place(connection: &mut AnyConnection, kind: &str, (profile_id, id): Place) -> Result<()> {
    write_setting(connection, UNDER_WAY, &format!("{VERSION} {kind} {profile_id} {id}"))
}

pub fn renew_table<R: Stored>(connection: &mut AnyConnection, after: Place, most: i64) -> Result<Option<Place>> {
    let records = R::beyond(after, most, connection).map_err(Error::from)?;
    let last = records.last().map(|(kept, _)| (kept.profile_id, kept.id));
    for (mut kept, text) in records {
        input_values::renew(connection, &kept)?;
        let renewed = kept.record.clone().refolded();
        if renewed == kept.record && renewed.search_text().is_none_or(|folded| folded == text) {
            continue;
        }
        kept.record = renewed;
        // A record that was changed just now is left alone: its texts have been folded.
        if R::update(&kept, kept.version, connection)? > 0 {
            search::add(connection, &kept)?;
        }
    }
    Ok(last)
}
