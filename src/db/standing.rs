//! A caller's standing: the user, the token, the role. It is looked up anew for every call, in one query, so that a right that
//! was taken away is gone at the next call.
//!
//! Invariants: an application token works in its own profile alone, does what its rights say, and never more than the user
//! who made it may do at this moment.

use diesel::prelude::*;

use super::connection::{AnyConnection, either};
use super::reads::Lease;
use super::schema::{application_tokens, changes, members, profiles, revoked_tokens, users};
use super::scope::{Base, Public, Reader};
use crate::auth::access::Access;
use crate::auth::application_token::Presented;
use crate::auth::permission::Permission;
use crate::auth::rights::{Right, Rights};
use crate::auth::role::Role;
use crate::auth::token::{Bearer, Claims, Proof};
use crate::db::call::Call;
use crate::error::{Error, Result};
use crate::fields::text::forms_kept;
use crate::fields::{Day, Entity, Instant, TimeZone};
use crate::records::kinds::{Kind, kind_of};
use crate::sentences::{Language, Sentence};

/// The caller.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The person, or the user who made the application token.
    pub(super) user_id: i64,
    /// The token's name in the change record.
    pub(super) token_id: String,
    /// The moment at which the caller's token expires.
    pub(super) expires_at: Option<Instant>,
    /// The application token, if a script calls.
    pub(super) application: Option<Application>,
}

/// An application token that is alive.
#[derive(Debug, Clone)]
pub struct Application {
    pub id: i64,
    pub profile_id: i64,
    /// The user who made the token.
    pub user_id: i64,
    pub name: String,
    pub rights: Rights,
    /// The origin of its changes, if the call itself names none.
    pub origin: Option<String>,
    pub expires_at: Option<Instant>,
    /// The present role of the user who made the token.
    role: Role,
    locale: Locale,
}

/// The time zone and the language of the profile in which a call works.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Locale {
    time_zone: TimeZone,
    language: Option<Language>,
    /// Whether the profile has, or had, inputs that are linked.
    has_links: bool,
}

impl Locale {
    /// The locale of a profile, as its row has it; of no profile without a row.
    fn of((time_zone, language, has_links): (Option<TimeZone>, Option<String>, Option<bool>)) -> Self {
        let language = language.as_deref().and_then(Language::of_code);
        Locale { time_zone: time_zone.unwrap_or_default(), language, has_links: has_links.unwrap_or_default() }
    }
}

/// The prefix of an application token's name in the change record.
const APPLICATION_TOKEN: &str = "application_token:";

/// The application token that a name in the change record means.
pub(super) fn application_token_named(token_id: &str) -> Option<i64> {
    token_id.strip_prefix(APPLICATION_TOKEN)?.parse().ok()
}

impl Caller {
    /// A person who is registering and has no token yet.
    pub(super) fn of_newcomer(user_id: i64) -> Self {
        Caller { user_id, token_id: "registration".to_owned(), expires_at: None, application: None }
    }

    /// A person who accepts an invitation, by its link.
    pub(super) fn of_invited(user_id: i64) -> Self {
        Caller { user_id, token_id: "invitation".to_owned(), expires_at: None, application: None }
    }

    /// A user for whom the command line acts.
    pub(super) fn of_operator(user_id: i64) -> Self {
        Caller { user_id, token_id: "command line".to_owned(), expires_at: None, application: None }
    }

    fn of_person(claims: &Claims) -> Self {
        Caller { user_id: claims.user_id, token_id: claims.token_id.clone(), expires_at: Some(claims.expires_at()), application: None }
    }

    fn of_application(application: Application, proof: &Proof) -> Self {
        let expires_at = match proof {
            Proof::Secret { .. } => application.expires_at,
            Proof::AccessToken { expires_at } => Some(*expires_at),
        };
        let token_id = format!("{APPLICATION_TOKEN}{}", application.id);
        Caller { user_id: application.user_id, token_id, expires_at, application: Some(application) }
    }
}

/// A call's caller, as the database knows them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Standing {
    pub(super) caller: Option<Caller>,
    /// The role in the profile that the call names.
    pub(super) role: Option<Role>,
    /// The user's own language. An application token has none.
    language: Option<Language>,
    /// The locale of the profile that the call names.
    pub(super) locale: Locale,
    /// The profile whose directory anybody may visit.
    pub(super) visited: Option<i64>,
}

impl Standing {
    /// The person who calls, or the user who made the application token.
    pub(crate) fn user_id(&self) -> Option<i64> {
        self.caller.as_ref().map(|caller| caller.user_id)
    }
}

/// The caller's standing, or an error if it is not enough for the scope and the method.
pub(crate) fn standing(
    access: Access,
    lease: &mut Lease,
    call: &Call,
    bearer: Option<&Bearer>,
    permission: Permission,
    profile_id: Option<i64>,
) -> Result<Standing> {
    if !access.signed_in {
        return Ok(Standing::default());
    }
    let profile_id = profile_id.filter(|_| access.role.is_some());
    let standing = match bearer {
        Some(Bearer::Person(claims)) => of_person(lease, claims, profile_id)?,
        Some(Bearer::Application { id, proof }) => of_application(lease, call, *id, proof, permission, profile_id)?,
        None => return Err(Error::without_token()),
    };
    call.spoken.note(standing.language);
    if let Some(Bearer::Person(claims)) = bearer {
        call.memory.languages.note(claims.user_id, standing.language);
    }
    enough(access, standing, profile_id)
}

/// The standing of anybody in the profile with this slug, which must have a directory. A profile without one is like a missing
/// profile. Without a slug there is no profile, and nothing to be seen.
pub(crate) fn visiting(lease: &mut Lease, slug: Option<&str>) -> Result<Standing> {
    let Some(slug) = slug else { return Ok(Standing::default()) };
    type Found = (i64, (Option<TimeZone>, Option<String>, Option<bool>));
    let query = profiles::table
        .filter(profiles::slug.eq_any(forms_kept(slug)))
        .filter(profiles::directory.eq(true))
        .select((profiles::id, (profiles::time_zone.nullable(), profiles::language, profiles::linked_inputs.nullable())));
    let found: Option<Found> = either!(&mut **lease, connection => query.first(connection).optional())?;
    let (id, locale) = found.ok_or_else(|| Error::not_found(Kind::PROFILE.noun))?;
    Ok(Standing { visited: Some(id), locale: Locale::of(locale), ..Standing::default() })
}

/// The same by the primary's answer within the last minute, while the primary does not answer.
pub(crate) fn standing_remembered(access: Access, known: Standing, permission: Permission, profile_id: Option<i64>) -> Result<Standing> {
    if let Some(application) = known.caller.as_ref().and_then(|caller| caller.application.as_ref()) {
        if application.expires_at.is_some_and(|end| end <= Instant::now()) {
            return Err(Error::dead_application_token());
        }
        permission.check(&application.rights)?;
    }
    enough(access, known, profile_id.filter(|_| access.role.is_some()))
}

fn enough(access: Access, standing: Standing, profile_id: Option<i64>) -> Result<Standing> {
    match (access.role, profile_id, standing.role) {
        (Some(_), Some(_), None) => Err(Error::not_found(Kind::PROFILE.noun)),
        (Some(needed), Some(_), Some(role)) if role < needed => {
            Err(Error::Forbidden(Sentence::RoleNeeded { needed: needed.name(), role: role.name() }.into()))
        }
        _ => Ok(standing),
    }
}

/// Whether the caller has written so lately that a replica may not have it yet.
pub(crate) fn wrote_lately(lease: &mut Lease, standing: &Standing) -> Result<bool> {
    const SECONDS: i64 = 10;
    let Some(caller) = &standing.caller else { return Ok(false) };
    let since = Instant::now().plus_seconds(-SECONDS);
    let found: Option<i64> = changes::table
        .filter(changes::user_id.eq(caller.user_id))
        .filter(changes::changed_at.gt(since))
        .select(changes::sequence)
        .first(&mut **lease)
        .optional()?;
    Ok(found.is_some())
}

/// The standing of a person: whether the token is alive, and the role in the profile.
fn of_person(lease: &mut Lease, claims: &Claims, profile_id: Option<i64>) -> Result<Standing> {
    type Profile = (Option<TimeZone>, Option<String>, Option<bool>);
    type Found = ((i64, Option<String>, Option<String>), Option<String>, Option<String>, Profile);
    let query = users::table
        .left_join(members::table.on(members::user_id.eq(users::id).and(members::profile_id.eq(profile_id.unwrap_or(0)))))
        .left_join(profiles::table.on(profiles::id.eq(profile_id.unwrap_or(0))))
        .left_join(revoked_tokens::table.on(revoked_tokens::token_id.eq(&claims.token_id)))
        .filter(users::id.eq(claims.user_id))
        .select((
            (users::token_generation, users::kept_token, users::language),
            revoked_tokens::token_id.nullable(),
            members::role.nullable(),
            (profiles::time_zone.nullable(), profiles::language.nullable(), profiles::linked_inputs.nullable()),
        ));
    let found: Option<Found> = either!(&mut **lease, connection => query.get_result(connection).optional())?;
    let Some(((generation, kept, language), revoked, role, profile)) = found else { return Err(Error::dead_token()) };
    let outlived = claims.generation != generation && kept.as_deref() != Some(claims.token_id.as_str());
    if revoked.is_some() || outlived {
        return Err(Error::dead_token());
    }
    let role = role.map(|role| Role::parse(&role)).transpose()?;
    let language = language.as_deref().and_then(Language::of_code);
    Ok(Standing { caller: Some(Caller::of_person(claims)), role, language, locale: Locale::of(profile), visited: None })
}

/// The standing of an application token: whether it is alive, whether it may come here, and the present role of its maker.
fn of_application(
    lease: &mut Lease,
    call: &Call,
    id: i64,
    proof: &Proof,
    permission: Permission,
    profile_id: Option<i64>,
) -> Result<Standing> {
    let application = find_application(lease, id, proof)?.ok_or_else(Error::dead_application_token)?;
    call.memory.token_uses.note(application.profile_id, id, Instant::now());
    if profile_id.is_some_and(|named| named != application.profile_id) {
        return Err(Error::not_found(Kind::PROFILE.noun));
    }
    permission.check(&application.rights)?;
    let (role, locale) = (Some(application.role), application.locale);
    Ok(Standing { caller: Some(Caller::of_application(application, proof)), role, language: None, locale, visited: None })
}

/// The application token with this id, if the proof is right and the token alive. A token is dead when it has expired, was
/// revoked, or the membership under which it was made has ended: a user who left and came back has another membership.
fn find_application(lease: &mut Lease, id: i64, proof: &Proof) -> Result<Option<Application>> {
    type Profile = (Option<TimeZone>, Option<String>, Option<bool>);
    type Found = ((i64, i64, String, String, String), (Option<String>, Option<Instant>, Option<Instant>), Option<String>, Profile);
    let maker = members::profile_id
        .eq(application_tokens::profile_id)
        .and(members::user_id.eq(application_tokens::user_id))
        .and(members::id.nullable().eq(application_tokens::member_id));
    let profile = profiles::id.eq(application_tokens::profile_id);
    let tokens = application_tokens::table.left_join(members::table.on(maker)).inner_join(profiles::table.on(profile));
    let query = tokens.filter(application_tokens::id.eq(id)).select((
        (
            application_tokens::profile_id,
            application_tokens::user_id,
            application_tokens::name,
            application_tokens::hash,
            application_tokens::rights,
        ),
        (application_tokens::origin, application_tokens::expires_at, application_tokens::revoked_at),
        members::role.nullable(),
        (profiles::time_zone.nullable(), profiles::language, profiles::linked_inputs.nullable()),
    ));
    let found: Option<Found> = either!(&mut **lease, connection => query.get_result(connection).optional())?;
    let Some(((profile_id, user_id, name, hash, rights), (origin, expires_at, revoked_at), Some(role), profile)) = found else {
        return Ok(None);
    };
    // The time that it takes to compare two hashes tells nothing about a secret of 256 random bits.
    let is_meant = match proof {
        Proof::Secret { hash: given } => *given == hash,
        Proof::AccessToken { .. } => true,
    };
    if !is_meant || revoked_at.is_some() || expires_at.is_some_and(|end| end <= Instant::now()) {
        return Ok(None);
    }
    let (rights, role) = (Rights::from_stored(&rights)?, Role::parse(&role)?);
    Ok(Some(Application { id, profile_id, user_id, name, rights, origin, expires_at, role, locale: Locale::of(profile) }))
}

/// The kinds of record that a method declares to write.
#[derive(Debug, Clone, Copy)]
pub struct Touching {
    /// The right that the method itself needs: it may write the kinds of its own module.
    pub own: Permission,
    /// The kinds of other modules.
    pub others: fn(&Kind) -> bool,
}

impl Touching {
    fn covers(&self, kind: &Kind) -> bool {
        let is_own = match (self.own, kind.reading) {
            (Permission::Needs(own, _), Permission::Needs(module, _)) => own == module,
            (own, reading) => own == reading,
        };
        is_own || (self.others)(kind)
    }
}

impl Base {
    /// The time zone of the call's profile; UTC without a profile.
    pub(crate) fn time_zone(&self) -> TimeZone {
        self.locale.time_zone
    }

    /// Declares the kinds that the method may write, before it begins.
    pub(crate) fn declare(&mut self, touching: Touching) {
        self.touching = Some(touching);
    }

    /// Refuses a caller who may not write records of this kind by the kind's own methods. Any method may write the house's own
    /// kinds, such as a notification.
    pub(super) fn refuse_unless_written(&self, entity: Entity, right: Right) -> Result<()> {
        let kind = kind_of(entity)?;
        let (Some(writers), Some(touching)) = (kind.writers, &self.touching) else { return Ok(()) };
        if !touching.covers(kind) {
            return Err(Error::internal(format!("the method writes {} and does not declare it", kind.entity.name())));
        }
        if self.role < Some(writers) {
            return Err(Error::Forbidden(Sentence::RoleNeededToWrite { what: kind.noun, role: writers.name() }.into()));
        }
        self.check(kind.writing(right))
    }

    /// Whether the caller may read records of this kind.
    pub(super) fn may_read(&self, entity: Entity) -> bool {
        kind_of(entity).is_ok_and(|Kind { readers, reading, .. }| {
            readers.is_some_and(|readers| self.role >= Some(readers)) && self.check(*reading).is_ok()
        })
    }

    /// Refuses an application token that lacks this permission; a person has it.
    fn check(&self, permission: Permission) -> Result<()> {
        match self.caller.as_ref().and_then(|caller| caller.application.as_ref()) {
            Some(application) => permission.check(&application.rights),
            None => Ok(()),
        }
    }
}

impl Reader {
    /// The time zone of the profile, in which its days begin and end.
    pub fn time_zone(&self) -> TimeZone {
        self.base.time_zone()
    }

    /// Whether the profile may have inputs that are linked.
    pub fn has_links(&self) -> bool {
        self.base.locale.has_links
    }

    /// The day that it is in the profile when the call is made.
    pub fn today(&self) -> Day {
        Day::of(self.time_zone().day_of(self.base.moment))
    }

    /// The language for people who have not chosen one: the profile's, else the service's.
    pub fn language(&self) -> Language {
        self.base.locale.language.unwrap_or(self.base.call.house.language)
    }

    /// Whether the caller's application token has this permission; a person has it.
    pub fn allows(&self, permission: Permission) -> bool {
        self.base.check(permission).is_ok()
    }

    /// Whether the caller may read records of this kind, by whichever method.
    pub fn may_read(&self, entity: Entity) -> bool {
        self.base.may_read(entity)
    }

    /// Refuses a caller whose role or application token may not read records of this kind. `refusal` is the sentence for a role
    /// that is too low.
    pub fn refuse_unless_read(&self, entity: Entity) -> Result<()> {
        let Kind { readers, reading, noun, .. } = kind_of(entity)?;
        let Some(readers) = *readers else {
            return Err(Error::Forbidden(Sentence::HistoryIsPersonal.into()));
        };
        if self.base.role < Some(readers) {
            return Err(Error::Forbidden(Sentence::RoleNeededToRead { what: noun, role: readers.name() }.into()));
        }
        self.base.check(*reading)
    }
}

impl Reader {
    /// Refuses a caller who may not say when something happened to records of this kind: managers may, and their application tokens
    /// with the right to migrate.
    pub fn refuse_unless_migrating(&self, entity: Entity) -> Result<()> {
        let kind = kind_of(entity)?;
        self.base.check(kind.writing(Right::Migrate))?;
        if self.base.role < Some(Role::Manager) {
            let (right, role) = (Right::Migrate.name(), Role::Manager.name());
            return Err(Error::Forbidden(Sentence::RightOfRole { right, role }.into()));
        }
        Ok(())
    }
}

impl Public {
    /// The application token that a script signs in with, if it is alive.
    pub fn application(&mut self, presented: Presented) -> Result<Option<Application>> {
        let found = find_application(&mut self.0.lease, presented.id, &Proof::Secret { hash: presented.hash })?;
        if let Some(application) = &found {
            self.0.call.memory.token_uses.note(application.profile_id, application.id, Instant::now());
        }
        Ok(found)
    }
}
