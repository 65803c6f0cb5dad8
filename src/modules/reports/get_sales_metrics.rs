//! `Reports.GetSalesMetrics`: what is open, what was won and lost, by whom and how fast.

use std::borrow::Cow;
use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::period::{Period, PeriodView, ReportParameters};
use super::sales::{Sales, SalesBucket, SalesView, by_bucket, counting};
use crate::db::reports::Grouping;
use crate::db::scope::Reader;
use crate::error::Result;
use crate::fields::Named;
use crate::modules::opportunities::pipeline::{Pipeline, Sought, pipeline};
use crate::modules::withheld::Withheld;
use crate::records::opportunity::{BY_USER, Opportunity};
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "SalesMetrics")]
pub struct Response {
    #[serde(flatten)]
    period: PeriodView,
    /// The open opportunities of today by stage, as `Opportunities.GetPipeline` sums them up.
    pipeline: Pipeline,
    /// The opportunities closed in the time.
    #[serde(flatten)]
    all: SalesView,
    /// The opportunities closed in the time, by their owners.
    by_owner: Vec<OfOwner>,
    /// The opportunities closed in each bucket.
    buckets: Vec<SalesBucket>,
    #[serde(skip_serializing_if = "Withheld::is_empty")]
    withheld: Withheld,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "SalesOfOwner")]
struct OfOwner {
    /// The owner's user id.
    user_id: i64,
    #[serde(flatten)]
    figures: SalesView,
}

pub struct GetSalesMetrics;

impl Method for GetSalesMetrics {
    type Scope = Reader;
    type Parameters = ReportParameters;
    type Found = Period;
    type Response = Response;

    const SUMMARY_IN_SPANISH: &'static str =
        "Informa de las ventas: las oportunidades abiertas por etapa, y las ganadas y perdidas en un periodo, por responsable e intervalo.";

    fn name(&self) -> &'static str {
        "GetSalesMetrics"
    }

    fn summary(&self) -> Option<Cow<'static, str>> {
        let summary = "Reports sales: the open opportunities by stage, and those won and lost in a time, by owner and bucket.\n\nAn opportunity \
             counts at the time when it was closed. The right to read opportunities is needed.";
        Some(summary.into())
    }

    fn check(&self, reader: &mut Reader, asked: &ReportParameters, problems: &mut Problems) -> Result<Option<Period>> {
        Period::check(reader, asked, &[BY_USER], problems)
    }

    fn call(&self, reader: &mut Reader, asked: ReportParameters, period: Period) -> Result<Response> {
        reader.refuse_unless_read(Opportunity::ENTITY)?;
        let owners = asked.user_id.given();
        let (first, after) = period.ends();
        reader.snapshot(|reader| {
            let mut withheld = Withheld::default();
            let currency_id = reader.profile()?.currency_id;
            let pipeline = pipeline(reader, &Sought { owners, ..Sought::default() }, currency_id, &mut withheld)?;
            let (all, buckets) = by_bucket(reader, &period, owners, currency_id)?;
            let grouping = Grouping { word: Some("status"), key: Some("user_id"), currency: true };
            let mut by_owner: BTreeMap<i64, Sales> = BTreeMap::new();
            for figure in reader.grouped(&counting(owners), grouping, first, after)? {
                let Some(user_id) = figure.key else { continue };
                by_owner.entry(user_id).or_insert_with(|| Sales::none(currency_id)).add(&figure);
            }
            let by_owner = by_owner.into_iter().map(|(user_id, sales)| OfOwner { user_id, figures: sales.view(None) });
            Ok(Response {
                period: period.view(),
                all: all.view(Some(&pipeline.total)),
                pipeline,
                by_owner: by_owner.collect(),
                buckets,
                withheld,
            })
        })
    }
}
