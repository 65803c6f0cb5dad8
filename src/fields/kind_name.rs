//! The kinds of record that are in the feed of changes, by their names.
//!
//! Notifications are none of them: each is its user's own. Nor are application tokens and webhooks, which are the managers'
//! business.

use std::borrow::Cow;
use std::fmt::{Debug, Formatter};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer};

use super::ListOf;
use super::entity::Entity;
use super::leaf::{self, Leaf, Violation, Written};
use super::nearest::nearest;
use super::text::trim;

/// What is referred to comes before what refers to it.
pub const IN_FEED: [Entity; 11] = [
    Entity::Profile,
    Entity::Member,
    Entity::CatalogEntry,
    Entity::Input,
    Entity::File,
    Entity::Company,
    Entity::Contact,
    Entity::Product,
    Entity::Opportunity,
    Entity::Ticket,
    Entity::TicketComment,
];

/// The name of a kind, as a parameter.
#[derive(Clone, Copy)]
pub struct KindName(pub Entity);

impl KindName {
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    pub fn find(name: &str) -> Option<Self> {
        IN_FEED.into_iter().map(KindName).find(|kind| kind.name() == name)
    }

    fn all() -> impl Iterator<Item = KindName> {
        IN_FEED.into_iter().map(KindName)
    }

    /// The chosen kinds, each once and in the order of [`IN_FEED`]; all where none is chosen.
    pub fn chosen(chosen: Option<&[KindName]>) -> Vec<&'static str> {
        let chosen = chosen.unwrap_or_default();
        Self::all().map(KindName::name).filter(|name| chosen.is_empty() || chosen.iter().any(|kind| kind.name() == *name)).collect()
    }
}

/// Kinds that a caller chooses.
pub type KindNames = ListOf<KindName, 100>;

impl Debug for KindName {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.name())
    }
}

impl Leaf for KindName {
    const WHAT: &'static str = "the name of an entity";

    fn read(written: Written<'_>) -> Result<Self, Violation> {
        let Written::Text(name) = written else {
            return Err(Violation::new("wrong_type", "This takes the name of an entity, a text."));
        };
        let name = trim(name);
        Self::find(name).ok_or_else(|| {
            let known: Vec<&str> = Self::all().map(KindName::name).collect();
            let message = match nearest(name, known.iter().copied()).first() {
                Some(meant) => format!("There is no entity '{name}' here. Did you mean '{meant}'?"),
                None => format!("There is no such entity here. What goes here: {}.", known.join(", ")),
            };
            Violation::new("unknown_entity", message)
        })
    }

    fn placeholder() -> Self {
        KindName(Entity::Profile)
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
