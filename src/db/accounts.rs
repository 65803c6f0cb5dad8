//! The tables that belong to people rather than to profiles: users, their tokens, the profiles that they are in; and the few
//! settings of the service.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Text};

use super::changes::Operation;
use super::connection::{AnyConnection, either};
use super::reads::Lease;
use super::rows::Reserved;
use super::schema::{members, profiles, revoked_tokens, settings, users};
use super::scope::{Account, Base, Manager, Newcomer, Public, Reader, Scope, Session};
use super::sql::{Piece, Sql};
use super::standing::{Application, Caller};
use super::stored::Recorded;
use crate::auth::password::Hash;
use crate::auth::registration::{Profiles, Registration};
use crate::auth::role::Role;
use crate::db::call::Call;
use crate::error::{Error, Result};
use crate::fields::external_ids::NONE;
use crate::fields::folding::slugs;
use crate::fields::text::other_forms;
use crate::fields::{Email, HealthWeights, Instant, Named, SegmentCuts};
use crate::records::catalog_entry::{CatalogEntry, FirstEntry};
use crate::records::kinds::Kind;
use crate::records::member::Member;
use crate::records::profile::{NewProfile, Profile};
use crate::sentences::{Language, Sentence, USER};

/// A user, who can sign in.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable)]
#[diesel(table_name = users)]
pub struct User {
    pub id: i64,
    pub email: String,
    pub name: String,
    pub mobile: Option<String>,
    pub created_at: Instant,
    /// The code of the language that the user chose, if any.
    pub language: Option<String>,
}

impl User {
    /// The language that the user chose, if any.
    pub fn language(&self) -> Option<Language> {
        self.language.as_deref().and_then(Language::of_code)
    }
}

/// The data of a new user.
#[derive(Debug, Clone)]
pub struct NewUser {
    pub email: Email,
    pub name: String,
    pub mobile: Option<String>,
    pub password: Hash,
}

/// Another address to sign in with. To set it takes the password.
pub struct NewAddress {
    pub email: Email,
    /// The stored hash that the password was checked against.
    pub checked: Hash,
}

/// A user, with the password's hash, for signing in.
pub struct Credentials {
    pub user: User,
    pub password: Hash,
    pub generation: i64,
}

/// The address as its account has it: the account may be older than the rule that composes addresses in one way.
pub(super) fn kept_email(connection: &mut AnyConnection, email: &str) -> Result<String> {
    for form in std::iter::once(email.to_owned()).chain(other_forms(email)).skip_while(|_| email.is_ascii()) {
        let found: Option<i64> = users::table.filter(users::email.eq(&form)).select(users::id).first(connection).optional()?;
        if found.is_some() {
            return Ok(form);
        }
    }
    Ok(email.to_owned())
}

pub(super) fn credentials(connection: &mut AnyConnection, email: Option<&str>, user_id: Option<i64>) -> Result<Option<Credentials>> {
    let mut rows = users::table.into_boxed();
    if let Some(email) = email {
        rows = rows.filter(users::email.eq(kept_email(connection, email)?));
    }
    if let Some(id) = user_id {
        rows = rows.filter(users::id.eq(id));
    }
    let found: Option<(User, String, i64)> =
        rows.select((User::as_select(), users::password_hash, users::token_generation)).first(connection).optional()?;
    Ok(found.map(|(user, password, generation)| Credentials { user, password: Hash::from_stored(password), generation }))
}

impl Public {
    /// The user who signs in with this address.
    pub fn credentials_of(&mut self, email: &Email) -> Result<Option<Credentials>> {
        credentials(&mut self.0.lease, Some(&email.folded()), None)
    }

    /// Whether a new user may register now. With several registrations at once it is no guarantee.
    pub fn registration_is_open(&mut self) -> Result<bool> {
        registration_is_open(&mut self.0)
    }

    /// The caller, where a token came with the call.
    pub fn credentials_of_caller(&mut self) -> Result<Option<Credentials>> {
        let Some(id) = self.0.caller.as_ref().map(|caller| caller.user_id) else { return Ok(None) };
        credentials(&mut self.0.lease, None, Some(id))
    }
}

impl Newcomer {
    /// Whether a new user may register now. Holds off other registrations.
    pub fn registration_is_open(&mut self) -> Result<bool> {
        lock_registrations(&mut self.0)?;
        registration_is_open(&mut self.0)
    }

    /// Makes a user, who becomes the caller.
    pub fn register(&mut self, user: NewUser) -> Result<Credentials> {
        let user = create_user(&mut self.0, user)?;
        self.0.caller = Some(Caller::of_newcomer(user.user.id));
        Ok(user)
    }

    /// Founds the newcomer's first profile, with these entries in its catalogs.
    pub fn found_profile(&mut self, profile: NewProfile, entries: Vec<FirstEntry>) -> Result<Profile> {
        found_profile(&mut self.0, profile, entries)
    }
}

/// Sets another password and ends all tokens of the user. False if the tokens are of another generation by now.
pub(super) fn replace_password(connection: &mut AnyConnection, user_id: i64, generation: i64, new: &Hash) -> Result<bool> {
    let changed = diesel::update(users::table)
        .filter(users::id.eq(user_id))
        .filter(users::token_generation.eq(generation))
        .set((
            users::password_hash.eq(new.as_stored()),
            users::token_generation.eq(users::token_generation + 1),
            users::kept_token.eq(None::<String>),
        ))
        .execute(connection)?;
    Ok(changed == 1)
}

/// The profiles that a user is in.
pub(super) fn profile_ids_of(connection: &mut AnyConnection, user_id: i64) -> Result<Vec<i64>> {
    Ok(members::table.filter(members::user_id.eq(user_id)).select(members::profile_id).load(connection)?)
}

fn registration_is_open(base: &mut Base) -> Result<bool> {
    match base.call.house.registration {
        Registration::Open => Ok(true),
        Registration::Closed => Ok(false),
        Registration::First => is_first(base),
    }
}

/// Whether the database has no user yet.
fn is_first(base: &mut Base) -> Result<bool> {
    let anyone: Option<i64> = users::table.select(users::id).first(&mut *base.lease).optional()?;
    Ok(anyone.is_none())
}

/// Locks registrations: of two first ones at once the later waits, and then is not the first. On SQLite writers wait anyway.
fn lock_registrations(base: &mut Base) -> Result<()> {
    if let AnyConnection::Postgres(connection) = &mut *base.lease {
        diesel::sql_query("LOCK TABLE users IN SHARE ROW EXCLUSIVE MODE").execute(connection)?;
    }
    Ok(())
}

pub(super) fn create_user(base: &mut Base, user: NewUser) -> Result<Credentials> {
    let id = next_id(&mut base.lease, "users")?;
    let email = user.email.folded();
    if kept_email(&mut base.lease, &email)? != email {
        return Err(Error::taken("email"));
    }
    diesel::insert_into(users::table)
        .values((
            users::id.eq(id),
            users::email.eq(&email),
            users::name.eq(&user.name),
            users::mobile.eq(&user.mobile),
            users::password_hash.eq(user.password.as_stored()),
            users::token_generation.eq(1_i64),
            users::created_at.eq(base.moment),
        ))
        .execute(&mut *base.lease)?;
    let kept = User { id, email, name: user.name, mobile: user.mobile, created_at: base.moment, language: None };
    Ok(Credentials { user: kept, password: user.password, generation: 1 })
}

/// A slug for this name that no profile of the service has.
fn free_slug(base: &mut Base, name: &str, id: i64) -> Result<String> {
    let candidate = slugs(name, "profile", id);
    let mut tried = 0;
    loop {
        let slug = candidate(tried);
        let taken: Option<i64> =
            profiles::table.filter(profiles::slug.eq(&slug)).select(profiles::id).first(&mut *base.lease).optional()?;
        if taken.is_none() {
            return Ok(slug);
        }
        tried += 1;
    }
}

/// Founds a profile whose manager is the caller.
fn found_profile(base: &mut Base, new: NewProfile, entries: Vec<FirstEntry>) -> Result<Profile> {
    let user_id = base.caller()?.user_id;
    let id = next_id(&mut base.lease, "profiles")?;
    let moment = base.moment;
    let NewProfile { name, slug, time_zone, language, directory } = new;
    let slug_is_made_up = slug.is_none();
    let profile = Profile {
        id,
        slug: slug.map_or_else(|| free_slug(base, &name, id), Ok)?,
        name,
        time_zone,
        currency_id: None,
        company_id: None,
        language: language.map(|language| language.code().to_owned()),
        directory,
        health_weights: HealthWeights::default().as_kept()?,
        segment_cuts: SegmentCuts::default().as_kept()?,
        feedback_themes: "[]".to_owned(),
        version: 1,
        created_at: moment,
        updated_at: moment,
    };
    let inserted = diesel::insert_into(profiles::table).values(&profile).execute(&mut *base.lease);
    inserted.map_err(|cause| Error::from(cause).or_given_meanwhile(&[("slug", slug_is_made_up)]))?;
    let outside = std::mem::replace(&mut base.profile_id, id);
    base.note_change(Operation::Create, Profile::ENTITY, id, profile.version, serde_json::to_string(&profile)?)?;
    base.insert(Member { user_id, role: Role::Manager.name().to_owned(), external_ids: NONE.to_owned() })?;
    found_catalogs(base, entries)?;
    base.profile_id = outside;
    Ok(profile)
}

/// Keeps the first entries of a profile's catalogs: their ids in the order given, parents before what belongs to them.
fn found_catalogs(base: &mut Base, entries: Vec<FirstEntry>) -> Result<()> {
    let reserved = base.reserve_several::<CatalogEntry>(entries.len())?;
    let ids: Vec<i64> = reserved.iter().map(Reserved::id).collect();
    let (belonging, others): (Vec<_>, Vec<_>) = reserved.into_iter().zip(entries).partition(|(_, first)| first.parent.is_some());
    for (reserved, FirstEntry { entry, parent }) in others.into_iter().chain(belonging) {
        let parent_id = parent.and_then(|place| ids.get(place).copied());
        base.insert_reserved(reserved, CatalogEntry { parent_id, ..entry })?;
    }
    Ok(())
}

fn user(base: &mut Base) -> Result<User> {
    let id = base.caller()?.user_id;
    Ok(users::table.find(id).select(User::as_select()).first(&mut *base.lease)?)
}

fn profiles_of(base: &mut Base) -> Result<Vec<(Profile, Role)>> {
    let caller = base.caller()?;
    let (user_id, only) = (caller.user_id, caller.application.as_ref().map(|application| application.profile_id));
    let found: Vec<(Profile, String)> = profiles::table
        .inner_join(members::table.on(members::profile_id.eq(profiles::id)))
        .filter(members::user_id.eq(user_id))
        .order(profiles::id)
        .select((Profile::as_select(), members::role))
        .load(&mut *base.lease)?;
    let visible = found.into_iter().filter(|(profile, _)| only.is_none_or(|only| profile.id == only));
    visible.map(|(profile, role)| Ok((profile, Role::parse(&role)?))).collect()
}

impl Session {
    /// The caller.
    pub fn user(&mut self) -> Result<User> {
        user(&mut self.0)
    }

    /// The application token, if a script calls.
    pub fn application(&self) -> Result<Option<&Application>> {
        Ok(self.0.caller()?.application.as_ref())
    }

    /// The profiles that the caller is a member of, with the role in each; for an application token its own profile.
    pub fn profiles(&mut self) -> Result<Vec<(Profile, Role)>> {
        profiles_of(&mut self.0)
    }

    /// The moment at which the caller's token expires, if ever.
    pub fn expires_at(&self) -> Result<Option<Instant>> {
        Ok(self.0.caller()?.expires_at)
    }
}

impl Account {
    /// Refuses a caller who may not create profiles here.
    pub fn refuse_unless_founder(&mut self) -> Result<()> {
        match self.0.call.house.profiles {
            Profiles::Anyone => return Ok(()),
            Profiles::Operator => {
                return Err(Error::Forbidden(Sentence::ProfilesByOperator.into()));
            }
            Profiles::Managers => {}
        }
        let user_id = self.0.caller()?.user_id;
        let managing = members::table.filter(members::user_id.eq(user_id)).filter(members::role.eq(Role::Manager.name()));
        let found: Option<i64> = managing.select(members::id).first(&mut *self.0.lease).optional()?;
        if found.is_none() {
            return Err(Error::Forbidden(Sentence::ProfilesByManagers.into()));
        }
        Ok(())
    }

    /// Founds another profile, whose manager is the caller.
    pub fn found_profile(&mut self, profile: NewProfile, entries: Vec<FirstEntry>) -> Result<Profile> {
        found_profile(&mut self.0, profile, entries)
    }

    /// Ends the caller's token, and forgets ended tokens that have expired meanwhile.
    pub fn revoke_token(&mut self) -> Result<()> {
        let moment = self.0.moment;
        let caller = self.0.caller()?;
        let ends_at = caller.expires_at.ok_or_else(|| Error::internal("a person's token has an end"))?;
        let row = (revoked_tokens::token_id.eq(caller.token_id.clone()), revoked_tokens::expires_at.eq(ends_at));
        diesel::delete(revoked_tokens::table.filter(revoked_tokens::expires_at.lt(moment.plus_seconds(-3600))))
            .execute(&mut *self.0.lease)?;
        diesel::insert_into(revoked_tokens::table).values(row).execute(&mut *self.0.lease)?;
        Ok(())
    }

    /// The caller, who stays as found until the transaction ends. On SQLite writers wait anyway.
    pub fn user(&mut self) -> Result<User> {
        let id = self.0.caller()?.user_id;
        if let AnyConnection::Postgres(connection) = &mut *self.0.lease {
            Sql(vec![Piece::sql("SELECT id FROM users WHERE id = "), Piece::Number(id), Piece::sql(" FOR NO KEY UPDATE")])
                .execute(connection)?;
        }
        user(&mut self.0)
    }

    /// Changes the caller's name, telephone and language, and the address if there is another. None if the password is no longer
    /// the one that was checked.
    pub fn edit_user(&mut self, edited: User, address: Option<NewAddress>) -> Result<Option<User>> {
        let (id, lease) = (self.0.caller()?.user_id, &mut self.0.lease);
        let mut user = User { id, ..edited };
        if let Some(NewAddress { email, checked }) = address {
            user.email = email.folded();
            if kept_email(lease, &user.email)? != user.email {
                return Err(Error::taken("email"));
            }
            let changed = diesel::update(users::table)
                .filter(users::id.eq(id))
                .filter(users::password_hash.eq(checked.as_stored()))
                .set(users::email.eq(&user.email))
                .execute(&mut **lease)?;
            if changed == 0 {
                return Ok(None);
            }
        }
        diesel::update(users::table)
            .filter(users::id.eq(id))
            .set((users::name.eq(&user.name), users::mobile.eq(&user.mobile), users::language.eq(&user.language)))
            .execute(&mut **lease)?;
        Ok(Some(user))
    }

    /// Changes the caller's password and ends all the caller's tokens but the present one. False if the password is no longer the
    /// one that was checked.
    pub fn change_password(&mut self, checked: &Hash, new: &Hash) -> Result<bool> {
        let caller = self.0.caller()?;
        let changed = diesel::update(users::table)
            .filter(users::id.eq(caller.user_id))
            .filter(users::password_hash.eq(checked.as_stored()))
            .set((
                users::password_hash.eq(new.as_stored()),
                users::token_generation.eq(users::token_generation + 1),
                users::kept_token.eq(Some(caller.token_id.clone())),
            ))
            .execute(&mut *self.0.lease)?;
        Ok(changed == 1)
    }
}

impl Reader {
    /// The users who are members of the profile, with their memberships.
    pub fn members(&mut self) -> Result<Vec<(Recorded<Member>, User)>> {
        let found = self.rows::<Member>();
        let mut members = self.load(found)?;
        members.sort_by_key(|member| member.user_id);
        let ids: Vec<i64> = members.iter().map(|member| member.user_id).collect();
        let mut users = self.users(ids)?;
        Ok(members.into_iter().filter_map(|member| users.remove(&member.user_id).map(|user| (member, user))).collect())
    }

    /// The users with these ids, by id: one query for a whole page, and none for no ids. They are the users that records name;
    /// not all of them need still be members.
    pub fn users(&mut self, ids: impl IntoIterator<Item = i64>) -> Result<HashMap<i64, User>> {
        let ids: BTreeSet<i64> = ids.into_iter().collect();
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        let query = users::table.filter(Sql::one_of("users", "id", Vec::from_iter(ids)));
        let users: Vec<User> = either!(&mut *self.base.lease, connection => query.select(User::as_select()).load(connection)?);
        Ok(users.into_iter().map(|user| (user.id, user)).collect())
    }

    /// Whether this user is a member of the profile.
    pub fn is_member(&mut self, user_id: i64) -> Result<bool> {
        let rows = self.rows::<Member>().filter(members::user_id.eq(user_id));
        Ok(self.count(rows)? > 0)
    }

    /// The membership of the caller, or of the user who made the application token.
    pub fn membership(&mut self) -> Result<Recorded<Member>> {
        let user_id = self.user_id()?;
        let rows = self.rows::<Member>().filter(members::user_id.eq(user_id));
        self.load(rows)?.pop().ok_or_else(|| Error::internal("the caller was let in and is no member"))
    }

    /// The caller's own id.
    pub fn user_id(&self) -> Result<i64> {
        Ok(self.base.caller()?.user_id)
    }

    /// The profile of the call.
    pub fn profile(&mut self) -> Result<Profile> {
        Ok(profiles::table.find(self.base.profile_id).select(Profile::as_select()).first(&mut *self.base.lease)?)
    }
}

impl Manager {
    /// The user with this address, if there is one.
    pub fn user_by_email(&mut self, email: &Email) -> Result<Option<User>> {
        let email = kept_email(&mut self.base.lease, &email.folded())?;
        let rows = users::table.filter(users::email.eq(email)).select(User::as_select());
        Ok(rows.first(&mut *self.base.lease).optional()?)
    }

    /// Makes a user, who is a member of nothing yet.
    pub fn create_user(&mut self, user: NewUser) -> Result<User> {
        create_user(&mut self.base, user).map(|created| created.user)
    }

    /// Locks the profile and its members until this call ends: on PostgreSQL two managers could remove each other otherwise. On
    /// SQLite writers follow one another anyway.
    pub fn lock_profile(&mut self) -> Result<()> {
        let id = self.base.profile_id;
        if let AnyConnection::Postgres(connection) = &mut *self.base.lease {
            profiles::table.find(id).select(profiles::id).for_update().first::<i64>(connection)?;
        }
        Ok(())
    }

    /// Replaces the profile's name and settings. The same ones are not written.
    pub fn edit_profile(&mut self, edited: Profile) -> Result<Profile> {
        let before = self.profile()?;
        if before == edited {
            return Ok(before);
        }
        let updated_at = self.base.moment.max(before.updated_at);
        let profile = Profile { id: before.id, version: before.version + 1, created_at: before.created_at, updated_at, ..edited };
        diesel::update(profiles::table.find(profile.id)).set(&profile).execute(&mut *self.base.lease)?;
        self.base.note_change(Operation::Update, Profile::ENTITY, profile.id, profile.version, serde_json::to_string(&profile)?)?;
        Ok(profile)
    }

    /// The service's own way into a profile, which nobody asked for.
    pub(super) fn of_service(lease: Lease, call: impl Into<Arc<Call>>, profile_id: i64, moment: Instant) -> Self {
        let mut base = Base::of_operator(lease, call, moment);
        base.profile_id = profile_id;
        Manager::enter(base)
    }

    /// The command line's way into a profile, as one of its members. Everything written there bears this moment.
    pub fn of_operator(lease: Lease, call: impl Into<Arc<Call>>, profile_id: i64, user_id: i64, moment: Instant) -> Self {
        let mut base = Base::of_operator(lease, call, moment);
        base.caller = Some(Caller::of_operator(user_id));
        base.profile_id = profile_id;
        Manager::enter(base)
    }
}

impl Newcomer {
    /// The command line's way to make another profile, managed by this user. None if there is no such user.
    pub fn found_profile_of(&mut self, email: &Email, profile: NewProfile, entries: Vec<FirstEntry>) -> Result<Option<Profile>> {
        let Some(found) = credentials(&mut self.0.lease, Some(&email.folded()), None)? else { return Ok(None) };
        self.0.caller = Some(Caller::of_operator(found.user.id));
        found_profile(&mut self.0, profile, entries).map(Some)
    }

    /// The command line's way to add a user to a profile.
    ///
    /// # Errors
    ///
    /// `not_found` if there is no such user or no such profile, `conflict` if the user is in it already.
    pub fn add_member(&mut self, email: &Email, profile_id: i64, role: Role) -> Result<User> {
        let base = &mut self.0;
        let Some(found) = credentials(&mut base.lease, Some(&email.folded()), None)? else { return Err(Error::not_found(&USER)) };
        let profile: Option<i64> = profiles::table.find(profile_id).select(profiles::id).first(&mut *base.lease).optional()?;
        if profile.is_none() {
            return Err(Error::not_found(Kind::PROFILE.noun));
        }
        if profile_ids_of(&mut base.lease, found.user.id)?.contains(&profile_id) {
            return Err(Error::conflict("email", "taken", Sentence::MemberAlready));
        }
        (base.caller, base.profile_id) = (Some(Caller::of_operator(found.user.id)), profile_id);
        base.insert(Member { user_id: found.user.id, role: role.name().to_owned(), external_ids: NONE.to_owned() })?;
        Ok(found.user)
    }

    /// The command line's way to set another password, which ends all sessions of the user. None if there is no such user.
    pub fn replace_password_of(&mut self, email: &Email, new: &Hash) -> Result<Option<User>> {
        let Some(found) = credentials(&mut self.0.lease, Some(&email.folded()), None)? else { return Ok(None) };
        if !replace_password(&mut self.0.lease, found.user.id, found.generation, new)? {
            return Err(Error::contended());
        }
        Ok(Some(found.user))
    }

    /// The command line's way to make users and profiles. They bear this moment.
    pub fn of_operator(lease: Lease, call: impl Into<Arc<Call>>, moment: Instant) -> Self {
        Newcomer::enter(Base::of_operator(lease, call, moment))
    }

    /// Whether the database has no user yet.
    pub fn is_first(&mut self) -> Result<bool> {
        is_first(&mut self.0)
    }
}

/// The next id of a profile's record. On PostgreSQL creators in one profile follow one another until they commit: an id that
/// appeared behind a greater one would shift the pages of a caller who reads them in order, and a row would come twice.
pub(super) fn next_id_in(connection: &mut AnyConnection, profile_id: i64, table: &str) -> Result<i64> {
    if let AnyConnection::Postgres(connection) = connection {
        const CREATIONS: i32 = 0x7665_6e74;
        let one_of_many = i32::try_from(profile_id % i64::from(i32::MAX)).unwrap_or(0);
        diesel::sql_query("SELECT pg_advisory_xact_lock($1, $2)")
            .bind::<Integer, _>(CREATIONS)
            .bind::<Integer, _>(one_of_many)
            .execute(connection)?;
    }
    next_id(connection, table)
}

/// The next ids of a profile's records of one kind, all of which the transaction uses.
pub(super) fn next_ids_in(connection: &mut AnyConnection, profile_id: i64, table: &str, number: usize) -> Result<Vec<i64>> {
    let Some(others) = number.checked_sub(1) else { return Ok(Vec::new()) };
    let others = i64::try_from(others).map_err(Error::internal)?;
    let first = next_id_in(connection, profile_id, table)?;
    let rest: Vec<i64> = match connection {
        // SQLite knows of an id only when its record is kept.
        AnyConnection::Sqlite(_) => (1..=others).map(|further| first + further).collect(),
        AnyConnection::Postgres(connection) => {
            let query = diesel::sql_query("SELECT nextval(pg_get_serial_sequence($1, 'id')) AS next FROM generate_series(1, $2)");
            let rows: Vec<Next> = query.bind::<Text, _>(table).bind::<BigInt, _>(others).load(connection)?;
            rows.into_iter().map(|row| row.next).collect()
        }
    };
    Ok(std::iter::once(first).chain(rest).collect())
}

/// The next id of a table. Ids are never used twice, also after the last record was removed.
pub(super) fn next_id(connection: &mut AnyConnection, table: &str) -> Result<i64> {
    let next = match connection {
        AnyConnection::Sqlite(connection) => {
            let last: Option<Option<i64>> =
                sqlite_sequence::table.filter(sqlite_sequence::name.eq(table)).select(sqlite_sequence::seq).first(connection).optional()?;
            last.flatten().unwrap_or(0) + 1
        }
        AnyConnection::Postgres(connection) => {
            let query = diesel::sql_query("SELECT nextval(pg_get_serial_sequence($1, 'id')) AS next").bind::<Text, _>(table);
            query.get_result::<Next>(connection)?.next
        }
    };
    Ok(next)
}

/// An id from a sequence of PostgreSQL.
#[derive(QueryableByName)]
struct Next {
    #[diesel(sql_type = BigInt)]
    next: i64,
}

diesel::table! {
    /// SQLite's own table of the greatest id that each table ever had.
    sqlite_sequence (name) {
        name -> Text,
        seq -> Nullable<BigInt>,
    }
}

/// Makes a setting once, to be shared by all nodes on the database: the first proposal wins.
pub fn setting(connection: &mut AnyConnection, name: &str, proposal: &str) -> Result<String> {
    let row = (settings::name.eq(name), settings::value.eq(proposal));
    match connection {
        AnyConnection::Sqlite(connection) => diesel::insert_or_ignore_into(settings::table).values(row).execute(connection)?,
        AnyConnection::Postgres(connection) => {
            diesel::insert_into(settings::table).values(row).on_conflict_do_nothing().execute(connection)?
        }
    };
    Ok(settings::table.find(name).select(settings::value).first(connection)?)
}

/// Writes a setting, in place of the value before.
pub fn write_setting(connection: &mut AnyConnection, name: &str, value: &str) -> Result<()> {
    let (row, change) = ((settings::name.eq(name), settings::value.eq(value)), settings::value.eq(value));
    either!(connection, connection => {
        diesel::insert_into(settings::table).values(row).on_conflict(settings::name).do_update().set(change).execute(connection)
    })?;
    Ok(())
}

/// A setting; none if it has not been written.
pub fn read_setting(connection: &mut AnyConnection, name: &str) -> Result<Option<String>> {
    let value = settings::table.find(name).select(settings::value);
    Ok(either!(connection, connection => value.first(connection).optional())?)
}
