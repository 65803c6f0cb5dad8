//! `Reports.GetLeadMetrics`: how many leads came in, where they came from, and what became of them.

use std::borrow::Cow;
use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::average_days;
use super::leads::{LeadBucket, LeadFigures, SECONDS_TO_CONVERT, by_bucket, converted, counting};
use super::period::{Period, PeriodView, ReportParameters};
use crate::db::reports::{Figure, Grouping};
use crate::db::scope::Reader;
use crate::error::Result;
use crate::fields::{Money, Named};
use crate::records::lead::{BY_USER, Lead, STATUSES};
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "LeadMetrics")]
pub struct Response {
    #[serde(flatten)]
    period: PeriodView,
    #[serde(flatten)]
    all: LeadFigures,
    /// The median of the time from the creation of a lead to its conversion, in days; null if none was converted.
    median_days_to_convert: Option<Money>,
    /// The leads created, by their status of today. Each status is there.
    by_status: Vec<OfStatus>,
    /// The leads created, by their sources, most leads first.
    by_source: Vec<OfSource>,
    /// The leads created, by their owners, most leads first.
    by_owner: Vec<OfOwner>,
    /// The leads created in each bucket.
    buckets: Vec<LeadBucket>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "LeadsOfStatus")]
struct OfStatus {
    status: &'static str,
    count: i64,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "LeadsOfSource")]
struct OfSource {
    /// An entry of `Leads.GetSources`; null for leads without a source.
    source_id: Option<i64>,
    #[serde(flatten)]
    figures: LeadFigures,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "LeadsOfOwner")]
struct OfOwner {
    /// The owner's user id; null for leads that nobody is in charge of.
    user_id: Option<i64>,
    #[serde(flatten)]
    figures: LeadFigures,
}

pub struct GetLeadMetrics;

impl Method for GetLeadMetrics {
    type Scope = Reader;
    type Parameters = ReportParameters;
    type Found = Period;
    type Response = Response;

    const SUMMARY_IN_SPANISH: &'static str =
        "Informa de los leads creados en un periodo: cuántos son, de dónde vienen, quién los lleva y cuántos se convirtieron.";

    fn name(&self) -> &'static str {
        "GetLeadMetrics"
    }

    fn summary(&self) -> Option<Cow<'static, str>> {
        let summary = "Reports the leads created in a time: how many there are, where they came from, who is in charge of them, and how \
             many were converted.\n\nA conversion counts for the bucket in which its lead was created, so that a conversion rate is of the same \
             leads. The right to read leads is needed.";
        Some(summary.into())
    }

    fn check(&self, reader: &mut Reader, asked: &ReportParameters, problems: &mut Problems) -> Result<Option<Period>> {
        Period::check(reader, asked, &[BY_USER], problems)
    }

    fn call(&self, reader: &mut Reader, asked: ReportParameters, period: Period) -> Result<Response> {
        reader.refuse_unless_read(Lead::ENTITY)?;
        let owners = asked.user_id.given();
        let (first, after) = period.ends();
        reader.snapshot(|reader| {
            let (all, buckets) = by_bucket(reader, &period, owners)?;
            let counting = counting(&period, owners);
            let mut grouped = |word, key| reader.grouped(&counting, Grouping { word, key, currency: false }, first, after);
            let by_status = grouped(Some("status"), None)?;
            let by_source = grouped(None, Some("source_id"))?;
            let by_owner = grouped(None, Some("user_id"))?;
            let median = reader.middle(&converted(&period, owners), SECONDS_TO_CONVERT, all.converted(), first, after)?;
            let median_days_to_convert = average_days(median.iter().sum(), i64::try_from(median.len()).unwrap_or(0));
            Ok(Response {
                period: period.view(),
                all,
                median_days_to_convert,
                by_status: of_statuses(&by_status),
                by_source: most_first(&by_source).into_iter().map(|(source_id, figures)| OfSource { source_id, figures }).collect(),
                by_owner: most_first(&by_owner).into_iter().map(|(user_id, figures)| OfOwner { user_id, figures }).collect(),
                buckets,
            })
        })
    }
}

fn of_statuses(figures: &[Figure]) -> Vec<OfStatus> {
    let counts: BTreeMap<&str, i64> = figures.iter().filter_map(|figure| Some((figure.word.as_deref()?, figure.count))).collect();
    STATUSES.into_iter().map(|status| OfStatus { status, count: counts.get(status).copied().unwrap_or(0) }).collect()
}

/// The figures of each key, those with most leads first.
fn most_first(figures: &[Figure]) -> Vec<(Option<i64>, LeadFigures)> {
    let mut figures: Vec<&Figure> = figures.iter().collect();
    figures.sort_by_key(|figure| (std::cmp::Reverse(figure.count), figure.key));
    figures.into_iter().map(|figure| (figure.key, LeadFigures::default().with(figure))).collect()
}
