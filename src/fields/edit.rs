//! What an Edit method is told about one field: leave it, clear it, or set it.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer};

use super::text::is_same_key;

/// A field that may be empty. Omitted it is unchanged; `null` clears it.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Edit<T> {
    #[default]
    Keep,
    Clear,
    Set(T),
}

impl<T> Edit<T> {
    /// Does to the field what the caller said.
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

    /// The same to a field by which the record is looked up: one that only is written otherwise stays as it is.
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

    /// The same about what becomes of the value.
    pub fn try_map<U, E>(self, map: impl FnOnce(T) -> Result<U, E>) -> Result<Edit<U>, E> {
        Ok(match self {
            Edit::Keep => Edit::Keep,
            Edit::Clear => Edit::Clear,
            Edit::Set(value) => Edit::Set(map(value)?),
        })
    }

    /// Whether anything is said.
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

/// Where nothing can be cleared, null says nothing.
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

/// A field that is never empty. Omitted it is unchanged; it can't be cleared.
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

    /// Does to the field what the caller said.
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
    /// Does to a field by which the record is looked up what the caller said: one that only is written otherwise stays.
    pub fn apply_key(self, field: &mut String) {
        if let Some(said) = self.0.map(T::into).filter(|said| !is_same_key(said, field)) {
            *field = said;
        }
    }
}

impl<T> Replace<T> {
    /// Does to the field what the caller said, with what becomes of the value.
    pub fn apply_as<F>(self, field: &mut F, map: impl FnOnce(T) -> F) {
        if let Some(value) = self.0 {
            *field = map(value);
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Replace<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
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
