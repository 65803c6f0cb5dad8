//! Everything that happens around a method: from its parameters to its reply.
//!
//! What holds here: who is not admitted is told nothing of what is wrong with the call; everything that is wrong is told at
//! once; and a method that panics ends its own call alone.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::calling::Calling;
use super::common_parameters::{CommonParameters, Takes};
use super::decode::Mentions;
use super::envelope;
use super::method::{FromTree, Method};
use super::problems::Problems;
use super::ready::{Ready, Rest, Returned, Running};
use super::tree::Tree;
use crate::db::Database;
use crate::db::idempotency::Retry;
use crate::db::mentions::Mentioned;
use crate::db::reads::{Lease, Weight};
use crate::db::scope::{Admission, Base, Public, Scope, admit_known};
use crate::db::standing::{Standing, Touching, standing_remembered, wrote_lately};
use crate::db::writes::{Done, Failed, Work};
use crate::error::{Error, Result};
use crate::fields::external_ids::Called;
use crate::turns::{Asker, Party};

/// A call of any other method.
pub struct ReadCall<M: Method> {
    method: Arc<M>,
    read: Read<M::Parameters>,
}

impl<M: Method> ReadCall<M> {
    pub fn read(method: &Arc<M>, parameters: Tree<'_>) -> Self {
        ReadCall { method: Arc::clone(method), read: read::<M>(parameters) }
    }
}

impl<M: Method> Ready for ReadCall<M> {
    fn run<'a>(self: Box<Self>, database: &'a Database, calling: Calling) -> Running<'a> {
        Box::pin(run(*self, database, calling))
    }

    fn run_inside(&self, lease: Lease, calling: Calling) -> (Lease, Result<Done, Failed>) {
        let ReadCall { method, read: Read { common, parameters, problems, mentioned, late } } = self;
        let (mentioned, late) = (Arc::clone(mentioned), late.clone());
        let opening = Opening { method: Arc::clone(method), calling, common: *common, mentioned, late, is_new: false };
        let stands_alone = |parameters: &M::Parameters| {
            method.on_primary() || method.weight(parameters) == Weight::Hashing || method.object(parameters).is_some()
        };
        let (lease, cause) = match parameters {
            Some(parameters) if problems.is_empty() && stands_alone(parameters) => {
                let message = "This has no place in a batch: it handles a password or a file, for which everybody else would wait, or \
                    it tells what has been committed.";
                (lease, Error::MalformedRequest(message.to_owned()))
            }
            Some(parameters) if problems.is_empty() => {
                let (lease, made) = opening.admit_and_make(lease, parameters.clone(), Problems::default());
                return (lease, made.map(|made| made.done));
            }
            parameters => opening.refuse(lease, parameters.clone(), problems.clone()),
        };
        (lease, Err(Failed { cause, wrote: false }))
    }
}

/// Runs a call of this method from its parameters to its reply.
async fn run<M: Method>(call: ReadCall<M>, database: &Database, calling: Calling) -> Result<Returned> {
    let access = M::Scope::ACCESS;
    let ReadCall { method, read: Read { common, parameters, problems, mentioned, late } } = call;
    let weight = match &parameters {
        // What is not looked up yet says nothing of how long the call takes.
        Some(parameters) if problems.is_empty() && late.is_none() => method.weight(parameters),
        _ => Weight::Long,
    };
    // A short read that waits for nothing needs no turn.
    let is_immediate = !access.writes && database.reads.is_immediate(weight);
    if is_immediate && let Some(parameters) = parameters {
        let opening = Arc::new(Opening { method, calling, common, mentioned, late, is_new: false });
        let (deadline, asking) = (opening.calling.call.deadline, Arc::clone(&opening));
        let asker = move || asking.calling.asker::<M::Scope>(weight, common.profile_id);
        let reading = move |lease| opening.admit_and_make(lease, parameters.clone(), Problems::default());
        let read = database.reads.run_short(deadline, asker, reading).await?;
        return read.map(Returned::from).map_err(|failed| failed.cause);
    }
    let asker = calling.asker::<M::Scope>(weight, common.profile_id);
    let is_new = common.profile_id.is_some() && !matches!(asker.party, Party::Profile(_));
    let opening = Opening { method: Arc::clone(&method), calling, common, mentioned, late, is_new };
    match parameters {
        Some(mut parameters) if problems.is_empty() => {
            if access.writes {
                if weight == Weight::Hashing {
                    parameters = opening.prepare(database, &asker, parameters).await?;
                }
                if let (Some(object), Some(profile_id), false) = (method.object(&parameters), common.profile_id, common.dry_run) {
                    let keeping = opening.calling.call.house.store.put(profile_id, object);
                    asker.wait_for(keeping).await??;
                }
                database.writes.run(&asker, opening.into_work(parameters)).await.map(Returned::from)
            } else if access.role.is_some() && !method.on_primary() && database.reads.has_replica() {
                opening.read_on_replica(database, &asker, parameters).await
            } else {
                let reading = move |lease| opening.admit_and_make(lease, parameters, Problems::default());
                let read = database.reads.run(weight, &asker, reading).await?;
                read.map(Returned::from).map_err(|failed| failed.cause)
            }
        }
        parameters => Err(database.reads.run(Weight::Long, &asker, move |lease| opening.refuse(lease, parameters, problems)).await?),
    }
}

/// Looks whether the caller may make a call with these parameters at this moment.
pub fn admitted<M: Method>(lease: &mut Lease, calling: &Calling, mut parameters: Tree<'_>) -> Result<()> {
    let common = takes::<M>().take(&mut parameters, &mut Problems::default());
    calling.standing::<M::Scope>(lease, common.profile_id).map(drop)
}

/// What could be read of the parameters.
struct Read<P> {
    common: CommonParameters,
    parameters: Option<P>,
    problems: Problems,
    /// The records that they mention by their ids.
    mentioned: Arc<[Mentioned]>,
    late: Option<Arc<Late>>,
}

/// Parameters that name records by what other systems call them, which only the database knows: they are read again once
/// it was asked, in the transaction of the call. Until then there are placeholders in them.
struct Late {
    tree: Tree<'static>,
    sought: Vec<Called>,
    /// What is wrong with the parameters that are none of the method's own.
    problems: Problems,
}

/// Which parameters a method takes beside its own.
pub fn takes<M: Method>() -> Takes {
    let access = M::Scope::ACCESS;
    Takes { profile_id: access.role.is_some(), if_version: M::SUBJECT.is_some(), dry_run: access.role.is_some() && access.writes }
}

fn read<M: Method>(mut tree: Tree<'_>) -> Read<M::Parameters> {
    let (takes, mut problems) = (takes::<M>(), Problems::default());
    let common = takes.take(&mut tree, &mut problems);
    let (mentions, before) = (Mentions::to_be_sought(), problems.clone());
    let parameters = problems.collect(M::Parameters::read(&tree, &takes.names(), &mentions));
    let (sought, mentioned) = mentions.into_gathered();
    let late = (!sought.is_empty()).then(|| Arc::new(Late { tree: tree.into_owned(), sought, problems: before }));
    Read { common, parameters, problems, mentioned: mentioned.into(), late }
}

/// Whether a call is made, or was made before.
enum Begun<P> {
    Now(P, Problems),
    /// With this reply.
    Before(Vec<u8>),
}

/// What a call has come to in its transaction.
struct Made {
    done: Done,
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

/// A call whose scope can be opened.
struct Opening<M> {
    method: Arc<M>,
    calling: Calling,
    common: CommonParameters,
    mentioned: Arc<[Mentioned]>,
    late: Option<Arc<Late>>,
    /// Whether the caller is not yet known to be of the profile, for whose share they wait.
    is_new: bool,
}

impl<M: Method> Opening<M> {
    fn admit(&self, mut lease: Lease) -> Admission<M::Scope> {
        match self.standing(&mut lease) {
            Ok(standing) => Ok(admit_known(lease, Arc::clone(&self.calling.call), standing, self.common.profile_id)),
            Err(cause) => Err((lease, cause)),
        }
    }

    fn standing(&self, lease: &mut Lease) -> Result<Standing> {
        let standing = self.calling.standing::<M::Scope>(lease, self.common.profile_id)?;
        if self.is_new {
            self.calling.remember(&standing, self.common.profile_id);
        }
        Ok(standing)
    }

    /// Opens the scope, checks, calls, and writes the reply.
    fn admit_and_make(&self, lease: Lease, parameters: M::Parameters, problems: Problems) -> (Lease, Result<Made, Failed>) {
        let scope = match self.admit(lease) {
            Ok(scope) => scope,
            Err((lease, cause)) => return (lease, Err(Failed { cause, wrote: false })),
        };
        self.begin_and_make(scope.leave(), parameters, problems)
    }

    /// The rest of it, once the caller is admitted.
    fn begin_and_make(&self, mut base: Base, parameters: M::Parameters, problems: Problems) -> (Lease, Result<Made, Failed>) {
        base.declare(Touching { own: self.calling.permission, others: M::TOUCHES });
        match self.begin(&mut base, parameters, problems) {
            Ok(Begun::Now(parameters, problems)) => self.check_and_call(M::Scope::enter(base), parameters, problems),
            Ok(Begun::Before(body)) => (base.into_parts().0, Ok(Done::again(body).into())),
            Err(cause) => (base.into_parts().0, Err(Failed { cause, wrote: false })),
        }
    }

    /// The key under which the reply is kept. What is only shown is not made, and has none.
    fn retry(&self) -> Option<&Retry> {
        self.calling.call.retry.as_ref().filter(|_| !self.common.dry_run)
    }

    /// What may end a call before its method sees it: that it was made before, or that the record has changed meanwhile.
    fn begin(&self, base: &mut Base, parameters: M::Parameters, problems: Problems) -> Result<Begun<M::Parameters>> {
        if let Some(retry) = self.retry()
            && let Some(recalled) = base.recall(retry)?
        {
            return Ok(Begun::Before(recalled.answer()?));
        }
        let (parameters, problems) = self.looked_up(base, Some(parameters), problems)?;
        let Some(parameters) = parameters else { return Err(problems.refusal()) };
        if let (Some(named), Some(known)) = (M::SUBJECT, self.common.if_version) {
            base.check_version(named(&parameters), known)?;
        }
        Ok(Begun::Now(parameters, problems))
    }

    /// The parameters with the records that were named by what other systems call them. All that they mention is noted, to be
    /// looked up together.
    fn looked_up(&self, base: &mut Base, read: Option<M::Parameters>, problems: Problems) -> Result<(Option<M::Parameters>, Problems)> {
        let Some(late) = &self.late else {
            base.note_mentions(&self.mentioned);
            return Ok((read, problems));
        };
        let mentions = Mentions::found(base.called(&late.sought)?);
        let mut problems = late.problems.clone();
        let read = problems.collect(M::Parameters::read(&late.tree, &takes::<M>().names(), &mentions));
        base.note_mentions(&mentions.into_gathered().1);
        Ok((read, problems))
    }

    /// What no earlier reply and no other version has ended.
    fn check_and_call(&self, mut scope: M::Scope, parameters: M::Parameters, mut problems: Problems) -> (Lease, Result<Made, Failed>) {
        let (mut called, mut rest) = (false, None);
        // A panic is a mistake of ours; it ends this call and not the thread that serves the others.
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
        let done = |body: Vec<u8>| Done { reply: body.into(), tally, unindexed, provisional: self.common.dry_run };
        (lease, result.map(|body| Made { done: done(body), rest }).map_err(|cause| Failed { cause, wrote: called }))
    }

    /// The call that gives the next piece of a list.
    fn next(&self, parameters: M::Parameters) -> Rest {
        let read = Read {
            common: self.common,
            parameters: Some(parameters),
            problems: Problems::default(),
            mentioned: Arc::clone(&self.mentioned),
            late: None,
        };
        Rest { ready: Box::new(ReadCall { method: Arc::clone(&self.method), read }), calling: self.calling.clone() }
    }

    /// Something is wrong already: only who is admitted is told what, and everything at once.
    fn refuse(&self, lease: Lease, parameters: Option<M::Parameters>, problems: Problems) -> (Lease, Error) {
        let missing_profile = M::Scope::ACCESS.role.is_some() && self.common.profile_id.is_none();
        match self.admit(lease) {
            Ok(scope) => {
                let mut base = scope.leave();
                let (parameters, mut problems) = match self.looked_up(&mut base, parameters, problems) {
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

    /// A write, as its executor runs it: perhaps more than once.
    fn into_work(self, parameters: M::Parameters) -> Work {
        let (is_provisional, key) = (self.common.dry_run, self.retry().and_then(|retry| self.calling.key(retry)));
        let make = move |lease| {
            let (lease, made) = self.admit_and_make(lease, parameters.clone(), Problems::default());
            (lease, made.map(|made| made.done))
        };
        Work::new(make).provisional(is_provisional).under(key)
    }

    async fn prepare(&self, database: &Database, asker: &Asker, mut parameters: M::Parameters) -> Result<M::Parameters> {
        let (method, calling, profile_id) = (Arc::clone(&self.method), self.calling.clone(), self.common.profile_id);
        let preparing = move |mut lease: Lease| {
            let standing = match calling.standing::<M::Scope>(&mut lease, profile_id) {
                Ok(standing) => standing,
                Err(cause) => return (lease, Err(cause)),
            };
            let mut public: Public = admit_known(lease, calling.call, standing, profile_id);
            let prepared = method.prepare(&mut public, &mut parameters);
            let (lease, _, _) = public.leave().into_parts();
            (lease, prepared.map(|()| parameters))
        };
        database.reads.run(Weight::Hashing, asker, preparing).await?
    }

    /// Who the caller is, the primary says: a revoked token is dead at once, however late the replica is. While the primary
    /// does not answer, what it said within the last minute holds.
    async fn read_on_replica(self, database: &Database, asker: &Asker, parameters: M::Parameters) -> Result<Returned> {
        let opening = Arc::new(self);
        let (asking, reads) = (Arc::clone(&opening), &database.reads);
        let asked = move |mut lease: Lease| {
            let standing = asking.standing(&mut lease);
            let answer = standing.and_then(|standing| {
                let wrote_lately = wrote_lately(&mut lease, &standing)?;
                Ok((standing, wrote_lately))
            });
            (lease, answer)
        };
        let Calling { call, bearer, permission } = &opening.calling;
        let known = bearer.as_ref().and_then(|bearer| reads.recent.standing(bearer, opening.common.profile_id));
        let answer = match &known {
            Some(_) => reads.ask_primary(asker, asked).await,
            None => reads.run(Weight::Long, asker, asked).await.flatten().map(Some),
        };
        if let (Err(cause), Some(bearer)) = (&answer, bearer)
            && !cause.is_nobodys_fault()
        {
            reads.recent.forget(bearer, opening.common.profile_id);
        }
        let answer = answer?;
        let (standing, wrote_lately) = match (answer, known, bearer) {
            (Some((standing, wrote_lately)), _, Some(bearer)) => {
                reads.recent.note(bearer, opening.common.profile_id, &standing);
                (standing, wrote_lately)
            }
            (None, Some(known), _) => (standing_remembered::<M::Scope>(known, *permission, opening.common.profile_id)?, false),
            _ => return Err(Error::without_token()),
        };
        let call = Arc::clone(call);
        let opening = Arc::clone(&opening);
        let reading = move |lease: Lease| {
            let scope = admit_known::<M::Scope>(lease, call, standing, opening.common.profile_id);
            opening.begin_and_make(scope.leave(), parameters, Problems::default())
        };
        let done = if wrote_lately {
            reads.run(Weight::Long, asker, reading).await?.map_err(|failed| failed.cause)
        } else {
            reads.run_on_replica(asker, reading).await
        };
        done.map(Returned::from)
    }
}
