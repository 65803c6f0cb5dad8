//! Reading a value with a rule of its own, so that a broken rule does not end the reading.
//!
//! Serde's visitors can't fail and go on. So a type with a rule asks for an *attempt*: a list that holds the value, or nothing.
//! The type reads the value as the list's item; if that fails, the deserializer notes the problem and its path, and the list is
//! empty. The type then puts a placeholder in the value's place, and the reading goes on. Only the deserializer of
//! [`crate::rpc::decode`] makes attempts.

use std::marker::PhantomData;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, SeqAccess, Visitor};

use super::leaf::Violation;

/// The name by which a type asks for an attempt.
pub const ATTEMPT: &str = "ventanilla::Attempt";

/// The name by which a type says that null is a mistake, also where the parameter may be left out. The value comes as a newtype.
pub const NEVER_NULL: &str = "ventanilla::NeverNull";

/// The name by which a type asks for a list, or for a single value without a list, which comes as a newtype.
pub const ONE_OR_SEVERAL: &str = "ventanilla::OneOrSeveral";

/// The name by which a type asks for a text, or for any other value, which comes as a newtype.
pub const TEXT_OR_OTHER: &str = "ventanilla::TextOrOther";

/// Reads a value with the seed. None if the value has a problem, which has been noted, or if only a placeholder is wanted.
pub fn attempt<'de, S, D>(deserializer: D, seed: S) -> Result<Option<S::Value>, D::Error>
where
    S: DeserializeSeed<'de>,
    D: Deserializer<'de>,
{
    deserializer.deserialize_newtype_struct(ATTEMPT, Attempt(seed))
}

/// Reads a value and applies the rule to it; otherwise the same as [`attempt`].
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
