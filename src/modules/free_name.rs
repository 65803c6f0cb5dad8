//! Slugs and client numbers for callers who give none: names that no other record of the profile has.

use crate::db::rows::Rows;
use crate::db::scope::Editor;
use crate::db::stored::Stored;
use crate::error::{Error, Result};
use crate::fields::folding::slug_of;
use crate::fields::text::other_forms;
use crate::sentences::Sentence;

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

/// Candidates for a slug of the record with this id: the text's own slug, or the kind's name if the text has no letter; then the
/// same with the id and a number appended.
pub fn slugs(text: &str, kind: &str, id: i64) -> impl Fn(u32) -> String + use<> {
    let slug = Some(slug_of(text)).filter(|slug| !slug.is_empty()).unwrap_or_else(|| kind.to_owned());
    move |tried| match tried {
        0 => slug.clone(),
        1 => format!("{slug}-{id}"),
        tried => format!("{slug}-{id}-{}", tried - 1),
    }
}

/// The retryable error for two callers who were given the same made-up name at once: the later one is given another. A name that
/// the caller chose stays taken.
pub fn taken_meanwhile(cause: Error, made_up: &[(&str, bool)]) -> Error {
    match cause {
        Error::Conflict { details, .. } if details.iter().any(|problem| made_up.contains(&(problem.path.as_str(), true))) => {
            Error::Contended(Sentence::NameGivenMeanwhile.into())
        }
        other => other,
    }
}
