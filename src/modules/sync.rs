//! Sync: how a job keeps a copy of a profile elsewhere: a snapshot, then the feed of changes, and a digest to prove
//! that both sides are equal; and how another system's records come in.
//!
//! What holds here: these methods are answered by the primary, because a replica may lack what was committed last, and
//! a job would never learn of it. Each record is shown as its change record shows it, so that one of a version is the
//! same wherever it comes from.

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

/// The kinds among these that the caller may read; the others are noted.
pub fn readable(reader: &Reader, chosen: Vec<&'static str>, withheld: &mut Withheld) -> Vec<&'static str> {
    let is_shown = |name: &&'static str| KindName::find(name).is_some_and(|KindName(entity)| withheld.shows(reader, entity, &[*name]));
    chosen.into_iter().filter(is_shown).collect()
}

/// Notes it when a position is none of the profile's feed.
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
