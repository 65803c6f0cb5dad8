//! What a method is, and everything that happens around it.
//!
//! A method is a struct with typed parameters, a typed response and a scope. It is a page of plain code that
//! runs on whatever thread the executor chose, inside whatever transaction its scope needs; it never sees
//! HTTP, the backend's name, a raw connection, or a profile id that came from the wire.

use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::beside::{Beside, Takes};
use super::calling::Calling;
use super::decode::{Decoded, Mentions, decode, decode_beside};
use super::envelope::{self, Reply};
use super::problems::Problems;
use super::retry::Retry;
use super::tree::Tree;
use crate::auth::access::Access;
use crate::db::Database;
use crate::db::mentions::Mentioned;
use crate::db::reads::{Lease, Weight};
use crate::db::scope::{Admission, Base, Public, Scope, admit_known};
use crate::db::standing::{Standing, standing_remembered, wrote_lately};
use crate::db::versions::Named;
use crate::db::writes::{Done, Failed, Work};
use crate::error::{Error, Result};
use crate::fields::external_ids::Called;
use crate::store::Object;
use crate::turns::{Asker, Party};

/// Parameters that can be read from a body: most by their type alone, those of a list with its filters.
pub trait FromTree: Sized {
    /// Reads them, as far as they can be read, and says what is wrong. Parameters of the names that are `elsewhere`
    /// have been read before.
    fn read(tree: &Tree<'_>, elsewhere: &[&'static str], mentions: &Mentions) -> Result<Decoded<Self>, Problems>;
}

impl<P: DeserializeOwned> FromTree for P {
    fn read(tree: &Tree<'_>, elsewhere: &[&'static str], mentions: &Mentions) -> Result<Decoded<Self>, Problems> {
        decode_beside(tree, elsewhere, mentions)
    }
}

/// A method of the API.
pub trait Method: Send + Sync + 'static {
    /// Who may call it, and what it may do.
    type Scope: Scope;
    /// What the caller says. The doc comment is the method's documentation.
    type Parameters: FromTree + JsonSchema + Clone + Send + 'static;
    /// What `check` finds and `call` needs: records as they are, values as they are to be kept.
    type Found;
    /// What the caller is told.
    type Response: Serialize + JsonSchema;

    /// Whether the reply may be kept, for who repeats the call with its idempotency key. Not where a secret
    /// is in it or in the parameters, which are kept, too, as a hash that can be guessed at.
    const KEEPS_REPLY: bool = true;

    /// The record that it changes or deletes, where it is one: a call may then say with `if_version` which version of it
    /// the caller knows.
    const NAMED: Option<fn(&Self::Parameters) -> Named> = None;

    /// The name without the module: `CreateCompany`.
    fn name(&self) -> &'static str;

    /// How long it may take. A write runs where writes run, whatever this says.
    fn weight(&self, _parameters: &Self::Parameters) -> Weight {
        Weight::Long
    }

    /// Whether it must see all that was committed, so that no replica may answer it.
    fn on_primary(&self) -> bool {
        false
    }

    /// What needs no transaction and takes long, such as to hash a password: done before a write begins,
    /// where it holds nobody up. Such a method names no record that another system may have a name for: what is read
    /// again once that is looked up is not prepared.
    fn prepare(&self, _public: &mut Public, _parameters: &mut Self::Parameters) -> Result<()> {
        Ok(())
    }

    /// What goes to the store of files before a write begins, once it is prepared. It is kept under its own hash, so
    /// that it does no harm where the write then fails, or is done again.
    fn object(&self, _parameters: &Self::Parameters) -> Option<Object> {
        None
    }

    /// Looks for everything that is wrong with the parameters and that only the database knows, and hands over what it
    /// found; nothing only where something was noted. Runs also when some were found wrong before, so that one answer names
    /// them all; then `call` is not reached.
    fn check(&self, scope: &mut Self::Scope, parameters: &Self::Parameters, problems: &mut Problems) -> Result<Option<Self::Found>>;

    /// Does it, with what was found.
    fn call(&self, scope: &mut Self::Scope, parameters: Self::Parameters, found: Self::Found) -> Result<Self::Response>;

    /// The parameters that give the next piece of a long list, where this response is not all of it. The list is then the
    /// last thing in the response; and the response to those parameters is a list of records, and nothing else.
    fn rest(&self, _response: &Self::Response) -> Option<Self::Parameters> {
        None
    }

    /// Its documentation, where the parameters' own does not say it.
    fn summary(&self) -> Option<Cow<'static, str>> {
        None
    }

    /// The schema of its response, where the type alone does not say it.
    fn response_schema(&self, generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<Self::Response>()
    }
}

/// A method with nothing to check but its parameters' types. In all else it is a [`Method`].
pub trait PlainMethod: Send + Sync + 'static {
    type Scope: Scope;
    /// What the caller says. The doc comment is the method's documentation.
    type Parameters: FromTree + JsonSchema + Clone + Send + 'static;
    /// What the caller is told.
    type Response: Serialize + JsonSchema;

    const KEEPS_REPLY: bool = true;
    const NAMED: Option<fn(&Self::Parameters) -> Named> = None;

    fn name(&self) -> &'static str;

    fn weight(&self, _parameters: &Self::Parameters) -> Weight {
        Weight::Long
    }

    fn on_primary(&self) -> bool {
        false
    }

    /// Does it.
    fn call(&self, scope: &mut Self::Scope, parameters: Self::Parameters) -> Result<Self::Response>;

    fn summary(&self) -> Option<Cow<'static, str>> {
        None
    }

    fn response_schema(&self, generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<Self::Response>()
    }
}

impl<M: PlainMethod> Method for M {
    type Scope = M::Scope;
    type Parameters = M::Parameters;
    type Found = ();
    type Response = M::Response;

    const KEEPS_REPLY: bool = M::KEEPS_REPLY;
    const NAMED: Option<fn(&M::Parameters) -> Named> = M::NAMED;

    fn name(&self) -> &'static str {
        M::name(self)
    }

    fn weight(&self, parameters: &M::Parameters) -> Weight {
        M::weight(self, parameters)
    }

    fn on_primary(&self) -> bool {
        M::on_primary(self)
    }

    fn check(&self, _: &mut M::Scope, _: &M::Parameters, _: &mut Problems) -> Result<Option<()>> {
        Ok(Some(()))
    }

    fn call(&self, scope: &mut M::Scope, parameters: M::Parameters, (): ()) -> Result<M::Response> {
        M::call(self, scope, parameters)
    }

    fn summary(&self) -> Option<Cow<'static, str>> {
        M::summary(self)
    }

    fn response_schema(&self, generator: &mut SchemaGenerator) -> Schema {
        M::response_schema(self, generator)
    }
}

/// A public method that asks no database: it answers also when there is none.
pub trait Answer: Send + Sync + 'static {
    type Parameters: DeserializeOwned + JsonSchema + Send + 'static;
    type Response: Serialize + JsonSchema;

    fn name(&self) -> &'static str;

    fn answer(&self, parameters: &Self::Parameters) -> Result<Self::Response>;
}

/// A call whose parameters have been read, as far as they could be without the database.
pub trait Ready: Send {
    /// Makes the call, where it runs by itself.
    fn run<'a>(self: Box<Self>, database: &'a Database, calling: Calling) -> Running<'a>;

    /// Whether it may change something. Mostly the method's access says that.
    fn writes(&self, access: Access) -> bool {
        access.writes
    }

    /// Makes the call inside a transaction that somebody else has begun and will end; perhaps more than once.
    fn perform(&self, lease: Lease, calling: Calling) -> (Lease, Result<Done, Failed>);
}

/// The call that gives the next piece of a long list.
pub struct Rest {
    ready: Box<dyn Ready>,
    calling: Calling,
}

impl Rest {
    /// Reads the next piece, as a call of its own: the caller may have been locked out meanwhile. It has as long as any
    /// call.
    pub async fn read(self, database: &Database, longest: Duration) -> Result<Reply> {
        let Rest { ready, mut calling } = self;
        calling.call = Arc::new(calling.call.until(Instant::now() + longest));
        ready.run(database, calling).await
    }
}

/// A call that is under way.
pub type Running<'a> = Pin<Box<dyn Future<Output = Result<Reply>> + 'a>>;

/// A call of a method that asks no database.
pub struct ReadAnswer<A: Answer> {
    method: Arc<A>,
    parameters: Result<Decoded<A::Parameters>, Problems>,
}

impl<A: Answer> ReadAnswer<A> {
    pub fn read(method: &Arc<A>, parameters: &Tree<'_>) -> Self {
        ReadAnswer { method: Arc::clone(method), parameters: decode(parameters) }
    }

    fn answer(&self) -> Result<Vec<u8>> {
        match &self.parameters {
            Ok(Decoded { parameters, problems }) => {
                problems.clone().settle()?;
                envelope::success(&self.method.answer(parameters)?)
            }
            Err(problems) => Err(problems.clone().refusal()),
        }
    }
}

impl<A: Answer> Ready for ReadAnswer<A> {
    fn run<'a>(self: Box<Self>, _: &'a Database, _: Calling) -> Running<'a> {
        Box::pin(std::future::ready(self.answer().map(Reply::from)))
    }

    fn perform(&self, lease: Lease, _: Calling) -> (Lease, Result<Done, Failed>) {
        (lease, self.answer().map(Done::of_nothing).map_err(|cause| Failed { cause, wrote: false }))
    }
}

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

    fn perform(&self, lease: Lease, calling: Calling) -> (Lease, Result<Done, Failed>) {
        let ReadCall { method, read: Read { beside, parameters, problems, mentioned, late } } = self;
        let (mentioned, late) = (Arc::clone(mentioned), late.clone());
        let opening = Opening { method: Arc::clone(method), calling, beside: *beside, mentioned, late, is_new: false };
        let stands_alone = |parameters: &M::Parameters| {
            method.on_primary() || method.weight(parameters) == Weight::Hashing || method.object(parameters).is_some()
        };
        let (lease, cause) = match parameters {
            Some(parameters) if problems.is_empty() && stands_alone(parameters) => {
                let message = "This has no place in a batch: it handles a password or a file, for which everybody else would wait, or \
                    it tells what has been committed.";
                (lease, Error::MalformedRequest(message.to_owned()))
            }
            Some(parameters) if problems.is_empty() => return opening.perform(lease, parameters.clone(), Problems::default()),
            parameters => opening.refuse(lease, parameters.clone(), problems.clone()),
        };
        (lease, Err(Failed { cause, wrote: false }))
    }
}

/// Runs a call of this method from its parameters to its reply.
async fn run<M: Method>(call: ReadCall<M>, database: &Database, calling: Calling) -> Result<Reply> {
    let access = M::Scope::ACCESS;
    let ReadCall { method, read: Read { beside, parameters, problems, mentioned, late } } = call;
    let weight = match &parameters {
        // What is not looked up yet says nothing of how long the call takes.
        Some(parameters) if problems.is_empty() && late.is_none() => method.weight(parameters),
        _ => Weight::Long,
    };
    // A short read that waits for nothing needs no turn.
    let is_immediate = !access.writes && database.reads.is_immediate(weight);
    if is_immediate && let Some(parameters) = parameters {
        let opening = Arc::new(Opening { method, calling, beside, mentioned, late, is_new: false });
        let (deadline, asking) = (opening.calling.call.deadline, Arc::clone(&opening));
        let asker = move || asking.calling.asker::<M::Scope>(weight, beside.profile_id);
        let reading = move |lease| opening.perform(lease, parameters.clone(), Problems::default());
        let read = database.reads.run_short(deadline, asker, reading).await?;
        return read.map(|done| done.reply).map_err(|failed| failed.cause);
    }
    let asker = calling.asker::<M::Scope>(weight, beside.profile_id);
    let is_new = beside.profile_id.is_some() && !matches!(asker.party, Party::Profile(_));
    let opening = Opening { method: Arc::clone(&method), calling, beside, mentioned, late, is_new };
    match parameters {
        Some(mut parameters) if problems.is_empty() => {
            if access.writes {
                if weight == Weight::Hashing {
                    parameters = opening.prepare(database, &asker, parameters).await?;
                }
                if let (Some(object), Some(profile_id), false) = (method.object(&parameters), beside.profile_id, beside.dry_run) {
                    let keeping = opening.calling.call.house.store.put(profile_id, object);
                    asker.wait_for(keeping).await??;
                }
                database.writes.run(&asker, opening.into_work(parameters)).await
            } else if access.role.is_some() && !method.on_primary() && database.reads.has_replica() {
                opening.read_on_replica(database, &asker, parameters).await
            } else {
                let reading = move |lease| opening.perform(lease, parameters, Problems::default());
                let read = database.reads.run(weight, &asker, reading).await?;
                read.map(|done| done.reply).map_err(|failed| failed.cause)
            }
        }
        parameters => Err(database.reads.run(Weight::Long, &asker, move |lease| opening.refuse(lease, parameters, problems)).await?),
    }
}

/// Looks whether the caller may make a call with these parameters at this moment.
pub fn admitted<M: Method>(lease: &mut Lease, calling: &Calling, mut parameters: Tree<'_>) -> Result<()> {
    let beside = takes::<M>().take(&mut parameters, &mut Problems::default());
    calling.standing::<M::Scope>(lease, beside.profile_id).map(drop)
}

/// What could be read of the parameters.
struct Read<P> {
    beside: Beside,
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
    Takes { profile_id: access.role.is_some(), if_version: M::NAMED.is_some(), dry_run: access.role.is_some() && access.writes }
}

fn read<M: Method>(mut tree: Tree<'_>) -> Read<M::Parameters> {
    let (takes, mut problems) = (takes::<M>(), Problems::default());
    let beside = takes.take(&mut tree, &mut problems);
    let (mentions, before) = (Mentions::to_be_sought(), problems.clone());
    let parameters = problems.collect(M::Parameters::read(&tree, &takes.names(), &mentions));
    let (sought, mentioned) = mentions.into_gathered();
    let late = (!sought.is_empty()).then(|| Arc::new(Late { tree: tree.into_owned(), sought, problems: before }));
    Read { beside, parameters, problems, mentioned: mentioned.into(), late }
}

/// Whether a call is made, or was made before.
enum Begun<P> {
    Now(P, Problems),
    /// With this reply.
    Before(Vec<u8>),
}

/// A call whose scope can be opened.
struct Opening<M> {
    method: Arc<M>,
    calling: Calling,
    beside: Beside,
    mentioned: Arc<[Mentioned]>,
    late: Option<Arc<Late>>,
    /// Whether the caller is not yet known to be of the profile, for whose share they wait.
    is_new: bool,
}

impl<M: Method> Opening<M> {
    fn admit(&self, mut lease: Lease) -> Admission<M::Scope> {
        match self.standing(&mut lease) {
            Ok(standing) => Ok(admit_known(lease, Arc::clone(&self.calling.call), standing, self.beside.profile_id)),
            Err(cause) => Err((lease, cause)),
        }
    }

    fn standing(&self, lease: &mut Lease) -> Result<Standing> {
        let standing = self.calling.standing::<M::Scope>(lease, self.beside.profile_id)?;
        if self.is_new {
            self.calling.remember(&standing, self.beside.profile_id);
        }
        Ok(standing)
    }

    /// Opens the scope, checks, calls, and writes the reply.
    fn perform(&self, lease: Lease, parameters: M::Parameters, problems: Problems) -> (Lease, Result<Done, Failed>) {
        let scope = match self.admit(lease) {
            Ok(scope) => scope,
            Err((lease, cause)) => return (lease, Err(Failed { cause, wrote: false })),
        };
        self.perform_from(scope.leave(), parameters, problems)
    }

    fn perform_from(&self, mut base: Base, parameters: M::Parameters, problems: Problems) -> (Lease, Result<Done, Failed>) {
        match self.begin(&mut base, parameters, problems) {
            Ok(Begun::Now(parameters, problems)) => self.perform_in(M::Scope::enter(base), parameters, problems),
            Ok(Begun::Before(body)) => (base.into_parts().0, Ok(Done::again(body))),
            Err(cause) => (base.into_parts().0, Err(Failed { cause, wrote: false })),
        }
    }

    /// The key under which the reply is kept. What is only shown is not made, and has none.
    fn retry(&self) -> Option<&Retry> {
        self.calling.call.retry.as_ref().filter(|_| !self.beside.dry_run)
    }

    /// What may end a call before its method sees it: that it was made before, or that the record has changed meanwhile.
    fn begin(&self, base: &mut Base, parameters: M::Parameters, problems: Problems) -> Result<Begun<M::Parameters>> {
        if let Some(retry) = self.retry()
            && let Some(recalled) = base.recall(retry)?
        {
            return Ok(Begun::Before(recalled.body));
        }
        let (parameters, problems) = self.looked_up(base, Some(parameters), problems)?;
        let Some(parameters) = parameters else { return Err(problems.refusal()) };
        if let (Some(named), Some(known)) = (M::NAMED, self.beside.if_version) {
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

    fn perform_in(&self, mut scope: M::Scope, parameters: M::Parameters, mut problems: Problems) -> (Lease, Result<Done, Failed>) {
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
        let done = |body: Vec<u8>| Done { reply: Reply { rest, ..body.into() }, tally, unindexed, provisional: self.beside.dry_run };
        (lease, result.map(done).map_err(|cause| Failed { cause, wrote: called }))
    }

    /// The call that gives the next piece of a list.
    fn next(&self, parameters: M::Parameters) -> Rest {
        let read = Read {
            beside: self.beside,
            parameters: Some(parameters),
            problems: Problems::default(),
            mentioned: Arc::clone(&self.mentioned),
            late: None,
        };
        Rest { ready: Box::new(ReadCall { method: Arc::clone(&self.method), read }), calling: self.calling.clone() }
    }

    /// Something is wrong already: only who is admitted is told what, and everything at once.
    fn refuse(&self, lease: Lease, parameters: Option<M::Parameters>, problems: Problems) -> (Lease, Error) {
        let missing_profile = M::Scope::ACCESS.role.is_some() && self.beside.profile_id.is_none();
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
        let (is_provisional, key) = (self.beside.dry_run, self.retry().and_then(|retry| self.calling.key(retry)));
        Work::new(move |lease| self.perform(lease, parameters.clone(), Problems::default())).provisional(is_provisional).under(key)
    }

    async fn prepare(&self, database: &Database, asker: &Asker, mut parameters: M::Parameters) -> Result<M::Parameters> {
        let (method, calling, profile_id) = (Arc::clone(&self.method), self.calling.clone(), self.beside.profile_id);
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
    async fn read_on_replica(self, database: &Database, asker: &Asker, parameters: M::Parameters) -> Result<Reply> {
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
        let known = bearer.as_ref().and_then(|bearer| reads.recent.standing(bearer, opening.beside.profile_id));
        let answer = match &known {
            Some(_) => reads.ask_primary(asker, asked).await,
            None => reads.run(Weight::Long, asker, asked).await.flatten().map(Some),
        };
        if let (Err(cause), Some(bearer)) = (&answer, bearer)
            && !cause.is_nobodys_fault()
        {
            reads.recent.forget(bearer, opening.beside.profile_id);
        }
        let answer = answer?;
        let (standing, wrote_lately) = match (answer, known, bearer) {
            (Some((standing, wrote_lately)), _, Some(bearer)) => {
                reads.recent.note(bearer, opening.beside.profile_id, &standing);
                (standing, wrote_lately)
            }
            (None, Some(known), _) => (standing_remembered::<M::Scope>(known, *permission, opening.beside.profile_id)?, false),
            _ => return Err(Error::without_token()),
        };
        let call = Arc::clone(call);
        let opening = Arc::clone(&opening);
        let reading = move |lease: Lease| {
            let scope = admit_known::<M::Scope>(lease, call, standing, opening.beside.profile_id);
            opening.perform_from(scope.leave(), parameters, Problems::default())
        };
        let done = if wrote_lately {
            reads.run(Weight::Long, asker, reading).await?.map_err(|failed| failed.cause)
        } else {
            reads.run_on_replica(asker, reading).await
        };
        done.map(|done| done.reply)
    }
}
