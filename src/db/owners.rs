//! Whose a record is: its owner's, or its author's where it has no owner.
//!
//! Invariants: one expression tells it, which has an index behind the profile, so that a page costs the same however many
//! records the others have.

use super::rows::Rows;
use super::scope::{Base, Reader};
use super::sql::{Piece, Sql};
use super::stored::{Ownership, Stored};
use crate::fields::Author;

/// Whose a record is, as a number: a user's id, or the negative id of an application token.
pub(super) fn whose<R: Stored>() -> String {
    let table = R::TABLE;
    match R::OWNERSHIP {
        Ownership::None => format!("COALESCE(-{table}.created_by_token, {table}.created_by)"),
        Ownership::Optional => format!("COALESCE({table}.user_id, -{table}.created_by_token, {table}.created_by)"),
        Ownership::Required => format!("{table}.user_id"),
    }
}

impl<R: Stored> Rows<R> {
    /// Only the records that are this one's; none belong to nobody.
    pub fn belonging_to(self, author: Option<Author>) -> Self {
        let number = author.map_or(0, Author::number);
        let condition = vec![Piece::sql(format!("{} = ", whose::<R>())), Piece::Number(number)];
        Rows(R::holding(self.0, Sql(condition)))
    }
}

impl Base {
    /// The caller as the author of the records that the call makes; none where the service itself makes them.
    pub(super) fn author(&self) -> Option<Author> {
        let caller = self.caller.as_ref()?;
        Some(Author { user_id: caller.user_id, token_id: caller.application.as_ref().map(|application| application.id) })
    }
}

impl Reader {
    /// The caller, as records name their author.
    pub fn as_author(&self) -> Option<Author> {
        self.base.author()
    }
}
