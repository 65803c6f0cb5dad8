//! External IDs: a record's ids in other systems, such as a company's number in the ERP or a product's in the shop.
//!
//! Invariants: a system's name has few allowed characters and only one spelling; a record has at most one id in a system.
//! The database makes sure that no two records of a kind have the same ([`crate::db::external_ids`]).

use std::borrow::Cow;
use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{DeserializeSeed, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::attempt::{attempt, checked};
use super::bounded::entries;
use super::leaf::{self, Leaf, Violation, Written};
use super::text::{composed, is_same_key, trim};
use crate::error::Error;
use crate::sentences::{Expected, Sentence};

/// The external IDs of a record that has none.
pub const NONE: &str = "{}";

/// The external IDs of a record whose view is older than external IDs.
pub fn none_viewed() -> String {
    NONE.to_owned()
}

/// The name that no system may have: `{"slug": "…"}` stands for the record with this slug.
pub const SLUG: &str = "slug";

/// The system of an id that is written as a bare UUID.
pub const UUID: &str = "uuid";

/// The pattern of a bare UUID.
pub const UUID_PATTERN: &str = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";

/// Whether a text is a UUID, in any letter case.
pub fn is_uuid(text: &str) -> bool {
    const HYPHENS: [usize; 4] = [8, 13, 18, 23];
    let is_fit = |(place, byte): (usize, u8)| if HYPHENS.contains(&place) { byte == b'-' } else { byte.is_ascii_hexdigit() };
    text.len() == 36 && text.bytes().enumerate().all(is_fit)
}

/// The most external IDs of a record.
const MOST: usize = 20;

/// The name of a system.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct System(String);

impl System {
    const LONGEST: usize = 50;

    fn read(name: &str) -> Result<Self, Violation> {
        let is_fit = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_.-".contains(&byte);
        if (1..=Self::LONGEST).contains(&name.len()) && name.bytes().all(is_fit) {
            return Ok(System(name.to_owned()));
        }
        let lower = trim(name).to_lowercase();
        let meant = (lower != name && System::read(&lower).is_ok()).then_some(lower);
        Err(Violation::new("malformed_system", Sentence::SystemMalformed { most: Self::LONGEST, meant }))
    }
}

/// The id of a record in another system: a text, or a number's digits, compared as keys are.
#[derive(Debug, Clone, PartialEq, Eq)]
struct ExternalKey(String);

impl Leaf for ExternalKey {
    const WHAT: Expected = Expected::IdOfOtherSystem;

    fn read(written: Written<'_>) -> Result<Self, Violation> {
        const LONGEST: usize = 200;
        let text = match written {
            Written::Text(text) => trim(text),
            // A number with a fraction or an exponent has no certain spelling.
            Written::Number(digits) if digits.bytes().all(|byte| byte.is_ascii_digit()) => digits,
            _ => return Err(Violation::new("wrong_type", Sentence::Takes { expected: Self::WHAT })),
        };
        match text {
            "" => Err(Violation::new("empty", Sentence::Empty)),
            text if text.contains('\0') => Err(Violation::new("forbidden_character", Sentence::NulCharacter)),
            text if text.chars().count() > LONGEST => Err(Violation::new("too_long", Sentence::TextTooLong { most: LONGEST })),
            text => Ok(ExternalKey(composed(text).into_owned())),
        }
    }

    fn placeholder() -> Self {
        ExternalKey("-".to_owned())
    }
}

impl<'de> Deserialize<'de> for ExternalKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        leaf::deserialize(deserializer)
    }
}

/// An external ID of a record: `{"sap": "000123"}`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct External {
    pub system: String,
    pub id: String,
}

/// A record by the name of its kind and its external ID.
pub type Called = (&'static str, External);

impl External {
    /// Reads the object that stands for an id in a call.
    pub fn read<'de, A: MapAccess<'de>>(mut object: A) -> Result<Self, A::Error> {
        let several = || Violation::new("wrong_type", Sentence::TakesIdOrExternalId).into_error();
        let Some(name) = object.next_key::<String>()? else { return Err(several()) };
        let System(system) = System::read(&name).map_err(Violation::into_error)?;
        let ExternalKey(id) = object.next_value()?;
        if object.next_key::<String>()?.is_some() {
            return Err(several());
        }
        Ok(External { system, id })
    }

    /// The external ID that a bare UUID stands for.
    pub fn of_uuid(text: &str) -> Option<Self> {
        let text = trim(text);
        is_uuid(text).then(|| External { system: UUID.to_owned(), id: text.to_owned() })
    }

    /// The schema for a parameter that also takes an external ID.
    pub fn or(schema: &Schema, generator: &mut SchemaGenerator) -> Schema {
        let external = generator.subschema_for::<External>();
        json_schema!({ "anyOf": [schema, external] })
    }
}

impl JsonSchema for External {
    fn schema_name() -> Cow<'static, str> {
        "ExternalId".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A record by what another system calls it: the system, and the record's id there, such as {\"sap\": \"000123\"}. \
                A company, a product or a service may also be named by its slug: {\"slug\": \"acme-corp\"}.",
            "type": "object",
            "propertyNames": { "pattern": "^[a-z0-9_.-]{1,50}$" },
            "additionalProperties": { "type": ["string", "integer"] },
            "minProperties": 1,
            "maxProperties": 1,
        })
    }
}

/// The external IDs in a call: those left out stay, null for a system removes that one, and null for the parameter removes all.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ExternalIds {
    cleared: bool,
    given: BTreeMap<System, Option<ExternalKey>>,
}

impl ExternalIds {
    /// The record's external IDs after these are merged into them.
    pub fn merged_into(&self, kept: &str) -> Result<String, Error> {
        if !self.cleared && self.given.is_empty() {
            return Ok(kept.to_owned());
        }
        let mut ids = if self.cleared { BTreeMap::new() } else { read_kept(kept)? };
        for (System(system), key) in &self.given {
            match key {
                // An id that is only spelt differently stays as it is.
                Some(ExternalKey(id)) if ids.get(system).is_some_and(|kept| is_same_key(kept, id)) => None,
                Some(ExternalKey(id)) => ids.insert(system.clone(), id.clone()),
                None => ids.remove(system),
            };
        }
        if ids.len() > MOST {
            return Err(Error::invalid("external_ids", "too_many", Sentence::TooManyExternalIds { most: MOST }));
        }
        Ok(serde_json::to_string(&ids)?)
    }

    /// The external IDs that are given and not removed.
    pub fn given(&self) -> Vec<External> {
        let given = self.given.iter().filter_map(|(System(system), key)| {
            let ExternalKey(id) = key.as_ref()?;
            Some(External { system: system.clone(), id: id.clone() })
        });
        given.collect()
    }

    /// The external IDs of a new record.
    pub fn as_kept(&self) -> Result<String, Error> {
        self.merged_into(NONE)
    }
}

/// The external IDs that a record keeps, by system.
pub fn read_kept(kept: &str) -> Result<BTreeMap<String, String>, Error> {
    if kept == NONE {
        return Ok(BTreeMap::new());
    }
    Ok(serde_json::from_str(kept)?)
}

impl<'de> Deserialize<'de> for ExternalIds {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Given(ExternalIds);
        impl<'de> Deserialize<'de> for Given {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                attempt(deserializer, IdsVisitor).map(Option::unwrap_or_default).map(Given)
            }
        }
        let cleared = || ExternalIds { cleared: true, given: BTreeMap::new() };
        Ok(Option::deserialize(deserializer)?.map_or_else(cleared, |Given(ids)| ids))
    }
}

struct IdsVisitor;

impl<'de> DeserializeSeed<'de> for IdsVisitor {
    type Value = ExternalIds;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<ExternalIds, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for IdsVisitor {
    type Value = ExternalIds;

    fn expecting(&self, formatter: &mut std::fmt::Formatter) -> std::fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<ExternalIds, A::Error> {
        let too_many = || Violation::new("too_many", Sentence::TooManyExternalIds { most: MOST });
        let given = entries(map, MOST, too_many, OneId)?;
        Ok(ExternalIds { cleared: false, given: given.into_iter().flatten().collect() })
    }
}

/// A seed that reads the id in the system with this name. None if either is wrong.
struct OneId(String);

impl<'de> DeserializeSeed<'de> for OneId {
    type Value = Option<(System, Option<ExternalKey>)>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        checked(deserializer, |key: Option<ExternalKey>| match System::read(&self.0)? {
            // A record that has such an id since an earlier release can lose it.
            System(system) if system == SLUG && key.is_some() => Err(Violation::new("reserved_system", Sentence::SystemReserved)),
            system => Ok((system, key)),
        })
    }
}

impl JsonSchema for ExternalIds {
    fn schema_name() -> Cow<'static, str> {
        "ExternalIds".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "The record's ids in other systems, by the name of the system: {\"sap\": \"000123\"}. Null takes one away. No system may be called slug.",
            "type": ["object", "null"],
            "propertyNames": { "pattern": "^[a-z0-9_.-]{1,50}$" },
            "additionalProperties": { "type": ["string", "integer", "null"] },
            "maxProperties": MOST,
        })
    }
}
