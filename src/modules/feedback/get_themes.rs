//! `Feedback.GetThemes`: what customers speak of in their comments.

use schemars::JsonSchema;
use serde::Deserialize;

use super::period::Period;
use super::themes::{MOST_COMMENTS, Themes, themes};
use crate::db::scope::Reader;
use crate::error::Result;
use crate::fields::{Beginning, Deadline, FeedbackTheme};
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;

/// Finds what customers speak of in the comments of their answers, in Spanish and in English, and what it does to the average.
///
/// A theme is a word or two words in a row, whatever their forms, that at least three customers use; each customer counts once. The
/// profile's own themes come first (`feedback_themes` of `Profiles.EditProfile`). Words that are negated are no complaint: `no llegó
/// tarde` does not count for `llegó tarde`. Under ten comments there are no themes, and `insufficient_data` is true.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The first day, or moment, of the answers. Default: the first answer.
    #[serde(default)]
    from: Option<Beginning>,
    /// The last day, or moment, of the answers; a day counts as a whole. Default: now.
    #[serde(default)]
    to: Option<Deadline>,
}

pub struct GetThemes;

impl Method for GetThemes {
    type Scope = Reader;
    type Parameters = Parameters;
    type Found = Period;
    type Response = Themes;

    const SUMMARY_IN_SPANISH: &'static str = "Encuentra de qué hablan los clientes en los comentarios de sus respuestas, en español y en inglés, \
        y cuánto influye cada tema en el promedio.";

    fn name(&self) -> &'static str {
        "GetThemes"
    }

    fn check(&self, _: &mut Reader, parameters: &Parameters, problems: &mut Problems) -> Result<Option<Period>> {
        Ok(Some(Period::of(parameters.from, parameters.to, problems)))
    }

    fn call(&self, reader: &mut Reader, _: Parameters, period: Period) -> Result<Themes> {
        reader.snapshot(|reader| themes_of(reader, period))
    }
}

/// The themes of the answers of a stretch.
pub fn themes_of(reader: &mut Reader, period: Period) -> Result<Themes> {
    let own = FeedbackTheme::read_kept(&reader.profile()?.feedback_themes)?;
    let answers = reader.feedback_answers(period.from, period.until, MOST_COMMENTS)?;
    Ok(themes(&answers, &own, reader.language()))
}
