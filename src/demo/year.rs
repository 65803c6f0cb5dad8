//! The year of the demonstration, and its random numbers.
//!
//! Invariants: the year ends with the day before the demonstration is made, so that nothing of it lies in the future. Nobody
//! works on Sundays. Chance is a sequence of numbers that is always the same.

use chrono::{Datelike, NaiveDate};

use super::pick;
use crate::error::Result;
use crate::fields::{Day, Instant};

/// The number of days in the story.
pub const DAYS: usize = 365;

const SECONDS_OF_DAY: i64 = 86_400;

/// Nine in the morning in Mexico City, in seconds of the UTC day.
const OPENING: i64 = 15 * 3600;

/// The working time in seconds, less some minutes for records that follow at once.
const WORKING: usize = 9 * 3600 - 600;

/// The weight of each month's sales, January first: kitchens are bought before Mother's Day and before Christmas.
const SEASONS: [usize; 12] = [5, 6, 8, 9, 11, 8, 7, 8, 9, 11, 12, 8];

#[derive(Debug, Clone, Copy)]
pub struct Year {
    /// The first day, in days since 1970.
    first: i64,
}

impl Year {
    pub fn until_today() -> Self {
        let today = Instant::now().seconds().div_euclid(SECONDS_OF_DAY);
        Year { first: today.saturating_sub_unsigned(u64::try_from(DAYS).unwrap_or(0)) }
    }

    /// The moment at which the story begins.
    pub fn opening(self) -> Instant {
        self.start_of(0).plus_seconds(OPENING)
    }

    /// The first moment of a day, in UTC.
    pub fn start_of(self, day: usize) -> Instant {
        let day = self.first.saturating_add_unsigned(u64::try_from(day).unwrap_or(0));
        Instant::from_microseconds(0).plus_seconds(day * SECONDS_OF_DAY)
    }

    /// A random moment of a day's work.
    pub fn moment(self, day: usize, chance: &mut Chance) -> Instant {
        let seconds = i64::try_from(1 + chance.below(WORKING)).unwrap_or(0);
        let microseconds = i64::try_from(chance.below(1_000_000)).unwrap_or(0);
        Instant::from_microseconds(self.start_of(day).plus_seconds(OPENING + seconds).microseconds() + microseconds)
    }

    /// The date of a day of the year, or of a day after it.
    pub fn day(self, day: usize) -> Day {
        Day::of(self.date(day))
    }

    /// This day, or Monday instead of a Sunday.
    pub fn working_day(self, day: usize) -> usize {
        if self.is_sunday(day) { day + 1 } else { day }
    }

    /// The number of things that happen on each day, of this total, from the first day on and by the seasons.
    pub fn spread(self, things: usize, first: usize) -> Vec<usize> {
        let weights = (0..DAYS).map(|day| if day < first { 0 } else { self.weight(day) });
        let all: usize = weights.clone().sum::<usize>().max(1);
        let so_far = weights.scan(0, |sum, weight| {
            *sum += weight;
            Some(things * *sum / all)
        });
        let mut before = 0;
        so_far.map(|sum| sum - std::mem::replace(&mut before, sum)).collect()
    }

    fn weight(self, day: usize) -> usize {
        let season = SEASONS.get(usize::try_from(self.date(day).month0()).unwrap_or(0)).copied().unwrap_or(0);
        if self.is_sunday(day) { 0 } else { season }
    }

    fn is_sunday(self, day: usize) -> bool {
        self.date(day).weekday() == chrono::Weekday::Sun
    }

    fn date(self, day: usize) -> NaiveDate {
        // Day 719,163 of the common era is 1970-01-01.
        let number = self.first + 719_163 + i64::try_from(day).unwrap_or(0);
        i32::try_from(number).ok().and_then(NaiveDate::from_num_days_from_ce_opt).unwrap_or_default()
    }
}

/// The random numbers of one thing: Steele, Lea and Flood's SplitMix64, seeded with the thing's number.
#[derive(Debug, Clone)]
pub struct Chance(u64);

impl Chance {
    /// Begins the sequence of a thing. The kind keeps things of different kinds apart.
    pub fn of(kind: &str, number: usize) -> Self {
        let kind = kind.bytes().fold(0_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
        Chance(kind ^ u64::try_from(number).unwrap_or(0).wrapping_mul(0xd134_2543_de82_ef95))
    }

    /// A number from 0 on that is less than `end`.
    pub fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let end = u64::try_from(end).unwrap_or(1).max(1);
        usize::try_from((mixed ^ (mixed >> 31)) % end).unwrap_or(0)
    }

    /// Whether an event happens that has this chance in percent.
    pub fn happens(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub fn pick<T: Copy>(&mut self, from: &[T]) -> Result<T> {
        pick(from, self.below(from.len()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_things_happen_and_none_on_a_sunday() {
        let year = Year::until_today();
        for things in [0, 1, 400, 1_000_000] {
            let spread = year.spread(things, 7);
            assert_eq!((spread.len(), spread.iter().sum::<usize>()), (DAYS, things));
            assert!((0..DAYS).all(|day| spread[day] == 0 || (day >= 7 && !year.is_sunday(day))));
        }
    }

    #[test]
    fn the_last_moment_is_over() {
        let year = Year::until_today();
        let mut chance = Chance::of("moment", 0);
        assert!((0..1000).all(|_| year.moment(DAYS - 1, &mut chance) < Instant::now()));
    }
}
