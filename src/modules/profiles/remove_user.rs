//! `Profiles.RemoveUser`: removes a user from the profile.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{OneUser, ProfileUser, member_of, refuse_if_last_manager};
use crate::db::scope::Manager;
use crate::db::versions::Subject;
use crate::error::Result;
use crate::fields::Id;
use crate::records::member::Member;
use crate::rpc::method::PlainMethod;

/// Removes a user from a profile; the account itself stays. The last manager can't be removed.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The user's id, from `Profiles.GetUsers`.
    user_id: Id<Member>,
}

pub struct RemoveUser;

impl PlainMethod for RemoveUser {
    type Scope = Manager;
    type Parameters = Parameters;
    type Response = OneUser;

    const SUMMARY_IN_SPANISH: &'static str =
        "Quita a un usuario de un perfil, en el que siempre queda al menos un administrador; la cuenta del usuario se conserva.";
    const SUBJECT: Option<fn(&Parameters) -> Subject> = Some(|parameters| Subject::member(parameters.user_id));

    fn name(&self) -> &'static str {
        "RemoveUser"
    }

    fn call(&self, manager: &mut Manager, parameters: Parameters) -> Result<OneUser> {
        manager.lock_profile()?;
        let (member, user) = member_of(manager, parameters.user_id)?;
        refuse_if_last_manager(manager, &member)?;
        manager.delete(&member)?;
        Ok(OneUser { user: ProfileUser::new(&member, user)? })
    }
}
