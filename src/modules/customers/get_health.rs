//! `Customers.GetHealth`: how well a customer is doing, from what is known of it.
//!
//! Invariants: each part reads a few rows along an index, however many interactions, tickets and opportunities the customer has. The
//! parts are computed in whole numbers, so that the same rows give the same score on every machine.

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::customer;
use crate::db::bought::Counting;
use crate::db::schema::{interactions, opportunities, orders, tickets};
use crate::db::scope::Reader;
use crate::error::Result;
use crate::fields::{Beginning, Day, HealthWeights, Id, Instant, Money, Named, Order};
use crate::modules::opportunities::OpportunityStatus;
use crate::modules::orders::OrderStatus;
use crate::modules::tickets::TicketStatus;
use crate::modules::withheld::Withheld;
use crate::records::company::Company;
use crate::records::feedback::{Feedback, score};
use crate::records::interaction::Interaction;
use crate::records::opportunity::Opportunity;
use crate::records::order as record;
use crate::records::ticket::Ticket;
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;
use crate::sentences::Sentence;

/// Computes the health of a customer from its interactions, orders, tickets, feedback and opportunities: the weighted mean of the parts that have data.
///
/// The score goes from 0 to 100. From 70 on the customer is `healthy`, from 40 on `at_risk`, below `critical`. If the parts that have
/// data weigh less than 40 together, the health is `unknown`. A part of a kind of record that the caller may not read is left out, and
/// does not count.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The customer's id, which is its company's.
    #[schemars(extend("x-aliases" = ["customer_id"]))]
    company_id: Id<Company>,
    /// The moment at which the times that count end, never in the future; a day stands for its beginning. The status of a ticket or an
    /// opportunity is today's all the same. Default: now.
    #[serde(default)]
    as_of: Option<Beginning>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "CustomerHealth")]
pub struct Response {
    company_id: i64,
    as_of: Instant,
    /// `healthy`, `at_risk`, `critical` or `unknown`.
    status: &'static str,
    /// The weighted mean of the parts that have data, from 0 to 100; null if the health is unknown.
    score: Option<Money>,
    /// The weight of the parts that have data, together.
    weight: i64,
    parts: Parts,
    #[serde(skip_serializing_if = "Withheld::is_empty")]
    withheld: Withheld,
}

#[derive(Default, Serialize, JsonSchema)]
#[schemars(rename = "HealthParts")]
struct Parts {
    /// How lately anything passed with the customer: 100 on the day itself, half of it after each 45 days.
    #[serde(skip_serializing_if = "Option::is_none")]
    interactions: Option<Part>,
    /// Whether the customer goes on buying: 50 times the orders of the last 90 days by those of the 90 days before, at most 100; 100 if
    /// there are only later ones. Cancelled orders do not count. There is no data without an order in 180 days.
    #[serde(skip_serializing_if = "Option::is_none")]
    orders: Option<Part>,
    /// How well the customer is served: 100, less 20 for each ticket that is open or pending, less 20 for each of them that is overdue.
    /// There is no data without such a ticket and without any in 365 days.
    #[serde(skip_serializing_if = "Option::is_none")]
    tickets: Option<Part>,
    /// How content the customer is: the average of its answers to requests for feedback within 180 days. A star is 0, five are 100, and a
    /// rating from 0 to 10 counts ten times. There is no data without an answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    feedback: Option<Part>,
    /// Whether more is to be sold: 100 with an open opportunity, 0 if one was closed within 180 days, otherwise no data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pipeline: Option<Part>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "HealthPart")]
struct Part {
    /// The part's own score, from 0 to 100; null without data.
    value: Option<Money>,
    /// The weight of the part in the score, which is a setting of the profile: `Profiles.EditProfile` changes `health_weights`.
    weight: i64,
    /// The reason for the value, in a sentence.
    reason: String,
}

/// The least weight of parts with data for which a score is told.
const LEAST_WEIGHT: i64 = 40;

const HEALTHY: Money = whole(70);
const AT_RISK: Money = whole(40);

const SECONDS_OF_DAY: i64 = 86_400;

/// The days in which a ticket counts, and those in which a closed opportunity does.
const DAYS_OF_TICKETS: i64 = 365;
const DAYS_OF_PIPELINE: i64 = 180;

/// The days in which an answer counts.
const DAYS_OF_FEEDBACK: i64 = 180;

/// The days whose orders are compared with those of as many days before, and the points of a customer who orders as often.
const DAYS_OF_ORDERS: u64 = 90;
const HALF: i64 = 50;

/// The points that an open ticket costs, and an overdue one once more.
const COST_OF_TICKET: i64 = 20;

/// The number of open tickets with which nothing is left of the part.
const MOST_OPEN: i64 = 5;

/// A whole number of points.
const fn whole(points: i64) -> Money {
    Money::from_ten_thousandths(points.saturating_mul(Money::ONE.ten_thousandths()))
}

pub struct GetHealth;

impl Method for GetHealth {
    type Scope = Reader;
    type Parameters = Parameters;
    type Found = Instant;
    type Response = Response;

    const SUMMARY_IN_SPANISH: &'static str =
        "Calcula la salud de un cliente a partir de sus interacciones, pedidos, tickets, opiniones y oportunidades.";

    fn name(&self) -> &'static str {
        "GetHealth"
    }

    fn check(&self, reader: &mut Reader, parameters: &Parameters, problems: &mut Problems) -> Result<Option<Instant>> {
        let as_of = parameters.as_of.map_or_else(|| reader.moment(), Beginning::instant);
        if as_of > reader.moment() {
            problems.add("as_of", "future", Sentence::MomentFuture);
        }
        Ok(Some(as_of))
    }

    fn call(&self, reader: &mut Reader, parameters: Parameters, as_of: Instant) -> Result<Response> {
        reader.refuse_unless_read(Company::ENTITY)?;
        reader.snapshot(|reader| {
            let company_id = customer(reader, parameters.company_id)?.id;
            let weights = HealthWeights::read_kept(&reader.profile()?.health_weights)?;
            let mut withheld = Withheld::default();
            let mut parts = Parts::default();
            if withheld.shows(reader, Interaction::ENTITY, &["interactions"]) {
                parts.interactions = Some(of_interactions(reader, company_id, as_of, weights.interactions)?);
            }
            if withheld.shows(reader, record::Order::ENTITY, &["orders"]) {
                parts.orders = Some(of_orders(reader, company_id, as_of, weights.orders)?);
            }
            if withheld.shows(reader, Ticket::ENTITY, &["tickets"]) {
                parts.tickets = Some(of_tickets(reader, company_id, as_of, weights.tickets)?);
            }
            if withheld.shows(reader, Feedback::ENTITY, &["feedback"]) {
                parts.feedback = Some(of_feedback(reader, company_id, as_of, weights.feedback)?);
            }
            if withheld.shows(reader, Opportunity::ENTITY, &["pipeline"]) {
                parts.pipeline = Some(of_pipeline(reader, company_id, as_of, weights.pipeline)?);
            }
            let Health { weight, score, status } = parts.health();
            Ok(Response { company_id, as_of, status, score, weight, parts, withheld })
        })
    }
}

struct Health {
    weight: i64,
    score: Option<Money>,
    status: &'static str,
}

impl Parts {
    fn health(&self) -> Health {
        let parts = [&self.interactions, &self.orders, &self.tickets, &self.feedback, &self.pipeline].into_iter().flatten();
        let with_data: Vec<(i64, i64)> = parts.filter_map(|part| Some((part.weight, part.value?.ten_thousandths()))).collect();
        let weight = with_data.iter().map(|(weight, _)| weight).sum();
        if weight < LEAST_WEIGHT {
            return Health { weight, score: None, status: "unknown" };
        }
        let weighted: i64 = with_data.iter().map(|(weight, value)| weight * value).sum();
        let score = to_hundredths(weighted, weight);
        let status = match score {
            score if score >= HEALTHY => "healthy",
            score if score >= AT_RISK => "at_risk",
            _ => "critical",
        };
        Health { weight, score: Some(score), status }
    }
}

/// A quotient of ten-thousandths, rounded to two places, half up.
fn to_hundredths(parts: i64, divisor: i64) -> Money {
    const OF_A_HUNDREDTH: i64 = 100;
    let step = divisor.saturating_mul(OF_A_HUNDREDTH);
    Money::from_ten_thousandths(parts.saturating_add(step / 2).div_euclid(step).saturating_mul(OF_A_HUNDREDTH))
}

fn part(reader: &Reader, weight: i64, value: Option<Money>, reason: &Sentence) -> Part {
    Part { value, weight, reason: reason.text(reader.call().spoken.language()).into_owned() }
}

fn of_interactions(reader: &mut Reader, company_id: i64, as_of: Instant, weight: i64) -> Result<Part> {
    const LATEST_FIRST: Order = Order { column: "date", descending: true, nullable: false };
    let past = |reader: &Reader| {
        let own = reader.rows::<Interaction>().filter(interactions::company_id.eq(company_id));
        own.filter(interactions::date.le(as_of))
    };
    let latest = reader.behind(past, LATEST_FIRST, None, 1)?;
    let Some(latest) = latest.first() else {
        return Ok(part(reader, weight, None, &Sentence::HealthWithoutInteractions));
    };
    let days = (as_of.seconds() - latest.date.seconds()).div_euclid(SECONDS_OF_DAY);
    Ok(part(reader, weight, Some(faded(days)), &Sentence::HealthOfInteractions { days }))
}

/// 100 points, halved with each 45 days, to two places.
fn faded(days: i64) -> Money {
    const HALF_LIFE: i64 = 45;
    const ONE: i128 = 1_000_000_000_000_000_000;
    /// The part of one that a day leaves: the 45th root of a half.
    const A_DAY_LEAVES: i128 = 984_714_752_934_431_245;
    let halvings = u32::try_from(days.div_euclid(HALF_LIFE)).unwrap_or(u32::MAX);
    let rest = (0..days.rem_euclid(HALF_LIFE)).fold(ONE, |left, _| left * A_DAY_LEAVES / ONE);
    let left = rest.checked_shr(halvings).unwrap_or(0);
    // A hundredth of a point is the ten-thousandth part of the whole.
    let hundredths = (left * 10_000 + ONE / 2) / ONE;
    Money::from_ten_thousandths(i64::try_from(hundredths).unwrap_or(0).saturating_mul(100))
}

fn of_orders(reader: &mut Reader, company_id: i64, as_of: Instant, weight: i64) -> Result<Part> {
    let today = reader.time_zone().day_of(as_of);
    let mut since = |days: u64| {
        let Counting { after, until, .. } = Counting::of_days(today, days, None);
        let own = reader.rows::<record::Order>().filter(orders::company_id.eq(company_id));
        let own = own.filter(orders::order_date.gt(after)).filter(orders::order_date.le(until));
        reader.count(own.filter(orders::status.ne(OrderStatus::Cancelled.name())))
    };
    let (now, in_all) = (since(DAYS_OF_ORDERS)?, since(2 * DAYS_OF_ORDERS)?);
    let (before, days) = (in_all - now, i64::try_from(DAYS_OF_ORDERS).unwrap_or(i64::MAX));
    let value = match (now, before) {
        (0, 0) => return Ok(part(reader, weight, None, &Sentence::HealthWithoutOrders { days: 2 * days })),
        (_, 0) => whole(100),
        _ => to_hundredths(whole(HALF).ten_thousandths().saturating_mul(now), before).min(whole(100)),
    };
    Ok(part(reader, weight, Some(value), &Sentence::HealthOfOrders { now, before, days }))
}

fn of_tickets(reader: &mut Reader, company_id: i64, as_of: Instant, weight: i64) -> Result<Part> {
    const DUE_FIRST: Order = Order { column: "estimated_end_at", descending: false, nullable: false };
    const LATEST_FIRST: Order = Order { column: "created_at", descending: true, nullable: false };
    let today = Day::of(reader.profile()?.time_zone.day_of(as_of));
    let (mut open, mut overdue) = (0, 0);
    for status in [TicketStatus::Open, TicketStatus::Pending].map(TicketStatus::name) {
        let left = |reader: &Reader| {
            let own = reader.rows::<Ticket>().filter(tickets::company_id.eq(company_id));
            own.filter(tickets::status.eq(status))
        };
        for ticket in reader.behind(left, DUE_FIRST, None, MOST_OPEN)? {
            open += 1;
            overdue += i64::from(ticket.estimated_end_at < today);
        }
    }
    if open > 0 {
        let value = whole((100 - COST_OF_TICKET * (open + overdue)).max(0));
        let reason = match open {
            MOST_OPEN.. => Sentence::HealthOfManyTickets { least: MOST_OPEN },
            _ => Sentence::HealthOfTickets { open, overdue },
        };
        return Ok(part(reader, weight, Some(value), &reason));
    }
    let since = as_of.plus_seconds(-DAYS_OF_TICKETS * SECONDS_OF_DAY);
    let latest = |reader: &Reader| {
        let own = reader.rows::<Ticket>().filter(tickets::company_id.eq(company_id));
        own.filter(tickets::created_at.gt(since)).filter(tickets::created_at.le(as_of))
    };
    let is_known = !reader.behind(latest, LATEST_FIRST, None, 1)?.is_empty();
    let (value, reason) = match is_known {
        true => (Some(whole(100)), Sentence::HealthOfTickets { open, overdue }),
        false => (None, Sentence::HealthWithoutTickets { days: DAYS_OF_TICKETS }),
    };
    Ok(part(reader, weight, value, &reason))
}

fn of_feedback(reader: &mut Reader, company_id: i64, as_of: Instant, weight: i64) -> Result<Part> {
    let since = as_of.plus_seconds(-DAYS_OF_FEEDBACK * SECONDS_OF_DAY);
    let (mut answers, mut sum) = (0_i64, 0_i64);
    for (scale, rating, number) in reader.ratings_of(company_id, since, as_of)? {
        answers += number;
        sum = sum.saturating_add(score(&scale, rating).ten_thousandths().saturating_mul(number));
    }
    if answers == 0 {
        return Ok(part(reader, weight, None, &Sentence::HealthWithoutFeedback { days: DAYS_OF_FEEDBACK }));
    }
    let reason = Sentence::HealthOfFeedback { answers, days: DAYS_OF_FEEDBACK };
    Ok(part(reader, weight, Some(to_hundredths(sum, answers)), &reason))
}

fn of_pipeline(reader: &mut Reader, company_id: i64, as_of: Instant, weight: i64) -> Result<Part> {
    const LATEST_FIRST: Order = Order { column: "closed_at", descending: true, nullable: true };
    let since = as_of.plus_seconds(-DAYS_OF_PIPELINE * SECONDS_OF_DAY);
    let with_status = |reader: &Reader, status: &'static str| {
        let own = reader.rows::<Opportunity>().filter(opportunities::company_id.eq(company_id));
        own.filter(opportunities::status.eq(status))
    };
    for status in OpportunityStatus::OPEN {
        if !reader.behind(|reader| with_status(reader, status), LATEST_FIRST, None, 1)?.is_empty() {
            return Ok(part(reader, weight, Some(whole(100)), &Sentence::HealthOfOpenPipeline));
        }
    }
    for status in OpportunityStatus::OVER {
        let lately = |reader: &Reader| {
            let over = with_status(reader, status);
            over.filter(opportunities::closed_at.gt(since)).filter(opportunities::closed_at.le(as_of))
        };
        if !reader.behind(lately, LATEST_FIRST, None, 1)?.is_empty() {
            return Ok(part(reader, weight, Some(Money::ZERO), &Sentence::HealthOfClosedPipeline { days: DAYS_OF_PIPELINE }));
        }
    }
    Ok(part(reader, weight, None, &Sentence::HealthWithoutPipeline { days: DAYS_OF_PIPELINE }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_points_of_a_contact_are_halved_every_45_days() {
        for (days, points) in
            [(0, "100"), (1, "98.47"), (22, "71.26"), (44, "50.78"), (45, "50"), (90, "25"), (135, "12.5"), (100_000, "0")]
        {
            assert_eq!(faded(days).to_string(), points, "{days} days");
        }
    }

    #[test]
    fn a_mean_has_two_places() {
        assert_eq!(to_hundredths(1_000_000 * 45, 45).to_string(), "100");
        assert_eq!(to_hundredths(2_000_000, 3).to_string(), "66.67");
        assert_eq!(to_hundredths(100 * 3, 2).to_string(), "0.02");
    }
}
