//! Passwords: Argon2id with the parameters that OWASP recommends (19 MiB, two passes), about 30 ms of a core.
//!
//! Invariants: a password is never printed, stored or compared as plain text. Checking one for a user that does not exist
//! takes as long as for a user that does.

use std::borrow::Cow;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer};

use crate::error::{Error, Result};
use crate::fields::leaf::{self, Leaf, Violation, Written};
use crate::sentences::{Expected, Sentence};

static HASHED: AtomicU64 = AtomicU64::new(0);

/// The number of hashes computed since the program started, for storing and for checking.
pub fn hashed() -> u64 {
    HASHED.load(Ordering::Relaxed)
}

/// A password as it was typed, blanks at its ends included.
#[derive(Clone)]
pub struct Password(String);

impl std::fmt::Debug for Password {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Password(…)")
    }
}

impl Password {
    pub fn new(text: impl Into<String>) -> Self {
        Password(text.into())
    }

    /// Checks a new password: eight characters or more, the least of NIST SP 800-63B.
    pub fn check_new(&self) -> Result<(), Violation> {
        if self.0.chars().count() < LEAST {
            return Err(Violation::new("too_short", Sentence::PasswordTooShort { least: LEAST }));
        }
        Ok(())
    }

    /// Hashes the password. This takes tens of milliseconds, so threads that serve others must not do it.
    pub fn hash(&self) -> Result<Hash> {
        HASHED.fetch_add(1, Ordering::Relaxed);
        let hash = Argon2::default().hash_password(self.0.as_bytes()).map_err(|cause| Error::internal(cause.to_string()))?;
        Ok(Hash(hash.to_string()))
    }

    pub fn is_same_as(&self, other: &Password) -> bool {
        self.0 == other.0
    }
}

const LEAST: usize = 8;
const MOST: usize = 1000;

impl Leaf for Password {
    const WHAT: Expected = Expected::Password;

    fn read(written: Written<'_>) -> Result<Self, Violation> {
        match written {
            Written::Text("") => Err(Violation::new("empty", Sentence::Empty)),
            Written::Text(text) if text.len() > MOST => Err(Violation::new("too_long", Sentence::PasswordTooLong { most: MOST })),
            Written::Text(text) => Ok(Password(text.to_owned())),
            _ => Err(Violation::new("wrong_type", Sentence::Takes { expected: Expected::Text })),
        }
    }

    fn placeholder() -> Self {
        Password("placeholder".to_owned())
    }
}

impl<'de> Deserialize<'de> for Password {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        leaf::deserialize(deserializer)
    }
}

impl JsonSchema for Password {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Password".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "writeOnly": true, "minLength": 1, "maxLength": MOST })
    }
}

/// The hash of a password, as it is stored.
#[derive(Clone, PartialEq, Eq)]
pub struct Hash(String);

impl std::fmt::Debug for Hash {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Hash(…)")
    }
}

impl Hash {
    pub fn from_stored(text: String) -> Self {
        Hash(text)
    }

    pub fn as_stored(&self) -> &str {
        &self.0
    }

    /// Whether the password has this hash. Checking costs as much as hashing.
    pub fn is_of(&self, password: &Password) -> bool {
        HASHED.fetch_add(1, Ordering::Relaxed);
        PasswordHash::new(&self.0).is_ok_and(|hash| Argon2::default().verify_password(password.0.as_bytes(), &hash).is_ok())
    }
}

/// Spends the time of checking a password, for a user that does not exist.
pub fn check_nobody(password: &Password) {
    static NOBODY: LazyLock<Option<Hash>> = LazyLock::new(|| Password::new("nobody has this password").hash().ok());
    if let Some(nobody) = &*NOBODY {
        let _ = nobody.is_of(password);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_known_again_and_never_shown() {
        let password = Password::new("correct horse");
        let hash = password.hash().unwrap();
        assert!(hash.as_stored().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(hash.is_of(&password));
        assert!(!hash.is_of(&Password::new("correct horse ")));
        assert!(!Hash::from_stored("rubbish".to_owned()).is_of(&password));
        assert_eq!(format!("{password:?} {hash:?}"), "Password(…) Hash(…)");
    }
}
