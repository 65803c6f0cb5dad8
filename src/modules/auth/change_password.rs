//! `Auth.ChangePassword`: a new password, and the end of all other sessions.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::check_new_password;
use crate::auth::password::{Hash, Password};
use crate::db::reads::Weight;
use crate::db::scope::{Account, Public};
use crate::error::{Error, Result};
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;
use crate::sentences::Sentence;

/// Changes the caller's password. Every other token of the user ends; the one that makes the call stays valid.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The current password.
    password: Password,
    /// The new password: eight characters or more.
    new_password: Password,
    /// The new password, repeated.
    c_password: Password,
    /// The stored hash that the password was checked against, and the hash of the new password.
    #[serde(skip)]
    hashes: Option<(Hash, Hash)>,
    /// Whether the password does not match the stored hash. `check` reports it together with all other problems.
    #[serde(skip)]
    is_wrong: bool,
}

#[derive(Serialize, JsonSchema)]
pub struct Response {
    /// Always true.
    changed: bool,
}

pub struct ChangePassword;

impl Method for ChangePassword {
    type Scope = Account;
    type Parameters = Parameters;
    type Found = ();
    type Response = Response;

    const SUMMARY_IN_SPANISH: &'static str =
        "Cambia la contraseña de quien hace la llamada y anula todos sus tokens, salvo el que está en uso.";
    const KEEPS_REPLY: bool = false;

    fn name(&self) -> &'static str {
        "ChangePassword"
    }

    fn weight(&self, _: &Parameters) -> Weight {
        Weight::Hashing
    }

    fn prepare(&self, public: &mut Public, parameters: &mut Parameters) -> Result<()> {
        let Some(credentials) = public.credentials_of_caller()? else { return Err(wrong()) };
        let (account, address) = (credentials.user.email, public.call().address);
        let throttle = &public.call().house.throttle;
        throttle.admit(&account, address)?;
        if !credentials.password.is_of(&parameters.password) {
            throttle.failed(&account, address);
            parameters.is_wrong = true;
            return Ok(());
        }
        let mut problems = Problems::default();
        check_new(parameters, &mut problems);
        if problems.is_empty() {
            parameters.hashes = Some((credentials.password, parameters.new_password.hash()?));
        }
        Ok(())
    }

    fn check(&self, _: &mut Account, parameters: &Parameters, problems: &mut Problems) -> Result<Option<()>> {
        if parameters.is_wrong {
            problems.add("password", "wrong", Sentence::PasswordWrong);
        }
        check_new(parameters, problems);
        Ok(Some(()))
    }

    fn call(&self, account: &mut Account, parameters: Parameters, (): ()) -> Result<Response> {
        let (checked, new) = parameters.hashes.ok_or_else(|| Error::internal("the passwords were not hashed"))?;
        if !account.change_password(&checked, &new)? {
            return Err(wrong());
        }
        Ok(Response { changed: true })
    }
}

fn check_new(parameters: &Parameters, problems: &mut Problems) {
    check_new_password("new_password", &parameters.new_password, &parameters.c_password, problems);
}

fn wrong() -> Error {
    Error::invalid("password", "wrong", Sentence::PasswordWrong)
}
