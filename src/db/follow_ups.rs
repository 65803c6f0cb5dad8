//! Follow-ups: the next actions of interactions that are due, and about which somebody is still to be told.
//!
//! Invariants: one expression says when somebody is to be told next. It has an index behind the profile, so that actions about
//! which everybody was told cost nothing, however many wait.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::connection::{AnyConnection, either};
use super::scope::Editor;
use super::sql::{Piece, Selecting};
use super::stored::Recorded;
use super::versions::Subject;
use crate::error::Result;
use crate::fields::Instant;
use crate::records::interaction::Interaction;

/// The time after the date of an action when the managers are told that it is overdue, in seconds.
pub const OVERDUE_SECONDS: i64 = 3 * 24 * 60 * 60;

/// The moment when somebody is to be told next: the date, then the moment when it is overdue, then never. The index
/// `interactions_follow_up` has the same expression.
const NEXT_TELLING: &str = "CASE WHEN next_action_done OR next_action_date IS NULL THEN NULL \
    WHEN reminded_for IS NULL OR reminded_for <> next_action_date THEN next_action_date \
    WHEN escalated_for IS NULL OR escalated_for <> next_action_date THEN next_action_date + 259200000000 END";

impl Editor {
    /// Lets callers who remind people at once follow one another, until the transaction ends.
    pub fn hold_reminders(&mut self) -> Result<()> {
        self.base.hold_subject(Subject::profile())
    }

    /// The interactions about whose next action somebody is to be told by this moment, the longest overdue first; at most so many.
    pub fn to_be_told(&mut self, moment: Instant, most: i64) -> Result<Vec<Recorded<Interaction>>> {
        let mut pieces = self.ids_to_be_told(moment);
        pieces.extend([Piece::sql(format!(" ORDER BY {NEXT_TELLING}, id LIMIT ")), Piece::Number(most)]);
        let ids: Vec<i64> = either!(&mut *self.base.lease, connection => Selecting::<BigInt>::new(pieces).load(connection))?;
        let mut found: HashMap<i64, Recorded<Interaction>> = self.by_ids(ids.iter().copied())?;
        Ok(ids.into_iter().filter_map(|id| found.remove(&id)).collect())
    }

    fn ids_to_be_told(&self, moment: Instant) -> Vec<Piece> {
        vec![
            Piece::sql("SELECT id FROM interactions WHERE profile_id = "),
            Piece::Number(self.profile_id()),
            Piece::sql(format!(" AND next_action_date IS NOT NULL AND {NEXT_TELLING} <= ")),
            Piece::Number(moment.microseconds()),
        ]
    }

    /// The number of such interactions, counted up to so many.
    pub fn count_to_be_told(&mut self, moment: Instant, most: i64) -> Result<i64> {
        let ids = self.ids_to_be_told(moment);
        self.count_up_to(most, ids)
    }

    /// The number of actions that are due at this moment and not done, counted up to so many.
    pub fn due(&mut self, moment: Instant, most: i64) -> Result<i64> {
        let ids = vec![
            Piece::sql("SELECT id FROM interactions WHERE profile_id = "),
            Piece::Number(self.profile_id()),
            Piece::sql(" AND next_action_done = FALSE AND next_action_date <= "),
            Piece::Number(moment.microseconds()),
        ];
        self.count_up_to(most, ids)
    }

    /// The number of rows of a query, counted up to so many: a writer is not held up by a count without end.
    fn count_up_to(&mut self, most: i64, rows: Vec<Piece>) -> Result<i64> {
        let mut pieces = vec![Piece::sql("SELECT count(*) FROM (")];
        pieces.extend(rows);
        pieces.extend([Piece::sql(" LIMIT "), Piece::Number(most), Piece::sql(") AS counted")]);
        Ok(either!(&mut *self.base.lease, connection => Selecting::<BigInt>::new(pieces).get_result(connection))?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_expression_counts_the_days_in_microseconds() {
        assert!(NEXT_TELLING.contains(&format!("+ {} END", OVERDUE_SECONDS * 1_000_000)));
    }
}
