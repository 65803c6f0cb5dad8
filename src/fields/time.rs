//! Days and instants, as callers write them and as they are kept.
//!
//! What holds here: an instant is a whole number of microseconds since 1970 in UTC, on both databases. The day always comes
//! before the month. A day that the calendar lacks is an error and never rolls over.

use std::borrow::Cow;

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, Utc};
use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::BigInt;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::attempt::checked;
use super::leaf::{self, Leaf, Violation, Written};
use super::range::inverted;
use super::text::trim;
use crate::sentences::{Expected, Sentence};

/// A moment, to the microsecond, written as RFC 3339 in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, AsExpression, FromSqlRow)]
#[diesel(sql_type = BigInt)]
pub struct Instant(i64);

impl Instant {
    pub fn now() -> Self {
        Instant(Utc::now().timestamp_micros())
    }

    pub const fn from_microseconds(microseconds: i64) -> Self {
        Instant(microseconds)
    }

    pub fn microseconds(self) -> i64 {
        self.0
    }

    pub fn seconds(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }

    pub fn plus_seconds(self, seconds: i64) -> Self {
        Instant(self.0.saturating_add(seconds.saturating_mul(1_000_000)))
    }

    pub fn minus_a_microsecond(self) -> Self {
        Instant(self.0.saturating_sub(1))
    }

    /// Reads RFC 3339; None if the text is not that.
    pub fn parse(text: &str) -> Option<Self> {
        DateTime::parse_from_rfc3339(text).ok().map(|moment| Instant(moment.timestamp_micros()))
    }

    /// The first moment of a day, in UTC.
    fn start_of(day: NaiveDate) -> Self {
        Instant(day.and_time(NaiveTime::MIN).and_utc().timestamp_micros())
    }
}

impl Serialize for Instant {
    /// Formats by hand, because every row has two instants and chrono's formatting costs more than the rest of a row.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        const DAY: i64 = 86_400_000_000;
        // Day 719,163 of the common era is 1970-01-01.
        let day =
            i32::try_from(self.0.div_euclid(DAY)).ok().and_then(|day| NaiveDate::from_num_days_from_ce_opt(day.checked_add(719_163)?));
        let (Some(day), Ok(moment)) = (day, u64::try_from(self.0.rem_euclid(DAY))) else {
            return serializer.serialize_none();
        };
        let (seconds, micros) = (moment / 1_000_000, moment % 1_000_000);
        let year = u64::try_from(day.year()).unwrap_or(0);
        let [[y1, y2], [y3, y4]] = [two(year / 100), two(year % 100)];
        let [[m1, m2], [d1, d2]] = [two(day.month().into()), two(day.day().into())];
        let [[h1, h2], [n1, n2], [s1, s2]] = [two(seconds / 3600), two(seconds / 60 % 60), two(seconds % 60)];
        let [[f1, f2], [f3, f4], [f5, f6]] = [two(micros / 10_000), two(micros / 100 % 100), two(micros % 100)];
        let text =
            [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, b'T', h1, h2, b':', n1, n2, b':', s1, s2, b'.', f1, f2, f3, f4, f5, f6, b'Z'];
        serializer.serialize_str(std::str::from_utf8(&text).unwrap_or_default())
    }
}

/// The two digits of a number below 100.
fn two(number: u64) -> [u8; 2] {
    let digit = |value: u64| b'0' + u8::try_from(value % 10).unwrap_or(0);
    [digit(number / 10), digit(number)]
}

impl JsonSchema for Instant {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Instant".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "date-time" })
    }
}

impl<DB: Backend> FromSql<BigInt, DB> for Instant
where
    i64: FromSql<BigInt, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        i64::from_sql(bytes).map(Instant)
    }
}

impl<DB: Backend> ToSql<BigInt, DB> for Instant
where
    i64: ToSql<BigInt, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        self.0.to_sql(out)
    }
}

/// A day as callers write it: `31/01/24`, `31/01/2024` or `2024-01-31`.
pub fn parse_day(text: &str) -> Result<NaiveDate, Violation> {
    let malformed = || Violation::new("malformed_date", Sentence::DateMalformed);
    let number = |digits: &str, lengths: &[usize]| -> Result<u32, Violation> {
        if lengths.contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()) {
            digits.parse().map_err(|_| malformed())
        } else {
            Err(malformed())
        }
    };
    let (year, month, day) = if let [day, month, year] = text.splitn(4, '/').collect::<Vec<_>>()[..] {
        let century = if year.len() == 2 { 2000 } else { 0 };
        (century + number(year, &[2, 4])?, number(month, &[1, 2])?, number(day, &[1, 2])?)
    } else if let [year, month, day] = text.splitn(4, '-').collect::<Vec<_>>()[..] {
        (number(year, &[4])?, number(month, &[2])?, number(day, &[2])?)
    } else {
        return Err(malformed());
    };
    let date = i32::try_from(year).ok().and_then(|year| NaiveDate::from_ymd_opt(year, month, day));
    date.ok_or_else(|| Violation::new("no_such_date", Sentence::DateNotInCalendar))
}

/// An end of a range of instants: a whole day, or a moment.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Moment {
    Day(NaiveDate),
    Instant(Instant),
}

impl Leaf for Moment {
    const WHAT: Expected = Expected::Date;

    fn read(written: Written<'_>) -> Result<Self, Violation> {
        let Written::Text(text) = written else {
            return Err(Violation::new("wrong_type", Sentence::TakesDate));
        };
        let text = trim(text);
        if text.contains(['T', 't', ':']) {
            let instant = Instant::parse(text).map(Moment::Instant);
            return instant.ok_or_else(|| Violation::new("malformed_date", Sentence::InstantMalformed));
        }
        parse_day(text).map(Moment::Day)
    }

    fn placeholder() -> Self {
        Moment::Day(NaiveDate::MIN)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        leaf::deserialize(deserializer)
    }
}

impl JsonSchema for Moment {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Moment".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "examples": ["31/01/24", "31/01/2024", "2024-01-31", "2024-01-31T09:30:00Z"] })
    }
}

impl Moment {
    /// The first instant of the moment.
    fn start(self) -> Instant {
        match self {
            Moment::Day(day) => Instant::start_of(day),
            Moment::Instant(instant) => instant,
        }
    }

    /// The first instant after the moment.
    fn after(self) -> Instant {
        match self {
            Moment::Day(day) => Instant::start_of(day.checked_add_days(Days::new(1)).unwrap_or(day)),
            Moment::Instant(Instant(microseconds)) => Instant(microseconds.saturating_add(1)),
        }
    }
}

/// The end of something: an instant, or a day that counts as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Deadline(Moment);

impl Deadline {
    /// The first instant after the end. 9999-12-31, which many use for never, ends a little early, because no year has five
    /// digits.
    pub fn instant(self) -> Instant {
        const LAST: Instant = Instant(253_402_300_799_999_999);
        let over = match self.0 {
            Moment::Day(_) => self.0.after(),
            Moment::Instant(instant) => instant,
        };
        over.min(LAST)
    }
}

/// A range from one moment to another; either end may be left open. A day in `to` counts as a whole. Null leaves both open.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct InstantRange {
    /// The first instant in the range.
    pub from: Option<Instant>,
    /// The first instant after the range.
    pub until: Option<Instant>,
}

/// The two ends of a range of days or instants.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Ends {
    /// The first day or instant in the range. Default: none.
    #[serde(default)]
    from: Option<Moment>,
    /// The last day or instant in the range; a day counts as a whole. Default: none.
    #[serde(default)]
    to: Option<Moment>,
}

impl TryFrom<Ends> for InstantRange {
    type Error = Violation;

    fn try_from(ends: Ends) -> Result<Self, Violation> {
        let (from, until) = (ends.from.map(Moment::start), ends.to.map(Moment::after));
        match (from, until) {
            (Some(from), Some(until)) if from >= until => Err(inverted()),
            _ => Ok(InstantRange { from, until }),
        }
    }
}

impl<'de> Deserialize<'de> for InstantRange {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let range = checked(deserializer, |ends: Option<Ends>| InstantRange::try_from(ends.unwrap_or_default()))?;
        Ok(range.unwrap_or_default())
    }
}

impl JsonSchema for InstantRange {
    fn schema_name() -> Cow<'static, str> {
        "InstantRange".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Option::<Ends>::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn the_three_forms_of_a_day_mean_the_same() {
        for text in ["31/01/24", "31/01/2024", "2024-01-31"] {
            assert_eq!(parse_day(text), Ok(day(2024, 1, 31)), "{text}");
        }
        assert_eq!(parse_day("5/6/24"), Ok(day(2024, 6, 5)));
        assert_eq!(parse_day("29/02/24"), Ok(day(2024, 2, 29)));
        assert_eq!(parse_day("01/01/99"), Ok(day(2099, 1, 1)));
    }

    #[test]
    fn a_day_that_the_calendar_lacks_is_an_error() {
        for text in ["31/02/24", "29/02/23", "12/31/24", "00/01/24", "2024-13-01", "2024-02-30"] {
            assert_eq!(parse_day(text).unwrap_err().rule, "no_such_date", "{text}");
        }
        for text in ["", "tomorrow", "31-01-24", "2024/01/31", "31/01/024", "31/01", "1/1/1/1", "+1/01/24", "2024-1-1", "３1/01/24"] {
            assert_eq!(parse_day(text).unwrap_err().rule, "malformed_date", "{text}");
        }
    }

    #[test]
    fn a_range_holds_the_whole_last_day() {
        let range =
            InstantRange::try_from(Ends { from: Some(Moment::Day(day(2024, 1, 31))), to: Some(Moment::Day(day(2024, 1, 31))) }).unwrap();
        assert_eq!(range.until.unwrap().0 - range.from.unwrap().0, 86_400_000_000);
        assert!(
            InstantRange::try_from(Ends { from: Some(Moment::Day(day(2024, 2, 1))), to: Some(Moment::Day(day(2024, 1, 31))) }).is_err()
        );
    }

    #[test]
    fn a_deadline_that_is_a_day_is_over_after_it() {
        let over = |moment| serde_json::to_string(&Deadline(moment).instant()).unwrap();
        assert_eq!(over(Moment::Day(day(2024, 1, 31))), "\"2024-02-01T00:00:00.000000Z\"");
        assert_eq!(over(Moment::Instant(Instant(1_706_693_400_000_042))), "\"2024-01-31T09:30:00.000042Z\"");
        assert_eq!(over(Moment::Day(day(9999, 12, 31))), "\"9999-12-31T23:59:59.999999Z\"");
    }

    #[test]
    fn an_instant_is_written_in_utc() {
        assert_eq!(serde_json::to_string(&Instant(1_706_693_400_000_042)).unwrap(), "\"2024-01-31T09:30:00.000042Z\"");
    }

    proptest! {
        #[test]
        fn every_day_is_read_back_in_every_form(number in 0u64..36_500) {
            let day = day(2000, 1, 1).checked_add_days(Days::new(number)).unwrap();
            for form in ["%d/%m/%y", "%d/%m/%Y", "%Y-%m-%d"] {
                prop_assert_eq!(parse_day(&day.format(form).to_string()), Ok(day));
            }
        }

        #[test]
        fn instants_are_written_as_chrono_would(microseconds in 0i64..253_402_300_799_000_000) {
            let expected = DateTime::from_timestamp_micros(microseconds).unwrap().to_rfc3339_opts(chrono::SecondsFormat::Micros, true);
            prop_assert_eq!(serde_json::to_string(&Instant(microseconds)).unwrap(), format!("\"{expected}\""));
        }

        #[test]
        fn no_text_makes_a_day_panic(text in "\\PC*") {
            let _ = parse_day(&text);
            let _ = Moment::read(Written::Text(&text));
        }
    }
}
