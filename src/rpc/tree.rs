//! JSON as it came: the body of a call before its types are known.
//!
//! Invariants: numbers keep their own digits, so that an amount never passes through a float. A key that stands twice in one
//! object is refused, and so is a body nested deeper than [`MAXIMUM_DEPTH`]. A tree takes time and memory in proportion to its
//! text, at most 32 bytes for each byte of it.

use std::borrow::Cow;
use std::cell::Cell;
use std::hash::{BuildHasher, RandomState};

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::{Serialize, Serializer};

use super::hashes::Hashes;
use crate::error::{Error, Result};
use crate::sentences::{Quoted, Sentence, Shape};

/// The deepest nesting of a body. No call needs more; a deeper body is made to exhaust the server.
pub const MAXIMUM_DEPTH: usize = 32;

/// One value of the body.
#[derive(Debug, Clone, PartialEq)]
pub enum Tree<'t> {
    Null,
    Boolean(bool),
    /// The number's digits, as they were written.
    Number(Cow<'t, str>),
    Text(Cow<'t, str>),
    List(Vec<Tree<'t>>),
    Object(Vec<(Cow<'t, str>, Tree<'t>)>),
}

impl<'t> Tree<'t> {
    /// Reads a whole body.
    pub fn parse(body: &'t [u8]) -> Result<Tree<'t>> {
        let mut source = serde_json::Deserializer::from_slice(body);
        let tree = Level(0).deserialize(&mut source).and_then(|tree| source.end().map(|()| tree));
        tree.map_err(|cause| not_readable(&cause))
    }

    /// The noun that people use for this kind of value.
    pub fn shape(&self) -> Shape {
        match self {
            Tree::Null => Shape::Null,
            Tree::Boolean(_) => Shape::Boolean,
            Tree::Number(_) => Shape::Number,
            Tree::Text(_) => Shape::Text,
            Tree::List(_) => Shape::List,
            Tree::Object(_) => Shape::Object,
        }
    }

    /// The value under this key of an object, or at this place of a list.
    pub fn get(&self, key: &str) -> Option<&Tree<'t>> {
        match self {
            Tree::Object(entries) => entries.iter().find(|(name, _)| name == key).map(|(_, value)| value),
            Tree::List(items) => items.get(key.parse::<usize>().ok()?),
            _ => None,
        }
    }

    /// The bytes that a copy of the tree takes, more or less.
    pub fn weight(&self) -> usize {
        let own = size_of::<Self>();
        match self {
            Tree::Null | Tree::Boolean(_) => own,
            Tree::Number(text) | Tree::Text(text) => own + text.len(),
            Tree::List(items) => own + items.iter().map(Tree::weight).sum::<usize>(),
            Tree::Object(entries) => own + entries.iter().map(|(key, value)| key.len() + value.weight()).sum::<usize>(),
        }
    }

    /// The same tree, with texts of its own.
    pub fn into_owned(self) -> Tree<'static> {
        let owned = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        match self {
            Tree::Null => Tree::Null,
            Tree::Boolean(value) => Tree::Boolean(value),
            Tree::Number(digits) => Tree::Number(owned(digits)),
            Tree::Text(text) => Tree::Text(owned(text)),
            Tree::List(items) => Tree::List(items.into_iter().map(Tree::into_owned).collect()),
            Tree::Object(entries) => Tree::Object(entries.into_iter().map(|(key, value)| (owned(key), value.into_owned())).collect()),
        }
    }

    /// Whether this is an object with such a key.
    pub fn has(&self, key: &str) -> bool {
        matches!(self, Tree::Object(entries) if entries.iter().any(|(name, _)| name == key))
    }

    /// Takes the value of a key out of an object.
    pub fn take(&mut self, key: &str) -> Option<Tree<'t>> {
        let Tree::Object(entries) = self else { return None };
        let position = entries.iter().position(|(name, _)| name == key)?;
        Some(entries.remove(position).1)
    }
}

impl Serialize for Tree<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        match self {
            Tree::Null => serializer.serialize_unit(),
            Tree::Boolean(value) => serializer.serialize_bool(*value),
            Tree::Number(digits) => match digits.parse::<serde_json::Number>() {
                Ok(number) => number.serialize(serializer),
                Err(_) => serializer.serialize_str(digits),
            },
            Tree::Text(text) => serializer.serialize_str(text),
            Tree::List(items) => serializer.collect_seq(items),
            Tree::Object(entries) => serializer.collect_map(entries.iter().map(|(key, value)| (key, value))),
        }
    }
}

/// The failure of a body that is not JSON, or is JSON that we refuse.
pub(super) fn not_readable(cause: &serde_json::Error) -> Error {
    let (line, column) = (cause.line(), cause.column());
    let sentence = REFUSED.take().unwrap_or_else(|| Sentence::BodyNotJson { cause: cause.to_string(), line, column });
    Error::MalformedRequest(sentence.into())
}

thread_local! {
    /// The reason why we ended the last reading, for the failure that tells it: serde's errors are texts.
    static REFUSED: Cell<Option<Sentence>> = const { Cell::new(None) };
}

/// Ends the reading with a reason.
fn refused<E: serde::de::Error>(why: Sentence) -> E {
    REFUSED.set(Some(why));
    E::custom("refused")
}

/// Reads one value at this depth.
struct Level(usize);

/// The only key of the object that serde_json makes of a number whose digits are kept.
const NUMBER_KEY: &str = "$serde_json::private::Number";

impl<'de> DeserializeSeed<'de> for Level {
    type Value = Tree<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Tree<'de>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl Level {
    fn below<E: serde::de::Error>(&self) -> Result<usize, E> {
        if self.0 >= MAXIMUM_DEPTH {
            return Err(refused(Sentence::BodyTooDeep { most: MAXIMUM_DEPTH }));
        }
        Ok(self.0 + 1)
    }
}

impl<'de> Visitor<'de> for Level {
    type Value = Tree<'de>;

    fn expecting(&self, formatter: &mut std::fmt::Formatter) -> std::fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Tree<'de>, E> {
        Ok(Tree::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Tree<'de>, E> {
        Ok(Tree::Boolean(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Tree<'de>, E> {
        Ok(Tree::Number(value.to_string().into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Tree<'de>, E> {
        Ok(Tree::Number(value.to_string().into()))
    }

    fn visit_borrowed_str<E>(self, value: &'de str) -> Result<Tree<'de>, E> {
        Ok(Tree::Text(Cow::Borrowed(value)))
    }

    fn visit_str<E>(self, value: &str) -> Result<Tree<'de>, E> {
        Ok(Tree::Text(Cow::Owned(value.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Tree<'de>, A::Error> {
        let depth = self.below()?;
        let mut items = Vec::new();
        while let Some(item) = list.next_element_seed(Level(depth))? {
            items.push(item);
        }
        fit(&mut items);
        Ok(Tree::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Tree<'de>, A::Error> {
        let depth = self.below()?;
        let mut entries = Vec::new();
        let mut seen = Keys::default();
        while let Some(key) = object.next_key_seed(MemberName)? {
            if key == NUMBER_KEY && entries.is_empty() {
                return object.next_value_seed(Digits);
            }
            if !seen.insert(&key, &entries) {
                return Err(refused(Sentence::BodyKeyTwice { key: Quoted::of(&key) }));
            }
            entries.push((key, object.next_value_seed(Level(depth))?));
        }
        fit(&mut entries);
        Ok(Tree::Object(entries))
    }
}

/// Gives back the room of very short lists, of which there may be very many.
fn fit<T>(items: &mut Vec<T>) {
    if items.len() * 2 <= items.capacity() {
        items.shrink_to_fit();
    }
}

/// The keys met in one object. Few keys are compared one by one; many are hashed, so that a hostile body stays linear.
#[derive(Default)]
struct Keys {
    hashes: Hashes,
    state: RandomState,
}

impl Keys {
    const FEW: usize = 32;

    fn insert(&mut self, key: &str, entries: &[(Cow<'_, str>, Tree<'_>)]) -> bool {
        if entries.len() < Self::FEW {
            return entries.iter().all(|(name, _)| name != key);
        }
        if self.hashes.is_empty() {
            self.hashes.extend(entries.iter().map(|(name, _)| self.state.hash_one(name.as_ref())));
        }
        self.hashes.insert(self.state.hash_one(key)) || entries.iter().all(|(name, _)| name != key)
    }
}

struct MemberName;

impl<'de> DeserializeSeed<'de> for MemberName {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Cow<'de, str>, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for MemberName {
    type Value = Cow<'de, str>;

    fn expecting(&self, formatter: &mut std::fmt::Formatter) -> std::fmt::Result {
        formatter.write_str("a key")
    }

    fn visit_borrowed_str<E>(self, value: &'de str) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Borrowed(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Owned(value.to_owned()))
    }
}

/// Takes the digits of a number that is no small integer. serde_json hands them over as a text of its own; a caller who writes
/// serde_json's key by hand has its text in the body.
struct Digits;

impl<'de> DeserializeSeed<'de> for Digits {
    type Value = Tree<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Tree<'de>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Digits {
    type Value = Tree<'de>;

    fn expecting(&self, formatter: &mut std::fmt::Formatter) -> std::fmt::Result {
        formatter.write_str("another key")
    }

    fn visit_string<E>(self, digits: String) -> Result<Tree<'de>, E> {
        Ok(Tree::Number(Cow::Owned(digits)))
    }

    fn visit_str<E: serde::de::Error>(self, _: &str) -> Result<Tree<'de>, E> {
        Err(refused(Sentence::BodyKeyReserved))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_digits() {
        assert_eq!(Tree::parse(b"12345678901234567890.1230").unwrap(), Tree::Number("12345678901234567890.1230".into()));
        assert_eq!(Tree::parse(b"-3").unwrap(), Tree::Number("-3".into()));
    }

    #[test]
    fn a_key_that_stands_twice_is_refused_in_small_and_in_large_objects() {
        assert!(Tree::parse(br#"{"a":1,"a":1}"#).is_err());
        let many: Vec<String> = (0..100).map(|number| format!("\"k{number}\":1")).collect();
        assert!(Tree::parse(format!("{{{}}}", many.join(",")).as_bytes()).is_ok());
        assert!(Tree::parse(format!("{{{},\"k99\":2}}", many.join(",")).as_bytes()).is_err());
        assert!(Tree::parse(format!("{{{},\"k3\":2}}", many.join(",")).as_bytes()).is_err());
    }

    #[test]
    fn depth_is_bounded() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(Tree::parse(nested(MAXIMUM_DEPTH).as_bytes()).is_ok());
        assert!(Tree::parse(nested(MAXIMUM_DEPTH + 1).as_bytes()).is_err());
        assert!(Tree::parse(nested(100_000).as_bytes()).is_err());
    }

    #[test]
    fn what_follows_the_value_is_refused() {
        assert!(Tree::parse(b"{} {}").is_err());
        assert!(Tree::parse(b"").is_err());
        assert!(Tree::parse(b"\xff\xfe").is_err());
    }

    #[test]
    fn the_key_of_a_number_cannot_be_written_by_hand() {
        for value in [r#""x""#, r#""12""#, r#""1\u0032""#, "12", "[1]", "{}", "null"] {
            let body = format!(r#"{{"$serde_json::private::Number": {value}}}"#);
            assert!(Tree::parse(body.as_bytes()).is_err(), "{body}");
        }
    }
}
