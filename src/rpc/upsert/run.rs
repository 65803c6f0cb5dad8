//! Makes the records of an upsert, one after the other. SQLite's writer commits those that are made whenever another caller
//! waits, and goes on at its next turn. On PostgreSQL, and in a dry run, one transaction makes all.
//!
//! Invariants: each record is made in a savepoint of its own. A record that is found is locked, so that it can't change
//! while it is compared. Committed outcomes are told, also if the later records can't be made any more. The thread that makes
//! records owns their outcomes until it hands them over, so that its caller never waits for it beyond the deadline.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::time::Instant;

use schemars::SchemaGenerator;
use serde_json::{Map, Value};

use super::super::aliases::Aliases;
use super::super::calling::Calling;
use super::super::common_parameters::CommonParameters;
use super::super::registry::{Entry, Registry};
use super::super::tree::Tree;
use super::Asked;
use super::answers::{Became, Head, Made, Parts, RecordOutcome};
use super::given::{MeantRecord, Members, check_fixed, members, with_problems, with_problems_of_new};
use super::matching::{MatchOn, Met};
use crate::db::Database;
use crate::db::counters::Tally;
use crate::db::history::{LastChange, differences};
use crate::db::idempotency::{Recalled, Retry};
use crate::db::interrupt::in_time;
use crate::db::reads::Lease;
use crate::db::reply::Reply;
use crate::db::scope::{Base, Editor, Scope, admit_known};
use crate::db::standing::Standing;
use crate::db::writes::{Done, Failed, Others, Work, guarded_if};
use crate::error::{Error, Result};
use crate::records::kinds::not_found;
use crate::sentences::Sentence;
use crate::turns::Asker;

/// An upsert that can be run. Its executor may run it more than once: from the start if its transaction was undone, and for the
/// remaining records if it made way for others.
pub(super) struct Run {
    pub registry: Arc<Registry>,
    pub calling: Calling,
    pub common: CommonParameters,
    pub asked: Asked,
    /// The callers that the upsert makes way for.
    pub others: Others,
}

/// The methods that make the records.
struct Methods<'a> {
    create: Maker<'a>,
    edit: Maker<'a>,
}

/// One of the two methods, and the names of its own parameters.
struct Maker<'a> {
    entry: &'a Entry,
    names: &'a Names,
}

/// The names of a method's own parameters. They are read from its schema, which takes too long to be done while others wait.
pub(super) struct Names {
    taken: Vec<String>,
    required: Vec<String>,
    pub(super) aliases: Aliases,
}

/// The name of the key by which a record was met, if it was one of `match_on`; its id, and its last change.
type Meeting = (Option<&'static str>, (i64, LastChange));

impl Names {
    pub(super) fn of(entry: &Entry) -> Self {
        let schema = entry.parameters_schema(&mut SchemaGenerator::default());
        let taken = schema.get("properties").and_then(Value::as_object);
        let required = schema.get("required").and_then(Value::as_array);
        Names {
            taken: taken.into_iter().flat_map(Map::keys).cloned().collect(),
            required: required.into_iter().flatten().filter_map(Value::as_str).map(ToOwned::to_owned).collect(),
            aliases: Aliases::in_schema(schema.as_value()),
        }
    }

    fn have(&self, name: &str) -> bool {
        self.taken.iter().any(|taken| taken == name)
    }
}

impl Run {
    /// Makes all records, in as many transactions as needed.
    pub(super) async fn make_all(self, database: &Database, asker: &Asker) -> Result<Reply> {
        let run = Arc::new(self);
        let key = run.retry().and_then(|retry| run.calling.key(retry));
        let _held = database.writes.hold_key(asker, key.as_deref()).await?;
        let number = run.asked.records.len();
        let mut committed = Parts::default();
        loop {
            let (running, before) = (Arc::clone(&run), committed.clone());
            let (hand_over, handed_over) = channel();
            let work = Work::new(move |lease| running.make_part(lease, &before, &hand_over));
            let work = work.provisional(run.common.dry_run).under(key.clone()).of(number);
            match database.writes.run(asker, work).await {
                Err(cause) if committed.number() == 0 => return Err(cause),
                Err(cause) => return run.break_off(&committed, &cause),
                Ok(reply) if reply.replayed.is_some() => return Ok(reply),
                Ok(reply) => {
                    // Attempts that were undone have handed their outcomes over before the one that was committed.
                    let last = handed_over.try_iter().last();
                    committed = last.ok_or_else(|| Error::internal("a part of an upsert was committed without its outcomes"))?;
                    if committed.number() == number {
                        return Ok(reply);
                    }
                }
            }
        }
    }

    /// The reply if some records are committed and the others can't be made any more: those are told this failure. The reply is
    /// not kept under a key: a retry finds the records that exist.
    fn break_off(&self, committed: &Parts, cause: &Error) -> Result<Reply> {
        if let Error::Internal(cause) = cause {
            tracing::error!(request_id = %self.calling.call.request_id, %cause, "an upsert was broken off");
        }
        let mut part = committed.next();
        for _ in committed.number()..self.asked.records.len() {
            part.add(RecordOutcome::failed(cause, self.calling.call.spoken.language()));
        }
        committed.with(part).reply().map(Reply::from)
    }

    /// Makes the records that are not committed yet: all of them, or some until others have waited long enough. Hands the outcomes
    /// over if the transaction may be committed, together with those before.
    fn make_part(&self, mut lease: Lease, before: &Parts, hand_over: &Sender<Parts>) -> (Lease, Result<Done, Failed>) {
        let begun = Instant::now();
        let admitted = self
            .calling
            .standing(Editor::ACCESS, &mut lease, self.common.profile_id)
            .and_then(|standing| Ok((standing, self.methods(&mut lease)?)));
        let (standing, methods) = match admitted {
            Ok(admitted) => admitted,
            Err(cause) => return (lease, Err(Failed { cause, wrote: false })),
        };
        let (first, mut part) = (before.number(), before.next());
        let retry = self.retry();
        let mut base = self.base(lease, &standing);
        if first == 0 {
            let recalled = retry.map(|retry| base.recall(retry)).transpose().map(Option::flatten);
            match recalled.and_then(|recalled| recalled.map(Recalled::answer).transpose()) {
                Ok(None) => {}
                Ok(Some(answer)) => return (base.into_parts().0, Ok(answer)),
                Err(cause) => return (base.into_parts().0, Err(Failed { cause, wrote: false })),
            }
        }
        lease = base.into_parts().0;
        let (mut tally, mut unindexed) = (Tally::default(), 0);
        let mut met = Met::default();
        let mut left = self.asked.records.iter().enumerate().skip(first).peekable();
        while let Some((position, record)) = left.next() {
            if let Err(cause) = in_time() {
                return (lease, Err(Failed { cause, wrote: true }));
            }
            let looked;
            (lease, looked) = self.look_ahead(lease, &standing, &mut met, position);
            if let Err(cause) = looked {
                return (lease, Err(Failed { cause, wrote: true }));
            }
            let made;
            (lease, made) = self.make(lease, &standing, &methods, record, &mut met);
            match made {
                Ok(made) => {
                    if let (Some(match_on), Some(id), Some(reply)) = (&self.asked.match_on, made.outcome.id, &made.reply)
                        && let Err(cause) = met.note(match_on, id, reply)
                    {
                        return (lease, Err(Failed { cause, wrote: true }));
                    }
                    tally.add(made.tally);
                    unindexed += made.unindexed;
                    part.add(made.outcome);
                }
                // Such a failure is not the record's own: the executor runs the whole upsert again, or logs the failure.
                Err(cause) if cause.is_nobodys_fault() => return (lease, Err(Failed { cause, wrote: true })),
                Err(cause) => part.add(RecordOutcome::failed(&cause, self.calling.call.spoken.language())),
            }
            if left.peek().is_some() && self.others.go_first(begun) {
                break;
            }
        }
        part.note(&tally);
        let parts = before.with(part);
        let provisional = self.common.dry_run;
        if left.peek().is_some() {
            let _ = hand_over.send(parts);
            return (lease, Ok(Done { reply: Reply::from(Vec::new()), tally, unindexed, provisional }));
        }
        let mut base = self.base(lease, &standing);
        let replied = parts.reply().and_then(|reply| {
            if let Some(retry) = retry {
                base.keep_reply(retry, &reply, &parts.written())?;
            }
            Ok(reply)
        });
        let _ = hand_over.send(parts);
        let done = |body: Vec<u8>| Done { reply: Reply::from(body), tally, unindexed, provisional };
        (base.into_parts().0, replied.map(done).map_err(|cause| Failed { cause, wrote: true }))
    }

    /// The idempotency key under which the reply is kept. A dry run has none.
    fn retry(&self) -> Option<&Retry> {
        self.calling.call.retry.as_ref().filter(|_| !self.common.dry_run)
    }

    fn base(&self, lease: Lease, standing: &Standing) -> Base {
        admit_known::<Editor>(lease, Arc::clone(&self.calling.call), standing.clone(), self.common.profile_id).leave()
    }

    /// The two methods. Fails if the caller may not call them.
    fn methods(&self, lease: &mut Lease) -> Result<Methods<'_>> {
        let find = |name| self.registry.find(None, name).map(|(_, entry)| entry);
        let (create, edit) = (find(self.asked.methods.create)?, find(self.asked.methods.edit)?);
        for entry in [create, edit] {
            entry.admit(lease, &self.calling, self.with_profile(Vec::new()))?;
        }
        let [names_of_create, names_of_edit] = &self.asked.names;
        Ok(Methods { create: Maker { entry: create, names: names_of_create }, edit: Maker { entry: edit, names: names_of_edit } })
    }

    /// Looks up the keys of the next records together, if the call matches by keys.
    fn look_ahead(&self, lease: Lease, standing: &Standing, met: &mut Met, position: usize) -> (Lease, Result<()>) {
        let Some(match_on) = &self.asked.match_on else { return (lease, Ok(())) };
        let mut base = self.base(lease, standing);
        let looked = met.look_ahead(&mut base, match_on, &self.asked.records, position);
        (base.into_parts().0, looked)
    }

    /// Makes one record, in a savepoint. Another caller may create it between the look-up and the creation, which is then a
    /// conflict, perhaps over another of its names: the record is looked up once more, and is found.
    fn make(
        &self,
        mut lease: Lease,
        standing: &Standing,
        methods: &Methods<'_>,
        record: &Tree<'static>,
        met: &mut Met,
    ) -> (Lease, Result<Made>) {
        let mut made;
        let mut again = true;
        loop {
            let is_kept = |made: &Made| made.outcome.result != Became::Unchanged;
            (lease, made) = guarded_if(lease, |lease| self.make_once(lease, standing, methods, record, met), is_kept);
            if !(again && matches!(made, Err(Error::Conflict { .. }))) {
                return (lease, made);
            }
            again = false;
            if let Some(match_on) = &self.asked.match_on {
                let mut base = self.base(lease, standing);
                let looked = met.look_up(&mut base, match_on, std::iter::once(record));
                lease = base.into_parts().0;
                if let Err(cause) = looked {
                    return (lease, Err(cause));
                }
            }
        }
    }

    fn make_once(
        &self,
        lease: Lease,
        standing: &Standing,
        methods: &Methods<'_>,
        record: &Tree<'static>,
        met: &Met,
    ) -> (Lease, Result<Made>) {
        let named = match MeantRecord::read(self.asked.methods, self.asked.match_on.as_ref(), record) {
            Ok(named) => named,
            Err(problems) => {
                let (lease, created) = self.create(lease, standing, methods, record);
                return (lease, with_problems_of_new(problems, record, created));
            }
        };
        let mut base = self.base(lease, standing);
        let found = match &self.asked.match_on {
            None => self.find(&mut base, &named).map(|found| found.map(|found| (None, found))),
            Some(match_on) => self.meet(&mut base, match_on, record, &named, met),
        };
        let lease = base.into_parts().0;
        match found {
            Err(cause) => (lease, Err(cause)),
            Ok(None) => self.create(lease, standing, methods, record),
            Ok(Some((matched_by, found))) => {
                let (lease, edited) = self.edit(lease, standing, methods, record, found);
                (lease, edited.map(|made| made.matched_by(matched_by)))
            }
        }
    }

    /// The record that is named, if it exists; it is then locked.
    fn find(&self, base: &mut Base, named: &MeantRecord) -> Result<Option<(i64, LastChange)>> {
        let entity = self.asked.kind.entity;
        let called: Vec<_> = named.external_ids.given().into_iter().map(|external| (entity.name(), external)).collect();
        let mut ids: Vec<i64> = base.called(&called)?.into_values().collect();
        ids.sort_unstable();
        ids.dedup();
        let id = match (&named.id, ids.as_slice()) {
            (Some(id), _) => base.designated(entity, id)?,
            (None, []) => return Ok(None),
            (None, [id]) => *id,
            (None, several) => {
                let sentence = Sentence::ExternalIdsOfSeveral { ids: several.to_vec() };
                return Err(Error::conflict("external_ids", "several_records", sentence));
            }
        };
        match self.held(base, id)? {
            Some(last) => Ok(Some((id, last))),
            None if named.id.is_some() => Err(not_found(entity)),
            // The transaction is run again from the start.
            None => Err(Error::Contended(Sentence::RecordDeletedMeanwhile.into())),
        }
    }

    /// The record that one of the keys meets, with the key's name, if there is one; it is then locked.
    fn meet(&self, base: &mut Base, match_on: &MatchOn, record: &Tree<'static>, named: &MeantRecord, met: &Met) -> Result<Option<Meeting>> {
        const MOST_LISTED: usize = 20;
        let kind = self.asked.kind;
        let Some((field, ids)) = met.candidates(base, kind, match_on, record, named)? else { return Ok(None) };
        let ids: Vec<i64> = ids.into_iter().collect();
        let [id] = ids.as_slice() else {
            let others = ids.len() > MOST_LISTED;
            let ids = ids.into_iter().take(MOST_LISTED).collect();
            return Err(Error::conflict(field, "several_records", Sentence::SeveralMeet { what: kind.noun, field, ids, others }));
        };
        match self.held(base, *id)? {
            Some(last) if match_on.still_has(field, &last.record, record, named)? => Ok(Some((Some(field), (*id, last)))),
            None if field == "id" => Err(not_found(kind.entity)),
            // Another caller changed or deleted it behind the look-up: the transaction is run again from the start.
            Some(_) | None => Err(Error::Contended(Sentence::RecordChangedMeanwhile.into())),
        }
    }

    /// The last change of a record, which is locked; none if there is no such record.
    fn held(&self, base: &mut Base, id: i64) -> Result<Option<LastChange>> {
        let held = base.hold(self.asked.rows, id)?;
        Ok(base.last_change(self.asked.kind.entity, id)?.filter(|_| held))
    }

    /// Creates the record with the fields that its creation takes. Fields that only the edit takes, such as the status of an
    /// opportunity, are then edited.
    fn create(&self, lease: Lease, standing: &Standing, methods: &Methods<'_>, record: &Tree<'static>) -> (Lease, Result<Made>) {
        let (late, own): (Members, Members) =
            members(self.asked.methods, record).partition(|(name, _)| methods.edit.names.have(name) && !methods.create.names.have(name));
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

    /// Edits a record that exists.
    fn edit(
        &self,
        lease: Lease,
        standing: &Standing,
        methods: &Methods<'_>,
        record: &Tree<'static>,
        (id, before): (i64, LastChange),
    ) -> (Lease, Result<Made>) {
        let (fixed, own): (Members, Members) =
            members(self.asked.methods, record).partition(|(name, _)| methods.create.names.have(name) && !methods.edit.names.have(name));
        let naming = check_fixed(&fixed, &before).and_then(|problems| Ok((problems, self.naming(methods, id, own, &before)?)));
        let (lease, edited) = match naming {
            Ok((problems, parameters)) => {
                let (lease, edited) = self.call(lease, &methods.edit, parameters);
                (lease, with_problems(problems, edited))
            }
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
        let call = self.calling.call.inside(self.calling.call.request_id.clone());
        let (lease, done) = {
            let ready = maker.entry.read(&self.registry, self.with_profile(parameters));
            maker.entry.run_inside(lease, Arc::new(call), self.calling.bearer.clone(), &*ready)
        };
        let done = done.map_err(|failed| failed.cause).and_then(|done| Ok((Head::read(&done.reply.body)?, done)));
        (lease, done)
    }

    /// The parameters of an edit. A required field that the caller leaves out, as the name of a product, keeps its value.
    fn naming(&self, methods: &Methods<'_>, id: i64, mut parameters: Members, kept: &LastChange) -> Result<Members> {
        parameters.push((self.asked.methods.id.into(), Tree::Number(id.to_string().into())));
        let unsaid = |name: &&String| !parameters.iter().any(|(said, _)| said == *name);
        let unsaid: Vec<&String> = methods.edit.names.required.iter().filter(unsaid).collect();
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
        if let Some(profile_id) = self.common.profile_id {
            parameters.push(("profile_id".into(), Tree::Number(profile_id.to_string().into())));
        }
        Tree::Object(parameters)
    }
}
