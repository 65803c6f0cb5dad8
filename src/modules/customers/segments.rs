//! The segments of customers: how lately, how often and for how much each of them ordered, against all the others.
//!
//! Invariants: every customer is in exactly one segment. Scores are computed in whole numbers, from values that the reply shows, so
//! that anybody can compute them again. The time grows with the number of customers as sorting does.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fields::{Money, SegmentCuts};

/// A segment of customers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Segment {
    /// Customers who ordered lately, often and for much.
    Champions,
    /// Customers who ordered often and for much, and longest ago.
    CannotLose,
    /// Customers who ordered often, and not lately.
    AtRisk,
    /// Customers who order often.
    Loyal,
    /// Customers who ordered lately, and seldom.
    New,
    /// Customers who ordered lately.
    Potential,
    /// Customers who did not order lately.
    Hibernating,
    /// Customers between all others.
    Attention,
    /// Customers who ordered before the window only.
    Lapsed,
    /// Customers who never ordered.
    Prospect,
}

impl Segment {
    pub const ALL: [Segment; 10] = [
        Segment::Champions,
        Segment::CannotLose,
        Segment::AtRisk,
        Segment::Loyal,
        Segment::New,
        Segment::Potential,
        Segment::Hibernating,
        Segment::Attention,
        Segment::Lapsed,
        Segment::Prospect,
    ];
}

/// The orders of a customer in the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Orders {
    /// The days since the last of them.
    pub days: i64,
    /// Their number.
    pub number: i64,
    /// The sum of their totals, in ten-thousandths.
    pub value: i128,
}

/// The scores of a customer, from 1 to 5 each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Scores {
    /// The score for how lately the customer ordered.
    pub recency: i64,
    /// The score for how often.
    pub frequency: i64,
    /// The score for how much.
    pub money: i64,
}

impl Scores {
    /// The segment that these scores mean: the first that fits.
    pub fn segment(self) -> Segment {
        match self {
            Scores { recency: 4.., frequency: 4.., money: 4.. } => Segment::Champions,
            Scores { recency: ..=1, frequency: 4.., money: 4.. } => Segment::CannotLose,
            Scores { recency: ..=2, frequency: 3.., .. } => Segment::AtRisk,
            Scores { frequency: 4.., .. } => Segment::Loyal,
            Scores { recency: 4.., frequency: ..=1, .. } => Segment::New,
            Scores { recency: 4.., .. } => Segment::Potential,
            Scores { recency: ..=2, .. } => Segment::Hibernating,
            _ => Segment::Attention,
        }
    }
}

/// The way to the scores.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ScoredBy {
    /// The rank among all customers with orders.
    Ranks,
    /// The cut points of the profile, because too few customers have orders for ranks to mean anything.
    CutPoints,
}

/// The fewest customers with orders who are ranked.
pub const FEWEST_RANKED: usize = 25;

const BEST: i64 = 5;

/// The scores of customers with these orders, in their order.
pub fn scored(all: &[Orders], cuts: &SegmentCuts) -> (ScoredBy, Vec<Scores>) {
    if all.len() < FEWEST_RANKED { (ScoredBy::CutPoints, by_cuts(all, cuts)) } else { (ScoredBy::Ranks, by_ranks(all)) }
}

fn by_ranks(all: &[Orders]) -> Vec<Scores> {
    let sorted = |of: fn(&Orders) -> i128| {
        let mut values: Vec<i128> = all.iter().map(of).collect();
        values.sort_unstable();
        values
    };
    let (days, numbers, values) = (sorted(|own| own.days.into()), sorted(|own| own.number.into()), sorted(|own| own.value));
    let number_of_all = all.len();
    // Customers who ordered no later have as many days behind them, or more.
    let no_later = |own: &Orders| number_of_all - days.partition_point(|other| *other < own.days.into());
    let fifths_up = |some: usize| share(some, number_of_all, number_of_all.saturating_sub(1));
    let fifths_down = |some: usize| 1 + share(some, number_of_all, 0);
    let scores = all.iter().map(|own| Scores {
        recency: fifths_up(no_later(own)),
        frequency: fifths_down(numbers.partition_point(|other| *other < own.number.into())),
        money: fifths_down(values.partition_point(|other| *other < own.value)),
    });
    scores.collect()
}

/// The fifths of all that some of them are, with so much added before the division.
fn share(some: usize, all: usize, added: usize) -> i64 {
    let fifths = some.saturating_mul(5).saturating_add(added).checked_div(all).unwrap_or(0);
    i64::try_from(fifths).unwrap_or(BEST)
}

fn by_cuts(all: &[Orders], cuts: &SegmentCuts) -> Vec<Scores> {
    let twice_the_median = twice_the_median(all);
    let reaches = |value: i128, multiple: Money| {
        let one = i128::from(Money::ONE.ten_thousandths());
        value.saturating_mul(2 * one) >= i128::from(multiple.ten_thousandths()).saturating_mul(twice_the_median)
    };
    let scores = all.iter().map(|own| Scores {
        recency: first_that_fits(&cuts.recency, |days| own.days <= *days),
        frequency: first_that_fits(&cuts.frequency, |number| own.number >= *number),
        money: first_that_fits(&cuts.money, |multiple| reaches(own.value, *multiple)),
    });
    scores.collect()
}

/// Five for the first cut point, two for the last, and one if none fits.
fn first_that_fits<C>(cuts: &[C], fits: impl Fn(&C) -> bool) -> i64 {
    (2..=BEST).rev().zip(cuts).find(|(_, cut)| fits(cut)).map_or(1, |(score, _)| score)
}

fn twice_the_median(all: &[Orders]) -> i128 {
    let mut values: Vec<i128> = all.iter().map(|own| own.value).collect();
    values.sort_unstable();
    let half = values.len() / 2;
    let upper = values.get(half).copied().unwrap_or(0);
    let lower = if values.len().is_multiple_of(2) { values.get(half.saturating_sub(1)).copied().unwrap_or(0) } else { upper };
    upper + lower
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    /// The scores in the simplest words.
    fn slowly(all: &[Orders], cuts: &SegmentCuts) -> Vec<Scores> {
        let number = i128::try_from(all.len()).unwrap();
        let mut values: Vec<i128> = all.iter().map(|own| own.value).collect();
        values.sort_unstable();
        let mut scores = Vec::new();
        for own in all {
            let count = |is: &dyn Fn(&Orders) -> bool| i128::try_from(all.iter().filter(|other| is(other)).count()).unwrap();
            scores.push(if number >= 25 {
                let no_later = count(&|other| other.days >= own.days);
                let score = |share: i128| i64::try_from(share).unwrap();
                Scores {
                    recency: score((5 * no_later + number - 1) / number),
                    frequency: score(1 + 5 * count(&|other| other.number < own.number) / number),
                    money: score(1 + 5 * count(&|other| other.value < own.value) / number),
                }
            } else {
                let (a, b) = (values[(values.len() - 1) / 2], values[values.len() / 2]);
                let among =
                    |is: &dyn Fn(usize) -> bool| (0..4).find(|place| is(*place)).map_or(1, |place| 5 - i64::try_from(place).unwrap());
                Scores {
                    recency: among(&|place| own.days <= cuts.recency[place]),
                    frequency: among(&|place| own.number >= cuts.frequency[place]),
                    money: among(&|place| own.value * 20_000 >= i128::from(cuts.money[place].ten_thousandths()) * (a + b)),
                }
            });
        }
        scores
    }

    fn orders() -> impl Strategy<Value = Vec<Orders>> {
        let own = (0_i64..365, 1_i64..15, prop_oneof![0_i128..50, 0_i128..10_000_000]);
        prop::collection::vec(own.prop_map(|(days, number, value)| Orders { days, number, value }), 1..120)
    }

    proptest! {
        #[test]
        fn scores_are_those_of_the_slow_computation(all in orders()) {
            let cuts = SegmentCuts::default();
            let (by, scores) = scored(&all, &cuts);
            prop_assert_eq!(by == ScoredBy::Ranks, all.len() >= 25);
            prop_assert!(scores.iter().all(|own| [own.recency, own.frequency, own.money].iter().all(|score| (1..=5).contains(score))));
            prop_assert_eq!(scores, slowly(&all, &cuts));
        }
    }

    #[test]
    fn each_combination_of_scores_is_the_first_segment_that_fits() {
        let mut reached = BTreeSet::new();
        for (recency, frequency, money) in (1..=5).flat_map(|r| (1..=5).flat_map(move |f| (1..=5).map(move |m| (r, f, m)))) {
            let rules = [
                (recency >= 4 && frequency >= 4 && money >= 4, Segment::Champions),
                (recency == 1 && frequency >= 4 && money >= 4, Segment::CannotLose),
                (recency <= 2 && frequency >= 3, Segment::AtRisk),
                (frequency >= 4, Segment::Loyal),
                (recency >= 4 && frequency == 1, Segment::New),
                (recency >= 4, Segment::Potential),
                (recency <= 2, Segment::Hibernating),
                (true, Segment::Attention),
            ];
            let expected = rules.into_iter().find(|(fits, _)| *fits).unwrap().1;
            assert_eq!(Scores { recency, frequency, money }.segment(), expected, "{recency} {frequency} {money}");
            reached.insert(expected);
        }
        assert_eq!(reached.len(), 8);
    }

    #[test]
    fn one_customer_none_and_equal_ones_have_scores() {
        let cuts = SegmentCuts::default();
        assert_eq!(scored(&[], &cuts), (ScoredBy::CutPoints, Vec::new()));
        let one = Orders { days: 10, number: 1, value: 5_000 };
        assert_eq!(scored(&[one], &cuts).1, [Scores { recency: 5, frequency: 1, money: 3 }]);
        assert_eq!(scored(&[one; 24], &cuts).1, [Scores { recency: 5, frequency: 1, money: 3 }; 24]);
        assert_eq!(scored(&[one; 25], &cuts).1, [Scores { recency: 5, frequency: 1, money: 1 }; 25]);
        assert_eq!(scored(&[Orders { value: 0, ..one }], &cuts).1, [Scores { recency: 5, frequency: 1, money: 5 }]);
    }
}
