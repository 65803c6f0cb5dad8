//! Looking up one record by a value of its own: `search_by` names the field, `search_value` has the value.

use crate::db::rows::Rows;
use crate::db::scope::Reader;
use crate::db::stored::{Recorded, Stored};
use crate::error::Result;
use crate::fields::text::forms_kept;
use crate::fields::{Designation, SearchValue};
use crate::rpc::problems::Problems;

/// The id or the text that a record is looked up by.
pub enum Sought {
    Id(Designation),
    Text(String),
}

/// The value to look up: an id or a text. An invalid value is noted.
pub fn sought(is_id: bool, value: &SearchValue, problems: &mut Problems) -> Option<Sought> {
    let read = if is_id { value.designation().map(Sought::Id) } else { value.text().map(|text| Sought::Text(text.to_owned())) };
    match read {
        Ok(sought) => Some(sought),
        Err(violation) => {
            if !problems.concern("search_by") {
                problems.add("search_value", violation.rule, violation.sentence);
            }
            None
        }
    }
}

/// The record with this id, if the profile has it.
pub fn by_id<R: Stored>(reader: &mut Reader, designation: &Designation) -> Result<Option<Recorded<R>>> {
    let id = reader.designated(R::ENTITY, designation)?;
    reader.find(id)
}

/// The record of the profile with this unique value, in whatever form the value is written.
pub fn by_name<R: Stored>(reader: &mut Reader, value: &str, called: impl Fn(Rows<R>, String) -> Rows<R>) -> Result<Option<Recorded<R>>> {
    for form in forms_kept(value) {
        let rows = called(reader.rows(), form);
        if let Some(found) = reader.load(rows)?.pop() {
            return Ok(Some(found));
        }
    }
    Ok(None)
}
