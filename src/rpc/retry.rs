//! Safe retry: the fingerprint of a write with an idempotency key, so that the same call under the same key is made once.
//! [`crate::db::idempotency`] keeps the replies.
//!
//! Invariants: the fingerprint does not depend on how the call's JSON was written, such as the order of its keys.

use serde::Serialize;
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

use super::envelope::success;
use super::tree::Tree;
use crate::db::idempotency::{Recalled, Retry};
use crate::db::writes::Done;
use crate::error::{Error, Result};
use crate::fields::IdempotencyKey;
use crate::sentences::{Language, Sentence};

impl IdempotencyKey {
    /// Reads the idempotency key beside the method; null is none.
    pub(super) fn read(given: Option<Tree<'_>>) -> Result<Option<Self>> {
        match given {
            None | Some(Tree::Null) => Ok(None),
            Some(Tree::Text(text)) => IdempotencyKey::parse(&text).map(Some).map_err(|why| Error::MalformedRequest(why.into())),
            Some(_) => Err(Error::MalformedRequest(Sentence::EnvelopeKeyNoText { key: Self::NAME }.into())),
        }
    }
}

impl Retry {
    pub fn new(key: IdempotencyKey, method: &str, parameters: &Tree<'_>) -> Self {
        let mut hasher = Sha256::new();
        add(&mut hasher, b'm', method);
        add_tree(&mut hasher, parameters);
        let request_hash = hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        Retry { key, request_hash }
    }
}

impl Recalled {
    /// The answer to a call that was made before: its kept reply, or the ids that it wrote.
    pub(super) fn answer(self) -> Result<Done> {
        #[derive(Serialize)]
        struct MadeBefore {
            made_before: bool,
            /// The ids of the records that the call has written, in the order of writing.
            ids: Box<RawValue>,
        }
        match self {
            Recalled::Whole { reply, language } => Ok(Done::again(reply, language)),
            // The reply has no words, so any language does.
            Recalled::Ids(ids) => Ok(Done::again(success(&MadeBefore { made_before: true, ids })?, Language::default())),
        }
    }
}

/// Adds one piece with its kind and length, so that no two trees give the same bytes.
fn add(hasher: &mut Sha256, kind: u8, text: &str) {
    add_length(hasher, kind, text.len());
    hasher.update(text);
}

fn add_length(hasher: &mut Sha256, kind: u8, length: usize) {
    hasher.update([kind]);
    hasher.update(u64::try_from(length).unwrap_or(u64::MAX).to_le_bytes());
}

fn add_tree(hasher: &mut Sha256, tree: &Tree<'_>) {
    match tree {
        Tree::Null => hasher.update(b"n"),
        Tree::Boolean(true) => hasher.update(b"t"),
        Tree::Boolean(false) => hasher.update(b"f"),
        Tree::Number(digits) => add(hasher, b'#', digits),
        Tree::Text(text) => add(hasher, b'"', text),
        Tree::List(items) => {
            add_length(hasher, b'[', items.len());
            items.iter().for_each(|item| add_tree(hasher, item));
        }
        Tree::Object(entries) => {
            add_length(hasher, b'{', entries.len());
            let mut sorted: Vec<_> = entries.iter().collect();
            sorted.sort_unstable_by_key(|(key, _)| key);
            for (key, value) in sorted {
                add(hasher, b'k', key);
                add_tree(hasher, value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash(method: &str, parameters: &str) -> String {
        Retry::new(IdempotencyKey::parse("k").unwrap(), method, &Tree::parse(parameters.as_bytes()).unwrap()).request_hash
    }

    #[test]
    fn what_is_asked_does_not_depend_on_how_it_is_written() {
        let written = r#"{"name":"Café","inputs":{"a":1,"b":[true,null]}}"#;
        assert_eq!(hash("A.B", written), hash("A.B", r#" { "inputs": {"b":[true,null], "a":1}, "name":"Caf\u00e9" } "#));
        assert_eq!(hash("A.B", written).len(), 64);
    }

    #[test]
    fn another_call_is_another() {
        let calls = [
            ("A.B", "{}"),
            ("A.C", "{}"),
            ("A.B", r#"{"a":null}"#),
            ("A.B", r#"{"a":1}"#),
            ("A.B", r#"{"a":"1"}"#),
            ("A.B", r#"{"a":"true"}"#),
            ("A.B", r#"{"a":true}"#),
            ("A.B", r#"{"a":[1]}"#),
            ("A.B", r#"{"a":[1,2]}"#),
            ("A.B", r#"{"a":[2,1]}"#),
            ("A.B", r#"{"a":[12]}"#),
            ("A.B", r#"{"a":[[1],2]}"#),
            ("A.B", r#"{"a":[],"b":1}"#),
            ("A.B", r#"{"a":{"b":1}}"#),
            ("A.B", r#"{"b":{"a":1}}"#),
        ];
        let hashes: std::collections::HashSet<String> = calls.iter().map(|(method, parameters)| hash(method, parameters)).collect();
        assert_eq!(hashes.len(), calls.len());
    }
}
