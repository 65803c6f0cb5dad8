//! `Auth.Login`: a token in exchange for an e-mail address and a password.

use schemars::JsonSchema;
use serde::Deserialize;

use super::SignedIn;
use crate::auth::password::{Password, check_nobody};
use crate::db::reads::Weight;
use crate::db::scope::Public;
use crate::error::{Error, Result};
use crate::fields::SignInEmail;
use crate::rpc::method::PlainMethod;
use crate::sentences::Sentence;

/// Signs a user in. Send the token from the reply with every other call.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    email: SignInEmail,
    password: Password,
}

pub struct Login;

impl PlainMethod for Login {
    type Scope = Public;
    type Parameters = Parameters;
    type Response = SignedIn;

    const SUMMARY_IN_SPANISH: &'static str = "Inicia la sesión de un usuario y devuelve el token que acompaña a todas las demás llamadas.";

    fn name(&self) -> &'static str {
        "Login"
    }

    fn weight(&self, _: &Parameters) -> Weight {
        Weight::Hashing
    }

    fn call(&self, public: &mut Public, parameters: Parameters) -> Result<SignedIn> {
        let account = parameters.email.as_email().folded();
        let address = public.call().address;
        public.call().house.throttle.admit(&account, address)?;
        let found = public.credentials_of(parameters.email.as_email())?;
        if found.is_none() {
            check_nobody(&parameters.password);
        }
        match found.filter(|credentials| credentials.password.is_of(&parameters.password)) {
            Some(credentials) => {
                public.call().house.throttle.succeeded(&account, address);
                SignedIn::new(&public.call().house.signer, credentials)
            }
            None => {
                public.call().house.throttle.failed(&account, address);
                Err(Error::Unauthenticated(Sentence::SignInWrong.into()))
            }
        }
    }
}
