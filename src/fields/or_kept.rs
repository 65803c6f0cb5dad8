//! A parameter of an Edit method for a field whose rule has become stricter than kept values.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer};

use super::leaf::{self, Leaf, Violation, Written};
use super::text::trim;
use crate::sentences::Expected;

/// A value that keeps its type's rule, or that the record has already. A caller may thus send a whole record back to change one
/// field, even if another field is older than its rule.
#[derive(Debug, Clone, PartialEq)]
pub struct OrKept<L>(Read<L>);

#[derive(Debug, Clone, PartialEq)]
enum Read<L> {
    Right(L),
    /// A value that breaks this rule, and is valid only if the record has it already.
    Doubtful(String, Violation),
}

impl<L> OrKept<L> {
    /// The violation, unless the record has this value already.
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
