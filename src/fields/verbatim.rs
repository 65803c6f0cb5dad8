//! JSON that is kept as the wire shows it, and written without parsing.

use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

/// A kept JSON text, or null.
#[derive(Debug, Clone, Copy)]
pub struct Verbatim<'a>(pub Option<&'a str>);

impl Serialize for Verbatim<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Some(text) => serde_json::from_str::<&RawValue>(text).map_err(serde::ser::Error::custom)?.serialize(serializer),
            None => serializer.serialize_none(),
        }
    }
}
