//! Roles: each member of a profile has one.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// A member's role in a profile. Each role may do what those before it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Reads.
    Viewer,
    /// Reads and writes.
    Member,
    /// Administers the profile: its users, catalogs and inputs.
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

    /// Reads what is stored.
    pub fn parse(name: &str) -> Result<Self> {
        [Role::Viewer, Role::Member, Role::Manager]
            .into_iter()
            .find(|role| role.name() == name)
            .ok_or_else(|| Error::internal(format!("there is no role {name}")))
    }
}
