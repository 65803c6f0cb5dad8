//! Profiles: their members and roles, and the lists that all forms need.

mod add_user;
mod create_profile;
mod edit_profile;
mod edit_user;
mod get_countries;
mod get_profiles;
mod get_states;
mod get_users;
mod remove_user;
mod reset_user_password;
mod revoke_invitation;

use std::collections::BTreeMap;

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;

use crate::auth::role::Role;
use crate::db::accounts::User;
use crate::db::schema::members;
use crate::db::scope::Reader;
use crate::db::stored::{Facet, Recorded};
use crate::error::{Error, Result};
use crate::fields::external_ids::read_kept;
use crate::fields::{Id, Ids, Instant};
use crate::modules::reference::unknown_id;
use crate::records::member::Member;
use crate::records::profile::Profile;
use crate::rpc::problems::Problems;
use crate::rpc::registry::Registry;
use crate::sentences::{Sentence, USER, USER_OF_PROFILE};

pub fn register(registry: &mut Registry) {
    registry
        .module(
            "Profiles",
            "Profiles, their users, and the lists that all forms need.",
            "Los perfiles, sus usuarios y las listas que todo formulario necesita.",
        )
        .method(get_profiles::GetProfiles)
        .method(create_profile::CreateProfile)
        .method(edit_profile::EditProfile)
        .method(get_users::GetUsers)
        .method(add_user::AddUser)
        .method(edit_user::EditUser)
        .method(remove_user::RemoveUser)
        .method(get_countries::GetCountries)
        .method(get_states::GetStates)
        .later()
        .method(revoke_invitation::RevokeInvitation)
        // A token that could make such links could become anybody in the profile.
        .for_people()
        .method(reset_user_password::ResetUserPassword);
}

/// A profile, as its members see it.
#[derive(Serialize, JsonSchema)]
pub struct ProfileView {
    #[serde(flatten)]
    profile: Profile,
    /// The caller's role in the profile.
    role: Role,
}

/// A user of a profile.
#[derive(Serialize, JsonSchema)]
pub struct ProfileUser {
    /// The user's id.
    id: i64,
    name: String,
    email: String,
    mobile: Option<String>,
    /// The user's role in this profile.
    role: Role,
    /// The user's external IDs, by the name of the other system.
    external_ids: BTreeMap<String, String>,
    /// The membership's version: 1 when the user joined, one more each time the role or an external ID changes.
    version: i64,
    /// The time when the user joined the profile.
    created_at: Instant,
    /// The time of the last change of the role or an external ID.
    updated_at: Instant,
}

impl ProfileUser {
    fn new(member: &Recorded<Member>, user: User) -> Result<Self> {
        Ok(ProfileUser {
            id: user.id,
            name: user.name,
            email: user.email,
            mobile: user.mobile,
            role: Role::parse(&member.role)?,
            external_ids: read_kept(&member.external_ids)?,
            version: member.version,
            created_at: member.created_at,
            updated_at: member.updated_at,
        })
    }
}

/// The reply of the methods that change one user of a profile.
#[derive(Serialize, JsonSchema)]
pub struct OneUser {
    user: ProfileUser,
}

/// The membership of a user, with the user.
fn member_of(reader: &mut Reader, user_id: Id<Member>) -> Result<(Recorded<Member>, User)> {
    let found = reader.members()?.into_iter().find(|(member, _)| member.user_id == user_id.get());
    found.ok_or_else(|| Error::not_found(&USER_OF_PROFILE))
}

/// Refuses to take the last manager from a profile, which nobody could administer any more.
fn refuse_if_last_manager(reader: &mut Reader, member: &Recorded<Member>) -> Result<()> {
    let manager = Role::Manager.name();
    let managers = reader.rows::<Member>().filter(members::role.eq(manager));
    if member.role == manager && reader.count(managers)? <= 1 {
        return Err(Error::conflict("user_id", "last_manager", Sentence::LastManager));
    }
    Ok(())
}

/// Notes an owner who is no member of the profile. A record may keep the owner that it has.
pub fn check_member(reader: &mut Reader, path: &str, user_id: impl Into<i64>, kept: Option<i64>, problems: &mut Problems) -> Result<()> {
    let user_id = user_id.into();
    if problems.concern(path) || kept == Some(user_id) || reader.mention::<Member>(user_id)?.is_some() {
        return Ok(());
    }
    problems.add(path, "unknown_id", unknown_id(&USER, user_id));
    Ok(())
}

/// Notes an owner, in `user_id`, who is no member of the profile. A record may keep the owner that it has.
pub fn check_owner(reader: &mut Reader, user_id: Option<impl Into<i64>>, kept: Option<i64>, problems: &mut Problems) -> Result<()> {
    user_id.map_or(Ok(()), |user_id| check_member(reader, "user_id", user_id, kept, problems))
}

/// Notes users in a filter who are strangers to the profile: neither members nor owners of such records, as the facet counts
/// them.
pub fn check_owners(reader: &mut Reader, path: &str, ids: &Ids<Member>, owned: Facet, problems: &mut Problems) -> Result<()> {
    check_owners_of_any(reader, path, ids, &[owned], problems)
}

/// Notes users in a filter who are neither members nor owners of records that any of these facets counts.
pub fn check_owners_of_any(reader: &mut Reader, path: &str, ids: &Ids<Member>, owned: &[Facet], problems: &mut Problems) -> Result<()> {
    let Some(distinct) = ids.given() else { return Ok(()) };
    let members = reader.all_mentioned::<Member>(distinct)?;
    let mut others: Vec<i64> = distinct.iter().copied().filter(|id| !members.contains_key(id)).collect();
    for facet in owned {
        if others.is_empty() {
            return Ok(());
        }
        let owners = reader.values_in_use(*facet, &others)?;
        others.retain(|id| !owners.contains(id));
    }
    for (place, id) in ids.places(path).filter(|(_, id)| others.contains(id)) {
        problems.add(&place, "unknown_id", unknown_id(&USER, id));
    }
    Ok(())
}
