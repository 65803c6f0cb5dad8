//! Sync: for jobs that keep a copy of a profile elsewhere, and for bringing in another system's records. A copy begins with a
//! snapshot, follows the feed of changes, and is verified with a digest.
//!
//! Invariants: the primary answers these methods, because a replica may lack the last commits without a job noticing. Each
//! record is shown as its change record shows it, so that a version of a record is the same from every method.

pub mod change_view;
mod get_changes;
mod get_digest;
mod get_snapshot;

use crate::db::feed::{Footing, Position};
use crate::db::scope::Reader;
use crate::error::Result;
use crate::modules::withheld::Withheld;
use crate::records::kind_name::KindName;
use crate::rpc::problems::Problems;
use crate::rpc::registry::Registry;
use crate::sentences::Sentence;

pub fn register(registry: &mut Registry) {
    registry
        .module(
            "Sync",
            "For jobs that keep a copy of a profile: a snapshot, the feed of changes, a digest.",
            "Para procesos que mantienen una copia de un perfil: una instantánea, los cambios, un resumen.",
        )
        .method(get_changes::GetChanges)
        .method(get_snapshot::GetSnapshot)
        .method(get_digest::GetDigest)
        .upsert();
}

/// The kinds among these that the caller may read. The other kinds are noted.
pub fn readable(reader: &Reader, chosen: Vec<&'static str>, withheld: &mut Withheld) -> Vec<&'static str> {
    let is_shown = |name: &&'static str| KindName::find(name).is_some_and(|KindName(entity)| withheld.shows(reader, entity, &[*name]));
    chosen.into_iter().filter(is_shown).collect()
}

/// Notes a position that does not belong to the profile's feed.
fn check_position(reader: &mut Reader, path: &str, position: Position, problems: &mut Problems) -> Result<()> {
    if problems.concern(path) {
        return Ok(());
    }
    match reader.footing(position)? {
        Footing::Firm => {}
        Footing::OfAnotherProfile => problems.add(path, "of_another_profile", Sentence::CursorOfAnotherProfile),
        Footing::Lost => problems.add(path, "unknown_position", Sentence::CursorNotInDatabase),
    }
    Ok(())
}
