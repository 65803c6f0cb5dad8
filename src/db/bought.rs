//! Purchases: the orders of customers in a stretch of days, added up for all customers at once.
//!
//! Invariants: the statements are as many for a million customers as for ten, and each is read along an index. Sums are exact, however
//! large they are.

use std::collections::{HashMap, HashSet};

use chrono::{Days, NaiveDate};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};

use super::connection::{AnyConnection, either};
use super::scope::Reader;
use super::sql::{Piece, Selecting};
use crate::error::{Error, Result};
use crate::fields::Day;
use crate::records::order::BY_COMPANY;

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

/// An id that no entry of a catalog has.
const NO_ENTRY: i64 = 0;

/// The orders that count of each company that has any, by the company's id.
type Purchases = HashMap<i64, Bought>;

impl Reader {
    /// All customers, in the order of their ids.
    pub fn buyers(&mut self, counting: &Counting) -> Result<Vec<Buyer>> {
        let customers = self.customers()?;
        let mut purchases = match &*self.base.lease {
            AnyConnection::Sqlite(_) => self.purchases_by_day(counting)?,
            AnyConnection::Postgres(_) => self.purchases_by_company(counting)?,
        };
        let bought_before = self.bought_before(counting, &purchases)?;
        let buyers = customers.into_iter().map(|(company_id, user_id)| {
            let bought = purchases.remove(&company_id);
            let bought_before = bought.is_none() && bought_before.contains(&company_id);
            Buyer { company_id, user_id, bought, bought_before }
        });
        Ok(buyers.collect())
    }

    /// The companies that are customers, with their owners.
    fn customers(&mut self) -> Result<Vec<(i64, Option<i64>)>> {
        let pieces = vec![
            Piece::sql(
                "SELECT companies.id, companies.user_id FROM companies WHERE companies.customer_since IS NOT NULL AND companies.profile_id = ",
            ),
            Piece::Number(self.base.profile_id),
            Piece::sql(" ORDER BY companies.id"),
        ];
        Ok(either!(&mut *self.base.lease, connection => Selecting::<(BigInt, Nullable<BigInt>)>::new(pieces).load(connection))?)
    }

    /// The orders that count, grouped by a column.
    fn orders_that_count(&self, columns: &str, counting: &Counting, group: &str) -> Vec<Piece> {
        let text = |day: &Day| Piece::text(day.as_str().to_owned());
        let mut pieces = vec![
            Piece::sql(format!("SELECT {columns} FROM orders WHERE orders.profile_id = ")),
            Piece::Number(self.base.profile_id),
            Piece::sql(" AND orders.order_date > "),
            text(&counting.after),
            Piece::sql(" AND orders.order_date <= "),
            text(&counting.until),
            Piece::sql(" AND "),
        ];
        pieces.extend(counting.is_own());
        pieces.push(Piece::sql(format!(" GROUP BY {group}")));
        pieces
    }

    /// Adds up the orders of SQLite, a day after the other as the index has them: it sorts each group that its index does not have
    /// together, which takes longer than all else. A day's orders come as two lists, because a row costs more than what it holds.
    fn purchases_by_day(&mut self, counting: &Counting) -> Result<Purchases> {
        let columns = "orders.order_date, json_group_array(orders.company_id), json_group_array(orders.total)";
        let pieces = self.orders_that_count(columns, counting, "orders.order_date");
        let days: Vec<(String, String, String)> =
            either!(&mut *self.base.lease, connection => Selecting::<(Text, Text, Text)>::new(pieces).load(connection))?;
        let mut purchases = Purchases::new();
        for (day, companies, totals) in days {
            let Some(last) = Day::kept(&day) else { continue };
            let companies: Vec<i64> = serde_json::from_str(&companies).map_err(Error::internal)?;
            let totals: Vec<i64> = serde_json::from_str(&totals).map_err(Error::internal)?;
            for (company_id, total) in companies.into_iter().zip(totals) {
                let bought = purchases.entry(company_id).or_insert_with(|| Bought { last: last.clone(), number: 0, value: 0 });
                bought.last.clone_from(&last);
                bought.number += 1;
                bought.value += i128::from(total);
            }
        }
        Ok(purchases)
    }

    /// Adds up the orders of PostgreSQL, which sums by a hash of the companies and sends one row for each.
    fn purchases_by_company(&mut self, counting: &Counting) -> Result<Purchases> {
        type Found = (i64, i64, Option<String>, String);
        // The latest day is found by comparing bytes, and not by the rules of a language, which takes longer.
        let columns = "orders.company_id, COUNT(*), MAX(orders.order_date COLLATE \"C\"), CAST(SUM(orders.total) AS TEXT)";
        let pieces = self.orders_that_count(columns, counting, "orders.company_id");
        let found: Vec<Found> = either!(&mut *self.base.lease, connection => {
            Selecting::<(BigInt, BigInt, Nullable<Text>, Text)>::new(pieces).load(connection)
        })?;
        let purchases = found.into_iter().filter_map(|(company_id, number, last, value)| {
            let last = last.as_deref().and_then(Day::kept)?;
            Some(value.parse().map_err(Error::internal).map(|value| (company_id, Bought { last, number, value })))
        });
        purchases.collect()
    }

    /// The companies that have orders, none of which counts in the stretch, and earlier ones that would have counted.
    fn bought_before(&mut self, counting: &Counting, purchases: &Purchases) -> Result<HashSet<i64>> {
        let profile_id = self.base.profile_id;
        // A company without any order is not looked up: its counter says so.
        let counted = vec![
            Piece::sql("SELECT counters.value FROM counters WHERE counters.profile_id = "),
            Piece::Number(profile_id),
            Piece::sql(" AND counters.facet = "),
            Piece::text(BY_COMPANY.0),
            Piece::sql(" GROUP BY counters.value HAVING SUM(counters.amount) > 0"),
        ];
        let counted: Vec<(i64,)> = either!(&mut *self.base.lease, connection => Selecting::<(BigInt,)>::new(counted).load(connection))?;
        let others: Vec<i64> = counted.into_iter().map(|(id,)| id).filter(|id| !purchases.contains_key(id)).collect();
        if others.is_empty() {
            return Ok(HashSet::new());
        }
        let mut pieces = vec![Piece::sql("SELECT companies.id FROM companies WHERE companies.profile_id = "), Piece::Number(profile_id)];
        pieces.extend([
            Piece::sql(" AND companies.customer_since IS NOT NULL AND companies.id"),
            Piece::among(others),
            Piece::sql(" AND EXISTS (SELECT 1 FROM orders WHERE orders.profile_id = "),
            Piece::Number(profile_id),
            Piece::sql(" AND orders.company_id = companies.id AND orders.order_date <= "),
            Piece::text(counting.after.as_str().to_owned()),
            Piece::sql(" AND "),
        ]);
        pieces.extend(counting.is_own());
        pieces.push(Piece::sql(")"));
        let found: Vec<(i64,)> = either!(&mut *self.base.lease, connection => Selecting::<(BigInt,)>::new(pieces).load(connection))?;
        Ok(found.into_iter().map(|(id,)| id).collect())
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
