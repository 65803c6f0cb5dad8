//! `Feedback.ProcessFeedback`: keeps a customer's answer that came by telephone, or in another way than the page.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Answer, LONGEST_CATEGORY, LONGEST_COMMENT, Rating, answered, check_rating};
use crate::db::scope::Editor;
use crate::db::stored::Recorded;
use crate::db::versions::Subject;
use crate::error::Result;
use crate::fields::{Id, OptionalText};
use crate::modules::one::One;
use crate::records::feedback::Feedback;
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;

/// Keeps the answer of a customer to a request for feedback.
///
/// The same answer once more is the same; another one is a conflict (`answered`), and so is an answer after the request's 30 days
/// (`expired`). An answer that came from the page has no category: send the same rating and comment with a category to give it one.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The request's id.
    feedback_id: Id<Feedback>,
    /// The rating, a whole number on the request's scale: 1 to 5 for `stars`, 0 to 10 for `nps`.
    rating: Rating,
    /// The comment of the customer, at most 5,000 characters.
    #[serde(default)]
    comment: OptionalText<LONGEST_COMMENT>,
    /// The category of the answer, in words of your own: `support`. Answers are counted by it as it is written.
    #[serde(default)]
    category: OptionalText<LONGEST_CATEGORY>,
}

pub struct ProcessFeedback;

impl Method for ProcessFeedback {
    type Scope = Editor;
    type Parameters = Parameters;
    type Found = Recorded<Feedback>;
    type Response = One<Feedback>;

    const SUMMARY_IN_SPANISH: &'static str = "Guarda la respuesta de un cliente a una solicitud de opinión.";
    const SUBJECT: Option<fn(&Parameters) -> Subject> = Some(|parameters| Subject::record::<Feedback>(parameters.feedback_id));

    fn name(&self) -> &'static str {
        "ProcessFeedback"
    }

    fn check(&self, editor: &mut Editor, parameters: &Parameters, problems: &mut Problems) -> Result<Option<Recorded<Feedback>>> {
        if problems.concern("feedback_id") {
            return Ok(None);
        }
        let id = parameters.feedback_id.get();
        editor.hold::<Feedback>(id)?;
        let before = editor.get::<Feedback>(id)?;
        check_rating(&before, parameters.rating.get(), problems);
        Ok(Some(before))
    }

    fn call(&self, editor: &mut Editor, parameters: Parameters, before: Recorded<Feedback>) -> Result<One<Feedback>> {
        let Parameters { rating, comment, category, .. } = parameters;
        let answer = Answer { rating: rating.get(), comment: comment.into(), category: category.into() };
        let feedback = answered("feedback_id", &before, answer, editor.moment())?;
        let feedback = editor.update(before, feedback)?;
        Ok(One::shown(editor, feedback))
    }
}
