//! `Opportunities.GetStageHistory`: an opportunity's stages over time, read from the change record.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::db::history::Period;
use crate::db::scope::Reader;
use crate::error::{Error, Result};
use crate::fields::{Id, Instant};
use crate::records::opportunity::Opportunity;
use crate::rpc::method::PlainMethod;

/// Lists the stages of an opportunity over time, from the first to the current one.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The opportunity's id.
    opportunity_id: Id<Opportunity>,
}

#[derive(Serialize, JsonSchema)]
pub struct Response {
    history: Vec<Stay>,
}

/// A period that an opportunity spent at a stage.
#[derive(Serialize, JsonSchema)]
struct Stay {
    /// The stage, an entry of `Profiles.GetStages`.
    stage_id: i64,
    /// The opportunity's status when it came to the stage: `active`, `pending`, `won` or `lost`.
    status: String,
    entered_at: Instant,
    /// The time when the opportunity left the stage; null if it is still there.
    left_at: Option<Instant>,
    /// The user who moved the opportunity there; null if the command line did.
    user_id: Option<i64>,
}

pub struct GetStageHistory;

impl PlainMethod for GetStageHistory {
    type Scope = Reader;
    type Parameters = Parameters;
    type Response = Response;

    const SUMMARY_IN_SPANISH: &'static str = "Indica por qué etapas ha pasado una oportunidad, desde la primera hasta la actual.";

    fn name(&self) -> &'static str {
        "GetStageHistory"
    }

    fn call(&self, reader: &mut Reader, parameters: Parameters) -> Result<Response> {
        let periods = reader.snapshot(|reader| {
            let opportunity = reader.get::<Opportunity>(parameters.opportunity_id.get())?;
            reader.periods::<Opportunity>(opportunity.id, "stage_id", "status")
        })?;
        let shown = |period: Period| {
            let Period { value, beside: status, entered_at, left_at, user_id } = period;
            let stage_id = value.parse().map_err(|_| Error::internal("a change record names a stage that is no number"))?;
            Ok(Stay { stage_id, status, entered_at, left_at, user_id })
        };
        let history = periods.into_iter().map(shown).collect::<Result<_>>()?;
        Ok(Response { history })
    }
}
