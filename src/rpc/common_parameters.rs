//! The parameters that many methods share: `profile_id`, `profile`, `if_version`, `dry_run`. They are taken out before the method's own are
//! read, and described once for all methods.

use serde_json::{Value, json};

use super::decode::decode_one;
use super::problems::Problems;
use super::tree::Tree;
use crate::fields::{Key, Ordinal};
use crate::sentences::Sentence;

/// The common parameters that a method takes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Takes {
    pub profile_id: bool,
    /// Whether it takes the slug of a profile that has a directory.
    pub profile: bool,
    pub if_version: bool,
    pub dry_run: bool,
}

/// A profile's name in web addresses.
pub type Slug = Key<200>;

/// The values of the common parameters in a call.
#[derive(Debug, Clone, Copy, Default)]
pub struct CommonParameters {
    pub profile_id: Option<i64>,
    pub if_version: Option<i64>,
    /// Whether the call is a dry run.
    pub dry_run: bool,
}

impl Takes {
    /// The names of the common parameters that the method takes.
    pub fn names(self) -> Vec<&'static str> {
        let taken =
            [(self.profile_id, "profile_id"), (self.profile, "profile"), (self.if_version, "if_version"), (self.dry_run, "dry_run")];
        taken.into_iter().filter_map(|(takes, name)| takes.then_some(name)).collect()
    }

    /// Takes the common parameters out of the parameters of a call.
    pub fn take(self, tree: &mut Tree<'_>, problems: &mut Problems) -> CommonParameters {
        let mut common = CommonParameters::default();
        if self.profile_id {
            let given = tree.take("profile_id").filter(is_given);
            common.profile_id = given.and_then(|given| decode_one::<Ordinal>(&given, "profile_id", problems)).map(Ordinal::get);
            if common.profile_id.is_none() && !problems.concern("profile_id") {
                problems.add("profile_id", "required", Sentence::Required);
            }
        }
        if self.if_version {
            let given = tree.take("if_version").filter(is_given);
            common.if_version = given.and_then(|given| decode_one::<Ordinal>(&given, "if_version", problems)).map(Ordinal::get);
        }
        if self.dry_run {
            // Null is a mistake here: its possible meanings are too different.
            common.dry_run = tree.take("dry_run").and_then(|given| decode_one(&given, "dry_run", problems)).unwrap_or_default();
        }
        common
    }

    /// Takes the slug of the profile whose directory is visited out of the parameters of a call.
    pub fn take_profile(self, tree: &mut Tree<'_>, problems: &mut Problems) -> Option<Slug> {
        if !self.profile {
            return None;
        }
        let given = tree.take("profile").filter(is_given);
        let slug = given.and_then(|given| decode_one::<Slug>(&given, "profile", problems));
        if slug.is_none() && !problems.concern("profile") {
            problems.add("profile", "required", Sentence::Required);
        }
        slug
    }

    /// The descriptions of the common parameters in the definition.
    pub fn params(self) -> Vec<Value> {
        let mut params = Vec::new();
        if self.profile_id {
            params.push(json!({
                "name": "profile_id",
                "description": "The id of the profile, from Profiles.GetProfiles.",
                "required": true,
                "schema": { "type": ["integer", "string"], "minimum": 1 },
            }));
        }
        if self.profile {
            params.push(json!({
                "name": "profile",
                "description": "The slug of a profile that has a directory, such as `comercial-del-valle`.",
                "required": true,
                "schema": { "type": "string", "minLength": 1, "maxLength": 200 },
            }));
        }
        if self.if_version {
            params.push(json!({
                "name": "if_version",
                "description": "The version of the record that you know. If it has another one by now, nothing is done, and the call is a conflict that says which.",
                "required": false,
                "schema": { "type": ["integer", "string", "null"], "minimum": 1 },
            }));
        }
        if self.dry_run {
            params.push(json!({
                "name": "dry_run",
                "description": "Whether to answer what would be and to change nothing. Ids in the answer are not taken for good, and nobody is told anything.",
                "required": false,
                "schema": { "type": "boolean", "default": false },
            }));
        }
        params
    }
}

fn is_given(value: &Tree<'_>) -> bool {
    *value != Tree::Null
}
