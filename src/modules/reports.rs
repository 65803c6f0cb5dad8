//! Reports: figures over the records of a profile. This file has what the reports share beside their time ([`period`]).
//!
//! Invariants: a report only reads, in one snapshot, with the same number of statements however many records and buckets there are. It shows
//! figures of those kinds alone that the caller may read. A quotient of nothing is null, and amounts of different currencies are never added.

mod customers;
mod get_customer_metrics;
mod get_dashboard;
mod get_lead_metrics;
mod get_sales_metrics;
mod get_totals;
mod leads;
mod period;
mod sales;
mod totals;
mod work;

use std::collections::BTreeMap;

use crate::fields::{Money, Sum};
use crate::modules::quotients::{quotient, with_places};
use crate::rpc::registry::Registry;

pub fn register(registry: &mut Registry) {
    registry
        .module(
            "Reports",
            "Reports: leads, customers and sales in figures, and the dashboard of a sales team.",
            "Informes: leads, clientes y ventas en cifras, y el panel de un equipo de ventas.",
        )
        .later()
        .method(get_lead_metrics::GetLeadMetrics)
        .method(get_customer_metrics::GetCustomerMetrics)
        .method(get_sales_metrics::GetSalesMetrics)
        .method(get_dashboard::GetDashboard)
        .method(get_totals::GetTotals);
}

const SECONDS_OF_DAY: i128 = 86_400;

/// The average of some amounts, with two places. None if there are none.
fn average(sum: Sum, number: i64) -> Option<Sum> {
    const OF_A_HUNDREDTH: i128 = 100;
    let hundredths = quotient(sum.ten_thousandths(), i128::from(number).checked_mul(OF_A_HUNDREDTH)?)?;
    hundredths.checked_mul(OF_A_HUNDREDTH).map(Sum::from_ten_thousandths)
}

/// The average in days of some times, which are so many seconds together, with two places. None if there are none.
fn average_days(seconds: i64, number: i64) -> Option<Money> {
    with_places(seconds.into(), i128::from(number).checked_mul(SECONDS_OF_DAY)?, 2)
}

/// Figures by currency. Records without a currency are in the profile's, whose figures are there even if there are no records.
#[derive(Debug, Clone)]
struct ByCurrency<T> {
    own: Option<i64>,
    /// The profile's currency has no key, so that it comes first.
    figures: BTreeMap<Option<i64>, T>,
}

impl<T: Default> ByCurrency<T> {
    fn new(own: Option<i64>) -> Self {
        ByCurrency { own, figures: BTreeMap::from([(None, T::default())]) }
    }

    /// The figures of a currency, to be added to.
    fn of(&mut self, currency_id: Option<i64>) -> &mut T {
        self.figures.entry(currency_id.filter(|id| Some(*id) != self.own)).or_default()
    }

    /// The views of all currencies, each made of the currency as the wire shows it, the currency as it is kept here, and its figures.
    fn views<View>(&self, view: impl Fn(Option<i64>, Option<i64>, &T) -> View) -> Vec<View> {
        self.figures.iter().map(|(key, figures)| view(key.or(self.own), *key, figures)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn averages_are_rounded_half_up_and_an_average_of_nothing_is_none() {
        let sum = |ten_thousandths| Sum::from_ten_thousandths(ten_thousandths);
        assert_eq!(average(sum(100), 8).unwrap().to_string(), "0");
        assert_eq!(average(sum(400), 8).unwrap().to_string(), "0.01", "half a hundredth is rounded up");
        assert_eq!(average(sum(-400), 8).unwrap().to_string(), "0");
        assert_eq!(average(sum(1), 0), None);
        assert_eq!(average_days(86_400 * 3, 2).unwrap().to_string(), "1.5");
        assert_eq!(average_days(-86_400, 1).unwrap().to_string(), "-1");
        assert_eq!(average_days(1, 0), None);
    }

    #[test]
    fn a_record_without_a_currency_is_in_the_profiles() {
        let mut figures: ByCurrency<i64> = ByCurrency::new(Some(7));
        for currency_id in [None, Some(7), Some(3), Some(9)] {
            *figures.of(currency_id) += 1;
        }
        let views = figures.views(|shown, _, count| (shown, *count));
        assert_eq!(views, [(Some(7), 2), (Some(3), 1), (Some(9), 1)]);
        assert_eq!(ByCurrency::<i64>::new(None).views(|shown, _, count| (shown, *count)), [(None, 0)]);
    }
}
