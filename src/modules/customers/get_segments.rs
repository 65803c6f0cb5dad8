//! `Customers.GetSegments`: the customers by how lately, how often and for how much they order.
//!
//! Invariants: the scores are those among all customers of the profile, also where only those of some owners are counted, so that a
//! customer is in one segment whoever asks.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::segments::{Orders, ScoredBy, Scores, Segment, scored};
use crate::db::bought::{Buyer, Counting, LeftOut};
use crate::db::schema::companies;
use crate::db::scope::Reader;
use crate::error::{Error, Result};
use crate::fields::Order as ListOrder;
use crate::fields::{Beginning, Day, Ids, Instant, Named, PageNumber, PageSize, Paging, Place, SegmentCuts, Sum};
use crate::modules::profiles::check_owners;
use crate::records::company::{BY_USER, Company};
use crate::records::member::Member;
use crate::records::order::Order;
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;
use crate::sentences::Sentence;

/// Sorts the customers into segments by their orders of 365 days: how lately, how often and for how much they ordered.
///
/// Orders count that are not cancelled and in the profile's currency. From 25 customers with such orders on, each customer is scored
/// from 1 to 5 by its rank among them; of fewer, by the cut points of the profile. The segment is the first that fits: `champions`
/// (all scores 4 or more), `cannot_lose` (recency 1, the others 4 or more), `at_risk` (recency 2 or less, frequency 3 or more), `loyal`
/// (frequency 4 or more), `new` (recency 4 or more, frequency 1), `potential` (recency 4 or more), `hibernating` (recency 2 or less),
/// else `attention`. Customers who ordered before the 365 days only are `lapsed`; customers who never ordered are `prospect`.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The moment on whose day the 365 days end, never in the future; a day stands for its beginning. The status of an order is today's
    /// all the same. Default: now.
    #[serde(default)]
    as_of: Option<Beginning>,
    /// The segment whose customers to list, too, page by page.
    #[serde(default)]
    segment: Option<Segment>,
    /// Only customers of these owners. Their scores are those among all customers.
    #[schemars(extend("x-aliases" = ["assigned_to"]))]
    #[serde(default)]
    user_id: Ids<Member>,
    /// The number of customers on a page: 1 to 1000. Default: 500.
    #[schemars(extend("x-aliases" = ["limit"]))]
    #[serde(default)]
    pagination: Option<PageSize>,
    /// The page's number, from 1. Default: 1.
    #[serde(default)]
    page: Option<PageNumber>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "CustomerSegments")]
pub struct Response {
    as_of: Instant,
    /// The first and the last day whose orders count.
    from: Day,
    to: Day,
    /// The currency of the values, an entry of `Profiles.GetCurrencies`; null if the profile has none.
    currency_id: Option<i64>,
    /// `ranks` if at least 25 customers have orders that count, else `cut_points`.
    scored_by: ScoredBy,
    /// The number of customers with orders that count, among whom the others are ranked.
    ranked: i64,
    /// The cut points of the profile, which count while fewer than 25 customers have orders.
    cuts: SegmentCuts,
    segments: Vec<SegmentView>,
    /// The orders of these days that do not count.
    left_out: LeftOutView,
    /// The place of the page, with `segment`.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    place: Option<Place>,
    /// The customers of the segment in the order of their ids, with `segment`.
    #[serde(skip_serializing_if = "Option::is_none")]
    customers: Option<Vec<CustomerView>>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "CustomerSegment")]
struct SegmentView {
    segment: Segment,
    /// The number of customers.
    count: i64,
    /// The sum of their orders.
    value: Sum,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "OrdersLeftOut")]
struct LeftOutView {
    cancelled: i64,
    /// Orders in another currency than the profile's, which are not cancelled.
    other_currency: i64,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ScoredCustomer")]
struct CustomerView {
    company_id: i64,
    name: String,
    /// The owner's user id; null if nobody is in charge.
    user_id: Option<i64>,
    segment: Segment,
    /// The day of the last order that counts; null if there is none.
    last_order: Option<Day>,
    /// The days since then.
    days: Option<i64>,
    /// The number of orders.
    orders: i64,
    /// The sum of their totals.
    value: Sum,
    /// The scores; null without orders.
    scores: Option<Scores>,
}

pub struct GetSegments;

/// The days whose orders count.
const WINDOW: u64 = 365;

/// A customer in its segment.
struct Placed {
    buyer: Buyer,
    orders: Option<(Orders, Scores)>,
    segment: Segment,
}

impl Method for GetSegments {
    type Scope = Reader;
    type Parameters = Parameters;
    type Found = Instant;
    type Response = Response;

    const SUMMARY_IN_SPANISH: &'static str =
        "Clasifica a los clientes por sus pedidos de 365 días: qué tan reciente fue el último, cuántos son y cuánto suman.";

    fn name(&self) -> &'static str {
        "GetSegments"
    }

    fn check(&self, reader: &mut Reader, parameters: &Parameters, problems: &mut Problems) -> Result<Option<Instant>> {
        let as_of = parameters.as_of.map_or_else(|| reader.moment(), Beginning::instant);
        if as_of > reader.moment() {
            problems.add("as_of", "future", Sentence::MomentFuture);
        }
        for (path, is_said) in [("page", parameters.page.is_some()), ("pagination", parameters.pagination.is_some())] {
            if is_said && parameters.segment.is_none() && !problems.concern("segment") {
                problems.add(path, "meaningless", Sentence::PageWithoutSegment);
            }
        }
        check_owners(reader, "user_id", &parameters.user_id, BY_USER, problems)?;
        Ok(Some(as_of))
    }

    fn call(&self, reader: &mut Reader, parameters: Parameters, as_of: Instant) -> Result<Response> {
        reader.refuse_unless_read(Company::ENTITY)?;
        reader.refuse_unless_read(Order::ENTITY)?;
        let today = reader.time_zone().day_of(as_of);
        reader.snapshot(|reader| {
            let profile = reader.profile()?;
            let cuts = SegmentCuts::read_kept(&profile.segment_cuts)?;
            let counting = Counting::of_days(today, WINDOW, profile.currency_id);
            let buyers = reader.buyers(&counting)?;
            let (scored_by, ranked, mut placed) = placed(buyers, today, &cuts)?;
            if let Some(owners) = parameters.user_id.given() {
                placed.retain(|customer| customer.buyer.user_id.is_some_and(|owner| owners.contains(&owner)));
            }
            let segments = summed(&placed);
            let LeftOut { cancelled, other_currency } = reader.left_out(&counting)?;
            let page = parameters.segment.map(|segment| page(reader, &parameters, segment, placed)).transpose()?;
            let (place, customers) = page.unzip();
            Ok(Response {
                as_of,
                from: Counting::of_days(today, WINDOW - 1, None).after,
                to: counting.until,
                currency_id: profile.currency_id,
                scored_by,
                ranked,
                cuts,
                segments,
                left_out: LeftOutView { cancelled, other_currency },
                place,
                customers,
            })
        })
    }
}

/// Each customer in its segment, how they were scored, and how many were.
fn placed(buyers: Vec<Buyer>, today: NaiveDate, cuts: &SegmentCuts) -> Result<(ScoredBy, i64, Vec<Placed>)> {
    let mut orders = Vec::new();
    for bought in buyers.iter().filter_map(|buyer| buyer.bought.as_ref()) {
        let last: NaiveDate = bought.last.as_str().parse().map_err(Error::internal)?;
        orders.push(Orders { days: (today - last).num_days(), number: bought.number, value: bought.value });
    }
    let (scored_by, scores) = scored(&orders, cuts);
    let ranked = i64::try_from(orders.len()).unwrap_or(i64::MAX);
    let mut scored = orders.into_iter().zip(scores);
    let placed = buyers.into_iter().map(|buyer| {
        let orders = buyer.bought.as_ref().and_then(|_| scored.next());
        let segment = match orders {
            Some((_, scores)) => scores.segment(),
            None if buyer.bought_before => Segment::Lapsed,
            None => Segment::Prospect,
        };
        Placed { buyer, orders, segment }
    });
    let placed = placed.collect();
    Ok((scored_by, ranked, placed))
}

/// The number of customers and their value, by segment.
fn summed(placed: &[Placed]) -> Vec<SegmentView> {
    let mut sums: BTreeMap<Segment, (i64, i128)> = BTreeMap::new();
    for customer in placed {
        let (count, value) = sums.entry(customer.segment).or_default();
        *count += 1;
        *value += customer.orders.map_or(0, |(orders, _)| orders.value);
    }
    let views = Segment::ALL.into_iter().map(|segment| {
        let (count, value) = sums.get(&segment).copied().unwrap_or_default();
        SegmentView { segment, count, value: Sum::from_ten_thousandths(value) }
    });
    views.collect()
}

/// A page of the customers of a segment.
fn page(reader: &mut Reader, parameters: &Parameters, segment: Segment, placed: Vec<Placed>) -> Result<(Place, Vec<CustomerView>)> {
    let all: Vec<Placed> = placed.into_iter().filter(|customer| customer.segment == segment).collect();
    let paging = Paging::new(parameters.pagination.unwrap_or_default(), parameters.page.unwrap_or_default(), ListOrder::BY_ID);
    let total = i64::try_from(all.len()).unwrap_or(i64::MAX);
    let [size, depth] = [paging.size(), paging.depth()].map(|rows| usize::try_from(rows).unwrap_or(usize::MAX));
    let shown: Vec<Placed> = all.into_iter().skip(depth.saturating_sub(size)).take(size).collect();
    let ids: Vec<i64> = shown.iter().map(|customer| customer.buyer.company_id).collect();
    let rows = reader.rows::<Company>().only(&ids);
    let names: Vec<(i64, String)> = reader.columns(rows, (companies::id, companies::name))?;
    let mut names: HashMap<i64, String> = names.into_iter().collect();
    let views = shown.into_iter().map(|Placed { buyer, orders, segment }| CustomerView {
        company_id: buyer.company_id,
        name: names.remove(&buyer.company_id).unwrap_or_default(),
        user_id: buyer.user_id,
        segment,
        last_order: buyer.bought.map(|bought| bought.last),
        days: orders.map(|(orders, _)| orders.days),
        orders: orders.map_or(0, |(orders, _)| orders.number),
        value: Sum::from_ten_thousandths(orders.map_or(0, |(orders, _)| orders.value)),
        scores: orders.map(|(_, scores)| scores),
    });
    Ok((paging.place(Some(total)), views.collect()))
}
