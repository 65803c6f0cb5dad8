//! `Auth.AcceptInvitation`: a person joins the profile that they were invited to, with their account or with a new one.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{SignedIn, check_new_password, dead_link};
use crate::auth::one_time_link::LinkToken;
use crate::auth::password::{Hash, Password};
use crate::auth::role::Role;
use crate::db::accounts::{Credentials, NewUser};
use crate::db::invitations::Offer;
use crate::db::reads::Weight;
use crate::db::scope::{LinkHolder, Public};
use crate::error::{Error, Result};
use crate::fields::{Email, OptionalText, Phone};
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;
use crate::sentences::Sentence;

/// Accepts an invitation with the token of its link, and signs in. A person with an account gives its password and nothing else. A
/// person without one gives a name and a new password, which makes the account. The link works once, for an hour;
/// `Profiles.AddUser` mails another.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The token: the last part of the link.
    token: LinkToken,
    /// The password of the account with the invited address; without such an account a new password of eight characters or more.
    password: Password,
    /// The new password, repeated; only without an account.
    #[serde(default)]
    c_password: Option<Password>,
    /// The person's name; only without an account. By default it is the name that the manager gave.
    #[serde(default)]
    name: OptionalText<200>,
    /// The telephone number; only without an account.
    #[serde(default)]
    mobile: Phone,
    /// The outcome of the password's check or hash, which came before the write.
    #[serde(skip)]
    proof: Option<Proof>,
}

/// A password that was checked, or hashed to be kept.
#[derive(Clone)]
enum Proof {
    /// The stored hash that the password was checked against.
    Right(Hash),
    Wrong,
    New(Hash),
}

/// The session, and the profile that was joined.
#[derive(Serialize, JsonSchema)]
pub struct Response {
    #[serde(flatten)]
    signed_in: SignedIn,
    /// The profile's id.
    profile_id: i64,
    /// The profile's name.
    profile: String,
    /// The role that the invitation gave.
    role: Role,
}

pub struct AcceptInvitation;

impl Method for AcceptInvitation {
    type Scope = LinkHolder;
    type Parameters = Parameters;
    type Found = Offer;
    type Response = Response;

    const SUMMARY_IN_SPANISH: &'static str = "Acepta una invitación con el token de su enlace e inicia sesión: con la contraseña de la \
        cuenta que ya existe o, si no hay cuenta, con un nombre y una contraseña nueva.";
    const KEEPS_REPLY: bool = false;

    fn name(&self) -> &'static str {
        "AcceptInvitation"
    }

    fn weight(&self, _: &Parameters) -> Weight {
        Weight::Hashing
    }

    /// Checks or hashes a password only for a living link.
    fn prepare(&self, public: &mut Public, parameters: &mut Parameters) -> Result<()> {
        let address = public.call().address;
        public.call().house.throttle.admit_address(address)?;
        let Some(offer) = public.offer(&parameters.token)? else {
            public.call().house.throttle.failed_from(address);
            return Ok(());
        };
        match &offer.account {
            Some(account) => {
                let throttle = &public.call().house.throttle;
                throttle.admit(&account.user.email, address)?;
                let is_right = account.password.is_of(&parameters.password);
                if !is_right {
                    throttle.failed(&account.user.email, address);
                }
                parameters.proof = Some(if is_right { Proof::Right(account.password.clone()) } else { Proof::Wrong });
            }
            None => {
                let mut problems = Problems::default();
                check_newcomer(parameters, &offer, &mut problems);
                if problems.is_empty() {
                    parameters.proof = Some(Proof::New(parameters.password.hash()?));
                }
            }
        }
        Ok(())
    }

    fn check(&self, holder: &mut LinkHolder, parameters: &Parameters, problems: &mut Problems) -> Result<Option<Offer>> {
        let Some(offer) = holder.offer(&parameters.token)? else {
            // Other mistakes are told first.
            return if problems.is_empty() { Err(dead_link()) } else { Ok(None) };
        };
        match &offer.account {
            Some(account) => check_member_to_be(parameters, account, problems),
            None => check_newcomer(parameters, &offer, problems),
        }
        Ok(Some(offer))
    }

    fn call(&self, holder: &mut LinkHolder, parameters: Parameters, offer: Offer) -> Result<Response> {
        let newcomer = match (&offer.account, parameters.proof) {
            (Some(_), Some(Proof::Right(_))) => None,
            (None, Some(Proof::New(password))) => Some(NewUser {
                email: Email::of_account(&offer.invitation.email),
                name: Option::from(parameters.name).or_else(|| offer.invitation.name.clone()).unwrap_or_default(),
                mobile: Option::from(parameters.mobile).or_else(|| offer.invitation.mobile.clone()),
                password,
            }),
            _ => return Err(Error::internal("the password was neither checked nor hashed")),
        };
        let (profile_id, profile, role) = (offer.profile.id, offer.profile.name.clone(), offer.role()?);
        let credentials = holder.accept(offer, newcomer)?.ok_or_else(dead_link)?;
        Ok(Response { signed_in: SignedIn::new(&holder.call().house.signer, credentials)?, profile_id, profile, role })
    }
}

/// Notes what is wrong for a person with an account. A password that was changed since it was checked is wrong, too.
fn check_member_to_be(parameters: &Parameters, account: &Credentials, problems: &mut Problems) {
    match &parameters.proof {
        Some(Proof::Right(checked)) if *checked == account.password => {}
        // Other mistakes kept the password from being checked.
        None => {}
        Some(_) => problems.add("password", "wrong", Sentence::PasswordWrong),
    }
    let given = [
        ("name", parameters.name.as_deref().is_some()),
        ("mobile", parameters.mobile.as_deref().is_some()),
        ("c_password", parameters.c_password.is_some()),
    ];
    for (name, _) in given.into_iter().filter(|(_, is_given)| *is_given) {
        problems.add(name, "has_account", Sentence::InvitedHasAccount);
    }
}

/// Notes what is wrong for a person without an account.
fn check_newcomer(parameters: &Parameters, offer: &Offer, problems: &mut Problems) {
    if parameters.name.as_deref().is_none() && offer.invitation.name.is_none() {
        problems.add("name", "required", Sentence::NameOfNewUserMissing);
    }
    match &parameters.c_password {
        Some(repeated) => check_new_password("password", &parameters.password, repeated, problems),
        None => problems.add("c_password", "required", Sentence::Required),
    }
}
