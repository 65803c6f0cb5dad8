//! The invitation: somebody is to join a profile and has not accepted yet. Whether the service knows them, it does not tell.

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::db::schema::invitations;
use crate::db::stored::{Facet, Record, Recorded, Reference, from_view, stored};
use crate::error::Result;
use crate::fields::viewed::viewed;
use crate::fields::{Author, Entity, Instant, Named};

/// An invitation into a profile. It ends when it is accepted or withdrawn.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable, AsChangeset, Deserialize)]
#[diesel(table_name = invitations, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct Invitation {
    /// The user who invites.
    pub user_id: i64,
    /// The address, folded as an account's.
    pub email: String,
    pub name: Option<String>,
    pub mobile: Option<String>,
    pub role: String,
    /// The end of the link that was mailed last.
    #[serde(deserialize_with = "viewed")]
    pub expires_at: Instant,
}

/// An invitation that has not been accepted yet.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Invitation")]
pub struct InvitationView {
    id: i64,
    /// The address that the invitation is mailed to.
    email: String,
    /// The name that the manager gave; null if none. The person may give another.
    name: Option<String>,
    mobile: Option<String>,
    /// The role that the person will have in the profile.
    role: String,
    /// The manager who invites.
    user_id: i64,
    /// The expiry of the link that was mailed last. `Profiles.AddUser` with the same address mails another.
    expires_at: Instant,
    /// The user or application token that invited the person first; null if the service itself did.
    created_by: Option<Author>,
    /// The record's version: 1 when created, one more each time the person is invited again.
    version: i64,
    created_at: Instant,
    updated_at: Instant,
}

stored!(Invitation, invitations);

impl Named for Invitation {
    const ENTITY: Entity = Entity("invitation");
    const HAS_EXTERNAL_IDS: bool = false;
}

impl InvitationView {
    pub fn of(kept: &Recorded<Invitation>) -> Self {
        let Invitation { user_id, email, name, mobile, role, expires_at } = kept.record.clone();
        let Recorded { id, version, created_at, updated_at, created_by, .. } = *kept;
        InvitationView { id, email, name, mobile, role, user_id, expires_at, created_by, version, created_at, updated_at }
    }
}

impl Record for Invitation {
    const ALL: Facet = Facet("invitations");
    const REFERENCES: &'static [Reference] = &[];

    type With = ();
    type View<'a> = InvitationView;

    fn view<'a>(kept: &'a Recorded<Self>, (): &'a ()) -> InvitationView {
        InvitationView::of(kept)
    }

    fn whole() {}

    const REVIVE: Option<fn(&str) -> Result<Self>> = Some(from_view);
}
