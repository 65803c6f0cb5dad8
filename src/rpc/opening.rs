//! The steps around a method in its transaction: the scope is opened, the parameters are completed, the method checks and calls,
//! and the reply is written.
//!
//! Invariants: a caller who is not admitted learns nothing of the mistakes in the call. All mistakes are told at once. A
//! method that panics ends its own call alone.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::aliases::Aliases;
use super::calling::Calling;
use super::common_parameters::{CommonParameters, Slug, Takes};
use super::decode::{Gathered, Mentions};
use super::envelope;
use super::method::{FromTree, Method};
use super::problems::Problems;
use super::ready::{Ready, Rest, Returned, Running};
use super::running::run;
use super::tree::Tree;
use crate::auth::access::Access;
use crate::db::Database;
use crate::db::call::Call;
use crate::db::idempotency::Retry;
use crate::db::mentions::Mentioned;
use crate::db::reads::{Lease, Weight};
use crate::db::scope::{Admission, Base, Public, Scope, admit_known};
use crate::db::standing::{Standing, Touching, visiting};
use crate::db::writes::{Done, Failed};
use crate::error::{Error, Result};
use crate::fields::external_ids::Called;
use crate::sentences::Sentence;
use crate::store::Object;

/// A call whose parameters have been read.
pub struct ReadCall<M: Method> {
    method: Arc<M>,
    read: Arc<Read<M::Parameters>>,
}

impl<M: Method> ReadCall<M> {
    pub fn read(method: &Arc<M>, aliases: &Aliases, parameters: Tree<'_>) -> Self {
        ReadCall { method: Arc::clone(method), read: Arc::new(read::<M>(aliases, parameters)) }
    }
}

impl<M: Method> Ready for ReadCall<M> {
    fn run<'a>(self: Box<Self>, database: &'a Database, calling: Calling) -> Running<'a> {
        let ReadCall { method, read } = *self;
        Box::pin(run(Box::new(Opening { method, calling, read, is_new: false }), database))
    }

    fn run_inside(&self, lease: Lease, calling: Calling) -> (Lease, Result<Done, Failed>) {
        let opening = Opening { method: Arc::clone(&self.method), calling, read: Arc::clone(&self.read), is_new: false };
        let (lease, cause) = match opening.sound() {
            Some(parameters) if opening.stands_alone(parameters) => (lease, Error::MalformedRequest(Sentence::NoPlaceInBatch.into())),
            Some(_) if let Err(cause) = opening.admit_visit() => (lease, cause),
            Some(_) => {
                let (lease, made) = opening.make(lease);
                return (lease, made.map(|made| made.done));
            }
            None => opening.refuse(lease),
        };
        (lease, Err(Failed { cause, wrote: false }))
    }
}

/// A call that is about to be made, of any method.
pub(super) trait Opened: Send + Sync {
    fn access(&self) -> Access;
    fn calling(&self) -> &Calling;
    fn common(&self) -> CommonParameters;

    /// The expected length of the call.
    fn weight(&self) -> Weight;

    /// Whether all parameters could be read, and no mistake in them is known.
    fn is_sound(&self) -> bool;

    /// Whether the call must see all that was committed, so that no replica may answer it.
    fn on_primary(&self) -> bool;

    /// The file that goes to the store before the call is made.
    fn object(&self) -> Option<Object>;

    /// The idempotency key under which the reply is kept. A dry run has none.
    fn retry(&self) -> Option<&Retry>;

    /// The same as the caller's own: two callers may use the same key. The visitors of a directory share theirs.
    fn key(&self) -> Option<String>;

    /// Remembers the caller as one of the profile as soon as the database confirms it. From then on the caller waits in the
    /// profile's turn.
    fn remember_caller(&mut self);

    /// Does the work that takes long and needs no transaction.
    fn prepare(self: Box<Self>, lease: Lease) -> (Lease, Result<Box<dyn Opened>>);

    /// The caller's standing at this moment, or an error if it is not enough.
    fn standing(&self, lease: &mut Lease) -> Result<Standing>;

    /// Opens the scope, checks, calls, and writes the reply.
    fn make(&self, lease: Lease) -> (Lease, Result<Made, Failed>);

    /// The same for a caller whose standing was looked up before.
    fn make_as(&self, standing: Standing, lease: Lease) -> (Lease, Result<Made, Failed>);

    /// The failure of a call that is known to be wrong. Only an admitted caller is told the mistakes, and all of them at once.
    fn refuse(&self, lease: Lease) -> (Lease, Error);
}

/// Checks whether the caller may make a call with these parameters at this moment.
pub fn admitted<M: Method>(lease: &mut Lease, calling: &Calling, mut parameters: Tree<'_>) -> Result<()> {
    let (takes, mut problems) = (takes::<M>(), Problems::default());
    if M::Scope::ACCESS.directory {
        let profile = takes.take_profile(&mut parameters, &mut problems);
        return visiting(lease, profile.as_ref().map(Slug::as_str)).map(drop);
    }
    let common = takes.take(&mut parameters, &mut problems);
    calling.standing(M::Scope::ACCESS, lease, common.profile_id).map(drop)
}

/// The parameters, as far as they could be read.
#[derive(Clone)]
struct Read<P> {
    common: CommonParameters,
    /// The profile whose directory is visited.
    profile: Option<Slug>,
    parameters: Option<P>,
    problems: Problems,
    /// The records that the parameters mention by their ids.
    mentioned: Arc<[Mentioned]>,
    late: Option<Arc<Late>>,
}

/// Parameters with external IDs, or with days of the profile's time zone, which only the database knows: they are read again after
/// the look-up, in the transaction of the call. Until then they hold placeholders.
struct Late {
    tree: Tree<'static>,
    /// The external IDs to look up.
    sought: Vec<Called>,
    /// The mistakes in the common parameters.
    problems: Problems,
}

/// The common parameters that a method takes.
pub fn takes<M: Method>() -> Takes {
    let access = M::Scope::ACCESS;
    Takes {
        profile_id: access.role.is_some(),
        profile: access.directory,
        if_version: M::SUBJECT.is_some(),
        dry_run: access.role.is_some() && access.writes,
    }
}

fn read<M: Method>(aliases: &Aliases, mut tree: Tree<'_>) -> Read<M::Parameters> {
    let (takes, mut problems) = (takes::<M>(), Problems::default());
    aliases.settle(&mut tree, &mut problems);
    let common = takes.take(&mut tree, &mut problems);
    let profile = takes.take_profile(&mut tree, &mut problems);
    let (mentions, before) = (Mentions::to_be_sought(), problems.clone());
    let parameters = problems.collect(M::Parameters::read(&tree, &takes.names(), &mentions));
    problems.name_methods(M::WITHOUT);
    let Gathered { externals, has_days, ids } = mentions.into_gathered();
    let is_late = has_days || !externals.is_empty();
    let late = is_late.then(|| Arc::new(Late { tree: tree.into_owned(), sought: externals, problems: before }));
    Read { common, profile, parameters, problems, mentioned: ids.into(), late }
}

/// A call that is to be made now, or one that was made before.
enum Begun<P> {
    Now(P, Problems),
    /// The kept reply of a call that was made before.
    Before(Done),
}

/// The outcome of a call in its transaction.
pub(super) struct Made {
    pub done: Done,
    rest: Option<Rest>,
}

impl From<Done> for Made {
    fn from(done: Done) -> Self {
        Made { done, rest: None }
    }
}

impl From<Made> for Returned {
    fn from(Made { done, rest }: Made) -> Self {
        Returned { reply: done.reply, rest }
    }
}

/// A call of one method, with all that is needed to make it.
struct Opening<M: Method> {
    method: Arc<M>,
    calling: Calling,
    read: Arc<Read<M::Parameters>>,
    /// Whether the caller is not yet known as one of the profile, in whose turn the caller waits.
    is_new: bool,
}

impl<M: Method> Opened for Opening<M> {
    fn access(&self) -> Access {
        M::Scope::ACCESS
    }

    fn calling(&self) -> &Calling {
        &self.calling
    }

    fn common(&self) -> CommonParameters {
        self.read.common
    }

    fn weight(&self) -> Weight {
        match self.sound() {
            // Parameters that are not looked up yet do not say how long the call takes.
            Some(parameters) if self.read.late.is_none() => self.method.weight(parameters),
            _ => Weight::Long,
        }
    }

    fn is_sound(&self) -> bool {
        self.sound().is_some()
    }

    fn on_primary(&self) -> bool {
        self.method.on_primary()
    }

    fn object(&self) -> Option<Object> {
        self.method.object(self.sound()?)
    }

    fn retry(&self) -> Option<&Retry> {
        self.calling.call.retry.as_ref().filter(|_| !self.read.common.dry_run)
    }

    fn key(&self) -> Option<String> {
        let retry = self.retry()?;
        match &self.read.profile {
            Some(profile) => Some(format!("idempotency key of visitors of {}: {}", profile.as_str(), retry.key.as_str())),
            None => self.calling.key(retry),
        }
    }

    fn remember_caller(&mut self) {
        self.is_new = true;
    }

    fn prepare(mut self: Box<Self>, mut lease: Lease) -> (Lease, Result<Box<dyn Opened>>) {
        let standing = match self.calling.standing(M::Scope::ACCESS, &mut lease, self.read.common.profile_id) {
            Ok(standing) => standing,
            Err(cause) => return (lease, Err(cause)),
        };
        let mut public: Public = admit_known(lease, Arc::clone(&self.calling.call), standing, self.read.common.profile_id);
        let prepared = match &mut Arc::make_mut(&mut self.read).parameters {
            Some(parameters) => self.method.prepare(&mut public, parameters),
            None => Ok(()),
        };
        let (lease, _, _) = public.leave().into_parts();
        (lease, prepared.map(|()| self as Box<dyn Opened>))
    }

    fn standing(&self, lease: &mut Lease) -> Result<Standing> {
        if M::Scope::ACCESS.directory {
            return visiting(lease, self.read.profile.as_ref().map(Slug::as_str));
        }
        let standing = self.calling.standing(M::Scope::ACCESS, lease, self.read.common.profile_id)?;
        if self.is_new {
            self.calling.remember(&standing, self.read.common.profile_id);
        }
        Ok(standing)
    }

    fn make(&self, lease: Lease) -> (Lease, Result<Made, Failed>) {
        match self.admit(lease) {
            Ok(scope) => self.begin_and_make(scope.leave()),
            Err((lease, cause)) => (lease, Err(Failed { cause, wrote: false })),
        }
    }

    fn make_as(&self, standing: Standing, lease: Lease) -> (Lease, Result<Made, Failed>) {
        let scope = admit_known::<M::Scope>(lease, Arc::clone(&self.calling.call), standing, self.read.common.profile_id);
        self.begin_and_make(scope.leave())
    }

    fn refuse(&self, lease: Lease) -> (Lease, Error) {
        let Read { common, profile, .. } = &*self.read;
        let Access { role, directory, .. } = M::Scope::ACCESS;
        let missing_profile = role.is_some() && common.profile_id.is_none() || directory && profile.is_none();
        match self.admit(lease) {
            Ok(scope) => {
                let mut base = scope.leave();
                let (parameters, mut problems) = match self.looked_up(&mut base) {
                    Ok(read) => read,
                    Err(cause) => return (base.into_parts().0, cause),
                };
                let mut scope = M::Scope::enter(base);
                let checked = match &parameters {
                    Some(parameters) if !missing_profile => {
                        catch_unwind(AssertUnwindSafe(|| self.method.check(&mut scope, parameters, &mut problems).map(drop)))
                            .unwrap_or_else(|_| Err(Error::internal("the method's check panicked")))
                    }
                    _ => Ok(()),
                };
                let (lease, _, _) = scope.leave().into_parts();
                (lease, checked.err().unwrap_or_else(|| problems.refusal()))
            }
            Err(refused) => refused,
        }
    }
}

impl<M: Method> Opening<M> {
    /// The parameters, if no mistake in them is known.
    fn sound(&self) -> Option<&M::Parameters> {
        self.read.parameters.as_ref().filter(|_| self.read.problems.is_empty())
    }

    /// Whether the call can't be made within another call's transaction.
    fn stands_alone(&self, parameters: &M::Parameters) -> bool {
        let Access { directory, writes, .. } = M::Scope::ACCESS;
        // A batch may run again, and a lead counts once.
        directory && writes
            || self.method.on_primary()
            || self.method.weight(parameters) == Weight::Hashing
            || self.method.object(parameters).is_some()
    }

    /// Counts a call of a directory.
    fn admit_visit(&self) -> Result<()> {
        let Call { house, address, .. } = &*self.calling.call;
        if M::Scope::ACCESS.directory { house.visits.admit_call(*address) } else { Ok(()) }
    }

    fn admit(&self, mut lease: Lease) -> Admission<M::Scope> {
        match self.standing(&mut lease) {
            Ok(standing) => Ok(admit_known(lease, Arc::clone(&self.calling.call), standing, self.read.common.profile_id)),
            Err(cause) => Err((lease, cause)),
        }
    }

    /// The steps after the caller is admitted.
    fn begin_and_make(&self, mut base: Base) -> (Lease, Result<Made, Failed>) {
        base.declare(Touching { own: self.calling.permission, others: M::TOUCHES });
        match self.begin(&mut base) {
            Ok(Begun::Now(parameters, problems)) => self.check_and_call(M::Scope::enter(base), parameters, problems),
            Ok(Begun::Before(done)) => (base.into_parts().0, Ok(done.into())),
            Err(cause) => (base.into_parts().0, Err(Failed { cause, wrote: false })),
        }
    }

    /// Checks that may end a call before its method sees it: a kept reply, or another version of the record.
    fn begin(&self, base: &mut Base) -> Result<Begun<M::Parameters>> {
        if let Some(retry) = self.retry()
            && let Some(recalled) = base.recall(retry)?
        {
            return Ok(Begun::Before(recalled.answer()?));
        }
        let (parameters, problems) = self.looked_up(base)?;
        let Some(parameters) = parameters else { return Err(problems.refusal()) };
        if let (Some(named), Some(known)) = (M::SUBJECT, self.read.common.if_version) {
            base.check_version(named(&parameters), known)?;
        }
        Ok(Begun::Now(parameters, problems))
    }

    /// The parameters, with external IDs replaced by ids, and days by their instants. All mentioned ids are noted, to be looked up together.
    fn looked_up(&self, base: &mut Base) -> Result<(Option<M::Parameters>, Problems)> {
        let Read { parameters, problems, mentioned, late, .. } = &*self.read;
        let Some(late) = late else {
            base.note_mentions(mentioned);
            return Ok((parameters.clone(), problems.clone()));
        };
        let mentions = Mentions::found(base.called(&late.sought)?, base.time_zone());
        let mut problems = late.problems.clone();
        let read = problems.collect(M::Parameters::read(&late.tree, &takes::<M>().names(), &mentions));
        problems.name_methods(M::WITHOUT);
        base.note_mentions(&mentions.into_gathered().ids);
        Ok((read, problems))
    }

    /// The steps after the checks for a kept reply and for the record's version.
    fn check_and_call(&self, mut scope: M::Scope, parameters: M::Parameters, mut problems: Problems) -> (Lease, Result<Made, Failed>) {
        let (mut called, mut rest) = (false, None);
        // A panic is a bug of ours; it ends this call and not the thread that serves the others.
        let result = catch_unwind(AssertUnwindSafe(|| {
            let found = self.method.check(&mut scope, &parameters, &mut problems)?;
            problems.settle()?;
            let found = found.ok_or_else(|| Error::internal("a check found nothing, and nothing wrong"))?;
            called = true;
            let response = self.method.call(&mut scope, parameters, found)?;
            rest = self.method.rest(&response);
            envelope::success(&response)
        }))
        .unwrap_or_else(|_| Err(Error::internal("the method panicked; the panic's own message precedes this one")));
        let mut base = scope.leave();
        let result = result.and_then(|body| {
            if let Some(retry) = self.retry() {
                base.keep_own_reply(retry, &body)?;
            }
            Ok(body)
        });
        let (lease, tally, unindexed) = base.into_parts();
        let rest = rest.map(|parameters| self.next(parameters));
        let done = |body: Vec<u8>| Done { reply: body.into(), tally, unindexed, provisional: self.read.common.dry_run };
        (lease, result.map(|body| Made { done: done(body), rest }).map_err(|cause| Failed { cause, wrote: called }))
    }

    /// The call that gives the next piece of a list.
    fn next(&self, parameters: M::Parameters) -> Rest {
        let (common, mentioned) = (self.read.common, Arc::clone(&self.read.mentioned));
        let profile = self.read.profile.clone();
        let read = Read { common, profile, parameters: Some(parameters), problems: Problems::default(), mentioned, late: None };
        Rest { ready: Box::new(ReadCall { method: Arc::clone(&self.method), read: Arc::new(read) }), calling: self.calling.clone() }
    }
}
