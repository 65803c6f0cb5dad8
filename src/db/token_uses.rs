//! The times at which application tokens were last used.
//!
//! A use is no change of the token, and must not cost its call a write: uses are gathered in memory, and written by the write
//! executor once a minute and when the service stops. A crash loses the last minute's uses.

use std::collections::{BTreeMap, HashMap};
use std::sync::Mutex;

use diesel::prelude::*;

use super::Database;
use super::chores::write;
use super::connection::{AnyConnection, either};
use super::schema::application_token_uses;
use super::scope::Overseer;
use super::sql::{Piece, Sql};
use crate::error::Result;
use crate::fields::Instant;

/// The uses that are not written yet, by profile and token.
#[derive(Debug, Default)]
pub struct TokenUses(Mutex<BTreeMap<(i64, i64), Instant>>);

impl TokenUses {
    pub(super) fn note(&self, profile_id: i64, token_id: i64, at: Instant) {
        if let Ok(mut uses) = self.0.lock() {
            uses.insert((profile_id, token_id), at);
        }
    }

    fn all(&self) -> BTreeMap<(i64, i64), Instant> {
        self.0.lock().map(|uses| uses.clone()).unwrap_or_default()
    }

    /// Writes the uses that have been gathered.
    pub async fn write(&self, database: &Database) -> Result<()> {
        let written = self.all();
        if written.is_empty() {
            return Ok(());
        }
        let rows = written.clone();
        write(database, move |connection| write_all(connection, &rows)).await?;
        // The written uses are removed only now, so that at no moment a use is in neither place.
        if let Ok(mut uses) = self.0.lock() {
            uses.retain(|token, at| written.get(token) != Some(at));
        }
        Ok(())
    }
}

/// Writes the uses, but no use over a later one that another node has written.
fn write_all(connection: &mut AnyConnection, uses: &BTreeMap<(i64, i64), Instant>) -> Result<()> {
    for ((profile_id, token_id), at) in uses {
        let upsert = Sql(vec![
            Piece::sql("INSERT INTO application_token_uses (profile_id, application_token_id, last_used_at) VALUES ("),
            Piece::Number(*profile_id),
            Piece::sql(", "),
            Piece::Number(*token_id),
            Piece::sql(", "),
            Piece::Number(at.microseconds()),
            Piece::sql(") ON CONFLICT (profile_id, application_token_id) DO UPDATE SET last_used_at = excluded.last_used_at "),
            Piece::sql("WHERE excluded.last_used_at > application_token_uses.last_used_at"),
        ]);
        either!(connection, connection => upsert.execute(connection)?);
    }
    Ok(())
}

impl Overseer {
    /// The time of the last use of each of the profile's application tokens: by this node until now, by others until a minute
    /// ago.
    pub fn last_uses(&mut self) -> Result<HashMap<i64, Instant>> {
        let (profile_id, gathered) = (self.base.profile_id, self.base.call.memory.token_uses.all());
        let written: Vec<(i64, Instant)> = application_token_uses::table
            .filter(application_token_uses::profile_id.eq(profile_id))
            .select((application_token_uses::application_token_id, application_token_uses::last_used_at))
            .load(&mut *self.base.lease)?;
        let mut uses: HashMap<i64, Instant> = written.into_iter().collect();
        for ((_, token_id), at) in gathered.into_iter().filter(|((gathered_in, _), _)| *gathered_in == profile_id) {
            let last = uses.entry(token_id).or_insert(at);
            *last = at.max(*last);
        }
        Ok(uses)
    }
}
