//! What the methods share that find one record by something that the caller knows of it: `search_by` says what, and
//! `search_value` has it.

use crate::db::rows::Rows;
use crate::db::scope::Reader;
use crate::db::stored::{Recorded, Stored};
use crate::error::Result;
use crate::fields::SearchValue;
use crate::fields::id::NO_RECORD;
use crate::fields::text::forms_kept;
use crate::rpc::problems::Problems;

/// Notes it when the value is not what is searched by: an id, or else a text.
pub fn check_value(is_id: bool, value: &SearchValue, problems: &mut Problems) {
    let wrong = if is_id { value.designation().err() } else { value.text().err() };
    if let Some(violation) = wrong.filter(|_| !problems.concern("search_by")) {
        problems.add("search_value", &violation.rule, violation.message);
    }
}

/// The id that the value is, or stands for.
pub fn id_of<R: Stored>(reader: &mut Reader, value: &SearchValue) -> Result<i64> {
    value.designation().map_or(Ok(NO_RECORD), |designation| reader.designated(R::ENTITY, &designation))
}

/// The record whose id the value is, if the profile has it.
pub fn by_id<R: Stored>(reader: &mut Reader, value: &SearchValue) -> Result<Option<Recorded<R>>> {
    let id = id_of::<R>(reader, value)?;
    reader.find(id)
}

/// The record that has this value where no other has it, if the profile has one, however the value is written.
pub fn by_name<R: Stored>(
    reader: &mut Reader,
    value: &SearchValue,
    called: impl Fn(Rows<R>, String) -> Rows<R>,
) -> Result<Option<Recorded<R>>> {
    for form in forms_kept(value.text().unwrap_or_default()) {
        let rows = called(reader.rows(), form);
        if let Some(found) = reader.load(rows)?.pop() {
            return Ok(Some(found));
        }
    }
    Ok(None)
}
