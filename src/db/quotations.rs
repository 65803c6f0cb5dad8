//! Quotations by their status on a day: of those that were sent, the day tells which are expired.

use super::lapsing::Lapsing;
use super::rows::Rows;
use super::sql::Piece;
use super::stored::Stored;
use crate::fields::Day;
use crate::records::quotation::{EXPIRED, Quotation, SENT};

impl Rows<Quotation> {
    /// Narrows to quotations that have one of these statuses on this day, if any are given.
    pub fn in_status(self, names: Option<&[&str]>, today: &Day) -> Self {
        let Some(names) = names else { return self };
        let day = || Piece::text(today.as_str().to_owned());
        let still = " AND (quotations.valid_until IS NULL OR quotations.valid_until >= ";
        let expiry = Lapsing {
            lasting: SENT,
            lapsed: EXPIRED,
            still: vec![Piece::sql(still), day(), Piece::sql(")")],
            over: vec![Piece::sql(" AND quotations.valid_until < "), day()],
        };
        Rows(Quotation::holding(self.0, expiry.among("quotations", names)))
    }
}
