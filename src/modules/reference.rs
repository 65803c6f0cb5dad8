//! References to other records of the profile, and the check that these records exist.

use crate::db::mentions::Mention;
use crate::db::scope::Reader;
use crate::db::stored::Stored;
use crate::error::Result;
use crate::fields::Ids;
use crate::fields::id::NO_RECORD;
use crate::records::kinds::kind_of;
use crate::rpc::problems::Problems;
use crate::sentences::{Noun, Sentence};

/// The main facts of the record that a parameter names. A missing record is noted. Nothing is looked up if the parameter already
/// has a problem.
pub fn referred<R: Stored>(reader: &mut Reader, path: &str, id: impl Into<i64>, problems: &mut Problems) -> Result<Option<Mention>> {
    if problems.concern(path) {
        return Ok(None);
    }
    let id = id.into();
    let found = reader.mention::<R>(id)?;
    if found.is_none() {
        problems.add(path, "unknown_id", unknown::<R>(id)?);
    }
    Ok(found)
}

/// Notes a missing record, or one that belongs to another company than the one in `company_id`.
pub fn check_of_company<R: Stored>(
    reader: &mut Reader,
    path: &str,
    id: impl Into<i64>,
    company_id: i64,
    problems: &mut Problems,
) -> Result<()> {
    let id = id.into();
    let found = referred::<R>(reader, path, id, problems)?;
    if found.is_some_and(|named| named.within != Some(company_id)) && !problems.concern("company_id") {
        problems.add(path, "another_company", Sentence::OfAnotherCompany { what: kind_of(R::ENTITY)?.noun, id, company_id });
    }
    Ok(())
}

/// Notes the ids in a filter that no record of this kind in the profile has.
pub fn check_referred<R: Stored>(reader: &mut Reader, path: &str, ids: &Ids<R>, problems: &mut Problems) -> Result<()> {
    let Some(distinct) = ids.given() else { return Ok(()) };
    let found = reader.all_mentioned::<R>(distinct)?;
    for (place, id) in ids.places(path) {
        if !found.contains_key(&id) {
            problems.add(&place, "unknown_id", unknown::<R>(id)?);
        }
    }
    Ok(())
}

/// The sentence for a missing record. A record that was looked up by an external ID has no id to show.
pub fn unknown_id(what: &'static Noun, id: i64) -> Sentence {
    match id {
        NO_RECORD => Sentence::UnknownExternalId { what },
        id => Sentence::UnknownId { what, id },
    }
}

/// The sentence for a missing record of this kind.
pub fn unknown<R: Stored>(id: i64) -> Result<Sentence> {
    Ok(unknown_id(kind_of(R::ENTITY)?.noun, id))
}
