//! Days without a time, such as an expected end. They are kept as `2024-01-31`, which sorts by date.

use std::borrow::Cow;

use chrono::NaiveDate;
use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::Text;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::leaf::{self, Leaf, Violation, Written};
use super::text::trim;
use super::time::parse_day;
use crate::sentences::{Expected, Sentence};

/// A day of the calendar, in the years 1 to 9999.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct Day(String);

impl Day {
    pub fn of(date: NaiveDate) -> Self {
        Day(date.format("%Y-%m-%d").to_string())
    }
}

impl Day {
    /// A day as a column keeps it.
    pub fn kept(text: &str) -> Option<Self> {
        text.parse().ok().map(Day::of)
    }

    /// As the wire has it: `2024-01-31`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Leaf for Day {
    const WHAT: Expected = Expected::Date;

    fn read(written: Written<'_>) -> Result<Self, Violation> {
        match written {
            Written::Text(text) => parse_day(trim(text)).map(Day::of),
            _ => Err(Violation::new("wrong_type", Sentence::TakesDate)),
        }
    }

    fn placeholder() -> Self {
        Day::of(NaiveDate::default())
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        leaf::deserialize(deserializer)
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl JsonSchema for Day {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Day".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "examples": ["2024-01-31", "31/01/24", "31/01/2024"] })
    }
}

impl<DB: Backend> FromSql<Text, DB> for Day
where
    String: FromSql<Text, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        String::from_sql(bytes).map(Day)
    }
}

impl<DB: Backend> ToSql<Text, DB> for Day
where
    str: ToSql<Text, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        self.0.as_str().to_sql(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_kept_in_a_form_that_sorts() {
        let day = |text| Day::read(Written::Text(text));
        assert_eq!(day(" 31/01/24 "), day("2024-01-31"));
        assert!(day("01/02/24").unwrap() > day("31/01/24").unwrap());
        assert!(day("0999-12-31").unwrap() < day("1000-01-01").unwrap());
        assert_eq!(serde_json::to_string(&day("1/2/2024").unwrap()).unwrap(), "\"2024-02-01\"");
        assert_eq!(day("2024-01-31T00:00:00Z").unwrap_err().rule, "malformed_date");
        assert_eq!(Day::read(Written::Number("20240131")).unwrap_err().rule, "wrong_type");
    }
}
