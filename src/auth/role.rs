//! Roles: each member of a profile has one.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// A member's role in a profile. Each role includes the roles before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// A member who reads.
    Viewer,
    /// A member who reads and writes.
    Member,
    /// A member who administers the profile: its users, catalogs and inputs.
    Manager,
}

impl Role {
    pub fn name(self) -> &'static str {
        match self {
            Role::Viewer => "viewer",
            Role::Member => "member",
            Role::Manager => "manager",
        }
    }

    /// Reads a stored role.
    pub fn parse(name: &str) -> Result<Self> {
        [Role::Viewer, Role::Member, Role::Manager]
            .into_iter()
            .find(|role| role.name() == name)
            .ok_or_else(|| Error::internal(format!("there is no role {name}")))
    }
}
