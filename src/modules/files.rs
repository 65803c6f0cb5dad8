//! Files: pictures and documents of a profile. This file has what records with files share; the record is
//! [`crate::records::file`].
//!
//! Invariants: a file's content never changes. It is in the [store](crate::store); clients fetch it under a signed address,
//! which is made while a reply is written and costs no query. A file that a record names is not deleted.

pub mod content;
mod delete_file;
mod get_file;
mod package;
mod upload;

use crate::db::scope::Reader;
use crate::db::stored::{Recorded, Stored};
use crate::error::Result;
use crate::fields::id::NO_RECORD;
use crate::fields::{Edit, Ids, Named};
use crate::modules::withheld::Withheld;
use crate::records::attachment::{self, ShownFiles};
use crate::records::file::File;
use crate::rpc::problems::Problems;
use crate::rpc::registry::Registry;
use crate::sentences::Sentence;

/// The files that a record names, in their order.
pub type Attached = Ids<File, 50>;

pub fn register(registry: &mut Registry) {
    registry
        .module(
            "Files",
            "Files: pictures and documents of companies and other records.",
            "Archivos: imágenes y documentos de empresas y de otros registros.",
        )
        .method(upload::Upload)
        .method(get_file::GetFile)
        .method(delete_file::DeleteFile);
}

/// Notes a picture that the profile does not have, and a file that is no picture. The picture that the record has already is not
/// looked up again.
pub fn check_picture(
    reader: &mut Reader,
    path: &str,
    id: Option<impl Into<i64>>,
    kept: Option<i64>,
    problems: &mut Problems,
) -> Result<()> {
    let Some(id) = id.map(Into::into).filter(|id| kept != Some(*id) && !problems.concern(path)) else { return Ok(()) };
    match reader.mention::<File>(id)? {
        None => problems.add(path, "unknown_id", unknown_file(id)),
        Some(file) if !content::is_picture(&file.class) => problems.add(path, "no_picture", Sentence::NoPicture { id }),
        Some(_) => {}
    }
    Ok(())
}

/// Notes files that the profile does not have. Those that the record has already are not looked up again.
pub fn check_files(reader: &mut Reader, files: &Attached, kept: &str, problems: &mut Problems) -> Result<()> {
    let had = attachment::ids(kept);
    let new: Vec<i64> = files.in_order().into_iter().filter(|id| !had.contains(id)).collect();
    let found = reader.all_mentioned::<File>(&new)?;
    for (place, id) in files.places("files").filter(|(_, id)| !had.contains(id) && !found.contains_key(id)) {
        if !problems.concern(&place) {
            problems.add(&place, "unknown_id", unknown_file(id));
        }
    }
    Ok(())
}

fn unknown_file(id: i64) -> Sentence {
    if id == NO_RECORD { Sentence::UnknownExternalIdOfPicture } else { Sentence::UnknownPicture { id } }
}

/// Replaces the files that a record keeps, if the edit says so.
pub fn apply_files(files: Edit<Attached>, kept: &mut String) -> Result<()> {
    match files {
        Edit::Keep => {}
        Edit::Clear => *kept = attachment::none(),
        Edit::Set(files) => *kept = attachment::as_kept(&files.in_order())?,
    }
    Ok(())
}

/// The files of a page of records, if they are asked for and the caller may read files.
pub fn files_of<R: Stored>(reader: &mut Reader, wanted: bool, records: &[Recorded<R>], withheld: &mut Withheld) -> Result<ShownFiles> {
    match R::FILES {
        Some(kept) if wanted && withheld.shows(reader, File::ENTITY, &["files"]) => {
            ShownFiles::load(reader, records.iter().map(|record| kept(&record.record)))
        }
        _ => Ok(ShownFiles::Not),
    }
}
