//! `Feedback.AnswerRequest`: a customer answers a request for feedback, with the token of its address. The page of the request calls it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Answer, LONGEST_COMMENT, Rating, answered, check_rating};
use crate::auth::feedback_token::FeedbackToken;
use crate::db::scope::LinkHolder;
use crate::db::stored::Recorded;
use crate::error::{Error, Result};
use crate::fields::OptionalText;
use crate::records::feedback::Feedback;
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;
use crate::sentences::Sentence;

/// Answers a request for feedback, with the token of its address: for the customer, without any other token.
///
/// The same answer once more is the same; another one is a conflict (`answered`), and so is an answer after the request's 30 days
/// (`expired`). The reply tells nothing of the profile.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The token: the last part of the request's address.
    token: FeedbackToken,
    /// The rating, a whole number on the request's scale: 1 to 5 for `stars`, 0 to 10 for `nps`.
    rating: Rating,
    /// A comment in free words, at most 5,000 characters.
    #[serde(default)]
    comment: OptionalText<LONGEST_COMMENT>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "AnsweredRequest")]
pub struct Response {
    /// Always true.
    received: bool,
}

pub struct AnswerRequest;

impl Method for AnswerRequest {
    type Scope = LinkHolder;
    type Parameters = Parameters;
    type Found = Recorded<Feedback>;
    type Response = Response;

    const SUMMARY_IN_SPANISH: &'static str =
        "Responde a una solicitud de opinión con el token de su dirección: es para el cliente, que no necesita ningún otro token.";
    const KEEPS_REPLY: bool = false;

    fn name(&self) -> &'static str {
        "AnswerRequest"
    }

    fn check(&self, holder: &mut LinkHolder, parameters: &Parameters, problems: &mut Problems) -> Result<Option<Recorded<Feedback>>> {
        let Some(before) = holder.asked(&parameters.token)? else {
            // Other mistakes are told first.
            return if problems.is_empty() { Err(Error::NotFound(Sentence::FeedbackLinkDead.into())) } else { Ok(None) };
        };
        check_rating(&before, parameters.rating.get(), problems);
        Ok(Some(before))
    }

    fn call(&self, holder: &mut LinkHolder, parameters: Parameters, before: Recorded<Feedback>) -> Result<Response> {
        let answer = Answer { rating: parameters.rating.get(), comment: parameters.comment.into(), category: None };
        let feedback = answered("token", &before, answer, holder.moment())?;
        holder.answer(before, feedback)?;
        Ok(Response { received: true })
    }
}
