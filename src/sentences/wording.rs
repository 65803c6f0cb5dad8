//! A fixed text in each language: of a page, of a module's purpose.

use super::Language;

/// A fixed text, in each language.
#[derive(Debug, Clone, Copy)]
pub struct Wording {
    pub english: &'static str,
    pub spanish: &'static str,
}

impl Wording {
    pub const fn text(self, language: Language) -> &'static str {
        language.choose(self.english, self.spanish)
    }
}
