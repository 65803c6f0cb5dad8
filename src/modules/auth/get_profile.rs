//! `Auth.GetProfile`: the caller's own account.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::application_token::OwnApplicationToken;
use crate::db::reads::Weight;
use crate::db::scope::Session;
use crate::error::Result;
use crate::fields::Instant;
use crate::records::user::UserView;
use crate::rpc::method::PlainMethod;

/// Shows the caller's account. A script sees its application token, and the user who made the token.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {}

#[derive(Serialize, JsonSchema)]
pub struct Response {
    user: UserView,
    /// The expiry of the token that makes the call; null if it never expires.
    expires_at: Option<Instant>,
    /// The application token that makes the call; null if a person calls.
    application_token: Option<OwnApplicationToken>,
}

pub struct GetProfile;

impl PlainMethod for GetProfile {
    type Scope = Session;
    type Parameters = Parameters;
    type Response = Response;

    const SUMMARY_IN_SPANISH: &'static str =
        "Muestra la cuenta de quien hace la llamada o, si es un programa, su token de aplicación y el usuario que lo creó.";

    fn name(&self) -> &'static str {
        "GetProfile"
    }

    fn weight(&self, _: &Parameters) -> Weight {
        Weight::Short
    }

    fn call(&self, session: &mut Session, _: Parameters) -> Result<Response> {
        let application_token = session.application()?.map(OwnApplicationToken::from);
        Ok(Response { user: session.user()?.into(), expires_at: session.expires_at()?, application_token })
    }
}
