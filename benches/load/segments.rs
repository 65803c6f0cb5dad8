//! The segments of a hundred thousand customers with a million orders.

use std::time::Instant;

use serde_json::json;

use crate::Outcome;
use crate::arguments::Arguments;
use crate::calls::{json_of, post};
use crate::filled::{Database, Filled};
use crate::report::{Check, Report, median};
use crate::scenarios::milliseconds;

const CUSTOMERS: i64 = 100_000;
const ORDERS: i64 = 1_000_000;

impl Filled<'_> {
    /// Measures the segments of all customers, and a page of the customers in one of them.
    pub fn segments(&mut self, arguments: &Arguments, report: &mut Report) -> Outcome<()> {
        const MOST: f64 = 300.0;
        const NUMBER: usize = 21;
        if !arguments.wants("segments") {
            return Ok(());
        }
        fill(&mut self.database, CUSTOMERS.min(self.companies))?;
        let customers =
            self.database.number("SELECT count(*) AS number FROM companies WHERE profile_id = 1 AND customer_since IS NOT NULL")?;
        let name = self.database.name();
        for (what, parameters) in
            [("of all", json!({ "profile_id": 1 })), ("of all, with a page of one", json!({ "profile_id": 1, "segment": "loyal" }))]
        {
            let mut times = Vec::new();
            for _ in 0..NUMBER {
                let begin = Instant::now();
                let reply = post(self.service, self.token, "Customers.GetSegments", parameters.clone())?;
                times.push(milliseconds(begin.elapsed()));
                let counts = json_of(&reply)?["response"]["segments"].as_array().ok_or("no segments")?.clone();
                let all: i64 = counts.iter().filter_map(|segment| segment["count"].as_i64()).sum();
                if all != customers {
                    return Err(format!("the segments have {all} of {customers} customers").into());
                }
            }
            times.sort_by(f64::total_cmp);
            let middle = median(&times);
            let line = format!("{name}: the segments {what}, {customers} customers with {ORDERS} orders: {middle:.0} ms");
            println!("{line}");
            report.note(line);
            report.check(Check::at_most(format!("{name}: the segments {what}"), middle, MOST, "ms"));
        }
        Ok(())
    }
}

/// Writes a million orders of four years, straight into the database: no call would be measured by making them. Some customers order
/// much more often than others.
fn fill(database: &mut Database, customers: i64) -> Outcome<()> {
    let now = database.number("SELECT max(created_at) AS number FROM companies")?;
    let first = database.number("SELECT min(id) AS number FROM companies WHERE profile_id = 1")?;
    let day = database.day_of(&format!("{now} - number % 1461 * 86400000000"));
    database.fill(
        &format!("{ORDERS} orders"),
        &format!(
            "UPDATE companies SET customer_since = created_at
             WHERE profile_id = 1 AND customer_since IS NULL
                AND id IN (SELECT id FROM companies WHERE profile_id = 1 ORDER BY id LIMIT {customers});
             WITH RECURSIVE numbers (number) AS
                (SELECT CAST(1 AS BIGINT) UNION ALL SELECT number + 1 FROM numbers WHERE number < {ORDERS})
             INSERT INTO orders (profile_id, version, created_at, updated_at, number, company_id, status, order_date, currency_id, lines,
                subtotal, discount, tax, total, taxes, inputs, files, search_text, external_ids)
             SELECT 1, 1, {now}, {now}, 'B-' || number, {first} + number % ({customers} / (1 + number % 4)),
                CASE number % 20 WHEN 0 THEN 'cancelled' ELSE 'delivered' END, {day},
                (SELECT currency_id FROM profiles WHERE id = 1), '[]',
                number % 9973 * 10000, 0, 0, number % 9973 * 10000, '[]', '{{}}', '[]', 'b-' || number, '{{}}' FROM numbers;
             DELETE FROM counters WHERE facet = 'orders.company_id';
             INSERT INTO counters (profile_id, facet, value, slot, amount)
             SELECT profile_id, 'orders.company_id', company_id, 0, COUNT(*) FROM orders GROUP BY profile_id, company_id"
        ),
    )
}
