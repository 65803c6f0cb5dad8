//! Values in a record's view, read back from it.
//!
//! Invariants: a value is read back exactly as the view shows it. No parameter's rule applies, because a newer rule must not
//! keep an older record from coming back. Serde reads the other columns' types (texts, whole numbers, booleans) by itself.

use serde::de::Error;
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use super::leaf::{Leaf, Written};
use super::{Day, Instant, Money};

/// A column whose view is JSON of a form of its own.
pub trait Viewed: Sized {
    /// Reads the value; None if no view shows such JSON.
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

/// The text in a JSON string without escapes.
fn unquoted(json: &str) -> Option<&str> {
    json.strip_prefix('"')?.strip_suffix('"')
}

/// A deserializer for a column that always has a value.
pub fn viewed<'de, V: Viewed, D: Deserializer<'de>>(deserializer: D) -> Result<V, D::Error> {
    read(<&RawValue>::deserialize(deserializer)?)
}

/// A deserializer for a column that may be null.
pub fn viewed_or_null<'de, V: Viewed, D: Deserializer<'de>>(deserializer: D) -> Result<Option<V>, D::Error> {
    Option::<&RawValue>::deserialize(deserializer)?.map(read).transpose()
}

fn read<V: Viewed, E: Error>(json: &RawValue) -> Result<V, E> {
    V::read(json.get()).ok_or_else(|| E::custom("a view shows no such value"))
}
