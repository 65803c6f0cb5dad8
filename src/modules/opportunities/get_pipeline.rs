//! `Opportunities.GetPipeline`: the open opportunities at each stage, and their expected value.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::pipeline::{Pipeline, Sought, pipeline};
use crate::db::scope::Reader;
use crate::error::Result;
use crate::fields::{Day, Ids, Range};
use crate::modules::catalogs::check_filter;
use crate::modules::profiles::check_owners;
use crate::modules::withheld::Withheld;
use crate::records::catalog;
use crate::records::catalog_entry::CatalogEntry;
use crate::records::member::Member;
use crate::records::opportunity::BY_USER;
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;

/// Sums up the open opportunities, active and pending, by stage. A retired stage is shown only if open opportunities are at it.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// Only opportunities of these owners.
    #[serde(default)]
    user_id: Ids<Member>,
    /// Only the stages of this pipeline, or of any of several: entries of `Profiles.GetPipelines`. Default: all stages.
    #[serde(default)]
    pipeline_id: Ids<CatalogEntry>,
    /// Only opportunities with the expected decision in this range of days.
    #[serde(default)]
    estimated_end_at: Range<Day>,
}

#[derive(Serialize, JsonSchema)]
pub struct Response {
    #[serde(flatten)]
    pipeline: Pipeline,
    #[serde(skip_serializing_if = "Withheld::is_empty")]
    withheld: Withheld,
}

pub struct GetPipeline;

impl Method for GetPipeline {
    type Scope = Reader;
    type Parameters = Parameters;
    type Found = ();
    type Response = Response;

    const SUMMARY_IN_SPANISH: &'static str =
        "Resume por etapa las oportunidades abiertas, activas y pendientes; una etapa retirada solo aparece si tiene alguna.";

    fn name(&self) -> &'static str {
        "GetPipeline"
    }

    fn check(&self, reader: &mut Reader, parameters: &Parameters, problems: &mut Problems) -> Result<Option<()>> {
        check_filter(reader, catalog::PIPELINES, "pipeline_id", &parameters.pipeline_id, problems)?;
        check_owners(reader, "user_id", &parameters.user_id, BY_USER, problems).map(Some)
    }

    fn call(&self, reader: &mut Reader, parameters: Parameters, (): ()) -> Result<Response> {
        let sought = Sought {
            owners: parameters.user_id.given(),
            pipelines: parameters.pipeline_id.given(),
            ends: parameters.estimated_end_at.clone(),
        };
        reader.snapshot(|reader| {
            let mut withheld = Withheld::default();
            let currency_id = reader.profile()?.currency_id;
            let pipeline = pipeline(reader, &sought, currency_id, &mut withheld)?;
            Ok(Response { pipeline, withheld })
        })
    }
}
