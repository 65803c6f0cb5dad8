//! Time zones, by their names in the IANA database, and the days that begin and end in them.
//!
//! Invariants: a day lasts from the first instant that has its date to the last one, daylight saving included. It may have 23
//! or 25 hours, begin after midnight, or not be there at all, as 2011-12-30 in Apia.

use std::borrow::Cow;
use std::str::FromStr;

use chrono::{DateTime, Days, MappedLocalTime, NaiveDate, NaiveTime, TimeZone as _};
use chrono_tz::{TZ_VARIANTS, Tz};
use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::Text;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::leaf::{self, Leaf, Violation, Written};
use super::nearest::nearest;
use super::text::trim;
use super::time::Instant;
use crate::sentences::{Expected, Quoted, Sentence};

/// A time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct TimeZone(Tz);

impl Default for TimeZone {
    fn default() -> Self {
        TimeZone::UTC
    }
}

impl TimeZone {
    pub const UTC: TimeZone = TimeZone(Tz::UTC);

    /// The zone with this name.
    pub fn named(name: &str) -> Option<Self> {
        Tz::from_str(name).ok().map(TimeZone)
    }

    /// The name in the IANA database: `America/Mexico_City`.
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// The day that it is in the zone at this instant.
    pub fn day_of(self, instant: Instant) -> NaiveDate {
        let moment = DateTime::from_timestamp_micros(instant.microseconds()).unwrap_or_default();
        moment.with_timezone(&self.0).date_naive()
    }

    /// The first instant of a day. The first instant of a day that the zone never had is that of the next day.
    pub fn start_of(self, day: NaiveDate) -> Instant {
        let utc = midnight(day);
        match self.midnights(day) {
            MappedLocalTime::Single(first) | MappedLocalTime::Ambiguous(first, _) => first,
            MappedLocalTime::None => self.first_after_gap(day, utc),
        }
    }

    /// The first instant after the last one of a day. Clocks that go back over midnight repeat the end of a day when the next one
    /// has begun already.
    pub fn end_of(self, day: NaiveDate) -> Instant {
        let Some(next) = day.checked_add_days(Days::new(1)) else { return self.start_of(day) };
        match self.midnights(next) {
            MappedLocalTime::Ambiguous(_, second) if self.day_of(second.minus_a_microsecond()) <= day => second,
            _ => self.start_of(next),
        }
    }

    /// The instants at which the clocks of the zone show the day's midnight.
    fn midnights(self, day: NaiveDate) -> MappedLocalTime<Instant> {
        if self.0 == Tz::UTC {
            return MappedLocalTime::Single(midnight(day));
        }
        self.0.from_local_datetime(&day.and_time(NaiveTime::MIN)).map(|moment| Instant::from_microseconds(moment.timestamp_micros()))
    }

    /// The first instant with this date or a later one, where clocks jumped over the day's midnight.
    fn first_after_gap(self, day: NaiveDate, utc: Instant) -> Instant {
        /// No zone was ever further from UTC.
        const FURTHEST: i64 = 16 * 3600;
        let (mut before, mut after) = (utc.plus_seconds(-FURTHEST).microseconds(), utc.plus_seconds(FURTHEST).microseconds());
        while after - before > 1 {
            let middle = before + (after - before) / 2;
            if self.day_of(Instant::from_microseconds(middle)) >= day {
                after = middle;
            } else {
                before = middle;
            }
        }
        Instant::from_microseconds(after)
    }
}

/// The day's midnight in UTC.
fn midnight(day: NaiveDate) -> Instant {
    Instant::from_microseconds(day.and_time(NaiveTime::MIN).and_utc().timestamp_micros())
}

/// The zone that is probably meant: with that name as its city, or with a similar name.
fn meant(name: &str) -> Option<&'static str> {
    let spelt = name.replace(' ', "_");
    let names = || TZ_VARIANTS.iter().map(|zone| zone.name());
    let city = |zone: &str| zone.rsplit('/').next().is_some_and(|city| city.eq_ignore_ascii_case(&spelt));
    names().find(|zone| zone.eq_ignore_ascii_case(&spelt) || city(zone)).or_else(|| nearest(&spelt, names()).first().copied())
}

impl Leaf for TimeZone {
    const WHAT: Expected = Expected::TimeZone;

    fn read(written: Written<'_>) -> Result<Self, Violation> {
        let Written::Text(text) = written else {
            return Err(Violation::new("wrong_type", Sentence::Takes { expected: Self::WHAT }));
        };
        let name = trim(text);
        TimeZone::named(name).ok_or_else(|| {
            let meant = meant(name).map(ToOwned::to_owned);
            Violation::new("unknown_time_zone", Sentence::NoSuchTimeZone { name: Quoted::of(name), meant })
        })
    }

    fn placeholder() -> Self {
        TimeZone::UTC
    }
}

impl<'de> Deserialize<'de> for TimeZone {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        leaf::deserialize(deserializer)
    }
}

impl Serialize for TimeZone {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl JsonSchema for TimeZone {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "TimeZone".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "examples": ["America/Mexico_City", "Europe/Madrid", "UTC"] })
    }
}

impl<DB: Backend> FromSql<Text, DB> for TimeZone
where
    String: FromSql<Text, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        let name = String::from_sql(bytes)?;
        TimeZone::named(&name).ok_or_else(|| format!("{name} is no time zone").into())
    }
}

impl<DB: Backend> ToSql<Text, DB> for TimeZone
where
    str: ToSql<Text, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        self.name().to_sql(out)
    }
}

#[cfg(test)]
mod tests {
    use chrono::Datelike;
    use proptest::prelude::*;

    use super::*;

    fn zone(name: &str) -> TimeZone {
        TimeZone::named(name).unwrap()
    }

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    fn hours(zone: TimeZone, day: NaiveDate) -> i64 {
        (zone.end_of(day).seconds() - zone.start_of(day).seconds()) / 3600
    }

    fn at(text: &str) -> Instant {
        Instant::parse(text).unwrap()
    }

    const MINUTE: i64 = 60_000_000;

    /// The first and the last minute with this date, found by looking at the clock each minute.
    fn slowly(zone: TimeZone, day: NaiveDate) -> Option<(Instant, Instant)> {
        let utc = midnight(day).microseconds() / MINUTE;
        let minutes = (utc - 40 * 60..utc + 64 * 60).map(|minute| Instant::from_microseconds(minute * MINUTE));
        let of_day: Vec<Instant> = minutes.filter(|minute| zone.day_of(*minute) == day).collect();
        Some((*of_day.first()?, Instant::from_microseconds(of_day.last()?.microseconds() + MINUTE)))
    }

    fn is_as_slowly(zone: TimeZone, day: NaiveDate) {
        let next = day.succ_opt().unwrap();
        match slowly(zone, day) {
            Some((first, after)) => assert_eq!((zone.start_of(day), zone.end_of(day)), (first, after), "{} {day}", zone.name()),
            None => assert_eq!((zone.start_of(day), zone.end_of(day)), (zone.start_of(next), zone.start_of(next)), "{} {day}", zone.name()),
        }
    }

    #[test]
    fn a_day_has_23_or_25_hours_where_daylight_saving_begins_or_ends() {
        for (name, begins, ends) in
            [("America/Tijuana", day(2026, 3, 8), day(2026, 11, 1)), ("Europe/Madrid", day(2026, 3, 29), day(2026, 10, 25))]
        {
            let zone = zone(name);
            assert_eq!((hours(zone, begins), hours(zone, ends), hours(zone, day(2026, 7, 1))), (23, 25, 24), "{name}");
        }
        assert_eq!(zone("America/Tijuana").start_of(day(2026, 3, 8)), at("2026-03-08T08:00:00Z"));
        assert_eq!(zone("America/Tijuana").end_of(day(2026, 3, 8)), at("2026-03-09T07:00:00Z"));
        assert_eq!(zone("America/Mexico_City").start_of(day(2026, 3, 8)), at("2026-03-08T06:00:00Z"));
    }

    #[test]
    fn a_day_that_never_was_is_empty_and_its_neighbours_meet() {
        let apia = zone("Pacific/Apia");
        let jump = at("2011-12-30T10:00:00Z");
        assert_eq!(apia.end_of(day(2011, 12, 29)), jump);
        assert_eq!((apia.start_of(day(2011, 12, 30)), apia.end_of(day(2011, 12, 30))), (jump, jump));
        assert_eq!(apia.start_of(day(2011, 12, 31)), jump);
        assert_eq!(apia.day_of(jump), day(2011, 12, 31));
        assert_eq!(apia.day_of(jump.plus_seconds(-1)), day(2011, 12, 29));
    }

    #[test]
    fn every_day_around_a_change_is_as_the_clock_shows_it() {
        let of_years = |first: i32, last: i32| {
            (first..=last).flat_map(|year| day(year, 1, 1).iter_days().take_while(move |day| day.year() == year)).step_by(1)
        };
        for (name, first, last) in [("America/Tijuana", 2009, 2011), ("Europe/Madrid", 2024, 2024), ("Pacific/Apia", 2010, 2012)] {
            of_years(first, last).for_each(|day| is_as_slowly(zone(name), day));
        }
        // Midnight that is jumped over, or shown twice; clocks that go back from one minute past midnight.
        for (name, days) in [
            ("America/Sao_Paulo", [day(2018, 11, 4), day(2018, 2, 17), day(2018, 2, 18)]),
            ("America/Havana", [day(2025, 3, 9), day(2025, 11, 1), day(2025, 11, 2)]),
            ("America/St_Johns", [day(2008, 11, 1), day(2008, 11, 2), day(2008, 3, 9)]),
            ("Asia/Beirut", [day(2024, 3, 31), day(2024, 10, 26), day(2024, 10, 27)]),
        ] {
            days.into_iter().for_each(|day| is_as_slowly(zone(name), day));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_day_is_as_the_clock_shows_it(
            name in prop::sample::select(vec!["America/Tijuana", "Europe/Madrid", "Pacific/Apia", "America/Mexico_City", "UTC"]),
            number in 0..29_000_i32,
        ) {
            is_as_slowly(zone(name), NaiveDate::from_num_days_from_ce_opt(719_163 + number).unwrap());
        }

        #[test]
        fn each_instant_is_in_its_day(name in prop::sample::select(TZ_VARIANTS.to_vec()), microseconds in 0..4_000_000_000_000_000_i64) {
            let (zone, instant) = (TimeZone(name), Instant::from_microseconds(microseconds));
            let day = zone.day_of(instant);
            prop_assert!(zone.start_of(day) <= instant && instant < zone.end_of(day), "{} {day}", zone.name());
        }
    }

    #[test]
    fn a_zone_is_read_by_its_name_and_a_wrong_name_gets_a_hint() {
        let read = |text| TimeZone::read(Written::Text(text));
        assert_eq!(read(" America/Mexico_City ").unwrap().name(), "America/Mexico_City");
        assert_eq!(read("UTC").unwrap(), TimeZone::UTC);
        for (wrong, hint) in [
            ("mexico city", Some("America/Mexico_City")),
            ("america/tijuana", Some("America/Tijuana")),
            ("Europe/Madrit", Some("Europe/Madrid")),
            ("+02:00", None),
        ] {
            let expected = Sentence::NoSuchTimeZone { name: Quoted::of(wrong), meant: hint.map(str::to_owned) };
            assert_eq!(*read(wrong).unwrap_err().sentence, expected);
        }
        assert_eq!(TimeZone::read(Written::Number("2")).unwrap_err().rule, "wrong_type");
    }
}
