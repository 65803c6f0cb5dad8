//! What an Edit method is told of a field whose rule has become stricter than what records have.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer};

use super::leaf::{self, Leaf, Violation, Written};
use super::text::trim;
use crate::sentences::Expected;

/// A value that keeps its type's rule, or else is the one that the record has already: a caller who sends a whole record
/// back to change another field of it does not trip over what came before the rule.
#[derive(Debug, Clone, PartialEq)]
pub struct OrKept<L>(Read<L>);

#[derive(Debug, Clone, PartialEq)]
enum Read<L> {
    Right(L),
    /// It breaks this rule, and stands or falls with what the record has.
    Doubtful(String, Violation),
}

impl<L> OrKept<L> {
    /// What is wrong with it, where the record does not have it already.
    pub fn violation(&self, kept: Option<&str>) -> Option<&Violation> {
        match &self.0 {
            Read::Doubtful(text, violation) if kept.is_none_or(|kept| trim(kept) != text) => Some(violation),
            Read::Doubtful(..) | Read::Right(_) => None,
        }
    }

    pub fn as_deref<'a>(&'a self, of: impl FnOnce(&'a L) -> Option<&'a str>) -> Option<&'a str> {
        match &self.0 {
            Read::Right(value) => of(value),
            Read::Doubtful(text, _) => Some(text),
        }
    }
}

impl<L: Default> Default for OrKept<L> {
    fn default() -> Self {
        OrKept(Read::Right(L::default()))
    }
}

impl<L: Into<Option<String>>> From<OrKept<L>> for Option<String> {
    fn from(value: OrKept<L>) -> Option<String> {
        match value.0 {
            Read::Right(value) => value.into(),
            Read::Doubtful(text, _) => Some(text),
        }
    }
}

impl<L: Leaf> Leaf for OrKept<L> {
    const WHAT: Expected = L::WHAT;

    fn read(written: Written<'_>) -> Result<Self, Violation> {
        match (L::read(written), written) {
            (Ok(value), _) => Ok(OrKept(Read::Right(value))),
            (Err(violation), Written::Text(text)) => Ok(OrKept(Read::Doubtful(trim(text).to_owned(), violation))),
            (Err(violation), _) => Err(violation),
        }
    }

    fn placeholder() -> Self {
        OrKept(Read::Right(L::placeholder()))
    }
}

impl<'de, L: Leaf + Default> Deserialize<'de> for OrKept<L> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        leaf::deserialize_optional(deserializer)
    }
}

impl<L: JsonSchema> JsonSchema for OrKept<L> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        L::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        L::json_schema(generator)
    }
}
