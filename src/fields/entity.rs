//! What names a kind of record, on the wire and in the change record. Which kinds there are is said elsewhere, by the table of
//! kinds.

/// A kind of record, by its name: `company`, `ticket_comment`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Entity(pub &'static str);

impl Entity {
    pub const fn name(self) -> &'static str {
        self.0
    }
}

/// A kind of record that an id can be of.
pub trait Named {
    const ENTITY: Entity;

    /// Whether other systems may have names for its records.
    const HAS_EXTERNAL_IDS: bool;
}
