//! Open opportunities, summed up by stage and currency in one query, however many there are; and the filter by currency.

use diesel::dsl::{count_star, sql};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool};

use super::connection::{AnyConnection, either};
use super::rows::Rows;
use super::schema::opportunities;
use super::scope::Reader;
use super::sql::{Piece, Sql};
use super::stored::Stored;
use crate::error::Result;
use crate::fields::{Day, Range, Sum};
use crate::records::opportunity::Opportunity;

/// The number and value of the opportunities in one currency at a stage.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AtStage {
    pub stage_id: i64,
    /// The currency; none for the profile's.
    pub currency_id: Option<i64>,
    pub count: i64,
    pub value: Sum,
}

/// The condition of the index `opportunities_open`, word for word: SQLite takes the index for no other one, and reads the groups in its order.
const IS_OPEN: &str = "opportunities.status IN ('active', 'pending')";

/// Values are summed in two parts. The sum of whole values could exceed the database's integers: SQLite fails then, and
/// PostgreSQL gives another type.
const UPPER: i64 = 1_000_000_000;
const UPPER_PARTS: &str = "CAST(sum(value / 1000000000) AS BIGINT)";
const LOWER_PARTS: &str = "CAST(sum(value % 1000000000) AS BIGINT)";

impl Reader {
    /// The profile's open opportunities, by stage and currency; only of these owners and with an end in this range, if given.
    pub fn by_stage(&mut self, owners: Option<&[i64]>, ends: &Range<Day>) -> Result<Vec<AtStage>> {
        let profile_id = self.base.profile_id;
        let found: Vec<(i64, Option<i64>, i64, i64, i64)> = either!(&mut *self.base.lease, connection => {
            let mut rows = opportunities::table
                .group_by((opportunities::stage_id, opportunities::currency_id))
                .select((opportunities::stage_id, opportunities::currency_id, count_star(), sql::<BigInt>(UPPER_PARTS), sql::<BigInt>(LOWER_PARTS)))
                .filter(opportunities::profile_id.eq(profile_id))
                .filter(sql::<Bool>(IS_OPEN))
                .into_boxed();
            if let Some(owners) = owners {
                rows = rows.filter(opportunities::user_id.eq_any(owners));
            }
            if let Some(first) = &ends.from {
                rows = rows.filter(opportunities::estimated_end_at.ge(first));
            }
            if let Some(last) = &ends.to {
                rows = rows.filter(opportunities::estimated_end_at.le(last));
            }
            rows.load(connection)?
        });
        let sums = found.into_iter().map(|(stage_id, currency_id, count, upper, lower)| {
            let value = i128::from(upper) * i128::from(UPPER) + i128::from(lower);
            AtStage { stage_id, currency_id, count, value: Sum::from_ten_thousandths(value) }
        });
        Ok(sums.collect())
    }
}

impl Rows<Opportunity> {
    /// Narrows to opportunities in one of these currencies, if any are given. Those without one are in the profile's.
    pub fn in_currencies(self, ids: Option<&[i64]>) -> Self {
        let Some(ids) = ids else { return self };
        let condition = vec![
            Piece::sql("(opportunities.currency_id"),
            Piece::among(ids),
            Piece::sql(
                " OR (opportunities.currency_id IS NULL AND (SELECT profiles.currency_id FROM profiles \
                 WHERE profiles.id = opportunities.profile_id)",
            ),
            Piece::among(ids),
            Piece::sql("))"),
        ];
        Rows(Opportunity::holding(self.0, Sql(condition)))
    }
}
