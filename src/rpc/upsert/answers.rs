//! The outcomes of an upsert's records: the caller is told each, and the tally goes to the code that ends the transaction.

use std::collections::HashMap;
use std::sync::Arc;

use bytes::Bytes;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

use super::super::envelope;
use crate::db::counters::Tally;
use crate::db::writes::Done;
use crate::error::{Error, Result};
use crate::sentences::Language;

/// The response of an upsert.
#[derive(Serialize, JsonSchema)]
pub(super) struct Response<'a> {
    created: i64,
    updated: i64,
    unchanged: i64,
    failed: i64,
    /// The outcome of each record, in the order of the records.
    results: Vec<&'a RecordOutcome>,
}

/// The outcomes of the records that one transaction has made.
#[derive(Default)]
pub(super) struct Part {
    outcomes: Vec<RecordOutcome>,
    /// The number of problems that are told in the parts so far, this one included.
    told: usize,
    /// The records that the part has written.
    written: Tally,
}

/// The parts of an upsert, in their order.
#[derive(Clone, Default)]
pub(super) struct Parts(Vec<Arc<Part>>);

/// The most problems that one reply tells in full. Records after that are told their first problem only.
const MOST_TOLD: usize = 1000;

/// The outcome of one record.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "UpsertOutcome")]
pub(super) struct RecordOutcome {
    pub(super) result: Became,
    /// The record's id; absent if the record failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) id: Option<i64>,
    /// The key by which the record was met; only with `match_on`, and absent if a record was created or failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    matched_by: Option<&'static str>,
    /// The record's version now; absent if the record failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<i64>,
    /// The names of the updated fields; absent if none were.
    #[serde(skip_serializing_if = "Option::is_none")]
    fields: Option<Vec<String>>,
    /// The failure code, as in a call that fails; only if the record failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'static str>,
    /// The failure in one sentence; only if the record failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    /// The failure parameter by parameter; only if the record failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    details: Option<Value>,
    /// The number of wrong parameters beside those in `details`; absent if there are no others.
    #[serde(skip_serializing_if = "Option::is_none")]
    more: Option<i64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum Became {
    Created,
    Updated,
    Unchanged,
    Failed,
}

impl RecordOutcome {
    pub(super) fn failed(cause: &Error, language: Language) -> Self {
        let (code, error, details) = (Some(cause.code().name), Some(cause.text(language).into_owned()), Some(cause.details(language)));
        let more = i64::try_from(cause.more()).ok().filter(|more| *more > 0);
        RecordOutcome { result: Became::Failed, id: None, matched_by: None, version: None, fields: None, code, error, details, more }
    }

    fn told(&self) -> usize {
        self.details.as_ref().and_then(Value::as_array).map_or(0, Vec::len)
    }

    /// Keeps the first problem, and adds the others to the count.
    fn tell_one(&mut self) {
        let untold = i64::try_from(self.told().saturating_sub(1)).unwrap_or(0);
        if let Some(details) = self.details.as_mut().and_then(Value::as_array_mut).filter(|_| untold > 0) {
            details.truncate(1);
            self.more = Some(self.more.unwrap_or(0).saturating_add(untold));
        }
    }
}

impl Part {
    pub(super) fn add(&mut self, mut outcome: RecordOutcome) {
        if self.told >= MOST_TOLD {
            outcome.tell_one();
        }
        self.told += outcome.told();
        self.outcomes.push(outcome);
    }

    /// Notes the records that the part has written.
    pub(super) fn note(&mut self, tally: &Tally) {
        self.written = tally.records();
    }
}

impl Parts {
    /// An empty part behind these.
    pub(super) fn next(&self) -> Part {
        Part { told: self.0.last().map_or(0, |last| last.told), ..Part::default() }
    }

    /// These parts and one more.
    pub(super) fn with(&self, part: Part) -> Self {
        Parts(self.0.iter().cloned().chain([Arc::new(part)]).collect())
    }

    /// The number of records whose outcomes are known.
    pub(super) fn number(&self) -> usize {
        self.outcomes().count()
    }

    /// The records that the parts have written.
    pub(super) fn written(&self) -> Tally {
        let mut written = Tally::default();
        self.0.iter().for_each(|part| written.add(part.written.records()));
        written
    }

    /// The reply with all outcomes.
    pub(super) fn reply(&self) -> Result<Vec<u8>> {
        let count = |result| self.outcomes().map(|outcome| i64::from(outcome.result == result)).sum();
        envelope::success(&Response {
            created: count(Became::Created),
            updated: count(Became::Updated),
            unchanged: count(Became::Unchanged),
            failed: count(Became::Failed),
            results: self.outcomes().collect(),
        })
    }

    fn outcomes(&self) -> impl Iterator<Item = &RecordOutcome> {
        self.0.iter().flat_map(|part| &part.outcomes)
    }
}

/// One record that was made: its outcome, and the records written for it.
pub(super) struct Made {
    pub outcome: RecordOutcome,
    pub tally: Tally,
    pub unindexed: usize,
    /// The last reply of a method that wrote it; none if nothing was written.
    pub reply: Option<Bytes>,
}

/// The head of the record in the reply of the method that wrote it.
#[derive(Deserialize)]
pub(super) struct Head {
    pub id: i64,
    pub version: i64,
}

impl Head {
    pub(super) fn read(reply: &[u8]) -> Result<Self> {
        let response = envelope::response_in(reply).ok_or_else(|| Error::internal("a reply is not written as replies are"))?;
        // Beside the record there may be something else, such as possible duplicates.
        let parts: HashMap<&str, &RawValue> = serde_json::from_slice(response)?;
        let record = parts.into_values().find_map(|part| serde_json::from_str(part.get()).ok());
        record.ok_or_else(|| Error::internal("a reply has no record"))
    }
}

impl Made {
    pub(super) fn new(result: Became, head: Head, fields: Option<Vec<String>>, done: Vec<Done>) -> Self {
        let (id, version) = (Some(head.id), Some(head.version));
        let outcome = RecordOutcome { result, id, matched_by: None, version, fields, code: None, error: None, details: None, more: None };
        let mut made = Made { outcome, tally: Tally::default(), unindexed: 0, reply: None };
        for done in done {
            made.tally.add(done.tally);
            made.unindexed += done.unindexed;
            made.reply = Some(done.reply.body);
        }
        made
    }

    /// The same, met by this key.
    pub(super) fn matched_by(mut self, key: Option<&'static str>) -> Self {
        self.outcome.matched_by = key;
        self
    }
}
