//! `Profiles.GetUsers`: the users of the profile.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ProfileUser;
use crate::db::scope::Reader;
use crate::error::Result;
use crate::rpc::method::PlainMethod;

/// Lists the users of a profile, with the role of each.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {}

#[derive(Serialize, JsonSchema)]
pub struct Response {
    users: Vec<ProfileUser>,
}

pub struct GetUsers;

impl PlainMethod for GetUsers {
    type Scope = Reader;
    type Parameters = Parameters;
    type Response = Response;

    const SUMMARY_IN_SPANISH: &'static str = "Lista los usuarios de un perfil, con el rol de cada uno.";

    fn name(&self) -> &'static str {
        "GetUsers"
    }

    fn call(&self, reader: &mut Reader, _: Parameters) -> Result<Response> {
        let users = reader.members()?.into_iter().map(|(member, user)| ProfileUser::new(&member, user));
        Ok(Response { users: users.collect::<Result<_>>()? })
    }
}
