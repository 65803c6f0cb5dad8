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

/// The fewest digits that are searched as a telephone number.
const FEWEST_DIGITS: usize = 6;

/// The characters that people write between the digits of one number, and never between two numbers.
fn stands_within(character: char) -> bool {
    character.is_whitespace() || matches!(character, '+' | '(' | ')' | '-' | '.' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// The digits from which on a number is whole: what follows behind another sign is the next number, or an extension. Fewer are the
/// beginning of a number, such as the area code in `0511/123456`.
const WHOLE: usize = 7;

/// The digits of each number in a text: `33 1234-5678 / 33 8765-4321` has two. The zero in `+44 (0)20` is not dialled after the
/// calling code, and left out.
pub fn digits(text: &str) -> impl Iterator<Item = String> {
    let text = if text.trim_start().starts_with('+') { text.replacen("(0)", "", 1) } else { text.to_owned() };
    let mut numbers: Vec<String> = Vec::new();
    for words in text.split(char::is_alphabetic) {
        let mut number = String::new();
        for part in words.split(|character: char| !character.is_ascii_digit() && !stands_within(character)) {
            if number.len() >= WHOLE {
                numbers.push(std::mem::take(&mut number));
            }
            number.extend(part.chars().filter(char::is_ascii_digit));
        }
        numbers.push(number);
    }
    numbers.into_iter().filter(|digits| digits.len() >= FEWEST_DIGITS)
}

/// The digits by which a telephone number is looked for, if the text is one: as they are dialled, and without the country's
/// calling code or the zero before an area code, because a record may lack either.
pub fn spellings(text: &str) -> Vec<String> {
    let text = text.trim();
    if text.chars().any(|character| character.is_alphanumeric() && !character.is_ascii_digit()) {
        return Vec::new();
    }
    // Two numbers are none to look for.
    let mut numbers = digits(text);
    let (Some(dialled), None) = (numbers.next(), numbers.next()) else { return Vec::new() };
    let international = match dialled.strip_prefix("00") {
        Some(rest) => Some(rest),
        // No calling code begins with a zero: that is the zero before an area code.
        None if text.starts_with('+') || (dialled.len() > LONGEST_NATIONAL && !dialled.starts_with('0')) => Some(dialled.as_str()),
        None => None,
    };
    let national = match international {
        Some(number) => without_calling_code(number),
        None => dialled.strip_prefix('0'),
    };
    let shorter = international.into_iter().chain(national).filter(|number| number.len() >= FEWEST_DIGITS).map(ToOwned::to_owned);
    let mut spellings: Vec<String> = shorter.chain([dialled.clone()]).collect();
    spellings.sort();
    spellings.dedup();
    spellings
}

/// Whether a kept text has a number that is spelt in one of these ways, in full.
pub fn is_spelt(kept: &str, wanted: &[String]) -> bool {
    let is_international = kept.trim_start().starts_with('+');
    digits(kept).enumerate().any(|(position, digits)| {
        let number = if is_international && position == 0 { format!("+{digits}") } else { digits };
        spellings(&number).iter().any(|spelling| wanted.contains(spelling))
    })
}

/// The digits of most numbers without their country's calling code, at most. Some countries have longer ones, which are still
/// found by all their digits.
const LONGEST_NATIONAL: usize = 10;

/// A number without its country's calling code (ITU-T E.164), and without the digit that Mexico and Argentina put before mobile
/// numbers when they are dialled from abroad.
fn without_calling_code(number: &str) -> Option<&str> {
    /// The calling codes of two digits. All others have three, but for those of North America and of Russia.
    const OF_TWO_DIGITS: [&str; 44] = [
        "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46", "47", "48", "49", "51", "52", "53", "54",
        "55", "56", "57", "58", "60", "61", "62", "63", "64", "65", "66", "81", "82", "84", "86", "90", "91", "92", "93", "94", "95", "98",
    ];
    if let Some(rest) = number.strip_prefix(['1', '7']) {
        return Some(rest);
    }
    let (code, rest) = number.split_at_checked(2)?;
    if !OF_TWO_DIGITS.contains(&code) {
        return number.get(3..);
    }
    let mobile = match code {
        "52" => rest.strip_prefix('1'),
        "54" => rest.strip_prefix('9'),
        _ => None,
    };
    Some(mobile.filter(|rest| rest.len() == LONGEST_NATIONAL).unwrap_or(rest))
}

/// Whether two texts have a telephone number in common, whatever stands between the digits, with or without the country's code.
pub fn is_same_number(one: &str, other: &str) -> bool {
    /// The digits that a number has at least where it is written without a code.
    const LEAST: usize = 8;
    let is_end = |short: &str, long: &str| short.len() >= LEAST && long.ends_with(short);
    let numbers = |text: &str| digits(text).chain(spellings(text)).collect::<Vec<_>>();
    let others = numbers(other);
    let is_same = |one: &String| others.iter().any(|other| one == other || is_end(one, other) || is_end(other, one));
    one == other || numbers(one).iter().any(is_same)
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
    fn a_number_is_found_whatever_stands_between_its_digits_and_with_or_without_the_calling_code() {
        let kept = [
            "+52 (33) 1234-5678",
            "33 1234 5678",
            "33-1234-5678 ext. 12",
            "+52 1 33 1234 5678",
            "tel:+523312345678",
            "00523312345678",
            "33/1234/5678",
            "33_1234_5678",
            "33,1234,5678",
            "33 • 1234 • 5678",
            "33'1234'5678, 12",
        ];
        for kept in kept {
            let digits: Vec<String> = digits(kept).collect();
            for asked in
                ["33/1234/5678", "33 1234 5678", "+52 33 1234 5678", "0052 33 1234 5678", "523312345678", "+52 1 33 1234-5678", "12345678"]
            {
                let spellings = spellings(asked);
                assert!(spellings.iter().any(|spelling| digits.iter().any(|digits| digits.contains(spelling))), "{asked} in {kept}");
            }
        }
        let london: Vec<String> = digits("+44 (0)20 7946 0958").collect();
        assert_eq!(london, ["442079460958"]);
        assert_eq!(spellings("020 7946 0958"), ["02079460958", "2079460958"]);
        assert_eq!(digits("33 1234 5678 / 33 8765 4321").collect::<Vec<_>>(), ["3312345678", "3387654321"]);
        assert_eq!(digits("0511/123456, 0511/654321").collect::<Vec<_>>(), ["0511123456", "0511654321"]);
        for asked in ["0511123456", "0511 123456", "511123456", "+49 511 123456", "0511/123456"] {
            assert!(spellings(asked).iter().any(|spelling| "0511123456".contains(spelling)), "{asked}");
        }
    }

    #[test]
    fn few_digits_and_words_are_no_number_to_look_for() {
        for text in ["12345", "12 34 5", "Calle 123456", "", "+-() ", "123456x"] {
            assert_eq!(spellings(text), Vec::<String>::new(), "{text}");
        }
        assert_eq!(spellings("123456"), ["123456"]);
    }

    #[test]
    fn the_same_number_is_written_in_many_ways() {
        for (one, other) in [
            ("+52 (33) 1234-5678", "3312345678"),
            ("33 1234 5678", "+523312345678"),
            ("55 1111 2222 / 33 1234 5678", "33-1234-5678"),
            ("+52 1 33 1234 5678", "+52 33 1234 5678"),
            ("911", "911"),
        ] {
            assert!(is_same_number(one, other) && is_same_number(other, one), "{one} {other}");
        }
        for (one, other) in [("33 1234 5678", "33 1234 5679"), ("911", "55 1234 5911"), ("104", "ext. 104")] {
            assert!(!is_same_number(one, other), "{one} {other}");
        }
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
