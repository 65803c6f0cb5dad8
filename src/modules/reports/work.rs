//! The work at hand: open tickets by age, and follow-ups that are due.
//!
//! Invariants: each is one statement along an index. What is open and what is done is so today, whatever the report's moment.

use schemars::JsonSchema;
use serde::Serialize;

use super::period::Period;
use crate::db::reports::{Counting, Figure, Stretches};
use crate::db::scope::Reader;
use crate::db::sql::Piece;
use crate::error::Result;
use crate::fields::Day;

/// Tickets that are open or pending.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "OpenTickets")]
pub struct TicketsView {
    /// The number of tickets that are open or pending.
    count: i64,
    /// How many of them should have been done before the day of `as_of`.
    overdue: i64,
    /// The same by age, the youngest first.
    by_age: Vec<AgeView>,
}

/// Tickets of an age.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "TicketAge")]
struct AgeView {
    /// The least age in days of 24 hours, included.
    from_days: i64,
    /// The age in days below which tickets are counted here; null for no limit.
    to_days: Option<i64>,
    count: i64,
    overdue: i64,
}

/// Next actions of interactions that are not done.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "DueFollowups")]
pub struct FollowupsView {
    /// The number of actions that are due at `as_of`, as `Followups.GetFollowups` lists them.
    due: i64,
    /// How many of them were due before the day of `as_of`.
    overdue: i64,
    /// The number of actions that become due later on the day of `as_of`.
    later_today: i64,
}

/// The ages, in days, at which tickets begin to be counted together.
const AGES: [i64; 5] = [0, 1, 3, 7, 30];

const SECONDS_OF_DAY: i64 = 86_400;

/// The open tickets of these owners.
pub fn tickets(reader: &mut Reader, period: &Period, owners: Option<&[i64]>) -> Result<TicketsView> {
    let overdue = vec![
        Piece::sql("CASE WHEN tickets.estimated_end_at < "),
        Piece::text(Day::of(period.today()).as_str().to_owned()),
        Piece::sql(" THEN 1 ELSE 0 END"),
    ];
    let counting =
        Counting { words: Some(("status", &["open", "pending"])), extra: Some(overdue), ..Counting::all("tickets", "created_at") };
    let mut after = period.limit();
    let younger = AGES.iter().skip(1).map(|age| period.limit().plus_seconds(-age * SECONDS_OF_DAY)).chain([Period::LONG_AGO]);
    let stretches = younger.map(|first| (first, std::mem::replace(&mut after, first)));
    let figures = reader.figures(&counting.among("user_id", owners), &Stretches::Instants(stretches.collect()))?;
    let ends = AGES.iter().skip(1).copied().map(Some).chain([None]);
    let by_age: Vec<AgeView> = AGES
        .iter()
        .zip(ends)
        .enumerate()
        .map(|(place, (from_days, to_days))| {
            let own = || figures.iter().filter(|figure| figure.place == place);
            let (count, overdue) = (own().map(|figure| figure.count).sum(), own().map(|figure| figure.extra).sum());
            AgeView { from_days: *from_days, to_days, count, overdue }
        })
        .collect();
    let count = by_age.iter().map(|age| age.count).sum();
    let overdue = by_age.iter().map(|age| age.overdue).sum();
    Ok(TicketsView { count, overdue, by_age })
}

/// The next actions that these owners have to do.
pub fn followups(reader: &mut Reader, period: &Period, owners: Option<&[i64]>) -> Result<FollowupsView> {
    let conditions = vec![Piece::sql(" AND interactions.next_action_done = FALSE")];
    let counting = Counting { conditions, ..Counting::all("interactions", "next_action_date") };
    let (limit, today) = (period.limit(), period.today());
    let begin = period.zone.start_of(today).min(limit);
    let stretches = vec![(Period::LONG_AGO, begin), (begin, limit), (limit, period.zone.end_of(today).max(limit))];
    let figures = reader.figures(&counting.among("user_id", owners), &Stretches::Instants(stretches))?;
    let of = |place| figures.iter().filter(|figure: &&Figure| figure.place == place).map(|figure| figure.count).sum::<i64>();
    let (overdue, today, later_today) = (of(0), of(1), of(2));
    Ok(FollowupsView { due: overdue + today, overdue, later_today })
}
