//! All that customers ever bought, and their orders in a stretch of days: added up by customer and currency.
//!
//! Invariants: one statement reads all orders, along the index of what companies bought. Sums are exact, however large they are.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};

use super::connection::{AnyConnection, either};
use super::scope::Reader;
use super::sql::{Piece, Selecting};
use crate::error::{Error, Result};
use crate::fields::{Day, Instant, Sum};

/// The customers whose orders count.
#[derive(Debug, Clone)]
pub struct Customers {
    /// The first moment at which a company that becomes a customer is none of them.
    pub before: Instant,
    /// Their owners, if only those of some owners count.
    pub owners: Option<Vec<i64>>,
}

/// The orders of a customer in one currency that were not cancelled.
#[derive(Debug, Clone)]
pub struct Purchases {
    pub company_id: i64,
    /// The currency; none for the profile's.
    pub currency_id: Option<i64>,
    /// The day of the last order.
    pub last: Day,
    pub ever: Bought,
    /// The orders in the stretch.
    pub lately: Bought,
}

/// The number of orders, and the sum of their totals.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Bought {
    pub number: i64,
    pub value: Sum,
}

/// The parts in which totals are added up: neither sum exceeds a whole number of the database.
const PARTS: i64 = 1_000_000_000;

impl Customers {
    /// The condition that a company is one of them.
    pub fn condition(&self) -> Vec<Piece> {
        let mut pieces = vec![Piece::sql("companies.customer_since < "), Piece::Number(self.before.microseconds())];
        if let Some(owners) = &self.owners {
            pieces.extend([Piece::sql(" AND companies.user_id"), Piece::among(owners.clone())]);
        }
        pieces
    }

    /// The condition that an order is one of theirs and not cancelled, with AND before it.
    pub fn orders(&self, profile_id: i64) -> Vec<Piece> {
        let mut pieces = vec![
            Piece::sql(
                " AND orders.status <> 'cancelled' AND EXISTS (SELECT 1 FROM companies WHERE companies.id = orders.company_id \
                 AND companies.profile_id = ",
            ),
            Piece::Number(profile_id),
            Piece::sql(" AND "),
        ];
        pieces.extend(self.condition());
        pieces.push(Piece::sql(")"));
        pieces
    }
}

impl Reader {
    /// The orders of these customers until today, and those of them from one day to another.
    pub fn purchases(&mut self, customers: &Customers, from: &Day, to: &Day, today: &Day) -> Result<Vec<Purchases>> {
        type Found = (i64, Option<i64>, String, i64, i64, i64, i64, i64, i64);
        type Columns = (BigInt, Nullable<BigInt>, Text, BigInt, BigInt, BigInt, BigInt, BigInt, BigInt);
        let profile_id = self.base.profile_id;
        // Days are compared as they sort, and not by the rules of a language.
        let date = match &*self.base.lease {
            AnyConnection::Sqlite(_) => "orders.order_date",
            AnyConnection::Postgres(_) => "orders.order_date COLLATE \"C\"",
        };
        let text = |day: &Day| Piece::text(day.as_str().to_owned());
        let upper = format!("orders.total / {PARTS}");
        let lower = format!("orders.total % {PARTS}");
        let mut pieces = vec![Piece::sql(format!(
            "SELECT orders.company_id, orders.currency_id, MAX({date}), COUNT(*), CAST(SUM({upper}) AS BIGINT), CAST(SUM({lower}) AS BIGINT)"
        ))];
        for number in ["1", &upper, &lower] {
            pieces.extend([
                Piece::sql(format!(", CAST(SUM(CASE WHEN {date} >= ")),
                text(from),
                Piece::sql(format!(" AND {date} <= ")),
                text(to),
                Piece::sql(format!(" THEN {number} ELSE 0 END) AS BIGINT)")),
            ]);
        }
        pieces.extend([
            Piece::sql(" FROM orders WHERE orders.profile_id = "),
            Piece::Number(profile_id),
            Piece::sql(format!(" AND {date} <= ")),
            text(today),
        ]);
        pieces.extend(customers.orders(profile_id));
        pieces.push(Piece::sql(" GROUP BY orders.company_id, orders.currency_id"));
        let found: Vec<Found> = either!(&mut *self.base.lease, connection => Selecting::<Columns>::new(pieces).load(connection))?;
        let sum = |upper: i64, lower: i64| Sum::from_ten_thousandths(i128::from(upper) * i128::from(PARTS) + i128::from(lower));
        let purchases =
            found.into_iter().map(|(company_id, currency_id, last, number, upper, lower, lately, lately_upper, lately_lower)| {
                Ok(Purchases {
                    company_id,
                    currency_id,
                    last: Day::kept(&last).ok_or_else(|| Error::internal(format!("{last} is no day")))?,
                    ever: Bought { number, value: sum(upper, lower) },
                    lately: Bought { number: lately, value: sum(lately_upper, lately_lower) },
                })
            });
        purchases.collect()
    }
}
