//! `Auth.Register`: a new user with a first profile.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{SignedIn, check_new_password};
use crate::auth::password::{Hash, Password};
use crate::db::accounts::NewUser;
use crate::db::reads::Weight;
use crate::db::scope::{Newcomer, Public};
use crate::error::{Error, Result};
use crate::fields::{Email, Phone, Text};
use crate::modules::catalogs::default_entries;
use crate::records::profile::NewProfile;
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;
use crate::sentences::Sentence;

/// Makes a user and a first profile with the usual catalogs, and signs the user in.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The user's name.
    name: Text<200>,
    email: Email,
    #[serde(default)]
    mobile: Phone,
    /// The user's company; it becomes the profile's name.
    company: Text<200>,
    /// The password: eight characters or more.
    password: Password,
    /// The password, repeated.
    c_password: Password,
    #[serde(skip)]
    hash: Option<Hash>,
}

pub struct Register;

impl Method for Register {
    type Scope = Newcomer;
    type Parameters = Parameters;
    type Found = ();
    type Response = SignedIn;

    const SUMMARY_IN_SPANISH: &'static str = "Crea un usuario y su primer perfil, con los catálogos habituales, e inicia su sesión.";
    const KEEPS_REPLY: bool = false;

    fn name(&self) -> &'static str {
        "Register"
    }

    fn weight(&self, _: &Parameters) -> Weight {
        Weight::Hashing
    }

    /// Refuses a hopeless registration before its password is hashed, which is expensive.
    fn prepare(&self, public: &mut Public, parameters: &mut Parameters) -> Result<()> {
        let mut problems = Problems::default();
        check_passwords(parameters, &mut problems);
        problems.settle()?;
        if !public.registration_is_open()? {
            return Err(closed());
        }
        if public.credentials_of(&parameters.email)?.is_some() {
            return Err(taken());
        }
        parameters.hash = Some(parameters.password.hash()?);
        Ok(())
    }

    fn check(&self, _: &mut Newcomer, parameters: &Parameters, problems: &mut Problems) -> Result<Option<()>> {
        check_passwords(parameters, problems);
        Ok(Some(()))
    }

    fn call(&self, newcomer: &mut Newcomer, parameters: Parameters, (): ()) -> Result<SignedIn> {
        if !newcomer.registration_is_open()? {
            return Err(closed());
        }
        let password = parameters.hash.ok_or_else(|| Error::internal("the password was not hashed"))?;
        let user = NewUser { email: parameters.email, name: parameters.name.into(), mobile: parameters.mobile.into(), password };
        let credentials = newcomer.register(user)?;
        newcomer.found_profile(NewProfile::named(parameters.company), default_entries())?;
        SignedIn::new(&newcomer.call().house.signer, credentials)
    }
}

fn check_passwords(parameters: &Parameters, problems: &mut Problems) {
    check_new_password("password", &parameters.password, &parameters.c_password, problems);
}

fn closed() -> Error {
    Error::Forbidden(Sentence::RegistrationClosed.into())
}

/// The error that the database also gives when two people register the same address at once.
fn taken() -> Error {
    Error::taken("email")
}
