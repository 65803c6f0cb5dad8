//! `Batch.Run`: several calls in one transaction, where a later one may use what an earlier one was answered.
//!
//! What holds here: each call opens a scope of its own, with the profile, the role and the checks that it would have
//! alone, also when the reply that was kept under an idempotency key is given again; what is read sees what the batch has
//! written; either all is kept or, of a batch that is not atomic, exactly what succeeded.

mod answers;
pub mod ledger;

use std::sync::Arc;
use std::time::Instant;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;

use answers::{Answers, Response};
use ledger::Made;

use super::body::MOST_CALLS;
use super::calling::Calling;
use super::decode::{Externals, decode_beside};
use super::envelope::{self, Reply};
use super::path::Path;
use super::problems::Problems;
use super::registry::{Entry, Erased, Registry, Running};
use super::several::Several;
use super::tree::Tree;
use crate::db::Database;
use crate::db::counters::{self, Tally};
use crate::db::reads::Lease;
use crate::db::scope::{Access, Account, Scope, admit_known};
use crate::db::writes::{Done, Failed, guarded};
use crate::error::{Error, Problem, Result};

pub struct Batch;

impl Batch {
    pub const NAME: &'static str = "Run";
    pub const ACCESS: Access = Account::ACCESS;
}

/// Makes several calls, one after the other, in one transaction: all or none.
///
/// In the place of any value of a later call's parameters `{"$ref": "0.company.id"}` stands for what an earlier call was
/// answered: the number of that call, from 0, and the path into its response. Each call is made as if it came alone.
/// Neither passwords nor files can be handled inside, and no other batch.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "it says what is taken; the calls themselves are read without a type")]
struct Parameters {
    /// Whether all are undone when one fails; the batch then fails as that one did. Else each succeeds or fails by itself.
    #[serde(default = "yes")]
    atomic: bool,
    /// Whether to answer what would be and to change nothing.
    #[serde(default)]
    dry_run: bool,
    /// The calls, at most 100.
    #[schemars(length(min = 1, max = 100))]
    calls: Vec<OneCall>,
}

/// One of the calls.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename = "BatchCall")]
#[expect(dead_code, reason = "it says what is taken; the calls themselves are read without a type")]
struct OneCall {
    /// The method's name.
    method: String,
    /// Its parameters.
    #[serde(default)]
    parameters: serde_json::Map<String, serde_json::Value>,
}

/// What is read with a type.
#[derive(Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
struct Options {
    #[serde(default = "yes")]
    atomic: bool,
    #[serde(default)]
    dry_run: bool,
}

fn yes() -> bool {
    true
}

impl Erased for Batch {
    fn run<'a>(&'a self, registry: &'a Arc<Registry>, database: &'a Database, calling: Calling, parameters: Tree<'a>) -> Running<'a> {
        Box::pin(async move {
            let (options, steps, problems) = read(parameters);
            match options {
                Some(options) if problems.is_empty() => {
                    let run = Run { registry: Arc::clone(registry), calling, options, steps };
                    database.writes.run(Box::new(move |lease| run.perform(lease))).await
                }
                _ => Err(calling.refusal::<Account>(database, None, problems).await?),
            }
        })
    }

    fn perform(&self, lease: Lease, _: Calling, _: Tree<'_>) -> (Lease, Result<Done, Failed>) {
        let cause = Error::MalformedRequest("A batch holds no other batch.".to_owned());
        (lease, Err(Failed { cause, wrote: false }))
    }

    fn holds_calls_in(&self) -> Option<&'static str> {
        Some("calls")
    }

    fn parameters_schema(&self, generator: &mut SchemaGenerator) -> Schema {
        Parameters::json_schema(generator)
    }

    fn response_schema(&self, generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<Response<'_>>()
    }
}

const CALLS: Several = Several { name: "calls", one: "call", most: MOST_CALLS };

/// One call, as it was sent.
struct Step {
    method: String,
    parameters: Tree<'static>,
}

fn read(mut parameters: Tree<'_>) -> (Option<Options>, Vec<Step>, Problems) {
    let mut problems = Problems::default();
    let calls = CALLS.take(&mut parameters, &mut problems);
    let path = Path::whole();
    let path = path.at("calls");
    let steps = calls.into_iter().enumerate().filter_map(|(number, call)| Step::read(call, &path.nth(number), &mut problems));
    let steps = steps.collect();
    let options = problems.collect(decode_beside::<Options>(&parameters, &["calls"], &Externals::none()));
    (options, steps, problems)
}

impl Step {
    fn read(call: Tree<'_>, path: &Path<'_>, problems: &mut Problems) -> Option<Self> {
        let Tree::Object(entries) = call else {
            let message = || format!("A call is an object with a method and its parameters, and not {}.", call.kind());
            problems.add_at(path, "wrong_type", message);
            return None;
        };
        let (mut method, mut parameters) = (None, Tree::Object(Vec::new()));
        for (key, value) in entries {
            let within = path.at(&key);
            let mut wrong = |rule: &str, message: &str| problems.add_at(&within, rule, || message.to_owned());
            match (key.as_ref(), value) {
                ("method", Tree::Text(name)) => method = Some(name.trim().to_owned()),
                ("method", _) => wrong("wrong_type", "This is the method's name, a text."),
                ("parameters", Tree::Null) => {}
                ("parameters", Tree::List(items)) if items.is_empty() => {}
                ("parameters", given @ Tree::Object(_)) => parameters = given,
                ("parameters", _) => wrong("wrong_type", "This is an object."),
                _ => wrong("unknown_parameter", "A call in a batch has a method and parameters, and nothing else."),
            }
        }
        if method.is_none() {
            problems.add_at(&path.at("method"), "required", || "This parameter is required.".to_owned());
        }
        method.map(|method| Step { method, parameters: parameters.into_owned() })
    }
}

/// A batch that can be run, as often as its executor likes.
struct Run {
    registry: Arc<Registry>,
    calling: Calling,
    options: Options,
    steps: Vec<Step>,
}

/// What has become of the calls so far.
#[derive(Default)]
struct Progress {
    answers: Answers,
    tally: Tally,
    unindexed: usize,
}

impl Run {
    fn perform(&self, mut lease: Lease) -> (Lease, Result<Done, Failed>) {
        self.calling.call.ledger.begin();
        let standing = match self.calling.standing::<Account>(&mut lease, None) {
            Ok(standing) => standing,
            Err(cause) => return (lease, Err(Failed { cause, wrote: false })),
        };
        let mut base = admit_known::<Account>(lease, Arc::clone(&self.calling.call), standing.clone(), None).leave();
        let retry = self.calling.call.retry.as_ref().filter(|_| !self.options.dry_run);
        let kept = retry.map(|retry| base.recall(retry)).transpose().map(Option::flatten);
        (lease, _, _) = base.into_parts();
        match kept {
            Ok(None) => {}
            Ok(Some(body)) => {
                let admitted = self.admit_again(&mut lease, &body);
                return (lease, admitted.map(|()| Done::again(body)).map_err(|cause| Failed { cause, wrote: false }));
            }
            Err(cause) => return (lease, Err(Failed { cause, wrote: false })),
        }
        let mut progress = Progress::default();
        let made;
        (lease, made) = self.make_all(lease, &mut progress);
        let mut base = admit_known::<Account>(lease, Arc::clone(&self.calling.call), standing, None).leave();
        let replied = made.and_then(|()| progress.answers.reply()).and_then(|reply| {
            if let Some(retry) = retry {
                base.keep_reply(retry, &reply)?;
            }
            Ok(reply)
        });
        let Progress { tally, unindexed, .. } = progress;
        let done = |body: Vec<u8>| Done { reply: Reply::from(body), tally, unindexed, provisional: self.options.dry_run };
        (base.into_parts().0, replied.map(done).map_err(|cause| Failed { cause, wrote: true }))
    }

    /// Looks whether the caller may still make the calls whose replies were kept.
    fn admit_again(&self, lease: &mut Lease, kept: &[u8]) -> Result<()> {
        let mut answers = Answers::in_reply(kept)?;
        for (number, step) in self.steps.iter().enumerate() {
            if answers.succeeded(number) {
                let (_, entry) = self.registry.find(None, &step.method)?;
                let admitted = answers.resolve(&step.parameters).and_then(|parameters| entry.admit(lease, &self.calling, parameters));
                admitted.map_err(|cause| within(cause, number))?;
            }
        }
        Ok(())
    }

    fn make_all(&self, mut lease: Lease, progress: &mut Progress) -> (Lease, Result<()>) {
        for (number, step) in self.steps.iter().enumerate() {
            let started = Instant::now();
            let found = self.registry.find(None, &step.method);
            let position = found.as_ref().ok().map(|(position, _)| *position);
            // A call that only reads sees true totals.
            if let Ok((_, Entry { access: Access { writes: false, .. }, .. })) = found
                && let Err(cause) = counters::flush(std::mem::take(&mut progress.tally), &mut lease)
            {
                return (lease, Err(cause));
            }
            let answers = &mut progress.answers;
            let made;
            (lease, made) = if self.options.atomic {
                self.make(lease, number, found, step, answers)
            } else {
                guarded(lease, |lease| self.make(lease, number, found, step, answers))
            };
            let failure = made.as_ref().err().map(Error::code);
            self.calling.call.ledger.note(Made { request_id: self.request_id(number), position, failure, elapsed: started.elapsed() });
            let reply = match made {
                Ok(done) => {
                    progress.tally.add(done.tally);
                    progress.unindexed += done.unindexed;
                    Ok(done.reply.body)
                }
                Err(cause) if self.options.atomic => Err(within(cause, number)),
                // What is nobody's own fault is no call's own failure: the whole is for its executor to do again, or to log.
                Err(cause @ (Error::Internal(_) | Error::Unavailable(_))) => Err(cause),
                Err(cause) => Ok(envelope::failure(&cause, &self.request_id(number))),
            };
            if let Err(cause) = reply.and_then(|reply| progress.answers.add(reply)) {
                return (lease, Err(cause));
            }
        }
        (lease, Ok(()))
    }

    fn make(
        &self,
        mut lease: Lease,
        number: usize,
        found: Result<(usize, &Entry)>,
        step: &Step,
        answers: &mut Answers,
    ) -> (Lease, Result<Done>) {
        let prepared = found.and_then(|(_, entry)| {
            if entry.is_secret() && self.calling.call.retry.is_some() {
                let message = format!("{} has no place in a batch with an idempotency key: its reply is never kept.", entry.qualified);
                return Err(Error::MalformedRequest(message));
            }
            let parameters = answers.resolve(&step.parameters)?;
            Ok((entry, parameters))
        });
        let (entry, parameters) = match prepared {
            Ok(prepared) => prepared,
            Err(cause) => return (lease, Err(cause)),
        };
        let call = self.calling.call.inside(self.request_id(number));
        let result;
        (lease, result) = entry.perform(lease, Arc::new(call), self.calling.bearer.clone(), parameters);
        match result {
            Ok(done) if done.provisional => {
                (lease, Err(Error::invalid("dry_run", "in_batch", "Inside a batch this is said of all: dry_run beside calls.")))
            }
            result => (lease, result.map_err(|failed| failed.cause)),
        }
    }

    /// As the items of an array have them.
    fn request_id(&self, number: usize) -> String {
        format!("{}.{number}", self.calling.call.request_id)
    }
}

/// The failure of one call as that of the whole: its sentence says which call it was, and its paths begin there.
fn within(cause: Error, number: usize) -> Error {
    let said = |message: String| format!("Call {number}: {message}");
    let placed = |problems: Vec<Problem>| {
        let placed = problems.into_iter().map(|problem| Problem { path: format!("calls.{number}.parameters.{}", problem.path), ..problem });
        placed.collect()
    };
    match cause {
        Error::InvalidParameters { problems, more } => Error::InvalidParameters { problems: placed(problems), more },
        Error::Conflict { message, details } => Error::Conflict { message: said(message), details: placed(details) },
        Error::MalformedRequest(message) => Error::MalformedRequest(said(message)),
        Error::Unauthenticated(message) => Error::Unauthenticated(said(message)),
        Error::Forbidden(message) => Error::Forbidden(said(message)),
        Error::NotFound(message) => Error::NotFound(said(message)),
        Error::UnknownMethod { message, suggestions } => Error::UnknownMethod { message: said(message), suggestions },
        Error::AmbiguousMethod { message, candidates } => Error::AmbiguousMethod { message: said(message), candidates },
        Error::RateLimited { message, retry_after_seconds } => Error::RateLimited { message: said(message), retry_after_seconds },
        // The whole request's, or nobody's own fault.
        other @ (Error::PayloadTooLarge { .. } | Error::UnsupportedMediaType(_) | Error::Internal(_) | Error::Unavailable(_)) => other,
    }
}
