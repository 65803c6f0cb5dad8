//! `Auth.GetProfile`: who am I?

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::UserView;
use crate::db::reads::Weight;
use crate::db::scope::Session;
use crate::error::Result;
use crate::fields::Instant;
use crate::rpc::method::Method;

/// Says who the caller is.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {}

#[derive(Serialize, JsonSchema)]
pub struct Response {
    user: UserView,
    /// When the token in hand expires.
    expires_at: Instant,
}

pub struct GetProfile;

impl Method for GetProfile {
    type Scope = Session;
    type Parameters = Parameters;
    type Response = Response;

    fn name(&self) -> &'static str {
        "GetProfile"
    }

    fn weight(&self, _: &Parameters) -> Weight {
        Weight::Short
    }

    fn call(&self, session: &mut Session, _: Parameters) -> Result<Response> {
        Ok(Response { user: session.user()?.into(), expires_at: session.expires_at()? })
    }
}
