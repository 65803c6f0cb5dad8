//! Invitations: mailed, looked up by their link, accepted.
//!
//! Invariants: whoever holds the link joins, nobody else, and only as the user with the invited address. Before that the
//! profile learns nothing of them. An invitation that was sent again or withdrawn ends the links before it. An invitation holds
//! only while the user who sent it last manages the profile.

use diesel::dsl::count_star;
use diesel::prelude::*;

use super::accounts::{Credentials, NewUser, User, create_user, credentials, profile_ids_of};
use super::connection::AnyConnection;
use super::one_time_links::{Living, MOST_AN_HOUR, NewLink, add, links_lately, living, use_up};
use super::schema::{members, one_time_links, profiles, users};
use super::scope::{LinkHolder, Manager, Public};
use super::standing::Caller;
use super::stored::{Recorded, Stored};
use crate::auth::one_time_link::{LinkToken, Purpose, SECONDS};
use crate::auth::role::Role;
use crate::error::{Error, Result};
use crate::fields::Instant;
use crate::fields::external_ids::NONE;
use crate::records::invitation::Invitation;
use crate::records::member::Member;
use crate::records::profile::Profile;
use crate::sentences::{Language, Sentence};

/// The most invitations that an address is mailed in an hour, by all profiles together.
const MOST_AN_HOUR_OF_ALL: i64 = 20;

/// An invitation that can be accepted now.
pub struct Offer {
    link_id: i64,
    pub invitation: Recorded<Invitation>,
    pub profile: Profile,
    /// The account with the invited address, if there is one.
    pub account: Option<Credentials>,
}

impl Offer {
    /// The language in which the invited person is spoken to, if anything says one.
    pub fn language(&self) -> Option<Language> {
        let own = self.account.as_ref().and_then(|account| account.user.language());
        own.or_else(|| self.profile.language.as_deref().and_then(Language::of_code))
    }

    pub fn role(&self) -> Result<Role> {
        Role::parse(&self.invitation.role)
    }
}

/// The invitation that this token accepts, if its link is alive.
pub(super) fn offer(connection: &mut AnyConnection, token: &LinkToken, moment: Instant) -> Result<Option<Offer>> {
    let Some(link) = living(connection, Purpose::Invitation, token, moment)? else { return Ok(None) };
    let Living { id: link_id, of_profile_id: Some(profile_id), invitation_id: Some(id), .. } = link else { return Ok(None) };
    let Some((invitation, profile)) = invitation_of(connection, profile_id, id)? else { return Ok(None) };
    let account = credentials(connection, Some(&invitation.email), None)?;
    Ok(Some(Offer { link_id, invitation, profile, account }))
}

/// An invitation that holds, with its profile.
fn invitation_of(connection: &mut AnyConnection, profile_id: i64, id: i64) -> Result<Option<(Recorded<Invitation>, Profile)>> {
    let Some(invitation) = Invitation::find(profile_id, id, connection)? else { return Ok(None) };
    let inviter = members::table.filter(members::profile_id.eq(profile_id)).filter(members::user_id.eq(invitation.user_id));
    let role: Option<String> = inviter.select(members::role).first(connection).optional()?;
    if role.as_deref() != Some(Role::Manager.name()) {
        return Ok(None);
    }
    let profile = profiles::table.find(profile_id).select(Profile::as_select()).first(connection)?;
    Ok(Some((invitation, profile)))
}

impl Public {
    /// The invitation that this token accepts at this moment.
    pub fn offer(&mut self, token: &LinkToken) -> Result<Option<Offer>> {
        offer(&mut self.0.lease, token, self.0.moment)
    }
}

impl LinkHolder {
    /// The invitation that this token accepts at this moment.
    pub fn offer(&mut self, token: &LinkToken) -> Result<Option<Offer>> {
        offer(&mut self.0.lease, token, self.0.moment)
    }

    /// Accepts an invitation, for the account with its address or for a new one, and uses the link up. A member of the profile
    /// keeps the role there. None if the link is no longer alive.
    pub fn accept(&mut self, offer: Offer, newcomer: Option<NewUser>) -> Result<Option<Credentials>> {
        let base = &mut self.0;
        let Offer { link_id, invitation, account, .. } = offer;
        if !use_up(&mut base.lease, link_id, base.moment)? {
            return Ok(None);
        }
        let credentials = match (account, newcomer) {
            (Some(account), _) => account,
            (None, Some(newcomer)) => create_user(base, newcomer)?,
            (None, None) => return Err(Error::internal("nobody accepts the invitation")),
        };
        let (user_id, profile_id) = (credentials.user.id, invitation.profile_id());
        (base.caller, base.profile_id) = (Some(Caller::of_invited(user_id)), profile_id);
        if !profile_ids_of(&mut base.lease, user_id)?.contains(&profile_id) {
            base.insert(Member { user_id, role: invitation.role.clone(), external_ids: NONE.to_owned() })?;
        }
        base.delete(&invitation)?;
        Ok(Some(credentials))
    }
}

impl Manager {
    /// The end of an invitation's link that is mailed now.
    pub fn end_of_link(&self) -> Instant {
        self.base.moment.plus_seconds(SECONDS)
    }

    /// Mails an invitation with a link of its own, and ends the links that were mailed before. An address to which many profiles have
    /// mailed lately gets no mail; this profile is not told, because it would learn of the others.
    ///
    /// # Errors
    ///
    /// `rate_limited` if this profile has invited the person too often lately.
    pub fn mail_invitation(&mut self, invitation: &Recorded<Invitation>) -> Result<()> {
        self.end_links_of(invitation)?;
        let profile_id = self.base.profile_id;
        let lately = || links_lately(Purpose::Invitation, &invitation.email, self.base.moment).select(count_star());
        let (of_this, of_all) = (lately().filter(one_time_links::of_profile_id.eq(profile_id)), lately());
        let by_this: i64 = of_this.first(&mut *self.base.lease)?;
        let by_all: i64 = of_all.first(&mut *self.base.lease)?;
        if by_this >= MOST_AN_HOUR {
            let retry_after_seconds = u64::try_from(SECONDS).unwrap_or(0);
            return Err(Error::RateLimited { sentence: Sentence::InvitedTooOften { most: MOST_AN_HOUR }.into(), retry_after_seconds });
        }
        let link = NewLink {
            of_profile_id: Some(profile_id),
            invitation_id: Some(invitation.id),
            is_mailed: by_all < MOST_AN_HOUR_OF_ALL,
            ..NewLink::mailed(Purpose::Invitation, &invitation.email)
        };
        add(&mut self.base, &link)?;
        Ok(())
    }

    /// Ends the links of an invitation.
    pub fn end_links_of(&mut self, invitation: &Recorded<Invitation>) -> Result<()> {
        diesel::update(one_time_links::table)
            .filter(one_time_links::of_profile_id.eq(self.base.profile_id))
            .filter(one_time_links::invitation_id.eq(invitation.id))
            .filter(one_time_links::used_at.is_null())
            .set((one_time_links::used_at.eq(Some(self.base.moment)), one_time_links::due_at.eq(None::<Instant>)))
            .execute(&mut *self.base.lease)?;
        Ok(())
    }
}

/// An invitation, as its mail tells it.
pub struct Invited {
    pub profile: String,
    pub inviter: String,
    pub role: &'static str,
    /// The name that the mail is addressed to.
    pub name: String,
    pub language: Option<Language>,
}

/// The content of an invitation's mail; None if it was accepted or withdrawn.
pub(super) fn invited(connection: &mut AnyConnection, profile_id: i64, id: i64) -> Result<Option<Invited>> {
    let Some((invitation, profile)) = invitation_of(connection, profile_id, id)? else { return Ok(None) };
    let account = credentials(connection, Some(&invitation.email), None)?.map(|account| account.user);
    let inviter: User = users::table.find(invitation.user_id).select(User::as_select()).first(connection)?;
    let language = account.as_ref().and_then(User::language);
    Ok(Some(Invited {
        language: language.or_else(|| profile.language.as_deref().and_then(Language::of_code)),
        name: account.map(|account| account.name).or_else(|| invitation.name.clone()).unwrap_or_default(),
        profile: profile.name,
        inviter: inviter.name,
        role: Role::parse(&invitation.role)?.name(),
    }))
}
