//! The names of kinds of record, on the wire and in the change record. The table of kinds, elsewhere, says which kinds there are.

/// A kind of record, by its name: `company`, `ticket_comment`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Entity(pub &'static str);

impl Entity {
    pub const fn name(self) -> &'static str {
        self.0
    }
}

/// A kind of record that has ids.
pub trait Named {
    const ENTITY: Entity;

    /// Whether such records can have external IDs.
    const HAS_EXTERNAL_IDS: bool;

    /// Whether such records have slugs, by which ids may name them.
    const HAS_SLUG: bool = false;

    /// Another kind with the same sequence of ids, if an id may name a record of either.
    const OTHER: Option<Entity> = None;
}
