//! The profile: the tenant that records belong to, not itself a record within one.

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;

use crate::db::schema::profiles;
use crate::fields::{Entity, Instant, Named};

/// A profile: the data of one business, closed to all others.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable, AsChangeset, Serialize, JsonSchema)]
#[diesel(table_name = profiles)]
pub struct Profile {
    pub id: i64,
    pub name: String,
    pub version: i64,
    pub created_at: Instant,
    pub updated_at: Instant,
}

impl Named for Profile {
    const ENTITY: Entity = Entity("profile");
    const HAS_EXTERNAL_IDS: bool = false;
}
