//! A filter by words of a closed set: one of them, or several, of which a record has any.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt::{Debug, Formatter};

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer};

use super::ListOf;

/// The words of a filter. Neither null nor an empty list narrows anything.
#[derive(Clone, PartialEq)]
pub struct AnyOf<T>(Option<ListOf<T, MOST>>);

/// Far more than the words of any set: as many as the ids of a filter.
const MOST: usize = 1000;

impl<T> Default for AnyOf<T> {
    fn default() -> Self {
        AnyOf(None)
    }
}

/// The words as a set: lists that are narrowed to the same words are one list to a cursor.
impl<T: Debug> Debug for AnyOf<T> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> std::fmt::Result {
        let words = self.0.iter().flat_map(ListOf::as_slice).map(|word| format!("{word:?}"));
        words.collect::<BTreeSet<_>>().fmt(formatter)
    }
}

impl<T: PartialEq> AnyOf<T> {
    /// The filter by one word.
    pub fn one(word: T) -> Self {
        AnyOf(Some(ListOf::one(word)))
    }

    /// Whether the filter names this word.
    pub fn has(&self, word: &T) -> bool {
        self.0.as_ref().is_some_and(|words| words.as_slice().contains(word))
    }
}

impl<T: Copy> AnyOf<T> {
    /// The names of the words, each once; none if there is no filter.
    pub fn names(&self, name: fn(T) -> &'static str) -> Option<Vec<&'static str>> {
        let mut names: Vec<&'static str> = self.0.as_ref()?.as_slice().iter().copied().map(name).collect();
        names.sort_unstable();
        names.dedup();
        (!names.is_empty()).then_some(names)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for AnyOf<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let given: Option<ListOf<T, MOST>> = Option::deserialize(deserializer)?;
        Ok(AnyOf(given.filter(|words| !words.as_slice().is_empty())))
    }
}

impl<T: JsonSchema> JsonSchema for AnyOf<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("AnyOf_{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Option::<ListOf<T, MOST>>::json_schema(generator)
    }
}
