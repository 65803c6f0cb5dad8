//! The replies to writes that came with an idempotency key, kept for a day in the transaction of the write itself.
//!
//! What holds here: a reply is kept exactly when what it tells of is; of several who come with one key at once the first
//! works and the others wait for its reply; a key is its caller's own.

use diesel::prelude::*;
use diesel::sql_types::Text;

use super::connection::{AnyConnection, either};
use super::schema::idempotency_keys;
use super::scope::Base;
use super::sql::{Piece, Sql};
use crate::error::{Error, Result};
use crate::fields::Instant;
use crate::rpc::retry::{Key, Retry};

/// How long a reply is kept, in seconds.
const KEPT_FOR: i64 = 86_400;

/// So many outlived replies go with each one that is kept.
const SWEPT: i64 = 4;

impl Base {
    /// The reply that this very call had before. Another call under the same key is a conflict.
    pub(crate) fn recall(&mut self, retry: &Retry) -> Result<Option<Vec<u8>>> {
        let caller = self.keeper()?;
        self.wait_for_others(&caller, &retry.key)?;
        let row = idempotency_keys::table
            .filter(idempotency_keys::caller.eq(caller))
            .filter(idempotency_keys::idempotency_key.eq(retry.key.as_str()))
            .filter(idempotency_keys::created_at.gt(self.outlived()))
            .select((idempotency_keys::request_hash, idempotency_keys::reply));
        let found: Option<(String, String)> = either!(&mut *self.lease, connection => row.first(connection).optional())?;
        match found {
            Some((hash, _)) if hash != retry.request_hash => Err(Error::conflict(
                Key::NAME,
                "used",
                "This idempotency key was used for another call. A key belongs to one call, and comes again only with the same one.",
            )),
            found => Ok(found.map(|(_, reply)| reply.into_bytes())),
        }
    }

    /// Keeps the reply to a call that succeeded, in the place of one that has outlived its day.
    pub(crate) fn keep_reply(&mut self, retry: &Retry, reply: &[u8]) -> Result<()> {
        let reply = std::str::from_utf8(reply).map_err(Error::internal)?;
        let keep = Sql(vec![
            Piece::sql("INSERT INTO idempotency_keys (caller, idempotency_key, request_hash, reply, created_at) VALUES ("),
            Piece::text(self.keeper()?),
            Piece::sql(", "),
            Piece::text(retry.key.as_str().to_owned()),
            Piece::sql(", "),
            Piece::text(retry.request_hash.clone()),
            Piece::sql(", "),
            Piece::text(reply.to_owned()),
            Piece::sql(", "),
            Piece::Number(self.moment.microseconds()),
            Piece::sql(
                ") ON CONFLICT (caller, idempotency_key) DO UPDATE SET request_hash = excluded.request_hash, reply = excluded.reply, \
                 created_at = excluded.created_at",
            ),
        ]);
        either!(&mut *self.lease, connection => keep.execute(connection))?;
        self.sweep()
    }

    /// Whose keys these are.
    fn keeper(&self) -> Result<String> {
        let caller = self.caller()?;
        Ok(match &caller.application {
            Some(application) => format!("application token {}", application.id),
            None => format!("user {}", caller.user_id),
        })
    }

    /// What was kept before this moment is no longer given.
    fn outlived(&self) -> Instant {
        self.moment.plus_seconds(-KEPT_FOR)
    }

    /// Until whoever works under this key has committed. SQLite's writers come one after another anyway.
    fn wait_for_others(&mut self, caller: &str, key: &Key) -> Result<()> {
        if let AnyConnection::Postgres(connection) = &mut *self.lease {
            diesel::sql_query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))")
                .bind::<Text, _>(format!("idempotency key of {caller}: {}", key.as_str()))
                .execute(connection)?;
        }
        Ok(())
    }

    /// Removes a few that have outlived their day. PostgreSQL passes over those that another transaction removes.
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
