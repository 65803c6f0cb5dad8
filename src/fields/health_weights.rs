//! The weights of the parts of a customer's health: a setting of the profile.
//!
//! Invariants: the weights are whole numbers from 0 to 100, and 100 together, so that a part's weight is its share.

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::attempt::checked;
use super::leaf::Violation;
use super::whole::Whole;
use crate::error::{Error, Result};
use crate::sentences::Sentence;

/// The weights of the parts of a customer's health. A part that is left out weighs nothing; together they weigh 100.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct HealthWeights {
    /// The weight of `interactions`, from 0 to 100.
    pub interactions: i64,
    /// The weight of `orders`, from 0 to 100.
    pub orders: i64,
    /// The weight of `tickets`, from 0 to 100.
    pub tickets: i64,
    /// The weight of `feedback`, from 0 to 100.
    pub feedback: i64,
    /// The weight of `pipeline`, from 0 to 100.
    pub pipeline: i64,
}

impl Default for HealthWeights {
    fn default() -> Self {
        HealthWeights { interactions: 25, orders: 25, tickets: 20, feedback: 20, pipeline: 10 }
    }
}

/// The sum of all weights.
const ALL: i64 = 100;

type Weight = Whole<0, ALL>;

/// The weights of the parts of a customer's health. A part that is left out weighs nothing; together they weigh 100.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "GivenHealthWeights")]
struct Said {
    /// How lately anything passed with the customer.
    #[serde(default)]
    interactions: Weight,
    /// How the customer's orders of 90 days compare with those of the 90 days before.
    #[serde(default)]
    orders: Weight,
    /// How well the customer is served.
    #[serde(default)]
    tickets: Weight,
    /// How content the customer is.
    #[serde(default)]
    feedback: Weight,
    /// Whether more is to be sold.
    #[serde(default)]
    pipeline: Weight,
}

/// The weights that a caller sets.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct GivenHealthWeights(HealthWeights);

impl GivenHealthWeights {
    pub fn get(self) -> HealthWeights {
        self.0
    }
}

impl<'de> Deserialize<'de> for GivenHealthWeights {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        let weights = checked(deserializer, |Said { interactions, orders, tickets, feedback, pipeline }: Said| {
            let [interactions, orders, tickets, feedback, pipeline] = [interactions, orders, tickets, feedback, pipeline].map(Weight::get);
            let weights = HealthWeights { interactions, orders, tickets, feedback, pipeline };
            match weights.together() {
                ALL => Ok(GivenHealthWeights(weights)),
                sum => Err(Violation::new("wrong_sum", Sentence::WeightsTogether { sum, all: ALL }).of_whole()),
            }
        })?;
        Ok(weights.unwrap_or_default())
    }
}

impl JsonSchema for GivenHealthWeights {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        Said::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        Said::json_schema(generator)
    }
}

impl HealthWeights {
    fn together(&self) -> i64 {
        let HealthWeights { interactions, orders, tickets, feedback, pipeline } = self;
        interactions + orders + tickets + feedback + pipeline
    }

    /// The weights as a profile keeps them: JSON, as the wire shows it.
    pub fn as_kept(&self) -> Result<String> {
        Ok(serde_json::to_string(self)?)
    }

    /// The weights that a profile keeps.
    pub fn read_kept(kept: &str) -> Result<Self> {
        let kept: Value = serde_json::from_str(kept)?;
        let weight = |part: &str| {
            let weight = kept.get(part).and_then(Value::as_i64);
            weight.ok_or_else(|| Error::internal(format!("a profile keeps no weight of {part}")))
        };
        Ok(HealthWeights {
            interactions: weight("interactions")?,
            orders: weight("orders")?,
            tickets: weight("tickets")?,
            feedback: weight("feedback")?,
            pipeline: weight("pipeline")?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_read_as_they_are_kept() {
        let weights = HealthWeights::default();
        assert_eq!(weights.together(), ALL);
        assert_eq!(HealthWeights::read_kept(&weights.as_kept().unwrap()).unwrap(), weights);
    }
}
