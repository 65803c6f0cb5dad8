//! Purchases: the orders of customers in a stretch of days, added up for all customers at once.
//!
//! Invariants: one statement reads all customers, along the index of what companies bought. Sums are exact, however large they are.

use chrono::{Days, NaiveDate};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, Text};

use super::connection::{AnyConnection, either};
use super::scope::Reader;
use super::sql::{Piece, Selecting};
use crate::error::Result;
use crate::fields::Day;

/// The orders that count: those that were not cancelled, in the profile's currency. Orders without a currency are in it.
#[derive(Debug, Clone)]
pub struct Counting {
    /// The day behind which orders count.
    pub after: Day,
    /// The last day on which orders count.
    pub until: Day,
    /// The currency of the profile, if it has one.
    pub currency_id: Option<i64>,
}

/// A customer with what it bought.
#[derive(Debug, Clone)]
pub struct Buyer {
    pub company_id: i64,
    pub user_id: Option<i64>,
    /// The orders that count; none if there is none.
    pub bought: Option<Bought>,
    /// Whether the customer, having no order that counts, has earlier ones.
    pub bought_before: bool,
}

/// The orders that count, together.
#[derive(Debug, Clone)]
pub struct Bought {
    pub last: Day,
    pub number: i64,
    /// The sum of the totals, in ten-thousandths.
    pub value: i128,
}

/// The orders in the stretch of days that do not count.
#[derive(Debug, Clone, Copy)]
pub struct LeftOut {
    pub cancelled: i64,
    pub other_currency: i64,
}

impl Counting {
    /// The orders of so many days, of which this is the last.
    pub fn of_days(until: NaiveDate, days: u64, currency_id: Option<i64>) -> Self {
        let after = until.checked_sub_days(Days::new(days)).unwrap_or(NaiveDate::MIN);
        Counting { after: Day::of(after), until: Day::of(until), currency_id }
    }

    /// The condition that an order is neither cancelled nor in another currency.
    fn is_own(&self) -> Vec<Piece> {
        let mut condition = vec![Piece::sql("orders.status <> 'cancelled' AND (orders.currency_id IS NULL")];
        if let Some(id) = self.currency_id {
            condition.extend([Piece::sql(" OR orders.currency_id = "), Piece::Number(id)]);
        }
        condition.push(Piece::sql(")"));
        condition
    }
}

/// The parts in which totals are added up: neither sum exceeds a whole number of the database.
const PARTS: i64 = 1_000_000_000;

/// An id that no entry of a catalog has.
const NO_ENTRY: i64 = 0;

impl Reader {
    /// All customers, in the order of their ids.
    pub fn buyers(&mut self, counting: &Counting) -> Result<Vec<Buyer>> {
        type Found = (i64, Option<i64>, Option<i64>, Option<String>, Option<i64>, Option<i64>, bool);
        type Columns = (BigInt, Nullable<BigInt>, Nullable<BigInt>, Nullable<Text>, Nullable<BigInt>, Nullable<BigInt>, Bool);
        let profile_id = self.base.profile_id;
        // Days are compared as they sort, and not by the rules of a language.
        let date = match &*self.base.lease {
            AnyConnection::Sqlite(_) => "orders.order_date",
            AnyConnection::Postgres(_) => "orders.order_date COLLATE \"C\"",
        };
        let text = |day: &Day| Piece::text(day.as_str().to_owned());
        let mut pieces = vec![
            Piece::sql(
                "SELECT companies.id, companies.user_id, bought.number, bought.last, bought.upper, bought.lower, \
                 CASE WHEN bought.number IS NULL THEN EXISTS (SELECT 1 FROM orders WHERE orders.profile_id = ",
            ),
            Piece::Number(profile_id),
            Piece::sql(format!(" AND orders.company_id = companies.id AND {date} <= ")),
            text(&counting.after),
            Piece::sql(" AND "),
        ];
        pieces.extend(counting.is_own());
        pieces.extend([
            Piece::sql(format!(
                ") ELSE FALSE END FROM companies LEFT JOIN (SELECT orders.company_id, COUNT(*) AS number, MAX({date}) AS last, \
                 CAST(SUM(orders.total / {PARTS}) AS BIGINT) AS upper, CAST(SUM(orders.total % {PARTS}) AS BIGINT) AS lower \
                 FROM orders WHERE orders.profile_id = "
            )),
            Piece::Number(profile_id),
            Piece::sql(format!(" AND {date} > ")),
            text(&counting.after),
            Piece::sql(format!(" AND {date} <= ")),
            text(&counting.until),
            Piece::sql(" AND "),
        ]);
        pieces.extend(counting.is_own());
        pieces.extend([
            Piece::sql(
                " GROUP BY orders.company_id) AS bought ON bought.company_id = companies.id \
                 WHERE companies.customer_since IS NOT NULL AND companies.profile_id = ",
            ),
            Piece::Number(profile_id),
            Piece::sql(" ORDER BY companies.id"),
        ]);
        let found: Vec<Found> = either!(&mut *self.base.lease, connection => Selecting::<Columns>::new(pieces).load(connection))?;
        let buyers = found.into_iter().map(|(company_id, user_id, number, last, upper, lower, bought_before)| {
            let bought = match (number, last.as_deref().and_then(Day::kept), upper, lower) {
                (Some(number), Some(last), Some(upper), Some(lower)) => {
                    Some(Bought { last, number, value: i128::from(upper) * i128::from(PARTS) + i128::from(lower) })
                }
                _ => None,
            };
            Buyer { company_id, user_id, bought, bought_before }
        });
        Ok(buyers.collect())
    }

    /// The number of orders in the stretch that do not count.
    pub fn left_out(&mut self, counting: &Counting) -> Result<LeftOut> {
        let profile_id = self.base.profile_id;
        let stretch = |condition: Vec<Piece>| {
            let mut pieces = vec![Piece::sql("(SELECT COUNT(*) FROM orders WHERE orders.profile_id = "), Piece::Number(profile_id)];
            pieces.extend(condition);
            pieces.extend([
                Piece::sql(" AND orders.order_date > "),
                Piece::text(counting.after.as_str().to_owned()),
                Piece::sql(" AND orders.order_date <= "),
                Piece::text(counting.until.as_str().to_owned()),
                Piece::sql(")"),
            ]);
            pieces
        };
        let other = |sign: &str, id: i64| {
            stretch(vec![Piece::sql(format!(" AND orders.status <> 'cancelled' AND orders.currency_id {sign} ")), Piece::Number(id)])
        };
        let mut pieces = vec![Piece::sql("SELECT ")];
        pieces.extend(stretch(vec![Piece::sql(" AND orders.status = 'cancelled'")]));
        pieces.push(Piece::sql(", "));
        // Two ranges of the index: the currencies before the profile's, and those behind it.
        let own = counting.currency_id.unwrap_or(NO_ENTRY);
        pieces.extend(other("<", own));
        pieces.push(Piece::sql(" + "));
        pieces.extend(other(">", own));
        let found: Vec<(i64, i64)> =
            either!(&mut *self.base.lease, connection => Selecting::<(BigInt, BigInt)>::new(pieces).load(connection))?;
        let (cancelled, other_currency) = found.first().copied().unwrap_or_default();
        Ok(LeftOut { cancelled, other_currency })
    }
}
