//! `Batch.Run`: several calls in one transaction, where a later one may use what an earlier one was answered.
//!
//! What holds here: each call opens a scope of its own, with the profile, the role and the checks that it would have
//! alone; what is read sees what the batch has written; either all is kept or, of a batch that is not atomic, exactly
//! what succeeded. What it may bring into memory is bounded.

use std::cell::OnceCell;
use std::sync::Arc;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::beside::Takes;
use super::body::MOST_CALLS;
use super::decode::{Externals, decode_beside};
use super::envelope::{self, Reply};
use super::permission::Permission;
use super::problems::Problems;
use super::registry::{Erased, Registry, Running};
use super::tree::Tree;
use crate::auth::token::Bearer;
use crate::db::Database;
use crate::db::counters::{self, Tally};
use crate::db::reads::{Lease, Weight};
use crate::db::scope::{Access, Account, Scope, admit_known};
use crate::db::standing::standing;
use crate::db::writes::{Done, Failed, guarded};
use crate::error::{Error, Problem, Result};
use crate::house::Call;

/// When the replies hold so many bytes, the batch fails: they are in memory while the transaction is open.
const MOST_ANSWERED: usize = 32 * 1024 * 1024;

/// So many bytes of earlier replies may be referred to in all.
const MOST_REFERRED: usize = 1024 * 1024;

/// The key of an object that stands for a value of an earlier reply.
const REFERENCE: &str = "$ref";

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

#[derive(Serialize, JsonSchema)]
struct Response<'a> {
    /// The reply to each call, in their order, in the form that it would have alone.
    #[schemars(with = "Vec<OneReply>")]
    replies: Vec<&'a RawValue>,
}

/// The reply to one of the calls.
#[derive(JsonSchema)]
#[schemars(rename = "BatchReply")]
#[expect(dead_code, reason = "the replies are there as text already")]
struct OneReply {
    success: bool,
    response: serde_json::Value,
    error: Option<String>,
}

impl Erased for Batch {
    fn run<'a>(
        &'a self,
        registry: &'a Arc<Registry>,
        database: &'a Database,
        call: Arc<Call>,
        bearer: Option<Bearer>,
        permission: Permission,
        parameters: Tree<'a>,
    ) -> Running<'a> {
        Box::pin(async move {
            let (options, steps, problems) = read(parameters);
            match options {
                Some(options) if problems.is_empty() => {
                    let run = Run { registry: Arc::clone(registry), call, bearer, permission, options, steps };
                    database.writes.run(Box::new(move |lease| run.perform(lease))).await
                }
                _ => {
                    let admitted = move |mut lease: Lease| {
                        let standing = standing::<Account>(&mut lease, &call, bearer.as_ref(), permission, None);
                        (lease, standing.map(|_| ()))
                    };
                    database.reads.run(Weight::Long, admitted).await??;
                    problems.settle()?;
                    Err(Error::internal("a batch was refused for nothing"))
                }
            }
        })
    }

    fn perform(&self, lease: Lease, _: Arc<Call>, _: Option<Bearer>, _: Permission, _: Tree<'_>) -> (Lease, Result<Done, Failed>) {
        let cause = Error::MalformedRequest("A batch holds no other batch.".to_owned());
        (lease, Err(Failed { cause, wrote: false }))
    }

    fn calls_in(&self, parameters: &Tree<'_>) -> usize {
        match parameters.get("calls") {
            Some(Tree::List(calls)) => calls.len(),
            _ => 1,
        }
    }

    fn takes(&self) -> Takes {
        Takes::default()
    }

    fn keeps_reply(&self) -> bool {
        true
    }

    fn summary(&self) -> Option<String> {
        None
    }

    fn parameters_schema(&self, generator: &mut SchemaGenerator) -> Schema {
        Parameters::json_schema(generator)
    }

    fn response_schema(&self, generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<Response<'_>>()
    }
}

/// One call, as it was sent.
struct Step {
    method: String,
    parameters: Tree<'static>,
}

fn read(mut parameters: Tree<'_>) -> (Option<Options>, Vec<Step>, Problems) {
    let mut problems = Problems::default();
    let calls = match parameters.take("calls") {
        Some(Tree::List(calls)) => calls,
        Some(call @ Tree::Object(_)) => vec![call],
        None | Some(Tree::Null) => {
            problems.add("calls", "required", "This parameter is required.");
            Vec::new()
        }
        Some(other) => {
            problems.add("calls", "wrong_type", format!("This is a list of calls, and not {}.", other.kind()));
            Vec::new()
        }
    };
    if calls.is_empty() {
        problems.add("calls", "too_short", "There is no call here.");
    }
    let mut steps = Vec::new();
    if calls.len() > MOST_CALLS {
        problems.add("calls", "too_long", format!("These are {} calls; at most {MOST_CALLS} are taken at once.", calls.len()));
    } else {
        steps
            .extend(calls.into_iter().enumerate().filter_map(|(number, call)| Step::read(call, &format!("calls.{number}"), &mut problems)));
    }
    let options = problems.collect(decode_beside::<Options>(&parameters, &["calls"], &Externals::none()));
    (options, steps, problems)
}

impl Step {
    fn read(call: Tree<'_>, path: &str, problems: &mut Problems) -> Option<Self> {
        let Tree::Object(entries) = call else {
            problems.add(path, "wrong_type", format!("A call is an object with a method and its parameters, and not {}.", call.kind()));
            return None;
        };
        let (mut method, mut parameters) = (None, Tree::Object(Vec::new()));
        for (key, value) in entries {
            let within = format!("{path}.{key}");
            match (key.as_ref(), value) {
                ("method", Tree::Text(name)) => method = Some(name.trim().to_owned()),
                ("method", _) => problems.add(&within, "wrong_type", "This is the method's name, a text."),
                ("parameters", Tree::Null) => {}
                ("parameters", Tree::List(items)) if items.is_empty() => {}
                ("parameters", given @ Tree::Object(_)) => parameters = given,
                ("parameters", _) => problems.add(&within, "wrong_type", "This is an object."),
                _ => problems.add(&within, "unknown_parameter", "A call in a batch has a method and parameters, and nothing else."),
            }
        }
        if method.is_none() {
            problems.add(&format!("{path}.method"), "required", "This parameter is required.");
        }
        method.map(|method| Step { method, parameters: parameters.into_owned() })
    }
}

/// A batch that can be run, as often as its executor likes.
struct Run {
    registry: Arc<Registry>,
    call: Arc<Call>,
    bearer: Option<Bearer>,
    permission: Permission,
    options: Options,
    steps: Vec<Step>,
}

/// What has become of the calls so far.
#[derive(Default)]
struct Progress {
    answers: Vec<Answered>,
    answered: usize,
    referred: usize,
    tally: Tally,
    unindexed: usize,
}

/// One reply; and what it says, once somebody refers to it.
struct Answered {
    reply: Vec<u8>,
    response: OnceCell<Option<Tree<'static>>>,
}

impl Run {
    fn perform(&self, mut lease: Lease) -> (Lease, Result<Done, Failed>) {
        let standing = match standing::<Account>(&mut lease, &self.call, self.bearer.as_ref(), self.permission, None) {
            Ok(standing) => standing,
            Err(cause) => return (lease, Err(Failed { cause, wrote: false })),
        };
        let mut base = admit_known::<Account>(lease, Arc::clone(&self.call), standing.clone(), None).leave();
        let retry = self.call.retry.as_ref().filter(|_| !self.options.dry_run);
        match retry.map(|retry| base.recall(retry)).transpose() {
            Ok(None | Some(None)) => {}
            Ok(Some(Some(body))) => return (base.into_parts().0, Ok(Done::again(body))),
            Err(cause) => return (base.into_parts().0, Err(Failed { cause, wrote: false })),
        }
        let mut progress = Progress::default();
        let (lease, made) = self.make_all(base.into_parts().0, &mut progress);
        let mut base = admit_known::<Account>(lease, Arc::clone(&self.call), standing, None).leave();
        let replied = made.and_then(|()| progress.reply()).and_then(|reply| {
            if let Some(retry) = retry {
                base.keep_reply(retry, &reply)?;
            }
            Ok(reply)
        });
        let Progress { tally, unindexed, .. } = progress;
        let done = |body: Vec<u8>| Done { reply: Reply::from(body), tally, unindexed, provisional: self.options.dry_run };
        (base.into_parts().0, replied.map(done).map_err(|cause| Failed { cause, wrote: true }))
    }

    fn make_all(&self, mut lease: Lease, progress: &mut Progress) -> (Lease, Result<()>) {
        for (number, step) in self.steps.iter().enumerate() {
            if let Err(cause) = self.settle_counters(step, progress, &mut lease) {
                return (lease, Err(cause));
            }
            let made;
            (lease, made) = if self.options.atomic {
                self.make(lease, number, step, progress)
            } else {
                guarded(lease, |lease| self.make(lease, number, step, progress))
            };
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
            if let Err(cause) = reply.and_then(|reply| progress.add(reply)) {
                return (lease, Err(cause));
            }
        }
        (lease, Ok(()))
    }

    /// Writes the counters before a call that only reads, so that its totals are true.
    fn settle_counters(&self, step: &Step, progress: &mut Progress, lease: &mut Lease) -> Result<()> {
        match self.registry.find(None, &step.method) {
            Ok((_, entry)) if !entry.access.writes => counters::flush(std::mem::take(&mut progress.tally), lease),
            _ => Ok(()),
        }
    }

    fn make(&self, mut lease: Lease, number: usize, step: &Step, progress: &mut Progress) -> (Lease, Result<Done>) {
        let prepared = self.registry.find(None, &step.method).and_then(|(_, entry)| {
            if entry.is_secret() && self.call.retry.is_some() {
                let message = format!("{} has no place in a batch with an idempotency key: its reply is never kept.", entry.qualified);
                return Err(Error::MalformedRequest(message));
            }
            let parameters = progress.resolved(&step.parameters)?;
            Ok((entry, parameters))
        });
        let (entry, parameters) = match prepared {
            Ok(prepared) => prepared,
            Err(cause) => return (lease, Err(cause)),
        };
        let call = Call {
            request_id: self.request_id(number),
            origin: self.call.origin.clone(),
            address: self.call.address,
            retry: None,
            is_in_batch: true,
            house: Arc::clone(&self.call.house),
        };
        let result;
        (lease, result) = entry.perform(lease, Arc::new(call), self.bearer.clone(), parameters);
        match result {
            Ok(done) if done.provisional => {
                (lease, Err(Error::invalid("dry_run", "in_batch", "Inside a batch this is said of all: dry_run beside calls.")))
            }
            result => (lease, result.map_err(|failed| failed.cause)),
        }
    }

    /// As the items of an array have them.
    fn request_id(&self, number: usize) -> String {
        format!("{}.{number}", self.call.request_id)
    }
}

/// The failure of one call as that of the whole.
fn within(cause: Error, number: usize) -> Error {
    let said = |message: String| format!("Call {number}: {message}");
    let placed = |problems: Vec<Problem>| {
        let placed = problems.into_iter().map(|problem| Problem { path: format!("calls.{number}.parameters.{}", problem.path), ..problem });
        placed.collect()
    };
    match cause {
        Error::InvalidParameters(problems) => Error::InvalidParameters(placed(problems)),
        Error::Conflict { message, details } => Error::Conflict { message: said(message), details: placed(details) },
        Error::MalformedRequest(message) => Error::MalformedRequest(said(message)),
        Error::Unauthenticated(message) => Error::Unauthenticated(said(message)),
        Error::Forbidden(message) => Error::Forbidden(said(message)),
        Error::NotFound(message) => Error::NotFound(said(message)),
        Error::UnknownMethod { message, suggestions } => Error::UnknownMethod { message: said(message), suggestions },
        other => other,
    }
}

impl Progress {
    fn add(&mut self, reply: Vec<u8>) -> Result<()> {
        self.answered += reply.len();
        if self.answered > MOST_ANSWERED {
            return Err(Error::MalformedRequest("The replies are too long together. Ask for less, or in several batches.".to_owned()));
        }
        self.answers.push(Answered { reply, response: OnceCell::new() });
        Ok(())
    }

    fn reply(&self) -> Result<Vec<u8>> {
        let replies: Result<Vec<&RawValue>, _> = self.answers.iter().map(|answered| serde_json::from_slice(&answered.reply)).collect();
        envelope::success(&Response { replies: replies? })
    }

    /// The parameters with what they refer to in its place.
    fn resolved(&mut self, parameters: &Tree<'static>) -> Result<Tree<'static>> {
        let (mut resolved, mut problems) = (parameters.clone(), Problems::default());
        self.resolve(&mut resolved, &mut Vec::new(), &mut problems);
        problems.settle().map(|()| resolved)
    }

    fn resolve(&mut self, tree: &mut Tree<'static>, path: &mut Vec<String>, problems: &mut Problems) {
        match tree {
            Tree::Object(entries) => {
                if let [(key, reference)] = entries.as_slice()
                    && key == REFERENCE
                {
                    match self.referred(reference) {
                        Ok(value) => *tree = value,
                        Err(message) => problems.add(&path.join("."), "unknown_reference", message),
                    }
                    return;
                }
                for (key, value) in entries {
                    path.push(key.clone().into_owned());
                    self.resolve(value, path, problems);
                    path.pop();
                }
            }
            Tree::List(items) => {
                for (number, item) in items.iter_mut().enumerate() {
                    path.push(number.to_string());
                    self.resolve(item, path, problems);
                    path.pop();
                }
            }
            _ => {}
        }
    }

    /// What a reference stands for, or why it stands for nothing.
    fn referred(&mut self, reference: &Tree<'_>) -> Result<Tree<'static>, String> {
        let Tree::Text(reference) = reference else {
            return Err(
                "A reference is a text such as 0.company.id: the number of an earlier call and the path into its response.".to_owned()
            );
        };
        let mut segments = reference.split('.');
        let number = segments.next().and_then(|number| number.parse::<usize>().ok());
        let Some(answered) = number.and_then(|number| self.answers.get(number)) else {
            return Err(format!("'{reference}' does not begin with the number of an earlier call; the first is 0."));
        };
        let mut found = answered.response().ok_or_else(|| format!("The call that '{reference}' refers to has failed."))?;
        for segment in segments {
            found = found.get(segment).ok_or_else(|| format!("The response that '{reference}' refers to has no '{segment}' there."))?;
        }
        self.referred += found.weight();
        if self.referred > MOST_REFERRED {
            return Err("The references of this batch bring in too much. Refer to single values.".to_owned());
        }
        Ok(found.clone())
    }
}

impl Answered {
    /// Nothing where the call failed.
    fn response(&self) -> Option<&Tree<'static>> {
        let read = || envelope::response_in(&self.reply).and_then(|text| Tree::parse(text).ok()).map(Tree::into_owned);
        self.response.get_or_init(read).as_ref()
    }
}
