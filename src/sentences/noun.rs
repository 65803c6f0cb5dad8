//! What a sentence calls a thing, in each language. A kind of record has its noun in its row of the table of kinds; here are
//! those of other things.

use serde::{Serialize, Serializer};

use super::Language;

/// What one of a kind is called, and several of them.
#[derive(Debug, PartialEq, Eq)]
pub struct Noun {
    /// For programs; a sentence never has it.
    name: &'static str,
    english: Forms,
    spanish: Forms,
    gender: Gender,
}

/// One, and several.
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
    Noun::masculine("user", ("user in this profile", "users in this profile"), ("usuario de este perfil", "usuarios de este perfil"));
pub static USER: Noun = Noun::masculine("user", ("user", "users"), ("usuario", "usuarios"));

impl Noun {
    /// A thing that is feminine in Spanish. Its name is that of the kind of record, where it is one.
    pub const fn feminine(name: &'static str, english: Forms, spanish: Forms) -> Self {
        Noun { name, english, spanish, gender: Gender::Feminine }
    }

    /// A thing that is masculine in Spanish.
    pub const fn masculine(name: &'static str, english: Forms, spanish: Forms) -> Self {
        Noun { name, english, spanish, gender: Gender::Masculine }
    }

    /// `company`, `empresa`.
    pub const fn one(&self, language: Language) -> &'static str {
        match language {
            Language::English => self.english.0,
            Language::Spanish => self.spanish.0,
        }
    }

    /// `companies`, `empresas`.
    pub const fn several(&self, language: Language) -> &'static str {
        match language {
            Language::English => self.english.1,
            Language::Spanish => self.spanish.1,
        }
    }

    /// How many there are: `1 company`, `2 empresas`.
    pub fn counted(&self, number: i64, language: Language) -> String {
        format!("{number} {}", if number == 1 { self.one(language) } else { self.several(language) })
    }

    /// In Spanish, the word that agrees with it: the first for what is feminine, the second for what is masculine.
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
