//! A parameter of an Edit method: it leaves a field, clears it, or sets it.

use std::borrow::Cow;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::Visitor;
use serde::{Deserialize, Deserializer};

use super::attempt::NEVER_NULL;
use super::text::is_same_key;

/// A field that may be empty. If it is omitted, nothing changes; `null` clears it.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Edit<T> {
    #[default]
    Keep,
    Clear,
    Set(T),
}

impl<T> Edit<T> {
    /// Applies the edit to the field.
    pub fn apply<F>(self, field: &mut Option<F>)
    where
        Option<F>: From<T>,
    {
        match self {
            Edit::Keep => {}
            Edit::Clear => *field = None,
            Edit::Set(value) => *field = value.into(),
        }
    }

    /// Applies the edit to a key. A key that is only spelt differently stays as it is.
    pub fn apply_key(self, field: &mut Option<String>)
    where
        Option<String>: From<T>,
    {
        match self {
            Edit::Set(value) => {
                let said: Option<String> = value.into();
                if !matches!((&said, &*field), (Some(said), Some(kept)) if is_same_key(said, kept)) {
                    *field = said;
                }
            }
            other => other.apply(field),
        }
    }

    /// The same edit with the value mapped.
    pub fn try_map<U, E>(self, map: impl FnOnce(T) -> Result<U, E>) -> Result<Edit<U>, E> {
        Ok(match self {
            Edit::Keep => Edit::Keep,
            Edit::Clear => Edit::Clear,
            Edit::Set(value) => Edit::Set(map(value)?),
        })
    }

    /// Whether the parameter is given, null included.
    pub fn is_said(&self) -> bool {
        !matches!(self, Edit::Keep)
    }

    pub fn given(&self) -> Option<&T> {
        match self {
            Edit::Set(value) => Some(value),
            Edit::Keep | Edit::Clear => None,
        }
    }
}

/// The edit for a field that can't be cleared: null changes nothing.
impl<T> From<Option<T>> for Edit<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Edit::Keep, Edit::Set)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Edit<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::<T>::deserialize(deserializer)?.map_or(Edit::Clear, Edit::Set))
    }
}

impl<T: JsonSchema> JsonSchema for Edit<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("Edit_{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Option::<T>::json_schema(generator)
    }
}

/// A field that is never empty. If it is omitted, nothing changes; it can't be cleared.
#[derive(Debug, Clone, PartialEq)]
pub struct Replace<T>(Option<T>);

impl<T> Default for Replace<T> {
    fn default() -> Self {
        Replace(None)
    }
}

impl<T> Replace<T> {
    pub fn given(&self) -> Option<&T> {
        self.0.as_ref()
    }

    /// Applies the edit to the field.
    pub fn apply<F>(self, field: &mut F)
    where
        F: From<T>,
    {
        if let Some(value) = self.0 {
            *field = value.into();
        }
    }
}

impl<T: Into<String>> Replace<T> {
    /// Applies the edit to a key. A key that is only spelt differently stays as it is.
    pub fn apply_key(self, field: &mut String) {
        if let Some(said) = self.0.map(T::into).filter(|said| !is_same_key(said, field)) {
            *field = said;
        }
    }
}

impl<T> Replace<T> {
    /// Applies the edit to the field, with the value mapped.
    pub fn apply_as<F>(self, field: &mut F, map: impl FnOnce(T) -> F) {
        if let Some(value) = self.0 {
            *field = map(value);
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Replace<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(NEVER_NULL, Value(PhantomData))
    }
}

struct Value<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Value<T> {
    type Value = Replace<T>;

    fn expecting(&self, formatter: &mut std::fmt::Formatter) -> std::fmt::Result {
        formatter.write_str("a value")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Replace<T>, D::Error> {
        T::deserialize(deserializer).map(|value| Replace(Some(value)))
    }
}

impl<T: JsonSchema> JsonSchema for Replace<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}
