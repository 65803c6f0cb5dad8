//! Texts, trimmed of white space and invisible characters, otherwise unchanged, and never longer than their column's rule.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer};
use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::leaf::{self, Leaf, Violation, Written};
use crate::sentences::{Expected, Sentence};

/// A required text: at least one character, at most `MAXIMUM`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text<const MAXIMUM: usize>(String);

impl<const MAXIMUM: usize> Text<MAXIMUM> {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<const MAXIMUM: usize> From<Text<MAXIMUM>> for String {
    fn from(text: Text<MAXIMUM>) -> String {
        text.0
    }
}

impl<const MAXIMUM: usize> From<Text<MAXIMUM>> for Option<String> {
    fn from(text: Text<MAXIMUM>) -> Option<String> {
        Some(text.0)
    }
}

/// An optional text: null, an empty text and blanks all mean none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OptionalText<const MAXIMUM: usize>(Option<String>);

impl<const MAXIMUM: usize> OptionalText<MAXIMUM> {
    pub fn as_deref(&self) -> Option<&str> {
        self.0.as_deref()
    }
}

impl<const MAXIMUM: usize> From<OptionalText<MAXIMUM>> for Option<String> {
    fn from(text: OptionalText<MAXIMUM>) -> Option<String> {
        text.0
    }
}

/// A text by which a record is looked up, unique among records of its kind. Unicode can write one character in several ways that
/// look the same, so keys are kept and compared in the composed form (NFC).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key<const MAXIMUM: usize>(String);

impl<const MAXIMUM: usize> Key<MAXIMUM> {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<const MAXIMUM: usize> From<Key<MAXIMUM>> for String {
    fn from(key: Key<MAXIMUM>) -> String {
        key.0
    }
}

impl<const MAXIMUM: usize> From<Key<MAXIMUM>> for Option<String> {
    fn from(key: Key<MAXIMUM>) -> Option<String> {
        Some(key.0)
    }
}

/// An optional key.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OptionalKey<const MAXIMUM: usize>(Option<String>);

impl<const MAXIMUM: usize> From<OptionalKey<MAXIMUM>> for Option<String> {
    fn from(key: OptionalKey<MAXIMUM>) -> Option<String> {
        key.0
    }
}

/// The form in which keys are kept and compared.
pub fn composed(key: &str) -> Cow<'_, str> {
    if key.is_ascii() || is_nfc(key) { Cow::Borrowed(key) } else { Cow::Owned(key.nfc().collect()) }
}

/// The other forms in which the database may have a key: older keys were kept as they came, and a program with another form wrote
/// the decomposed one.
pub fn other_forms(key: &str) -> Vec<String> {
    if key.is_ascii() {
        return Vec::new();
    }
    let mut forms = vec![key.nfc().collect::<String>(), key.nfd().collect()];
    forms.dedup();
    forms.retain(|form| form != key);
    forms
}

/// The forms in which a key is looked up: as it is; in the other forms; and each after a byte order mark, which older releases
/// kept at the front of a file's first value.
pub fn forms_kept(key: &str) -> Vec<String> {
    let mut forms = vec![key.to_owned()];
    forms.extend(other_forms(key));
    forms.extend(forms.clone().into_iter().map(|form| format!("\u{feff}{form}")));
    forms
}

/// Whether two keys are the same.
pub fn is_same_key(one: &str, other: &str) -> bool {
    one == other || composed(one) == composed(other)
}

/// Whether a character is trimmed at the edges of a text: white space, and invisible characters from copying, files and
/// keyboards. NUL stays, to be refused.
fn is_blank(character: char) -> bool {
    character.is_whitespace() || character.is_control() && character != '\0' || is_invisible(character)
}

/// Whether a character is invisible anywhere: soft hyphens, fillers, zero widths, directions, byte order marks.
pub fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{2800}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{1d173}'..='\u{1d17a}'
    )
}

/// Whether a character only modifies the one before it. It stays at the end of a text; a text of such characters alone is empty.
fn is_attached(character: char) -> bool {
    matches!(
        character,
        '\u{34f}' | '\u{180b}'..='\u{180d}' | '\u{180f}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0000}'..='\u{e0fff}'
    )
}

/// The text without blanks at its edges; empty if nothing of it would be seen.
pub fn trim(text: &str) -> &str {
    let is_plain = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_graphic);
    if is_plain(text.as_bytes().first()) && is_plain(text.as_bytes().last()) {
        return text;
    }
    let trimmed = text.trim_matches(is_blank);
    if trimmed.chars().all(|character| is_blank(character) || is_attached(character)) { "" } else { trimmed }
}

/// The rules of all texts. NUL is refused because PostgreSQL can't store it; other control characters are allowed.
pub(super) fn checked(written: Written<'_>, maximum: usize) -> Result<&str, Violation> {
    let Written::Text(text) = written else {
        return Err(Violation::new("wrong_type", Sentence::Takes { expected: Expected::Text }));
    };
    let text = trim(text);
    if text.contains('\0') {
        return Err(Violation::new("forbidden_character", Sentence::NulCharacter));
    }
    // The number of bytes is at least that of characters, so most texts need not be counted.
    if text.len() > maximum && text.chars().count() > maximum {
        return Err(Violation::new("too_long", Sentence::TextTooLong { most: maximum }));
    }
    Ok(text)
}

impl<const MAXIMUM: usize> Leaf for Text<MAXIMUM> {
    const WHAT: Expected = Expected::Text;

    fn read(written: Written<'_>) -> Result<Self, Violation> {
        match checked(written, MAXIMUM)? {
            "" => Err(Violation::new("empty", Sentence::Empty)),
            text => Ok(Text(text.to_owned())),
        }
    }

    fn placeholder() -> Self {
        Text("-".to_owned())
    }
}

impl<const MAXIMUM: usize> Leaf for Key<MAXIMUM> {
    const WHAT: Expected = Text::<MAXIMUM>::WHAT;

    fn read(written: Written<'_>) -> Result<Self, Violation> {
        match checked(written, MAXIMUM)? {
            "" => Err(Violation::new("empty", Sentence::Empty)),
            text => Ok(Key(composed(text).into_owned())),
        }
    }

    fn placeholder() -> Self {
        Key("-".to_owned())
    }
}

impl<const MAXIMUM: usize> Leaf for OptionalKey<MAXIMUM> {
    const WHAT: Expected = OptionalText::<MAXIMUM>::WHAT;

    fn read(written: Written<'_>) -> Result<Self, Violation> {
        let text = checked(written, MAXIMUM)?;
        Ok(OptionalKey((!text.is_empty()).then(|| composed(text).into_owned())))
    }

    fn placeholder() -> Self {
        OptionalKey(None)
    }
}

impl<const MAXIMUM: usize> Leaf for OptionalText<MAXIMUM> {
    const WHAT: Expected = Expected::Text;

    fn read(written: Written<'_>) -> Result<Self, Violation> {
        let text = checked(written, MAXIMUM)?;
        Ok(OptionalText((!text.is_empty()).then(|| text.to_owned())))
    }

    fn placeholder() -> Self {
        OptionalText(None)
    }
}

impl<'de, const MAXIMUM: usize> Deserialize<'de> for Text<MAXIMUM> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        leaf::deserialize(deserializer)
    }
}

impl<'de, const MAXIMUM: usize> Deserialize<'de> for Key<MAXIMUM> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        leaf::deserialize(deserializer)
    }
}

impl<'de, const MAXIMUM: usize> Deserialize<'de> for OptionalKey<MAXIMUM> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        leaf::deserialize_optional(deserializer)
    }
}

impl<'de, const MAXIMUM: usize> Deserialize<'de> for OptionalText<MAXIMUM> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        leaf::deserialize_optional(deserializer)
    }
}

impl<const MAXIMUM: usize> JsonSchema for Text<MAXIMUM> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Text".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "minLength": 1, "maxLength": MAXIMUM })
    }
}

impl<const MAXIMUM: usize> JsonSchema for Key<MAXIMUM> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        Text::<MAXIMUM>::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Text::<MAXIMUM>::json_schema(generator)
    }
}

impl<const MAXIMUM: usize> JsonSchema for OptionalKey<MAXIMUM> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        OptionalText::<MAXIMUM>::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        OptionalText::<MAXIMUM>::json_schema(generator)
    }
}

impl<const MAXIMUM: usize> JsonSchema for OptionalText<MAXIMUM> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "OptionalText".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["string", "null"], "maxLength": MAXIMUM })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_is_invisible_stays_at_the_edges_and_nothing_that_belongs_to_a_text_goes() {
        for (text, trimmed) in [
            ("\u{feff}X1", "X1"),
            ("X1\u{200b} \u{ad}\u{2060}", "X1"),
            ("\u{202b}\u{200f}\u{634}\u{202c}\u{200e}", "\u{634}"),
            ("\t\u{7f}\u{85}a\u{1}", "a"),
            ("a\u{200b}b", "a\u{200b}b"),
            ("\u{200d}👩\u{200d}👧\u{200d}", "👩\u{200d}👧"),
            ("❤\u{fe0f}", "❤\u{fe0f}"),
            ("\u{1f3f4}\u{e0067}\u{e007f}", "\u{1f3f4}\u{e0067}\u{e007f}"),
            ("e\u{301}", "e\u{301}"),
        ] {
            assert_eq!(trim(text), trimmed, "{text:?}");
        }
        for empty in ["", "\u{200b}", " \u{feff}\u{3000}", "\u{fe0f}", "\u{200d}\u{e0067}", "\u{3164}\u{2800}"] {
            assert_eq!(trim(empty), "", "{empty:?}");
        }
    }

    #[test]
    fn a_key_is_one_however_its_characters_are_composed() {
        let key = |text| String::from(Key::<10>::read(Written::Text(text)).unwrap());
        assert_eq!(key("Cafe\u{301}-1"), "Caf\u{e9}-1");
        assert_eq!(key("\u{212b}"), "\u{c5}");
        assert!(is_same_key("Cafe\u{301}", "Caf\u{e9}") && !is_same_key("Café", "Cafe"));
        assert_eq!(other_forms("Caf\u{e9}"), ["Cafe\u{301}"]);
        assert_eq!(other_forms("Cafe\u{301}"), ["Caf\u{e9}"]);
        assert_eq!(other_forms("\u{212b}"), ["\u{c5}", "A\u{30a}"]);
        assert!(other_forms("Cafe").is_empty() && other_forms("株").is_empty());
    }
}
