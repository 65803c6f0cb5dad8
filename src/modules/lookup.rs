//! What the methods share that find one record by something that the caller knows of it: `search_by` says what, and
//! `search_value` has it.

use crate::db::records::Rows;
use crate::db::scope::Reader;
use crate::db::stored::{Recorded, Stored};
use crate::error::Result;
use crate::fields::SearchValue;
use crate::rpc::problems::Problems;

/// Notes it when a record is looked up by its id and the value is none.
pub fn check_id(is_id: bool, value: &SearchValue, problems: &mut Problems) {
    if is_id
        && !problems.concern("search_by")
        && let Err(violation) = value.id()
    {
        problems.add("search_value", &violation.rule, violation.message);
    }
}

/// The record whose id the value is, if the profile has it.
pub fn by_id<R: Stored>(reader: &mut Reader, value: &SearchValue) -> Result<Option<Recorded<R>>> {
    match value.id() {
        Ok(id) => reader.find(id.get()),
        Err(_) => Ok(None),
    }
}

/// The record that has this value where no other has it, if the profile has one.
pub fn by_name<R: Stored>(
    reader: &mut Reader,
    value: SearchValue,
    called: impl FnOnce(Rows<R>, String) -> Rows<R>,
) -> Result<Option<Recorded<R>>> {
    let rows = called(reader.rows(), value.into());
    Ok(reader.load(rows)?.pop())
}
