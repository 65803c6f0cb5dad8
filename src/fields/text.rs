//! Texts: trimmed, otherwise as they came, never longer than their column's rule.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer};
use unicode_normalization::char::{decompose_compatible, is_combining_mark};

use super::leaf::{self, Leaf, Violation, Written};

/// A text that is there: at least one character, at most `MAXIMUM`.
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

/// A text that may be missing: null, nothing and blanks all mean that there is none.
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

/// A telephone number, if there is one: a text, or digits that a client sends as a number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Phone(OptionalText<50>);

impl Phone {
    pub fn as_deref(&self) -> Option<&str> {
        self.0.as_deref()
    }
}

impl From<Phone> for Option<String> {
    fn from(phone: Phone) -> Option<String> {
        phone.0.0
    }
}

/// An e-mail address, as far as its form tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Email(String);

impl Email {
    /// RFC 5321, section 4.5.3.1.3: a path is at most 256 characters with its brackets.
    pub const MAXIMUM: usize = 254;

    /// The form that names an account: who signs in does not mind the letter case.
    pub fn folded(&self) -> String {
        self.0.to_lowercase()
    }
}

impl From<Email> for String {
    fn from(email: Email) -> String {
        email.0
    }
}

impl From<Email> for Option<String> {
    fn from(email: Email) -> Option<String> {
        Some(email.0)
    }
}

/// An e-mail address that may be missing: null, nothing and blanks all mean that there is none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OptionalEmail(Option<Email>);

impl OptionalEmail {
    pub fn as_deref(&self) -> Option<&str> {
        self.0.as_ref().map(|email| email.0.as_str())
    }
}

impl From<OptionalEmail> for Option<String> {
    fn from(email: OptionalEmail) -> Option<String> {
        email.0.map(String::from)
    }
}

/// The rules of all texts. PostgreSQL can't store NUL; none of the other control characters is worth refusing.
fn checked(written: Written<'_>, maximum: usize) -> Result<&str, Violation> {
    let Written::Text(text) = written else {
        return Err(Violation::new("wrong_type", "This takes a text."));
    };
    let text = text.trim();
    if text.contains('\0') {
        return Err(Violation::new("forbidden_character", "A text can't hold the character NUL."));
    }
    // Bytes bound characters from above, so that most texts need not be counted.
    if text.len() > maximum && text.chars().count() > maximum {
        return Err(Violation::new("too_long", format!("This text may have {maximum} characters at the most.")));
    }
    Ok(text)
}

impl<const MAXIMUM: usize> Leaf for Text<MAXIMUM> {
    const WHAT: &'static str = "a text";

    fn read(written: Written<'_>) -> Result<Self, Violation> {
        match checked(written, MAXIMUM)? {
            "" => Err(Violation::new("empty", "This text can't be empty.")),
            text => Ok(Text(text.to_owned())),
        }
    }

    fn placeholder() -> Self {
        Text("-".to_owned())
    }
}

impl<const MAXIMUM: usize> Leaf for OptionalText<MAXIMUM> {
    const WHAT: &'static str = "a text";

    fn read(written: Written<'_>) -> Result<Self, Violation> {
        let text = checked(written, MAXIMUM)?;
        Ok(OptionalText((!text.is_empty()).then(|| text.to_owned())))
    }

    fn placeholder() -> Self {
        OptionalText(None)
    }
}

impl Leaf for Phone {
    const WHAT: &'static str = "a telephone number";

    fn read(written: Written<'_>) -> Result<Self, Violation> {
        let digits = match written {
            Written::Number(digits) if digits.bytes().all(|byte| byte.is_ascii_digit()) => Written::Text(digits),
            other => other,
        };
        OptionalText::read(digits).map(Phone)
    }

    fn placeholder() -> Self {
        Phone::default()
    }
}

impl Leaf for Email {
    const WHAT: &'static str = "an e-mail address";

    fn read(written: Written<'_>) -> Result<Self, Violation> {
        let text = checked(written, Self::MAXIMUM)?;
        let well_formed = text.rsplit_once('@').is_some_and(|(name, host)| {
            !name.is_empty()
                && !text.contains(|character: char| character.is_whitespace() || character.is_control())
                && !host.starts_with(['.', '-'])
                && !host.ends_with(['.', '-'])
                && !host.contains("..")
                && !name.contains('@')
                && !host.is_empty()
        });
        if well_formed { Ok(Email(text.to_owned())) } else { Err(Violation::new("malformed_email", "This is not an e-mail address.")) }
    }

    fn placeholder() -> Self {
        Email("somebody@example.com".to_owned())
    }
}

impl Leaf for OptionalEmail {
    const WHAT: &'static str = Email::WHAT;

    fn read(written: Written<'_>) -> Result<Self, Violation> {
        match checked(written, Email::MAXIMUM)? {
            "" => Ok(OptionalEmail(None)),
            text => Email::read(Written::Text(text)).map(|email| OptionalEmail(Some(email))),
        }
    }

    fn placeholder() -> Self {
        OptionalEmail::default()
    }
}

impl<'de, const MAXIMUM: usize> Deserialize<'de> for Text<MAXIMUM> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        leaf::deserialize(deserializer)
    }
}

impl<'de, const MAXIMUM: usize> Deserialize<'de> for OptionalText<MAXIMUM> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        leaf::deserialize_optional(deserializer)
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
        json_schema!({ "type": ["string", "integer", "null"], "maxLength": 50 })
    }
}

impl<'de> Deserialize<'de> for Email {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        leaf::deserialize(deserializer)
    }
}

impl<'de> Deserialize<'de> for OptionalEmail {
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

impl JsonSchema for Email {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Email".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "email", "maxLength": Email::MAXIMUM })
    }
}

impl JsonSchema for OptionalEmail {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "OptionalEmail".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["string", "null"], "format": "email", "maxLength": Email::MAXIMUM })
    }
}

/// A text for a sentence: what is longer than so many characters ends with `…`.
pub fn shortened(text: &str, most: usize) -> Cow<'_, str> {
    // Bytes bound characters from above.
    if text.len() <= most || text.chars().nth(most).is_none() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().take(most.saturating_sub(1)).chain(['…']).collect())
}

/// The form in which texts are searched: lower case, without accents. `MÉXICO` and `mexico` fold to the same.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_ascii() {
            folded.push(character.to_ascii_lowercase());
        } else {
            // Lower case after decomposition: 'İ' becomes an 'i' with a dot above, which then goes like any accent.
            decompose_compatible(character, |part| {
                if !is_combining_mark(part) {
                    folded.extend(part.to_lowercase());
                }
            });
        }
    }
    folded
}

/// A slug that is made up leaves room for what makes it the only one of its kind. Folding may make a text many
/// times longer: one character of it can stand for eighteen.
const LONGEST_SLUG: usize = 160;

/// What a text becomes in an address on the web: `Café Núñez, S.A.` is `cafe-nunez-s-a`.
pub fn slug_of(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for character in fold(text).chars().take(LONGEST_SLUG) {
        if character.is_alphanumeric() {
            slug.push(character);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_shortened_to_so_many_characters_and_not_before() {
        assert_eq!(shortened("ñandú", 5), "ñandú");
        assert_eq!(shortened("ñandúes", 5), "ñand…");
        assert_eq!(shortened("", 0), "");
    }

    #[test]
    fn folding_forgets_case_and_accents() {
        assert_eq!(fold("MÉXICO"), "mexico");
        assert_eq!(fold("Ñandú Straße"), "nandu straße");
        assert_eq!(fold("İstanbul"), "istanbul");
        assert_eq!(fold("e\u{301}"), "e");
        assert_eq!(fold("50%_off"), "50%_off");
    }

    #[test]
    fn folding_twice_changes_nothing_more() {
        for character in '\0'..=char::MAX {
            let folded = fold(&character.to_string());
            assert_eq!(fold(&folded), folded, "{character}");
        }
    }

    #[test]
    fn slugs_hold_letters_digits_and_single_hyphens() {
        assert_eq!(slug_of("Café Núñez, S.A. de C.V."), "cafe-nunez-s-a-de-c-v");
        assert_eq!(slug_of("  --  "), "");
        assert_eq!(slug_of(&"ﷺ".repeat(200)).chars().count(), LONGEST_SLUG);
    }

    #[test]
    fn an_address_has_a_name_and_a_host() {
        let read = |text| Email::read(Written::Text(text)).is_ok();
        assert!(read("ana@example.com") && read("  o'neil+x@sub.example.mx ") && read("josé@correo.mx"));
        for wrong in ["", "ana", "@example.com", "ana@", "a b@example.com", "ana@example..com", "ana@.com", "a@b@c"] {
            assert!(!read(wrong), "{wrong}");
        }
    }
}
