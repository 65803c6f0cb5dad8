//! The member: a user's membership in a profile.

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::db::schema::members;
use crate::db::stored::{Facet, MentionColumns, Record, Recorded, Reference, from_view, stored};
use crate::error::Result;
use crate::fields::external_ids::none_viewed;
use crate::fields::viewed::viewed;
use crate::fields::{Entity, Instant, Named, Verbatim};

/// A user's membership in a profile, with the role.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable, AsChangeset, Deserialize)]
#[diesel(table_name = members)]
pub struct Member {
    pub user_id: i64,
    pub role: String,
    /// JSON, as the wire shows it.
    #[serde(default = "none_viewed", deserialize_with = "viewed")]
    pub external_ids: String,
}

/// A member in the change record.
#[derive(Serialize, JsonSchema)]
pub struct MemberView<'a> {
    id: i64,
    user_id: i64,
    role: &'a str,
    /// The record's external IDs, by the name of the other system: `{"sap": "000123"}`.
    #[schemars(with = "std::collections::BTreeMap<String, String>")]
    external_ids: Verbatim<'a>,
    version: i64,
    created_at: Instant,
    updated_at: Instant,
}

stored!(Member, members);

impl Named for Member {
    const ENTITY: Entity = Entity("member");
    const HAS_EXTERNAL_IDS: bool = true;
}

impl Record for Member {
    const ALL: Facet = Facet("members");
    const MENTION: MentionColumns = MentionColumns { id: "user_id", ..MentionColumns::NOTHING };
    const REFERENCES: &'static [Reference] = &[];
    const EXTERNAL_IDS: Option<fn(&Self) -> &str> = Some(|member| &member.external_ids);

    type With = ();
    type View<'a> = MemberView<'a>;

    fn view<'a>(kept: &'a Recorded<Self>, (): &'a ()) -> MemberView<'a> {
        MemberView {
            id: kept.id,
            user_id: kept.user_id,
            role: &kept.role,
            external_ids: Verbatim(Some(&kept.external_ids)),
            version: kept.version,
            created_at: kept.created_at,
            updated_at: kept.updated_at,
        }
    }

    fn whole() {}

    const REVIVE: Option<fn(&str) -> Result<Self>> = Some(from_view);
}
