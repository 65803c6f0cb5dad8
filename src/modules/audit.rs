//! Audit: the history of a record, and the person or script behind each change.

mod get_history;

use crate::rpc::registry::Registry;

pub fn register(registry: &mut Registry) {
    registry
        .module(
            "Audit",
            "The history of records: who changed what, from what to what.",
            "El historial de los registros: quién cambió qué, de qué valor a cuál.",
        )
        .method(get_history::GetHistory);
}
