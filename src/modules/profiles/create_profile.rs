//! `Profiles.CreateProfile`: a new profile, managed by the caller.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ProfileView;
use crate::auth::role::Role;
use crate::db::scope::Account;
use crate::error::Result;
use crate::fields::Text;
use crate::modules::catalogs::default_entries;
use crate::rpc::method::PlainMethod;

/// Makes a profile with the usual catalogs. The caller becomes its manager. The service's operator decides with
/// `VENTANILLA_PROFILES` who may make profiles: anyone, managers of another profile only, or nobody.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The profile's name, mostly the name of the business.
    name: Text<200>,
}

#[derive(Serialize, JsonSchema)]
pub struct Response {
    profile: ProfileView,
}

pub struct CreateProfile;

impl PlainMethod for CreateProfile {
    type Scope = Account;
    type Parameters = Parameters;
    type Response = Response;

    const SUMMARY_IN_SPANISH: &'static str = "Crea un perfil con los catálogos habituales; quien hace la llamada pasa a ser su \
        administrador, y quien opera el servicio decide quién puede crear perfiles (`VENTANILLA_PROFILES`).";

    fn name(&self) -> &'static str {
        "CreateProfile"
    }

    fn call(&self, account: &mut Account, parameters: Parameters) -> Result<Response> {
        account.refuse_unless_founder()?;
        let profile = account.found_profile(parameters.name.as_str(), default_entries())?;
        Ok(Response { profile: ProfileView { profile, role: Role::Manager } })
    }
}
