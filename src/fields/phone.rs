//! Telephone numbers. The check refuses only texts that are plainly none, because people write numbers in many ways.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer};

use super::leaf::{self, Leaf, Violation, Written};
use super::text::checked;
use crate::sentences::{Expected, Sentence};

/// An optional telephone number or extension: a text, or digits that a client sends as a number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Phone(Option<String>);

const MAXIMUM: usize = 50;

impl Phone {
    pub fn as_deref(&self) -> Option<&str> {
        self.0.as_deref()
    }
}

impl From<Phone> for Option<String> {
    fn from(phone: Phone) -> Option<String> {
        phone.0
    }
}

/// Whether a text is words in which a digit happens to be: more letters than `extension 4` has, and fewer digits than the
/// shortest number.
fn are_words(text: &str) -> bool {
    const LETTERS: usize = 10;
    const DIGITS: usize = 3;
    let digits = text.chars().filter(|character| character.is_numeric()).count();
    digits < DIGITS && text.chars().filter(|character| character.is_alphabetic()).count() >= LETTERS
}

impl Leaf for Phone {
    const WHAT: Expected = Expected::Telephone;

    fn read(written: Written<'_>) -> Result<Self, Violation> {
        let digits = match written {
            Written::Number(digits) if digits.bytes().all(|byte| byte.is_ascii_digit()) => Written::Text(digits),
            other => other,
        };
        let text = checked(digits, MAXIMUM)?;
        if text.is_empty() {
            return Ok(Phone(None));
        }
        let wrong = |sentence: Sentence| Err(Violation::new("malformed_phone", sentence));
        if text.contains('@') {
            return wrong(Sentence::PhoneIsEmail);
        }
        if text.contains("://") {
            return wrong(Sentence::PhoneIsWebAddress);
        }
        if text.contains(char::is_control) {
            return wrong(Sentence::PhoneOfSeveralLines);
        }
        if !text.contains(char::is_numeric) || are_words(text) {
            return wrong(Sentence::PhoneMalformed);
        }
        Ok(Phone(Some(text.to_owned())))
    }

    fn placeholder() -> Self {
        Phone::default()
    }
}

impl<'de> Deserialize<'de> for Phone {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        leaf::deserialize_optional(deserializer)
    }
}

impl JsonSchema for Phone {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Phone".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["string", "integer", "null"], "maxLength": MAXIMUM })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_for_a_number_is_one() {
        for number in [
            "+52 (33) 1234-5678",
            "1",
            "911",
            "ext. 104",
            "extension 4",
            "1-800-FLOWERS",
            "55 1234 5678 ext. 12 (preguntar por Ana)",
            "33 1234 5678 / 33 8765 4321",
            "+52.33.1234.5678",
            "tel:+523312345678",
            "*86#",
            "٠١٢٣٤٥٦٧٨",
        ] {
            assert_eq!(Phone::read(Written::Text(number)), Ok(Phone(Some(number.to_owned()))));
        }
        assert_eq!(Phone::read(Written::Text(" \u{202a}+52 33\u{202c} ")), Ok(Phone(Some("+52 33".to_owned()))));
        assert_eq!(Phone::read(Written::Text(" \u{200b}")), Ok(Phone(None)));
    }

    #[test]
    fn what_is_plainly_none_is_refused() {
        for wrong in [
            "N/A",
            "-",
            "none",
            "sin teléfono",
            "ana@example.com",
            "ana2@b.com",
            "https://example.com/1",
            "javascript:alert(1)",
            "55 1234\n55 4321",
            "Calle 5 de Mayo",
            "+",
        ] {
            assert!(Phone::read(Written::Text(wrong)).is_err_and(|violation| violation.rule == "malformed_phone"), "{wrong}");
        }
    }
}
