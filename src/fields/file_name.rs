//! Names of files, as people save them.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer};

use super::leaf::{self, Leaf, Violation, Written};
use super::text::checked;
use crate::sentences::{Expected, Sentence};

/// The optional name of a file, without a folder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileName(Option<String>);

const MAXIMUM: usize = 200;

impl FileName {
    pub fn as_deref(&self) -> Option<&str> {
        self.0.as_deref()
    }
}

impl From<FileName> for Option<String> {
    fn from(name: FileName) -> Option<String> {
        name.0
    }
}

/// Whether a character can be part of no name on some system, or turns a name around on the screen.
fn is_out_of_place(character: char) -> bool {
    character.is_control()
        || matches!(character, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|')
        || matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

impl Leaf for FileName {
    const WHAT: Expected = Expected::Text;

    fn read(written: Written<'_>) -> Result<Self, Violation> {
        let text = checked(written, MAXIMUM)?;
        if text.is_empty() {
            return Ok(FileName(None));
        }
        if text.contains(is_out_of_place) || text.starts_with('.') || text.ends_with('.') {
            return Err(Violation::new("malformed_file_name", Sentence::FileNameMalformed));
        }
        Ok(FileName(Some(text.to_owned())))
    }

    fn placeholder() -> Self {
        FileName::default()
    }
}

impl<'de> Deserialize<'de> for FileName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        leaf::deserialize_optional(deserializer)
    }
}

impl JsonSchema for FileName {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "FileName".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["string", "null"], "maxLength": MAXIMUM })
    }
}
