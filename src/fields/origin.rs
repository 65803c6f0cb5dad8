//! The caller's name for itself, by which it recognizes its own changes: in the header X-Origin, or fixed in an application
//! token.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer};

use super::leaf::{self, Leaf, Violation, Written};
use super::text::trim;
use crate::sentences::{Expected, Sentence};

/// A name whose characters are safe in logs and headers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin(String);

const MOST: usize = 128;

impl Origin {
    /// Whether the name is short enough and has only safe characters.
    pub fn is_sane(name: &str) -> bool {
        (1..=MOST).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.:/+=@".contains(&byte))
    }
}

impl From<Origin> for String {
    fn from(origin: Origin) -> String {
        origin.0
    }
}

impl From<Origin> for Option<String> {
    fn from(origin: Origin) -> Option<String> {
        Some(origin.0)
    }
}

impl Leaf for Origin {
    const WHAT: Expected = Expected::Name;

    fn read(written: Written<'_>) -> Result<Self, Violation> {
        match written {
            Written::Text(name) if Origin::is_sane(trim(name)) => Ok(Origin(trim(name).to_owned())),
            Written::Text(_) => Err(Violation::new("malformed_origin", Sentence::OriginNameMalformed { most: MOST })),
            _ => Err(Violation::new("wrong_type", Sentence::Takes { expected: Expected::Text })),
        }
    }

    fn placeholder() -> Self {
        Origin("-".to_owned())
    }
}

impl<'de> Deserialize<'de> for Origin {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        leaf::deserialize(deserializer)
    }
}

impl JsonSchema for Origin {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Origin".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "minLength": 1, "maxLength": MOST, "pattern": "^[A-Za-z0-9_.:/+=@-]+$" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_could_break_a_log_is_not_sane() {
        assert!(Origin::is_sane("erp-2024/01:7"));
        assert!(!Origin::is_sane("") && !Origin::is_sane("a b") && !Origin::is_sane("a\u{7f}") && !Origin::is_sane(&"a".repeat(129)));
    }
}
