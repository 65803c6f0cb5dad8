//! `Feedback.GetAnalytics`: how many requests were made and answered, and the figures of the answers.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::figures::Figures;
use super::period::{Period, month_name};
use crate::db::scope::Reader;
use crate::error::Result;
use crate::fields::{Beginning, Deadline};
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;
use crate::sentences::Sentence;

/// Counts the requests for feedback that were made in a stretch of time, and what became of them: how many were answered, the average,
/// CSAT and the Net Promoter Score, each scale by itself.
///
/// A request counts in the month in which it was made, whenever it was answered, so that the months add up to the whole and no share
/// exceeds 1. Without an answer a figure is null.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The first day, or moment, of the stretch. Default: the first request.
    #[serde(default)]
    from: Option<Beginning>,
    /// The last day, or moment, of the stretch; a day counts as a whole. Default: now.
    #[serde(default)]
    to: Option<Deadline>,
    /// Whether to tell the figures of each `category` or of each `month`, too. Default: neither.
    #[serde(default)]
    by: Option<By>,
}

/// The parts of which figures are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum By {
    /// The category of the answer.
    Category,
    /// The month of the request, in the profile's time zone.
    Month,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "FeedbackAnalytics")]
pub struct Response {
    #[serde(flatten)]
    pub figures: Figures,
    /// The figures of each part, with `by`: the categories with the most answers first, at most 100, and requests without a category as
    /// null; the months in their order, also those without requests.
    #[serde(skip_serializing_if = "Option::is_none")]
    groups: Option<Vec<Group>>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "FeedbackGroup")]
struct Group {
    /// The category, or the month: `2026-03`. Null for requests without a category.
    name: Option<String>,
    #[serde(flatten)]
    figures: Figures,
}

/// The most categories of a reply.
const MOST_CATEGORIES: usize = 100;

pub struct GetAnalytics;

impl Method for GetAnalytics {
    type Scope = Reader;
    type Parameters = Parameters;
    type Found = Period;
    type Response = Response;

    const SUMMARY_IN_SPANISH: &'static str = "Cuenta las solicitudes de opinión de un periodo y lo que resultó de ellas: cuántas se respondieron, \
        el promedio, el CSAT y el Net Promoter Score.";

    fn name(&self) -> &'static str {
        "GetAnalytics"
    }

    fn check(&self, _: &mut Reader, parameters: &Parameters, problems: &mut Problems) -> Result<Option<Period>> {
        Ok(Some(Period::of(parameters.from, parameters.to, problems)))
    }

    fn call(&self, reader: &mut Reader, parameters: Parameters, period: Period) -> Result<Response> {
        reader.snapshot(|reader| match parameters.by {
            Some(By::Month) => by_month(reader, period),
            Some(By::Category) => by_category(reader, period),
            None => Ok(Response { figures: figures_of(reader, period)?, groups: None }),
        })
    }
}

/// The figures of all requests of a stretch.
pub fn figures_of(reader: &mut Reader, period: Period) -> Result<Figures> {
    let mut figures = Figures::default();
    for tally in reader.feedback_tallies(&[(period.from, period.until)], false)? {
        figures.add(&tally);
    }
    Ok(figures.computed())
}

/// The figures of a stretch, and those of its months.
pub fn by_month(reader: &mut Reader, period: Period) -> Result<Response> {
    let first = reader.first_feedback()?;
    let months = period.months(reader.time_zone(), first, reader.moment())?;
    let months = months.ok_or_else(|| crate::error::Error::invalid("from", "too_many", Sentence::TooManyMonths))?;
    let bounds: Vec<_> = months.iter().map(|(_, part)| (part.from, part.until)).collect();
    let (mut whole, mut parts) = (Figures::default(), vec![Figures::default(); months.len()]);
    for tally in reader.feedback_tallies(&bounds, false)? {
        whole.add(&tally);
        if let Some(part) = usize::try_from(tally.bucket).ok().and_then(|place| parts.get_mut(place)) {
            part.add(&tally);
        }
    }
    let groups = months.iter().zip(parts).map(|((day, _), part)| Group { name: Some(month_name(*day)), figures: part.computed() });
    Ok(Response { figures: whole.computed(), groups: Some(groups.collect()) })
}

fn by_category(reader: &mut Reader, period: Period) -> Result<Response> {
    let (mut whole, mut parts): (Figures, BTreeMap<Option<String>, (i64, Figures)>) = (Figures::default(), BTreeMap::new());
    for tally in reader.feedback_tallies(&[(period.from, period.until)], true)? {
        whole.add(&tally);
        let (number, part) = parts.entry(tally.category.clone()).or_default();
        part.add(&tally);
        *number += tally.number;
    }
    let mut groups: Vec<_> = parts.into_iter().collect();
    // The categories of equally many answers stay in the order of their names.
    groups.sort_by_key(|(name, (number, _))| (name.is_none(), -number));
    let rest = groups.iter().position(|(name, _)| name.is_none()).map(|place| groups.remove(place));
    groups.truncate(MOST_CATEGORIES);
    let groups = groups.into_iter().chain(rest).map(|(name, (_, figures))| Group { name, figures: figures.computed() });
    Ok(Response { figures: whole.computed(), groups: Some(groups.collect()) })
}
