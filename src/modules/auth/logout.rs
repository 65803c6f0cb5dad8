//! `Auth.Logout`: the end of the token that makes the call.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::db::scope::Account;
use crate::error::Result;
use crate::rpc::method::PlainMethod;

/// Ends the token that the call is made with, at once and everywhere.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {}

#[derive(Serialize, JsonSchema)]
pub struct Response {
    /// Always true.
    logged_out: bool,
}

pub struct Logout;

impl PlainMethod for Logout {
    type Scope = Account;
    type Parameters = Parameters;
    type Response = Response;

    const SUMMARY_IN_SPANISH: &'static str = "Anula, de inmediato y en todas partes, el token con el que se hace la llamada.";

    fn name(&self) -> &'static str {
        "Logout"
    }

    fn call(&self, account: &mut Account, _: Parameters) -> Result<Response> {
        account.revoke_token()?;
        Ok(Response { logged_out: true })
    }
}
