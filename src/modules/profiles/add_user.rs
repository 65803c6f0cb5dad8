//! `Profiles.AddUser`: invites a person into the profile, or makes an account with a password for them.
//!
//! Invariants: an invitation does not tell whether its address is known to the service. A person who is known joins only by
//! accepting. A call with a password does tell it, because an address can't have a second account.

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ProfileUser;
use crate::auth::password::{Hash, Password};
use crate::auth::role::Role;
use crate::db::accounts::NewUser;
use crate::db::reads::Weight;
use crate::db::schema::invitations;
use crate::db::scope::{Manager, Public};
use crate::db::stored::Recorded;
use crate::error::{Error, Result};
use crate::fields::id::NO_RECORD;
use crate::fields::{Email, ExternalIds, OptionalText, Phone};
use crate::records::invitation::{Invitation, InvitationView};
use crate::records::member::Member;
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;
use crate::sentences::Sentence;

/// Invites a person into a profile: a link is mailed to the address, and whoever opens it joins with `Auth.AcceptInvitation`. The
/// reply is the same for a person with an account and without one. Inviting the same address again mails another link, with the
/// values of the new call; the link before stops working.
///
/// With `name` and `password` the call makes an account at once, and mails nothing. That works for a person without an account.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    email: Email,
    /// The user's role in this profile.
    role: Role,
    /// The user's name; required with a password. A person with an account keeps the name that they have.
    #[serde(default)]
    name: OptionalText<200>,
    #[serde(default)]
    mobile: Phone,
    /// The user's first password, eight characters or more, to make the account at once; only for a person without an account.
    #[serde(default)]
    password: Option<Password>,
    /// The record's external IDs: its ids in other systems, such as `{"sap": "000123"}`. Each is unique among records of its
    /// kind. Wherever an id is expected, an external ID may stand for it. Only with a password: an invitation has none.
    #[serde(default)]
    external_ids: ExternalIds,
    #[serde(skip)]
    hash: Option<Hash>,
}

/// The new user, or the invitation.
#[derive(Serialize, JsonSchema)]
pub struct Response {
    /// The user whose account this call has made; null for an invitation.
    user: Option<ProfileUser>,
    /// The invitation; null for an account that was made at once.
    invitation: Option<InvitationView>,
}

/// The most invitations of a profile that are not accepted.
const MOST: i64 = 500;

pub struct AddUser;

impl Method for AddUser {
    type Scope = Manager;
    type Parameters = Parameters;
    type Found = ();
    type Response = Response;

    const SUMMARY_IN_SPANISH: &'static str = "Invita a una persona a un perfil con un enlace por correo; con `name` y `password` crea la \
        cuenta de inmediato, si la persona aún no tiene.";
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

    fn check(&self, manager: &mut Manager, parameters: &Parameters, problems: &mut Problems) -> Result<Option<()>> {
        if let Some(Err(violation)) = parameters.password.as_ref().map(Password::check_new) {
            problems.add("password", violation.rule, violation.sentence);
        }
        if problems.concern("email") {
            return Ok(None);
        }
        let known = manager.user_by_email(&parameters.email)?;
        // Asked in any case, so that the call takes the same work for an address that nobody has.
        let is_member = manager.is_member(known.as_ref().map_or(NO_RECORD, |user| user.id))?;
        if let (Some(user), true, None) = (&known, is_member && problems.is_empty(), &parameters.password) {
            return Err(Error::conflict("email", "taken", Sentence::MemberAlready).existing(user.id));
        }
        match &parameters.password {
            Some(_) if known.is_some() => problems.add("password", "not_yours", Sentence::HasAccount),
            Some(_) => {
                if parameters.name.as_deref().is_none() {
                    problems.add("name", "required", Sentence::NameOfNewUserMissing);
                }
            }
            None if manager.call().house.mails_links() => {
                if !parameters.external_ids.given().is_empty() {
                    problems.add("external_ids", "without_password", Sentence::ExternalIdsOfInvited);
                }
            }
            // Known or not: the same is missing.
            None => {
                if parameters.name.as_deref().is_none() {
                    problems.add("name", "required", Sentence::NameOfNewUserMissing);
                }
                problems.add("password", "required", Sentence::InvitationsNotMailed);
            }
        }
        Ok(Some(()))
    }

    fn call(&self, manager: &mut Manager, parameters: Parameters, (): ()) -> Result<Response> {
        if parameters.password.is_none() {
            return invite(manager, parameters);
        }
        let password = parameters.hash.ok_or_else(|| Error::internal("the password was not hashed"))?;
        let external_ids = parameters.external_ids.as_kept()?;
        withdraw(manager, &parameters.email)?;
        let name = Option::from(parameters.name).unwrap_or_default();
        let user = manager.create_user(NewUser { email: parameters.email, name, mobile: parameters.mobile.into(), password })?;
        let member = manager.insert(Member { user_id: user.id, role: parameters.role.name().to_owned(), external_ids })?;
        Ok(Response { user: Some(ProfileUser::new(&member, user)?), invitation: None })
    }
}

fn invite(manager: &mut Manager, parameters: Parameters) -> Result<Response> {
    let invitation = Invitation {
        user_id: manager.user_id()?,
        email: parameters.email.folded(),
        name: parameters.name.into(),
        mobile: parameters.mobile.into(),
        role: parameters.role.name().to_owned(),
        expires_at: manager.end_of_link(),
    };
    let invitation = match pending(manager, &parameters.email)? {
        Some(before) => manager.update(before, invitation)?,
        None => {
            let all = manager.rows::<Invitation>();
            if manager.count(all)? >= MOST {
                return Err(Error::conflict("email", "too_many", Sentence::InvitationsTooMany { most: MOST }));
            }
            manager.insert(invitation)?
        }
    };
    manager.mail_invitation(&invitation)?;
    Ok(Response { user: None, invitation: Some(InvitationView::of(&invitation)) })
}

/// The invitation of this address that was not accepted yet.
fn pending(manager: &mut Manager, email: &Email) -> Result<Option<Recorded<Invitation>>> {
    let rows = manager.rows::<Invitation>().filter(invitations::email.eq(email.folded()));
    Ok(manager.load(rows)?.pop())
}

/// Withdraws the invitation of somebody who joins without it.
fn withdraw(manager: &mut Manager, email: &Email) -> Result<()> {
    if let Some(invitation) = pending(manager, email)? {
        manager.end_links_of(&invitation)?;
        manager.delete(&invitation)?;
    }
    Ok(())
}
