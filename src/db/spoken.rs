//! The language in which the caller of a request is answered: that of the header `Accept-Language`, else the user's own,
//! else that of the service.

use std::sync::OnceLock;

use crate::sentences::Language;

#[derive(Debug, Default)]
pub struct Spoken {
    /// What the request asks for.
    asked: Option<Language>,
    /// The user's own, once the database was asked who calls.
    own: OnceLock<Language>,
    otherwise: Language,
}

impl Spoken {
    pub fn new(asked: Option<Language>, otherwise: Language) -> Self {
        Spoken { asked, own: OnceLock::new(), otherwise }
    }

    /// Notes the user's own language.
    pub fn note(&self, own: Option<Language>) {
        if let Some(own) = own {
            // All calls of a request are of one user.
            self.own.get_or_init(|| own);
        }
    }

    /// The language, as far as it is known by now.
    pub fn language(&self) -> Language {
        self.asked.or_else(|| self.own.get().copied()).unwrap_or(self.otherwise)
    }
}
