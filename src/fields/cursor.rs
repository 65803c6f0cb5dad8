//! Cursors: a caller's position in a long sequence, as an opaque text that it sends back.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};

use super::leaf::{self, Leaf, Violation, Written};
use super::text::trim;
use crate::sentences::{Expected, Sentence};

/// A position of any kind. Its text begins with a checksum, so that a garbled one is refused.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Cursor<P>(pub P);

const CHECKSUM: usize = 6;

fn checksum(place: &[u8]) -> Vec<u8> {
    Sha256::digest(place).iter().copied().take(CHECKSUM).collect()
}

impl<P: Default + DeserializeOwned> Leaf for Cursor<P> {
    const WHAT: Expected = Expected::Cursor;

    fn read(written: Written<'_>) -> Result<Self, Violation> {
        let text = match written {
            Written::Text(text) => trim(text),
            _ => "",
        };
        let bytes = URL_SAFE_NO_PAD.decode(text).unwrap_or_default();
        let place = bytes.split_at_checked(CHECKSUM).filter(|(sum, place)| *sum == checksum(place));
        place
            .and_then(|(_, place)| serde_json::from_slice(place).ok())
            .map(Cursor)
            .ok_or_else(|| Violation::new("not_a_cursor", Sentence::CursorMalformed))
    }

    fn placeholder() -> Self {
        Cursor::default()
    }
}

impl<P: Serialize> Serialize for Cursor<P> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let place = serde_json::to_vec(&self.0).map_err(serde::ser::Error::custom)?;
        let whole = [checksum(&place), place].concat();
        serializer.serialize_str(&URL_SAFE_NO_PAD.encode(whole))
    }
}

impl<'de, P: Default + DeserializeOwned> Deserialize<'de> for Cursor<P> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        leaf::deserialize(deserializer)
    }
}

impl<P> JsonSchema for Cursor<P> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Cursor".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_comes_back_as_it_went_and_a_garbled_one_not_at_all() {
        let place = (7_i64, "company".to_owned());
        let text = serde_json::to_value(Cursor(place.clone())).unwrap();
        let text = text.as_str().unwrap();
        assert_eq!(Cursor::read(Written::Text(text)), Ok(Cursor(place)));
        for position in 0..text.len() {
            for other in ['A', 'b', '9', '_', ' ', 'é'] {
                let mut garbled: Vec<char> = text.chars().collect();
                if std::mem::replace(&mut garbled[position], other) != other {
                    let garbled: String = garbled.into_iter().collect();
                    assert!(Cursor::<(i64, String)>::read(Written::Text(&garbled)).is_err(), "{garbled}");
                }
            }
            assert!(Cursor::<(i64, String)>::read(Written::Text(text.get(..position).unwrap())).is_err());
        }
        // A position of another kind is refused.
        assert!(Cursor::<bool>::read(Written::Text(text)).is_err());
    }
}
