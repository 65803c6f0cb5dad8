//! E-mail addresses, checked by their form alone.
//!
//! Invariants: the whole program has one rule. It refuses texts that are plainly no address, or more than one, and suggests
//! the address that was probably meant. An unusual address passes: only sending a mail shows whether it arrives.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer};
use unicode_normalization::char::is_combining_mark;

use super::leaf::{self, Leaf, Violation, Written};
use super::text::{checked, composed, is_invisible};
use crate::sentences::{Expected, Sentence, shortened};

/// An e-mail address with a valid form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Email(String);

impl Email {
    /// RFC 5321, section 4.5.3.1.3: a path is at most 256 characters with its brackets.
    pub const MAXIMUM: usize = 254;

    /// The address of an account, as it is kept.
    pub fn of_account(address: &str) -> Self {
        Email(address.to_owned())
    }

    /// The form that names an account, so that signing in ignores the letter case.
    pub fn folded(&self) -> String {
        folded(&self.0)
    }
}

/// The form in which addresses are compared: without letter case, and with composed characters.
pub fn folded(address: &str) -> String {
    composed(&composed(address).to_lowercase()).into_owned()
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

/// An optional e-mail address: null, an empty text and blanks all mean none.
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

/// The e-mail address of a sign-in. An account keeps its address when the rule for new ones changes. So almost any text passes;
/// if no account has it, the sign-in fails like any other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignInEmail(Email);

impl SignInEmail {
    pub fn as_email(&self) -> &Email {
        &self.0
    }
}

fn is_well_formed(text: &str) -> bool {
    text.rsplit_once('@').is_some_and(|(name, host)| is_name(name) && is_host(host))
}

/// Whether this is valid before the last `@`. In quotation marks it may be anything.
fn is_name(name: &str) -> bool {
    let is_unseen = |character: char| character.is_control() || is_invisible(character);
    if let Some(quoted) = name.strip_prefix('"').and_then(|name| name.strip_suffix('"')) {
        return !quoted.is_empty() && !quoted.contains(is_unseen) && !quoted.contains('"');
    }
    !name.is_empty()
        && !name.contains(|character: char| character.is_whitespace() || is_unseen(character) || "()<>[]:;,@\\\"".contains(character))
}

fn is_host(host: &str) -> bool {
    if let Some(literal) = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
        return literal.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".:".contains(&byte)) && literal.contains(['.', ':']);
    }
    // Some scripts need invisible joiners within a word.
    let is_international = !host.is_ascii() && host.chars().any(|character| !character.is_ascii() && character.is_alphanumeric());
    let is_of_name = |character: char| {
        character.is_alphanumeric()
            || matches!(character, '-' | '_')
            || is_combining_mark(character)
            || is_international && matches!(character, '\u{200c}' | '\u{200d}' | '\u{b7}' | '\u{3002}')
    };
    host.split('.').all(|label| !label.is_empty() && !label.starts_with('-') && !label.ends_with('-') && label.chars().all(is_of_name))
}

/// The violation of a text that is no address, with the likely correction.
fn malformed(text: &str) -> Violation {
    let wrong = |sentence: Sentence| Violation::new("malformed_email", sentence);
    let shown = |address: &str| Some(shortened(address, Email::MAXIMUM).into_owned());
    let parts = text.split(|character: char| character.is_whitespace() || "<>()[],;|/\"'".contains(character));
    let mut found: Vec<&str> = Vec::new();
    for part in parts {
        let address = part.get(.."mailto:".len()).filter(|scheme| scheme.eq_ignore_ascii_case("mailto:")).map_or(part, |scheme| {
            let address = part.get(scheme.len()..).unwrap_or_default();
            address.split('?').next().unwrap_or_default()
        });
        let address = address.trim_matches(['.', ':', ',']);
        if is_well_formed(address) && !found.contains(&address) {
            found.push(address);
        }
    }
    let seen: String =
        text.chars().filter(|character| !character.is_whitespace() && !character.is_control() && !is_invisible(*character)).collect();
    let guesses = [
        seen.replace(',', ".").replace("..", "."),
        seen.replace("(at)", "@").replace("[at]", "@").replace("(dot)", ".").replace("[dot]", "."),
        seen.replace('\u{ff20}', "@").replace(['\u{ff0e}', '\u{3002}'], "."),
    ];
    let guess = guesses.iter().map(|guess| guess.trim_matches(['.', ':', ';', '<', '>'])).find(|guess| is_well_formed(guess));
    match (found.as_slice(), guess) {
        ([_, _, ..], _) => {
            let first = found.first().copied().unwrap_or_default();
            wrong(Sentence::SeveralEmails { number: found.len(), first: first.into() })
        }
        // The comma in `a@b,com` must not make it the address `a@b`.
        ([address], guess) => {
            let meant = guess.filter(|guess| !address.contains('.') && guess.contains('.')).unwrap_or(address);
            wrong(Sentence::EmailNotAlone { meant: shown(meant) })
        }
        ([], guess) => wrong(Sentence::EmailMalformed { meant: guess.and_then(shown) }),
    }
}

impl Leaf for Email {
    const WHAT: Expected = Expected::Email;

    fn read(written: Written<'_>) -> Result<Self, Violation> {
        let text = checked(written, Self::MAXIMUM)?;
        if is_well_formed(text) { Ok(Email(text.to_owned())) } else { Err(malformed(text)) }
    }

    fn placeholder() -> Self {
        Email("somebody@example.com".to_owned())
    }
}

impl Leaf for OptionalEmail {
    const WHAT: Expected = Email::WHAT;

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

impl Leaf for SignInEmail {
    const WHAT: Expected = Email::WHAT;

    fn read(written: Written<'_>) -> Result<Self, Violation> {
        let text = checked(written, Email::MAXIMUM)?;
        // No account has an address without this.
        match text.split_once('@') {
            Some((name, host)) if !name.is_empty() && !host.is_empty() => Ok(SignInEmail(Email(text.to_owned()))),
            _ => Err(malformed(text)),
        }
    }

    fn placeholder() -> Self {
        SignInEmail(Email::placeholder())
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

impl<'de> Deserialize<'de> for SignInEmail {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        leaf::deserialize(deserializer)
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

impl JsonSchema for SignInEmail {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "SignInEmail".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Email::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Result<String, String> {
        Email::read(Written::Text(text)).map(String::from).map_err(|violation| violation.sentence.to_string())
    }

    #[test]
    fn what_is_only_unusual_is_an_address() {
        for address in [
            "ana@example.com",
            "o'neil+x=y@sub.example.mx",
            "josé@correo.mx",
            "ana@ñandú.example",
            "用户@例子.公司",
            "ana@localhost",
            "a@b",
            "first..last.@docomo.example",
            "!#$%&'*+-/=?^_`{|}~@example.photography",
            "\"ana ruiz; a@b\"@example.com",
            "ana@[192.168.0.1]",
            "ana@[IPv6:2001:db8::1]",
            "ana@xn--and-6ma2c.example",
            "ana@my_host.example",
            "ana@1.example",
        ] {
            assert_eq!(read(address), Ok(address.to_owned()));
        }
        assert_eq!(read(" \u{feff}ana@example.com\u{200b}\n"), Ok("ana@example.com".to_owned()));
    }

    #[test]
    fn what_is_plainly_none_is_refused() {
        for wrong in
            ["N/A", "n/a", "-", "none", "ana", "@", "@example.com", "ana@", "ana@.com", "ana@-b.com", "@@", "ana@;", "+52 33 1234", "ana@!"]
        {
            assert!(read(wrong).is_err_and(|message| !message.contains("mean")), "{wrong} {:?}", read(wrong));
        }
    }

    #[test]
    fn what_is_plainly_meant_is_said() {
        for meant in [
            "<a@b.com>",
            "a@b.com;",
            "a@b.com,",
            "a@b.com.",
            "(a@b.com)",
            "Ana Ruiz <a@b.com>",
            "\"Ruiz, Ana\" <a@b.com>",
            "mailto:a@b.com",
            "MAILTO:a@b.com?subject=x",
            "<mailto:a@b.com>",
            "E-mail: a@b.com",
            "a@b.com; a@b.com",
            "a@b,com",
            "a@b..com",
            "a @ b.com",
            "a@b.\u{200b}com",
            "a(at)b.com",
            "a＠b.com",
        ] {
            assert!(read(meant).is_err_and(|message| message.contains("Did you mean 'a@b.com'?")), "{meant} {:?}", read(meant));
        }
        for several in ["a@b.com, c@d.com", "a@b.com;c@d.com", "a@b.com c@d.com", "a@b.com / c@d.com", "Ana <a@b.com>, Eva <c@d.com>"] {
            assert!(read(several).is_err_and(|message| message.contains("2 e-mail addresses")), "{several} {:?}", read(several));
        }
    }

    #[test]
    fn who_signs_in_may_have_an_address_of_before() {
        let sign_in = |text| SignInEmail::read(Written::Text(text)).is_ok();
        assert!(sign_in("a@b.com;") && sign_in("<a@b.com>"));
        assert!(!sign_in("ana") && !sign_in("") && !sign_in("@b"));
    }

    #[test]
    fn an_address_is_compared_without_regard_to_case_and_composition() {
        assert_eq!(folded("Jose\u{301}@Example.COM"), "jos\u{e9}@example.com");
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic_and_what_is_suggested_is_an_address(text in "[ a-zé@.,;:<>()\"'\u{200b}]{0,30}|\\PC{0,30}") {
            if let Err(message) = read(&text)
                && let Some((_, suggested)) = message.split_once("Did you mean '")
            {
                prop_assert!(read(suggested.strip_suffix("'?").unwrap()).is_ok(), "{}", message);
            }
        }
    }
}
