//! Slugs and client numbers for callers who give none: names that no other record of the profile has.

use crate::db::rows::Rows;
use crate::db::scope::Editor;
use crate::db::stored::Stored;
use crate::error::Result;
use crate::fields::text::other_forms;

/// The first candidate that no record has. Candidates are numbered from 0; `called` finds the records that have one.
pub fn free_name<R: Stored>(
    editor: &mut Editor,
    candidate: impl Fn(u32) -> String,
    called: impl Fn(Rows<R>, String) -> Rows<R>,
) -> Result<String> {
    let mut tried = 0;
    loop {
        let name = candidate(tried);
        let mut taken = 0;
        for form in other_forms(&name).into_iter().chain([name.clone()]) {
            let rows = called(editor.rows(), form);
            taken += editor.count(rows)?;
        }
        if taken == 0 {
            return Ok(name);
        }
        tried += 1;
    }
}
