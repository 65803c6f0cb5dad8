//! The stretch of time that figures and themes are of, and its months.

use chrono::{Datelike, NaiveDate};

use crate::error::Result;
use crate::fields::{Beginning, Deadline, Instant, TimeZone};
use crate::rpc::problems::Problems;
use crate::sentences::Sentence;

/// A stretch of time, from its first moment until the first behind it.
#[derive(Debug, Clone, Copy)]
pub struct Period {
    pub from: Instant,
    pub until: Instant,
}

/// The beginning of all time, for a caller who names none.
const EVER: Instant = Instant::from_microseconds(i64::MIN);
const FOREVER: Instant = Instant::from_microseconds(i64::MAX);

/// The most months that one call counts by.
const MOST_MONTHS: usize = 400;

impl Period {
    /// The stretch that a caller names. Ends in the wrong order are noted.
    pub fn of(from: Option<Beginning>, to: Option<Deadline>, problems: &mut Problems) -> Self {
        let period = Period { from: from.map_or(EVER, Beginning::instant), until: to.map_or(FOREVER, Deadline::after) };
        if period.until < period.from && !problems.concern("from") && !problems.concern("to") {
            problems.add("from", "inverted_range", Sentence::RangeInverted);
        }
        period
    }

    /// The months of the zone in this stretch, each with its first day and its part of the stretch. A stretch without a beginning begins
    /// at `first`, and one without an end ends at `moment`. None if they are too many.
    pub fn months(self, zone: TimeZone, first: Option<Instant>, moment: Instant) -> Result<Option<Vec<(NaiveDate, Period)>>> {
        let from = if self.from == EVER { first.unwrap_or(moment) } else { self.from };
        let until = if self.until == FOREVER { moment.plus_seconds(1) } else { self.until };
        let mut months = Vec::new();
        let Some(mut month) = zone.day_of(from).with_day(1) else { return Ok(Some(months)) };
        while zone.start_of(month) < until {
            if months.len() == MOST_MONTHS {
                return Ok(None);
            }
            let Some(next) = month.checked_add_months(chrono::Months::new(1)) else { break };
            let part = Period { from: from.max(zone.start_of(month)), until: until.min(zone.start_of(next)) };
            months.push((month, part));
            month = next;
        }
        Ok(Some(months))
    }
}

/// A month as the wire shows it: `2026-03`.
pub fn month_name(day: NaiveDate) -> String {
    format!("{:04}-{:02}", day.year(), day.month())
}
