//! Days and instants, as callers write them and as they are kept.
//!
//! Invariants: an instant is a whole number of microseconds since 1970 in UTC, on both databases. The day always comes
//! before the month. A day that the calendar lacks is an error and never rolls over. A day that stands for instants is one of the
//! profile's time zone: only the database knows that zone, so such parameters are read once more when it is known
//! ([`crate::rpc::decode`]), and what a method gets are instants.

use std::borrow::Cow;

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::BigInt;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::attempt::checked;
use super::leaf::{self, Leaf, Violation, Written};
use super::range::inverted;
use super::text::trim;
use super::time_zone::TimeZone;
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

/// The name under which a type asks for the time zone of the call's profile along with a value. It gets a list of both; the zone's
/// name is empty while the profile has not been looked up.
pub const IN_ZONE: &str = "ventanilla::InZone";

/// Whether a text names an instant rather than a day, so that no time zone changes its meaning.
pub fn is_exact(text: &str) -> bool {
    text.contains(['T', 't', ':'])
}

/// A whole day, or an instant, as it was written.
#[derive(Debug, Clone, Copy, PartialEq)]
enum DayOrInstant {
    Day(NaiveDate),
    Instant(Instant),
}

impl Leaf for DayOrInstant {
    const WHAT: Expected = Expected::Date;

    fn read(written: Written<'_>) -> Result<Self, Violation> {
        let Written::Text(text) = written else {
            return Err(Violation::new("wrong_type", Sentence::TakesDate));
        };
        let text = trim(text);
        if is_exact(text) {
            let instant = Instant::parse(text).map(DayOrInstant::Instant);
            return instant.ok_or_else(|| Violation::new("malformed_date", Sentence::InstantMalformed));
        }
        parse_day(text).map(DayOrInstant::Day)
    }

    fn placeholder() -> Self {
        DayOrInstant::Day(NaiveDate::default())
    }
}

impl<'de> Deserialize<'de> for DayOrInstant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        leaf::deserialize(deserializer)
    }
}

/// A whole day of the profile's time zone, or an instant.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Moment {
    written: DayOrInstant,
    /// The zone of a day; none for an instant, and while the profile has not been looked up.
    zone: Option<TimeZone>,
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(IN_ZONE, InZone)
    }
}

struct InZone;

impl<'de> Visitor<'de> for InZone {
    type Value = Moment;

    fn expecting(&self, formatter: &mut std::fmt::Formatter) -> std::fmt::Result {
        formatter.write_str("a time zone and a value")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut both: A) -> Result<Moment, A::Error> {
        let zone = both.next_element::<String>()?.and_then(|name| TimeZone::named(&name));
        let written = both.next_element()?.unwrap_or_else(DayOrInstant::placeholder);
        Ok(Moment { written, zone })
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
        match self.written {
            DayOrInstant::Day(day) => self.zone.unwrap_or_default().start_of(day),
            DayOrInstant::Instant(instant) => instant,
        }
    }

    /// The first instant after the moment.
    fn after(self) -> Instant {
        match self.written {
            DayOrInstant::Day(day) => self.zone.unwrap_or_default().end_of(day),
            DayOrInstant::Instant(Instant(microseconds)) => Instant(microseconds.saturating_add(1)),
        }
    }

    /// Whether a range from this moment to that one ends before it begins. A day that the zone never had is an empty range, and
    /// not a wrong one; a day beside an instant is not judged before the zone is known.
    fn is_later_than(self, to: Self) -> bool {
        match (self.written, to.written) {
            (DayOrInstant::Day(from), DayOrInstant::Day(to)) => from > to,
            (DayOrInstant::Instant(from), DayOrInstant::Instant(to)) => from > to,
            _ => self.zone.or(to.zone).is_some() && self.start() >= to.after(),
        }
    }
}

/// The end of something: an instant, or a day of the profile's time zone that counts as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Deadline(Moment);

impl Deadline {
    /// The first instant after the end. 9999-12-31, which many use for never, ends a little early, because no year has five
    /// digits.
    pub fn instant(self) -> Instant {
        const LAST: Instant = Instant(253_402_300_799_999_999);
        let over = match self.0.written {
            DayOrInstant::Day(_) => self.0.after(),
            DayOrInstant::Instant(instant) => instant,
        };
        over.min(LAST)
    }

    /// The first instant that is too late.
    pub fn after(self) -> Instant {
        self.0.after()
    }
}

/// The time of something: an instant, or a day of the profile's time zone, which stands for its beginning.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Beginning(Moment);

impl Beginning {
    pub fn instant(self) -> Instant {
        self.0.start()
    }
}

impl From<Beginning> for Option<Instant> {
    fn from(beginning: Beginning) -> Self {
        Some(beginning.instant())
    }
}

/// A range from one moment to another; either end may be left open. Days are those of the profile's time zone, and a day in `to`
/// counts as a whole. Null leaves both open.
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
    /// The first day of the profile's time zone, or the first instant, in the range. Default: none.
    #[serde(default)]
    from: Option<Moment>,
    /// The last day of the profile's time zone, or the last instant, in the range; a day counts as a whole. Default: none.
    #[serde(default)]
    to: Option<Moment>,
}

impl TryFrom<Ends> for InstantRange {
    type Error = Violation;

    fn try_from(ends: Ends) -> Result<Self, Violation> {
        match (ends.from, ends.to) {
            (Some(from), Some(to)) if from.is_later_than(to) => Err(inverted()),
            (from, to) => Ok(InstantRange { from: from.map(Moment::start), until: to.map(Moment::after) }),
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
    use chrono::Days;
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

    fn whole(day: NaiveDate) -> Moment {
        Moment { written: DayOrInstant::Day(day), zone: Some(TimeZone::UTC) }
    }

    fn exact(instant: Instant) -> Moment {
        Moment { written: DayOrInstant::Instant(instant), zone: None }
    }

    fn range(from: Moment, to: Moment) -> Result<InstantRange, Violation> {
        InstantRange::try_from(Ends { from: Some(from), to: Some(to) })
    }

    #[test]
    fn a_range_holds_the_whole_last_day() {
        let one_day = range(whole(day(2024, 1, 31)), whole(day(2024, 1, 31))).unwrap();
        assert_eq!(one_day.until.unwrap().0 - one_day.from.unwrap().0, 86_400_000_000);
        assert!(range(whole(day(2024, 2, 1)), whole(day(2024, 1, 31))).is_err());
    }

    #[test]
    fn a_day_beside_an_instant_is_judged_in_its_zone_alone() {
        let morning = exact(Instant::parse("2024-01-31T03:00:00Z").unwrap());
        let of_day = |zone: Option<&str>| Moment { zone: zone.map(|name| TimeZone::named(name).unwrap()), ..whole(day(2024, 1, 31)) };
        assert!(range(of_day(Some("UTC")), morning).is_ok());
        assert!(range(of_day(Some("America/Mexico_City")), morning).is_err());
        assert!(range(of_day(None), morning).is_ok());
        let evening = exact(Instant::parse("2024-02-01T03:00:00Z").unwrap());
        assert!(range(evening, of_day(Some("UTC"))).is_err());
        assert!(range(evening, of_day(Some("America/Mexico_City"))).is_ok());
        assert!(range(evening, of_day(None)).is_ok());
    }

    #[test]
    fn a_deadline_that_is_a_day_is_over_after_it() {
        let over = |moment| serde_json::to_string(&Deadline(moment).instant()).unwrap();
        assert_eq!(over(whole(day(2024, 1, 31))), "\"2024-02-01T00:00:00.000000Z\"");
        assert_eq!(over(exact(Instant(1_706_693_400_000_042))), "\"2024-01-31T09:30:00.000042Z\"");
        assert_eq!(over(whole(day(9999, 12, 31))), "\"9999-12-31T23:59:59.999999Z\"");
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
            let _ = DayOrInstant::read(Written::Text(&text));
        }
    }
}
