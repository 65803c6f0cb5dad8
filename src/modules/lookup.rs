//! Looking up one record by a value of its own: `search_by` names the field, `search_value` has the value.

use crate::db::look_ups::LookUp;
use crate::db::rows::Rows;
use crate::db::scope::Reader;
use crate::db::stored::{Recorded, Stored};
use crate::error::{Error, Result};
use crate::fields::{Designation, SearchValue};
use crate::records::kinds::{kind_of, not_found};
use crate::rpc::problems::Problems;
use crate::sentences::Sentence;

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

/// The record with this id.
///
/// # Errors
///
/// `not_found` if the profile has none.
pub fn by_id<R: Stored>(reader: &mut Reader, designation: &Designation) -> Result<Recorded<R>> {
    let id = reader.designated(R::ENTITY, designation)?;
    reader.get(id)
}

/// The most records that a conflict over several lists.
const MOST_LISTED: usize = 20;

/// The one among these rows that has this text, however it is written.
///
/// # Errors
///
/// `not_found` if there is none, and a conflict that lists them if there are several.
pub fn by_text<R: Stored>(reader: &mut Reader, rows: Rows<R>, look_up: &LookUp, text: &str, advice: Sentence) -> Result<Recorded<R>> {
    let most = i64::try_from(MOST_LISTED).map_err(Error::internal)?;
    let found = reader.found_by(rows, look_up, text, most + 1)?;
    only(found, look_up.field, advice)
}

/// The one record that was found by this field.
///
/// # Errors
///
/// `not_found` if there is none, and a conflict that lists them if there are several.
pub fn only<R: Stored>(mut found: Vec<Recorded<R>>, field: &'static str, advice: Sentence) -> Result<Recorded<R>> {
    if found.len() > 1 {
        let mut ids: Vec<i64> = found.iter().map(|record| record.id).collect();
        ids.sort_unstable();
        let others = ids.len() > MOST_LISTED;
        ids.truncate(MOST_LISTED);
        let sentence = Sentence::ValueOfSeveral { what: kind_of(R::ENTITY)?.noun, field, ids, others, advice: Box::new(advice) };
        return Err(Error::conflict("search_value", "ambiguous", sentence));
    }
    found.pop().ok_or_else(|| not_found(R::ENTITY))
}
