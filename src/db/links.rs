//! Which records name which others, where one may name any number: the products of an opportunity, the taxes of a
//! product.
//!
//! The record itself keeps them in its own row, in their order and with what belongs to each. What stands here is
//! written along with it and says only that they are named: the database refuses an id that the profile does not
//! have, and what is named can be asked who names it.

use super::connection::{AnyConnection, either};
use super::sql::{Piece, Sql};
use super::stored::{Links, Recorded, Stored};
use crate::error::Result;
use diesel::RunQueryDsl;

/// Notes what a record names.
pub(super) fn add<R: Stored>(connection: &mut AnyConnection, kept: &Recorded<R>) -> Result<()> {
    let Some(Links { table, owner, target, .. }) = R::LINKS else { return Ok(()) };
    let mut named = kept.linked();
    named.sort_unstable();
    named.dedup();
    if named.is_empty() {
        return Ok(());
    }
    let mut pieces = vec![Piece::sql(format!("INSERT INTO {table} (profile_id, {owner}, {target}) VALUES "))];
    for (position, id) in named.into_iter().enumerate() {
        let opening = if position == 0 { "(" } else { ", (" };
        pieces.extend([Piece::sql(opening), Piece::Number(kept.profile_id), Piece::sql(", "), Piece::Number(kept.id)]);
        pieces.extend([Piece::sql(", "), Piece::Number(id), Piece::sql(")")]);
    }
    either!(connection, connection => Sql(pieces).execute(connection)?);
    Ok(())
}

/// Forgets what a record named.
pub(super) fn remove<R: Stored>(connection: &mut AnyConnection, kept: &Recorded<R>) -> Result<()> {
    let Some(Links { table, owner, .. }) = R::LINKS else { return Ok(()) };
    let statement = Sql(vec![
        Piece::sql(format!("DELETE FROM {table} WHERE profile_id = ")),
        Piece::Number(kept.profile_id),
        Piece::sql(format!(" AND {owner} = ")),
        Piece::Number(kept.id),
    ]);
    either!(connection, connection => statement.execute(connection)?);
    Ok(())
}

/// That a record names one of these.
pub(super) fn naming<R: Stored>(Links { table, owner, target, .. }: Links, ids: &[i64]) -> Sql {
    let own = R::TABLE;
    let mut condition =
        vec![Piece::sql(format!("{own}.id IN (SELECT {owner} FROM {table} WHERE {table}.profile_id = {own}.profile_id AND {target}"))];
    condition.extend([Piece::among(ids), Piece::sql(")")]);
    Sql(condition)
}
