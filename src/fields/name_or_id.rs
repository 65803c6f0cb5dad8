//! A record that a parameter names either in words or by its id.
//!
//! Invariants: a text is words, also if it has only digits; a number or an external ID is an id, which is looked up like any
//! other.

use std::borrow::Cow;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::DeserializeSeed;
use serde::{Deserialize, Deserializer};

use super::attempt::attempt;
use super::entity::Named;
use super::id::{Id, Ordinal, deserialize_named};
use super::leaf::{Leaf, LeafVisitor, Violation, Written};
use super::text::OptionalText;
use crate::sentences::Expected;

/// The words for a record of this kind, at most `MAXIMUM` characters, or its id.
pub enum NameOrId<R, const MAXIMUM: usize> {
    Name(OptionalText<MAXIMUM>),
    Id(Id<R>),
}

impl<R, const MAXIMUM: usize> Clone for NameOrId<R, MAXIMUM> {
    fn clone(&self) -> Self {
        match self {
            NameOrId::Name(name) => NameOrId::Name(name.clone()),
            NameOrId::Id(id) => NameOrId::Id(*id),
        }
    }
}

/// The same before the kind is known.
enum Said<const MAXIMUM: usize> {
    Name(OptionalText<MAXIMUM>),
    Id(Ordinal),
}

impl<const MAXIMUM: usize> Leaf for Said<MAXIMUM> {
    const WHAT: Expected = Expected::NameOrId;

    fn read(written: Written<'_>) -> Result<Self, Violation> {
        match written {
            Written::Number(_) => Ordinal::read(written).map(Said::Id),
            written => OptionalText::read(written).map(Said::Name),
        }
    }

    fn placeholder() -> Self {
        Said::Name(OptionalText::default())
    }
}

struct Seed<R, const MAXIMUM: usize>(PhantomData<R>);

impl<'de, R: Named, const MAXIMUM: usize> DeserializeSeed<'de> for Seed<R, MAXIMUM> {
    type Value = Said<MAXIMUM>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserialize_named::<R, D, _>(deserializer, LeafVisitor::new())
    }
}

impl<'de, R: Named, const MAXIMUM: usize> Deserialize<'de> for NameOrId<R, MAXIMUM> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match attempt(deserializer, Seed::<R, MAXIMUM>(PhantomData))?.unwrap_or_else(Said::placeholder) {
            Said::Name(name) => NameOrId::Name(name),
            Said::Id(id) => NameOrId::Id(id.into()),
        })
    }
}

impl<R: Named, const MAXIMUM: usize> JsonSchema for NameOrId<R, MAXIMUM> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("NameOrId_{}", R::ENTITY.name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let id = generator.subschema_for::<Id<R>>();
        json_schema!({ "anyOf": [{ "type": "string", "maxLength": MAXIMUM }, id] })
    }
}
