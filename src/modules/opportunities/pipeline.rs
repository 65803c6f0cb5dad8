//! The pipeline: the open opportunities at each stage, with their expected value. `Opportunities.GetPipeline` shows it, and reports do.
//!
//! Invariants: sums are exact, and nothing is converted from one currency into another. Retired stages are there only with open
//! opportunities.

use std::collections::{BTreeMap, HashMap};

use schemars::JsonSchema;
use serde::Serialize;

use crate::db::pipeline::AtStage;
use crate::db::scope::Reader;
use crate::db::stored::Recorded;
use crate::error::{Error, Result};
use crate::fields::money::hundredths_of;
use crate::fields::{Day, Money, Range, Sum};
use crate::modules::catalogs::{entries, may_read_catalog};
use crate::modules::withheld::Withheld;
use crate::records::catalog;
use crate::records::catalog_entry::CatalogEntry;

/// The open opportunities by stage, and all of them.
#[derive(Serialize, JsonSchema)]
pub struct Pipeline {
    /// The stages, sorted by the position of their pipeline, then by their own.
    pub stages: Vec<StageView>,
    pub total: TotalView,
}

/// The opportunities that are summed up: all that are open, or fewer.
#[derive(Debug, Default)]
pub struct Sought<'a> {
    pub owners: Option<&'a [i64]>,
    pub pipelines: Option<&'a [i64]>,
    pub ends: Range<Day>,
}

/// The open opportunities at a stage.
#[derive(Serialize, JsonSchema)]
pub struct StageView {
    /// The stage, an entry of `Profiles.GetStages`.
    stage_id: i64,
    /// The stage's pipeline, an entry of `Profiles.GetPipelines`.
    pipeline_id: Option<i64>,
    /// The stage's name. Left out where the caller may read neither `Profiles.GetStages` nor the catalogs.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// The probability, 0 to 1, that an opportunity at this stage is won. Null if the stage has none; it then counts as 0.
    probability: Option<Money>,
    #[serde(flatten)]
    total: TotalView,
}

/// Sums of opportunities, exact to the last digit however large they are.
#[derive(Default, Serialize, JsonSchema)]
pub struct TotalView {
    /// The number of opportunities, in whatever currency.
    count: i64,
    /// The sum of the values in the profile's currency.
    value: Sum,
    /// For a stage, the value times the probability, rounded half up to two places; for the total, the sum of the stages.
    weighted_value: Sum,
    /// The same for each other currency in which there are opportunities. Nothing is converted.
    by_currency: Vec<CurrencyView>,
}

/// Sums of opportunities in another currency than the profile's.
#[derive(Clone, Copy, Serialize, JsonSchema)]
pub struct CurrencyView {
    /// An entry of `Profiles.GetCurrencies`.
    currency_id: i64,
    count: i64,
    value: Sum,
    weighted_value: Sum,
}

impl TotalView {
    /// The number of opportunities in a currency, or in the profile's.
    pub fn number_in(&self, currency_id: Option<i64>) -> i64 {
        let others = || self.by_currency.iter();
        match currency_id {
            None => self.count - others().map(|view| view.count).sum::<i64>(),
            Some(id) => others().filter(|view| view.currency_id == id).map(|view| view.count).sum(),
        }
    }

    /// The sums at a stage with this probability, in a profile with this currency.
    fn at_stage(sums: &[AtStage], probability: Money, own: Option<i64>) -> Result<Self> {
        // Opportunities without a currency are in the profile's, and are weighted together with the others in it.
        let mut by_currency: BTreeMap<Option<i64>, (i64, Sum)> = BTreeMap::new();
        for AtStage { currency_id, count, value, .. } in sums {
            let (counted, summed) = by_currency.entry(currency_id.filter(|id| Some(*id) != own)).or_default();
            *counted += count;
            *summed = [*summed, *value].into_iter().sum();
        }
        let mut total = TotalView::default();
        for (currency_id, (count, value)) in by_currency {
            let weighted_value = weighted(value, probability)?;
            total.count += count;
            match currency_id {
                None => (total.value, total.weighted_value) = (value, weighted_value),
                Some(currency_id) => total.by_currency.push(CurrencyView { currency_id, count, value, weighted_value }),
            }
        }
        Ok(total)
    }

    /// The sums of all stages.
    fn of(stages: &[StageView]) -> Self {
        let totals = || stages.iter().map(|stage| &stage.total);
        let mut by_currency: BTreeMap<i64, Vec<CurrencyView>> = BTreeMap::new();
        for view in totals().flat_map(|total| &total.by_currency) {
            by_currency.entry(view.currency_id).or_default().push(*view);
        }
        TotalView {
            count: totals().map(|total| total.count).sum(),
            value: totals().map(|total| total.value).sum(),
            weighted_value: totals().map(|total| total.weighted_value).sum(),
            by_currency: by_currency
                .into_iter()
                .map(|(currency_id, views)| CurrencyView {
                    currency_id,
                    count: views.iter().map(|view| view.count).sum(),
                    value: views.iter().map(|view| view.value).sum(),
                    weighted_value: views.iter().map(|view| view.weighted_value).sum(),
                })
                .collect(),
        }
    }
}

/// Sums up the open opportunities of a profile with this currency. The names of the stages are left out, and noted, where the caller may
/// not read them. To be called in a snapshot.
pub fn pipeline(reader: &mut Reader, sought: &Sought<'_>, currency_id: Option<i64>, withheld: &mut Withheld) -> Result<Pipeline> {
    let sums = reader.by_stage(sought.owners, &sought.ends)?;
    let (stages, pipelines) = (entries(reader, catalog::STAGES)?, entries(reader, catalog::PIPELINES)?);
    let stages = in_pipelines(stages, &pipelines, sought.pipelines);
    let named = may_read_catalog(reader, catalog::STAGES);
    if !named {
        withheld.note(&["name"]);
    }
    let mut by_stage: HashMap<i64, Vec<AtStage>> = HashMap::new();
    for sum in sums {
        by_stage.entry(sum.stage_id).or_default().push(sum);
    }
    let shown = stages.iter().filter_map(|entry| {
        let sums = by_stage.remove(&entry.id);
        sums.or((!entry.retired).then(Vec::new)).map(|sums| stage(entry, &sums, currency_id, named))
    });
    let stages = shown.collect::<Result<Vec<StageView>>>()?;
    let total = TotalView::of(&stages);
    Ok(Pipeline { stages, total })
}

/// The stages of these pipelines, or all where none are given, in the order of their pipelines.
fn in_pipelines(
    mut stages: Vec<Recorded<CatalogEntry>>,
    pipelines: &[Recorded<CatalogEntry>],
    wanted: Option<&[i64]>,
) -> Vec<Recorded<CatalogEntry>> {
    if let Some(wanted) = wanted {
        stages.retain(|stage| stage.parent_id.is_some_and(|pipeline| wanted.contains(&pipeline)));
    }
    // The sort is stable: within a pipeline the stages keep their order.
    let places: HashMap<i64, usize> = pipelines.iter().map(|pipeline| pipeline.id).zip(0..).collect();
    stages.sort_by_key(|stage| stage.parent_id.and_then(|pipeline| places.get(&pipeline)));
    stages
}

fn stage(entry: &Recorded<CatalogEntry>, sums: &[AtStage], currency_id: Option<i64>, named: bool) -> Result<StageView> {
    let total = TotalView::at_stage(sums, entry.value.unwrap_or(Money::ZERO), currency_id)?;
    Ok(StageView {
        stage_id: entry.id,
        pipeline_id: entry.parent_id,
        name: named.then(|| entry.name.clone()),
        probability: entry.value,
        total,
    })
}

fn weighted(value: Sum, probability: Money) -> Result<Sum> {
    /// The product of two factors in ten-thousandths counts 10⁻⁸ths; a hundredth has this many of them.
    const PARTS_OF_A_HUNDREDTH: i128 = 1_000_000;
    let parts = value.ten_thousandths().checked_mul(probability.ten_thousandths().into());
    let hundredths = parts.and_then(|parts| hundredths_of(parts, PARTS_OF_A_HUNDREDTH));
    let sum = hundredths.map(|hundredths| Sum::from_ten_thousandths(hundredths * 100));
    sum.ok_or_else(|| Error::internal("a pipeline's value is greater than any sum can be"))
}
