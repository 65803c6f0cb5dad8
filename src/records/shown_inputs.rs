//! The values of inputs in a record's view: those that the record keeps, and those that are linked.
//!
//! Invariants: the feed, the digest, the history and webhooks show what the record keeps, and never what is linked.

use std::collections::HashMap;

use crate::fields::Verbatim;

/// Which values of inputs the views of some records show.
#[derive(Debug, Default)]
pub enum ShownInputs {
    #[default]
    Not,
    AsKept,
    /// The kept values and the linked ones together, as JSON by the record's id.
    Linked(HashMap<i64, String>),
}

impl ShownInputs {
    /// The values of a record that keeps these.
    pub fn view<'a>(&'a self, id: i64, kept: &'a str) -> Option<Verbatim<'a>> {
        match self {
            ShownInputs::Not => None,
            ShownInputs::AsKept => Some(Verbatim(Some(kept))),
            ShownInputs::Linked(values) => Some(Verbatim(Some(values.get(&id).map_or(kept, String::as_str)))),
        }
    }
}
