//! One-time links: asked for, mailed, looked up and used up.
//!
//! Invariants: a link is asked for without a look at whether its address is known, so that the work is the same for all. It
//! gets its token when it is mailed; the database has hashes of tokens alone. A link is alive for an hour, until it is used, and as
//! long as the password and the address stay as they were. A link that a manager made is alive as long as its user is in that
//! profile and in no other. The link of an invitation is alive as long as the invitation ([`super::invitations`]).

use diesel::dsl::count_star;
use diesel::prelude::*;

use super::Database;
use super::accounts::{User, kept_email, next_id, profile_ids_of, replace_password};
use super::chores::{look, write};
use super::connection::{AnyConnection, either};
use super::invitations::{Invited, Offer, invited, offer};
use super::outbox::MailOutcome;
use super::reads::{Lease, Weight};
use super::schema::{one_time_link_tokens, one_time_links, users};
use super::scope::{Base, LinkHolder, Manager, Public};
use crate::auth::one_time_link::{IssuedToken, LinkToken, PublicUrl, Purpose, SECONDS};
use crate::auth::password::Hash;
use crate::error::Result;
use crate::fields::{Email, Instant};
use crate::records::invitation::Invitation;
use crate::sentences::Language;

/// The most links of a purpose that an address is mailed in an hour: that it asks for itself, or that one profile sends.
pub(super) const MOST_AN_HOUR: i64 = 5;

/// The time for which a link is kept after its end, in seconds.
const KEPT_FOR: i64 = 86_400;

/// The number of due links that are tried for one that no other sender takes at this moment.
const TRIED: i64 = 8;

/// A link that is to be kept.
pub(super) struct NewLink<'a> {
    pub purpose: Purpose,
    pub email: &'a str,
    /// The user whose password the link sets, with the generation of tokens that ends with the link; none if that is looked up
    /// when the link is mailed.
    pub user: Option<(i64, i64)>,
    /// The profile whose manager makes the link.
    pub of_profile_id: Option<i64>,
    pub invitation_id: Option<i64>,
    pub is_mailed: bool,
}

impl<'a> NewLink<'a> {
    /// A link that is mailed to this address, if there is a use for it.
    pub fn mailed(purpose: Purpose, email: &'a str) -> Self {
        NewLink { purpose, email, user: None, of_profile_id: None, invitation_id: None, is_mailed: true }
    }
}

/// A link that is alive by itself. Whether the account is still as it was is not looked up yet.
#[derive(Queryable, Selectable)]
#[diesel(table_name = one_time_links)]
pub(super) struct Living {
    pub id: i64,
    email: String,
    user_id: Option<i64>,
    generation: Option<i64>,
    pub of_profile_id: Option<i64>,
    pub invitation_id: Option<i64>,
}

/// A user who may set a new password.
struct Resettable {
    link_id: i64,
    user: User,
    generation: i64,
}

/// The links of a purpose that were made for this address within the last hour.
#[diesel::dsl::auto_type(no_type_alias)]
pub(super) fn links_lately<'a>(purpose: Purpose, email: &'a str, moment: Instant) -> _ {
    let purpose: &'static str = purpose.name();
    let an_hour_ago: Instant = moment.plus_seconds(-SECONDS);
    one_time_links::table
        .filter(one_time_links::email.eq(email))
        .filter(one_time_links::purpose.eq(purpose))
        .filter(one_time_links::created_at.gt(an_hour_ago))
}

/// Keeps a link, and forgets those that ended long ago.
pub(super) fn add(base: &mut Base, link: &NewLink<'_>) -> Result<(i64, Instant)> {
    let (moment, connection) = (base.moment, &mut *base.lease);
    diesel::delete(one_time_links::table.filter(one_time_links::expires_at.lt(moment.plus_seconds(-KEPT_FOR)))).execute(connection)?;
    let (id, expires_at) = (next_id(connection, "one_time_links")?, moment.plus_seconds(SECONDS));
    diesel::insert_into(one_time_links::table)
        .values((
            one_time_links::id.eq(id),
            one_time_links::purpose.eq(link.purpose.name()),
            one_time_links::email.eq(link.email),
            one_time_links::user_id.eq(link.user.map(|(user_id, _)| user_id)),
            one_time_links::generation.eq(link.user.map(|(_, generation)| generation)),
            one_time_links::of_profile_id.eq(link.of_profile_id),
            one_time_links::invitation_id.eq(link.invitation_id),
            one_time_links::created_at.eq(moment),
            one_time_links::expires_at.eq(expires_at),
            one_time_links::due_at.eq(link.is_mailed.then_some(moment)),
            one_time_links::attempts.eq(0_i64),
        ))
        .execute(connection)?;
    Ok((id, expires_at))
}

/// Gives a link another token.
fn issue(connection: &mut AnyConnection, link_id: i64) -> Result<IssuedToken> {
    let token = IssuedToken::random()?;
    let row = (one_time_link_tokens::hash.eq(&token.hash), one_time_link_tokens::link_id.eq(link_id));
    diesel::insert_into(one_time_link_tokens::table).values(row).execute(connection)?;
    Ok(token)
}

pub(super) fn living(connection: &mut AnyConnection, purpose: Purpose, token: &LinkToken, moment: Instant) -> Result<Option<Living>> {
    let rows = one_time_links::table
        .inner_join(one_time_link_tokens::table.on(one_time_link_tokens::link_id.eq(one_time_links::id)))
        .filter(one_time_link_tokens::hash.eq(&token.hash))
        .filter(one_time_links::purpose.eq(purpose.name()))
        .filter(one_time_links::used_at.is_null())
        .filter(one_time_links::expires_at.gt(moment));
    Ok(either!(connection, connection => rows.select(Living::as_select()).first(connection).optional())?)
}

/// Marks a link as used. False if another caller was first, or the hour is over.
pub(super) fn use_up(connection: &mut AnyConnection, link_id: i64, moment: Instant) -> Result<bool> {
    let used = diesel::update(one_time_links::table)
        .filter(one_time_links::id.eq(link_id))
        .filter(one_time_links::used_at.is_null())
        .filter(one_time_links::expires_at.gt(moment))
        .set((one_time_links::used_at.eq(Some(moment)), one_time_links::due_at.eq(None::<Instant>)))
        .execute(connection)?;
    Ok(used == 1)
}

/// The user whose password this token sets, if its link is alive.
fn resettable(connection: &mut AnyConnection, token: &LinkToken, moment: Instant) -> Result<Option<Resettable>> {
    let Some(link) = living(connection, Purpose::Reset, token, moment)? else { return Ok(None) };
    let (Some(user_id), Some(generation)) = (link.user_id, link.generation) else { return Ok(None) };
    let user = users::table.filter(users::id.eq(user_id)).filter(users::token_generation.eq(generation));
    let user: Option<User> = user.select(User::as_select()).first(connection).optional()?;
    let Some(user) = user else { return Ok(None) };
    if kept_email(connection, &link.email)? != user.email {
        return Ok(None);
    }
    if let Some(profile_id) = link.of_profile_id
        && profile_ids_of(connection, user_id)? != [profile_id]
    {
        return Ok(None);
    }
    Ok(Some(Resettable { link_id: link.id, user, generation }))
}

impl Public {
    /// Whether this token sets a password at this moment.
    pub fn may_reset(&mut self, token: &LinkToken) -> Result<bool> {
        Ok(resettable(&mut self.0.lease, token, self.0.moment)?.is_some())
    }
}

impl LinkHolder {
    /// Asks for a link to set a new password, which is mailed if an account has this address. Known and unknown addresses cost the
    /// same. An address that was asked for too often lately gets no further link.
    pub fn request_reset(&mut self, email: &Email) -> Result<()> {
        let (email, purpose) = (email.folded(), Purpose::Reset);
        // The links that a manager hands out are not mailed, and count for nothing here.
        let lately = links_lately(purpose, &email, self.0.moment).filter(one_time_links::of_profile_id.is_null());
        let lately: i64 = lately.select(count_star()).first(&mut *self.0.lease)?;
        if lately < MOST_AN_HOUR {
            add(&mut self.0, &NewLink::mailed(purpose, &email))?;
        }
        Ok(())
    }

    /// Sets a new password, uses the link up and ends all sessions of its user. False if the link is no longer alive.
    pub fn reset_password(&mut self, token: &LinkToken, new: &Hash) -> Result<bool> {
        let (moment, connection) = (self.0.moment, &mut *self.0.lease);
        let Some(Resettable { link_id, user, generation }) = resettable(connection, token, moment)? else { return Ok(false) };
        Ok(use_up(connection, link_id, moment)? && replace_password(connection, user.id, generation, new)?)
    }
}

impl Manager {
    /// Whether the user is in no profile but this one.
    pub fn is_only_here(&mut self, user_id: i64) -> Result<bool> {
        Ok(profile_ids_of(&mut self.base.lease, user_id)? == [self.base.profile_id])
    }

    /// Makes a link with which the user sets a new password; nobody mails it. Gives the link and its end.
    pub fn make_reset_link(&mut self, user: &User, public_url: &PublicUrl) -> Result<(String, Instant)> {
        let generation = users::table.find(user.id).select(users::token_generation);
        let generation: i64 = generation.first(&mut *self.base.lease)?;
        let purpose = Purpose::Reset;
        let (user_of_link, of_profile_id) = (Some((user.id, generation)), Some(self.base.profile_id));
        let link = NewLink { user: user_of_link, of_profile_id, is_mailed: false, ..NewLink::mailed(purpose, &user.email) };
        let (id, expires_at) = add(&mut self.base, &link)?;
        Ok((public_url.link(purpose, &issue(&mut self.base.lease, id)?), expires_at))
    }
}

/// The part of a living link that its page shows.
pub struct Shown {
    /// The address of the account, or of the person who is invited.
    pub email: String,
    /// The language of the user or of the profile, if any.
    pub language: Option<Language>,
    /// The invitation that the link accepts, if it does that.
    pub offer: Option<ShownOffer>,
}

/// The part of an invitation that its page shows.
pub struct ShownOffer {
    pub profile: String,
    pub role: &'static str,
    /// The name that the manager gave.
    pub name: Option<String>,
    /// Whether an account has the address.
    pub has_account: bool,
}

/// The page's view of the link with this token; None if it is not alive. The link is not used up.
pub fn show(lease: &mut Lease, purpose: Purpose, token: &LinkToken) -> Result<Option<Shown>> {
    let moment = Instant::now();
    match purpose {
        Purpose::Reset => {
            let found = resettable(lease, token, moment)?;
            Ok(found.map(|Resettable { user, .. }| Shown { language: user.language(), email: user.email, offer: None }))
        }
        Purpose::Invitation => {
            let Some(found) = offer(lease, token, moment)? else { return Ok(None) };
            let (language, role) = (found.language(), found.role()?.name());
            let Offer { invitation, profile, account, .. } = found;
            let Invitation { email, name, .. } = invitation.record;
            let shown = ShownOffer { profile: profile.name, role, name, has_account: account.is_some() };
            Ok(Some(Shown { email, language, offer: Some(shown) }))
        }
    }
}

/// A link that a sender has taken, with a new token.
pub struct LinkMail {
    pub id: i64,
    pub subject: LinkSubject,
    pub token: IssuedToken,
    /// The recipient's address.
    pub recipient: String,
    pub recipient_name: String,
    pub language: Option<Language>,
    pub created_at: Instant,
    pub expires_at: Instant,
    /// The number of times that it was taken before.
    pub attempts: i64,
}

/// The subject of a link's mail.
pub enum LinkSubject {
    Reset,
    Invitation(Invited),
}

/// The number of links that are still to be mailed.
pub async fn waiting(database: &Database) -> Result<i64> {
    let waiting = one_time_links::table.filter(one_time_links::due_at.is_not_null()).select(count_star());
    look(database, Weight::Long, move |connection| Ok(either!(connection, connection => waiting.get_result(connection))?)).await
}

/// Takes the link that has been due for the longest and that no other sender takes, until `until`, and gives it a token. A link
/// that nobody can have a use for is due no longer.
pub async fn take(database: &Database, now: Instant, lease: String, until: Instant) -> Result<Option<LinkMail>> {
    let due = one_time_links::table.filter(one_time_links::due_at.le(now)).order((one_time_links::due_at, one_time_links::id)).limit(TRIED);
    let looking = move |connection: &mut AnyConnection| {
        let first: Vec<i64> = either!(connection, connection => due.select(one_time_links::id).load(connection))?;
        Ok(first)
    };
    let due = look(database, Weight::Short, looking).await?;
    if due.is_empty() {
        return Ok(None);
    }
    let taking = move |connection: &mut AnyConnection| {
        for id in &due {
            let Some(link) = still_due(connection, *id, now)? else { continue };
            let this = one_time_links::table.filter(one_time_links::id.eq(*id));
            let Some(letter) = letter(connection, &link)?.filter(|_| now < link.expires_at) else {
                diesel::update(this).set(one_time_links::due_at.eq(None::<Instant>)).execute(connection)?;
                continue;
            };
            let Letter { subject, recipient, recipient_name, language, user } = letter;
            let taken = (
                one_time_links::due_at.eq(Some(until)),
                one_time_links::lease.eq(Some(&lease)),
                one_time_links::attempts.eq(one_time_links::attempts + 1),
                one_time_links::user_id.eq(user.map(|(user_id, _)| user_id)),
                one_time_links::generation.eq(user.map(|(_, generation)| generation)),
            );
            diesel::update(this).set(taken).execute(connection)?;
            let (token, Due { created_at, expires_at, attempts, .. }) = (issue(connection, *id)?, link);
            return Ok(Some(LinkMail { id: *id, subject, token, recipient, recipient_name, language, created_at, expires_at, attempts }));
        }
        Ok(None)
    };
    write(database, taking).await
}

/// A link that is to be mailed.
#[derive(Queryable, Selectable)]
#[diesel(table_name = one_time_links)]
struct Due {
    purpose: String,
    email: String,
    of_profile_id: Option<i64>,
    invitation_id: Option<i64>,
    /// The generation of tokens when the link was first mailed. A password that was changed since has ended the link.
    generation: Option<i64>,
    created_at: Instant,
    expires_at: Instant,
    attempts: i64,
}

/// A link that is still due, locked until the transaction ends.
fn still_due(connection: &mut AnyConnection, id: i64, now: Instant) -> Result<Option<Due>> {
    let due = one_time_links::table.filter(one_time_links::id.eq(id)).filter(one_time_links::due_at.le(now));
    let due = match connection {
        // The writer's transactions follow one another.
        AnyConnection::Sqlite(connection) => due.select(Due::as_select()).first(connection).optional()?,
        AnyConnection::Postgres(connection) => due.for_update().skip_locked().select(Due::as_select()).first(connection).optional()?,
    };
    Ok(due)
}

/// The mail of a link, but for its token.
struct Letter {
    subject: LinkSubject,
    recipient: String,
    recipient_name: String,
    language: Option<Language>,
    /// The user whose password the link sets, and the generation of tokens that ends with it.
    user: Option<(i64, i64)>,
}

/// The mail of a link; None if nobody has a use for it: no account has the address, the password was changed since the link was
/// first mailed, or the invitation was accepted or withdrawn.
fn letter(connection: &mut AnyConnection, link: &Due) -> Result<Option<Letter>> {
    match (Purpose::named(&link.purpose), link.of_profile_id, link.invitation_id) {
        (Some(Purpose::Reset), ..) => {
            let email = kept_email(connection, &link.email)?;
            let user = users::table.filter(users::email.eq(email)).select((User::as_select(), users::token_generation));
            let user: Option<(User, i64)> = user.first(connection).optional()?;
            let user = user.filter(|(_, generation)| link.generation.is_none_or(|before| before == *generation));
            Ok(user.map(|(user, generation)| Letter {
                subject: LinkSubject::Reset,
                language: user.language(),
                user: Some((user.id, generation)),
                recipient: user.email,
                recipient_name: user.name,
            }))
        }
        (Some(Purpose::Invitation), Some(profile_id), Some(invitation_id)) => {
            let invited = invited(connection, profile_id, invitation_id)?;
            Ok(invited.map(|invited| Letter {
                language: invited.language,
                user: None,
                recipient: link.email.clone(),
                recipient_name: invited.name.clone(),
                subject: LinkSubject::Invitation(invited),
            }))
        }
        _ => Ok(None),
    }
}

/// Notes the outcome of a mail. False if the lease has ended and another sender has taken the link since.
pub async fn settle(database: &Database, id: i64, lease: String, outcome: MailOutcome) -> Result<bool> {
    let due_at = match outcome {
        MailOutcome::Delayed { due_at, .. } => Some(due_at),
        MailOutcome::Sent | MailOutcome::GivenUp { .. } => None,
    };
    let settling = move |connection: &mut AnyConnection| {
        let held = diesel::update(one_time_links::table)
            .filter(one_time_links::id.eq(id))
            .filter(one_time_links::lease.eq(&lease))
            .set((one_time_links::lease.eq(None::<String>), one_time_links::due_at.eq(due_at)))
            .execute(connection)?;
        Ok(held == 1)
    };
    write(database, settling).await
}
