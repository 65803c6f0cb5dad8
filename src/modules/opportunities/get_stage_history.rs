//! `Opportunities.GetStageHistory`: an opportunity's stages over time, read from the change record.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::db::scope::Reader;
use crate::error::Result;
use crate::fields::{Id, Instant};
use crate::modules::periods::{Period, periods};
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

/// The fields of an opportunity in its change record that matter here.
#[derive(Deserialize)]
struct Kept {
    stage_id: i64,
    status: String,
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
        let changes = reader.snapshot(|reader| {
            let opportunity = reader.get::<Opportunity>(parameters.opportunity_id.get())?;
            reader.changes_of::<Opportunity>(opportunity.id)
        })?;
        let shown = |period: Period<Kept>| {
            let Period { fields: Kept { stage_id, status }, entered_at, left_at, user_id } = period;
            Stay { stage_id, status, entered_at, left_at, user_id }
        };
        let history = periods(changes, |kept: &Kept| &kept.stage_id)?.into_iter().map(shown).collect();
        Ok(Response { history })
    }
}
