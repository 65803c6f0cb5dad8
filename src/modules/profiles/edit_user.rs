//! `Profiles.EditUser`: changes a user's role.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{OneUser, ProfileUser, member_of, refuse_if_last_manager};
use crate::auth::role::Role;
use crate::db::scope::Manager;
use crate::db::versions::Subject;
use crate::error::Result;
use crate::fields::{ExternalIds, Id, Replace};
use crate::records::member::Member;
use crate::rpc::method::PlainMethod;

/// Changes a user's role in a profile. The last manager must stay a manager.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The user's id, from `Profiles.GetUsers`.
    user_id: Id<Member>,
    /// The user's new role.
    #[serde(default)]
    role: Replace<Role>,
    /// The record's external IDs, such as `{"sap": "000123"}`. External IDs that are left out stay; null removes one of them, or all.
    #[serde(default)]
    external_ids: ExternalIds,
}

pub struct EditUser;

impl PlainMethod for EditUser {
    type Scope = Manager;
    type Parameters = Parameters;
    type Response = OneUser;

    const SUMMARY_IN_SPANISH: &'static str = "Cambia el rol de un usuario en un perfil, en el que siempre queda al menos un administrador.";
    const SUBJECT: Option<fn(&Parameters) -> Subject> = Some(|parameters| Subject::member(parameters.user_id));

    fn name(&self) -> &'static str {
        "EditUser"
    }

    fn call(&self, manager: &mut Manager, parameters: Parameters) -> Result<OneUser> {
        manager.lock_profile()?;
        let (member, user) = member_of(manager, parameters.user_id)?;
        let mut role = Role::parse(&member.role)?;
        parameters.role.apply(&mut role);
        if role != Role::Manager {
            refuse_if_last_manager(manager, &member)?;
        }
        let external_ids = parameters.external_ids.merged_into(&member.external_ids)?;
        let changed = Member { role: role.name().to_owned(), external_ids, ..member.record.clone() };
        let member = manager.update(member, changed)?;
        Ok(OneUser { user: ProfileUser::new(&member, user)? })
    }
}
