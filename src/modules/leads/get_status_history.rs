//! `Leads.GetStatusHistory`: a lead's statuses over time, read from the change record.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::db::history::Period;
use crate::db::scope::Reader;
use crate::error::Result;
use crate::fields::{Id, Instant};
use crate::records::lead::Lead;
use crate::rpc::method::PlainMethod;

/// Lists the statuses of a lead over time, from the first to the current one.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The lead's id.
    lead_id: Id<Lead>,
}

#[derive(Serialize, JsonSchema)]
pub struct Response {
    history: Vec<StatusPeriod>,
}

/// A period in which a lead had a status.
#[derive(Serialize, JsonSchema)]
struct StatusPeriod {
    /// The status: `new`, `contacted`, `qualified`, `proposal`, `negotiation`, `converted`, `lost` or `won`.
    status: String,
    entered_at: Instant,
    /// The time when the lead left the status; null if it still has it.
    left_at: Option<Instant>,
    /// The user who gave the lead this status; null if the command line did.
    user_id: Option<i64>,
}

pub struct GetStatusHistory;

impl PlainMethod for GetStatusHistory {
    type Scope = Reader;
    type Parameters = Parameters;
    type Response = Response;

    const SUMMARY_IN_SPANISH: &'static str = "Indica por qué estados ha pasado un lead, desde el primero hasta el actual.";

    fn name(&self) -> &'static str {
        "GetStatusHistory"
    }

    fn call(&self, reader: &mut Reader, parameters: Parameters) -> Result<Response> {
        let periods = reader.snapshot(|reader| {
            let lead = reader.get::<Lead>(parameters.lead_id.get())?;
            reader.periods::<Lead>(lead.id, "status", "status")
        })?;
        let shown = |Period { value: status, entered_at, left_at, user_id, .. }| StatusPeriod { status, entered_at, left_at, user_id };
        let history = periods.into_iter().map(shown).collect();
        Ok(Response { history })
    }
}
