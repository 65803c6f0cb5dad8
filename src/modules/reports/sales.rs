//! The figures of sales: the opportunities that were won and lost, and how fast.
//!
//! Invariants: an opportunity counts at the time when it was closed, with the status that it has today. Amounts are exact.

use schemars::JsonSchema;
use serde::Serialize;

use super::period::{BucketView, Period};
use super::{ByCurrency, SECONDS_OF_DAY, average, average_days};
use crate::db::reports::{Counting, Figure};
use crate::db::scope::Reader;
use crate::db::sql::Piece;
use crate::error::Result;
use crate::fields::{Money, Sum};
use crate::modules::opportunities::OpportunityStatus;
use crate::modules::opportunities::pipeline::TotalView;
use crate::modules::quotients::{quotient, share};

/// Opportunities that were won and lost.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "SalesFigures")]
pub struct SalesView {
    /// The number of opportunities won, in whatever currency.
    won: i64,
    /// The number of opportunities lost.
    lost: i64,
    /// `won` by all that were won or lost, 0 to 1; null if there were none.
    win_rate: Option<Money>,
    /// The average time from the creation of an opportunity until it was won, in days; null if none was won.
    cycle_days: Option<Money>,
    /// The same in each currency, the profile's first. Nothing is converted.
    amounts: Vec<SalesAmount>,
}

/// Opportunities in one currency that were won and lost.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "SalesAmount")]
pub struct SalesAmount {
    /// An entry of `Profiles.GetCurrencies`; null for the profile's currency if the profile has none.
    currency_id: Option<i64>,
    won: i64,
    lost: i64,
    /// The value of the opportunities won.
    won_value: Sum,
    /// The value of the opportunities lost.
    lost_value: Sum,
    /// The average value of an opportunity won; null if none was.
    average_won: Option<Sum>,
    /// The value that is won a day, if all goes on like this: open opportunities, times win rate, times average value, by the days of a
    /// cycle, all in this currency; null if one of them is. Only in the figures of all opportunities.
    #[serde(skip_serializing_if = "Option::is_none")]
    velocity: Option<Option<Sum>>,
}

/// The opportunities that were won and lost in a bucket.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "SalesBucket")]
pub struct SalesBucket {
    #[serde(flatten)]
    days: BucketView,
    #[serde(flatten)]
    figures: SalesView,
}

/// The opportunities in one currency that were won and lost.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Closed {
    won: i64,
    lost: i64,
    won_value: Sum,
    lost_value: Sum,
    /// The time that those that were won took, in seconds.
    seconds: i64,
}

/// The opportunities that were won and lost, by currency.
#[derive(Debug, Clone)]
pub struct Sales(ByCurrency<Closed>);

impl Closed {
    fn add(&mut self, figure: &Figure) {
        let Figure { count, value, extra, .. } = figure;
        if figure.word.as_deref() == Some(OpportunityStatus::WON) {
            self.won += count;
            self.won_value = [self.won_value, *value].into_iter().sum();
            self.seconds = self.seconds.saturating_add(*extra);
        } else {
            self.lost += count;
            self.lost_value = [self.lost_value, *value].into_iter().sum();
        }
    }

    /// The value that is won a day, with so many open opportunities: open · won / (won + lost) · value / won · won / time.
    fn velocity(&self, open: i64) -> Option<Sum> {
        const OF_A_HUNDREDTH: i128 = 100;
        let (won, lost) = (i128::from(self.won), i128::from(self.lost));
        let dividend = self.won_value.ten_thousandths().checked_mul(open.into())?.checked_mul(won)?.checked_mul(SECONDS_OF_DAY)?;
        let divisor = (won + lost).checked_mul(self.seconds.into())?.checked_mul(OF_A_HUNDREDTH)?;
        quotient(dividend, divisor)?.checked_mul(OF_A_HUNDREDTH).map(Sum::from_ten_thousandths)
    }
}

impl Sales {
    pub fn none(currency_id: Option<i64>) -> Self {
        Sales(ByCurrency::new(currency_id))
    }

    pub fn add(&mut self, figure: &Figure) {
        self.0.of(figure.currency_id).add(figure);
    }

    /// The figures as a reply shows them; with the velocity, if the open opportunities are given.
    pub fn view(&self, open: Option<&TotalView>) -> SalesView {
        let all = self.0.figures.values();
        let (won, lost, seconds) = all.fold((0, 0, 0_i64), |(won, lost, seconds), closed| {
            (won + closed.won, lost + closed.lost, seconds.saturating_add(closed.seconds))
        });
        let amounts = self.0.views(|currency_id, key, closed| SalesAmount {
            currency_id,
            won: closed.won,
            lost: closed.lost,
            won_value: closed.won_value,
            lost_value: closed.lost_value,
            average_won: average(closed.won_value, closed.won),
            velocity: open.map(|open| closed.velocity(open.number_in(key))),
        });
        SalesView { won, lost, win_rate: share(won, won + lost), cycle_days: average_days(seconds, won), amounts }
    }
}

/// The opportunities of these owners that were won or lost, by the time when they were closed.
pub fn counting(owners: Option<&[i64]>) -> Counting {
    let counting = Counting {
        words: Some(("status", &OpportunityStatus::OVER)),
        in_currencies: true,
        value: Some("value"),
        extra: Some(vec![Piece::sql("(opportunities.closed_at - opportunities.created_at) / 1000000")]),
        ..Counting::all("opportunities", "closed_at")
    };
    counting.among("user_id", owners)
}

/// The opportunities of each bucket, and all of them.
pub fn by_bucket(
    reader: &mut Reader,
    period: &Period,
    owners: Option<&[i64]>,
    currency_id: Option<i64>,
) -> Result<(Sales, Vec<SalesBucket>)> {
    let mut buckets = vec![Sales::none(currency_id); period.number_of_buckets()];
    let mut all = Sales::none(currency_id);
    for figure in reader.figures(&counting(owners), &period.instants())? {
        all.add(&figure);
        if let Some(bucket) = buckets.get_mut(figure.place) {
            bucket.add(&figure);
        }
    }
    let views = period.bucket_views().zip(buckets).map(|(days, sales)| SalesBucket { days, figures: sales.view(None) });
    Ok((all, views.collect()))
}
