//! Rights: the actions that an application token may take, module by module.

use std::collections::{BTreeMap, BTreeSet};

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize};

use crate::error::Result;
use crate::fields::{ListOf, MapOf};

/// A right: a kind of action in a module.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Right {
    /// The right to call methods that only read.
    Read,
    /// The right to call methods that write, except those that delete.
    Write,
    /// The right to call methods that delete: their names begin with Delete, Remove or Revoke.
    Delete,
    /// The right to call the method `Query`.
    Query,
    /// The right to say when something happened, such as `created_at`, beside the right to write: to move history in. No other right
    /// contains it, and a token has it only while its maker is a manager.
    Migrate,
}

impl Right {
    pub fn name(self) -> &'static str {
        match self {
            Right::Read => "read",
            Right::Write => "write",
            Right::Delete => "delete",
            Right::Query => "query",
            Right::Migrate => "migrate",
        }
    }

    /// The right that a method of this name needs.
    pub fn needed_by(method: &str, writes: bool) -> Self {
        const DELETING: [&str; 3] = ["Delete", "Remove", "Revoke"];
        match method {
            "Query" => Right::Query,
            method if writes && DELETING.iter().any(|beginning| method.starts_with(beginning)) => Right::Delete,
            _ if writes => Right::Write,
            _ => Right::Read,
        }
    }
}

/// The name that stands for all modules.
pub const ALL_MODULES: &str = "*";

/// Rights by module; `*` stands for all modules.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Rights(BTreeMap<String, BTreeSet<Right>>);

/// The most modules, and the most rights in a module: far more than there are.
const MOST: usize = 100;

impl<'de> Deserialize<'de> for Rights {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let given = MapOf::<ListOf<Right, MOST>, MOST>::deserialize(deserializer)?;
        Ok(Rights(given.into_iter().map(|(module, rights)| (module, rights.into_iter().collect())).collect()))
    }
}

impl JsonSchema for Rights {
    fn schema_name() -> Cow<'static, str> {
        "Rights".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let right = generator.subschema_for::<Right>();
        json_schema!({
            "description": "Rights by module; `*` stands for all modules.",
            "type": "object",
            "additionalProperties": { "type": "array", "items": right, "uniqueItems": true, "maxItems": MOST },
            "maxProperties": MOST,
        })
    }
}

impl Rights {
    /// Reads stored rights.
    pub fn from_stored(text: &str) -> Result<Self> {
        Ok(Rights(serde_json::from_str(text)?))
    }

    pub fn as_stored(&self) -> Result<String> {
        Ok(serde_json::to_string(self)?)
    }

    pub fn allow(&self, module: &str, right: Right) -> bool {
        [module, ALL_MODULES].iter().any(|named| self.0.get(*named).is_some_and(|rights| rights.contains(&right)))
    }

    pub fn modules(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Whether the rights allow nothing at all.
    pub fn is_empty(&self) -> bool {
        self.0.values().all(BTreeSet::is_empty)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_and_what_it_does_say_which_right_a_method_needs() {
        assert_eq!(Right::needed_by("GetCompanies", false), Right::Read);
        assert_eq!(Right::needed_by("CreateCompany", true), Right::Write);
        assert_eq!(Right::needed_by("DeleteCompany", true), Right::Delete);
        assert_eq!(Right::needed_by("RemoveUser", true), Right::Delete);
        assert_eq!(Right::needed_by("RevokeApplicationToken", true), Right::Delete);
        assert_eq!(Right::needed_by("DeletedCompanies", false), Right::Read);
        assert_eq!(Right::needed_by("Query", false), Right::Query);
    }

    #[test]
    fn rights_hold_in_their_module_and_a_star_in_all() {
        let rights = Rights::from_stored(r#"{"Companies": ["read", "write"], "*": ["query"]}"#).unwrap();
        assert!(rights.allow("Companies", Right::Write) && !rights.allow("Companies", Right::Delete));
        assert!(rights.allow("Products", Right::Query) && !rights.allow("Products", Right::Read));
        assert!(!rights.is_empty() && Rights::from_stored(r#"{"Companies": []}"#).unwrap().is_empty());
        assert_eq!(Rights::from_stored(&rights.as_stored().unwrap()).unwrap(), rights);
    }
}
