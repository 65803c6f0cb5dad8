//! The replies to writes with an idempotency key, kept for a day in the transaction of the write itself.
//!
//! Invariants: a reply is kept exactly if its write is. Of several calls with one key at once the first works and the others
//! wait for its reply. A key is its caller's own. Kept replies are bounded, each by itself and together for each profile. A
//! longer reply is kept as the ids of the written records, so that its call is never made twice.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable};
use serde_json::value::RawValue;

use super::connection::{AnyConnection, either};
use super::counters::Tally;
use super::directory::ORIGIN;
use super::schema::idempotency_keys;
use super::scope::Base;
use super::sql::{Piece, Sql};
use crate::error::{Error, Result};
use crate::fields::{IdempotencyKey, Instant};
use crate::sentences::{Language, Sentence};

/// The time for which a reply is kept, in seconds.
const KEPT_FOR: i64 = 86_400;

/// The number of expired replies that are removed with each new one.
const SWEPT: i64 = 4;

/// The longest reply that is kept whole, in bytes.
const LONGEST: usize = 64 * 1024;

/// The most bytes that the large replies of a profile take together. A reply of more than 4,096 bytes is large: the database has
/// an index of those alone.
const MOST_OF_A_PROFILE: i64 = 32 * 1024 * 1024;

/// A reply that was kept.
pub(crate) enum Recalled {
    /// The reply as it was given, with its language.
    Whole { reply: Vec<u8>, language: Language },
    /// The ids of the records that the call has written, in the order of writing: the reply was too long.
    Ids(Box<RawValue>),
}

/// The owner of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keeper {
    User(i64),
    ApplicationToken(i64),
    /// All who visit the directory of a profile: a stranger has nothing else by which a key is known.
    Visitors(i64),
}

impl std::fmt::Display for Keeper {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Keeper::User(id) => write!(formatter, "user {id}"),
            Keeper::ApplicationToken(id) => write!(formatter, "application token {id}"),
            Keeper::Visitors(id) => write!(formatter, "visitors of profile {id}"),
        }
    }
}

/// The key and the fingerprint of a write that may be retried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retry {
    pub key: IdempotencyKey,
    /// SHA-256 of the method and its parameters, in hexadecimal.
    pub request_hash: String,
}

impl Base {
    /// The kept reply of this very call. Another call under the same key is a conflict.
    pub(crate) fn recall(&mut self, retry: &Retry) -> Result<Option<Recalled>> {
        let caller = self.keeper()?.to_string();
        let row = idempotency_keys::table
            .filter(idempotency_keys::caller.eq(caller))
            .filter(idempotency_keys::idempotency_key.eq(retry.key.as_str()))
            .filter(idempotency_keys::created_at.gt(self.outlived()))
            .select((idempotency_keys::request_hash, idempotency_keys::reply, idempotency_keys::ids, idempotency_keys::language));
        let found: Option<(String, String, String, String)> = either!(&mut *self.lease, connection => row.first(connection).optional())?;
        match found {
            None => Ok(None),
            Some((hash, ..)) if hash != retry.request_hash => {
                Err(Error::conflict(IdempotencyKey::NAME, "used", Sentence::IdempotencyKeyUsed))
            }
            Some((_, reply, ids, _)) if reply.is_empty() => Ok(Some(Recalled::Ids(RawValue::from_string(ids)?))),
            Some((_, reply, _, language)) => {
                let language = Language::of_code(&language).unwrap_or_default();
                Ok(Some(Recalled::Whole { reply: reply.into_bytes(), language }))
            }
        }
    }

    /// Keeps the reply to the call of this scope.
    pub(crate) fn keep_own_reply(&mut self, retry: &Retry, reply: &[u8]) -> Result<()> {
        let made = std::mem::take(&mut self.tally);
        let kept = self.keep_reply(retry, reply, &made);
        self.tally = made;
        kept
    }

    /// Keeps the reply to a call that succeeded, in place of one that has expired. `made` holds the records that the call has
    /// written.
    pub(crate) fn keep_reply(&mut self, retry: &Retry, reply: &[u8], made: &Tally) -> Result<()> {
        let reply = if reply.len() <= LONGEST { std::str::from_utf8(reply).map_err(Error::internal)? } else { "" };
        let (profile_id, bytes) = (made.profile_id().unwrap_or(self.profile_id), i64::try_from(reply.len()).unwrap_or(i64::MAX));
        let keep = Sql(vec![
            Piece::sql(
                "INSERT INTO idempotency_keys (caller, idempotency_key, request_hash, reply, created_at, profile_id, ids, bytes, \
                 language) VALUES (",
            ),
            Piece::text(self.keeper()?.to_string()),
            Piece::sql(", "),
            Piece::text(retry.key.as_str().to_owned()),
            Piece::sql(", "),
            Piece::text(retry.request_hash.clone()),
            Piece::sql(", "),
            Piece::text(reply.to_owned()),
            Piece::sql(", "),
            Piece::Number(self.moment.microseconds()),
            Piece::sql(", "),
            Piece::Number(profile_id),
            Piece::sql(", "),
            Piece::text(serde_json::to_string(made.written())?),
            Piece::sql(", "),
            Piece::Number(bytes),
            Piece::sql(", "),
            Piece::text(self.call.spoken.language().code().to_owned()),
            Piece::sql(
                ") ON CONFLICT (caller, idempotency_key) DO UPDATE SET request_hash = excluded.request_hash, reply = excluded.reply, \
                 created_at = excluded.created_at, profile_id = excluded.profile_id, ids = excluded.ids, bytes = excluded.bytes, \
                 language = excluded.language",
            ),
        ]);
        either!(&mut *self.lease, connection => keep.execute(connection))?;
        self.bound(profile_id, bytes)?;
        self.sweep()
    }

    /// Shortens the oldest large replies of a profile that keeps too much. With small replies it checks only now and then: they
    /// hardly add to it.
    fn bound(&mut self, profile_id: i64, bytes: i64) -> Result<()> {
        const ALWAYS_FROM: i64 = 16 * 1024;
        const ONE_IN: i64 = 16;
        if bytes < ALWAYS_FROM && self.moment.microseconds() % ONE_IN != 0 {
            return Ok(());
        }
        let large = idempotency_keys::table
            .filter(idempotency_keys::profile_id.eq(profile_id))
            .filter(sql::<Bool>("bytes > 4096"))
            .select(sql::<Nullable<BigInt>>("CAST(sum(bytes) AS BIGINT)"));
        let kept: Option<i64> = either!(&mut *self.lease, connection => large.get_result(connection))?;
        let excess = kept.unwrap_or(0) - MOST_OF_A_PROFILE;
        if excess <= 0 {
            return Ok(());
        }
        let shorten = Sql(vec![
            Piece::sql(
                "UPDATE idempotency_keys SET reply = '', bytes = 0 WHERE (caller, idempotency_key) IN \
                 (SELECT caller, idempotency_key FROM \
                 (SELECT caller, idempotency_key, sum(bytes) OVER (ORDER BY created_at, caller, idempotency_key) - bytes AS older \
                 FROM idempotency_keys WHERE bytes > 4096 AND profile_id = ",
            ),
            Piece::Number(profile_id),
            Piece::sql(") AS large WHERE older < "),
            Piece::Number(excess),
            Piece::sql(")"),
        ]);
        either!(&mut *self.lease, connection => shorten.execute(connection))?;
        Ok(())
    }

    /// The owner of the caller's keys.
    fn keeper(&self) -> Result<Keeper> {
        if self.origin == Some(ORIGIN) {
            return Ok(Keeper::Visitors(self.profile_id));
        }
        let caller = self.caller()?;
        Ok(match &caller.application {
            Some(application) => Keeper::ApplicationToken(application.id),
            None => Keeper::User(caller.user_id),
        })
    }

    /// The moment before which kept replies have expired.
    fn outlived(&self) -> Instant {
        self.moment.plus_seconds(-KEPT_FOR)
    }

    /// Removes a few expired replies. PostgreSQL skips those that another transaction removes.
    fn sweep(&mut self) -> Result<()> {
        let passing_over = match &*self.lease {
            AnyConnection::Sqlite(_) => "",
            AnyConnection::Postgres(_) => " FOR UPDATE SKIP LOCKED",
        };
        let sweep = Sql(vec![
            Piece::sql(
                "DELETE FROM idempotency_keys WHERE (caller, idempotency_key) IN \
                 (SELECT caller, idempotency_key FROM idempotency_keys WHERE created_at <= ",
            ),
            Piece::Number(self.outlived().microseconds()),
            Piece::sql(" ORDER BY created_at LIMIT "),
            Piece::Number(SWEPT),
            Piece::sql(passing_over),
            Piece::sql(")"),
        ]);
        either!(&mut *self.lease, connection => sweep.execute(connection))?;
        Ok(())
    }
}
