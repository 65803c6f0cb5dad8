//! Quotations by their status on a day: of those that were sent, the day tells which are expired.

use super::rows::Rows;
use super::sql::{Piece, Sql, Texts};
use super::stored::Stored;
use crate::fields::Day;
use crate::records::quotation::{EXPIRED, Quotation, SENT};

impl Rows<Quotation> {
    /// Narrows to quotations that have one of these statuses on this day, if any are given.
    pub fn in_status(self, names: Option<&[&str]>, today: &Day) -> Self {
        let Some(names) = names else { return self };
        let (sent, expired) = (names.contains(&SENT), names.contains(&EXPIRED));
        let kept = names.iter().filter(|name| ![SENT, EXPIRED].contains(name)).map(|name| (*name).to_owned());
        let kept = kept.chain((sent && expired).then(|| SENT.to_owned()));
        let mut condition = vec![Piece::sql("(quotations.status"), Piece::AmongTexts(Texts(kept.collect()))];
        let of_day = match (sent, expired) {
            (true, false) => Some(" AND (quotations.valid_until IS NULL OR quotations.valid_until >= "),
            (false, true) => Some(" AND (quotations.valid_until < "),
            _ => None,
        };
        if let Some(of_day) = of_day {
            condition.extend([Piece::sql(" OR (quotations.status = "), Piece::text(SENT), Piece::sql(of_day)]);
            condition.extend([Piece::text(today.as_str().to_owned()), Piece::sql("))")]);
        }
        condition.push(Piece::sql(")"));
        Rows(Quotation::holding(self.0, Sql(condition)))
    }
}
