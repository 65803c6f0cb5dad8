//! The language in which a request is answered: the one of the header `Accept-Language`, else the user's own, else the service's.

use std::collections::HashMap;
use std::sync::{OnceLock, PoisonError, RwLock};

use crate::sentences::Language;

#[derive(Debug, Default)]
pub struct Spoken {
    /// The language that the request asks for.
    asked: Option<Language>,
    /// The user's own language, if there is one, once the database has been asked for the caller.
    own: OnceLock<Option<Language>>,
    /// The user's own language at an earlier call.
    remembered: Option<Language>,
    otherwise: Language,
}

impl Spoken {
    pub fn new(asked: Option<Language>, otherwise: Language) -> Self {
        Spoken { asked, own: OnceLock::new(), remembered: None, otherwise }
    }

    /// With the user's own language at an earlier call, which counts until the database has been asked.
    pub fn remembering(self, remembered: Option<Language>) -> Self {
        Spoken { remembered, ..self }
    }

    /// Notes the user's own language.
    pub fn note(&self, own: Option<Language>) {
        // All calls of a request are of one user.
        self.own.get_or_init(|| own);
    }

    /// The language, as far as it is known by now.
    pub fn language(&self) -> Language {
        let own = || self.own.get().copied().unwrap_or(self.remembered);
        self.asked.or_else(own).unwrap_or(self.otherwise)
    }
}

/// The own languages of users who called lately, by their ids: also a call that fails before the database is asked is answered in
/// them.
#[derive(Debug, Default)]
pub struct Languages(RwLock<HashMap<i64, Language>>);

impl Languages {
    /// The most users. When there are more, all are forgotten.
    const MOST: usize = 50_000;

    pub fn of(&self, user_id: i64) -> Option<Language> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(&user_id).copied()
    }

    /// Notes a user's own language, as the database has it.
    pub fn note(&self, user_id: i64, own: Option<Language>) {
        if self.of(user_id) == own {
            return;
        }
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        match own {
            Some(own) => {
                if known.len() >= Self::MOST {
                    known.clear();
                }
                known.insert(user_id, own);
            }
            None => {
                known.remove(&user_id);
            }
        }
    }
}
