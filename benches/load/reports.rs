//! The dashboard of a sales team with a hundred thousand opportunities, leads, tickets and next actions each, of two years.

use std::time::Instant;

use serde_json::json;

use crate::Outcome;
use crate::arguments::Arguments;
use crate::calls::post;
use crate::filled::{Database, Filled};
use crate::report::{Check, Report, median};
use crate::scenarios::milliseconds;

/// The number of records of each of the four kinds.
const RECORDS: i64 = 100_000;

impl Filled<'_> {
    /// Measures the dashboard of a year by months, of a year by days, and of one owner.
    pub fn dashboard(&mut self, arguments: &Arguments, report: &mut Report) -> Outcome<()> {
        const NUMBER: usize = 100;
        const MOST: f64 = 20.0;
        if !arguments.wants("dashboard") {
            return Ok(());
        }
        let user_id = fill(&mut self.database)?;
        let database = self.database.name();
        let dashboards = [
            ("a year by months", json!({ "profile_id": 1 }), Some(MOST)),
            ("400 days by days", json!({ "profile_id": 1, "by": "day", "from": day_before(399) }), None),
            ("a year by months, of one owner", json!({ "profile_id": 1, "user_id": user_id }), None),
        ];
        for (name, parameters, most) in dashboards {
            let mut times = Vec::new();
            for _ in 0..NUMBER {
                let begin = Instant::now();
                post(self.service, self.token, "Reports.GetDashboard", parameters.clone())?;
                times.push(milliseconds(begin.elapsed()));
            }
            times.sort_by(f64::total_cmp);
            let (middle, slowest) = (median(&times), times.get(NUMBER * 99 / 100).copied().unwrap_or_default());
            let line = format!(
                "{database}: the dashboard of {name}, {RECORDS} opportunities, leads, tickets and next actions each: {middle:.2} ms (one of a hundred \
                 takes {slowest:.2} ms or more)"
            );
            println!("{line}");
            report.note(line);
            if let Some(most) = most {
                report.check(Check::at_most(format!("{database}: the dashboard among {RECORDS} records of each kind"), middle, most, "ms"));
            }
        }
        Ok(())
    }
}

fn day_before(days: u64) -> String {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    let day = chrono::DateTime::from_timestamp(i64::try_from(now.as_secs()).unwrap_or_default(), 0).unwrap_or_default().date_naive();
    (day - chrono::Days::new(days)).to_string()
}

/// Writes the records straight into the database: no call would be measured by making them. One of ten opportunities and tickets is open,
/// and one of ten actions waits. Returns an owner.
fn fill(database: &mut Database) -> Outcome<i64> {
    let now = i64::try_from(std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?.as_micros())?;
    let user = database.number("SELECT min(user_id) AS number FROM members WHERE profile_id = 1")?;
    let company = database.number("SELECT min(company_id) AS number FROM contacts WHERE profile_id = 1")?;
    let contact = database.number(&format!("SELECT min(id) AS number FROM contacts WHERE profile_id = 1 AND company_id = {company}"))?;
    let mut entry = |catalog: &str| {
        database.number(&format!("SELECT min(id) AS number FROM catalog_entries WHERE profile_id = 1 AND catalog = '{catalog}'"))
    };
    let (stage, currency) = (entry("stages")?, entry("currencies")?);
    let (origin, case, priority) = (entry("ticket_origins")?, entry("ticket_cases")?, entry("ticket_priorities")?);
    let numbers =
        format!("WITH RECURSIVE numbers (n) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT n + 1 FROM numbers WHERE n < {RECORDS})");
    // Two years, in an order that is none.
    let past = format!("({now} - (n * 7919 % 731) * 86400000000 - n)");
    let owner = format!("(CASE n % 7 WHEN 0 THEN {user} ELSE (SELECT max(user_id) FROM members WHERE profile_id = 1) END)");
    database.fill(
        &format!("{RECORDS} records of four kinds"),
        &format!(
        "{numbers} INSERT INTO opportunities (profile_id, version, created_at, updated_at, user_id, title, value, estimated_end_at,
            prospect_type, operation_type, status, closed_at, stage_id, company_id, contact_id, currency_id, want_products, want_tax,
            products, inputs, search_text)
         SELECT 1, 1, {past} - n % 60 * 86400000000, {now}, {owner}, 'Pedido', n % 100000 * 10000, '2030-01-01', 'new', 'new',
            CASE WHEN n % 10 = 0 THEN 'active' WHEN n % 3 = 0 THEN 'won' ELSE 'lost' END,
            CASE WHEN n % 10 = 0 THEN NULL ELSE {past} END, {stage} + n % 5, {company}, {contact},
            CASE n % 4 WHEN 0 THEN {currency} + 1 ELSE {currency} END, FALSE, FALSE, '[]', '{{}}', 'pedido' FROM numbers;
         {numbers} INSERT INTO leads (profile_id, version, created_at, updated_at, name, status, consent, user_id, converted_at, inputs,
            search_text, external_ids)
         SELECT 1, 1, {past}, {now}, 'Rosa', CASE n % 3 WHEN 0 THEN 'converted' ELSE 'lost' END, FALSE, {owner},
            CASE n % 3 WHEN 0 THEN {past} + 86400000000 END, '{{}}', 'rosa', '{{}}' FROM numbers;
         {numbers} INSERT INTO tickets (profile_id, version, created_at, updated_at, title, description, company_id, user_id, origin_id,
            case_id, priority_id, estimated_end_at, status, search_text)
         SELECT 1, 1, {past}, {now}, 'Fuga', '', {company}, {owner}, {origin}, {case}, {priority}, '2025-01-01',
            CASE n % 10 WHEN 0 THEN 'open' ELSE 'closed' END, 'fuga' FROM numbers;
         {numbers} INSERT INTO interactions (profile_id, version, created_at, updated_at, company_id, kind, date, next_action,
            next_action_date, next_action_done, user_id, inputs, search_text, external_ids)
         SELECT 1, 1, {past}, {now}, {company}, 'call', {past}, 'Llamar', {past} + 30 * 86400000000, n % 10 <> 0, {owner}, '{{}}', '', '{{}}'
            FROM numbers"
        ),
    )?;
    Ok(user)
}
