//! Lists and maps in calls, each with a greatest length, far beyond any real need.
//!
//! Invariants: the length is checked before the first item is read, so that a list that is too long costs nothing more.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{DeserializeSeed, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::attempt::attempt;
use super::leaf::Violation;
use crate::sentences::Sentence;

/// A list with a greatest length; a single value may stand without a list.
#[derive(Debug, Clone, PartialEq)]
pub struct ListOf<T, const MOST: usize>(Vec<T>);

impl<T, const MOST: usize> ListOf<T, MOST> {
    pub(super) fn one(item: T) -> Self {
        ListOf(vec![item])
    }

    pub fn as_slice(&self) -> &[T] {
        &self.0
    }
}

impl<T, const MOST: usize> Default for ListOf<T, MOST> {
    fn default() -> Self {
        ListOf(Vec::new())
    }
}

impl<T, const MOST: usize> IntoIterator for ListOf<T, MOST> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

/// A map with a greatest length, whose names the caller chooses.
#[derive(Debug, Clone, PartialEq)]
pub struct MapOf<T, const MOST: usize>(BTreeMap<String, T>);

impl<T, const MOST: usize> MapOf<T, MOST> {
    pub fn as_map(&self) -> &BTreeMap<String, T> {
        &self.0
    }
}

impl<T, const MOST: usize> Default for MapOf<T, MOST> {
    fn default() -> Self {
        MapOf(BTreeMap::new())
    }
}

impl<T, const MOST: usize> IntoIterator for MapOf<T, MOST> {
    type Item = (String, T);
    type IntoIter = std::collections::btree_map::IntoIter<String, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

/// The violation of a list or a map that is too long.
pub fn too_many(most: usize) -> Violation {
    Violation::new("too_many", Sentence::TooManyValues { most })
}

/// Reads the items of a list, unless there are too many.
pub fn items<'de, T, A>(mut list: A, most: usize, too_many: impl Fn() -> Violation) -> Result<Vec<T>, A::Error>
where
    T: Deserialize<'de>,
    A: SeqAccess<'de>,
{
    let number = list.size_hint().unwrap_or_default();
    if number > most {
        return Err(too_many().into_error());
    }
    let mut items = Vec::with_capacity(number);
    while let Some(item) = list.next_element()? {
        if items.len() == most {
            return Err(too_many().into_error());
        }
        items.push(item);
    }
    Ok(items)
}

/// Reads the entries of a map, unless there are too many.
pub fn entries<'de, S, A>(
    mut map: A,
    most: usize,
    too_many: impl Fn() -> Violation,
    mut seed: impl FnMut(String) -> S,
) -> Result<Vec<S::Value>, A::Error>
where
    S: DeserializeSeed<'de>,
    A: MapAccess<'de>,
{
    let number = map.size_hint().unwrap_or_default();
    if number > most {
        return Err(too_many().into_error());
    }
    let mut entries = Vec::with_capacity(number);
    while let Some(name) = map.next_key()? {
        if entries.len() == most {
            return Err(too_many().into_error());
        }
        entries.push(map.next_value_seed(seed(name))?);
    }
    Ok(entries)
}

impl<'de, T: Deserialize<'de>, const MOST: usize> Deserialize<'de> for ListOf<T, MOST> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(ListOf(attempt(deserializer, Items::<T, MOST>(PhantomData))?.unwrap_or_default()))
    }
}

struct Items<T, const MOST: usize>(PhantomData<T>);

impl<'de, T: Deserialize<'de>, const MOST: usize> DeserializeSeed<'de> for Items<T, MOST> {
    type Value = Vec<T>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Vec<T>, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de, T: Deserialize<'de>, const MOST: usize> Visitor<'de> for Items<T, MOST> {
    type Value = Vec<T>;

    fn expecting(&self, formatter: &mut std::fmt::Formatter) -> std::fmt::Result {
        formatter.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Vec<T>, A::Error> {
        items(list, MOST, || too_many(MOST))
    }
}

impl<'de, T: Deserialize<'de>, const MOST: usize> Deserialize<'de> for MapOf<T, MOST> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let entries = attempt(deserializer, Entries::<T, MOST>(PhantomData))?.unwrap_or_default();
        Ok(MapOf(entries.into_iter().collect()))
    }
}

struct Entries<T, const MOST: usize>(PhantomData<T>);

impl<'de, T: Deserialize<'de>, const MOST: usize> DeserializeSeed<'de> for Entries<T, MOST> {
    type Value = Vec<(String, T)>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, T: Deserialize<'de>, const MOST: usize> Visitor<'de> for Entries<T, MOST> {
    type Value = Vec<(String, T)>;

    fn expecting(&self, formatter: &mut std::fmt::Formatter) -> std::fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        entries(map, MOST, || too_many(MOST), |name| NamedValue(name, PhantomData))
    }
}

/// A seed that reads a value under a name.
struct NamedValue<T>(String, PhantomData<T>);

impl<'de, T: Deserialize<'de>> DeserializeSeed<'de> for NamedValue<T> {
    type Value = (String, T);

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(String, T), D::Error> {
        Ok((self.0, T::deserialize(deserializer)?))
    }
}

impl<T: JsonSchema, const MOST: usize> JsonSchema for ListOf<T, MOST> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("ListOf_{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let item = generator.subschema_for::<T>();
        json_schema!({ "type": "array", "items": item, "maxItems": MOST })
    }
}

impl<T: JsonSchema, const MOST: usize> JsonSchema for MapOf<T, MOST> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("MapOf_{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let value = generator.subschema_for::<T>();
        json_schema!({ "type": "object", "additionalProperties": value, "maxProperties": MOST })
    }
}
