//! `Auth.RevokeApplicationToken`: the end of a token, at once and everywhere.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::db::scope::Manager;
use crate::error::Result;
use crate::fields::Id;
use crate::modules::one::One;
use crate::records::application_token::ApplicationToken;
use crate::rpc::method::PlainMethod;

/// Revokes an application token and the access tokens made from it: the next call with any of them is refused.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The token's id, from `Auth.GetApplicationTokens`.
    application_token_id: Id<ApplicationToken>,
}

pub struct RevokeApplicationToken;

impl PlainMethod for RevokeApplicationToken {
    type Scope = Manager;
    type Parameters = Parameters;
    type Response = One<ApplicationToken>;

    const SUMMARY_IN_SPANISH: &'static str = "Revoca un token de aplicación y los tokens de acceso obtenidos con él: la \
        siguiente llamada con cualquiera de ellos se rechaza.";

    fn name(&self) -> &'static str {
        "RevokeApplicationToken"
    }

    fn call(&self, manager: &mut Manager, parameters: Parameters) -> Result<One<ApplicationToken>> {
        let before = manager.get::<ApplicationToken>(parameters.application_token_id.get())?;
        let revoked_at = before.revoked_at.or(Some(manager.moment()));
        let revoked = ApplicationToken { revoked_at, ..before.record.clone() };
        Ok(One::whole(manager.update(before, revoked)?))
    }
}
