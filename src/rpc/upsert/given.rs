//! One record as a caller gives it: the ids that name it, and its fields.

use std::borrow::Cow;
use std::collections::HashMap;

use serde::Deserialize;
use serde_json::Value;

use super::super::decode::{Mentions, decode_some};
use super::super::problems::Problems;
use super::super::tree::Tree;
use super::Upsert;
use super::matching::MatchOn;
use crate::db::history::LastChange;
use crate::error::{Error, Result};
use crate::fields::text::{is_same_key, trim};
use crate::fields::{Designation, ExternalIds};
use crate::records::kinds::Upserted;
use crate::sentences::Sentence;

/// The keys that name a record: its id, and its external IDs.
const ID: &str = "id";
const EXTERNAL_IDS: &str = "external_ids";

type Member = (Cow<'static, str>, Tree<'static>);
pub(super) type Members = Vec<Member>;

/// The ids that name a record.
#[derive(Deserialize)]
pub(super) struct MeantRecord {
    #[serde(default)]
    pub id: Option<Designation>,
    #[serde(default)]
    pub external_ids: ExternalIds,
}

impl MeantRecord {
    /// The ids that name a record, with what is wrong with them and with what it must not have.
    pub(super) fn read(methods: &Upserted, match_on: Option<&MatchOn>, record: &Tree<'static>) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        for name in Upsert::TAKES.names().into_iter().filter(|name| record.has(name)) {
            problems.add(name, "unknown_parameter", Sentence::SaidOnceForAll);
        }
        if record.has(methods.id) {
            problems.add(methods.id, "unknown_parameter", Sentence::OwnIdIsId);
        }
        let named = problems.collect(decode_some::<MeantRecord>(record, &Mentions::none()));
        match (&named, match_on) {
            (Some(named), None) if named.id.is_none() && named.external_ids.given().is_empty() && !problems.concern(ID) => {
                problems.add(EXTERNAL_IDS, "required", Sentence::RecordUnnamed);
            }
            (Some(named), Some(match_on)) if named.id.is_some() && !match_on.has_id() => {
                problems.add(ID, "not_matched_on", Sentence::IdNotMatchedOn);
            }
            (Some(named), Some(match_on)) if !problems.concern(ID) && !match_on.is_named(record, named) => {
                let keys = match_on.names();
                let first = keys.first().copied().unwrap_or(EXTERNAL_IDS);
                problems.add(first, "required", Sentence::RecordWithoutKey { keys: keys.into_iter().map(ToOwned::to_owned).collect() });
            }
            _ => {}
        }
        match named {
            Some(named) if problems.is_empty() => Ok(named),
            _ => Err(problems),
        }
    }

    /// The same, if nothing is wrong with the ids.
    pub(super) fn decoded(record: &Tree<'static>) -> Option<Self> {
        let decoded = decode_some::<MeantRecord>(record, &Mentions::none()).ok()?;
        decoded.problems.is_empty().then_some(decoded.parameters)
    }
}

/// The fields of a record, without the id and the common parameters.
pub(super) fn members(methods: &Upserted, record: &Tree<'static>) -> impl Iterator<Item = Member> {
    let members = if let Tree::Object(members) = record { members.as_slice() } else { &[] };
    let no_part = [&[ID, methods.id][..], &Upsert::TAKES.names()].concat();
    members.iter().filter(move |(name, _)| !no_part.contains(&name.as_ref())).cloned()
}

/// Notes fields whose value differs from the one that the record was created with and that can't change any more. Null says
/// nothing, as it did then.
pub(super) fn check_fixed(fixed: &Members, before: &LastChange) -> Result<Problems> {
    let mut problems = Problems::default();
    let said: Vec<&Member> = fixed.iter().filter(|(_, value)| *value != Tree::Null).collect();
    if said.is_empty() {
        return Ok(problems);
    }
    let kept: HashMap<String, Value> = serde_json::from_str(&before.record)?;
    for (name, value) in said {
        let is_same = matches!((kept.get(name.as_ref()), value), (Some(Value::String(kept)), Tree::Text(text)) if is_same_key(trim(kept), trim(text)));
        if !is_same {
            problems.add(name, "fixed", Sentence::FixedAtCreation);
        }
    }
    Ok(problems)
}

/// The outcome of making a record that had mistakes already: all its mistakes, or a failure that is not the record's fault.
pub(super) fn with_problems<T>(mut problems: Problems, made: Result<T>) -> Result<T> {
    match made {
        made if problems.is_empty() => made,
        Err(cause) if cause.is_nobodys_fault() => Err(cause),
        Err(Error::InvalidParameters { problems: told, more }) => {
            problems.take_over(told, more);
            Err(problems.refusal())
        }
        _ => Err(problems.refusal()),
    }
}

/// The same for a record of unknown existence, tried as a new one: fields that only a new record needs are not reported missing.
pub(super) fn with_problems_of_new<T>(problems: Problems, record: &Tree<'static>, made: Result<T>) -> Result<T> {
    let made = made.map_err(|cause| match cause {
        Error::InvalidParameters { problems: mut told, more } => {
            let missing = |path: &str| path.split('.').next().is_none_or(|name| !record.has(name));
            told.retain(|problem| problem.rule != "required" || !missing(&problem.path));
            Error::InvalidParameters { problems: told, more }
        }
        other => other,
    });
    with_problems(problems, made)
}
