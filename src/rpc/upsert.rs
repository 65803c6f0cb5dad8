//! `Sync.Upsert`: records of one kind as another system has them, each created here or changed, whichever it takes.
//!
//! What holds here: a record is made by the methods that create and edit its kind, in a scope of their own, so that
//! nothing can be written with it that could not be written without it; each record stands or falls alone; and one that
//! is here already as it came leaves nothing behind, not even a notification.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::beside::{Beside, Takes};
use super::decode::{Externals, decode, decode_beside};
use super::envelope::{self, Reply};
use super::permission::Permission;
use super::problems::Problems;
use super::registry::{Entry, Erased, Registry, Running};
use super::tree::Tree;
use crate::auth::token::Bearer;
use crate::db::Database;
use crate::db::counters::Tally;
use crate::db::history::{LastChange, differences};
use crate::db::reads::{Lease, Weight};
use crate::db::scope::{Access, Base, Editor, Scope, admit_known};
use crate::db::standing::{Standing, standing};
use crate::db::stored::Entity;
use crate::db::writes::{Done, Failed, guarded_if};
use crate::error::{Error, Result};
use crate::fields::{ExternalIds, Ordinal};
use crate::house::Call;

/// So many records are taken at once.
const MOST_RECORDS: usize = 1000;

/// The kind of record that a call is about, and its methods.
#[derive(Debug)]
pub struct UpsertKind {
    pub entity: Entity,
    /// The parameter that names the record when it is edited.
    pub id: &'static str,
    pub create: &'static str,
    pub edit: &'static str,
}

pub struct Upsert(pub &'static [UpsertKind]);

impl Upsert {
    pub const NAME: &'static str = "Upsert";
    pub const ACCESS: Access = Editor::ACCESS;
    const TAKES: Takes = Takes { profile_id: true, if_version: false, dry_run: true };
}

/// Brings up to 1,000 records of one kind to what another system has, and says of each whether it was created, updated or
/// found unchanged, or what is wrong with it. One that is wrong harms no other.
///
/// A record has the parameters of the method that creates its kind (`Companies.CreateCompany`), with its `external_ids`,
/// by which it is found here; where it is found it is edited (`Companies.EditCompany`), and what is left out stays as it
/// is. An `id` may be given instead, to tell a record that is here what another system calls it. The caller needs the
/// rights that these methods need.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "it says what is taken; the records themselves are read by their own methods")]
struct Parameters {
    /// The kind of record: `catalog_entry`, `input`, `company`, `contact`, `product`, `opportunity` or `ticket`.
    entity: String,
    /// The records, at most 1,000. Each counts as a call where calls are limited.
    #[schemars(length(min = 1, max = 1000))]
    records: Vec<Map<String, Value>>,
}

/// What is read with a type.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Options {
    entity: String,
}

/// What became of the records.
#[derive(Default, Serialize, JsonSchema)]
struct Response {
    created: i64,
    updated: i64,
    unchanged: i64,
    failed: i64,
    /// What became of each record, in their order.
    results: Vec<Outcome>,
}

/// What became of one record.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "UpsertOutcome")]
struct Outcome {
    result: Became,
    /// The record's id; not where it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<i64>,
    /// The record's version now; not where it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<i64>,
    /// Which fields were updated; only where any were.
    #[serde(skip_serializing_if = "Option::is_none")]
    fields: Option<Vec<String>>,
    /// The code of the failure, as a call that fails has it; only where it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'static str>,
    /// What is wrong, in one sentence; only where it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    /// What is wrong, parameter by parameter; only where it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    details: Option<Value>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Became {
    Created,
    Updated,
    Unchanged,
    Failed,
}

impl Outcome {
    fn failed(cause: &Error) -> Self {
        let (code, error, details) = (Some(cause.code().name), Some(cause.to_string()), Some(cause.details()));
        Outcome { result: Became::Failed, id: None, version: None, fields: None, code, error, details }
    }
}

impl Response {
    fn add(&mut self, outcome: Outcome) {
        let count = match outcome.result {
            Became::Created => &mut self.created,
            Became::Updated => &mut self.updated,
            Became::Unchanged => &mut self.unchanged,
            Became::Failed => &mut self.failed,
        };
        *count += 1;
        self.results.push(outcome);
    }
}

impl Erased for Upsert {
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
            let (beside, asked) = self.read(parameters);
            match asked {
                Ok(asked) => {
                    let run = Run { registry: Arc::clone(registry), call, bearer, permission, beside, asked };
                    database.writes.run(Box::new(move |lease| run.perform(lease))).await
                }
                Err(problems) => {
                    let admitted = move |mut lease: Lease| {
                        let standing = standing::<Editor>(&mut lease, &call, bearer.as_ref(), permission, beside.profile_id);
                        (lease, standing.map(drop))
                    };
                    database.reads.run(Weight::Long, admitted).await??;
                    problems.settle()?;
                    Err(Error::internal("a call was refused for nothing"))
                }
            }
        })
    }

    fn perform(&self, lease: Lease, _: Arc<Call>, _: Option<Bearer>, _: Permission, _: Tree<'_>) -> (Lease, Result<Done, Failed>) {
        let cause = Error::MalformedRequest("This has no place in a batch: it is one by itself.".to_owned());
        (lease, Err(Failed { cause, wrote: false }))
    }

    fn admit(&self, _: &mut Lease, _: &Call, _: Option<&Bearer>, _: Permission, _: Tree<'_>) -> Result<()> {
        Ok(())
    }

    fn calls_in(&self, parameters: &Tree<'_>) -> usize {
        match parameters.get("records") {
            Some(Tree::List(records)) => records.len(),
            _ => 1,
        }
    }

    fn takes(&self) -> Takes {
        Self::TAKES
    }

    fn keeps_reply(&self) -> bool {
        true
    }

    fn summary(&self) -> Option<String> {
        None
    }

    fn parameters_schema(&self, generator: &mut SchemaGenerator) -> Schema {
        let mut schema = Parameters::json_schema(generator);
        let kinds: Vec<&str> = self.0.iter().map(|kind| kind.entity.name()).collect();
        if let Some(entity) = schema.pointer_mut("/properties/entity").and_then(Value::as_object_mut) {
            entity.insert("enum".to_owned(), serde_json::json!(kinds));
        }
        schema
    }

    fn response_schema(&self, generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<Response>()
    }
}

/// What a call asks for.
struct Asked {
    kind: &'static UpsertKind,
    records: Vec<Tree<'static>>,
}

impl Upsert {
    fn read(&self, mut parameters: Tree<'_>) -> (Beside, Result<Asked, Problems>) {
        let mut problems = Problems::default();
        let beside = Self::TAKES.take(&mut parameters, &mut problems);
        let records = match parameters.take("records") {
            Some(Tree::List(records)) => records,
            Some(record @ Tree::Object(_)) => vec![record],
            None | Some(Tree::Null) => {
                problems.add("records", "required", "This parameter is required.");
                Vec::new()
            }
            Some(other) => {
                problems.add("records", "wrong_type", format!("This is a list of records, and not {}.", other.kind()));
                Vec::new()
            }
        };
        if records.is_empty() {
            problems.add("records", "too_short", "There is no record here.");
        }
        for (number, record) in records.iter().enumerate().filter(|(_, record)| !matches!(record, Tree::Object(_))) {
            problems.add(&format!("records.{number}"), "wrong_type", format!("A record is an object, and not {}.", record.kind()));
        }
        if records.len() > MOST_RECORDS {
            let message = format!("These are {} records; at most {MOST_RECORDS} are taken at once.", records.len());
            problems.add("records", "too_long", message);
        }
        let elsewhere = [&["records"][..], &Self::TAKES.names()].concat();
        let options = problems.collect(decode_beside::<Options>(&parameters, &elsewhere, &Externals::none()));
        let kind = options.as_ref().and_then(|options| self.kind(options.entity.trim(), &mut problems));
        let asked = match kind {
            Some(kind) if problems.is_empty() => Ok(Asked { kind, records: records.into_iter().map(Tree::into_owned).collect() }),
            _ => Err(problems),
        };
        (beside, asked)
    }

    fn kind(&self, name: &str, problems: &mut Problems) -> Option<&'static UpsertKind> {
        let found = self.0.iter().find(|kind| kind.entity.name() == name);
        if found.is_none() {
            let kinds: Vec<&str> = self.0.iter().map(|kind| kind.entity.name()).collect();
            problems.add("entity", "unknown_entity", format!("What can be upserted: {}.", kinds.join(", ")));
        }
        found
    }
}

/// A call that can be made, as often as its executor likes.
struct Run {
    registry: Arc<Registry>,
    call: Arc<Call>,
    bearer: Option<Bearer>,
    permission: Permission,
    beside: Beside,
    asked: Asked,
}

/// The methods that make the records.
struct Methods<'a> {
    create: Maker<'a>,
    edit: Maker<'a>,
}

/// One of them, and the names of its own parameters.
struct Maker<'a> {
    entry: &'a Entry,
    taken: Vec<String>,
    required: Vec<String>,
}

impl<'a> Maker<'a> {
    fn new(entry: &'a Entry) -> Self {
        let schema = entry.parameters_schema(&mut SchemaGenerator::default());
        let taken = schema.get("properties").and_then(Value::as_object);
        let required = schema.get("required").and_then(Value::as_array);
        Maker {
            entry,
            taken: taken.into_iter().flat_map(Map::keys).cloned().collect(),
            required: required.into_iter().flatten().filter_map(Value::as_str).map(ToOwned::to_owned).collect(),
        }
    }

    fn takes(&self, name: &str) -> bool {
        self.taken.iter().any(|taken| taken == name)
    }
}

/// What was made of one record.
struct Made {
    outcome: Outcome,
    tally: Tally,
    unindexed: usize,
}

impl Run {
    fn perform(&self, mut lease: Lease) -> (Lease, Result<Done, Failed>) {
        let admitted = standing::<Editor>(&mut lease, &self.call, self.bearer.as_ref(), self.permission, self.beside.profile_id)
            .and_then(|standing| Ok((standing, self.methods(&mut lease)?)));
        let (standing, methods) = match admitted {
            Ok(admitted) => admitted,
            Err(cause) => return (lease, Err(Failed { cause, wrote: false })),
        };
        let retry = self.call.retry.as_ref().filter(|_| !self.beside.dry_run);
        let mut base = self.base(lease, &standing);
        match retry.map(|retry| base.recall(retry)).transpose().map(Option::flatten) {
            Ok(None) => {}
            Ok(Some(body)) => return (base.into_parts().0, Ok(Done::again(body))),
            Err(cause) => return (base.into_parts().0, Err(Failed { cause, wrote: false })),
        }
        lease = base.into_parts().0;
        let (mut response, mut tally, mut unindexed) = (Response::default(), Tally::default(), 0);
        for record in &self.asked.records {
            let made;
            (lease, made) = self.make(lease, &standing, &methods, record);
            match made {
                Ok(made) => {
                    tally.add(made.tally);
                    unindexed += made.unindexed;
                    response.add(made.outcome);
                }
                // What is nobody's own fault is no record's own failure: the whole is for its executor to do again, or to log.
                Err(cause @ (Error::Internal(_) | Error::Unavailable(_))) => return (lease, Err(Failed { cause, wrote: true })),
                Err(cause) => response.add(Outcome::failed(&cause)),
            }
        }
        let mut base = self.base(lease, &standing);
        let replied = envelope::success(&response).and_then(|reply| {
            if let Some(retry) = retry {
                base.keep_reply(retry, &reply)?;
            }
            Ok(reply)
        });
        let done = |body: Vec<u8>| Done { reply: Reply::from(body), tally, unindexed, provisional: self.beside.dry_run };
        (base.into_parts().0, replied.map(done).map_err(|cause| Failed { cause, wrote: true }))
    }

    fn base(&self, lease: Lease, standing: &Standing) -> Base {
        admit_known::<Editor>(lease, Arc::clone(&self.call), standing.clone(), self.beside.profile_id).leave()
    }

    /// The methods, which the caller must be allowed to call.
    fn methods(&self, lease: &mut Lease) -> Result<Methods<'_>> {
        let find = |name| self.registry.find(None, name).map(|(_, entry)| entry);
        let (create, edit) = (find(self.asked.kind.create)?, find(self.asked.kind.edit)?);
        for entry in [create, edit] {
            entry.admit(lease, &self.call, self.bearer.as_ref(), self.with_profile(Vec::new()))?;
        }
        Ok(Methods { create: Maker::new(create), edit: Maker::new(edit) })
    }

    /// Makes one record, in a savepoint. Another caller may create it between the look for it and its creation: then it is
    /// looked for once more, and is there.
    fn make(&self, mut lease: Lease, standing: &Standing, methods: &Methods<'_>, record: &Tree<'static>) -> (Lease, Result<Made>) {
        let mut made;
        let mut again = true;
        loop {
            let is_kept = |made: &Made| made.outcome.result != Became::Unchanged;
            (lease, made) = guarded_if(lease, |lease| self.make_once(lease, standing, methods, record), is_kept);
            let is_there_now = made.as_ref().is_err_and(is_of_external_ids);
            if !(again && is_there_now) {
                return (lease, made);
            }
            again = false;
        }
    }

    fn make_once(&self, lease: Lease, standing: &Standing, methods: &Methods<'_>, record: &Tree<'static>) -> (Lease, Result<Made>) {
        let mut base = self.base(lease, standing);
        let found = Named::read(record).and_then(|named| self.find(&mut base, &named));
        let lease = base.into_parts().0;
        match found {
            Err(cause) => (lease, Err(cause)),
            Ok(None) => self.create(lease, standing, methods, record),
            Ok(Some(found)) => self.edit(lease, standing, methods, record, found),
        }
    }

    /// The record that is meant, if it is here.
    fn find(&self, base: &mut Base, named: &Named) -> Result<Option<(i64, LastChange)>> {
        let entity = self.asked.kind.entity;
        let called: Vec<_> = named.external_ids.given().into_iter().map(|external| (entity.name(), external)).collect();
        let mut ids: Vec<i64> = base.called(&called)?.into_values().collect();
        ids.sort_unstable();
        ids.dedup();
        let id = match (named.id, ids.as_slice()) {
            (Some(id), _) => id.get(),
            (None, []) => return Ok(None),
            (None, [id]) => *id,
            (None, several) => {
                let several: Vec<String> = several.iter().map(ToString::to_string).collect();
                let message = format!("These are the external ids of several records: {}.", several.join(", "));
                return Err(Error::conflict("external_ids", "several_records", message));
            }
        };
        let last = base.last_change(entity, id)?.ok_or_else(|| Error::not_found(&entity.name().replace('_', " ")))?;
        Ok(Some((id, last)))
    }

    /// Creates the record with what its creation takes. What can only be said of a record that is there, such as the
    /// status of an opportunity, it is then edited with.
    fn create(&self, lease: Lease, standing: &Standing, methods: &Methods<'_>, record: &Tree<'static>) -> (Lease, Result<Made>) {
        let (late, own): (Members, Members) =
            members(record).partition(|(name, _)| methods.edit.takes(name) && !methods.create.takes(name));
        let (lease, created) = self.call(lease, &methods.create, own);
        let (head, done) = match created {
            Ok(created) => created,
            Err(cause) => return (lease, Err(cause)),
        };
        if late.is_empty() {
            return (lease, Ok(Made::new(Became::Created, head, None, vec![done])));
        }
        let mut base = self.base(lease, standing);
        let naming = base.last_change(self.asked.kind.entity, head.id).and_then(|last| {
            let last = last.ok_or_else(|| Error::internal("a record that was created is not there"))?;
            self.naming(methods, head.id, late, &last)
        });
        let lease = base.into_parts().0;
        let (lease, edited) = match naming {
            Ok(parameters) => self.call(lease, &methods.edit, parameters),
            Err(cause) => (lease, Err(cause)),
        };
        (lease, edited.map(|(head, later)| Made::new(Became::Created, head, None, vec![done, later])))
    }

    /// Edits the record that is there already.
    fn edit(
        &self,
        lease: Lease,
        standing: &Standing,
        methods: &Methods<'_>,
        record: &Tree<'static>,
        (id, before): (i64, LastChange),
    ) -> (Lease, Result<Made>) {
        let (fixed, own): (Members, Members) =
            members(record).partition(|(name, _)| methods.create.takes(name) && !methods.edit.takes(name));
        let naming = check_fixed(&fixed, &before).and_then(|()| self.naming(methods, id, own, &before));
        let (lease, edited) = match naming {
            Ok(parameters) => self.call(lease, &methods.edit, parameters),
            Err(cause) => (lease, Err(cause)),
        };
        let (head, done) = match edited {
            Ok(edited) => edited,
            Err(cause) => return (lease, Err(cause)),
        };
        if head.version == before.version {
            return (lease, Ok(Made::new(Became::Unchanged, head, None, Vec::new())));
        }
        let mut base = self.base(lease, standing);
        let fields = base.last_change(self.asked.kind.entity, id).and_then(|after| {
            let after = after.map(|after| after.record);
            Ok(differences(Some(&before.record), after.as_deref())?.into_iter().map(|difference| difference.field).collect())
        });
        (base.into_parts().0, fields.map(|fields| Made::new(Became::Updated, head, Some(fields), vec![done])))
    }

    /// Calls one of the two methods.
    fn call(&self, lease: Lease, maker: &Maker<'_>, parameters: Members) -> (Lease, Result<(Head, Done)>) {
        let call = self.call.inside(self.call.request_id.clone());
        let (lease, done) = maker.entry.perform(lease, Arc::new(call), self.bearer.clone(), self.with_profile(parameters));
        let done = done.map_err(|failed| failed.cause).and_then(|done| Ok((Head::read(&done.reply.body)?, done)));
        (lease, done)
    }

    /// The parameters of an edit. What it requires and nobody says, as the name of a product, stays as it is.
    fn naming(&self, methods: &Methods<'_>, id: i64, mut parameters: Members, kept: &LastChange) -> Result<Members> {
        parameters.push((self.asked.kind.id.into(), Tree::Number(id.to_string().into())));
        let unsaid = |name: &&String| !parameters.iter().any(|(said, _)| said == *name);
        let unsaid: Vec<&String> = methods.edit.required.iter().filter(unsaid).collect();
        if !unsaid.is_empty() {
            let kept: HashMap<String, Value> = serde_json::from_str(&kept.record)?;
            for name in unsaid {
                if let Some(value) = kept.get(name) {
                    parameters.push((name.clone().into(), Tree::parse(value.to_string().as_bytes())?.into_owned()));
                }
            }
        }
        Ok(parameters)
    }

    fn with_profile(&self, mut parameters: Members) -> Tree<'static> {
        if let Some(profile_id) = self.beside.profile_id {
            parameters.push(("profile_id".into(), Tree::Number(profile_id.to_string().into())));
        }
        Tree::Object(parameters)
    }
}

/// Whether this is a conflict over external ids.
fn is_of_external_ids(cause: &Error) -> bool {
    matches!(cause, Error::Conflict { details, .. } if details.iter().any(|problem| problem.path.starts_with(EXTERNAL_IDS)))
}

type Member = (Cow<'static, str>, Tree<'static>);
type Members = Vec<Member>;

/// What a record says, without the id that names it.
fn members(record: &Tree<'static>) -> impl Iterator<Item = Member> {
    let members = if let Tree::Object(members) = record { members.as_slice() } else { &[] };
    members.iter().filter(|(name, _)| name != ID).cloned()
}

/// The keys that name a record: by its id here, and by what other systems call it.
const ID: &str = "id";
const EXTERNAL_IDS: &str = "external_ids";

/// Refuses another value of what a record was created with and can't change any more.
fn check_fixed(fixed: &Members, before: &LastChange) -> Result<()> {
    let kept: HashMap<String, Value> = serde_json::from_str(&before.record)?;
    let mut problems = Problems::default();
    for (name, value) in fixed {
        let is_same = matches!((kept.get(name.as_ref()), value), (Some(Value::String(kept)), Tree::Text(text)) if kept == text.trim());
        if !is_same {
            problems.add(name, "fixed", "The record was created with another value, which can't change.");
        }
    }
    problems.settle()
}

/// What the reply of a method that writes one record says of it.
#[derive(Deserialize)]
struct Head {
    id: i64,
    version: i64,
}

impl Head {
    fn read(reply: &[u8]) -> Result<Self> {
        let response = envelope::response_in(reply).ok_or_else(|| Error::internal("a reply is not written as replies are"))?;
        let records: HashMap<&str, Head> = serde_json::from_slice(response)?;
        records.into_values().next().ok_or_else(|| Error::internal("a reply has no record"))
    }
}

impl Made {
    fn new(result: Became, head: Head, fields: Option<Vec<String>>, done: Vec<Done>) -> Self {
        let (id, version) = (Some(head.id), Some(head.version));
        let outcome = Outcome { result, id, version, fields, code: None, error: None, details: None };
        let mut made = Made { outcome, tally: Tally::default(), unindexed: 0 };
        for done in done {
            made.tally.add(done.tally);
            made.unindexed += done.unindexed;
        }
        made
    }
}

/// By what a record is named.
#[derive(Deserialize)]
struct Named {
    #[serde(default)]
    id: Option<Ordinal>,
    #[serde(default)]
    external_ids: ExternalIds,
}

impl Named {
    fn read(record: &Tree<'static>) -> Result<Self> {
        let mut problems = Problems::default();
        for name in Upsert::TAKES.names().into_iter().filter(|name| record.has(name)) {
            problems.add(name, "unknown_parameter", "This is said once for all records, beside them.");
        }
        let naming = [ID, EXTERNAL_IDS].into_iter().filter_map(|name| Some((name.into(), record.get(name)?.clone())));
        let named = problems.collect(decode::<Named>(&Tree::Object(naming.collect())));
        if named.as_ref().is_some_and(|named| named.id.is_none() && named.external_ids.given().is_empty()) {
            problems.add(EXTERNAL_IDS, "required", "A record is found by one of these, such as {\"sap\": \"000123\"}, or by its id.");
        }
        problems.settle()?;
        named.ok_or_else(|| Error::internal("a record could not be read for no reason"))
    }
}
