//! The single values of the wire: what each type accepts, what it says when it does not, and its schema.
//!
//! A leaf is read from a text, from a number's own digits or from a boolean; how these reach it is the
//! business of [`crate::rpc::decode`], the one deserializer that knows leaves.

use std::fmt::Display;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, Visitor};

use super::attempt::attempt;
use super::text::trim;

/// A value as it was written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Written<'a> {
    Text(&'a str),
    /// A JSON number's digits.
    Number(&'a str),
    Boolean(bool),
}

impl<'a> Written<'a> {
    /// The text or the digits: most leaves don't mind which.
    pub fn characters(self) -> Option<&'a str> {
        match self {
            Written::Text(text) | Written::Number(text) => Some(trim(text)),
            Written::Boolean(_) => None,
        }
    }
}

/// A single value with rules of its own.
pub trait Leaf: Sized {
    /// What a person would call it: "a date".
    const WHAT: &'static str;

    fn read(written: Written<'_>) -> Result<Self, Violation>;

    /// Reads an object. Few leaves may be written as one.
    fn read_object<'de, A: MapAccess<'de>>(_: A) -> Result<Self, A::Error> {
        Err(refused::<Self, _>("an object"))
    }

    /// Any value at all, for the checks that go on after this one was found wrong. Never stored.
    fn placeholder() -> Self;
}

/// A rule that a value breaks.
#[derive(Debug, Clone, PartialEq)]
pub struct Violation {
    pub rule: String,
    pub message: String,
    /// The part of the value that is wrong, where it has parts.
    pub at: Option<String>,
    /// Whether it says nothing where another part of the value is wrong, too.
    pub of_whole: bool,
}

/// Serde's errors are texts; the parts of a violation travel in one, separated by what no rule and no part's name holds.
const SEPARATOR: char = '\u{1f}';

impl Violation {
    pub fn new(rule: &str, message: impl Into<String>) -> Self {
        Violation { rule: rule.to_owned(), message: message.into(), at: None, of_whole: false }
    }

    pub fn at(self, part: &str) -> Self {
        Violation { at: Some(part.to_owned()), ..self }
    }

    /// The same where the parts are right by themselves and do not go together.
    pub fn of_whole(self) -> Self {
        Violation { of_whole: true, ..self }
    }

    /// Reads back what `Display` wrote; any other text is a message of its own.
    pub fn parse(text: String) -> Self {
        let parts: Vec<&str> = text.splitn(4, SEPARATOR).collect();
        match parts.as_slice() {
            [rule, at, of_whole, message] => Violation {
                rule: (*rule).to_owned(),
                at: (!at.is_empty()).then(|| (*at).to_owned()),
                of_whole: !of_whole.is_empty(),
                message: (*message).to_owned(),
            },
            _ => Violation::new("wrong_type", text),
        }
    }
}

impl Display for Violation {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let at = self.at.as_deref().unwrap_or_default();
        let of_whole = if self.of_whole { "whole" } else { "" };
        write!(formatter, "{}{SEPARATOR}{at}{SEPARATOR}{of_whole}{SEPARATOR}{}", self.rule, self.message)
    }
}

/// The body of every leaf's `Deserialize`.
pub fn deserialize<'de, L: Leaf, D: Deserializer<'de>>(deserializer: D) -> Result<L, D::Error> {
    Ok(attempt(deserializer, LeafVisitor::<L>::new())?.unwrap_or_else(L::placeholder))
}

/// The same for a leaf that may be missing: null is its default.
pub fn deserialize_optional<'de, L: Leaf + Default, D: Deserializer<'de>>(deserializer: D) -> Result<L, D::Error> {
    struct Given<L>(L);
    impl<'de, L: Leaf> serde::Deserialize<'de> for Given<L> {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            deserialize(deserializer).map(Given)
        }
    }
    let given: Option<Given<L>> = serde::Deserialize::deserialize(deserializer)?;
    Ok(given.map_or_else(L::default, |given| given.0))
}

/// Takes whatever a leaf is written as.
pub(super) struct LeafVisitor<L>(PhantomData<L>);

impl<L: Leaf> LeafVisitor<L> {
    pub(super) fn new() -> Self {
        LeafVisitor(PhantomData)
    }

    fn read<E: serde::de::Error>(written: Written<'_>) -> Result<L, E> {
        L::read(written).map_err(E::custom)
    }
}

fn refused<L: Leaf, E: serde::de::Error>(found: &str) -> E {
    E::custom(Violation::new("wrong_type", format!("This takes {}, not {found}.", L::WHAT)))
}

impl<'de, L: Leaf> DeserializeSeed<'de> for LeafVisitor<L> {
    type Value = L;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<L, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, L: Leaf> Visitor<'de> for LeafVisitor<L> {
    type Value = L;

    fn expecting(&self, formatter: &mut std::fmt::Formatter) -> std::fmt::Result {
        formatter.write_str(L::WHAT)
    }

    fn visit_none<E>(self) -> Result<L, E> {
        Ok(L::placeholder())
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<L, E> {
        Err(E::custom(Violation::new("required", format!("This can't be null: it takes {}.", L::WHAT))))
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<L, E> {
        Self::read(Written::Text(text))
    }

    fn visit_bytes<E: serde::de::Error>(self, digits: &[u8]) -> Result<L, E> {
        match std::str::from_utf8(digits) {
            Ok(digits) => Self::read(Written::Number(digits)),
            Err(_) => Err(refused::<L, E>("bytes")),
        }
    }

    fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<L, E> {
        Self::read(Written::Boolean(value))
    }

    fn visit_seq<A: serde::de::SeqAccess<'de>>(self, _: A) -> Result<L, A::Error> {
        Err(refused::<L, _>("a list"))
    }

    fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<L, A::Error> {
        L::read_object(object)
    }
}
