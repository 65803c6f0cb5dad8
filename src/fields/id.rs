//! Ids on the wire, and lists of ids as filters.
//!
//! Invariants: an id's type names the kind of record, so that a contact's can't be taken for a company's. A caller may write
//! an external ID instead (`{"sap": "000123"}`, see [`super::external_ids`]), the record's slug (`{"slug": "acme-corp"}`) or a
//! bare UUID; these are looked up while the parameters are read, so that a method only ever sees an [`Id`].

use std::borrow::Cow;
use std::collections::HashSet;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{DeserializeSeed, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::attempt::{ONE_OR_SEVERAL, attempt};
use super::bounded::{items, too_many};
use super::entity::Named;
use super::external_ids::{External, SLUG, UUID_PATTERN};
use super::leaf::{self, Leaf, LeafVisitor, Violation, Written};
use crate::sentences::{Expected, Sentence, Shape};

/// A whole number from 1, such as a version or the id of a record without external IDs; `"5"` is read as 5.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ordinal(i64);

/// The greatest id. Search keys hold an id in 40 bits; nobody creates a trillion records.
pub const GREATEST_ID: i64 = (1 << 40) - 1;

/// The id for a failed lookup, which no record has.
pub const NO_RECORD: i64 = GREATEST_ID;

impl Ordinal {
    pub fn get(self) -> i64 {
        self.0
    }
}

impl Leaf for Ordinal {
    const WHAT: Expected = Expected::Id;

    fn read(written: Written<'_>) -> Result<Self, Violation> {
        let Some(characters) = written.characters() else {
            return Err(Violation::new("wrong_type", Sentence::TakesNot { expected: Self::WHAT, found: Shape::Boolean }));
        };
        match characters.parse() {
            Ok(value) if (1..=GREATEST_ID).contains(&value) => Ok(Ordinal(value)),
            Ok(_) => Err(Violation::new("out_of_range", Sentence::IdOutOfRange { greatest: GREATEST_ID })),
            Err(_) => Err(Violation::new("wrong_type", Sentence::TakesId)),
        }
    }

    fn placeholder() -> Self {
        Ordinal(1)
    }
}

impl<'de> Deserialize<'de> for Ordinal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        leaf::deserialize(deserializer)
    }
}

impl JsonSchema for Ordinal {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Ordinal".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["integer", "string"], "minimum": 1, "pattern": "^ *[0-9]+ *$" })
    }
}

/// The id of a record of this kind.
pub struct Id<R> {
    value: i64,
    kind: PhantomData<fn() -> R>,
}

impl<R> Id<R> {
    pub fn get(self) -> i64 {
        self.value
    }
}

impl<R> Id<R> {
    /// The id that another record keeps.
    pub fn kept(value: i64) -> Self {
        Id { value, kind: PhantomData }
    }
}

impl<R> Clone for Id<R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R> Copy for Id<R> {}

impl<R> PartialEq for Id<R> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<R> std::fmt::Debug for Id<R> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.value.fmt(formatter)
    }
}

impl<R> From<Id<R>> for i64 {
    fn from(id: Id<R>) -> i64 {
        id.value
    }
}

impl<R> From<Id<R>> for Option<i64> {
    fn from(id: Id<R>) -> Option<i64> {
        Some(id.value)
    }
}

/// The name by which an id asks for its value, with the name of its kind as its only field. The deserializer looks up an external
/// ID and gives the number.
pub const ID: &str = "ventanilla::Id";

impl<R> From<Ordinal> for Id<R> {
    fn from(Ordinal(value): Ordinal) -> Self {
        Id { value, kind: PhantomData }
    }
}

/// Reads a value in which an external ID may stand for a record of this kind.
pub(super) fn deserialize_named<'de, R: Named, D: Deserializer<'de>, V: Visitor<'de>>(
    deserializer: D,
    visitor: V,
) -> Result<V::Value, D::Error> {
    deserializer.deserialize_struct(ID, KindOf::<R>::NAME, visitor)
}

/// The kind of record, as [`ID`] passes it on, the other kind if there is one, and [`SLUG`] if such records have slugs; none if they
/// have no external IDs.
struct KindOf<R>(PhantomData<R>);

impl<R: Named> KindOf<R> {
    const OTHER: &'static str = match R::OTHER {
        Some(other) => other.name(),
        None => "",
    };
    const NAME: &'static [&'static str] = match (R::HAS_EXTERNAL_IDS, R::HAS_SLUG, R::OTHER) {
        (true, true, Some(_)) => &[R::ENTITY.name(), Self::OTHER, SLUG],
        (true, false, Some(_)) => &[R::ENTITY.name(), Self::OTHER],
        (true, true, None) => &[R::ENTITY.name(), SLUG],
        (true, false, None) => &[R::ENTITY.name()],
        (false, _, _) => &[],
    };
}

impl<'de, R: Named> Deserialize<'de> for Id<R> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(attempt(deserializer, KindOf::<R>(PhantomData))?.unwrap_or_else(Ordinal::placeholder).into())
    }
}

impl<'de, R: Named> DeserializeSeed<'de> for KindOf<R> {
    type Value = Ordinal;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Ordinal, D::Error> {
        deserialize_named::<R, D, _>(deserializer, LeafVisitor::new())
    }
}

impl<R: Named> JsonSchema for Id<R> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("Id_{}", R::ENTITY.name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut id = Ordinal::json_schema(generator);
        id.insert("x-entity".to_owned(), R::ENTITY.name().into());
        if R::HAS_EXTERNAL_IDS { External::or(&or_uuid(id), generator) } else { id }
    }
}

/// The schema of an id that may also be written as a bare UUID.
pub(super) fn or_uuid(mut id: Schema) -> Schema {
    id.insert("pattern".to_owned(), format!("^ *([0-9]+|{UUID_PATTERN}) *$").into());
    id
}

/// The ids in a filter, or those that a record names; a single id may stand without a list. An empty list means no filter, or
/// that the record names none.
pub struct Ids<R, const MOST: usize = 1000> {
    /// The ids, each once, in ascending order.
    distinct: Vec<i64>,
    /// The ids in the caller's order with their places in the list, so that a wrong one is reported at its place.
    written: Vec<(usize, i64)>,
    /// Whether a single id stands without a list.
    single: bool,
    kind: PhantomData<fn() -> R>,
}

/// The most ids in a list without a bound of its own.
pub(super) const MOST: usize = 1000;

impl<R, const MOST: usize> Ids<R, MOST> {
    /// The ids, each once; None if there is no filter.
    pub fn given(&self) -> Option<&[i64]> {
        (!self.distinct.is_empty()).then_some(&self.distinct)
    }

    /// Takes the ids out, each once; None if there is no filter.
    pub fn take(&mut self) -> Option<Vec<i64>> {
        let taken = std::mem::take(self);
        (!taken.distinct.is_empty()).then_some(taken.distinct)
    }

    /// The ids, each once, in the caller's order.
    pub fn in_order(&self) -> Vec<i64> {
        let mut seen = HashSet::new();
        self.written.iter().map(|(_, id)| *id).filter(|id| seen.insert(*id)).collect()
    }

    /// Each id with its place in the parameter of this name.
    pub fn places<'a>(&'a self, parameter: &'a str) -> impl Iterator<Item = (String, i64)> + 'a {
        self.written.iter().map(move |(position, id)| {
            let place = if self.single { parameter.to_owned() } else { format!("{parameter}.{position}") };
            (place, *id)
        })
    }

    pub(super) fn new(written: Vec<(usize, Id<R>)>, single: bool) -> Self {
        let written: Vec<(usize, i64)> = written.into_iter().map(|(place, id)| (place, id.get())).collect();
        let mut distinct: Vec<i64> = written.iter().map(|(_, id)| *id).collect();
        distinct.sort_unstable();
        distinct.dedup();
        Ids { distinct, written, single, kind: PhantomData }
    }
}

impl<R, const MOST: usize> Default for Ids<R, MOST> {
    fn default() -> Self {
        Ids { distinct: Vec::new(), written: Vec::new(), single: false, kind: PhantomData }
    }
}

impl<R, const MOST: usize> Clone for Ids<R, MOST> {
    fn clone(&self) -> Self {
        Ids { distinct: self.distinct.clone(), written: self.written.clone(), single: self.single, kind: PhantomData }
    }
}

impl<R, const MOST: usize> PartialEq for Ids<R, MOST> {
    fn eq(&self, other: &Self) -> bool {
        self.written == other.written && self.single == other.single
    }
}

/// The ids as a set: lists that are narrowed to the same ids are one list to a cursor.
impl<R, const MOST: usize> std::fmt::Debug for Ids<R, MOST> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_list().entries(&self.distinct).finish()
    }
}

impl<'de, R: Named, const MOST: usize> Deserialize<'de> for Ids<R, MOST> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(attempt(deserializer, IdsVisitor::<R, MOST>(PhantomData))?.unwrap_or_default())
    }
}

struct IdsVisitor<R, const MOST: usize>(PhantomData<R>);

impl<'de, R: Named, const MOST: usize> DeserializeSeed<'de> for IdsVisitor<R, MOST> {
    type Value = Ids<R, MOST>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Ids<R, MOST>, D::Error> {
        deserializer.deserialize_newtype_struct(ONE_OR_SEVERAL, self)
    }
}

impl<'de, R: Named, const MOST: usize> Visitor<'de> for IdsVisitor<R, MOST> {
    type Value = Ids<R, MOST>;

    fn expecting(&self, formatter: &mut std::fmt::Formatter) -> std::fmt::Result {
        formatter.write_str("an id, or a list of ids")
    }

    fn visit_unit<E>(self) -> Result<Ids<R, MOST>, E> {
        Ok(Ids::default())
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, single: D) -> Result<Ids<R, MOST>, D::Error> {
        Ok(Ids::new(vec![(0, Id::deserialize(single)?)], true))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Ids<R, MOST>, A::Error> {
        Ok(Ids::new(items(list, MOST, || too_many(MOST))?.into_iter().enumerate().collect(), false))
    }
}

impl<R: Named, const MOST: usize> JsonSchema for Ids<R, MOST> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("Ids_{}_{MOST}", R::ENTITY.name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let id = generator.subschema_for::<Id<R>>();
        json_schema!({
            "anyOf": [{ "type": "array", "items": id, "maxItems": MOST }, id, { "type": "null" }],
        })
    }
}
