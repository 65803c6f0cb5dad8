//! `Profiles.EditProfile`: renames a profile.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ProfileView;
use crate::auth::role::Role;
use crate::db::scope::Manager;
use crate::db::versions::Subject;
use crate::error::Result;
use crate::fields::{Replace, Text};
use crate::rpc::method::PlainMethod;

/// Changes a profile.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The profile's new name.
    #[serde(default)]
    name: Replace<Text<200>>,
}

#[derive(Serialize, JsonSchema)]
pub struct Response {
    profile: ProfileView,
}

pub struct EditProfile;

impl PlainMethod for EditProfile {
    type Scope = Manager;
    type Parameters = Parameters;
    type Response = Response;

    const SUMMARY_IN_SPANISH: &'static str = "Modifica un perfil.";
    const SUBJECT: Option<fn(&Parameters) -> Subject> = Some(|_| Subject::profile());

    fn name(&self) -> &'static str {
        "EditProfile"
    }

    fn call(&self, manager: &mut Manager, parameters: Parameters) -> Result<Response> {
        manager.lock_profile()?;
        let mut name = manager.profile()?.name;
        parameters.name.apply(&mut name);
        let profile = manager.rename_profile(name)?;
        Ok(Response { profile: ProfileView { profile, role: Role::Manager } })
    }
}
