//! `Auth.ApiLogin`: an access token, valid for an hour, in exchange for an application token.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::application_token::OwnApplicationToken;
use crate::auth::application_token::read;
use crate::db::reads::Weight;
use crate::db::scope::Public;
use crate::error::{Error, Result};
use crate::fields::Instant;
use crate::fields::text::trim;
use crate::rpc::method::PlainMethod;

/// Signs a script in: exchanges its application token for an access token with the same rights, valid for an hour. The
/// application token itself also works in the header `Authorization`.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The application token, from `Auth.CreateApplicationToken`.
    #[serde(rename = "authCode")]
    auth_code: String,
}

#[derive(Serialize, JsonSchema)]
pub struct Response {
    /// The access token, for the header `Authorization: Bearer <token>`.
    token: String,
    /// The access token's expiry.
    expires_at: Instant,
    application_token: OwnApplicationToken,
}

pub struct ApiLogin;

impl PlainMethod for ApiLogin {
    type Scope = Public;
    type Parameters = Parameters;
    type Response = Response;

    const SUMMARY_IN_SPANISH: &'static str = "Inicia la sesión de un programa: canjea su token de aplicación por un token de acceso con \
        los mismos permisos, válido durante una hora.";
    const KEEPS_REPLY: bool = false;

    fn name(&self) -> &'static str {
        "ApiLogin"
    }

    fn weight(&self, _: &Parameters) -> Weight {
        Weight::Short
    }

    fn call(&self, public: &mut Public, parameters: Parameters) -> Result<Response> {
        let address = public.call().address;
        public.call().house.throttle.admit_address(address)?;
        let found = match read(trim(&parameters.auth_code)) {
            Some(presented) => public.application(presented)?,
            None => None,
        };
        let Some(application) = found else {
            public.call().house.throttle.failed_from(address);
            return Err(Error::dead_application_token());
        };
        let signer = &public.call().house.signer;
        let (token, expires_at) = signer.issue_for_application(application.id, application.user_id, application.expires_at)?;
        Ok(Response { token, expires_at, application_token: (&application).into() })
    }
}
