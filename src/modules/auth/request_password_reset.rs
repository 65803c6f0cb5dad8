//! `Auth.RequestPasswordReset`: a link to set a new password, by mail.
//!
//! Invariants: an address that no account has is answered, and costs, like any other. Nobody looks whether an account has it
//! before the answer is given; the errand that sends mails does.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::db::reads::Weight;
use crate::db::scope::{LinkHolder, Public};
use crate::error::Result;
use crate::fields::SignInEmail;
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;

/// Mails a link with which a forgotten password is replaced. The link works once, for an hour. The reply is the same whether an
/// account has this address or not, and also if too many links were asked for: an address is mailed five links an hour at the most.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The e-mail address of the account.
    email: SignInEmail,
    /// Whether the caller asks too often, and is not told so.
    #[serde(skip)]
    is_too_often: bool,
}

#[derive(Serialize, JsonSchema)]
pub struct Response {
    /// Always true.
    requested: bool,
}

pub struct RequestPasswordReset;

impl Method for RequestPasswordReset {
    type Scope = LinkHolder;
    type Parameters = Parameters;
    type Found = ();
    type Response = Response;

    const SUMMARY_IN_SPANISH: &'static str = "Envía por correo un enlace para sustituir una contraseña olvidada, que sirve una vez y durante \
        una hora; la respuesta es la misma si ninguna cuenta tiene esa dirección.";
    const KEEPS_REPLY: bool = false;

    fn name(&self) -> &'static str {
        "RequestPasswordReset"
    }

    /// It hashes nothing, and is counted like what does: not in a batch, and few at a time.
    fn weight(&self, _: &Parameters) -> Weight {
        Weight::Hashing
    }

    fn prepare(&self, public: &mut Public, parameters: &mut Parameters) -> Result<()> {
        let (account, address) = (parameters.email.as_email().folded(), public.call().address);
        let house = &public.call().house;
        house.refuse_unless_links_are_mailed()?;
        parameters.is_too_often = house.reset_requests.admit(&account, address).is_err();
        if !parameters.is_too_often {
            house.reset_requests.failed(&account, address);
        }
        Ok(())
    }

    fn check(&self, _: &mut LinkHolder, _: &Parameters, _: &mut Problems) -> Result<Option<()>> {
        Ok(Some(()))
    }

    fn call(&self, holder: &mut LinkHolder, parameters: Parameters, (): ()) -> Result<Response> {
        if !parameters.is_too_often {
            holder.request_reset(parameters.email.as_email())?;
        }
        Ok(Response { requested: true })
    }
}
