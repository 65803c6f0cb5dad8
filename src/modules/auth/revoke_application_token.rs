//! `Auth.RevokeApplicationToken`: the end of a token, at once and everywhere.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::application_token::{ApplicationToken, ApplicationTokenView};
use crate::db::scope::Manager;
use crate::db::stored::Recorded;
use crate::error::Result;
use crate::fields::Id;
use crate::rpc::method::Method;

/// Ends an application token, and the access tokens that were made of it: the next call with any of them is refused.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The token's id, from `Auth.GetApplicationTokens`.
    application_token_id: Id,
}

#[derive(JsonSchema)]
pub struct Response {
    #[schemars(with = "ApplicationTokenView<'static>")]
    application_token: Recorded<ApplicationToken>,
}

impl Serialize for Response {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map([("application_token", ApplicationTokenView::of(&self.application_token))])
    }
}

pub struct RevokeApplicationToken;

impl Method for RevokeApplicationToken {
    type Scope = Manager;
    type Parameters = Parameters;
    type Response = Response;

    fn name(&self) -> &'static str {
        "RevokeApplicationToken"
    }

    fn call(&self, manager: &mut Manager, parameters: Parameters) -> Result<Response> {
        let before = manager.get::<ApplicationToken>(parameters.application_token_id.get(), "application token")?;
        let revoked_at = before.revoked_at.or(Some(manager.moment()));
        let revoked = ApplicationToken { revoked_at, ..before.record.clone() };
        Ok(Response { application_token: manager.update(before, revoked)? })
    }
}
