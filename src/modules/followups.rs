//! Follow-ups: the next actions of interactions, and who is told that one is due. They are kept with the interactions
//! ([`crate::records::interaction`]).
//!
//! Invariants: nobody is told twice of the same action and date. An action that gets another date is armed again.

mod get_followups;
mod process_followups;

use crate::modules::list::Listing;
use crate::rpc::registry::Registry;

pub fn register(registry: &mut Registry) {
    registry
        .module(
            "Followups",
            "Follow-ups: what is to be done next with leads and companies, and reminders of it.",
            "Seguimientos: lo que hay que hacer después con leads y empresas, y los avisos correspondientes.",
        )
        .later()
        .method(Listing::of(get_followups::GetFollowups))
        .method(process_followups::ProcessFollowups);
}
