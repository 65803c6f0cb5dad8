//! The application token, without its secret: only a hash is kept, and no view shows that, the change record included.

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;

use crate::auth::rights::Rights;
use crate::db::schema::application_tokens;
use crate::db::stored::{Facet, Record, Recorded, Reference, stored};
use crate::error::Result;
use crate::fields::{Entity, Instant, Named, Verbatim};

/// An application token.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = application_tokens, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct ApplicationToken {
    pub user_id: i64,
    pub name: String,
    pub prefix: String,
    pub hash: String,
    /// JSON, as the wire shows it.
    pub rights: String,
    pub origin: Option<String>,
    pub expires_at: Option<Instant>,
    pub revoked_at: Option<Instant>,
    /// The membership of the user who made the token. The token ends with it.
    pub member_id: Option<i64>,
}

stored!(ApplicationToken, application_tokens);

impl Named for ApplicationToken {
    const ENTITY: Entity = Entity("application_token");
    const HAS_EXTERNAL_IDS: bool = false;
}

impl Record for ApplicationToken {
    const ALL: Facet = Facet("application_tokens");
    const REFERENCES: &'static [Reference] = &[];

    type With = ();
    type View<'a> = ApplicationTokenView<'a>;

    fn view<'a>(kept: &'a Recorded<Self>, (): &'a ()) -> ApplicationTokenView<'a> {
        ApplicationTokenView::of(kept)
    }

    fn whole() {}

    /// A token can't be read back: no view has the secret's hash.
    const REVIVE: Option<fn(&str) -> Result<Self>> = None;
}

/// An application token, without its secret.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ApplicationToken")]
pub struct ApplicationTokenView<'a> {
    id: i64,
    /// The token's name, such as the name of its script.
    name: &'a str,
    /// The first characters of the token, to recognize it by.
    prefix: &'a str,
    /// The token's rights, module by module: `{"Companies": ["read", "write"]}`; `*` stands for all modules.
    #[schemars(with = "Rights")]
    rights: Verbatim<'a>,
    /// The manager who made the token. The token may never do more than this user may.
    user_id: i64,
    /// The origin noted with the token's changes, unless a call gives its own in the header X-Origin.
    origin: Option<&'a str>,
    /// The token's expiry; null if it never expires.
    expires_at: Option<Instant>,
    /// The time when the token was revoked; null if it was not.
    revoked_at: Option<Instant>,
    /// The record's version: 1 when created, one more with each change.
    version: i64,
    created_at: Instant,
    updated_at: Instant,
}

impl<'a> ApplicationTokenView<'a> {
    pub fn of(kept: &'a Recorded<ApplicationToken>) -> Self {
        ApplicationTokenView {
            id: kept.id,
            name: &kept.name,
            prefix: &kept.prefix,
            rights: Verbatim(Some(&kept.rights)),
            user_id: kept.user_id,
            origin: kept.origin.as_deref(),
            expires_at: kept.expires_at,
            revoked_at: kept.revoked_at,
            version: kept.version,
            created_at: kept.created_at,
            updated_at: kept.updated_at,
        }
    }
}
