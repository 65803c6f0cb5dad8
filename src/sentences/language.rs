//! The languages of sentences, mails and pages.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A language of sentences, mails and pages, by its code of ISO 639-1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub enum Language {
    #[default]
    #[serde(rename = "en")]
    English,
    #[serde(rename = "es")]
    Spanish,
}

impl Language {
    pub const ALL: [Language; 2] = [Language::English, Language::Spanish];

    /// The language's code of ISO 639-1, as in `Accept-Language` and `Content-Language`.
    pub const fn code(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::Spanish => "es",
        }
    }

    /// The text in this language, of a text in both.
    pub const fn choose(self, english: &'static str, spanish: &'static str) -> &'static str {
        match self {
            Language::English => english,
            Language::Spanish => spanish,
        }
    }

    /// The language with this code, in any letter case. A region changes nothing: `es-MX` is Spanish.
    pub fn of_code(code: &str) -> Option<Self> {
        let primary = code.split('-').next().unwrap_or_default();
        Language::ALL.into_iter().find(|language| language.code().eq_ignore_ascii_case(primary))
    }
}
