//! One-time links: they let in whoever holds them, to set a new password or to accept an invitation.
//!
//! Invariants: a token has 256 random bits, so that a fast hash of it is enough to keep. It is made where it is shown or
//! mailed, and is never printed. A link begins with the address that the settings give, never with one that a request names.

use std::borrow::Cow;
use std::fmt::{Debug, Formatter};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer};
use sha2::{Digest, Sha256};
use url::Url;

use super::application_token::random_characters;
use crate::error::Result;
use crate::fields::leaf::{self, Leaf, Violation, Written};
use crate::fields::text::trim;
use crate::sentences::{Expected, Sentence};

/// The time for which a link is good, in seconds.
pub const SECONDS: i64 = 3600;

/// The length of a token: 62 to the power of 43 is more than 2 to the power of 256.
const LENGTH: usize = 43;

/// The longest text that is read as a token, in bytes.
const MOST: usize = 200;

/// The purpose of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To set a new password.
    Reset,
    /// To accept an invitation into a profile.
    Invitation,
}

impl Purpose {
    /// The name in the database, and the beginning of the page's path.
    pub const fn name(self) -> &'static str {
        match self {
            Purpose::Reset => "reset",
            Purpose::Invitation => "invitation",
        }
    }

    /// The purpose of this name.
    pub fn named(name: &str) -> Option<Self> {
        [Purpose::Reset, Purpose::Invitation].into_iter().find(|purpose| purpose.name() == name)
    }
}

/// The address at which people reach the service, without a slash at its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl(String);

impl PublicUrl {
    /// Reads the address. The error is for the operator.
    pub fn parse(text: &str) -> Result<Self, String> {
        let url = Url::parse(text.trim()).map_err(|cause| format!("'{text}' is no address such as https://crm.example.com: {cause}"))?;
        let is_plain = url.username().is_empty() && url.password().is_none() && url.query().is_none() && url.fragment().is_none();
        if !matches!(url.scheme(), "https" | "http") || !url.has_host() || !is_plain {
            return Err("it is https:// or http://, a host and perhaps a path, such as https://crm.example.com".to_owned());
        }
        Ok(PublicUrl(url.as_str().trim_end_matches('/').to_owned()))
    }

    /// The address of the page on which a request for feedback is answered.
    pub fn feedback(&self, token: &str) -> String {
        format!("{}/feedback/{token}", self.0)
    }

    /// The link with this token.
    pub fn link(&self, purpose: Purpose, token: &IssuedToken) -> String {
        format!("{}/{}/{}", self.0, purpose.name(), token.text)
    }
}

/// A new token. Its text is shown once and kept nowhere.
pub struct IssuedToken {
    text: String,
    pub hash: String,
}

impl IssuedToken {
    pub fn random() -> Result<Self> {
        let text = random_characters(LENGTH)?;
        Ok(IssuedToken { hash: hash(&text), text })
    }

    /// Whether a text repeats the token, or the beginning of it.
    pub fn is_told_by(&self, text: &str) -> bool {
        const TELLING: usize = 8;
        self.text.get(..TELLING).is_some_and(|beginning| text.contains(beginning))
    }
}

/// A token as a caller presents it: known by its hash alone.
#[derive(Clone, PartialEq, Eq)]
pub struct LinkToken {
    pub hash: String,
}

impl LinkToken {
    pub fn of(text: &str) -> Self {
        LinkToken { hash: hash(trim(text)) }
    }
}

impl Debug for LinkToken {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("LinkToken(…)")
    }
}

impl Leaf for LinkToken {
    const WHAT: Expected = Expected::Text;

    fn read(written: Written<'_>) -> Result<Self, Violation> {
        match written {
            Written::Text(text) if trim(text).is_empty() => Err(Violation::new("empty", Sentence::Empty)),
            Written::Text(text) if text.len() > MOST => Err(Violation::new("too_long", Sentence::TextTooLong { most: MOST })),
            Written::Text(text) => Ok(LinkToken::of(text)),
            _ => Err(Violation::new("wrong_type", Sentence::Takes { expected: Self::WHAT })),
        }
    }

    fn placeholder() -> Self {
        LinkToken { hash: String::new() }
    }
}

impl<'de> Deserialize<'de> for LinkToken {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        leaf::deserialize(deserializer)
    }
}

impl JsonSchema for LinkToken {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "LinkToken".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "writeOnly": true, "minLength": 1, "maxLength": MOST })
    }
}

fn hash(token: &str) -> String {
    Sha256::digest(token).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_begins_with_the_address_of_the_settings() {
        let token = IssuedToken { text: "T".to_owned(), hash: String::new() };
        for (address, link) in [
            ("https://crm.example.com", "https://crm.example.com/reset/T"),
            ("https://CRM.example.com/", "https://crm.example.com/reset/T"),
            (" http://localhost:8080 ", "http://localhost:8080/reset/T"),
            ("https://example.com/crm//", "https://example.com/crm/reset/T"),
            ("http://[::1]:8080", "http://[::1]:8080/reset/T"),
        ] {
            assert_eq!(PublicUrl::parse(address).unwrap().link(Purpose::Reset, &token), link, "{address}");
        }
        for address in [
            "",
            "crm.example.com",
            "ftp://crm.example.com",
            "https://",
            "mailto:a@example.com",
            "https://user@crm.example.com",
            "https://:secret@crm.example.com",
            "https://crm.example.com/?a=b",
            "https://crm.example.com/#a",
            "javascript://crm.example.com",
        ] {
            assert!(PublicUrl::parse(address).is_err(), "{address}");
        }
    }

    #[test]
    fn a_token_is_known_by_its_hash_and_never_shown() {
        let (one, other) = (IssuedToken::random().unwrap(), IssuedToken::random().unwrap());
        assert_ne!(one.text, other.text);
        assert!(one.text.len() == LENGTH && one.text.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{}", one.text);
        let presented = LinkToken::read(Written::Text(&format!(" {} ", one.text))).unwrap();
        assert_eq!(presented.hash, one.hash);
        assert_eq!(format!("{presented:?}"), "LinkToken(…)");
        assert!(one.is_told_by(&format!("refused: https://crm.example.com/reset/{}", one.text)) && !other.is_told_by(&one.text));
        assert!(LinkToken::read(Written::Text("  ")).is_err() && LinkToken::read(Written::Text(&"a".repeat(MOST + 1))).is_err());
    }
}
