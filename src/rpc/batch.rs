//! `Batch.Run`: several calls in one transaction. A later call may use the reply to an earlier one.
//!
//! Invariants: each call opens a scope of its own, with the profile, the role and the checks that it would have alone, also
//! when a kept reply is given again under an idempotency key. A call that reads sees everything that the batch has written. An
//! atomic batch is kept as a whole or not at all; of another batch exactly the calls that succeeded are kept.

mod answers;

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Instant;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;

use answers::{Answers, References, Response};

use super::body::MOST_CALLS;
use super::calling::Calling;
use super::decode::{Mentions, decode_beside};
use super::envelope;
use super::path::Path;
use super::problems::Problems;
use super::ready::{Ready, Returned, Running};
use super::registry::{Entry, Erased, Registry};
use super::several::Several;
use super::tree::Tree;
use crate::auth::access::Access;
use crate::db::Database;
use crate::db::counters::{self, Tally};
use crate::db::idempotency::{Recalled, Retry};
use crate::db::interrupt::{Steps, in_time};
use crate::db::ledger::Made;
use crate::db::list::{begin_snapshot, end_snapshot};
use crate::db::reading::begin_anew;
use crate::db::reads::{Lease, Weight};
use crate::db::reply::Reply;
use crate::db::scope::{Account, Scope, admit_known};
use crate::db::writes::{Done, Failed, Work, guarded};
use crate::error::{Error, Problem, Result};
use crate::fields::text::trim;
use crate::sentences::{CALL, Sentence};

pub struct Batch;

impl Batch {
    pub const NAME: &'static str = "Run";
    const SUMMARY_IN_SPANISH: &'static str = "Ejecuta varias llamadas, una tras otra, en una sola transacción: todas o ninguna.";
    pub const ACCESS: Access = Account::ACCESS;
}

/// Makes several calls, one after the other, in one transaction: all or none.
///
/// The reference `{"$ref": "0.company.id"}` may stand for any value in the parameters of a later call: the number of an earlier
/// call, from 0, and the path into its response. Each call is made as if it came alone. A batch cannot hold methods that handle
/// passwords or files, or another batch.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "it says what is taken; the calls themselves are read without a type")]
struct Parameters {
    /// If true, one failure undoes all calls, and the batch fails with that call's error. If false, each call succeeds or fails
    /// by itself.
    #[serde(default = "yes")]
    atomic: bool,
    /// Dry run: if true, the reply shows the result, and nothing is changed.
    #[serde(default)]
    dry_run: bool,
    /// The calls, at most 100, in the order in which they are made.
    #[schemars(length(min = 1, max = 100))]
    calls: Vec<OneCall>,
}

/// One call of a batch.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename = "BatchCall")]
#[expect(dead_code, reason = "it says what is taken; the calls themselves are read without a type")]
struct OneCall {
    /// The method's name, such as `Companies.CreateCompany`.
    method: String,
    /// The method's parameters, as they would be in a call of its own.
    #[serde(default)]
    parameters: serde_json::Map<String, serde_json::Value>,
}

/// The parameters that are read with a type.
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
    fn read(&self, registry: &Arc<Registry>, parameters: Tree<'_>) -> Box<dyn Ready> {
        Box::new(ReadBatch::read(registry, parameters))
    }

    fn holds_calls_in(&self) -> Option<&'static str> {
        Some("calls")
    }

    fn summary_in_spanish(&self) -> Cow<'static, str> {
        Self::SUMMARY_IN_SPANISH.into()
    }

    fn parameters_schema(&self, generator: &mut SchemaGenerator) -> Schema {
        Parameters::json_schema(generator)
    }

    fn response_schema(&self, generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<Response<'_>>()
    }
}

const CALLS: Several = Several { name: "calls", one: &CALL, most: MOST_CALLS };

/// A batch whose calls have been read.
struct ReadBatch {
    registry: Arc<Registry>,
    options: Option<Options>,
    steps: Vec<Step>,
    problems: Problems,
    /// The error of a batch that holds too many calls, or too large ones.
    too_large: Option<Error>,
}

impl ReadBatch {
    fn read(registry: &Arc<Registry>, mut parameters: Tree<'_>) -> Self {
        let (mut problems, mut references) = (Problems::default(), References::default());
        let calls = match CALLS.take(&mut parameters, &mut problems) {
            Ok(calls) => calls,
            Err(message) => {
                let too_large = Some(Error::PayloadTooLarge((message).into()));
                return ReadBatch { registry: Arc::clone(registry), options: None, steps: Vec::new(), problems, too_large };
            }
        };
        let path = Path::whole();
        let path = path.at("calls");
        let calls = calls.into_iter().enumerate();
        let steps =
            calls.filter_map(|(number, call)| Step::read(registry, call, &path.nth(number), &mut references, &mut problems)).collect();
        let options = problems.collect(decode_beside::<Options>(&parameters, &["calls"], &Mentions::none()));
        ReadBatch { registry: Arc::clone(registry), options, steps, problems, too_large: references.check().err() }
    }
}

impl Ready for ReadBatch {
    fn run<'a>(self: Box<Self>, database: &'a Database, calling: Calling) -> Running<'a> {
        Box::pin(async move {
            let ReadBatch { registry, options, steps, problems, too_large } = *self;
            let options = match (options, too_large) {
                (Some(options), None) if problems.is_empty() => options,
                (_, Some(too_large)) => return Err(calling.refusal_of(Account::ACCESS, database, None, too_large).await?),
                (_, None) => return Err(calling.refusal(Account::ACCESS, database, None, problems).await?),
            };
            let asker = calling.asker(Account::ACCESS, Weight::Long, None);
            let (calls, only_reads) = (steps.len(), steps.iter().all(|step| !step.writes(&registry)));
            let run = Run { registry, calling, options, steps, only_reads };
            if only_reads {
                let replied = database.reads.run(Weight::Long, &asker, move |lease| run.make_in_snapshot(lease)).await?;
                return replied.map(Returned::from);
            }
            let (is_provisional, key) = (options.dry_run, run.retry().and_then(|retry| run.calling.key(retry)));
            let work = Work::new(move |lease| run.recall_or_make(lease)).provisional(is_provisional).under(key).of(calls);
            database.writes.run(&asker, work).await.map(Returned::from)
        })
    }

    fn writes(&self, _: Access) -> bool {
        self.steps.iter().any(|step| step.writes(&self.registry))
    }

    fn run_inside(&self, lease: Lease, _: Calling) -> (Lease, Result<Done, Failed>) {
        let cause = Error::MalformedRequest(Sentence::BatchInBatch.into());
        (lease, Err(Failed { cause, wrote: false }))
    }
}

/// One call of the batch.
struct Step {
    method: String,
    parameters: StepParameters,
}

enum StepParameters {
    /// Parameters without references, read before anybody waits for the batch. The profile is kept beside them, for the check of
    /// whether the call may still be made.
    Read { ready: Box<dyn Ready>, own: Tree<'static> },
    /// Parameters with references to the replies of earlier calls.
    Refer(Tree<'static>),
}

impl Step {
    fn read(
        registry: &Arc<Registry>,
        call: Tree<'_>,
        path: &Path<'_>,
        references: &mut References,
        problems: &mut Problems,
    ) -> Option<Self> {
        let Tree::Object(entries) = call else {
            problems.add_at(path, "wrong_type", || Sentence::CallNoObject { found: call.shape() });
            return None;
        };
        let (mut method, mut parameters) = (None, Tree::Object(Vec::new()));
        for (key, value) in entries {
            let within = path.at(&key);
            let mut wrong = |rule: &str, sentence| problems.add_at(&within, rule, || sentence);
            match (key.as_ref(), value) {
                ("method", Tree::Text(name)) => method = Some(trim(&name).to_owned()),
                ("method", _) => wrong("wrong_type", Sentence::CallMethodNoText),
                ("parameters", Tree::Null) => {}
                ("parameters", Tree::List(items)) if items.is_empty() => {}
                ("parameters", given @ Tree::Object(_)) => parameters = given,
                ("parameters", _) => wrong("wrong_type", Sentence::CallParametersNoObject),
                _ => wrong("unknown_parameter", Sentence::CallKeyUnknown),
            }
        }
        let Some(method) = method else {
            problems.add_at(&path.at("method"), "required", || Sentence::Required);
            return None;
        };
        let parameters = match registry.find(None, &method) {
            Ok((_, entry)) if !references.count(&parameters) => {
                let own = ["profile_id"].into_iter().filter_map(|name| Some((name.into(), parameters.get(name)?.clone().into_owned())));
                let own = Tree::Object(own.collect());
                StepParameters::Read { ready: entry.read(registry, parameters), own }
            }
            _ => StepParameters::Refer(parameters.into_owned()),
        };
        Some(Step { method, parameters })
    }

    /// Whether the call may write. A call of an unknown method fails, and writes nothing.
    fn writes(&self, registry: &Registry) -> bool {
        registry.find(None, &self.method).is_ok_and(|(_, entry)| entry.access.writes)
    }
}

/// A batch that can be run. Its executor may run it more than once.
struct Run {
    registry: Arc<Registry>,
    calling: Calling,
    options: Options,
    steps: Vec<Step>,
    only_reads: bool,
}

/// The outcomes of the calls so far.
struct Progress {
    answers: Answers,
    tally: Tally,
    unindexed: usize,
    /// The steps of SQLite that calls which only read may take in a transaction in which others wait to write: a hundred
    /// thousand, replies counted with them, which is less than a hundredth of a second.
    reading: Steps,
    /// The steps that calls which write may take for all that they look through: a million, which is less than a tenth of a
    /// second. Statements of less than ten thousand steps, as those of a creation, are not counted.
    writing: Steps,
}

impl Progress {
    fn new() -> Self {
        const THOUSANDS_FOR_READING: u64 = 100;
        const THOUSANDS_FOR_WRITING: u64 = 1_000;
        Progress {
            answers: Answers::default(),
            tally: Tally::default(),
            unindexed: 0,
            reading: Steps::new(THOUSANDS_FOR_READING),
            writing: Steps::new(THOUSANDS_FOR_WRITING),
        }
    }
}

impl Run {
    /// The idempotency key under which the reply is kept. A dry run has none, nor has a batch that only reads.
    fn retry(&self) -> Option<&Retry> {
        self.calling.call.retry.as_ref().filter(|_| !self.options.dry_run && !self.only_reads)
    }

    /// Makes calls that only read. All of them see the same snapshot.
    fn make_in_snapshot(&self, mut lease: Lease) -> (Lease, Result<Reply>) {
        if let Err(cause) = begin_snapshot(&mut lease) {
            return (lease, Err(cause));
        }
        let made;
        (lease, made) = self.recall_or_make(lease);
        end_snapshot(&mut lease);
        (lease, made.map(|done| done.reply).map_err(|failed| failed.cause))
    }

    /// Gives the kept reply of the batch, or makes its calls.
    fn recall_or_make(&self, mut lease: Lease) -> (Lease, Result<Done, Failed>) {
        self.calling.call.ledger.begin();
        let standing = match self.calling.standing(Account::ACCESS, &mut lease, None) {
            Ok(standing) => standing,
            Err(cause) => return (lease, Err(Failed { cause, wrote: false })),
        };
        let mut base = admit_known::<Account>(lease, Arc::clone(&self.calling.call), standing.clone(), None).leave();
        let retry = self.retry();
        let kept = retry.map(|retry| base.recall(retry)).transpose().map(Option::flatten);
        (lease, _, _) = base.into_parts();
        match kept {
            Ok(None) => {}
            // Ids alone tell a caller who repeats the very same batch nothing about other people's records.
            Ok(Some(recalled @ Recalled::Ids(_))) => {
                let answer = recalled.answer();
                return (lease, answer.map_err(|cause| Failed { cause, wrote: false }));
            }
            Ok(Some(Recalled::Whole { reply, language })) => {
                let admitted = self.admit_again(&mut lease, &reply);
                return (lease, admitted.map(|()| Done::again(reply, language)).map_err(|cause| Failed { cause, wrote: false }));
            }
            Err(cause) => return (lease, Err(Failed { cause, wrote: false })),
        }
        let mut progress = Progress::new();
        let made;
        (lease, made) = self.make_all(lease, &mut progress);
        let mut base = admit_known::<Account>(lease, Arc::clone(&self.calling.call), standing, None).leave();
        let replied = made.and_then(|()| progress.answers.reply()).and_then(|reply| {
            if let Some(retry) = retry {
                base.keep_reply(retry, &reply, &progress.tally)?;
            }
            Ok(reply)
        });
        let Progress { tally, unindexed, .. } = progress;
        let done = |body: Vec<u8>| Done { reply: Reply::from(body), tally, unindexed, provisional: self.options.dry_run };
        (base.into_parts().0, replied.map(done).map_err(|cause| Failed { cause, wrote: true }))
    }

    /// Checks whether the caller may still make the calls whose replies were kept.
    fn admit_again(&self, lease: &mut Lease, kept: &[u8]) -> Result<()> {
        let mut answers = Answers::in_reply(kept)?;
        for (number, step) in self.steps.iter().enumerate() {
            if answers.succeeded(number) {
                let (_, entry) = self.registry.find(None, &step.method)?;
                let parameters = match &step.parameters {
                    StepParameters::Read { own, .. } => Ok(own.clone()),
                    StepParameters::Refer(parameters) => answers.resolve(parameters),
                };
                let admitted = parameters.and_then(|parameters| entry.admit(lease, &self.calling, parameters));
                admitted.map_err(|cause| within(cause, number))?;
            }
        }
        Ok(())
    }

    fn make_all(&self, mut lease: Lease, progress: &mut Progress) -> (Lease, Result<()>) {
        for (number, step) in self.steps.iter().enumerate() {
            if let Err(cause) = in_time() {
                return (lease, Err(cause));
            }
            let started = Instant::now();
            let found = self.registry.find(None, &step.method);
            let position = found.as_ref().ok().map(|(position, _)| *position);
            // A call that only reads sees true totals.
            if let Ok((_, Entry { access: Access { writes: false, .. }, .. })) = found
                && let Err(cause) = counters::flush(&mut progress.tally, &mut lease)
            {
                return (lease, Err(cause));
            }
            let reads = matches!(found, Ok((_, Entry { access: Access { writes: false, .. }, .. })));
            let asks = matches!(found, Ok((_, Entry { access: Access { writes: false, signed_in: true, .. }, .. })));
            let Progress { answers, reading, writing, .. } = &mut *progress;
            let make = |lease| {
                if self.options.atomic {
                    self.make(lease, number, found, step, answers)
                } else {
                    guarded(lease, |lease| self.make(lease, number, found, step, answers))
                }
            };
            let mut made;
            (lease, made) = match (self.only_reads, reads) {
                (true, _) => make(lease),
                (false, true) => reading.spend(|| make(lease)),
                (false, false) => writing.spend(|| make(lease)),
            };
            // The reply of an open method is in memory anyway.
            if let (true, Ok(done)) = (asks && !self.only_reads, &made) {
                reading.count_reply(&lease, done.reply.body.len());
            }
            if reading.are_exhausted() {
                made = Err(too_much_to_read());
            } else if writing.are_exhausted() {
                made = Err(too_much_to_look_through());
            }
            let failure = made.as_ref().err().map(Error::code);
            self.calling.call.ledger.note(Made { request_id: self.request_id(number), position, failure, elapsed: started.elapsed() });
            let reply = match made {
                Ok(done) => {
                    progress.tally.add(done.tally);
                    progress.unindexed += done.unindexed;
                    Ok(done.reply.body)
                }
                Err(cause) if self.options.atomic => Err(within(cause, number)),
                // Such a failure is not the call's own: the executor runs the whole batch again, or logs the failure.
                Err(cause) if cause.is_nobodys_fault() || matches!(cause, Error::PayloadTooLarge(_)) => Err(cause),
                Err(cause) => Ok(envelope::failure(&cause, &self.request_id(number), self.calling.call.spoken.language()).into()),
            };
            if let Err(cause) = reply.and_then(|reply| progress.answers.add(reply)) {
                return (lease, Err(cause));
            }
            // The reply alone is kept, and counted among the replies.
            begin_anew();
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
                return Err(Error::MalformedRequest(Sentence::BatchWithKeyHasNoPlaceFor { method: entry.qualified.clone() }.into()));
            }
            let resolved = match &step.parameters {
                StepParameters::Read { .. } => None,
                StepParameters::Refer(parameters) => Some(entry.read(&self.registry, answers.resolve(parameters)?)),
            };
            Ok((entry, resolved))
        });
        let (entry, resolved) = match prepared {
            Ok(prepared) => prepared,
            Err(cause) => return (lease, Err(cause)),
        };
        let ready = match (&step.parameters, &resolved) {
            (StepParameters::Read { ready, .. }, _) => ready,
            (StepParameters::Refer(_), Some(ready)) => ready,
            (StepParameters::Refer(_), None) => return (lease, Err(Error::internal("references were not resolved"))),
        };
        let call = self.calling.call.inside(self.request_id(number));
        let result;
        (lease, result) = entry.run_inside(lease, Arc::new(call), self.calling.bearer.clone(), &**ready);
        match result {
            Ok(done) if done.provisional => (lease, Err(Error::invalid("dry_run", "in_batch", Sentence::DryRunOfWholeBatch))),
            result => (lease, result.map_err(|failed| failed.cause)),
        }
    }

    /// The request id of one call, in the form that items of an array have.
    fn request_id(&self, number: usize) -> String {
        format!("{}.{number}", self.calling.call.request_id)
    }
}

fn too_much_to_look_through() -> Error {
    Error::PayloadTooLarge(Sentence::BatchLooksThroughTooMuch.into())
}

fn too_much_to_read() -> Error {
    Error::PayloadTooLarge(Sentence::BatchReadsTooMuch.into())
}

/// The failure of one call as the failure of the whole batch: its sentence names the call, and its paths begin there.
fn within(cause: Error, number: usize) -> Error {
    let said = |sentence: Box<Sentence>| Box::new(Sentence::OfCall { number, sentence });
    let placed = |problems: Vec<Problem>| {
        let placed = problems.into_iter().map(|problem| Problem { path: format!("calls.{number}.parameters.{}", problem.path), ..problem });
        placed.collect()
    };
    match cause {
        Error::InvalidParameters { problems, more } => Error::InvalidParameters { problems: placed(problems), more },
        Error::Conflict { sentence, details } => Error::Conflict { sentence: said(sentence), details: placed(details) },
        Error::MalformedRequest(sentence) => Error::MalformedRequest(said(sentence)),
        Error::Unauthenticated(sentence) => Error::Unauthenticated(said(sentence)),
        Error::Forbidden(sentence) => Error::Forbidden(said(sentence)),
        Error::NotFound(sentence) => Error::NotFound(said(sentence)),
        Error::UnknownMethod { sentence, suggestions } => Error::UnknownMethod { sentence: said(sentence), suggestions },
        Error::AmbiguousMethod { sentence, candidates } => Error::AmbiguousMethod { sentence: said(sentence), candidates },
        Error::RateLimited { sentence, retry_after_seconds } => Error::RateLimited { sentence: said(sentence), retry_after_seconds },
        Error::PayloadTooLarge(sentence) => Error::PayloadTooLarge(said(sentence)),
        // Failures of the whole request, or failures that are nobody's fault.
        other @ (Error::UnsupportedMediaType(_)
        | Error::OutcomeUnknown
        | Error::Internal(_)
        | Error::Unavailable(_)
        | Error::Contended(_)) => other,
    }
}
