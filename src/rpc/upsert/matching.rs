//! The keys by which an upsert meets records that are here already (`match_on`), and the records that have them.
//!
//! Invariants: keys are compared in the form in which their kind compares them. The keys of many records are looked up
//! together, and what the upsert itself writes is noted, so that a later record of the same call meets it. A key that meets nobody
//! is held before the record is made, so that of several upserts at once one makes it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::super::envelope;
use super::super::problems::Problems;
use super::super::tree::Tree;
use super::given::MeantRecord;
use crate::db::look_ups::LookUp;
use crate::db::scope::Base;
use crate::db::stored::OwnRows;
use crate::error::{Error, Result};
use crate::fields::external_ids::{Called, External};
use crate::fields::text::composed;
use crate::records::kinds::Kind;
use crate::sentences::Sentence;

/// A key by which a record may be met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum MatchKey {
    ExternalIds,
    Id,
    Email,
    Rfc,
    ClientNumber,
    Sku,
    Slug,
}

impl MatchKey {
    const ALL: [MatchKey; 7] =
        [MatchKey::ExternalIds, MatchKey::Id, MatchKey::Email, MatchKey::Rfc, MatchKey::ClientNumber, MatchKey::Sku, MatchKey::Slug];

    pub(super) const fn name(self) -> &'static str {
        match self {
            MatchKey::ExternalIds => "external_ids",
            MatchKey::Id => "id",
            MatchKey::Email => "email",
            MatchKey::Rfc => "rfc",
            MatchKey::ClientNumber => "client_number",
            MatchKey::Sku => "sku",
            MatchKey::Slug => "slug",
        }
    }
}

/// A key of a kind.
#[derive(Debug, Clone, Copy)]
pub(super) struct Key {
    name: &'static str,
    by: By,
}

#[derive(Debug, Clone, Copy)]
enum By {
    Id,
    ExternalIds,
    Text(&'static LookUp),
}

/// The keys by which records are met, in their order.
#[derive(Debug, Clone)]
pub(super) struct MatchOn {
    rows: OwnRows,
    entity: &'static str,
    keys: Vec<Key>,
}

impl MatchOn {
    /// The keys that a call names; none if it names none. Keys that the kind lacks are noted at their places.
    pub(super) fn read(
        kind: &Kind,
        rows: OwnRows,
        named: &[MatchKey],
        places: impl Fn(usize) -> String,
        problems: &mut Problems,
    ) -> Option<Self> {
        let mut keys: Vec<Key> = Vec::new();
        for (position, key) in named.iter().enumerate() {
            match key_of(kind, *key) {
                Some(key) if keys.iter().all(|known| known.name != key.name) => keys.push(key),
                Some(_) => {}
                None => {
                    let known = MatchKey::ALL.into_iter().filter(|key| key_of(kind, *key).is_some());
                    let known = known.map(|key| key.name().to_owned()).collect();
                    let sentence = Sentence::KindWithoutKey { what: kind.noun, key: key.name(), known };
                    problems.add(&places(position), "unknown_key", sentence);
                }
            }
        }
        (!keys.is_empty()).then(|| MatchOn { rows, entity: kind.entity.name(), keys })
    }

    /// The names of the keys.
    pub(super) fn names(&self) -> Vec<&'static str> {
        self.keys.iter().map(|key| key.name).collect()
    }

    pub(super) fn has_id(&self) -> bool {
        self.keys.iter().any(|key| matches!(key.by, By::Id))
    }

    /// Whether several records may have the same value of one of the keys.
    fn has_shared(&self) -> bool {
        self.keys.iter().any(|key| matches!(key.by, By::Text(look_up) if look_up.is_shared()))
    }

    /// Whether the record has a value for one of the keys.
    pub(super) fn is_named(&self, record: &Tree<'_>, named: &MeantRecord) -> bool {
        self.keys.iter().any(|key| match key.by {
            By::Id => named.id.is_some(),
            _ => !self.texts(key, record, named).is_empty(),
        })
    }

    /// The record's values of one key, in the form in which they are compared.
    fn texts(&self, key: &Key, record: &Tree<'_>, named: &MeantRecord) -> Vec<String> {
        match key.by {
            By::Id => Vec::new(),
            By::ExternalIds => named.external_ids.given().iter().map(as_text).collect(),
            By::Text(look_up) => match record.get(key.name) {
                Some(Tree::Text(text) | Tree::Number(text)) => {
                    Some((look_up.compared)(text)).filter(|text| !text.is_empty()).into_iter().collect()
                }
                _ => Vec::new(),
            },
        }
    }
}

fn key_of(kind: &Kind, key: MatchKey) -> Option<Key> {
    let by = match key {
        MatchKey::Id => By::Id,
        MatchKey::ExternalIds => By::ExternalIds,
        key => By::Text(kind.looked_up(key.name())?.1),
    };
    Some(Key { name: key.name(), by })
}

/// An external ID as one text.
fn as_text(external: &External) -> String {
    format!("{}\0{}", external.system, composed(&external.id))
}

/// The records that have the keys of some of an upsert's records.
#[derive(Default)]
pub(super) struct Met {
    /// The number of records of the upsert whose keys have been looked up.
    until: usize,
    /// The ids by the name of a key and a value.
    ids: HashMap<(&'static str, String), BTreeSet<i64>>,
    /// The locks of the keys that met nobody.
    held: BTreeSet<i64>,
}

/// The ids that a record's key meets, with the name of the key.
pub(super) type Candidates = (&'static str, BTreeSet<i64>);

impl Met {
    /// The number of records whose keys are looked up together.
    const TOGETHER: usize = 200;

    /// Looks up the keys of the next records, unless that was done. The keys of all records that meet nobody are held from the
    /// start, before anything is written: two upserts that hold some of them each and ask for the others would wait for each other.
    pub(super) fn look_ahead(&mut self, base: &mut Base, match_on: &MatchOn, records: &[Tree<'static>], position: usize) -> Result<()> {
        if position < self.until {
            return Ok(());
        }
        if self.until == 0 && match_on.has_shared() && base.has_rivals() {
            self.look_up(base, match_on, records.iter().skip(position))?;
        }
        self.ids.clear();
        self.until = position.saturating_add(Self::TOGETHER);
        let next = records.iter().skip(position).take(Self::TOGETHER);
        self.look_up(base, match_on, next)
    }

    /// Looks up the keys of these records anew, and holds those that meet nobody.
    pub(super) fn look_up<'r>(
        &mut self,
        base: &mut Base,
        match_on: &MatchOn,
        records: impl Iterator<Item = &'r Tree<'static>>,
    ) -> Result<()> {
        let mut sought: BTreeMap<usize, (&LookUp, BTreeSet<String>)> = BTreeMap::new();
        let mut called: Vec<Called> = Vec::new();
        for record in records {
            // What is wrong with the record is told when it is made.
            let Some(named) = MeantRecord::decoded(record) else { continue };
            for (position, key) in match_on.keys.iter().enumerate() {
                match key.by {
                    By::Id => {}
                    By::ExternalIds => called.extend(named.external_ids.given().into_iter().map(|external| (match_on.entity, external))),
                    By::Text(look_up) => {
                        let (_, texts) = sought.entry(position).or_insert_with(|| (look_up, BTreeSet::new()));
                        texts.extend(match_on.texts(key, record, &named));
                    }
                }
            }
        }
        let found = loop {
            let mut found: Vec<(&LookUp, &String, BTreeSet<i64>)> = Vec::new();
            for (look_up, texts) in sought.values() {
                let mut ids = base.ids_by(match_on.rows, look_up, texts)?;
                found.extend(texts.iter().map(|text| (*look_up, text, ids.remove(text).unwrap_or_default())));
            }
            let unmet = found.iter().filter(|(_, _, ids)| ids.is_empty()).map(|(look_up, text, _)| (*look_up, *text));
            if !base.hold_texts(match_on.rows.table, unmet, &mut self.held)? {
                break found;
            }
        };
        self.ids.extend(found.into_iter().map(|(look_up, text, ids)| ((look_up.field, text.clone()), ids)));
        for external in &called {
            self.ids.remove(&(MatchKey::ExternalIds.name(), as_text(&external.1)));
        }
        for ((_, external), id) in base.called(&called)? {
            self.ids.entry((MatchKey::ExternalIds.name(), as_text(&external))).or_default().insert(id);
        }
        Ok(())
    }

    /// The records that the first key meets that meets any.
    pub(super) fn candidates(
        &self,
        base: &mut Base,
        kind: &Kind,
        match_on: &MatchOn,
        record: &Tree<'static>,
        named: &MeantRecord,
    ) -> Result<Option<Candidates>> {
        for key in &match_on.keys {
            let ids: BTreeSet<i64> = match (key.by, &named.id) {
                (By::Id, Some(id)) => [base.designated(kind.entity, id)?].into(),
                _ => {
                    let texts = match_on.texts(key, record, named).into_iter();
                    texts.filter_map(|text| self.ids.get(&(key.name, text))).flatten().copied().collect()
                }
            };
            if !ids.is_empty() {
                return Ok(Some((key.name, ids)));
            }
        }
        Ok(None)
    }

    /// Notes the keys of a record as the reply shows it after it was written.
    pub(super) fn note(&mut self, match_on: &MatchOn, id: i64, reply: &[u8]) -> Result<()> {
        for ids in self.ids.values_mut() {
            ids.remove(&id);
        }
        let response = envelope::response_in(reply).ok_or_else(|| Error::internal("a reply is not written as replies are"))?;
        let records: HashMap<&str, Value> = serde_json::from_slice(response)?;
        // Beside the record there may be something else, such as possible duplicates.
        let is_record = |value: &Value| value.get("id").and_then(Value::as_i64) == Some(id);
        let Some(record) = records.into_values().find(is_record) else { return Ok(()) };
        for key in &match_on.keys {
            for text in texts_of(key, &record) {
                self.ids.entry((key.name, text)).or_default().insert(id);
            }
        }
        Ok(())
    }
}

/// The values of a key that a kept record has, in the form in which they are compared.
fn texts_of(key: &Key, record: &Value) -> Vec<String> {
    let value = record.get(key.name);
    match key.by {
        By::Id => Vec::new(),
        By::ExternalIds => {
            let ids = value.and_then(Value::as_object).into_iter().flatten();
            let externals = ids.filter_map(|(system, id)| Some(External { system: system.clone(), id: id.as_str()?.to_owned() }));
            externals.map(|external| as_text(&external)).collect()
        }
        By::Text(look_up) => value.and_then(Value::as_str).map(look_up.compared).into_iter().collect(),
    }
}

impl MatchOn {
    /// Whether a record, as the change record keeps it, still has the key by which it was met.
    pub(super) fn still_has(&self, met_by: &str, kept: &str, record: &Tree<'static>, named: &MeantRecord) -> Result<bool> {
        let Some(key) = self.keys.iter().find(|key| key.name == met_by) else { return Ok(false) };
        if !matches!(key.by, By::Text(_)) {
            return Ok(true);
        }
        let kept: Value = serde_json::from_str(kept)?;
        let has = texts_of(key, &kept);
        Ok(self.texts(key, record, named).iter().any(|text| has.contains(text)))
    }
}
