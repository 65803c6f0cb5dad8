//! History that is moved in from another system: the times when records were made, closed or solved, said by the call.
//!
//! Invariants: such a time is never in the future, and is said only by whom the right `migrate` allows it. The change record
//! tells when the record really was written.

use crate::db::scope::Editor;
use crate::db::stored::Stored;
use crate::error::Result;
use crate::fields::{Beginning, Instant};
use crate::rpc::problems::Problems;
use crate::sentences::Sentence;

/// Notes times in the future, each with its parameter. Refuses a caller who may not say any.
pub fn check_times<R: Stored>(editor: &Editor, times: &[(&str, Option<Beginning>)], problems: &mut Problems) -> Result<()> {
    let given = || times.iter().filter_map(|(path, time)| time.map(|time| (*path, time.instant())));
    if given().next().is_none() {
        return Ok(());
    }
    editor.refuse_unless_migrating(R::ENTITY)?;
    for (path, _) in given().filter(|(_, time)| *time > editor.moment()) {
        problems.add(path, "future", Sentence::MomentFuture);
    }
    Ok(())
}

/// Notes a time of a status that the record does not have.
pub fn check_fits(path: &str, time: Option<Beginning>, status: &str, fitting: &[&'static str], problems: &mut Problems) {
    if time.is_some() && !fitting.contains(&status) && !problems.concern("status") {
        problems.add_with(path, "meaningless", || Sentence::TimeOfOtherStatus { status: status.to_owned(), fitting: fitting.to_vec() });
    }
}

/// The time that a call says, if any.
pub fn said(time: Option<Beginning>) -> Option<Instant> {
    time.map(Beginning::instant)
}
