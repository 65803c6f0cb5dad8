//! `Auth.ResetPassword`: a new password in exchange for the token of a link.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{check_new_password, dead_link};
use crate::auth::one_time_link::LinkToken;
use crate::auth::password::{Hash, Password};
use crate::db::reads::Weight;
use crate::db::scope::{LinkHolder, Public};
use crate::error::{Error, Result};
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;

/// Sets a new password with the token of a link from `Auth.RequestPasswordReset` or `Profiles.ResetUserPassword`. Every session of
/// the user ends. A token works once, for an hour, and not after another change of the password or of the address.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The token: the last part of the link.
    token: LinkToken,
    /// The new password: eight characters or more.
    new_password: Password,
    /// The new password, repeated.
    c_password: Password,
    #[serde(skip)]
    hash: Option<Hash>,
}

#[derive(Serialize, JsonSchema)]
pub struct Response {
    /// Always true.
    changed: bool,
}

pub struct ResetPassword;

impl Method for ResetPassword {
    type Scope = LinkHolder;
    type Parameters = Parameters;
    type Found = ();
    type Response = Response;

    const SUMMARY_IN_SPANISH: &'static str =
        "Establece una contraseña nueva con el token de un enlace y cierra todas las sesiones del usuario.";
    const KEEPS_REPLY: bool = false;

    fn name(&self) -> &'static str {
        "ResetPassword"
    }

    fn weight(&self, _: &Parameters) -> Weight {
        Weight::Hashing
    }

    /// Hashes a password only for a living link.
    fn prepare(&self, public: &mut Public, parameters: &mut Parameters) -> Result<()> {
        let address = public.call().address;
        public.call().house.throttle.admit_address(address)?;
        if !public.may_reset(&parameters.token)? {
            public.call().house.throttle.failed_from(address);
            return Ok(());
        }
        let mut problems = Problems::default();
        check(parameters, &mut problems);
        if problems.is_empty() {
            parameters.hash = Some(parameters.new_password.hash()?);
        }
        Ok(())
    }

    fn check(&self, _: &mut LinkHolder, parameters: &Parameters, problems: &mut Problems) -> Result<Option<()>> {
        check(parameters, problems);
        // Only a living link lets a password be hashed.
        if problems.is_empty() && parameters.hash.is_none() {
            return Err(dead_link());
        }
        Ok(Some(()))
    }

    fn call(&self, holder: &mut LinkHolder, parameters: Parameters, (): ()) -> Result<Response> {
        let new = parameters.hash.ok_or_else(|| Error::internal("the password was not hashed"))?;
        if !holder.reset_password(&parameters.token, &new)? {
            return Err(dead_link());
        }
        Ok(Response { changed: true })
    }
}

fn check(parameters: &Parameters, problems: &mut Problems) {
    check_new_password("new_password", &parameters.new_password, &parameters.c_password, problems);
}
