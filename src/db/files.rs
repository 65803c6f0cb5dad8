//! The one look-up of a profile's record without a member: a file, for a caller with the proof that it was shown to them.

use diesel::prelude::*;

use super::connection::{AnyConnection, either};
use super::reads::Lease;
use super::schema::files;
use crate::error::Result;
use crate::records::file::File;

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
