//! The language in which a request is answered: the one of the header `Accept-Language`, else the user's own, else the service's.

use std::sync::OnceLock;

use crate::sentences::Language;

#[derive(Debug, Default)]
pub struct Spoken {
    /// The language that the request asks for.
    asked: Option<Language>,
    /// The user's own language, once the database has been asked for the caller.
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
