//! How a value with rules of its own is read, so that one that breaks its rule ends nothing.
//!
//! Serde's visitors can fail, but not fail and go on. So a type with a rule asks for an *attempt*: a list that holds the
//! value, or nothing. The type reads the value as the list's item; where that fails, the deserializer notes what is wrong,
//! and at which path, and the list is empty. Then the type puts something in the value's place, and the reading goes on.
//! The one deserializer that makes attempts is that of [`crate::rpc::decode`].

use std::marker::PhantomData;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, SeqAccess, Visitor};

use super::leaf::Violation;

/// The name under which a type asks for an attempt.
pub const ATTEMPT: &str = "ventanilla::Attempt";

/// The name under which a type asks for a list, or for one value without a list, which comes as a newtype.
pub const ONE_OR_SEVERAL: &str = "ventanilla::OneOrSeveral";

/// Reads a value as the seed does. Nothing where something is wrong with it, which has been noted, or where only something
/// is to be put in its place.
pub fn attempt<'de, S, D>(deserializer: D, seed: S) -> Result<Option<S::Value>, D::Error>
where
    S: DeserializeSeed<'de>,
    D: Deserializer<'de>,
{
    deserializer.deserialize_newtype_struct(ATTEMPT, Attempt(seed))
}

/// Reads a value, and makes of it what the rule says; else as [`attempt`].
pub fn checked<'de, W, T, D>(deserializer: D, rule: impl FnOnce(W) -> Result<T, Violation>) -> Result<Option<T>, D::Error>
where
    W: Deserialize<'de>,
    D: Deserializer<'de>,
{
    attempt(deserializer, Rule(rule, PhantomData))
}

struct Attempt<S>(S);

impl<'de, S: DeserializeSeed<'de>> Visitor<'de> for Attempt<S> {
    type Value = Option<S::Value>;

    fn expecting(&self, formatter: &mut std::fmt::Formatter) -> std::fmt::Result {
        formatter.write_str("an attempt")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut attempt: A) -> Result<Self::Value, A::Error> {
        attempt.next_element_seed(self.0)
    }
}

struct Rule<F, W>(F, PhantomData<W>);

impl<'de, W: Deserialize<'de>, T, F: FnOnce(W) -> Result<T, Violation>> DeserializeSeed<'de> for Rule<F, W> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        self.0(W::deserialize(deserializer)?).map_err(Violation::into_error)
    }
}
