//! `Profiles.RevokeInvitation`: withdraws an invitation that was not accepted.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::db::scope::Manager;
use crate::db::versions::Subject;
use crate::error::Result;
use crate::fields::Id;
use crate::records::invitation::{Invitation, InvitationView};
use crate::rpc::method::PlainMethod;

/// Withdraws an invitation that has not been accepted. Its link works no longer.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The invitation's id, from `Profiles.GetUsers`.
    invitation_id: Id<Invitation>,
}

#[derive(Serialize, JsonSchema)]
pub struct Response {
    invitation: InvitationView,
}

pub struct RevokeInvitation;

impl PlainMethod for RevokeInvitation {
    type Scope = Manager;
    type Parameters = Parameters;
    type Response = Response;

    const SUMMARY_IN_SPANISH: &'static str = "Retira una invitación que no se ha aceptado; su enlace deja de servir.";
    const SUBJECT: Option<fn(&Parameters) -> Subject> = Some(|parameters| Subject::record::<Invitation>(parameters.invitation_id));

    fn name(&self) -> &'static str {
        "RevokeInvitation"
    }

    fn call(&self, manager: &mut Manager, parameters: Parameters) -> Result<Response> {
        let invitation = manager.get::<Invitation>(parameters.invitation_id.get())?;
        manager.end_links_of(&invitation)?;
        manager.delete(&invitation)?;
        Ok(Response { invitation: InvitationView::of(&invitation) })
    }
}
