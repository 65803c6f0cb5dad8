//! Ids: what they look like on the wire, and lists of them as filters.

use std::borrow::Cow;
use std::collections::HashSet;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::leaf::{self, Leaf, Violation, Written};

/// The id of a record: a whole number from 1; `"5"` is read as 5.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Id(i64);

/// Search keys hold an id in 40 bits; nobody creates a trillion records.
pub const GREATEST_ID: i64 = (1 << 40) - 1;

impl Id {
    pub fn get(self) -> i64 {
        self.0
    }
}

impl From<Id> for i64 {
    fn from(id: Id) -> i64 {
        id.0
    }
}

impl From<Id> for Option<i64> {
    fn from(id: Id) -> Option<i64> {
        Some(id.0)
    }
}

impl Leaf for Id {
    const WHAT: &'static str = "an id";

    fn read(written: Written<'_>) -> Result<Self, Violation> {
        let Some(characters) = written.characters() else {
            return Err(Violation::new("wrong_type", "This takes an id, not a boolean."));
        };
        match characters.parse() {
            Ok(value) if (1..=GREATEST_ID).contains(&value) => Ok(Id(value)),
            Ok(_) => Err(Violation::new("out_of_range", format!("An id is a whole number from 1 to {GREATEST_ID}."))),
            Err(_) => Err(Violation::new("wrong_type", "This takes an id: a whole number, also as a text.")),
        }
    }

    fn placeholder() -> Self {
        Id(1)
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        leaf::deserialize(deserializer)
    }
}

impl JsonSchema for Id {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Id".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["integer", "string"], "minimum": 1, "pattern": "^ *[0-9]+ *$" })
    }
}

/// Ids that a list is narrowed to, or that a record names; one id may stand without a list. None means that the list
/// is not narrowed, or that the record names none.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Ids {
    /// Each once, in the order of numbers.
    distinct: Vec<i64>,
    /// In the caller's order, so that a wrong one is named where it stands.
    written: Vec<i64>,
    /// Whether it is one id that stands without a list.
    single: bool,
}

impl Ids {
    const MOST: usize = 1000;

    /// The ids, each once, or nothing where the list is not to be narrowed.
    pub fn given(&self) -> Option<&[i64]> {
        (!self.distinct.is_empty()).then_some(&self.distinct)
    }

    /// The ids, each once, in the caller's order.
    pub fn in_order(&self) -> Vec<i64> {
        let mut seen = HashSet::new();
        self.written.iter().copied().filter(|id| seen.insert(*id)).collect()
    }

    /// Each id with its place in the parameter of this name.
    pub fn places<'a>(&'a self, parameter: &'a str) -> impl Iterator<Item = (String, i64)> + 'a {
        self.written.iter().enumerate().map(move |(position, id)| {
            let place = if self.single { parameter.to_owned() } else { format!("{parameter}.{position}") };
            (place, *id)
        })
    }

    fn new<E: serde::de::Error>(written: Vec<Id>, single: bool) -> Result<Self, E> {
        if written.len() > Self::MOST {
            return Err(E::custom(Violation::new("too_many", format!("This takes {} ids at the most.", Self::MOST))));
        }
        let written: Vec<i64> = written.into_iter().map(Id::get).collect();
        let mut distinct = written.clone();
        distinct.sort_unstable();
        distinct.dedup();
        Ok(Ids { distinct, written, single })
    }
}

impl<'de> Deserialize<'de> for Ids {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(IdsVisitor)
    }
}

struct IdsVisitor;

impl IdsVisitor {
    fn one<E: serde::de::Error>(written: Written<'_>) -> Result<Ids, E> {
        Ids::new(vec![Id::read(written).map_err(E::custom)?], true)
    }
}

impl<'de> Visitor<'de> for IdsVisitor {
    type Value = Ids;

    fn expecting(&self, formatter: &mut std::fmt::Formatter) -> std::fmt::Result {
        formatter.write_str("an id, or a list of ids")
    }

    fn visit_none<E>(self) -> Result<Ids, E> {
        Ok(Ids::default())
    }

    fn visit_unit<E>(self) -> Result<Ids, E> {
        Ok(Ids::default())
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Ids, E> {
        Self::one(Written::Text(text))
    }

    fn visit_bytes<E: serde::de::Error>(self, digits: &[u8]) -> Result<Ids, E> {
        Self::one(Written::Number(std::str::from_utf8(digits).map_err(E::custom)?))
    }

    fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<Ids, E> {
        Self::one(Written::Boolean(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Ids, A::Error> {
        let mut written = Vec::new();
        while let Some(id) = list.next_element()? {
            written.push(id);
        }
        Ids::new(written, false)
    }

    fn visit_map<A: MapAccess<'de>>(self, _: A) -> Result<Ids, A::Error> {
        Err(serde::de::Error::custom(Violation::new("wrong_type", "This takes an id or a list of ids, not an object.")))
    }
}

impl JsonSchema for Ids {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Ids".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let id = generator.subschema_for::<Id>();
        json_schema!({
            "anyOf": [{ "type": "array", "items": id, "maxItems": Ids::MOST }, id, { "type": "null" }],
        })
    }
}
