//! A small sync job, as the author of a client would write it: a mirror made from a snapshot and the feed, and a follower that
//! notes every change and checks that none is missing or repeated.
//!
//! Invariants: a job knows only the methods' replies. A reply that does not come leaves the job where it was.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::ENTITIES;

/// A record's kind and id.
type Key = (String, i64);

fn key(entity: &Value, record: &Value) -> Key {
    (entity.as_str().expect("a name").to_owned(), record["id"].as_i64().expect("an id"))
}

/// Calls a method of the profile; `None` if no reply comes.
pub type Call<'c> = &'c dyn Fn(&str, Value) -> Option<Value>;

/// A mirror: a copy of a profile elsewhere.
#[derive(Default)]
pub struct Mirror {
    records: BTreeMap<Key, (i64, Value)>,
    /// The cursor of the snapshot, until the snapshot has come to its end.
    cursor: Value,
    /// The cursor of the feed, after the snapshot.
    since: Value,
}

impl Mirror {
    /// Does one step. True if there is more; `None` if no reply came.
    pub fn step(&mut self, call: Call<'_>, limit: usize) -> Option<bool> {
        if self.since.is_null() {
            let page = call("Sync.GetSnapshot", json!({ "cursor": self.cursor, "limit": limit }))?;
            for copied in page["records"].as_array().expect("records") {
                assert_eq!(copied["record"]["id"], copied["id"]);
                self.keep(key(&page["entity"], copied), copied);
            }
            self.cursor = page["cursor"].clone();
            self.since = page["since"].clone();
            assert_ne!(self.cursor.is_null(), self.since.is_null(), "there is a next page, or the feed");
            return Some(true);
        }
        let stretch = call("Sync.GetChanges", json!({ "since": self.since, "limit": limit }))?;
        for change in stretch["changes"].as_array().expect("changes") {
            let key = key(&change["entity"], change);
            match change["operation"].as_str() {
                Some("delete") => _ = self.records.remove(&key),
                _ => self.keep(key, change),
            }
        }
        self.since = stretch["cursor"].clone();
        Some(stretch["more"] == true)
    }

    fn keep(&mut self, key: Key, copied: &Value) {
        let version = copied["version"].as_i64().expect("a version");
        if self.records.get(&key).is_none_or(|(kept, _)| *kept < version) {
            self.records.insert(key, (version, copied["record"].clone()));
        }
    }

    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// The digest of the copy's records of this kind, computed as the documentation says.
    fn digest(&self, entity: &str) -> Value {
        let of_kind: Vec<(i64, i64)> =
            self.records.iter().filter(|((kind, _), _)| kind == entity).map(|((_, id), (version, _))| (*id, *version)).collect();
        let sum = |records: &[(i64, i64)]| {
            let lines: String = records.iter().map(|(id, version)| format!("{id}:{version}\n")).collect();
            Sha256::digest(lines).iter().map(|byte| format!("{byte:02x}")).collect::<String>()
        };
        let buckets = of_kind.chunk_by(|(one, _), (next, _)| one / 1000 == next / 1000);
        let buckets: Vec<Value> =
            buckets.map(|records| json!({ "bucket": records[0].0 / 1000, "count": records.len(), "sha256": sum(records) })).collect();
        json!({ "entity": entity, "count": of_kind.len(), "sha256": sum(&of_kind), "buckets": buckets })
    }

    /// Compares the copy with the service, when nobody writes any more.
    pub fn compare(&self, call: Call<'_>) {
        for entity in ENTITIES {
            let mut digest = call("Sync.GetDigest", json!({ "entity": entity })).expect("an answer");
            assert!(digest.as_object_mut().expect("an object").remove("since").is_some_and(|since| since.is_string()));
            assert_eq!(self.digest(entity), digest, "{entity}");
        }
        // The records' contents are equal, not only their versions.
        let mut other = Mirror::default();
        while other.since.is_null() {
            other.step(call, 1000).expect("an answer");
        }
        assert_eq!(self.records, other.records);
    }
}

/// A follower, which notes every change of a profile.
#[derive(Default)]
pub struct Follower {
    /// The version and the last operation of each record.
    known: BTreeMap<Key, (i64, String)>,
    pub seen: usize,
    since: Value,
}

impl Follower {
    /// Does one step. True if there is more; `None` if no reply came.
    pub fn step(&mut self, call: Call<'_>, limit: usize) -> Option<bool> {
        let stretch = call("Sync.GetChanges", json!({ "since": self.since, "limit": limit }))?;
        for change in stretch["changes"].as_array().expect("changes") {
            self.note(change);
        }
        self.since = stretch["cursor"].clone();
        Some(stretch["more"] == true)
    }

    /// Checks that a change is the next one of its record: none is missing, none is repeated, none comes too early.
    fn note(&mut self, change: &Value) {
        let key = key(&change["entity"], change);
        let version = change["version"].as_i64().expect("a version");
        let operation = change["operation"].as_str().expect("a name").to_owned();
        assert_eq!(change["record"]["id"], change["id"]);
        assert_eq!(change["record"]["version"].as_i64().unwrap_or(version), version);
        let before = self.known.get(&key).map(|(version, operation)| (*version, operation.as_str()));
        let follows = match (operation.as_str(), before) {
            ("create", None) => version == 1,
            ("update", Some((known, "create" | "update"))) => version == known + 1,
            ("delete", Some((known, "create" | "update"))) => version == known,
            _ => false,
        };
        assert!(follows, "{change} does not follow {before:?}");
        if let Some(company) = change["record"]["company_id"].as_i64() {
            assert!(self.known.contains_key(&("company".to_owned(), company)), "{change} comes before its company");
        }
        self.known.insert(key, (version, operation));
        self.seen += 1;
    }
}
