//! `Auth.EditProfile`: the caller's own name, telephone, language and e-mail address.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::auth::password::{Hash, Password};
use crate::db::accounts::{NewAddress, User};
use crate::db::reads::Weight;
use crate::db::scope::{Account, Public};
use crate::error::{Error, Result};
use crate::fields::{Edit, Email, Phone, Replace, Text};
use crate::records::user::UserView;
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;
use crate::sentences::{Language, Sentence};

/// Changes the caller's own account. Parameters that are left out stay as they are.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The caller's new name.
    #[serde(default)]
    name: Replace<Text<200>>,
    /// The telephone number; null removes it.
    #[serde(default)]
    mobile: Edit<Phone>,
    /// The language of the sentences and mails that the caller receives; null means the service's default. A request's own
    /// `Accept-Language` takes precedence.
    #[serde(default)]
    language: Edit<Language>,
    /// The new e-mail address to sign in with. A change of address needs the password.
    #[serde(default)]
    email: Option<Email>,
    /// The caller's password; needed only to change the e-mail address.
    #[serde(default)]
    password: Option<Password>,
    /// The stored hash that the password was checked against.
    #[serde(skip)]
    checked: Option<Hash>,
    /// Whether the password does not match the stored hash. `check` reports it together with all other problems.
    #[serde(skip)]
    is_wrong: bool,
}

#[derive(Serialize, JsonSchema)]
pub struct Response {
    user: UserView,
}

pub struct EditProfile;

impl Method for EditProfile {
    type Scope = Account;
    type Parameters = Parameters;
    type Found = User;
    type Response = Response;

    const SUMMARY_IN_SPANISH: &'static str = "Modifica la cuenta propia; lo que se omite queda como está.";
    const KEEPS_REPLY: bool = false;

    fn name(&self) -> &'static str {
        "EditProfile"
    }

    fn weight(&self, parameters: &Parameters) -> Weight {
        if parameters.password.is_some() { Weight::Hashing } else { Weight::Long }
    }

    fn prepare(&self, public: &mut Public, parameters: &mut Parameters) -> Result<()> {
        let Some(password) = &parameters.password else { return Ok(()) };
        let Some(credentials) = public.credentials_of_caller()? else { return Err(Error::dead_token()) };
        let (account, address) = (credentials.user.email, public.call().address);
        let throttle = &public.call().house.throttle;
        throttle.admit(&account, address)?;
        if credentials.password.is_of(password) {
            parameters.checked = Some(credentials.password);
        } else {
            throttle.failed(&account, address);
            parameters.is_wrong = true;
        }
        Ok(())
    }

    fn check(&self, account: &mut Account, parameters: &Parameters, problems: &mut Problems) -> Result<Option<User>> {
        let user = account.user()?;
        let is_other = parameters.email.as_ref().is_some_and(|email| email.folded() != user.email);
        if parameters.is_wrong {
            problems.add("password", "wrong", Sentence::PasswordWrong);
        } else if is_other && parameters.password.is_none() && !problems.concern("email") {
            problems.add("password", "required", Sentence::PasswordForEmail);
        }
        Ok(Some(user))
    }

    fn call(&self, account: &mut Account, parameters: Parameters, mut user: User) -> Result<Response> {
        let Parameters { name, mobile, language, email, checked, .. } = parameters;
        let address = match (email, checked) {
            (Some(email), Some(checked)) if email.folded() != user.email => Some(NewAddress { email, checked }),
            _ => None,
        };
        name.apply(&mut user.name);
        mobile.apply(&mut user.mobile);
        match language {
            Edit::Keep => {}
            Edit::Clear => user.language = None,
            Edit::Set(language) => user.language = Some(language.code().to_owned()),
        }
        let changed = account.edit_user(user, address)?;
        changed.map(|user| Response { user: user.into() }).ok_or_else(|| Error::invalid("password", "wrong", Sentence::PasswordWrong))
    }
}
