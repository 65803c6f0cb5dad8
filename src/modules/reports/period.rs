//! The time of a report: its parameters, its buckets, and the moment that ends it. All reports share them.
//!
//! Invariants: the buckets follow one another without a gap, and cover the days from the first to the last; a bucket without any
//! record is there all the same. A day lasts in the profile's time zone, daylight saving included. Nothing after `as_of` counts.

use chrono::{Datelike, Days, Months, NaiveDate};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::db::reports::Stretches;
use crate::db::scope::Reader;
use crate::db::stored::Facet;
use crate::error::{Error, Result};
use crate::fields::{Beginning, Day, Ids, Instant, TimeZone};
use crate::modules::profiles::check_owners_of_any;
use crate::records::member::Member;
use crate::rpc::problems::Problems;
use crate::sentences::Sentence;

/// The parameters of a report.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportParameters {
    /// The first day, one of the profile's time zone. Default: the first day of the bucket with which the buckets until `to` are 30 days, 12
    /// weeks, 12 months or 8 quarters.
    #[serde(default)]
    from: Option<Day>,
    /// The last day, which counts as a whole. Default: the day of `as_of`.
    #[serde(default)]
    to: Option<Day>,
    /// The length of the buckets: `day`, `week` (from Monday), `month` or `quarter`. There are at most 400 of them. Default: `month`.
    #[serde(default)]
    by: Option<By>,
    /// Only records of these owners.
    #[schemars(extend("x-aliases" = ["assigned_to"]))]
    #[serde(default)]
    pub user_id: Ids<Member>,
    /// The moment that the report is of, never in the future; a day stands for its beginning. Nothing that happened later counts, but the
    /// status of a record is today's all the same. Default: now.
    #[serde(default)]
    as_of: Option<Beginning>,
}

/// The length of the buckets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum By {
    Day,
    /// The seven days from Monday on.
    Week,
    Month,
    /// The three months from January, April, July or October on.
    Quarter,
}

/// The most buckets of a report.
pub const MOST_BUCKETS: usize = 400;

impl By {
    /// The first day of the bucket that a day is in.
    pub fn beginning(self, day: NaiveDate) -> NaiveDate {
        let first_of_month = |day: NaiveDate| day.with_day(1).unwrap_or(day);
        match self {
            By::Day => day,
            By::Week => back(day, day.weekday().num_days_from_monday().into()),
            By::Month => first_of_month(day),
            By::Quarter => first_of_month(day).checked_sub_months(Months::new(day.month0() % 3)).unwrap_or(day),
        }
    }

    /// The first day of the next bucket.
    pub fn next(self, beginning: NaiveDate) -> NaiveDate {
        let next = match self {
            By::Day => beginning.checked_add_days(Days::new(1)),
            By::Week => beginning.checked_add_days(Days::new(7)),
            By::Month => beginning.checked_add_months(Months::new(1)),
            By::Quarter => beginning.checked_add_months(Months::new(3)),
        };
        next.unwrap_or(NaiveDate::MAX)
    }

    /// The first day of a report that says no other.
    fn default_beginning(self, last: NaiveDate) -> NaiveDate {
        let beginning = self.beginning(last);
        match self {
            By::Day => back(beginning, 29),
            By::Week => back(beginning, 7 * 11),
            By::Month => beginning.checked_sub_months(Months::new(11)).unwrap_or(beginning),
            By::Quarter => beginning.checked_sub_months(Months::new(3 * 7)).unwrap_or(beginning),
        }
    }
}

fn back(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_sub_days(Days::new(days)).unwrap_or(day)
}

/// The time of a report.
#[derive(Debug, Clone)]
pub struct Period {
    pub as_of: Instant,
    pub zone: TimeZone,
    by: By,
    /// The first and the last day of each bucket. There is one at least.
    buckets: Vec<(NaiveDate, NaiveDate)>,
    first: NaiveDate,
    last: NaiveDate,
}

/// The time of a report, as its reply shows it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(rename = "ReportPeriod")]
pub struct PeriodView {
    as_of: Instant,
    /// The first day.
    from: Day,
    /// The last day.
    to: Day,
    by: By,
    /// The time zone whose days these are.
    time_zone: TimeZone,
}

/// The days of a bucket. The first and the last bucket of a report may be shorter than the others.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[schemars(rename = "ReportBucket")]
pub struct BucketView {
    /// The first day.
    from: Day,
    /// The last day.
    to: Day,
}

impl BucketView {
    pub fn of((first, last): (NaiveDate, NaiveDate)) -> Self {
        BucketView { from: Day::of(first), to: Day::of(last) }
    }
}

impl Period {
    /// A moment before all others, and one behind them.
    pub const LONG_AGO: Instant = Instant::from_microseconds(-(1 << 62));
    pub const FAR_AWAY: Instant = Instant::from_microseconds(1 << 62);

    /// The time that the parameters say. Notes a moment in the future, days in the wrong order, too many buckets, and strangers among the
    /// owners, of whom no facet counts any record.
    pub fn check(reader: &mut Reader, asked: &ReportParameters, owned: &[Facet], problems: &mut Problems) -> Result<Option<Self>> {
        check_owners_of_any(reader, "user_id", &asked.user_id, owned, problems)?;
        let as_of = asked.as_of.map_or_else(|| reader.moment(), Beginning::instant);
        if as_of > reader.moment() {
            problems.add("as_of", "future", Sentence::MomentFuture);
        }
        let (zone, by) = (reader.time_zone(), asked.by.unwrap_or(By::Month));
        let last = asked.to.as_ref().map_or_else(|| Ok(zone.day_of(as_of)), date)?;
        let first = asked.from.as_ref().map_or_else(|| Ok(by.default_beginning(last)), date)?;
        if first > last {
            problems.add("from", "inverted_range", Sentence::RangeInverted);
            return Ok(None);
        }
        let buckets = buckets(first, last, by);
        if buckets.len() > MOST_BUCKETS {
            problems.add("by", "too_many_buckets", Sentence::TooManyBuckets { most: MOST_BUCKETS });
            return Ok(None);
        }
        Ok(Some(Period { as_of, zone, by, buckets, first, last }))
    }

    pub fn view(&self) -> PeriodView {
        let [from, to] = [self.first, self.last].map(Day::of);
        PeriodView { as_of: self.as_of, from, to, by: self.by, time_zone: self.zone }
    }

    /// The buckets, as a reply shows them.
    pub fn bucket_views(&self) -> impl Iterator<Item = BucketView> + '_ {
        self.buckets.iter().copied().map(BucketView::of)
    }

    pub fn number_of_buckets(&self) -> usize {
        self.buckets.len()
    }

    /// The place of the bucket that a day is in, if it is in any.
    pub fn bucket_of(&self, day: NaiveDate) -> Option<usize> {
        let place = self.buckets.partition_point(|(_, last)| *last < day);
        self.buckets.get(place).filter(|(first, _)| *first <= day).map(|_| place)
    }

    /// The first moment that no longer counts.
    pub fn limit(&self) -> Instant {
        Instant::from_microseconds(self.as_of.microseconds().saturating_add(1))
    }

    /// The first moment of the time, and the first one behind it that does not count.
    pub fn ends(&self) -> (Instant, Instant) {
        let limit = self.limit();
        (self.zone.start_of(self.first).min(limit), self.zone.end_of(self.last).min(limit))
    }

    /// The buckets, to count records by an instant. A moment at which clocks go back over midnight belongs to the earlier day.
    pub fn instants(&self) -> Stretches {
        let (mut first, limit) = (self.ends().0, self.limit());
        let ends = self.buckets.iter().map(|(_, last)| {
            let after = self.zone.end_of(*last).min(limit);
            (std::mem::replace(&mut first, after), after)
        });
        Stretches::Instants(ends.collect())
    }

    /// The day of the report's moment.
    pub fn today(&self) -> NaiveDate {
        self.zone.day_of(self.as_of)
    }

    /// The first day, and the last one that counts. The second may be before the first, if all of the time is to come.
    pub fn days(&self) -> (NaiveDate, NaiveDate) {
        (self.first, self.last.min(self.today()))
    }

    /// The buckets, to count records by a day.
    pub fn stretches_of_days(&self) -> Stretches {
        let behind = By::Day.next(self.today());
        let ends = self.buckets.iter().map(|(first, last)| (Day::of(*first), Day::of(By::Day.next(*last).min(behind))));
        Stretches::Days(ends.collect())
    }
}

/// The first and the last day of each bucket; one too many if there are too many.
pub fn buckets(first: NaiveDate, last: NaiveDate, by: By) -> Vec<(NaiveDate, NaiveDate)> {
    let mut buckets = Vec::new();
    let mut beginning = first;
    while beginning <= last && buckets.len() <= MOST_BUCKETS {
        let next = by.next(by.beginning(beginning));
        buckets.push((beginning, back(next, 1).min(last)));
        beginning = next;
    }
    buckets
}

pub fn date(day: &Day) -> Result<NaiveDate> {
    day.as_str().parse().map_err(Error::internal)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ALL: [By; 4] = [By::Day, By::Week, By::Month, By::Quarter];

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// The bucket of a day, told in another way.
    fn name(by: By, day: NaiveDate) -> String {
        match by {
            By::Day => day.to_string(),
            By::Week => day.format("%G-W%V").to_string(),
            By::Month => day.format("%Y-%m").to_string(),
            By::Quarter => format!("{} {}", day.year(), day.month0() / 3),
        }
    }

    proptest! {
        #[test]
        fn days_are_in_one_bucket_if_they_are_in_one_stretch_of_the_calendar(number in 1..3_600_000_i32, length in 0..400_i64) {
            let first = NaiveDate::from_num_days_from_ce_opt(number).unwrap();
            let last = first + chrono::Duration::days(length);
            for by in ALL {
                let made = buckets(first, last, by);
                let days: Vec<NaiveDate> = first.iter_days().take_while(|day| *day <= last).collect();
                let of_buckets: Vec<NaiveDate> =
                    made.iter().flat_map(|(first, last)| first.iter_days().take_while(|day| day <= last).collect::<Vec<_>>()).collect();
                if made.len() <= MOST_BUCKETS {
                    prop_assert_eq!(&of_buckets, &days);
                }
                for (first, last) in &made {
                    prop_assert_eq!(name(by, *first), name(by, *last));
                }
                for pair in made.windows(2) {
                    prop_assert_ne!(name(by, pair[0].0), name(by, pair[1].0));
                }
            }
        }
    }

    #[test]
    fn a_report_goes_back_for_a_while_unless_it_says_otherwise() {
        let last = day("2026-11-30");
        let numbers = ALL.map(|by| (by.default_beginning(last), buckets(by.default_beginning(last), last, by).len()));
        let expected = [("2026-11-01", 30), ("2026-09-14", 12), ("2025-12-01", 12), ("2025-01-01", 8)];
        assert_eq!(numbers, expected.map(|(first, number)| (day(first), number)));
    }

    #[test]
    fn the_end_of_the_calendar_ends_the_buckets() {
        for by in ALL {
            let made = buckets(day("9999-12-01"), day("9999-12-31"), by);
            assert_eq!(made.last().unwrap().1, day("9999-12-31"));
        }
        assert_eq!(buckets(day("0001-01-01"), day("9999-12-31"), By::Quarter).len(), MOST_BUCKETS + 1);
    }
}
