//! The figures of feedback: how many were asked and answered, the average, CSAT and the Net Promoter Score, each scale by itself.
//!
//! Invariants: figures are computed in whole numbers from counts by rating, so that the same answers give the same figures on every
//! machine. Without an answer there is no figure: null, never zero.

use schemars::JsonSchema;
use serde::Serialize;

use crate::db::feedback::Tally;
use crate::fields::Money;
use crate::modules::quotients::{share, with_places};
use crate::records::feedback::NPS;

/// The figures of the requests of both scales. A rating means another thing on each, so nothing is added up across them.
#[derive(Debug, Clone, Default, Serialize, JsonSchema)]
#[schemars(rename = "FeedbackFigures")]
pub struct Figures {
    /// The number of requests.
    requested: i64,
    /// The number of them that were answered.
    answered: i64,
    /// The share of the requests that were answered, from 0 to 1; null without requests.
    response_rate: Option<Money>,
    stars: Stars,
    nps: Promoters,
    #[serde(skip)]
    counts: Counts,
}

/// The figures of the requests with `stars`.
#[derive(Debug, Clone, Default, Serialize, JsonSchema)]
#[schemars(rename = "StarFigures")]
struct Stars {
    /// The number of requests.
    requested: i64,
    /// The number of them that were answered.
    answered: i64,
    /// The share of the requests that were answered, from 0 to 1; null without requests.
    response_rate: Option<Money>,
    /// The average rating, from 1 to 5; null without answers.
    average: Option<Money>,
    /// CSAT: the share of the answers that are 4 or 5, from 0 to 1; null without answers.
    csat: Option<Money>,
    /// The number of answers with each rating: 1, 2, 3, 4 and 5.
    ratings: [i64; 5],
}

/// The figures of the requests with `nps`.
#[derive(Debug, Clone, Default, Serialize, JsonSchema)]
#[schemars(rename = "NpsFigures")]
struct Promoters {
    /// The number of requests.
    requested: i64,
    /// The number of them that were answered.
    answered: i64,
    /// The share of the requests that were answered, from 0 to 1; null without requests.
    response_rate: Option<Money>,
    /// The average rating, from 0 to 10; null without answers.
    average: Option<Money>,
    /// The Net Promoter Score, from −100 to 100: the share of the answers that are 9 or 10, less the share of those from 0 to 6; null
    /// without answers.
    nps: Option<Money>,
    /// The number of answers of 9 and 10.
    promoters: i64,
    /// The number of answers of 7 and 8.
    passives: i64,
    /// The number of answers from 0 to 6.
    detractors: i64,
}

/// The requests by their ratings.
#[derive(Debug, Clone, Default)]
struct Counts {
    /// By the stars from 1 to 5, and those without an answer.
    stars: [i64; 5],
    stars_open: i64,
    /// By the rating from 0 to 10, and those without an answer.
    nps: [i64; 11],
    nps_open: i64,
}

impl Figures {
    /// Counts requests that are alike.
    pub fn add(&mut self, tally: &Tally) {
        let counts = &mut self.counts;
        let place = match (tally.scale.as_str(), tally.rating) {
            (NPS, None) => Some(&mut counts.nps_open),
            (NPS, Some(rating)) => usize::try_from(rating).ok().and_then(|place| counts.nps.get_mut(place)),
            (_, None) => Some(&mut counts.stars_open),
            (_, Some(rating)) => usize::try_from(rating - 1).ok().and_then(|place| counts.stars.get_mut(place)),
        };
        if let Some(place) = place {
            *place += tally.number;
        }
    }

    /// The figures of all that was counted.
    pub fn computed(self) -> Self {
        let counts = self.counts;
        let stars = counts.stars();
        let nps = counts.nps();
        let (requested, answered) = (stars.requested + nps.requested, stars.answered + nps.answered);
        Figures { requested, answered, response_rate: share(answered, requested), stars, nps, counts }
    }
}

impl Counts {
    fn stars(&self) -> Stars {
        let [one, two, three, four, five] = self.stars;
        let answered = one + two + three + four + five;
        let requested = answered + self.stars_open;
        Stars {
            requested,
            answered,
            response_rate: share(answered, requested),
            average: with_places((one + 2 * two + 3 * three + 4 * four + 5 * five).into(), answered.into(), 2),
            csat: share(four + five, answered),
            ratings: self.stars,
        }
    }

    fn nps(&self) -> Promoters {
        let answered: i64 = self.nps.iter().sum();
        let requested = answered + self.nps_open;
        let of = |first: usize, last: usize| self.nps.iter().skip(first).take(last + 1 - first).sum::<i64>();
        let (promoters, passives, detractors) = (of(9, 10), of(7, 8), of(0, 6));
        let sum: i64 = (0_i64..).zip(self.nps).map(|(rating, number)| rating * number).sum();
        Promoters {
            requested,
            answered,
            response_rate: share(answered, requested),
            average: with_places(sum.into(), answered.into(), 2),
            nps: with_places(((promoters - detractors) * 100).into(), answered.into(), 2),
            promoters,
            passives,
            detractors,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(scale: &str, ratings: &[(Option<i64>, i64)]) -> Figures {
        let mut figures = Figures::default();
        for (rating, number) in ratings {
            figures.add(&Tally { bucket: 0, scale: scale.to_owned(), rating: *rating, category: None, number: *number });
        }
        figures.computed()
    }

    fn told(figure: Option<Money>) -> String {
        figure.map_or_else(|| "null".to_owned(), |figure| figure.to_string())
    }

    #[test]
    fn the_figures_are_those_of_the_ratings() {
        let stars = figures("stars", &[(Some(5), 2), (Some(4), 1), (Some(1), 1), (None, 4)]).stars;
        assert_eq!((stars.requested, stars.answered, stars.ratings), (8, 4, [1, 0, 0, 1, 2]));
        assert_eq!([stars.response_rate, stars.average, stars.csat].map(told), ["0.5", "3.75", "0.75"]);
        let nps = figures("nps", &[(Some(10), 1), (Some(9), 1), (Some(8), 1), (Some(7), 1), (Some(6), 1), (Some(0), 2)]).nps;
        assert_eq!((nps.promoters, nps.passives, nps.detractors), (2, 2, 3));
        assert_eq!([nps.average, nps.nps].map(told), ["5.71", "-14.29"]);
    }

    #[test]
    fn without_answers_there_are_no_figures() {
        let Figures { requested, response_rate, stars, nps, .. } = figures("stars", &[]);
        assert_eq!((requested, response_rate, stars.average, stars.csat, nps.nps), (0, None, None, None, None));
    }
}
