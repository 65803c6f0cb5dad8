//! The figures of customers: their orders ever and lately, and the customers who stopped ordering.
//!
//! Invariants: orders count that were not cancelled, of companies that are customers, until the day of the report's moment. A customer
//! whose last order is 365 days old is lost on that day, once.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use chrono::{Days, NaiveDate};
use schemars::JsonSchema;
use serde::Serialize;

use super::period::{BucketView, Period};
use super::{ByCurrency, average};
use crate::db::purchases::{Bought, Customers, Purchases};
use crate::db::reports::{Counting, Figure};
use crate::db::schema::companies;
use crate::db::scope::Reader;
use crate::error::{Error, Result};
use crate::fields::Sum;
use crate::records::company::Company;

/// The days for which a customer is active after an order.
const ACTIVE_DAYS: u64 = 365;

/// The customers with the greatest orders that are named.
const TOP: usize = 10;

/// The orders in one currency, and the best customers.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "CustomerAmount")]
pub struct CustomerAmount {
    /// An entry of `Profiles.GetCurrencies`; null for the profile's currency if the profile has none.
    currency_id: Option<i64>,
    /// The number of orders in the time.
    orders: i64,
    /// The sum of their totals.
    value: Sum,
    /// `value` by `orders`; null without orders.
    average_order: Option<Sum>,
    /// The sum of all orders of these customers until `as_of`.
    lifetime_value: Sum,
    /// `lifetime_value` by the number of customers with orders in this currency; null without any.
    average_lifetime_value: Option<Sum>,
    /// The ten customers with the greatest value in the time, the greatest first.
    top: Vec<TopCustomer>,
}

/// A customer with its orders in the time.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "TopCustomer")]
struct TopCustomer {
    company_id: i64,
    name: String,
    /// The number of its orders in the time.
    orders: i64,
    /// The sum of their totals.
    value: Sum,
}

/// The customers and orders of a bucket.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "CustomerBucket")]
pub struct CustomerBucket {
    #[serde(flatten)]
    days: BucketView,
    /// The number of companies that became customers.
    new: i64,
    /// The number of customers who were lost.
    lost: i64,
    /// Their orders by currency, the profile's first.
    amounts: Vec<OrdersAmount>,
}

/// Orders in one currency.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "OrdersAmount")]
struct OrdersAmount {
    currency_id: Option<i64>,
    orders: i64,
    value: Sum,
}

/// The orders of all customers together.
pub struct Habits {
    pub active: i64,
    pub lost: i64,
    pub buyers: i64,
    pub repeat_buyers: i64,
    /// The customers lost in each bucket.
    lost_by_bucket: Vec<i64>,
}

/// The orders of one customer in whatever currency.
struct Customer {
    orders: i64,
    last: NaiveDate,
}

/// The orders in one currency.
#[derive(Debug, Clone, Default)]
struct Ordered {
    ever: Bought,
    buyers: i64,
    lately: Bought,
    /// The customers with orders in the time.
    by_customer: Vec<(i64, Bought)>,
}

impl Habits {
    pub fn of(purchases: &[Purchases], period: &Period) -> Result<Self> {
        let mut customers: HashMap<i64, Customer> = HashMap::new();
        for own in purchases {
            let last = own.last.as_str().parse().map_err(Error::internal)?;
            let customer = customers.entry(own.company_id).or_insert(Customer { orders: 0, last });
            customer.orders += own.ever.number;
            customer.last = customer.last.max(last);
        }
        let today = period.today();
        let (_, until) = period.days();
        let mut habits = Habits { active: 0, lost: 0, buyers: 0, repeat_buyers: 0, lost_by_bucket: vec![0; period.number_of_buckets()] };
        for Customer { orders, last } in customers.into_values() {
            habits.buyers += 1;
            habits.repeat_buyers += i64::from(orders > 1);
            let lost_on = last.checked_add_days(Days::new(ACTIVE_DAYS)).unwrap_or(NaiveDate::MAX);
            habits.active += i64::from(today < lost_on);
            let bucket = period.bucket_of(lost_on).filter(|_| lost_on <= until);
            if let Some(number) = bucket.and_then(|place| habits.lost_by_bucket.get_mut(place)) {
                *number += 1;
                habits.lost += 1;
            }
        }
        Ok(habits)
    }
}

fn add(sum: &mut Bought, more: Bought) {
    sum.number += more.number;
    sum.value = [sum.value, more.value].into_iter().sum();
}

/// The orders by currency, with the names of the best customers.
pub fn amounts(reader: &mut Reader, purchases: &[Purchases], currency_id: Option<i64>) -> Result<Vec<CustomerAmount>> {
    let mut ordered: ByCurrency<BTreeMap<i64, (Bought, Bought)>> = ByCurrency::new(currency_id);
    // A customer may have orders without a currency, and others in the profile's.
    for own in purchases {
        let (ever, lately) = ordered.of(own.currency_id).entry(own.company_id).or_default();
        add(ever, own.ever);
        add(lately, own.lately);
    }
    let ordered: Vec<(Option<i64>, Ordered)> = ordered.views(|currency_id, _, customers| (currency_id, Ordered::of(customers)));
    let ids: Vec<i64> = ordered.iter().flat_map(|(_, ordered)| ordered.by_customer.iter().map(|(id, _)| *id)).collect();
    let rows = reader.rows::<Company>().only(&ids);
    let names: HashMap<i64, String> = reader.columns(rows, (companies::id, companies::name))?.into_iter().collect();
    let view = |(currency_id, ordered): (Option<i64>, Ordered)| CustomerAmount {
        currency_id,
        orders: ordered.lately.number,
        value: ordered.lately.value,
        average_order: average(ordered.lately.value, ordered.lately.number),
        lifetime_value: ordered.ever.value,
        average_lifetime_value: average(ordered.ever.value, ordered.buyers),
        top: ordered
            .by_customer
            .iter()
            .map(|(company_id, bought)| TopCustomer {
                company_id: *company_id,
                name: names.get(company_id).cloned().unwrap_or_default(),
                orders: bought.number,
                value: bought.value,
            })
            .collect(),
    };
    Ok(ordered.into_iter().map(view).collect())
}

impl Ordered {
    fn of(customers: &BTreeMap<i64, (Bought, Bought)>) -> Self {
        let mut ordered = Ordered::default();
        for (company_id, (ever, lately)) in customers {
            ordered.buyers += 1;
            add(&mut ordered.ever, *ever);
            add(&mut ordered.lately, *lately);
            if lately.number > 0 {
                ordered.by_customer.push((*company_id, *lately));
            }
        }
        ordered.by_customer.sort_by_key(|(id, bought)| (Reverse(bought.value.ten_thousandths()), *id));
        ordered.by_customer.truncate(TOP);
        ordered
    }
}

/// The customers by the time since when they are customers.
pub fn counting(customers: &Customers) -> Counting {
    Counting::all("companies", "customer_since").among("user_id", customers.owners.as_deref())
}

/// The new and the lost customers of each bucket, and the orders.
pub fn by_bucket(
    reader: &mut Reader,
    period: &Period,
    customers: &Customers,
    habits: &Habits,
    currency_id: Option<i64>,
) -> Result<Vec<CustomerBucket>> {
    let new = reader.figures(&counting(customers), &period.instants())?;
    let orders = Counting {
        in_currencies: true,
        value: Some("total"),
        conditions: customers.orders(reader.profile_id()),
        ..Counting::all("orders", "order_date")
    };
    let mut amounts: Vec<ByCurrency<Bought>> = vec![ByCurrency::new(currency_id); period.number_of_buckets()];
    for Figure { place, currency_id, count, value, .. } in reader.figures(&orders, &period.stretches_of_days())? {
        if let Some(bucket) = amounts.get_mut(place) {
            add(bucket.of(currency_id), Bought { number: count, value });
        }
    }
    let buckets = period.bucket_views().zip(&habits.lost_by_bucket).zip(&amounts).enumerate();
    let views = buckets.map(|(place, ((days, lost), amounts))| CustomerBucket {
        days,
        new: new.iter().filter(|figure| figure.place == place).map(|figure| figure.count).sum(),
        lost: *lost,
        amounts: amounts.views(|currency_id, _, bought| OrdersAmount { currency_id, orders: bought.number, value: bought.value }),
    });
    Ok(views.collect())
}
