//! The records that a call names: each must be one of the profile's, and some must fit others.
//!
//! A record of another profile is as unknown as one that nobody has.

use crate::db::scope::Reader;
use crate::db::stored::{Recorded, Stored};
use crate::error::Result;
use crate::fields::Ids;
use crate::rpc::problems::Problems;

/// Notes it when a call names a record that the profile doesn't have.
pub fn check_named<R: Stored>(reader: &mut Reader, path: &str, id: i64, problems: &mut Problems) -> Result<Option<Recorded<R>>> {
    if problems.concern(path) {
        return Ok(None);
    }
    let found = reader.find::<R>(id)?;
    if found.is_none() {
        problems.add(path, "unknown_id", format!("The profile has no {} {id}.", R::ENTITY.name()));
    }
    Ok(found)
}

/// Notes it when a call names a record that the profile doesn't have, or that belongs to another company than the one
/// it names at `company_id`.
pub fn check_of_company<R: Stored>(
    reader: &mut Reader,
    path: &str,
    id: i64,
    company_id: i64,
    company_of: impl Fn(&R) -> i64,
    problems: &mut Problems,
) -> Result<()> {
    let found = check_named::<R>(reader, path, id, problems)?;
    if found.is_some_and(|named| company_of(&named) != company_id) && !problems.concern("company_id") {
        let message = format!("The {} {id} does not belong to the company {company_id}.", R::ENTITY.name());
        problems.add(path, "another_company", message);
    }
    Ok(())
}

/// Notes the ids that a list is to be narrowed to and no record of this kind in the profile has.
pub fn check_filter<R: Stored>(reader: &mut Reader, path: &str, ids: &Ids, problems: &mut Problems) -> Result<()> {
    let Some(distinct) = ids.given().filter(|_| !problems.concern(path)) else { return Ok(()) };
    let known = match distinct {
        [id] => reader.find::<R>(*id)?.into_iter().map(|record| (record.id, record)).collect(),
        several => reader.by_ids::<R>(several.iter().copied())?,
    };
    for (place, id) in ids.places(path) {
        if !known.contains_key(&id) {
            problems.add(&place, "unknown_id", format!("The profile has no {} {id}.", R::ENTITY.name()));
        }
    }
    Ok(())
}
