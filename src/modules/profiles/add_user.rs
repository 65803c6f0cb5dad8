//! `Profiles.AddUser`: adds a user to the profile.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ProfileUser;
use crate::auth::password::{Hash, Password};
use crate::auth::role::Role;
use crate::db::accounts::{NewUser, User};
use crate::db::reads::Weight;
use crate::db::scope::{Manager, Public};
use crate::error::{Error, Result};
use crate::fields::{Email, ExternalIds, Named, OptionalText, Phone};
use crate::modules::notifications::{Notice, Words, notify};
use crate::records::member::Member;
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;
use crate::sentences::Sentence;

/// Adds a user to a profile. A person without an account gets one, and `name` and `password` are then required. For a person with
/// an account, the reply shows only the id and the role, the person is notified, and the call is not allowed in a batch.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    email: Email,
    /// The user's role in this profile.
    role: Role,
    /// The user's name; only for a user without an account.
    #[serde(default)]
    name: OptionalText<200>,
    #[serde(default)]
    mobile: Phone,
    /// The user's first password, eight characters or more; only for a user without an account.
    #[serde(default)]
    password: Option<Password>,
    /// The record's external IDs: its ids in other systems, such as `{"sap": "000123"}`. Each is unique among records of its
    /// kind. Wherever an id is expected, an external ID may stand for it.
    #[serde(default)]
    external_ids: ExternalIds,
    #[serde(skip)]
    hash: Option<Hash>,
}

/// The new user of the profile.
#[derive(Serialize, JsonSchema)]
pub struct Response {
    user: AddedUser,
}

/// A user who was added to a profile.
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
enum AddedUser {
    /// A user whose account this call has created.
    New(ProfileUser),
    /// A user who had an account before.
    Known {
        /// The user's id.
        id: i64,
        /// The user's role in this profile.
        role: Role,
    },
}

pub struct AddUser;

impl Method for AddUser {
    type Scope = Manager;
    type Parameters = Parameters;
    /// The user, if there is an account already.
    type Found = Option<User>;
    type Response = Response;

    const SUMMARY_IN_SPANISH: &'static str = "Agrega un usuario a un perfil; si aún no tiene cuenta, se crea con `name` y `password`, \
        que entonces son obligatorios, y si ya la tiene, se le notifica y la respuesta solo indica su id y su rol.";
    const KEEPS_REPLY: bool = false;

    fn name(&self) -> &'static str {
        "AddUser"
    }

    fn weight(&self, parameters: &Parameters) -> Weight {
        if parameters.password.is_some() { Weight::Hashing } else { Weight::Short }
    }

    /// Hashes only a password that will be kept; [`Method::check`] says what is wrong with others.
    fn prepare(&self, public: &mut Public, parameters: &mut Parameters) -> Result<()> {
        let is_fit = parameters.password.as_ref().is_some_and(|password| password.check_new().is_ok());
        if is_fit && parameters.name.as_deref().is_some() && public.credentials_of(&parameters.email)?.is_none() {
            parameters.hash = parameters.password.as_ref().map(Password::hash).transpose()?;
        }
        Ok(())
    }

    fn check(&self, manager: &mut Manager, parameters: &Parameters, problems: &mut Problems) -> Result<Option<Option<User>>> {
        if let Some(Err(violation)) = parameters.password.as_ref().map(Password::check_new) {
            problems.add("password", violation.rule, violation.sentence);
        }
        if problems.concern("email") {
            return Ok(None);
        }
        let known = manager.user_by_email(&parameters.email)?;
        if known.is_some() {
            if parameters.password.is_some() {
                problems.add("password", "not_yours", Sentence::HasAccount);
            }
            return Ok(Some(known));
        }
        if parameters.name.as_deref().is_none() {
            problems.add("name", "required", Sentence::NameOfNewUserMissing);
        }
        if parameters.password.is_none() {
            problems.add("password", "required", Sentence::PasswordOfNewUserMissing);
        }
        Ok(Some(None))
    }

    fn call(&self, manager: &mut Manager, parameters: Parameters, known: Option<User>) -> Result<Response> {
        let is_known = known.is_some();
        if is_known && manager.call().is_in_batch {
            // A later call of the batch could read the user's data, and the batch might then be undone.
            return Err(Error::MalformedRequest(Sentence::KnownUserInBatch.into()));
        }
        let user = match known {
            Some(user) => user,
            None => {
                let password = parameters.hash.ok_or_else(|| Error::internal("the password was not hashed"))?;
                let name = Option::from(parameters.name).unwrap_or_default();
                manager.create_user(NewUser { email: parameters.email, name, mobile: parameters.mobile.into(), password })?
            }
        };
        if manager.members()?.iter().any(|(member, _)| member.user_id == user.id) {
            return Err(Error::conflict("email", "taken", Sentence::MemberAlready).existing(user.id));
        }
        let member = manager.insert(Member {
            user_id: user.id,
            role: parameters.role.name().to_owned(),
            external_ids: parameters.external_ids.as_kept()?,
        })?;
        if !is_known {
            return Ok(Response { user: AddedUser::New(ProfileUser::new(&member, user)?) });
        }
        let profile = (&manager.profile()?.name).into();
        let subject = Words::Sentence(Sentence::AddedToProfile { profile, role: parameters.role.name() });
        notify(manager, Notice { user_ids: vec![user.id], entity: Member::ENTITY, record_id: member.id, subject, comment: None })?;
        Ok(Response { user: AddedUser::Known { id: user.id, role: parameters.role } })
    }
}
