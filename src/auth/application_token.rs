//! Application tokens: long-lived tokens that scripts sign in with.
//!
//! The form is `vnt_<id>_<secret><checksum>`. The secret has 256 random bits, so that keeping a fast hash of it is enough. The
//! checksum is the CRC-32 of the text before it. It exposes typing errors and lookalikes without the database, to this program
//! and to scanners that look for tokens in published code. Secret and checksum consist of letters and digits, so that a double
//! click marks the whole token.

use sha2::{Digest, Sha256};

use crate::error::{Error, Result};

/// The beginning of every application token.
pub const BEGINNING: &str = "vnt_";

const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// The length of a secret: 62 to the power of 43 is more than 2 to the power of 256.
const SECRET_LENGTH: usize = 43;

const CHECKSUM_LENGTH: usize = 6;

/// The number of the secret's characters that people see, to recognize the token by.
const SHOWN: usize = 4;

/// A new application token.
pub struct Issued {
    /// The whole token, shown once and kept nowhere.
    pub text: String,
    /// The part of the token that may be shown.
    pub prefix: String,
    /// The hash of the secret, which is kept.
    pub hash: String,
}

/// A well-formed application token of a call, not yet looked up.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Presented {
    pub id: i64,
    pub hash: String,
}

/// Makes the token with this id.
pub fn issue(id: i64) -> Result<Issued> {
    let secret = random_characters(SECRET_LENGTH)?;
    let body = format!("{BEGINNING}{id}_{secret}");
    let prefix = body.chars().take(body.len() - (SECRET_LENGTH - SHOWN)).collect();
    Ok(Issued { text: format!("{body}{}", checksum(&body)), prefix, hash: hash(&secret) })
}

/// Whether a text claims to be an application token, right or wrong.
pub fn is_meant_by(text: &str) -> bool {
    text.starts_with(BEGINNING)
}

/// Reads a token; None if it is not well-formed.
pub fn read(text: &str) -> Option<Presented> {
    let (body, given_checksum) = text.split_at_checked(text.len().checked_sub(CHECKSUM_LENGTH)?)?;
    let (id, secret) = body.strip_prefix(BEGINNING)?.split_once('_')?;
    let well_formed = secret.len() == SECRET_LENGTH && id.bytes().all(|byte| byte.is_ascii_digit()) && !id.starts_with('0');
    if !well_formed || checksum(body) != given_checksum {
        return None;
    }
    Some(Presented { id: id.parse().ok()?, hash: hash(secret) })
}

pub(super) fn random_characters(length: usize) -> Result<String> {
    // Bytes beyond the last whole multiple of the alphabet's length would favour its first letters.
    const FAIR: u8 = 62 * 4;
    let mut text = String::with_capacity(length);
    let mut bytes = [0_u8; 64];
    while text.len() < length {
        getrandom::fill(&mut bytes).map_err(Error::internal)?;
        let fair = bytes.iter().filter(|byte| **byte < FAIR).filter_map(|byte| ALPHABET.get(usize::from(byte % 62)));
        text.extend(fair.take(length - text.len()).map(|letter| char::from(*letter)));
    }
    Ok(text)
}

fn checksum(body: &str) -> String {
    let mut rest = crc32fast::hash(body.as_bytes());
    let mut letters = ['0'; CHECKSUM_LENGTH];
    for letter in letters.iter_mut().rev() {
        let digit = usize::try_from(rest % 62).unwrap_or(0);
        *letter = ALPHABET.get(digit).copied().map_or('0', char::from);
        rest /= 62;
    }
    letters.iter().collect()
}

fn hash(secret: &str) -> String {
    Sha256::digest(secret).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_token_is_read_back_and_is_another_each_time() {
        let (first, second) = (issue(7).unwrap(), issue(7).unwrap());
        assert_ne!(first.text, second.text);
        assert_eq!(read(&first.text), Some(Presented { id: 7, hash: first.hash.clone() }));
        assert!(first.text.starts_with(&first.prefix) && first.prefix.starts_with("vnt_7_") && first.prefix.len() == 10);
        assert_eq!(first.text.len(), "vnt_7_".len() + SECRET_LENGTH + CHECKSUM_LENGTH);
        assert!(!first.hash.contains(&first.text) && first.hash.len() == 64);
    }

    #[test]
    fn the_checksum_and_the_hash_are_what_anybody_computes() {
        // Python: zlib.crc32(b"vnt_1_" + b"A" * 43) is 2115294920; hashlib.sha256(b"A" * 43).hexdigest() is the hash.
        let token = format!("vnt_1_{}2J9Yq0", "A".repeat(43));
        let hash = "0f007385b6f9d4b7eeb2748605afe1a984a0a3bfa3f014d09e2a784ce9e5cd1a".to_owned();
        assert_eq!(read(&token), Some(Presented { id: 1, hash }));
    }

    proptest! {
        #[test]
        fn one_wrong_character_is_noticed(id in 1_i64..i64::MAX, place in 0_usize..49, letter in "[0-9A-Za-z_ ñ]") {
            let token = issue(id).unwrap().text;
            let start = token.len() - 49 + place;
            let mut garbled = token.clone();
            garbled.replace_range(start..=start, &letter);
            prop_assert_eq!(read(&garbled).is_some(), garbled == token);
        }

        #[test]
        fn no_text_is_read_as_a_token(text in "(vnt_)?\\PC{0,80}") {
            prop_assert_eq!(read(&text), None);
        }
    }
}
