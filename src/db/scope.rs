//! Scopes: the proof of a caller's rights, and the only road to the connection.
//!
//! A scope exists only because its caller was looked up ([`super::standing`]). Its fields are private to this room, so
//! that no method can make one, widen one, or take the connection out. Queries begin at the caller's profile
//! and can be narrowed, never widened; inserts get their owner here; and there is no way to write a profile's
//! record but [`Editor`]'s, and [`Recipient`]'s for one's own notifications, which leave a change record behind.
//!
//! A method reads the rows of its caller's profile:
//!
//! ```
//! use ventanilla::db::scope::Reader;
//! use ventanilla::error::Result;
//! use ventanilla::records::company::Company;
//!
//! fn how_many(reader: &mut Reader) -> Result<usize> {
//!     let rows = reader.rows::<Company>();
//!     Ok(reader.load(rows)?.len())
//! }
//! ```
//!
//! It can't name another profile's, because there is nowhere to name one:
//!
//! ```compile_fail,E0061
//! use ventanilla::db::scope::Reader;
//! use ventanilla::error::Result;
//! use ventanilla::records::company::Company;
//!
//! fn how_many(reader: &mut Reader) -> Result<usize> {
//!     let rows = reader.rows::<Company>(2);
//!     Ok(reader.load(rows)?.len())
//! }
//! ```
//!
//! It can't start from the table, because what it loads must have come from a scope:
//!
//! ```compile_fail,E0423
//! use diesel::prelude::*;
//! use ventanilla::db::schema::companies;
//! use ventanilla::db::rows::Rows;
//! use ventanilla::db::scope::Reader;
//! use ventanilla::db::stored::Narrowed;
//! use ventanilla::error::Result;
//! use ventanilla::records::company::Company;
//!
//! fn how_many(reader: &mut Reader) -> Result<usize> {
//!     let rows = Narrowed::Sqlite(companies::table.into_boxed());
//!     Ok(reader.load::<Company>(Rows(rows))?.len())
//! }
//! ```
//!
//! It can't widen what it was given:
//!
//! ```compile_fail,E0599
//! use diesel::prelude::*;
//! use ventanilla::db::schema::companies;
//! use ventanilla::db::scope::Reader;
//! use ventanilla::error::Result;
//! use ventanilla::records::company::Company;
//!
//! fn how_many(reader: &mut Reader) -> Result<usize> {
//!     let rows = reader.rows::<Company>().or_filter(companies::name.eq("Café Núñez"));
//!     Ok(reader.load(rows)?.len())
//! }
//! ```
//!
//! It can't give a record to another profile:
//!
//! ```compile_fail,E0451
//! use ventanilla::db::stored::Recorded;
//! use ventanilla::records::company::Company;
//!
//! fn give_away(company: Recorded<Company>) -> Recorded<Company> {
//!     Recorded { profile_id: 2, ..company }
//! }
//! ```
//!
//! It can't make a scope of its own:
//!
//! ```compile_fail,E0423
//! use ventanilla::db::scope::{Editor, Reader};
//!
//! fn promote(reader: Reader) -> Editor {
//!     Editor(reader)
//! }
//! ```
//!
//! It can't reach the connection, and so can't write around the change record:
//!
//! ```compile_fail,E0616
//! use ventanilla::db::scope::Reader;
//!
//! fn connection(reader: &mut Reader) {
//!     let _ = &reader.base;
//! }
//! ```
//!
//! A write needs an [`Editor`]:
//!
//! ```
//! use ventanilla::db::scope::Editor;
//! use ventanilla::db::stored::Recorded;
//! use ventanilla::error::Result;
//! use ventanilla::records::company::Company;
//!
//! fn forget(editor: &mut Editor, company: Recorded<Company>) -> Result<()> {
//!     editor.delete(&company)
//! }
//! ```
//!
//! ```compile_fail,E0599
//! use ventanilla::db::scope::Reader;
//! use ventanilla::db::stored::Recorded;
//! use ventanilla::error::Result;
//! use ventanilla::records::company::Company;
//!
//! fn forget(reader: &mut Reader, company: Recorded<Company>) -> Result<()> {
//!     reader.delete(&company)
//! }
//! ```
//!
//! A visitor of a directory reaches public records alone, by one rule of their kind, and sees a list of their fields:
//!
//! ```
//! use ventanilla::db::directory::Sought;
//! use ventanilla::db::scope::Visitor;
//! use ventanilla::error::Result;
//! use ventanilla::fields::{Order, Paging};
//! use ventanilla::records::company::Company;
//!
//! fn first(visitor: &mut Visitor) -> Result<usize> {
//!     let paging = Paging::first(20, Order::BY_ID);
//!     Ok(visitor.page::<Company>(paging, &Sought::default())?.rows.len())
//! }
//! ```
//!
//! ```compile_fail,E0599
//! use ventanilla::db::scope::Visitor;
//! use ventanilla::error::Result;
//! use ventanilla::records::company::Company;
//!
//! fn first(visitor: &mut Visitor) -> Result<usize> {
//!     let rows = visitor.rows::<Company>();
//!     Ok(visitor.load(rows)?.len())
//! }
//! ```
//!
//! It asks for no kind of record that no directory shows:
//!
//! ```compile_fail,E0277
//! use ventanilla::db::directory::Sought;
//! use ventanilla::db::scope::Visitor;
//! use ventanilla::error::Result;
//! use ventanilla::fields::{Order, Paging};
//! use ventanilla::records::contact::Contact;
//!
//! fn first(visitor: &mut Visitor) -> Result<usize> {
//!     let paging = Paging::first(20, Order::BY_ID);
//!     Ok(visitor.page::<Contact>(paging, &Sought::default())?.rows.len())
//! }
//! ```
//!
//! A submitter hands in leads, and writes nothing else:
//!
//! ```compile_fail,E0599
//! use ventanilla::db::scope::Submitter;
//! use ventanilla::error::Result;
//! use ventanilla::records::company::Company;
//!
//! fn forge(submitter: &mut Submitter, company: Company) -> Result<()> {
//!     submitter.insert(company).map(drop)
//! }
//! ```
//!
//! A recipient marks notifications as read, and writes nothing else:
//!
//! ```
//! use ventanilla::db::scope::Recipient;
//! use ventanilla::error::Result;
//!
//! fn acknowledge(recipient: &mut Recipient) -> Result<usize> {
//!     Ok(recipient.mark_read(&[1])?.len())
//! }
//! ```
//!
//! ```compile_fail,E0599
//! use ventanilla::db::scope::Recipient;
//! use ventanilla::db::stored::Recorded;
//! use ventanilla::error::Result;
//! use ventanilla::records::notification::Notification;
//!
//! fn forget(recipient: &mut Recipient, notification: Recorded<Notification>) -> Result<()> {
//!     recipient.delete(&notification)
//! }
//! ```

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use super::counters::Tally;
use super::directory::ORIGIN;
use super::mentions::Mentions;
use super::reads::Lease;
use super::standing::{Caller, Locale, Standing, Touching};
use crate::auth::access::Access;
use crate::auth::role::Role;
use crate::db::call::Call;
use crate::error::{Error, Result};
use crate::fields::Instant;

/// A kind of scope. There are twelve, all in this room.
pub trait Scope: Sized + Send + 'static {
    const ACCESS: Access;

    /// Only this room makes a [`Base`].
    fn enter(base: Base) -> Self;

    fn leave(self) -> Base;
}

/// Any caller, reading.
pub struct Public(pub(super) Base);

/// Any caller, opening an account.
pub struct Newcomer(pub(super) Base);

/// Anyone with a one-time link, or in want of one, writing the account that the link is for; or with the address of a request for
/// feedback, answering it.
pub struct LinkHolder(pub(super) Base);

/// Any caller, reading the directory of a profile that has one. Its queries begin at the public records ([`super::directory`]).
pub struct Visitor(pub(super) Reader);

/// Any caller, handing in a lead to a profile that has a directory, and writing nothing else.
pub struct Submitter(pub(super) Visitor);

/// A signed-in user or token, reading its own data.
pub struct Session(pub(super) Base);

/// A signed-in user, changing their own data.
pub struct Account(pub(super) Base);

/// A member of the profile, reading.
pub struct Reader {
    pub(super) base: Base,
}

/// A member of any role, who may mark notifications of their own as read and write nothing else.
pub struct Recipient(Reader);

/// A member who may write.
pub struct Editor(Reader);

/// A member who administers the profile, reading.
pub struct Overseer(Reader);

/// A member who administers the profile, writing.
pub struct Manager(Editor);

/// The part that every scope has.
pub struct Base {
    pub(super) lease: Lease,
    pub(super) call: Arc<Call>,
    pub(super) caller: Option<Caller>,
    pub(super) profile_id: i64,
    pub(super) role: Option<Role>,
    pub(super) locale: Locale,
    /// The kinds of record that the method declares to write; none outside of a method, where any kind may be written.
    pub(super) touching: Option<Touching>,
    pub(super) moment: Instant,
    /// The origin of all that the scope writes, whatever the caller says.
    pub(super) origin: Option<&'static str>,
    /// The records that the call mentions.
    pub(super) mentions: Mentions,
    pub(super) tally: Tally,
    /// The number of texts that the call left for the search index.
    pub(super) unindexed: usize,
}

impl Base {
    /// The caller. Fails if there is none, which happens only in scopes that are open to all.
    pub(super) fn caller(&self) -> Result<&Caller> {
        self.caller.as_ref().ok_or_else(|| Error::internal("this needs a caller, and the scope let none in"))
    }

    /// The connection back, and the tally and the number of texts that a write leaves to its executor.
    pub(crate) fn into_parts(self) -> (Lease, Tally, usize) {
        (self.lease, self.tally, self.unindexed)
    }

    /// The base of the command line, which has no caller, and which may write with an earlier moment.
    pub(super) fn of_operator(lease: Lease, call: impl Into<Arc<Call>>, moment: Instant) -> Self {
        Base {
            lease,
            call: call.into(),
            caller: None,
            profile_id: 0,
            role: None,
            locale: Locale::default(),
            touching: None,
            moment,
            origin: None,
            mentions: Mentions::default(),
            tally: Tally::default(),
            unindexed: 0,
        }
    }
}

/// A scope, or the connection back with the reason for the refusal.
pub(crate) type Admission<S> = std::result::Result<S, (Lease, Error)>;

/// Makes the scope of a caller whose standing was looked up before, perhaps on the primary for a read on a replica. A standing
/// exists only if it was found to be enough.
pub(crate) fn admit_known<S: Scope>(lease: Lease, call: Arc<Call>, standing: Standing, profile_id: Option<i64>) -> S {
    S::enter(Base {
        lease,
        call,
        caller: standing.caller,
        profile_id: standing.visited.or(profile_id).unwrap_or(0),
        role: standing.role,
        locale: standing.locale,
        touching: None,
        moment: Instant::now(),
        origin: None,
        mentions: Mentions::default(),
        tally: Tally::default(),
        unindexed: 0,
    })
}

impl Scope for Public {
    const ACCESS: Access = Access { signed_in: false, role: None, writes: false, directory: false };

    fn enter(base: Base) -> Self {
        Public(base)
    }

    fn leave(self) -> Base {
        self.0
    }
}

impl Scope for Newcomer {
    const ACCESS: Access = Access { signed_in: false, role: None, writes: true, directory: false };

    fn enter(base: Base) -> Self {
        Newcomer(base)
    }

    fn leave(self) -> Base {
        self.0
    }
}

impl Scope for LinkHolder {
    const ACCESS: Access = Access { signed_in: false, role: None, writes: true, directory: false };

    fn enter(base: Base) -> Self {
        LinkHolder(base)
    }

    fn leave(self) -> Base {
        self.0
    }
}

impl Scope for Visitor {
    const ACCESS: Access = Access { signed_in: false, role: None, writes: false, directory: true };

    fn enter(base: Base) -> Self {
        Visitor(Reader { base })
    }

    fn leave(self) -> Base {
        self.0.base
    }
}

impl Scope for Submitter {
    const ACCESS: Access = Access { signed_in: false, role: None, writes: true, directory: true };

    fn enter(base: Base) -> Self {
        Submitter(Visitor(Reader { base: Base { origin: Some(ORIGIN), ..base } }))
    }

    fn leave(self) -> Base {
        self.0.0.base
    }
}

impl Scope for Session {
    const ACCESS: Access = Access { signed_in: true, role: None, writes: false, directory: false };

    fn enter(base: Base) -> Self {
        Session(base)
    }

    fn leave(self) -> Base {
        self.0
    }
}

impl Scope for Account {
    const ACCESS: Access = Access { signed_in: true, role: None, writes: true, directory: false };

    fn enter(base: Base) -> Self {
        Account(base)
    }

    fn leave(self) -> Base {
        self.0
    }
}

impl Scope for Reader {
    const ACCESS: Access = Access { signed_in: true, role: Some(Role::Viewer), writes: false, directory: false };

    fn enter(base: Base) -> Self {
        Reader { base }
    }

    fn leave(self) -> Base {
        self.base
    }
}

impl Scope for Recipient {
    const ACCESS: Access = Access { signed_in: true, role: Some(Role::Viewer), writes: true, directory: false };

    fn enter(base: Base) -> Self {
        Recipient(Reader { base })
    }

    fn leave(self) -> Base {
        self.0.base
    }
}

impl Scope for Editor {
    const ACCESS: Access = Access { signed_in: true, role: Some(Role::Member), writes: true, directory: false };

    fn enter(base: Base) -> Self {
        Editor(Reader { base })
    }

    fn leave(self) -> Base {
        self.0.base
    }
}

impl Scope for Overseer {
    const ACCESS: Access = Access { signed_in: true, role: Some(Role::Manager), writes: false, directory: false };

    fn enter(base: Base) -> Self {
        Overseer(Reader { base })
    }

    fn leave(self) -> Base {
        self.0.base
    }
}

impl Scope for Manager {
    const ACCESS: Access = Access { signed_in: true, role: Some(Role::Manager), writes: true, directory: false };

    fn enter(base: Base) -> Self {
        Manager(Editor(Reader { base }))
    }

    fn leave(self) -> Base {
        self.0.0.base
    }
}

impl Deref for Submitter {
    type Target = Visitor;

    fn deref(&self) -> &Visitor {
        &self.0
    }
}

impl DerefMut for Submitter {
    fn deref_mut(&mut self) -> &mut Visitor {
        &mut self.0
    }
}

impl Deref for Recipient {
    type Target = Reader;

    fn deref(&self) -> &Reader {
        &self.0
    }
}

impl DerefMut for Recipient {
    fn deref_mut(&mut self) -> &mut Reader {
        &mut self.0
    }
}

impl Deref for Overseer {
    type Target = Reader;

    fn deref(&self) -> &Reader {
        &self.0
    }
}

impl DerefMut for Overseer {
    fn deref_mut(&mut self) -> &mut Reader {
        &mut self.0
    }
}

impl Deref for Editor {
    type Target = Reader;

    fn deref(&self) -> &Reader {
        &self.0
    }
}

impl DerefMut for Editor {
    fn deref_mut(&mut self) -> &mut Reader {
        &mut self.0
    }
}

impl Deref for Manager {
    type Target = Editor;

    fn deref(&self) -> &Editor {
        &self.0
    }
}

impl DerefMut for Manager {
    fn deref_mut(&mut self) -> &mut Editor {
        &mut self.0
    }
}

impl Public {
    pub fn call(&self) -> &Call {
        &self.0.call
    }
}

impl Newcomer {
    pub fn call(&self) -> &Call {
        &self.0.call
    }
}

impl LinkHolder {
    pub fn call(&self) -> &Call {
        &self.0.call
    }
}
