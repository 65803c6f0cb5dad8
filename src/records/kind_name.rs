//! The names of the kinds of record, as parameters.
//!
//! Kinds in the feed of changes have a type of their own. The feed leaves out notifications, which are their users' own, and
//! application tokens, webhooks and invitations, which are for managers alone.

use std::borrow::Cow;
use std::fmt::{Debug, Formatter};
use std::sync::LazyLock;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer};

use super::kinds::KINDS;
use super::profile::Profile;
use crate::fields::leaf::{self, Leaf, Violation, Written};
use crate::fields::nearest::nearest;
use crate::fields::one_of::one_of;
use crate::fields::text::trim;
use crate::fields::{Entity, ListOf, Named};
use crate::sentences::{Expected, Sentence};

/// The kinds in the feed, in its order.
fn in_feed() -> impl Iterator<Item = Entity> {
    KINDS.iter().filter(|kind| kind.is_in_feed).map(|kind| kind.entity)
}

/// The name of a kind in the feed, as a parameter.
#[derive(Clone, Copy)]
pub struct KindName(pub Entity);

impl KindName {
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    pub fn find(name: &str) -> Option<Self> {
        Self::all().find(|kind| kind.name() == name)
    }

    fn all() -> impl Iterator<Item = KindName> {
        in_feed().map(KindName)
    }

    /// The chosen kinds, each once and in the order of the feed; all kinds if none is chosen.
    pub fn chosen(chosen: Option<&[KindName]>) -> Vec<&'static str> {
        let chosen = chosen.unwrap_or_default();
        Self::all().map(KindName::name).filter(|name| chosen.is_empty() || chosen.iter().any(|kind| kind.name() == *name)).collect()
    }
}

/// The kinds that a caller chooses.
pub type KindNames = ListOf<KindName, 100>;

impl Debug for KindName {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.name())
    }
}

impl Leaf for KindName {
    const WHAT: Expected = Expected::EntityName;

    fn read(written: Written<'_>) -> Result<Self, Violation> {
        let Written::Text(name) = written else {
            return Err(Violation::new("wrong_type", Sentence::Takes { expected: Self::WHAT }));
        };
        let name = trim(name);
        Self::find(name).ok_or_else(|| {
            let known: Vec<&'static str> = Self::all().map(KindName::name).collect();
            let meant = nearest(name, known.iter().copied()).first().map(|meant| (*meant).to_owned());
            Violation::new("unknown_entity", Sentence::NoSuchEntity { name: name.into(), known, meant })
        })
    }

    fn placeholder() -> Self {
        KindName(Profile::ENTITY)
    }
}

impl<'de> Deserialize<'de> for KindName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        leaf::deserialize(deserializer)
    }
}

impl JsonSchema for KindName {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "KindName".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "enum": Self::all().map(KindName::name).collect::<Vec<_>>() })
    }
}

/// The name of any kind of record, as a parameter.
#[derive(Debug, Clone, Copy)]
pub struct AnyKind(pub Entity);

/// The names of all kinds, in alphabetical order.
static ALL_NAMES: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let mut names: Vec<&'static str> = KINDS.iter().map(|kind| kind.entity.name()).collect();
    names.sort_unstable();
    names
});

impl<'de> Deserialize<'de> for AnyKind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        one_of(deserializer, "Entity", &ALL_NAMES).map(Entity).map(AnyKind)
    }
}

impl JsonSchema for AnyKind {
    fn schema_name() -> Cow<'static, str> {
        "Entity".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A kind of record, as the change record names it.",
            "type": "string",
            "enum": *ALL_NAMES,
        })
    }
}

/// The name of a kind of record that can have inputs, as a parameter.
#[derive(Debug, Clone, Copy)]
pub struct KindWithInputs(pub Entity);

/// The names of the kinds with inputs, in the order of the feed.
static NAMES_WITH_INPUTS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let with_inputs = KINDS.iter().filter(|kind| kind.inputs().is_some());
    with_inputs.map(|kind| kind.entity.name()).collect()
});

impl<'de> Deserialize<'de> for KindWithInputs {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        one_of(deserializer, "Owner", &NAMES_WITH_INPUTS).map(Entity).map(KindWithInputs)
    }
}

impl JsonSchema for KindWithInputs {
    fn schema_name() -> Cow<'static, str> {
        "Owner".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "The kinds of record that can have inputs.",
            "type": "string",
            "enum": *NAMES_WITH_INPUTS,
        })
    }
}
