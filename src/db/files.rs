//! The look-ups of a file without a scope, for a caller with the proof that it was shown to them.
//!
//! Invariants: an address that lasts opens a picture only while a public record of a profile with a directory has it.

use diesel::prelude::*;

use super::connection::{AnyConnection, either};
use super::directory::Published;
use super::reads::Lease;
use super::schema::{files, profiles};
use super::sql::{Piece, Sql};
use crate::error::Result;
use crate::records::company::Company;
use crate::records::file::File;
use crate::records::product::Product;
use crate::records::service::Service;

/// A file and the profile that it belongs to.
pub struct Shown {
    pub profile_id: i64,
    pub id: i64,
    pub file: File,
}

/// The file with this id, if `proven` holds for its profile. A missing file and an unproven one give the same result.
pub fn show(lease: &mut Lease, id: i64, proven: impl FnOnce(i64) -> bool) -> Result<Option<Shown>> {
    let row = files::table.filter(files::id.eq(id));
    let found: Option<(i64, File)> =
        either!(&mut **lease, connection => row.select((files::profile_id, File::as_select())).get_result(connection).optional())?;
    Ok(found.filter(|(profile_id, _)| proven(*profile_id)).map(|(profile_id, file)| Shown { profile_id, id, file }))
}

/// The picture with this id, if `proven` holds for its profile, and if the profile's directory shows it at this moment.
pub fn show_public(lease: &mut Lease, id: i64, proven: impl FnOnce(i64) -> bool) -> Result<Option<Shown>> {
    let Some(shown) = show(lease, id, proven)? else { return Ok(None) };
    let mut condition = vec![Piece::sql("(")];
    for (place, named) in [names_picture::<Company>, names_picture::<Product>, names_picture::<Service>].into_iter().enumerate() {
        condition.extend((place > 0).then(|| Piece::sql(" OR ")));
        condition.extend(named(shown.profile_id, id));
    }
    condition.push(Piece::sql(")"));
    let open = profiles::table.filter(profiles::id.eq(shown.profile_id)).filter(profiles::directory.eq(true)).filter(Sql(condition));
    let open: Option<i64> = either!(&mut **lease, connection => open.select(profiles::id).get_result(connection).optional())?;
    Ok(open.map(|_| shown))
}

/// A condition: a public record of this kind has the picture.
fn names_picture<R: Published>(profile_id: i64, file_id: i64) -> Vec<Piece> {
    let table = R::TABLE;
    vec![
        Piece::sql(format!("EXISTS (SELECT 1 FROM {table} WHERE {table}.profile_id = ")),
        Piece::Number(profile_id),
        Piece::sql(format!(" AND {table}.{} = ", R::PICTURE)),
        Piece::Number(file_id),
        Piece::sql(format!("{} AND {})", R::AMONG, R::PUBLIC)),
    ]
}
