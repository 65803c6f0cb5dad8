//! The cut points of the segments of customers: a setting of the profile, for fewer customers than can be ranked.
//!
//! Invariants: each list has four cut points, for the scores 5, 4, 3 and 2. Days rise, orders and multiples fall, so that every
//! score can be reached.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::attempt::checked;
use super::bounded::ListOf;
use super::leaf::Violation;
use super::money::Money;
use super::whole::Whole;
use crate::error::{Error, Result};
use crate::sentences::Sentence;

/// The number of cut points in each list.
const CUTS: usize = 4;

/// The cut points by which customers are scored while there are fewer than 25 with orders: each list has those of the scores 5, 4,
/// 3 and 2, and everything beyond scores 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct SegmentCuts {
    /// The most days since the last order.
    pub recency: [i64; CUTS],
    /// The fewest orders.
    pub frequency: [i64; CUTS],
    /// The least multiples of the median of what customers have spent.
    pub money: [Money; CUTS],
}

impl Default for SegmentCuts {
    fn default() -> Self {
        let tenths = |tenths: i64| Money::from_ten_thousandths(tenths.saturating_mul(1_000));
        SegmentCuts { recency: [30, 90, 180, 270], frequency: [10, 6, 3, 2], money: [40, 20, 10, 5].map(tenths) }
    }
}

type Days = Whole<0, 365>;
type Orders = Whole<1, 1_000_000>;

/// The greatest multiple of the median.
const GREATEST_MULTIPLE: Money = Money::from_ten_thousandths(10_000_000_000);

/// The cut points by which customers are scored while there are fewer than 25 with orders: each list has those of the scores 5, 4,
/// 3 and 2, and everything beyond scores 1. A list that is left out has its default.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "GivenSegmentCuts")]
struct Said {
    /// The most days since the last order, four numbers that rise. Default: `[30, 90, 180, 270]`.
    #[serde(default)]
    recency: Option<ListOf<Days, CUTS>>,
    /// The fewest orders, four numbers that fall. Default: `[10, 6, 3, 2]`.
    #[serde(default)]
    frequency: Option<ListOf<Orders, CUTS>>,
    /// The least multiples of the median of what customers have spent, four numbers over 0 that fall. Default: `[4, 2, 1, 0.5]`.
    #[serde(default)]
    money: Option<ListOf<Money, CUTS>>,
}

/// The cut points that a caller sets.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct GivenSegmentCuts(SegmentCuts);

impl GivenSegmentCuts {
    pub fn get(self) -> SegmentCuts {
        self.0
    }
}

impl<'de> Deserialize<'de> for GivenSegmentCuts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        let cuts = checked(deserializer, |said: Said| {
            let default = SegmentCuts::default();
            let mut violations = Vec::new();
            let recency = four("recency", said.recency.map(|days| numbers(days, Days::get)), default.recency, true, &mut violations);
            let frequency =
                four("frequency", said.frequency.map(|orders| numbers(orders, Orders::get)), default.frequency, false, &mut violations);
            let money = four("money", said.money.map(|multiples| numbers(multiples, |own| own)), default.money, false, &mut violations);
            if violations.is_empty() && money.iter().any(|multiple| !(Money::ZERO < *multiple && *multiple <= GREATEST_MULTIPLE)) {
                violations
                    .push(Violation::new("out_of_range", Sentence::CutsOutOfRange { greatest: GREATEST_MULTIPLE.to_string() }).at("money"));
            }
            match violations.into_iter().reduce(|others, violation| violation.and(others)) {
                Some(violation) => Err(violation),
                None => Ok(GivenSegmentCuts(SegmentCuts { recency, frequency, money })),
            }
        })?;
        Ok(cuts.unwrap_or_default())
    }
}

fn numbers<T, N>(list: ListOf<T, CUTS>, number: impl Fn(T) -> N) -> Vec<N> {
    list.into_iter().map(number).collect()
}

/// The cut points of one list, which rise or fall. Notes a violation otherwise.
fn four<N: Copy + PartialOrd>(
    name: &str,
    said: Option<Vec<N>>,
    default: [N; CUTS],
    rise: bool,
    violations: &mut Vec<Violation>,
) -> [N; CUTS] {
    let Some(said) = said else { return default };
    let Ok(cuts) = <[N; CUTS]>::try_from(said) else {
        violations.push(Violation::new("wrong_length", Sentence::CutsOfWrongNumber { number: CUTS }).at(name));
        return default;
    };
    let [five, four, three, two] = cuts;
    let in_order = |one: N, next: N| if rise { one < next } else { one > next };
    if !(in_order(five, four) && in_order(four, three) && in_order(three, two)) {
        let sentence = if rise { Sentence::CutsMustRise } else { Sentence::CutsMustFall };
        violations.push(Violation::new("wrong_order", sentence).at(name));
    }
    cuts
}

impl JsonSchema for GivenSegmentCuts {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        Said::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Said::json_schema(generator)
    }
}

impl SegmentCuts {
    /// The cut points as a profile keeps them: JSON, as the wire shows it.
    pub fn as_kept(&self) -> Result<String> {
        Ok(serde_json::to_string(self)?)
    }

    /// The cut points that a profile keeps.
    pub fn read_kept(kept: &str) -> Result<Self> {
        let kept: Value = serde_json::from_str(kept)?;
        Ok(SegmentCuts {
            recency: kept_four(&kept, "recency", Value::as_i64)?,
            frequency: kept_four(&kept, "frequency", Value::as_i64)?,
            money: kept_four(&kept, "money", |multiple| multiple.to_string().parse().ok())?,
        })
    }
}

fn kept_four<N>(kept: &Value, name: &str, read: impl Fn(&Value) -> Option<N>) -> Result<[N; CUTS]> {
    let list = kept.get(name).and_then(Value::as_array);
    let numbers: Option<Vec<N>> = list.and_then(|list| list.iter().map(read).collect());
    let four = numbers.and_then(|numbers| numbers.try_into().ok());
    four.ok_or_else(|| Error::internal(format!("a profile keeps no cut points of {name}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cut_points_are_read_as_they_are_kept() {
        let cuts = SegmentCuts::default();
        let kept = cuts.as_kept().unwrap();
        assert_eq!(kept, r#"{"recency":[30,90,180,270],"frequency":[10,6,3,2],"money":[4,2,1,0.5]}"#);
        assert_eq!(SegmentCuts::read_kept(&kept).unwrap(), cuts);
    }
}
