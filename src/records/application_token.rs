//! The application token: all but its secret, of which only a hash is kept and which no view shows, the change record's neither.

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
    /// The membership of who made it, with which it ends.
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

    /// No view has the secret's hash.
    const REVIVE: Option<fn(&str) -> Result<Self>> = None;
}

/// An application token, without its secret.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ApplicationToken")]
pub struct ApplicationTokenView<'a> {
    id: i64,
    /// What the token is for.
    name: &'a str,
    /// How the token begins, to know it again.
    prefix: &'a str,
    /// What the token may do, module by module; `*` stands for all modules.
    #[schemars(with = "Rights")]
    rights: Verbatim<'a>,
    /// The manager who made the token. It may never do more than this user may.
    user_id: i64,
    /// What the token's changes are said to come from, where a call does not say otherwise with the header X-Origin.
    origin: Option<&'a str>,
    /// When the token expires, if ever.
    expires_at: Option<Instant>,
    /// When the token was revoked, if it was.
    revoked_at: Option<Instant>,
    /// 1 when created, one more with each change.
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
