//! Values as a record's view shows them, read back from there.
//!
//! What holds here: what a view shows was kept, so it is read as it was written, to the letter. No rule of a parameter is asked:
//! one that came later must not keep a record of before from coming back. Serde knows the other columns' types (texts, whole
//! numbers, booleans) by itself.

use serde::de::Error;
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use super::leaf::{Leaf, Written};
use super::{Day, Instant, Money};

/// A column that its view shows as JSON of its own form.
pub trait Viewed: Sized {
    /// Nothing where no view shows it so.
    fn read(json: &str) -> Option<Self>;
}

impl Viewed for Money {
    fn read(json: &str) -> Option<Self> {
        json.parse().ok()
    }
}

impl Viewed for Day {
    fn read(json: &str) -> Option<Self> {
        <Day as Leaf>::read(Written::Text(unquoted(json)?)).ok()
    }
}

impl Viewed for Instant {
    fn read(json: &str) -> Option<Self> {
        Instant::parse(unquoted(json)?)
    }
}

/// JSON that is kept as the wire shows it ([`super::Verbatim`]).
impl Viewed for String {
    fn read(json: &str) -> Option<Self> {
        Some(json.to_owned())
    }
}

/// The text that a JSON string is, where no character of it is escaped.
fn unquoted(json: &str) -> Option<&str> {
    json.strip_prefix('"')?.strip_suffix('"')
}

/// For serde: a column that always has a value.
pub fn viewed<'de, V: Viewed, D: Deserializer<'de>>(deserializer: D) -> Result<V, D::Error> {
    read(<&RawValue>::deserialize(deserializer)?)
}

/// For serde: a column that may be null.
pub fn viewed_or_null<'de, V: Viewed, D: Deserializer<'de>>(deserializer: D) -> Result<Option<V>, D::Error> {
    Option::<&RawValue>::deserialize(deserializer)?.map(read).transpose()
}

fn read<V: Viewed, E: Error>(json: &RawValue) -> Result<V, E> {
    V::read(json.get()).ok_or_else(|| E::custom("a view shows no such value"))
}
