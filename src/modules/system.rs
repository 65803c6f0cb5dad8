//! System: whether the service answers, and the definition of its methods.

mod discover;
mod ping;

use crate::rpc::registry::Registry;

pub use discover::definition;

pub fn register(registry: &mut Registry) {
    registry.module("System", "The service itself.", "El propio servicio.").answer(ping::Ping);
    registry.module("Batch", "Several calls as one.", "Varias llamadas como una sola.").batch();
    // OpenRPC prescribes the name `rpc.discover`, with the module in lower case.
    registry.module("rpc", "The definition of this very API.", "La definición de esta misma API.").answer(discover::Discover);
}
