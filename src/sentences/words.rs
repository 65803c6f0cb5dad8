//! The words for values in sentences: a value's type, and what is expected in its place.

use serde::Serialize;

use super::{CodeOf, Language};

/// The type of a value in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    #[default]
    Null,
    Boolean,
    Number,
    Text,
    List,
    Object,
}

impl Shape {
    pub const fn text(self, language: Language) -> &'static str {
        let (english, spanish) = match self {
            Shape::Null => ("null", "null"),
            Shape::Boolean => ("a boolean", "un booleano"),
            Shape::Number => ("a number", "un número"),
            Shape::Text => ("a text", "un texto"),
            Shape::List => ("a list", "una lista"),
            Shape::Object => ("an object", "un objeto"),
        };
        language.choose(english, spanish)
    }
}

/// The values that a parameter accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Expected {
    #[default]
    Text,
    Amount,
    Base64,
    Boolean,
    Cursor,
    Date,
    Degrees,
    Email,
    EntityName,
    Id,
    IdOrIds,
    IdOfOtherSystem,
    LineOrLines,
    List,
    Name,
    NameOnNetwork,
    NameOrId,
    Number,
    Object,
    PageNumber,
    PageSize,
    Password,
    Secret,
    Telephone,
    TextOrNumber,
    TextNumberOrBoolean,
    TimeZone,
    Url,
    WebAddress,
    WholeNumber,
}

impl Expected {
    const ALL: [Expected; 30] = [
        Expected::Text,
        Expected::Amount,
        Expected::Base64,
        Expected::Boolean,
        Expected::Cursor,
        Expected::Date,
        Expected::Degrees,
        Expected::Email,
        Expected::EntityName,
        Expected::Id,
        Expected::IdOrIds,
        Expected::IdOfOtherSystem,
        Expected::LineOrLines,
        Expected::List,
        Expected::Name,
        Expected::NameOnNetwork,
        Expected::NameOrId,
        Expected::Number,
        Expected::Object,
        Expected::PageNumber,
        Expected::PageSize,
        Expected::Password,
        Expected::Secret,
        Expected::Telephone,
        Expected::TextOrNumber,
        Expected::TextNumberOrBoolean,
        Expected::TimeZone,
        Expected::Url,
        Expected::WebAddress,
        Expected::WholeNumber,
    ];

    /// The expectation with these English words, because serde knows it only as a text.
    pub fn of_text(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|expected| expected.text(Language::English) == text)
    }

    pub const fn text(self, language: Language) -> &'static str {
        let (english, spanish) = match self {
            Expected::Text => ("a text", "un texto"),
            Expected::Amount => ("an amount", "un importe"),
            Expected::Base64 => ("a text in base64", "un texto en base64"),
            Expected::Boolean => ("true or false", "true o false"),
            Expected::Cursor => ("a cursor", "un cursor"),
            Expected::Date => ("a date", "una fecha"),
            Expected::Degrees => ("degrees", "un valor en grados"),
            Expected::Email => ("an e-mail address", "un correo electrónico"),
            Expected::EntityName => ("the name of an entity", "el nombre de una entidad"),
            Expected::Id => ("an id", "un id"),
            Expected::IdOrIds => ("an id, or a list of ids", "un id o una lista de ids"),
            Expected::IdOfOtherSystem => {
                ("an id of another system, a text or a whole number", "un id de otro sistema: un texto o un número entero")
            }
            Expected::LineOrLines => ("a list of lines, or one line", "una lista de partidas o una sola partida"),
            Expected::List => ("a list", "una lista"),
            Expected::Name => ("a name", "un nombre"),
            Expected::NameOnNetwork => ("a name on another network, or a web address", "un nombre en otra red o una dirección web"),
            Expected::NameOrId => ("a name, or an id", "un nombre o un id"),
            Expected::Number => ("a number", "un número"),
            Expected::Object => ("an object", "un objeto"),
            Expected::PageNumber => ("a page number", "un número de página"),
            Expected::PageSize => ("a page size", "un tamaño de página"),
            Expected::Password => ("a password", "una contraseña"),
            Expected::Secret => ("a secret", "un secreto"),
            Expected::Telephone => ("a telephone number", "un número de teléfono"),
            Expected::TextOrNumber => ("a text or a number", "un texto o un número"),
            Expected::TextNumberOrBoolean => ("a text, a number or a boolean", "un texto, un número o un booleano"),
            Expected::TimeZone => {
                ("the name of a time zone, such as America/Mexico_City", "el nombre de una zona horaria, como America/Mexico_City")
            }
            Expected::Url => ("a URL", "una URL"),
            Expected::WebAddress => ("a web address", "una dirección web"),
            Expected::WholeNumber => ("a whole number", "un número entero"),
        };
        language.choose(english, spanish)
    }
}

/// A list of ids: `3, 7`.
pub(super) fn numbers(ids: &[i64]) -> String {
    ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// A list of codes and names: `'JAL' (Jalisco), 'MEX' (México)`.
pub(super) fn listed(places: &[CodeOf]) -> String {
    places.iter().map(|CodeOf { code, name }| format!("'{code}' ({name})")).collect::<Vec<_>>().join(", ")
}

/// A list with `and`: `a`, `a and b`, `a, b and c`.
pub(super) fn joined(items: &[String], language: Language) -> String {
    enumerated(items, language.choose("and", "y"))
}

/// A list with `or`: `a`, `a or b`, `a, b or c`. In Spanish `o` becomes `u` before another o.
pub(super) fn alternatives(items: &[String], language: Language) -> String {
    let is_before_o = items.last().is_some_and(|last| last.starts_with(['o', 'O', 'ó', 'Ó']));
    enumerated(items, language.choose("or", if is_before_o { "u" } else { "o" }))
}

fn enumerated(items: &[String], word: &str) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [several @ .., last] => format!("{} {word} {last}", several.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn things_are_enumerated_as_a_sentence_does() {
        let items = |number: usize| vec!["a".to_owned(), "b".to_owned(), "c".to_owned()][..number].to_vec();
        assert_eq!(joined(&items(1), Language::English), "a");
        assert_eq!(joined(&items(2), Language::English), "a and b");
        assert_eq!(alternatives(&items(3), Language::Spanish), "a, b o c");
        let several = ["Tickets.GetOrigins".to_owned(), "Opportunities.GetOrigins".to_owned()];
        assert_eq!(alternatives(&several, Language::Spanish), "Tickets.GetOrigins u Opportunities.GetOrigins");
        assert_eq!(alternatives(&several, Language::English), "Tickets.GetOrigins or Opportunities.GetOrigins");
    }
}
