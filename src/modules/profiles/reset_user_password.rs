//! `Profiles.ResetUserPassword`: a link to set a new password, for a user whom the manager hands it to.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::member_of;
use crate::db::scope::Manager;
use crate::error::{Error, Result};
use crate::fields::{Id, Instant, Named};
use crate::modules::notifications::{Notice, Words, notify};
use crate::records::member::Member;
use crate::rpc::method::PlainMethod;
use crate::sentences::Sentence;

/// Makes a link with which a user of the profile sets a new password, and shows it once. Hand it to the user. The link works once,
/// for an hour. The user must be in no other profile; for others the service's operator sets a password with
/// `ventanilla user reset-password`.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The user's id, from `Profiles.GetUsers`.
    user_id: Id<Member>,
}

#[derive(Serialize, JsonSchema)]
pub struct Response {
    /// The link, shown only this once.
    link: String,
    /// The link's expiry.
    expires_at: Instant,
}

pub struct ResetUserPassword;

impl PlainMethod for ResetUserPassword {
    type Scope = Manager;
    type Parameters = Parameters;
    type Response = Response;

    const SUMMARY_IN_SPANISH: &'static str = "Crea un enlace con el que un usuario que no está en ningún otro perfil establece una \
        contraseña nueva, y lo muestra una sola vez.";
    const KEEPS_REPLY: bool = false;

    fn name(&self) -> &'static str {
        "ResetUserPassword"
    }

    fn call(&self, manager: &mut Manager, parameters: Parameters) -> Result<Response> {
        let Some(public_url) = manager.call().house.public_url.clone() else {
            return Err(Error::Forbidden(Sentence::LinksNotMade.into()));
        };
        let (member, user) = member_of(manager, parameters.user_id)?;
        if user.id == manager.user_id()? {
            return Err(Error::conflict("user_id", "own_account", Sentence::ResetOfOneself));
        }
        if !manager.is_only_here(user.id)? {
            return Err(Error::conflict("user_id", "in_another_profile", Sentence::ResetByOperator));
        }
        let (link, expires_at) = manager.make_reset_link(&user, &public_url)?;
        let (subject, record_id) = (Words::Sentence(Sentence::ResetLinkMade), member.id);
        notify(manager, Notice { user_ids: vec![user.id], entity: Member::ENTITY, record_id, subject, comment: None })?;
        Ok(Response { link, expires_at })
    }
}
