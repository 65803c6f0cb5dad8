//! Ranges of amounts and of days, both ends included. (A range of instants, whose `to` may be a whole day, is in
//! [`super::time`].)

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer};

use super::attempt::checked;
use super::leaf::{Leaf, Violation};
use crate::sentences::Sentence;

/// A range from one value to another, both included; either end may be left open. Null leaves both open.
#[derive(Debug, Clone, PartialEq)]
pub struct Range<T> {
    pub from: Option<T>,
    pub to: Option<T>,
}

impl<T> Default for Range<T> {
    fn default() -> Self {
        Range { from: None, to: None }
    }
}

/// The two ends of a range.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, bound(deserialize = "T: Deserialize<'de>"))]
struct Ends<T> {
    /// The least value, included. Default: none.
    from: Option<T>,
    /// The greatest value, included. Default: none.
    to: Option<T>,
}

impl<'de, T: Leaf + Ord + Deserialize<'de>> Deserialize<'de> for Range<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let range = checked(deserializer, |ends: Option<Ends<T>>| match ends {
            None => Ok(Range::default()),
            Some(Ends { from: Some(least), to: Some(greatest) }) if least > greatest => Err(inverted()),
            Some(Ends { from, to }) => Ok(Range { from, to }),
        })?;
        Ok(range.unwrap_or_default())
    }
}

/// The violation of a range that ends before it begins.
pub(super) fn inverted() -> Violation {
    Violation::new("inverted_range", Sentence::RangeInverted).at("from").of_whole()
}

impl<T: JsonSchema> JsonSchema for Range<T> {
    fn schema_name() -> Cow<'static, str> {
        format!("{}Range", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Option::<Ends<T>>::json_schema(generator)
    }
}
