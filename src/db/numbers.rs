//! The numbers of documents: a sequence of a profile, without gaps.
//!
//! Invariants: the last number is a row that the transaction changes, so that a rollback, a dry run and a failed call give the number
//! back, and the next one to ask for it waits until the transaction is over. A number is never given twice, also after its document was
//! deleted.

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::connection::{AnyConnection, either};
use super::scope::Editor;
use super::sql::{Piece, Selecting};
use crate::error::Result;

impl Editor {
    /// The next number of a sequence, from 1.
    pub fn next_number(&mut self, sequence: &'static str) -> Result<i64> {
        let pieces = vec![
            Piece::sql("INSERT INTO numbers (profile_id, sequence, last) VALUES ("),
            Piece::Number(self.base.profile_id),
            Piece::sql(", "),
            Piece::text(sequence),
            Piece::sql(", 1) ON CONFLICT (profile_id, sequence) DO UPDATE SET last = numbers.last + 1 RETURNING last"),
        ];
        Ok(either!(&mut *self.base.lease, connection => Selecting::<(BigInt,)>::new(pieces).get_result::<(i64,)>(connection))?.0)
    }
}
