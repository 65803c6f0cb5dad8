//! The kinds of record that are synchronised, and what the methods need to know of each.
//!
//! Notifications are none of them: each is its user's own, and [`Notifications.GetNotifications`] has it. Nor are
//! application tokens and webhooks, which are the managers' business.
//!
//! [`Notifications.GetNotifications`]: crate::modules::notifications

use std::borrow::Cow;
use std::fmt::{Debug, Formatter};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer};

use crate::db::feed::Versions;
use crate::db::scope::Reader;
use crate::db::stored::Stored;
use crate::error::Result;
use crate::fields::leaf::{self, Leaf, Violation, Written};
use crate::fields::nearest::nearest;
use crate::fields::text::trim;
use crate::fields::{Entity, ListOf};
use crate::modules::catalogs::CatalogEntry;
use crate::modules::companies::Company;
use crate::modules::contacts::Contact;
use crate::modules::files::File;
use crate::modules::inputs::Input;
use crate::modules::opportunities::Opportunity;
use crate::modules::products::Product;
use crate::modules::profiles::Member;
use crate::modules::tickets::{Ticket, TicketComment};

/// One kind of record.
pub struct Kind {
    pub entity: Entity,
    /// So many records of the profile, from the one behind this id on, in the order of their ids.
    pub copies: fn(&mut Reader, i64, i64) -> Result<Vec<Copied>>,
    /// All records of the profile.
    pub versions: fn(&mut Reader) -> Result<Versions>,
}

/// A record as the feed shows it.
pub struct Copied {
    pub id: i64,
    pub version: i64,
    /// JSON, as the wire shows the record.
    pub record: String,
}

const fn kind<R: Stored>() -> Kind {
    Kind { entity: R::ENTITY, copies: copies::<R>, versions: Reader::versions::<R> }
}

/// What is referred to comes before what refers to it.
pub static KINDS: [Kind; 11] = [
    Kind { entity: Entity::Profile, copies: copies_of_profile, versions: versions_of_profile },
    kind::<Member>(),
    kind::<CatalogEntry>(),
    kind::<Input>(),
    kind::<File>(),
    kind::<Company>(),
    kind::<Contact>(),
    kind::<Product>(),
    kind::<Opportunity>(),
    kind::<Ticket>(),
    kind::<TicketComment>(),
];

fn copies<R: Stored>(reader: &mut Reader, after: i64, most: i64) -> Result<Vec<Copied>> {
    let records = reader.walk::<R>(after, most)?;
    let whole = R::whole();
    let copies = records.iter().map(|kept| {
        let record = serde_json::to_string(&R::view(kept, &whole))?;
        Ok(Copied { id: kept.id, version: kept.version, record })
    });
    copies.collect()
}

fn copies_of_profile(reader: &mut Reader, after: i64, _: i64) -> Result<Vec<Copied>> {
    let profile = reader.profile()?;
    if profile.id <= after {
        return Ok(Vec::new());
    }
    Ok(vec![Copied { id: profile.id, version: profile.version, record: serde_json::to_string(&profile)? }])
}

fn versions_of_profile(reader: &mut Reader) -> Result<Versions> {
    let profile = reader.profile()?;
    Ok(vec![(profile.id, profile.version)])
}

/// The name of a kind, as a parameter.
#[derive(Clone, Copy)]
pub struct KindName(pub &'static Kind);

impl KindName {
    pub fn name(self) -> &'static str {
        self.0.entity.name()
    }

    pub fn find(name: &str) -> Option<Self> {
        KINDS.iter().map(KindName).find(|kind| kind.name() == name)
    }

    fn all() -> impl Iterator<Item = KindName> {
        KINDS.iter().map(KindName)
    }

    /// The chosen kinds, each once and in the order of [`KINDS`]; all where none is chosen.
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
        KindName(&KINDS[0])
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
