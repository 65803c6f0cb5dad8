//! Bytes in a JSON text: base64, as in RFC 4648 and in browsers' `data:` addresses.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_PAD_INDIFFERENT;
use bytes::Bytes;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer};

use super::leaf::{self, Leaf, Violation, Written};
use super::text::trim;
use crate::sentences::{Expected, Sentence};

/// Bytes, at least one. The type in a `data:` address is ignored: it is found in the bytes.
#[derive(Debug, Clone, PartialEq)]
pub struct Base64(Bytes);

impl Base64 {
    pub fn bytes(&self) -> &Bytes {
        &self.0
    }
}

/// The text after `data:image/png;base64,`; the whole text if it is no such address.
fn encoded(text: &str) -> Option<&str> {
    let is_address = text.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("data:"));
    if !is_address {
        return Some(text);
    }
    let (head, data) = text.split_once(',')?;
    let (_, encoding) = head.rsplit_once(';')?;
    encoding.trim().eq_ignore_ascii_case("base64").then_some(data)
}

impl Leaf for Base64 {
    const WHAT: Expected = Expected::Base64;

    fn read(written: Written<'_>) -> Result<Self, Violation> {
        let malformed = || Violation::new("malformed_base64", Sentence::Base64Malformed);
        let Written::Text(text) = written else {
            return Err(Violation::new("wrong_type", Sentence::Takes { expected: Self::WHAT }));
        };
        let encoded = encoded(trim(text)).ok_or_else(malformed)?;
        let bytes = STANDARD_PAD_INDIFFERENT.decode(encoded).map_err(|_| malformed())?;
        if bytes.is_empty() {
            return Err(Violation::new("empty", Sentence::Empty));
        }
        Ok(Base64(bytes.into()))
    }

    fn placeholder() -> Self {
        Base64(Bytes::new())
    }
}

impl<'de> Deserialize<'de> for Base64 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        leaf::deserialize(deserializer)
    }
}

impl JsonSchema for Base64 {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Base64".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "contentEncoding": "base64", "minLength": 1 })
    }
}
