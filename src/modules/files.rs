//! Files: the pictures of a profile. This file has what records with a picture share; the record is [`crate::records::file`].
//!
//! Invariants: a file never changes and is never deleted, so its id stays valid; its content is in the
//! [store](crate::store), under its hash; clients fetch it under a signed address, which is made while a reply is written and
//! costs no query.

mod upload;

use crate::db::scope::Reader;
use crate::error::Result;
use crate::fields::id::NO_RECORD;
use crate::records::file::File;
use crate::rpc::problems::Problems;
use crate::rpc::registry::Registry;
use crate::sentences::Sentence;

pub fn register(registry: &mut Registry) {
    registry
        .module("Files", "Files: the pictures of companies and other records.", "Archivos: las imágenes de empresas y de otros registros.")
        .method(upload::Upload);
}

/// Notes a picture that the profile does not have. The picture that the record has already is not looked up again.
pub fn check_picture(
    reader: &mut Reader,
    path: &str,
    id: Option<impl Into<i64>>,
    kept: Option<i64>,
    problems: &mut Problems,
) -> Result<()> {
    let Some(id) = id.map(Into::into).filter(|id| kept != Some(*id) && !problems.concern(path)) else { return Ok(()) };
    if reader.mention::<File>(id)?.is_none() {
        let sentence = if id == NO_RECORD { Sentence::UnknownExternalIdOfPicture } else { Sentence::UnknownPicture { id } };
        problems.add(path, "unknown_id", sentence);
    }
    Ok(())
}
