//! `Reports.GetDashboard`: the first page of a sales team, in one call.
//!
//! Invariants: the number of statements depends neither on the records nor on the buckets. A part of a kind that the caller may not read is
//! left out, and read by nobody.

use std::borrow::Cow;
use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::leads::{LeadBucket, LeadFigures};
use super::period::{Period, PeriodView, ReportParameters};
use super::sales::{SalesBucket, SalesView};
use super::work::{FollowupsView, TicketsView};
use super::{leads, sales, work};
use crate::db::reports::{Counting, Grouping};
use crate::db::scope::Reader;
use crate::db::stored::Facet;
use crate::error::Result;
use crate::fields::Named;
use crate::modules::opportunities::pipeline::{Pipeline, Sought, pipeline};
use crate::modules::withheld::Withheld;
use crate::records::interaction::{self, Interaction};
use crate::records::lead::{self, BY_STATUS, Lead, STATUSES, number_of_status};
use crate::records::opportunity::{self, Opportunity};
use crate::records::ticket::{self, Ticket};
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Dashboard")]
pub struct Response {
    #[serde(flatten)]
    period: PeriodView,
    #[serde(flatten)]
    parts: Parts,
    #[serde(skip_serializing_if = "Withheld::is_empty")]
    withheld: Withheld,
}

/// The parts of the dashboard, each with the kind of record whose right it needs.
#[derive(Default, Serialize, JsonSchema)]
#[schemars(rename = "DashboardParts")]
struct Parts {
    /// The open opportunities of today by stage, as `Opportunities.GetPipeline` sums them up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pipeline: Option<Pipeline>,
    /// The opportunities won and lost in the time.
    #[serde(skip_serializing_if = "Option::is_none")]
    sales: Option<SalesPart>,
    /// The leads created in the time, and all leads by status.
    #[serde(skip_serializing_if = "Option::is_none")]
    leads: Option<LeadsPart>,
    /// The open tickets of today.
    #[serde(skip_serializing_if = "Option::is_none")]
    tickets: Option<TicketsView>,
    /// The next actions of interactions that are due.
    #[serde(skip_serializing_if = "Option::is_none")]
    followups: Option<FollowupsView>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "DashboardSales")]
struct SalesPart {
    #[serde(flatten)]
    all: SalesView,
    /// The opportunities closed in each bucket.
    buckets: Vec<SalesBucket>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "DashboardLeads")]
struct LeadsPart {
    #[serde(flatten)]
    all: LeadFigures,
    /// All leads, whenever they were created, by their status of today, in the order of the funnel. Each status is there.
    funnel: Vec<OfStatus>,
    /// The leads created in each bucket.
    buckets: Vec<LeadBucket>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "FunnelStatus")]
struct OfStatus {
    status: &'static str,
    count: i64,
}

pub struct GetDashboard;

/// The facets of the records that the dashboard counts by their owners.
const OWNED: [Facet; 4] = [opportunity::BY_USER, lead::BY_USER, ticket::BY_USER, interaction::BY_USER];

impl Method for GetDashboard {
    type Scope = Reader;
    type Parameters = ReportParameters;
    type Found = Period;
    type Response = Response;

    const SUMMARY_IN_SPANISH: &'static str =
        "Da en una llamada el panel de un equipo de ventas: embudo, ventas, leads, tickets abiertos y seguimientos pendientes.";

    fn name(&self) -> &'static str {
        "GetDashboard"
    }

    fn summary(&self) -> Option<Cow<'static, str>> {
        let summary = "Gives the dashboard of a sales team in one call: the pipeline by stage, what was won and lost, leads, open tickets, and \
             follow-ups that are due.\n\nEach part needs the right to read its kind of record: opportunities, leads, tickets, interactions. A part \
             whose right the caller lacks is left out, and named in `withheld`.";
        Some(summary.into())
    }

    fn check(&self, reader: &mut Reader, asked: &ReportParameters, problems: &mut Problems) -> Result<Option<Period>> {
        Period::check(reader, asked, &OWNED, problems)
    }

    fn call(&self, reader: &mut Reader, asked: ReportParameters, period: Period) -> Result<Response> {
        let owners = asked.user_id.given();
        reader.snapshot(|reader| {
            let mut withheld = Withheld::default();
            let mut parts = Parts::default();
            if withheld.shows(reader, Opportunity::ENTITY, &["pipeline", "sales"]) {
                let currency_id = reader.profile()?.currency_id;
                let open = pipeline(reader, &Sought { owners, ..Sought::default() }, currency_id, &mut withheld)?;
                let (all, buckets) = sales::by_bucket(reader, &period, owners, currency_id)?;
                parts.sales = Some(SalesPart { all: all.view(Some(&open.total)), buckets });
                parts.pipeline = Some(open);
            }
            if withheld.shows(reader, Lead::ENTITY, &["leads"]) {
                let (all, buckets) = leads::by_bucket(reader, &period, owners)?;
                parts.leads = Some(LeadsPart { all, funnel: funnel(reader, owners)?, buckets });
            }
            if withheld.shows(reader, Ticket::ENTITY, &["tickets"]) {
                parts.tickets = Some(work::tickets(reader, &period, owners)?);
            }
            if withheld.shows(reader, Interaction::ENTITY, &["followups"]) {
                parts.followups = Some(work::followups(reader, &period, owners)?);
            }
            Ok(Response { period: period.view(), parts, withheld })
        })
    }
}

/// All leads of these owners by status. Where no owner is asked for, counters know them.
fn funnel(reader: &mut Reader, owners: Option<&[i64]>) -> Result<Vec<OfStatus>> {
    let counts: BTreeMap<i64, i64> = match owners {
        None => reader.amounts(BY_STATUS)?,
        Some(_) => {
            let counting = Counting::all("leads", "created_at").among("user_id", owners);
            let grouping = Grouping { word: Some("status"), ..Grouping::default() };
            let figures = reader.grouped(&counting, grouping, Period::LONG_AGO, Period::FAR_AWAY)?;
            figures.iter().filter_map(|figure| Some((number_of_status(figure.word.as_deref()?)?, figure.count))).collect()
        }
    };
    let of = |status| number_of_status(status).and_then(|number| counts.get(&number)).copied().unwrap_or(0);
    Ok(STATUSES.into_iter().map(|status| OfStatus { status, count: of(status) }).collect())
}
