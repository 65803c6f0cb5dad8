//! The segments of a hundred thousand customers with a million orders.

use std::time::Instant;

use rusqlite::Connection;
use serde_json::json;

use crate::Outcome;
use crate::report::{Check, Report, median};
use crate::scenarios::{Place, json_of, milliseconds, post};

const CUSTOMERS: i64 = 100_000;
const ORDERS: i64 = 1_000_000;

impl Place<'_> {
    /// Measures the segments of all customers, and a page of the customers in one of them.
    pub fn segments(&mut self, report: &mut Report) -> Outcome<()> {
        const MOST: f64 = 300.0;
        const NUMBER: usize = 21;
        if !self.arguments.wants("segments") {
            return Ok(());
        }
        let customers = CUSTOMERS.min(i64::try_from(self.companies)?);
        let mut connection = Connection::open(&self.database)?;
        fill(&mut connection, customers)?;
        let known = "SELECT count(*) FROM companies WHERE profile_id = 1 AND customer_since IS NOT NULL";
        let customers: i64 = connection.query_row(known, [], |row| row.get(0))?;
        for (what, parameters) in
            [("of all", json!({ "profile_id": 1 })), ("of all, with a page of one", json!({ "profile_id": 1, "segment": "loyal" }))]
        {
            let mut times = Vec::new();
            for _ in 0..NUMBER {
                let begin = Instant::now();
                let reply = post(&self.service, &self.token, "Customers.GetSegments", parameters.clone())?;
                times.push(milliseconds(begin.elapsed()));
                let counts = json_of(&reply)?["response"]["segments"].as_array().ok_or("no segments")?.clone();
                let all: i64 = counts.iter().filter_map(|segment| segment["count"].as_i64()).sum();
                if all != customers {
                    return Err(format!("the segments have {all} of {customers} customers").into());
                }
            }
            times.sort_by(f64::total_cmp);
            let middle = median(&times);
            let line = format!("The segments {what}, {customers} customers with {ORDERS} orders: {middle:.0} ms");
            println!("{line}");
            report.note(line);
            report.check(Check::at_most(format!("the segments {what}"), middle, MOST, "ms"));
        }
        Ok(())
    }
}

/// Writes a million orders of four years, straight into the database: no call would be measured by making them. Some customers order
/// much more often than others.
fn fill(connection: &mut Connection, customers: i64) -> Outcome<()> {
    let begin = Instant::now();
    let transaction = connection.transaction()?;
    let now: i64 = transaction.query_row("SELECT max(created_at) FROM companies", [], |row| row.get(0))?;
    transaction.execute(
        "UPDATE companies SET customer_since = created_at
         WHERE profile_id = 1 AND customer_since IS NULL AND id IN (SELECT id FROM companies WHERE profile_id = 1 ORDER BY id LIMIT ?1)",
        [customers],
    )?;
    transaction.execute(
        "WITH RECURSIVE numbers (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM numbers WHERE number < ?1)
         INSERT INTO orders (profile_id, version, created_at, updated_at, number, company_id, status, order_date, currency_id, lines,
            subtotal, discount, tax, total, taxes, inputs, files, search_text, external_ids)
         SELECT 1, 1, ?2, ?2, 'B-' || number,
            (SELECT id FROM companies WHERE profile_id = 1 ORDER BY id LIMIT 1) + number % (?3 / (1 + number % 4)),
            CASE number % 20 WHEN 0 THEN 'cancelled' ELSE 'delivered' END,
            date(?2 / 1000000 - number % 1461 * 86400, 'unixepoch'), (SELECT currency_id FROM profiles WHERE id = 1), '[]',
            number % 9973 * 10000, 0, 0, number % 9973 * 10000, '[]', '{}', '[]', 'b-' || number, '{}' FROM numbers",
        rusqlite::params![ORDERS, now, customers],
    )?;
    transaction.commit()?;
    println!("made {ORDERS} orders in {:.0} s", begin.elapsed().as_secs_f64());
    Ok(())
}
