//! The author of a record: who made it, as the history tells it.

use schemars::JsonSchema;
use serde::Serialize;

/// The maker of a record: a user, or one of the user's application tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Author {
    /// The user who made the record, or the owner of the application token that made it.
    pub user_id: i64,
    /// The application token that made the record; null if a person made it.
    pub token_id: Option<i64>,
}

impl Author {
    /// The number by which an author is found: the user's id; for an application token its own id, which is negative here.
    pub fn number(self) -> i64 {
        self.token_id.map_or(self.user_id, |token_id| -token_id)
    }
}
