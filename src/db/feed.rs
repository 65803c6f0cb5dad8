//! The feed: the change record in the order in which a sync job follows it, from one position to the next.
//!
//! # Invariants
//!
//! - **No change is skipped, and none is shown twice.** A position is a sequence. A reader gets all changes after it, in the
//!   order of the sequences, up to the first that may still come. The changes before a position that was handed out never change
//!   any more.
//! - **A change follows all changes that it could have seen**: those of transactions that had ended before it was noted. So the
//!   versions of a record come one after the other, and a contact comes after its company.
//!
//! # Why
//!
//! Sequences are taken one after the other, in real time, and each is taken after its record was written. A transaction
//! that saw another's changes takes its own sequences after that one has ended: the second point. A transaction takes
//! each of its sequences before it ends.
//!
//! On SQLite there is one writer: no change before a visible one is still to come.
//!
//! On PostgreSQL transactions run side by side, and one that took its sequences early may end late. So a transaction takes a
//! shared advisory lock, which says *from `m` on*, before it takes its first sequence: it reads how far the sequences are, locks,
//! and only then takes some, none of which is less than `m` (the trigger `changes_announced`). The lock is released by the end of
//! the transaction, after its changes have become visible to all. A reader (1) asks how far the sequences are, `t`; (2) looks at
//! all such locks for the least `m`; (3) reads the changes up to the lesser of `t` and `m - 1`, in a statement of its own. Let
//! `s` be a sequence up to there that is ever committed. It was taken before (1), because it is not greater than `t`; so its lock
//! was there before (1). At (2) the lock was not there, because its `m` is not greater than `s`. So its transaction had ended by
//! then, and (3) sees it.
//!
//! A write transaction that stays open holds up the feed of all profiles of this database, and of no other. Ours are
//! short, and PostgreSQL ends one that does nothing for a minute ([`super::connection`]).
//!
//! The feed is read on the primary alone: a replica does not have the locks.
//!
//! # Cursors and restored databases
//!
//! A position also holds the time of its change. A database that was restored from a copy, or that lost its last transactions to
//! a failover, takes the same sequences again; a caller with a position from before is told so, rather than left without the
//! changes in between.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use serde::{Deserialize, Serialize};

use super::connection::{AnyConnection, either};
use super::schema::changes;
use super::scope::Reader;
use super::sql::{Piece, Sql};
use super::stored::{Recorded, Stored};
use crate::db::rows::Rows;
use crate::error::Result;
use crate::fields::Instant;
use crate::fields::Order;
use crate::fields::page::Window;

/// A position in the feed of one profile: behind one of its changes, or before the first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Position {
    pub(super) profile_id: i64,
    /// The change's sequence; 0 before the first.
    pub(super) sequence: i64,
    /// The time of the change, in microseconds since 1970.
    pub(super) changed_at: i64,
}

/// Whether a position that came from a caller belongs to this feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Footing {
    Firm,
    OfAnotherProfile,
    /// The database has no such change: it is another database, or an earlier state of this one.
    Lost,
}

/// The parameters of a look into the feed.
pub struct Asked<'a> {
    /// The position to start behind; none is the very beginning.
    pub since: Option<Position>,
    /// The names of the kinds of record.
    pub entities: &'a [&'static str],
    /// Changes of this origin are left out.
    pub exclude_origin: Option<&'a str>,
    pub limit: i64,
}

/// A change as the feed shows it.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable)]
#[diesel(table_name = changes)]
pub struct FeedChange {
    pub sequence: i64,
    pub entity: String,
    pub record_id: i64,
    pub operation: String,
    pub version: i64,
    /// JSON, as the wire shows the record.
    pub record: String,
    pub changed_at: Instant,
    pub user_id: Option<i64>,
    pub origin: Option<String>,
    pub request_id: Option<String>,
}

/// A record as the feed shows it.
pub struct Copied {
    pub id: i64,
    pub version: i64,
    /// JSON, as the wire shows the record.
    pub record: String,
}

/// Some records as the feed shows them.
pub struct Copies {
    pub records: Vec<Copied>,
    /// Whether there are others behind them.
    pub more: bool,
}

/// A part of a long list, which is read in steps: at most `limit` rows, and at most four MiB of them. One row beyond is read, to
/// tell whether there is more.
struct Part {
    limit: usize,
    read: usize,
    /// The number of rows that fit into the bytes.
    kept: usize,
    bytes: usize,
    is_over: bool,
}

impl Part {
    const MOST_BYTES: usize = 4 << 20;
    /// The number of rows in the first step, before their length is known.
    const FIRST: usize = 100;

    fn of(limit: i64) -> Self {
        Part { limit: usize::try_from(limit).unwrap_or(usize::MAX), read: 0, kept: 0, bytes: 0, is_over: false }
    }

    /// The number of rows to read next: as many as will fit, if they are as long as those before. None at the end.
    fn next(&self) -> Option<i64> {
        if self.is_over || self.read > self.limit {
            return None;
        }
        let left = self.limit.saturating_add(1) - self.read;
        let fit = match self.bytes.checked_div(self.read) {
            Some(each) => Self::MOST_BYTES.saturating_sub(self.bytes) / each.max(1),
            None => 0,
        };
        i64::try_from(left.min(fit.max(Self::FIRST))).ok()
    }

    /// Notes the lengths of the rows that were read, and how many were asked for.
    fn took(&mut self, asked: i64, lengths: impl Iterator<Item = usize>) {
        let before = self.read;
        for length in lengths {
            self.read += 1;
            self.bytes += length;
            // The first row is shown however long it is.
            if self.bytes <= Self::MOST_BYTES || self.read == 1 {
                self.kept = self.read;
            }
        }
        self.is_over = self.bytes > Self::MOST_BYTES || usize::try_from(asked).is_ok_and(|asked| self.read - before < asked);
    }

    /// Keeps the rows that fit, and says whether there are more behind them.
    fn cut<T>(&self, rows: &mut Vec<T>) -> bool {
        rows.truncate(self.kept.min(self.limit));
        rows.len() < self.read
    }
}

/// Ids with the versions of their records, in the order of the ids.
pub type Versions = Vec<(i64, i64)>;

/// A part of the feed.
pub struct Stretch {
    pub changes: Vec<FeedChange>,
    /// The position of its end: behind all changes that it shows or leaves out.
    pub end: Position,
    /// Whether there are more changes behind it already.
    pub more: bool,
}

impl Reader {
    /// The end of the feed as it is now.
    pub fn feed_end(&mut self) -> Result<Position> {
        let settled = self.settled()?;
        let last = changes::table
            .filter(changes::profile_id.eq(self.base.profile_id))
            .filter(changes::sequence.le(settled))
            .order(changes::sequence.desc())
            .select((changes::sequence, changes::changed_at));
        let last: Option<(i64, i64)> = either!(&mut *self.base.lease, connection => last.first(connection).optional()?);
        let (sequence, changed_at) = last.unwrap_or_default();
        Ok(Position { profile_id: self.base.profile_id, sequence, changed_at })
    }

    /// The sequence up to which no change is still to come.
    fn settled(&mut self) -> Result<i64> {
        match &mut *self.base.lease {
            AnyConnection::Sqlite(_) => Ok(i64::MAX),
            AnyConnection::Postgres(connection) => Ok(diesel::select(sql::<BigInt>("settled_changes()")).get_result(connection)?),
        }
    }

    /// Whether a position that a caller brings belongs to this profile's feed.
    pub fn footing(&mut self, position: Position) -> Result<Footing> {
        if position.profile_id != self.base.profile_id {
            return Ok(Footing::OfAnotherProfile);
        }
        if position == (Position { sequence: 0, changed_at: 0, ..position }) {
            return Ok(Footing::Firm);
        }
        let change = changes::table
            .filter(changes::profile_id.eq(position.profile_id))
            .filter(changes::sequence.eq(position.sequence))
            .filter(changes::changed_at.eq(position.changed_at))
            .select(changes::sequence);
        let found: Option<i64> = either!(&mut *self.base.lease, connection => change.first(connection).optional()?);
        Ok(if found.is_some() { Footing::Firm } else { Footing::Lost })
    }

    /// The next part of the feed.
    pub fn feed(&mut self, asked: Asked<'_>) -> Result<Stretch> {
        // Changes behind this end may be visible already while one before them is still to come.
        let end = self.feed_end()?;
        let profile_id = self.base.profile_id;
        let since = asked.since.unwrap_or(Position { profile_id, ..Position::default() });
        let mut part = Part::of(asked.limit);
        let mut found: Vec<FeedChange> = Vec::new();
        while let Some(take) = part.next() {
            let behind = found.last().map_or(since.sequence, |last| last.sequence);
            let some: Vec<FeedChange> = either!(&mut *self.base.lease, connection => {
                let mut rows = changes::table
                    .filter(changes::profile_id.eq(profile_id))
                    .filter(changes::sequence.gt(behind))
                    .filter(changes::sequence.le(end.sequence))
                    .filter(changes::entity.eq_any(asked.entities))
                    .order(changes::sequence)
                    .limit(take)
                    .select(FeedChange::as_select())
                    .into_boxed();
                if let Some(origin) = asked.exclude_origin {
                    rows = rows.filter(changes::origin.is_null().or(changes::origin.ne(origin)));
                }
                rows.load(connection)?
            });
            part.took(take, some.iter().map(|change| change.record.len()));
            found.extend(some);
        }
        let more = part.cut(&mut found);
        let end = match found.last() {
            Some(last) if more => Position { profile_id, sequence: last.sequence, changed_at: last.changed_at.microseconds() },
            _ if end.sequence > since.sequence => end,
            _ => since,
        };
        Ok(Stretch { changes: found, end, more })
    }

    /// At most `most` of the profile's records of one kind, behind this id, in the order of their ids.
    pub fn walk<R: Stored>(&mut self, after: i64, most: i64) -> Result<Vec<Recorded<R>>> {
        let behind = Sql(vec![Piece::sql(format!("{}.id > ", R::TABLE)), Piece::Number(after)]);
        let rows = R::holding(self.rows::<R>().0, behind);
        let window = Window { order: Order::BY_ID, skip: 0, take: most, from_the_end: false };
        self.load(Rows(R::window(rows, window)))
    }

    /// At most `most` of the profile's records of one kind, behind this id, as the feed shows them.
    pub fn copies<R: Stored>(&mut self, after: i64, most: i64) -> Result<Copies> {
        let whole = R::whole();
        let mut part = Part::of(most);
        let mut records: Vec<Copied> = Vec::new();
        while let Some(take) = part.next() {
            let some = self.walk::<R>(records.last().map_or(after, |last| last.id), take)?;
            let copied = some.iter().map(|kept| {
                let record = serde_json::to_string(&R::view(kept, &whole))?;
                Ok(Copied { id: kept.id, version: kept.version, record })
            });
            let copied = copied.collect::<Result<Vec<_>>>()?;
            part.took(take, copied.iter().map(|copied| copied.record.len()));
            records.extend(copied);
        }
        let more = part.cut(&mut records);
        Ok(Copies { records, more })
    }

    /// The profile itself as the feed shows it, if its id is behind this one.
    pub fn copies_of_profile(&mut self, after: i64, _: i64) -> Result<Copies> {
        let profile = self.profile()?;
        let copied = Copied { id: profile.id, version: profile.version, record: serde_json::to_string(&profile)? };
        let records = if profile.id > after { vec![copied] } else { Vec::new() };
        Ok(Copies { records, more: false })
    }

    /// The version of the profile itself.
    pub fn versions_of_profile(&mut self) -> Result<Versions> {
        let profile = self.profile()?;
        Ok(vec![(profile.id, profile.version)])
    }

    /// All the profile's records of one kind.
    pub fn versions<R: Stored>(&mut self) -> Result<Versions> {
        R::versions(self.rows::<R>().0, &mut self.base.lease)
    }
}
