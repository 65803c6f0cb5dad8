//! `Profiles.GetUsers`: the users of the profile.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ProfileUser;
use crate::db::scope::Reader;
use crate::error::Result;
use crate::fields::Named;
use crate::records::invitation::{Invitation, InvitationView};
use crate::rpc::method::PlainMethod;

/// Lists the users of a profile, with the role of each. A manager also sees the invitations that have not been accepted.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {}

#[derive(Serialize, JsonSchema)]
pub struct Response {
    users: Vec<ProfileUser>,
    /// The invitations that have not been accepted, also those whose link has expired; only for managers.
    #[serde(skip_serializing_if = "Option::is_none")]
    invitations: Option<Vec<InvitationView>>,
}

pub struct GetUsers;

impl PlainMethod for GetUsers {
    type Scope = Reader;
    type Parameters = Parameters;
    type Response = Response;

    const SUMMARY_IN_SPANISH: &'static str = "Lista los usuarios de un perfil, con el rol de cada uno, y a sus administradores también las invitaciones que \
        no se han aceptado.";

    fn name(&self) -> &'static str {
        "GetUsers"
    }

    fn call(&self, reader: &mut Reader, _: Parameters) -> Result<Response> {
        let users = reader.members()?.into_iter().map(|(member, user)| ProfileUser::new(&member, user));
        Ok(Response { users: users.collect::<Result<_>>()?, invitations: invitations(reader)? })
    }
}

/// The invitations of the profile, oldest first; None for callers who may not see them.
fn invitations(reader: &mut Reader) -> Result<Option<Vec<InvitationView>>> {
    if !reader.may_read(Invitation::ENTITY) {
        return Ok(None);
    }
    let rows = reader.rows::<Invitation>();
    let mut invitations = reader.load(rows)?;
    invitations.sort_by_key(|invitation| invitation.id);
    Ok(Some(invitations.iter().map(InvitationView::of).collect()))
}
