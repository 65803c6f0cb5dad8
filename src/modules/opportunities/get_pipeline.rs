//! `Opportunities.GetPipeline`: the open opportunities at each stage, and their expected value.

use std::collections::HashMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::OpportunityStatus;
use crate::db::pipeline::AtStage;
use crate::db::scope::Reader;
use crate::db::stored::Recorded;
use crate::error::{Error, Result};
use crate::fields::money::hundredths_of;
use crate::fields::{Day, Ids, Money, Range, Sum};
use crate::modules::catalogs::{entries, may_read_catalog};
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
    /// Only opportunities with the expected decision in this range of days.
    #[serde(default)]
    estimated_end_at: Range<Day>,
}

#[derive(Serialize, JsonSchema)]
pub struct Response {
    /// The stages, sorted by position.
    stages: Vec<StageView>,
    total: TotalView,
    #[serde(skip_serializing_if = "Withheld::is_empty")]
    withheld: Withheld,
}

/// The open opportunities at a stage.
#[derive(Serialize, JsonSchema)]
struct StageView {
    /// The stage, an entry of `Profiles.GetStages`.
    stage_id: i64,
    /// The stage's name. Left out where the caller may read neither `Profiles.GetStages` nor the catalogs.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// The probability, 0 to 1, that an opportunity at this stage is won. Null if the stage has none; it then counts as 0.
    probability: Option<Money>,
    #[serde(flatten)]
    total: TotalView,
}

/// Sums of opportunities, exact to the last digit however large they are.
#[derive(Clone, Copy, Serialize, JsonSchema)]
struct TotalView {
    /// The number of opportunities.
    count: i64,
    /// The sum of their values.
    value: Sum,
    /// For a stage, the value times the probability, rounded half up to two places; for the total, the sum of the stages.
    weighted_value: Sum,
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
        check_owners(reader, "user_id", &parameters.user_id, BY_USER, problems).map(Some)
    }

    fn call(&self, reader: &mut Reader, parameters: Parameters, (): ()) -> Result<Response> {
        let (entries, sums) = reader.snapshot(|reader| {
            let sums = reader.by_stage(&OpportunityStatus::OPEN, parameters.user_id.given(), &parameters.estimated_end_at)?;
            Ok((entries(reader, catalog::STAGES)?, sums))
        })?;
        let named = may_read_catalog(reader, catalog::STAGES);
        let mut withheld = Withheld::default();
        if !named {
            withheld.note(&["name"]);
        }
        let mut sums: HashMap<i64, AtStage> = sums.into_iter().collect();
        let shown = entries.iter().filter_map(|entry| {
            let sum = sums.remove(&entry.id);
            sum.or((!entry.retired).then(AtStage::default)).map(|sum| stage(entry, sum, named))
        });
        let stages = shown.collect::<Result<Vec<StageView>>>()?;
        let total = TotalView {
            count: stages.iter().map(|stage| stage.total.count).sum(),
            value: stages.iter().map(|stage| stage.total.value).sum(),
            weighted_value: stages.iter().map(|stage| stage.total.weighted_value).sum(),
        };
        Ok(Response { stages, total, withheld })
    }
}

fn stage(entry: &Recorded<CatalogEntry>, AtStage { count, value }: AtStage, named: bool) -> Result<StageView> {
    let total = TotalView { count, value, weighted_value: weighted(value, entry.value.unwrap_or(Money::ZERO))? };
    Ok(StageView { stage_id: entry.id, name: named.then(|| entry.name.clone()), probability: entry.value, total })
}

fn weighted(value: Sum, probability: Money) -> Result<Sum> {
    /// The product of two factors in ten-thousandths counts 10⁻⁸ths; a hundredth has this many of them.
    const PARTS_OF_A_HUNDREDTH: i128 = 1_000_000;
    let parts = value.ten_thousandths().checked_mul(probability.ten_thousandths().into());
    let hundredths = parts.and_then(|parts| hundredths_of(parts, PARTS_OF_A_HUNDREDTH));
    let sum = hundredths.map(|hundredths| Sum::from_ten_thousandths(hundredths * 100));
    sum.ok_or_else(|| Error::internal("a pipeline's value is greater than any sum can be"))
}
