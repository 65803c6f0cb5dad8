//! The reasons why the reading of a value stops.

use std::fmt::{Display, Formatter};

use crate::fields::leaf::Violation;
use crate::sentences::{Expected, Language, Sentence};

#[derive(Debug)]
pub(super) enum Mistake {
    /// The value breaks a rule of its type.
    Broken(Violation),
    /// A field that a struct requires and that is missing.
    Missing(&'static str),
    /// A field was learnt that is required, or that null leaves out: the reading begins again, and does not fail there any more.
    Again,
    /// The mistake has been noted, and no placeholder can stand for the value.
    Noted,
}

impl Display for Mistake {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> std::fmt::Result {
        match self {
            Mistake::Broken(violation) => formatter.write_str(&violation.sentence.text(Language::English)),
            Mistake::Missing(_) => formatter.write_str(&Sentence::Required.text(Language::English)),
            Mistake::Again | Mistake::Noted => formatter.write_str("the reading ends here"),
        }
    }
}

impl std::error::Error for Mistake {}

impl serde::de::Error for Mistake {
    fn custom<T: Display>(_: T) -> Self {
        Mistake::Broken(Violation::becoming_an_error().unwrap_or_else(|| Violation::new("wrong_type", Sentence::WrongType)))
    }

    fn missing_field(field: &'static str) -> Self {
        Mistake::Missing(field)
    }

    fn invalid_type(_: serde::de::Unexpected<'_>, expected: &dyn serde::de::Expected) -> Self {
        let sentence = Expected::of_text(&expected.to_string()).map_or(Sentence::WrongType, |expected| Sentence::Takes { expected });
        Mistake::Broken(Violation::new("wrong_type", sentence))
    }
}
