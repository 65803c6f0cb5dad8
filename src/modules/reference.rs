//! Ids with which a record names another of its profile: whether there is such a record.

use crate::db::mentions::Mention;
use crate::db::scope::Reader;
use crate::db::stored::Stored;
use crate::error::Result;
use crate::fields::Ids;
use crate::fields::id::NO_RECORD;
use crate::records::kinds::kind_of;
use crate::rpc::problems::Problems;
use crate::sentences::{Noun, Sentence};

/// What is known of the record that a parameter names. Notes it where the profile has none with this id; nothing is looked up
/// where something is known to be wrong with the parameter.
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

/// Notes it when a parameter names a record that the profile doesn't have, or that belongs to another company than the
/// one that the record is about, which `company_id` names.
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

/// Notes the ids that a list is to be narrowed to and no record of this kind in the profile has.
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

/// The sentence that the profile has no such record. What was looked up by an external id has no other to be called by.
pub fn unknown_id(what: &'static Noun, id: i64) -> Sentence {
    match id {
        NO_RECORD => Sentence::UnknownExternalId { what },
        id => Sentence::UnknownId { what, id },
    }
}

/// The same of a kind of record.
pub fn unknown<R: Stored>(id: i64) -> Result<Sentence> {
    Ok(unknown_id(kind_of(R::ENTITY)?.noun, id))
}
