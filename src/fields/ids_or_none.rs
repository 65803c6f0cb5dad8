//! The ids in a filter by a field that some records lack: `null` in the list stands for those.

use std::borrow::Cow;
use std::marker::PhantomData;
use std::ops::Deref;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{DeserializeSeed, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::attempt::{ONE_OR_SEVERAL, attempt};
use super::bounded::{items, too_many};
use super::entity::Named;
use super::id::{Id, Ids, MOST};

/// The ids in a filter, and whether records without a value match, too. A null alone is no filter, and so is an empty list.
pub struct IdsOrNone<R> {
    ids: Ids<R>,
    or_none: bool,
}

impl<R> IdsOrNone<R> {
    /// Whether records without a value match.
    pub fn or_none(&self) -> bool {
        self.or_none
    }

    /// Takes the ids out, each once, and this number for records without a value; None if there is no filter.
    pub fn take_or(&mut self, none: i64) -> Option<Vec<i64>> {
        let IdsOrNone { mut ids, or_none } = std::mem::take(self);
        let taken: Vec<i64> = or_none.then_some(none).into_iter().chain(ids.take().unwrap_or_default()).collect();
        (!taken.is_empty()).then_some(taken)
    }
}

impl<R> Deref for IdsOrNone<R> {
    type Target = Ids<R>;

    fn deref(&self) -> &Ids<R> {
        &self.ids
    }
}

impl<R> Default for IdsOrNone<R> {
    fn default() -> Self {
        IdsOrNone { ids: Ids::default(), or_none: false }
    }
}

impl<R> Clone for IdsOrNone<R> {
    fn clone(&self) -> Self {
        IdsOrNone { ids: self.ids.clone(), or_none: self.or_none }
    }
}

impl<R> PartialEq for IdsOrNone<R> {
    fn eq(&self, other: &Self) -> bool {
        self.ids == other.ids && self.or_none == other.or_none
    }
}

impl<R> std::fmt::Debug for IdsOrNone<R> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{:?}{}", self.ids, if self.or_none { " or none" } else { "" })
    }
}

impl<'de, R: Named> Deserialize<'de> for IdsOrNone<R> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(attempt(deserializer, IdsVisitor(PhantomData))?.unwrap_or_default())
    }
}

struct IdsVisitor<R>(PhantomData<R>);

impl<'de, R: Named> DeserializeSeed<'de> for IdsVisitor<R> {
    type Value = IdsOrNone<R>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<IdsOrNone<R>, D::Error> {
        deserializer.deserialize_newtype_struct(ONE_OR_SEVERAL, self)
    }
}

impl<'de, R: Named> Visitor<'de> for IdsVisitor<R> {
    type Value = IdsOrNone<R>;

    fn expecting(&self, formatter: &mut std::fmt::Formatter) -> std::fmt::Result {
        formatter.write_str("an id, or a list of ids")
    }

    fn visit_unit<E>(self) -> Result<IdsOrNone<R>, E> {
        Ok(IdsOrNone::default())
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, single: D) -> Result<IdsOrNone<R>, D::Error> {
        Ok(IdsOrNone { ids: Ids::new(vec![(0, Id::deserialize(single)?)], true), or_none: false })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<IdsOrNone<R>, A::Error> {
        let written: Vec<Option<Id<R>>> = items(list, MOST, || too_many(MOST))?;
        let or_none = written.iter().any(Option::is_none);
        let ids = written.into_iter().enumerate().filter_map(|(place, id)| Some((place, id?))).collect();
        Ok(IdsOrNone { ids: Ids::new(ids, false), or_none })
    }
}

impl<R: Named> JsonSchema for IdsOrNone<R> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("IdsOrNone_{}", R::ENTITY.name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let id = generator.subschema_for::<Id<R>>();
        let id_or_none = json_schema!({ "anyOf": [id, { "type": "null" }] });
        json_schema!({ "anyOf": [{ "type": "array", "items": id_or_none, "maxItems": MOST }, id_or_none] })
    }
}
