//! Links: the table that says which records name which others, if a record may name any number of them, as an opportunity its
//! products or a product its taxes.
//!
//! The record keeps the links in its own row, in their order and with their details. The table is written along with the record
//! and holds only the ids: the database refuses an id that the profile does not have, and a record can be asked for the records
//! that name it.

use super::connection::{AnyConnection, either};
use super::sql::{Piece, Sql};
use super::stored::{Links, Recorded, Stored};
use crate::error::Result;
use diesel::RunQueryDsl;

/// Adds the links of a record.
pub(super) fn add<R: Stored>(connection: &mut AnyConnection, kept: &Recorded<R>) -> Result<()> {
    for (links, named) in R::LINKS.iter().zip(kept.linked()) {
        add_to(connection, links, kept, named)?;
    }
    Ok(())
}

fn add_to<R>(connection: &mut AnyConnection, links: &Links, kept: &Recorded<R>, mut named: Vec<i64>) -> Result<()> {
    let Links { table, owner, target, .. } = links;
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

/// Removes the links of a record.
pub(super) fn remove<R: Stored>(connection: &mut AnyConnection, kept: &Recorded<R>) -> Result<()> {
    for links in R::LINKS {
        remove_from(connection, links, kept)?;
    }
    Ok(())
}

fn remove_from<R>(connection: &mut AnyConnection, Links { table, owner, .. }: &Links, kept: &Recorded<R>) -> Result<()> {
    let statement = Sql(vec![
        Piece::sql(format!("DELETE FROM {table} WHERE profile_id = ")),
        Piece::Number(kept.profile_id),
        Piece::sql(format!(" AND {owner} = ")),
        Piece::Number(kept.id),
    ]);
    either!(connection, connection => statement.execute(connection)?);
    Ok(())
}

/// Replaces the links that an update changes.
pub(super) fn change<R: Stored>(connection: &mut AnyConnection, before: &Recorded<R>, kept: &Recorded<R>) -> Result<()> {
    for (links, (had, named)) in R::LINKS.iter().zip(before.linked().into_iter().zip(kept.linked())) {
        if had != named {
            remove_from(connection, links, kept)?;
            add_to(connection, links, kept, named)?;
        }
    }
    Ok(())
}

/// A condition: the record names one of these.
pub(super) fn naming<R: Stored>(Links { table, owner, target, .. }: &Links, ids: &[i64]) -> Sql {
    let own = R::TABLE;
    let mut condition =
        vec![Piece::sql(format!("{own}.id IN (SELECT {owner} FROM {table} WHERE {table}.profile_id = {own}.profile_id AND {target}"))];
    condition.extend([Piece::among(ids), Piece::sql(")")]);
    Sql(condition)
}
