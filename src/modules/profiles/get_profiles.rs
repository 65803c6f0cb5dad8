//! `Profiles.GetProfiles`: the profiles of the caller.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ProfileView;
use crate::db::reads::Weight;
use crate::db::scope::Session;
use crate::error::Result;
use crate::rpc::method::PlainMethod;

/// Lists the profiles that the caller is a member of. A script sees the one profile in which its application token works.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {}

#[derive(Serialize, JsonSchema)]
pub struct Response {
    profiles: Vec<ProfileView>,
}

pub struct GetProfiles;

impl PlainMethod for GetProfiles {
    type Scope = Session;
    type Parameters = Parameters;
    type Response = Response;

    const SUMMARY_IN_SPANISH: &'static str = "Lista los perfiles a los que pertenece quien hace la llamada o, si es un programa, el \
        perfil en el que trabaja su token de aplicación.";

    fn name(&self) -> &'static str {
        "GetProfiles"
    }

    fn weight(&self, _: &Parameters) -> Weight {
        Weight::Short
    }

    fn call(&self, session: &mut Session, _: Parameters) -> Result<Response> {
        let profiles = session.profiles()?.into_iter().map(|(profile, role)| ProfileView { profile, role });
        Ok(Response { profiles: profiles.collect() })
    }
}
