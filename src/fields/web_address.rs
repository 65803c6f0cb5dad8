//! Web addresses of websites, and accounts on other networks. A page that shows one as a link must not run a script.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer};
use url::Url;

use super::leaf::{self, Leaf, Violation, Written};
use super::text::{checked, is_invisible};
use crate::sentences::{Expected, Sentence, shortened};

/// An optional website address: it begins with http:// or https://, and is kept as it came.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Website(Option<String>);

const MAXIMUM: usize = 500;

impl Website {
    pub fn as_deref(&self) -> Option<&str> {
        self.0.as_deref()
    }
}

impl From<Website> for Option<String> {
    fn from(website: Website) -> Option<String> {
        website.0
    }
}

fn is_web(text: &str) -> bool {
    let begins = |scheme: &str| text.get(..scheme.len()).is_some_and(|beginning| beginning.eq_ignore_ascii_case(scheme));
    (begins("http://") || begins("https://"))
        && !text.contains(|character: char| character.is_control() || is_invisible(character) || "<>\"".contains(character))
        && text.split_whitespace().skip(1).all(|further| !further.contains("://") && !further.starts_with("www."))
        && Url::parse(text).is_ok_and(|url| url.host_str().is_some_and(|host| !host.is_empty()))
}

/// The violation of a text that is no web address, with the likely correction.
fn malformed(text: &str) -> Violation {
    let wrong = |sentence: Sentence| Violation::new("malformed_url", sentence);
    let parts: Vec<&str> = text.split_whitespace().map(|part| part.trim_matches(['<', '>', '(', ')', ',', ';', '"', '\'', '|'])).collect();
    let looks_so = |part: &&str| part.contains("://") || part.starts_with("www.");
    if parts.iter().filter(|part| looks_so(part)).count() > 1 {
        return wrong(Sentence::SeveralWebAddresses);
    }
    if text.contains('@') && !text.contains("://") {
        return wrong(Sentence::WebAddressIsEmail);
    }
    // A host within a sentence is only a guess; a text that is nothing but a host, or begins like a web address, is not.
    let meant = match parts.as_slice() {
        [alone] => Some(*alone),
        several => several.iter().copied().find(|part| looks_so(part)),
    };
    let completed = meant.and_then(|meant| {
        let seen: String = meant.chars().filter(|character| !character.is_control() && !is_invisible(*character)).collect();
        let seen = seen.trim_start_matches("//");
        let completed = if is_web(seen) { seen.to_owned() } else { format!("https://{seen}") };
        let has_host = seen.split(['/', '?', '#', ':']).next().is_some_and(|host| host.contains('.'));
        (is_web(&completed) && (is_web(seen) || has_host)).then_some(completed)
    });
    wrong(Sentence::WebAddressMalformed { meant: completed.map(|completed| shortened(&completed, MAXIMUM).into_owned()) })
}

impl Leaf for Website {
    const WHAT: Expected = Expected::WebAddress;

    fn read(written: Written<'_>) -> Result<Self, Violation> {
        match checked(written, MAXIMUM)? {
            "" => Ok(Website(None)),
            text if is_web(text) => Ok(Website(Some(text.to_owned()))),
            text => Err(malformed(text)),
        }
    }

    fn placeholder() -> Self {
        Website::default()
    }
}

/// An optional account on another network: its name there, or its web address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NetworkAccount<const LONGEST: usize>(Option<String>);

impl<const LONGEST: usize> NetworkAccount<LONGEST> {
    pub fn as_deref(&self) -> Option<&str> {
        self.0.as_deref()
    }
}

impl<const LONGEST: usize> From<NetworkAccount<LONGEST>> for Option<String> {
    fn from(account: NetworkAccount<LONGEST>) -> Option<String> {
        account.0
    }
}

impl<const LONGEST: usize> Leaf for NetworkAccount<LONGEST> {
    const WHAT: Expected = Expected::NameOnNetwork;

    fn read(written: Written<'_>) -> Result<Self, Violation> {
        /// The first two begin Skype's names; the others begin web addresses.
        const OF_NAMES: [&str; 4] = ["live", "skype", "http", "https"];
        let text = checked(written, LONGEST)?;
        // Browsers ignore line breaks within the scheme, and so does this parser.
        match Url::parse(text) {
            Ok(url) if !OF_NAMES.contains(&url.scheme()) => Err(Violation::new("malformed_account", Sentence::AccountMalformed)),
            _ => Ok(NetworkAccount((!text.is_empty()).then(|| text.to_owned()))),
        }
    }

    fn placeholder() -> Self {
        NetworkAccount::default()
    }
}

impl<'de> Deserialize<'de> for Website {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        leaf::deserialize_optional(deserializer)
    }
}

impl<'de, const LONGEST: usize> Deserialize<'de> for NetworkAccount<LONGEST> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        leaf::deserialize_optional(deserializer)
    }
}

impl JsonSchema for Website {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Website".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["string", "null"], "format": "uri", "maxLength": MAXIMUM })
    }
}

impl<const LONGEST: usize> JsonSchema for NetworkAccount<LONGEST> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "NetworkAccount".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["string", "null"], "maxLength": LONGEST })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn website(text: &str) -> Result<Option<String>, String> {
        Website::read(Written::Text(text)).map(Option::from).map_err(|violation| violation.sentence.to_string())
    }

    #[test]
    fn http_and_https_are_kept_as_they_came() {
        for address in [
            "https://example.com",
            "HTTP://Example.COM:8080/a?b=c#d",
            "https://ñandú.example/Straße",
            "https://intranet",
            "http://192.168.0.1/",
            "https://[2001:db8::1]/",
            "https://example.com/a?next=https://other.example",
            "https://example.com/my file.pdf",
            "https://example.photography/@ana",
        ] {
            assert_eq!(website(address), Ok(Some(address.to_owned())));
        }
        assert_eq!(website(" \u{feff}https://example.com\u{200b} "), Ok(Some("https://example.com".to_owned())));
        assert_eq!(website(" \u{200b} "), Ok(None));
    }

    #[test]
    fn what_is_none_is_refused() {
        for wrong in [
            "javascript:alert(1)",
            "JavaScript:alert(document.domain)",
            "java\nscript:alert(1)",
            "data:text/html,<script>alert(1)</script>",
            "vbscript:msgbox",
            "file:///etc/passwd",
            "ftp://example.com",
            "N/A",
            "none",
            "-",
            "w",
            "https://",
            "http:///",
            "https:// example.com",
            "ana@example.com",
            "https://a.example https://b.example",
        ] {
            assert!(website(wrong).is_err_and(|message| !message.contains("mean")), "{wrong} {:?}", website(wrong));
        }
    }

    #[test]
    fn what_is_plainly_meant_is_said() {
        for (text, meant) in [
            ("www.example.com", "https://www.example.com"),
            ("example.com/a", "https://example.com/a"),
            ("//example.com", "https://example.com"),
            ("example.com:8080", "https://example.com:8080"),
            ("<https://example.com>", "https://example.com"),
            ("https://example.com;\u{200b};", "https://example.com"),
            ("Web: www.example.com", "https://www.example.com"),
        ] {
            let hint = format!("Did you mean '{meant}'?");
            assert!(website(text).is_err_and(|message| message.contains(&hint)) || text.contains(';'), "{text} {:?}", website(text));
        }
    }

    #[test]
    fn an_account_is_a_name_or_a_web_address() {
        let is_one = |text| NetworkAccount::<200>::read(Written::Text(text)).is_ok();
        for account in ["ana.ruiz", "@ana", "live:.cid.1a2b", "https://linkedin.com/in/ana", "linkedin.com/in/ana", ""] {
            assert!(is_one(account), "{account}");
        }
        for wrong in
            ["javascript:alert(1)", " JAVASCRIPT:alert(1)", "java\tscript:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc"]
        {
            assert!(!is_one(wrong), "{wrong}");
        }
    }
}
