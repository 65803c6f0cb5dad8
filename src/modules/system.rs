//! The service itself: whether it answers, and what it can do.

mod discover;
mod ping;

use crate::rpc::registry::Registry;

pub fn register(registry: &mut Registry) {
    registry.module("System", "The service itself.").answer(ping::Ping);
    registry.module("Batch", "Several calls as one.").batch();
    // OpenRPC names this one, with its module in lower case.
    registry.module("rpc", "The definition of this very API.").answer(discover::Discover);
}
