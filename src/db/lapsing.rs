//! Statuses that lapse: the time turns one status that is kept into another, without anybody writing it.
//!
//! Invariants: no job has to run for it. A record that is kept with the lapsed status has it, too, whatever the time.

use super::sql::{Piece, Sql, Texts};

/// A status that lapses, and the conditions that tell at this time. Each begins with ` AND `.
pub struct Lapsing<'a> {
    /// The status that is kept, as long as the time is not over.
    pub lasting: &'a str,
    /// The status afterwards.
    pub lapsed: &'a str,
    /// The condition that a record's time is not over.
    pub still: Vec<Piece>,
    /// The condition that it is.
    pub over: Vec<Piece>,
}

impl Lapsing<'_> {
    /// The condition that a record of this table has one of these statuses now.
    pub fn among(self, table: &str, names: &[&str]) -> Sql {
        let (lasting, lapsed) = (names.contains(&self.lasting), names.contains(&self.lapsed));
        let whatever_the_time = names.iter().filter(|name| **name != self.lasting || lapsed).map(|name| (*name).to_owned());
        let mut condition = vec![Piece::sql(format!("({table}.status")), Piece::AmongTexts(Texts(whatever_the_time.collect()))];
        let of_the_moment = match (lasting, lapsed) {
            (true, false) => Some(self.still),
            (false, true) => Some(self.over),
            _ => None,
        };
        if let Some(of_the_moment) = of_the_moment {
            condition.extend([Piece::sql(format!(" OR ({table}.status = ")), Piece::text(self.lasting.to_owned())]);
            condition.extend(of_the_moment);
            condition.push(Piece::sql(")"));
        }
        condition.push(Piece::sql(")"));
        Sql(condition)
    }
}
