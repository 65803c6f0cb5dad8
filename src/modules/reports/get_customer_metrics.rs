//! `Reports.GetCustomerMetrics`: how many customers there are, who is new, active and lost, and what they order.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::Serialize;

use super::customers::{CustomerAmount, CustomerBucket, Habits, amounts, by_bucket, counting};
use super::period::{Period, PeriodView, ReportParameters};
use crate::db::purchases::Customers;
use crate::db::reports::Stretches;
use crate::db::scope::Reader;
use crate::error::Result;
use crate::fields::{Day, Money, Named};
use crate::modules::quotients::share;
use crate::records::company::{BY_USER, Company};
use crate::records::order::Order;
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "CustomerMetrics")]
pub struct Response {
    #[serde(flatten)]
    period: PeriodView,
    /// The number of customers at `as_of`.
    total: i64,
    /// How many of them became customers in the time.
    new: i64,
    /// How many of them ordered in the 365 days that end with the day of `as_of`.
    active: i64,
    /// How many of them were lost in the time: the 365th day after their last order is in it.
    lost: i64,
    /// How many of them ever ordered.
    buyers: i64,
    /// How many of them ordered twice or more.
    repeat_buyers: i64,
    /// `repeat_buyers` by `buyers`, 0 to 1; null if nobody ever ordered.
    repeat_rate: Option<Money>,
    /// Their orders by currency, the profile's first. Nothing is converted.
    amounts: Vec<CustomerAmount>,
    /// The customers and orders of each bucket.
    buckets: Vec<CustomerBucket>,
}

pub struct GetCustomerMetrics;

impl Method for GetCustomerMetrics {
    type Scope = Reader;
    type Parameters = ReportParameters;
    type Found = Period;
    type Response = Response;

    const SUMMARY_IN_SPANISH: &'static str =
        "Informa de los clientes: cuántos son, cuántos son nuevos, siguen activos o se perdieron en un periodo, y qué han pedido.";

    fn name(&self) -> &'static str {
        "GetCustomerMetrics"
    }

    fn summary(&self) -> Option<Cow<'static, str>> {
        let summary = "Reports the customers: how many there are, how many are new, active or lost in a time, and what they ordered.\n\nOrders \
             count on their `order_date`, unless they were cancelled; `user_id` is the owner of the customer. The rights to read companies and \
             orders are needed.";
        Some(summary.into())
    }

    fn check(&self, reader: &mut Reader, asked: &ReportParameters, problems: &mut Problems) -> Result<Option<Period>> {
        Period::check(reader, asked, &[BY_USER], problems)
    }

    fn call(&self, reader: &mut Reader, asked: ReportParameters, period: Period) -> Result<Response> {
        reader.refuse_unless_read(Company::ENTITY)?;
        reader.refuse_unless_read(Order::ENTITY)?;
        let customers = Customers { before: period.limit(), owners: asked.user_id.given().map(<[i64]>::to_vec) };
        let (first, last) = period.days();
        reader.snapshot(|reader| {
            let currency_id = reader.profile()?.currency_id;
            let (begin, end) = period.ends();
            // The customers from before the time, those of the time, and those from behind it.
            let stretches = [(Period::LONG_AGO, begin), (begin, end), (end, period.limit())];
            let mut numbers = [0, 0, 0];
            for figure in reader.figures(&counting(&customers), &Stretches::Instants(stretches.into()))? {
                if let Some(number) = numbers.get_mut(figure.place) {
                    *number = figure.count;
                }
            }
            let purchases = reader.purchases(&customers, &Day::of(first), &Day::of(last), &Day::of(period.today()))?;
            let habits = Habits::of(&purchases, &period)?;
            let [_, new, _] = numbers;
            Ok(Response {
                period: period.view(),
                total: numbers.iter().sum(),
                new,
                active: habits.active,
                lost: habits.lost,
                buyers: habits.buyers,
                repeat_buyers: habits.repeat_buyers,
                repeat_rate: share(habits.repeat_buyers, habits.buyers),
                amounts: amounts(reader, &purchases, currency_id)?,
                buckets: by_bucket(reader, &period, &customers, &habits, currency_id)?,
            })
        })
    }
}
