//! Nouns of things in sentences, in each language. The table of kinds has the nouns of records; this file has those of other
//! things.

use serde::{Serialize, Serializer};

use super::Language;

/// The noun of a thing, in singular and plural.
#[derive(Debug, PartialEq, Eq)]
pub struct Noun {
    /// The name for programs, which no sentence shows.
    name: &'static str,
    english: Forms,
    spanish: Forms,
    gender: Gender,
}

/// The singular and the plural.
type Forms = (&'static str, &'static str);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gender {
    Feminine,
    Masculine,
}

pub static CALL: Noun = Noun::feminine("call", ("call", "calls"), ("llamada", "llamadas"));
pub static RECORD: Noun = Noun::masculine("record", ("record", "records"), ("registro", "registros"));
pub static DELIVERY: Noun = Noun::feminine("delivery", ("delivery", "deliveries"), ("entrega", "entregas"));
pub static USER_OF_PROFILE: Noun =
    Noun::masculine("user", ("user in this profile", "users in this profile"), ("usuario en este perfil", "usuarios en este perfil"));
pub static USER: Noun = Noun::masculine("user", ("user", "users"), ("usuario", "usuarios"));

impl Noun {
    /// A noun that is feminine in Spanish. For a kind of record, the name is the kind's.
    pub const fn feminine(name: &'static str, english: Forms, spanish: Forms) -> Self {
        Noun { name, english, spanish, gender: Gender::Feminine }
    }

    /// A noun that is masculine in Spanish.
    pub const fn masculine(name: &'static str, english: Forms, spanish: Forms) -> Self {
        Noun { name, english, spanish, gender: Gender::Masculine }
    }

    /// The singular: `company`, `empresa`.
    pub const fn one(&self, language: Language) -> &'static str {
        match language {
            Language::English => self.english.0,
            Language::Spanish => self.spanish.0,
        }
    }

    /// The plural: `companies`, `empresas`.
    pub const fn several(&self, language: Language) -> &'static str {
        match language {
            Language::English => self.english.1,
            Language::Spanish => self.spanish.1,
        }
    }

    /// The number with the noun: `1 company`, `2 empresas`.
    pub fn counted(&self, number: i64, language: Language) -> String {
        format!("{number} {}", if number == 1 { self.one(language) } else { self.several(language) })
    }

    /// The Spanish word that agrees with the noun: the first for feminine, the second for masculine.
    pub const fn agreeing<'w>(&self, feminine: &'w str, masculine: &'w str) -> &'w str {
        match self.gender {
            Gender::Feminine => feminine,
            Gender::Masculine => masculine,
        }
    }
}

#[cfg(test)]
impl Default for &'static Noun {
    fn default() -> Self {
        &RECORD
    }
}

impl Serialize for Noun {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name)
    }
}
