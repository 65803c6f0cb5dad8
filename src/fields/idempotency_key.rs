//! The idempotency key of a write: repeated calls with one key have one effect.

use crate::error::{Error, Result};
use crate::sentences::Sentence;

/// A key that the caller makes up: 1 to 255 visible ASCII characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    /// The key's name beside the method.
    pub const NAME: &'static str = "idempotency_key";

    const MOST: usize = 255;

    pub fn parse(text: &str) -> Result<Self, Sentence> {
        if (1..=Self::MOST).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Ok(IdempotencyKey(text.to_owned()));
        }
        Err(Sentence::IdempotencyKeyMalformed { most: Self::MOST })
    }

    /// The key of a call that may have it in the header and beside its method.
    pub fn of_call(header: Option<IdempotencyKey>, member: Option<IdempotencyKey>) -> Result<Option<Self>> {
        match (header, member) {
            (Some(header), Some(member)) if header != member => {
                Err(Error::MalformedRequest(Sentence::IdempotencyKeysDiffer { name: Self::NAME }.into()))
            }
            (header, member) => Ok(header.or(member)),
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::IdempotencyKey;

    #[test]
    fn a_key_is_short_and_visible() {
        assert!(
            IdempotencyKey::parse("8e03978e-40d5-43dd-bc93-6894a57f9324").is_ok()
                && IdempotencyKey::parse("!").is_ok()
                && IdempotencyKey::parse(&"k".repeat(255)).is_ok()
        );
        for wrong in ["", " ", "a b", "a\n", "é", "\u{7f}", &"k".repeat(256)] {
            assert!(IdempotencyKey::parse(wrong).is_err(), "{wrong:?}");
        }
    }
}
