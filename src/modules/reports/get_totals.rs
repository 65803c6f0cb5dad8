//! `Reports.GetTotals`: the records of any list, counted and added up in groups.

use std::borrow::Cow;
use std::collections::BTreeMap;

use chrono::NaiveDate;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::ByCurrency;
use super::period::{BucketView, By, MOST_BUCKETS, buckets, date};
use super::totals::{Counted, Filters, Group, Of, Totals};
use crate::db::scope::Reader;
use crate::db::totals::{Ends, Shape, Total};
use crate::error::Result;
use crate::fields::nearest::nearest;
use crate::fields::{Day, Sum};
use crate::modules::inputs::wanted::FoundInputs;
use crate::rpc::decode::{Decoded, Mentions, decode_beside};
use crate::rpc::method::{FromTree, Method};
use crate::rpc::problems::Problems;
use crate::rpc::tree::Tree;
use crate::sentences::{Quoted, Sentence};

/// Counts the records of a list, and adds up a field of them, in all and in groups.
///
/// The right to read the kind of record is needed, beside that of reports. There are at most 1,000 groups, and 400 buckets of a time.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Own {
    /// The kind of record that is counted.
    entity: Counted,
    /// The field by which records are grouped: the id of another record, of a user or of a catalog's entry (`stage_id`, `user_id`), one of few
    /// words (`status`), a boolean, or a time. Default: no groups.
    #[serde(default)]
    group_by: Option<String>,
    /// The length of the buckets, if `group_by` is a time: `day`, `week` (from Monday), `month` or `quarter` of the profile's time zone. Default:
    /// `month`.
    #[serde(default)]
    by: Option<By>,
    /// The field that is added up: `value` of opportunities, products and services, `subtotal`, `discount`, `tax` or `total` of quotations and
    /// orders, `score` of leads. Default: none.
    #[serde(default)]
    sum: Option<String>,
}

#[derive(Clone)]
pub struct Parameters {
    totals: &'static Totals,
    filters: Filters,
    group_by: Option<&'static Group>,
    by: By,
    sum: Option<&'static str>,
}

/// The parameters of a list that say which page of it is shown, and how.
const OF_PAGES: [&str; 9] = ["fields", "sort", "cursor", "with_total", "pagination", "page", "limit", "Size", "Page"];

impl FromTree for Parameters {
    fn read(tree: &Tree<'_>, elsewhere: &[&'static str], mentions: &Mentions) -> Result<Decoded<Self>, Problems> {
        let mut problems = Problems::default();
        let own = problems.collect(decode_beside::<Own>(tree, &[elsewhere, &["filters"]].concat(), mentions));
        let Some(own) = own.filter(|_| !problems.concern("entity")) else { return Err(problems) };
        let totals = own.entity.totals();
        let empty = Tree::Object(Vec::new());
        let given = tree.get("filters").filter(|given| !matches!(given, Tree::Null)).unwrap_or(&empty);
        if let Tree::Object(entries) = given {
            for (name, _) in entries.iter().filter(|(name, _)| OF_PAGES.contains(&name.as_ref()) || name.starts_with("with_")) {
                problems.take_inside("filters", {
                    let mut inside = Problems::default();
                    inside.add(name, "meaningless", Sentence::TotalsShowNoRecords);
                    inside
                });
            }
        }
        let filters = match (totals.read)(given, mentions) {
            Ok(Decoded { parameters, problems: inside }) => {
                problems.take_inside("filters", inside);
                Some(parameters)
            }
            Err(inside) => {
                problems.take_inside("filters", inside);
                None
            }
        };
        let mut named = |parameter: &str, name: &Option<String>, known: &[&'static str]| {
            let name = name.as_deref()?;
            let place = known.iter().position(|known| *known == name);
            if place.is_none() {
                let meant = nearest(name, known.iter().copied()).first().map(|near| (*near).to_owned());
                let known = known.iter().map(ToString::to_string).collect();
                problems.add(parameter, "unknown_field", Sentence::NoSuchField { name: Quoted::of(name), known, meant });
            }
            place
        };
        let names: Vec<&'static str> = totals.groups.iter().map(|group| group.name).collect();
        let group_by = named("group_by", &own.group_by, &names).and_then(|place| totals.groups.get(place));
        let sum = named("sum", &own.sum, totals.sums).and_then(|place| totals.sums.get(place)).copied();
        if own.by.is_some() && !problems.concern("group_by") && group_by.is_none_or(|group| !group.is_time()) {
            problems.add("by", "meaningless", Sentence::BucketsWithoutTime);
        }
        let by = own.by.unwrap_or(By::Month);
        match filters {
            Some(filters) => Ok(Decoded { parameters: Parameters { totals, filters, group_by, by, sum }, problems }),
            None => Err(problems),
        }
    }
}

impl JsonSchema for Parameters {
    fn schema_name() -> Cow<'static, str> {
        "TotalsParameters".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = Own::json_schema(generator);
        if let Some(Value::Object(properties)) = schema.get_mut("properties") {
            let filters = json!({
                "description": "The filters of the kind's list, as its own method takes them: those of `Leads.GetLeads` for leads. Pages, `sort`, \
                    `fields` and `with_*` are none. Default: all records.",
                "type": ["object", "null"],
            });
            properties.insert("filters".to_owned(), filters);
        }
        schema
    }
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "TotalsOfList")]
pub struct Response {
    entity: &'static str,
    group_by: Option<&'static str>,
    /// The length of the buckets, if `group_by` is a time.
    by: Option<By>,
    sum: Option<&'static str>,
    #[serde(flatten)]
    all: TotalView,
    /// The groups, those with most records first; the buckets of a time in their order, with those without any record in between. Left out
    /// without `group_by`.
    #[serde(skip_serializing_if = "Option::is_none")]
    groups: Option<Vec<GroupView>>,
}

/// Records, counted and added up.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "TotalOfRecords")]
struct TotalView {
    /// The number of records.
    count: i64,
    /// The sum of the field, if it has no currency. Left out otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<Sum>,
    /// The sums of the field by currency, the profile's first, if it has one. Left out otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    amounts: Option<Vec<AmountView>>,
}

#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "TotalAmount")]
struct AmountView {
    /// An entry of `Profiles.GetCurrencies`; null for the profile's currency if the profile has none.
    currency_id: Option<i64>,
    count: i64,
    value: Sum,
}

/// The records of a group.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "TotalGroup")]
struct GroupView {
    /// The value of the field, which all these records have: a word, an id or a boolean. Null for records without a value; left out for a
    /// bucket.
    #[serde(skip_serializing_if = "Option::is_none")]
    group: Option<Key>,
    /// The days of the bucket. Left out for other groups.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    days: Option<BucketView>,
    #[serde(flatten)]
    total: TotalView,
}

/// The value of a field.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(untagged)]
enum Key {
    Null,
    Flag(bool),
    Id(i64),
    Word(String),
}

pub struct GetTotals;

/// The most groups.
const MOST_GROUPS: usize = 1000;

/// The most groups of one currency that are read.
const MOST_READ: i64 = 10_000;

impl Method for GetTotals {
    type Scope = Reader;
    type Parameters = Parameters;
    type Found = FoundInputs;
    type Response = Response;

    const SUMMARY_IN_SPANISH: &'static str = "Cuenta los registros de una lista y suma uno de sus campos, en total y por grupos.";

    fn name(&self) -> &'static str {
        "GetTotals"
    }

    fn check(&self, reader: &mut Reader, asked: &Parameters, problems: &mut Problems) -> Result<Option<FoundInputs>> {
        reader.refuse_unless_read(asked.filters.entity())?;
        if problems.concern("filters") {
            return Ok(None);
        }
        let mut inside = Problems::default();
        let found = asked.filters.check(reader, &mut inside)?;
        problems.take_inside("filters", inside);
        Ok(found)
    }

    fn call(&self, reader: &mut Reader, asked: Parameters, inputs: FoundInputs) -> Result<Response> {
        reader.snapshot(|reader| {
            let own = reader.profile()?.currency_id;
            let time = asked.group_by.filter(|group| group.is_time());
            let buckets = time.map(|group| buckets_of(reader, &asked, &inputs, group)).transpose()?;
            let shape = Shape { group: asked.group_by.map(Group::column), currency: asked.sum.and(asked.totals.currency), sum: asked.sum };
            let ends = buckets.as_ref().zip(time).map(|(buckets, group)| ends(reader, group, buckets));
            let totals = asked.filters.totals(reader, &inputs, &shape, ends.as_ref(), MOST_READ)?;
            let of = |totals: &[&Total]| view(totals, &asked, own);
            let all = of(&totals.iter().collect::<Vec<_>>());
            let groups = match (asked.group_by, buckets) {
                (None, _) => None,
                (Some(_), Some(buckets)) => Some(by_bucket(&totals, &buckets, of)),
                (Some(group), None) => Some(by_value(&totals, group, of)?),
            };
            Ok(Response {
                entity: asked.totals.entity,
                group_by: asked.group_by.map(|group| group.name),
                by: time.map(|_| asked.by),
                sum: asked.sum,
                all,
                groups,
            })
        })
    }
}

/// The records of some groups together.
fn view(totals: &[&Total], asked: &Parameters, own: Option<i64>) -> TotalView {
    let count = totals.iter().map(|total| total.count).sum();
    let is_money = asked.totals.currency.is_some();
    let value = asked.sum.filter(|_| !is_money).map(|_| totals.iter().map(|total| total.sum).sum());
    let amounts = asked.sum.filter(|_| is_money).map(|_| {
        let mut amounts: ByCurrency<(i64, Sum)> = ByCurrency::new(own);
        for total in totals {
            let (count, sum) = amounts.of(total.currency_id);
            *count += total.count;
            *sum = [*sum, total.sum].into_iter().sum();
        }
        amounts.views(|currency_id, _, (count, value)| AmountView { currency_id, count: *count, value: *value })
    });
    TotalView { count, value, amounts }
}

/// The buckets from the first to the last time that any of the records has.
fn buckets_of(reader: &mut Reader, asked: &Parameters, inputs: &FoundInputs, group: &Group) -> Result<Vec<(NaiveDate, NaiveDate)>> {
    let (instants, days) = asked.filters.extremes(reader, inputs, group.column())?;
    let zone = reader.time_zone();
    let (first, last) = match (instants, days) {
        (Some((first, last)), _) => (zone.day_of(first), zone.day_of(last)),
        (None, Some((first, last))) => (date(&first)?, date(&last)?),
        (None, None) => return Ok(Vec::new()),
    };
    // The bucket of the last record is whole, as the others are.
    let (by, mut whole) = (asked.by, buckets(asked.by.beginning(first), last, asked.by));
    if whole.len() > MOST_BUCKETS {
        let mut problems = Problems::default();
        problems.add("by", "too_many_buckets", Sentence::TooManyBuckets { most: MOST_BUCKETS });
        return Err(problems.refusal());
    }
    if let Some((beginning, end)) = whole.last_mut() {
        *end = by.next(*beginning).pred_opt().unwrap_or(*end);
    }
    Ok(whole)
}

fn ends(reader: &Reader, group: &Group, buckets: &[(NaiveDate, NaiveDate)]) -> Ends {
    let zone = reader.time_zone();
    match group.of {
        Of::Instant => Ends::Instants(buckets.iter().map(|(_, last)| zone.end_of(*last)).collect()),
        _ => Ends::Days(buckets.iter().map(|(_, last)| Day::of(last.succ_opt().unwrap_or(*last))).collect()),
    }
}

/// The buckets in their order, and behind them the records without a time, if there are any.
fn by_bucket(totals: &[Total], buckets: &[(NaiveDate, NaiveDate)], of: impl Fn(&[&Total]) -> TotalView) -> Vec<GroupView> {
    let mut groups: Vec<GroupView> = (0_i64..)
        .zip(buckets)
        .map(|(place, days)| {
            let own: Vec<&Total> = totals.iter().filter(|total| total.bucket == Some(place)).collect();
            GroupView { group: None, days: Some(BucketView::of(*days)), total: of(&own) }
        })
        .collect();
    let without: Vec<&Total> = totals.iter().filter(|total| total.bucket.is_none()).collect();
    if !without.is_empty() {
        groups.push(GroupView { group: Some(Key::Null), days: None, total: of(&without) });
    }
    groups
}

/// The groups by their values, those with most records first.
fn by_value(totals: &[Total], group: &Group, of: impl Fn(&[&Total]) -> TotalView) -> Result<Vec<GroupView>> {
    let key = |total: &Total| match (group.of, &total.word, total.number) {
        (Of::Flag, Some(word), _) => Key::Flag(word == "true"),
        (_, Some(word), _) => Key::Word(word.clone()),
        (_, None, Some(id)) => Key::Id(id),
        (_, None, None) => Key::Null,
    };
    let mut by_key: BTreeMap<Key, Vec<&Total>> = BTreeMap::new();
    for total in totals {
        by_key.entry(key(total)).or_default().push(total);
    }
    if by_key.len() > MOST_GROUPS || i64::try_from(totals.len()).is_ok_and(|read| read >= MOST_READ) {
        let mut problems = Problems::default();
        problems.add("group_by", "too_many_groups", Sentence::TooManyGroups { most: MOST_GROUPS });
        return Err(problems.refusal());
    }
    let mut groups: Vec<GroupView> =
        by_key.into_iter().map(|(key, own)| GroupView { group: Some(key), days: None, total: of(&own) }).collect();
    // The sort is stable: groups of as many records keep the order of their values.
    groups.sort_by_key(|group| std::cmp::Reverse(group.total.count));
    Ok(groups)
}
