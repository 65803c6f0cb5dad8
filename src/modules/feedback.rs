//! Feedback: what customers are asked, what they answer, and what is learnt from it. This file has what its methods share; the record
//! is [`crate::records::feedback`].
//!
//! Invariants: a customer is asked once about the same thing within 30 days. An answer is given once: the same again is the same, and
//! another one is refused, on the page as by `Feedback.ProcessFeedback`. Whether an open request is expired depends on the moment
//! alone, so that no scheduled job has to run for it.

mod answer_request;
mod delete_feedback;
mod figures;
mod get_analytics;
mod get_dashboard;
mod get_feedback;
mod get_themes;
mod letter;
mod period;
mod process_feedback;
mod process_reminders;
mod request_feedback;
mod themes;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::db::stored::Recorded;
use crate::error::{Error, Result};
use crate::fields::Instant;
use crate::fields::whole::Whole;
use crate::modules::list::Listing;
use crate::records::feedback::{ANSWERED, EXPIRED, Feedback, NPS, OPEN, STARS};
use crate::rpc::problems::Problems;
use crate::rpc::registry::Registry;
use crate::sentences::Sentence;

pub fn register(registry: &mut Registry) {
    registry
        .module(
            "Feedback",
            "Feedback: what customers are asked, what they answer, and what is learnt from it.",
            "Opiniones: lo que se pregunta a los clientes, lo que responden y lo que se aprende de ello.",
        )
        .later()
        .method(request_feedback::RequestFeedback)
        .method(process_feedback::ProcessFeedback)
        .method(answer_request::AnswerRequest)
        .method(Listing::of(get_feedback::GetFeedback))
        .method(delete_feedback::DeleteFeedback)
        .method(get_analytics::GetAnalytics)
        .method(get_themes::GetThemes)
        .method(get_dashboard::GetDashboard)
        .method(process_reminders::ProcessReminders);
}

/// The seconds of a day.
const DAY: i64 = 86_400;

/// The days in which a request is open.
const DAYS_OPEN: i64 = 30;

/// The days after which a customer is reminded.
const FIRST_REMINDER: i64 = 3;
const LAST_REMINDER: i64 = 7;

/// The longest comment.
const LONGEST_COMMENT: usize = 5_000;

/// The longest name of a category.
const LONGEST_CATEGORY: usize = 50;

/// A rating on either scale.
type Rating = Whole<0, 10>;

/// The scale of a rating.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Scale {
    /// From 1 to 5.
    #[default]
    Stars,
    /// From 0 to 10, for the Net Promoter Score.
    Nps,
}

impl Scale {
    fn name(self) -> &'static str {
        match self {
            Scale::Stars => STARS,
            Scale::Nps => NPS,
        }
    }
}

/// The status of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum FeedbackStatus {
    /// Nobody has answered, and its 30 days are not over.
    Open,
    Answered,
    /// Nobody answered in its 30 days.
    Expired,
}

impl FeedbackStatus {
    fn name(self) -> &'static str {
        match self {
            FeedbackStatus::Open => OPEN,
            FeedbackStatus::Answered => ANSWERED,
            FeedbackStatus::Expired => EXPIRED,
        }
    }
}

/// An answer, as it is given.
struct Answer {
    rating: i64,
    comment: Option<String>,
    /// None if nothing is said of it.
    category: Option<String>,
}

/// Notes a rating that is not on the request's scale.
fn check_rating(feedback: &Feedback, rating: i64, problems: &mut Problems) {
    let (least, greatest) = feedback.bounds();
    if !(least..=greatest).contains(&rating) && !problems.concern("rating") {
        problems.add("rating", "out_of_range", Sentence::TakesWholeNumberBetween { least, greatest });
    }
}

/// The request with this answer. The same answer once more changes nothing but a category that it did not have yet. The path is that of
/// the parameter that names the request.
///
/// # Errors
///
/// `conflict` if the request has another answer, or its days are over.
fn answered(path: &str, before: &Recorded<Feedback>, answer: Answer, moment: Instant) -> Result<Feedback> {
    let Answer { rating, comment, category } = answer;
    match before.status_at(moment) {
        OPEN => Ok(Feedback {
            status: ANSWERED.to_owned(),
            reminder_at: None,
            rating: Some(rating),
            comment,
            category,
            answered_at: Some(moment),
            ..before.record.clone()
        }),
        EXPIRED => Err(Error::conflict(path, "expired", Sentence::FeedbackExpired)),
        _ => {
            let is_other = |kept: &String| category.as_ref().is_some_and(|given| given != kept);
            if before.rating != Some(rating) || before.comment != comment || before.category.as_ref().is_some_and(is_other) {
                return Err(Error::conflict(path, "answered", Sentence::FeedbackAnswered));
            }
            Ok(Feedback { category: before.category.clone().or(category), ..before.record.clone() })
        }
    }
}
