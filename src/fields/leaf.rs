//! The single values of the wire, each type with the values that it accepts, its error sentence and its schema.
//!
//! A leaf is read from a text, a number's digits or a boolean. [`crate::rpc::decode`], the one deserializer that knows leaves,
//! hands these to it.

use std::cell::Cell;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, Visitor};

use super::attempt::attempt;
use super::text::trim;
use crate::sentences::{Expected, Language, Sentence, Shape};

/// A value as it was written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Written<'a> {
    Text(&'a str),
    /// A JSON number's digits.
    Number(&'a str),
    Boolean(bool),
}

impl<'a> Written<'a> {
    /// The text or the digits, for leaves that take either.
    pub fn characters(self) -> Option<&'a str> {
        match self {
            Written::Text(text) | Written::Number(text) => Some(trim(text)),
            Written::Boolean(_) => None,
        }
    }
}

/// A single value with rules of its own.
pub trait Leaf: Sized {
    /// The expected value, for error sentences.
    const WHAT: Expected;

    fn read(written: Written<'_>) -> Result<Self, Violation>;

    /// Reads an object. Few leaves allow one.
    fn read_object<'de, A: MapAccess<'de>>(_: A) -> Result<Self, A::Error> {
        Err(refused::<Self, _>(Shape::Object))
    }

    /// A stand-in for a wrong value, so that the checks can go on. It is never stored.
    fn placeholder() -> Self;
}

/// A rule that a value breaks.
#[derive(Debug, Clone, PartialEq)]
pub struct Violation {
    pub rule: &'static str,
    pub sentence: Box<Sentence>,
    /// The part of the value that is wrong, if it has parts.
    pub at: Option<String>,
    /// Whether to skip this violation if a part of the value is wrong, too.
    pub of_whole: bool,
    /// Another rule that the same value breaks.
    pub other: Option<Box<Violation>>,
}

thread_local! {
    /// The violation that is becoming an error. Serde's errors are texts, so the one deserializer that wants the violation itself
    /// takes it from here.
    static BECOMING_AN_ERROR: Cell<Option<Violation>> = const { Cell::new(None) };
}

impl Violation {
    pub fn new(rule: &'static str, sentence: impl Into<Box<Sentence>>) -> Self {
        Violation { rule, sentence: sentence.into(), at: None, of_whole: false, other: None }
    }

    pub fn at(self, part: &str) -> Self {
        Violation { at: Some(part.to_owned()), ..self }
    }

    /// The violation together with another one of the same value.
    pub fn and(self, other: Violation) -> Self {
        Violation { other: Some(Box::new(other)), ..self }
    }

    /// Marks a rule about the value as a whole: its parts are right by themselves and contradict each other.
    pub fn of_whole(self) -> Self {
        Violation { of_whole: true, ..self }
    }

    /// The violation as an error of the deserializer that reads the value.
    pub fn into_error<E: serde::de::Error>(self) -> E {
        let text = self.sentence.text(Language::English);
        BECOMING_AN_ERROR.set(Some(self));
        let error = E::custom(text);
        BECOMING_AN_ERROR.set(None);
        error
    }

    /// The violation that is becoming an error at this moment, if any.
    pub fn becoming_an_error() -> Option<Self> {
        BECOMING_AN_ERROR.take()
    }
}

/// The body of every leaf's `Deserialize`.
pub fn deserialize<'de, L: Leaf, D: Deserializer<'de>>(deserializer: D) -> Result<L, D::Error> {
    Ok(attempt(deserializer, LeafVisitor::<L>::new())?.unwrap_or_else(L::placeholder))
}

/// The body of `Deserialize` for a leaf that may be missing: null is its default.
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

/// A visitor for every form in which a leaf may be written.
pub(super) struct LeafVisitor<L>(PhantomData<L>);

impl<L: Leaf> LeafVisitor<L> {
    pub(super) fn new() -> Self {
        LeafVisitor(PhantomData)
    }

    fn read<E: serde::de::Error>(written: Written<'_>) -> Result<L, E> {
        L::read(written).map_err(Violation::into_error)
    }
}

fn refused<L: Leaf, E: serde::de::Error>(found: Shape) -> E {
    Violation::new("wrong_type", Sentence::TakesNot { expected: L::WHAT, found }).into_error()
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
        formatter.write_str(L::WHAT.text(Language::English))
    }

    fn visit_none<E>(self) -> Result<L, E> {
        Ok(L::placeholder())
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<L, E> {
        Err(Violation::new("required", Sentence::NotNull { expected: L::WHAT }).into_error())
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<L, E> {
        Self::read(Written::Text(text))
    }

    fn visit_bytes<E: serde::de::Error>(self, digits: &[u8]) -> Result<L, E> {
        match std::str::from_utf8(digits) {
            Ok(digits) => Self::read(Written::Number(digits)),
            Err(_) => Err(refused::<L, E>(Shape::Number)),
        }
    }

    fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<L, E> {
        Self::read(Written::Boolean(value))
    }

    fn visit_seq<A: serde::de::SeqAccess<'de>>(self, _: A) -> Result<L, A::Error> {
        Err(refused::<L, _>(Shape::List))
    }

    fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<L, A::Error> {
        L::read_object(object)
    }
}
