//! Safe retry: the key that a caller puts on a write, and what the call asks for, so that the same call under the same
//! key is made once. Where the replies are kept is `db::idempotency`.
//!
//! What holds here: what a call asks for does not depend on how its JSON was written, such as the order of its keys.

use sha2::{Digest, Sha256};

use super::tree::Tree;
use crate::error::{Error, Result};

/// A key as a caller made it up: 1 to 255 visible ASCII characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key(String);

impl Key {
    /// Its name beside the method.
    pub const NAME: &'static str = "idempotency_key";

    const MOST: usize = 255;

    pub fn parse(text: &str) -> Result<Self> {
        if (1..=Self::MOST).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Ok(Key(text.to_owned()));
        }
        let message = format!("An idempotency key has 1 to {} visible ASCII characters and no spaces.", Self::MOST);
        Err(Error::MalformedRequest(message))
    }

    /// Reads what stands beside the method; null is none.
    pub(super) fn read(given: Option<Tree<'_>>) -> Result<Option<Self>> {
        match given {
            None | Some(Tree::Null) => Ok(None),
            Some(Tree::Text(text)) => Key::parse(&text).map(Some),
            Some(_) => Err(Error::MalformedRequest(format!("The key {} holds a text.", Self::NAME))),
        }
    }

    /// The one key of a call that may have it in its header and beside its method.
    pub fn of_call(header: Option<Key>, member: Option<Key>) -> Result<Option<Self>> {
        match (header, member) {
            (Some(header), Some(member)) if header != member => {
                Err(Error::MalformedRequest(format!("The header Idempotency-Key and the key {} are not the same.", Self::NAME)))
            }
            (header, member) => Ok(header.or(member)),
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whose a key is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keeper {
    User(i64),
    ApplicationToken(i64),
}

impl std::fmt::Display for Keeper {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Keeper::User(id) => write!(formatter, "user {id}"),
            Keeper::ApplicationToken(id) => write!(formatter, "application token {id}"),
        }
    }
}

/// What is known of a write that may be repeated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retry {
    pub key: Key,
    /// Stands for the method and its parameters: SHA-256, in hexadecimal.
    pub request_hash: String,
}

impl Retry {
    pub fn new(key: Key, method: &str, parameters: &Tree<'_>) -> Self {
        let mut hasher = Sha256::new();
        add(&mut hasher, b'm', method);
        add_tree(&mut hasher, parameters);
        let request_hash = hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        Retry { key, request_hash }
    }
}

/// Each piece says what it is and how long, so that no two trees are one row of bytes.
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
        Retry::new(Key::parse("k").unwrap(), method, &Tree::parse(parameters.as_bytes()).unwrap()).request_hash
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

    #[test]
    fn a_key_is_short_and_visible() {
        assert!(
            Key::parse("8e03978e-40d5-43dd-bc93-6894a57f9324").is_ok() && Key::parse("!").is_ok() && Key::parse(&"k".repeat(255)).is_ok()
        );
        for wrong in ["", " ", "a b", "a\n", "é", "\u{7f}", &"k".repeat(256)] {
            assert!(Key::parse(wrong).is_err(), "{wrong:?}");
        }
    }
}
