//! Money: exact decimals with up to four places, for amounts, rates and fractional quantities.
//!
//! Invariants: a `Money` is a whole number of ten-thousandths from the wire to the disk and back. It is never made from a
//! float or turned into one.

use std::borrow::Cow;
use std::fmt::{Display, Formatter};
use std::str::FromStr;

use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::BigInt;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::decimal::Decimal;
use super::leaf::{self, Leaf, Violation, Written};
use super::verbatim::Verbatim;
use crate::sentences::{Expected, Sentence, Shape};

/// An exact decimal: a JSON number or a text, with up to four places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, AsExpression, FromSqlRow)]
#[diesel(sql_type = BigInt)]
pub struct Money(i64);

const PLACES: i64 = 4;
const ONE: i64 = 10_000;

impl Money {
    pub const ZERO: Money = Money(0);
    pub const ONE: Money = Money(ONE);

    pub const fn from_ten_thousandths(ten_thousandths: i64) -> Self {
        Money(ten_thousandths)
    }

    pub const fn ten_thousandths(self) -> i64 {
        self.0
    }
}

/// The hundredths in this number of parts, rounded half up. A hundredth has an even number of parts.
pub fn hundredths_of(parts: i128, parts_of_a_hundredth: i128) -> Option<i128> {
    Some(parts.checked_add(parts_of_a_hundredth / 2)?.div_euclid(parts_of_a_hundredth))
}

/// The reason why a text is no amount.
#[derive(Debug, PartialEq)]
pub enum NotMoney {
    Malformed,
    TooManyPlaces,
    TooLarge,
}

impl FromStr for Money {
    type Err = NotMoney;

    /// Reads a number of RFC 8259, exponent included: `10.10`, `-3`, `1e3`.
    fn from_str(text: &str) -> Result<Self, NotMoney> {
        /// The digits before the point in the greatest amount.
        const MOST_DIGITS: i64 = 15;
        let decimal = Decimal::read(text).ok_or(NotMoney::Malformed)?;
        if decimal.digits.is_empty() {
            return Ok(Money::ZERO);
        }
        if decimal.digits_before_point() > MOST_DIGITS {
            return Err(NotMoney::TooLarge);
        }
        // Every digit counts now, because the last one is not zero.
        let shift = decimal.exponent.saturating_add(PLACES);
        let one = u32::try_from(shift).ok().and_then(|shift| 10_i64.checked_pow(shift)).ok_or(NotMoney::TooManyPlaces)?;
        let digits: i64 = decimal.digits.parse().map_err(|_| NotMoney::TooLarge)?;
        let value = digits.checked_mul(one).ok_or(NotMoney::TooLarge)?;
        Ok(Money(if decimal.negative { -value } else { value }))
    }
}

impl Display for Money {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> std::fmt::Result {
        let magnitude = self.0.unsigned_abs();
        write_decimal(formatter, self.0 < 0, magnitude / ONE.unsigned_abs(), magnitude % ONE.unsigned_abs())
    }
}

fn write_decimal(formatter: &mut Formatter<'_>, negative: bool, whole: impl Display, fraction: impl Display) -> std::fmt::Result {
    let sign = if negative { "-" } else { "" };
    let places = format!("{fraction:0>4}");
    match places.trim_end_matches('0') {
        "" => write!(formatter, "{sign}{whole}"),
        places => write!(formatter, "{sign}{whole}.{places}"),
    }
}

/// A sum of amounts, which may exceed any single amount. It is only written, with all its digits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sum(i128);

impl Sum {
    pub const fn from_ten_thousandths(ten_thousandths: i128) -> Self {
        Sum(ten_thousandths)
    }

    pub const fn ten_thousandths(self) -> i128 {
        self.0
    }
}

impl std::iter::Sum for Sum {
    fn sum<I: Iterator<Item = Sum>>(sums: I) -> Self {
        Sum(sums.map(|Sum(sum)| sum).sum())
    }
}

impl Display for Sum {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> std::fmt::Result {
        let (magnitude, one) = (self.0.unsigned_abs(), u128::from(ONE.unsigned_abs()));
        write_decimal(formatter, self.0 < 0, magnitude / one, magnitude % one)
    }
}

impl Serialize for Sum {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Verbatim(Some(&self.to_string())).serialize(serializer)
    }
}

impl JsonSchema for Sum {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Sum".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "number" })
    }
}

impl Serialize for Money {
    /// Writes the text of the number, so that no digit is lost.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Verbatim(Some(&self.to_string())).serialize(serializer)
    }
}

impl Leaf for Money {
    const WHAT: Expected = Expected::Amount;

    fn read(written: Written<'_>) -> Result<Self, Violation> {
        let Some(characters) = written.characters() else {
            return Err(Violation::new("wrong_type", Sentence::TakesNot { expected: Self::WHAT, found: Shape::Boolean }));
        };
        characters.parse().map_err(|cause| match cause {
            NotMoney::Malformed => Violation::new("wrong_type", Sentence::TakesAmount),
            NotMoney::TooManyPlaces => Violation::new("too_many_places", Sentence::AmountTooManyPlaces { most: PLACES }),
            NotMoney::TooLarge => Violation::new("out_of_range", Sentence::AmountTooLarge),
        })
    }

    fn placeholder() -> Self {
        Money::ZERO
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        leaf::deserialize(deserializer)
    }
}

impl JsonSchema for Money {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Money".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["number", "string"], "pattern": "^ *-?[0-9]+(\\.[0-9]{1,4}0*)? *$" })
    }
}

impl<DB: Backend> FromSql<BigInt, DB> for Money
where
    i64: FromSql<BigInt, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        i64::from_sql(bytes).map(Money)
    }
}

impl<DB: Backend> ToSql<BigInt, DB> for Money
where
    i64: ToSql<BigInt, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        self.0.to_sql(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn amounts_are_read_exactly() {
        assert_eq!("10.1".parse(), Ok(Money(101_000)));
        assert_eq!("-0.0001".parse(), Ok(Money(-1)));
        assert_eq!("1e3".parse(), Ok(Money(10_000_000)));
        assert_eq!("12500e-6".parse(), Ok(Money(125)));
        assert_eq!("0e99999".parse(), Ok(Money(0)));
        assert_eq!("922337203685477.5807".parse(), Ok(Money(i64::MAX)));
        assert_eq!("10.10000".parse(), Ok(Money(101_000)));
        assert_eq!("10.1000000000000000000000000000000000000000000000000000".parse(), Ok(Money(101_000)));
        assert_eq!("0.000000000000000000000000000000000000000000000001e48".parse(), Ok(Money(10_000)));
        assert_eq!("-0.0".parse(), Ok(Money(0)));
    }

    #[test]
    fn what_is_not_exact_is_refused() {
        assert_eq!("10.100000000000001".parse::<Money>(), Err(NotMoney::TooManyPlaces));
        assert_eq!("922337203685477.5808".parse::<Money>(), Err(NotMoney::TooLarge));
        assert_eq!("1e400".parse::<Money>(), Err(NotMoney::TooLarge));
        assert_eq!("1e99999999999999999999".parse::<Money>(), Err(NotMoney::TooLarge));
        assert_eq!("-922337203685477.5808".parse::<Money>(), Err(NotMoney::TooLarge));
        assert_eq!("1000000000000000".parse::<Money>(), Err(NotMoney::TooLarge));
        for many in [
            "67.2000000000000028421709430404007434844970703125",
            "0.00001",
            "1e-5",
            "1e-400",
            "1e-99999999999999999999",
            "922337203685477.58071",
            "-0.00000000000000000000000000000000000000000000000000000000001",
        ] {
            assert_eq!(many.parse::<Money>(), Err(NotMoney::TooManyPlaces), "{many}");
        }
        for wrong in ["", "-", ".5", "5.", "1,5", "0x10", "NaN", "inf", "1 0", "--1", "1.-5", "１"] {
            assert_eq!(wrong.parse::<Money>(), Err(NotMoney::Malformed), "{wrong}");
        }
    }

    #[test]
    fn a_sum_beyond_all_amounts_keeps_its_digits() {
        let sum = Sum(i128::from(i64::MAX) * 3);
        assert_eq!(serde_json::to_string(&sum).unwrap(), "2767011611056432.7421");
        assert_eq!(Sum(-i128::from(i64::MAX) * 1_000_000).to_string(), "-922337203685477580700");
    }

    #[test]
    fn halves_are_rounded_up() {
        for (parts, hundredths) in [(0, 0), (49, 0), (50, 1), (149, 1), (150, 2), (-50, 0), (-51, -1)] {
            assert_eq!(hundredths_of(parts, 100), Some(hundredths), "{parts}");
        }
        assert_eq!(hundredths_of(i128::MAX, 100), None);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(value in (i64::MIN + 1)..=i64::MAX) {
            let money = Money(value);
            prop_assert_eq!(money.to_string().parse(), Ok(money));
            prop_assert_eq!(serde_json::to_string(&money).unwrap(), money.to_string());
        }

        #[test]
        fn a_sum_is_written_as_an_amount_is(value in (i64::MIN + 1)..=i64::MAX) {
            prop_assert_eq!(Sum(value.into()).to_string(), Money(value).to_string());
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC*") {
            let _ = text.parse::<Money>();
        }
    }
}
