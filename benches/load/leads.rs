//! Leads, interactions and customers: their lists beside the same by hand, a conversion beside the creation of a company, and a
//! customer's health among a million interactions.

use std::time::Instant;

use serde_json::{Value, json};

use crate::Outcome;
use crate::arguments::Arguments;
use crate::calls::{json_of, post};
use crate::filled::{Database, Filled};
use crate::lists::body;
use crate::report::{Check, Report, median};
use crate::scenarios::{Place, milliseconds};

/// The interactions among which a customer's health is looked up. Half of them are one customer's own.
const INTERACTIONS: i64 = 1_000_000;

/// The customer with half of all interactions.
const CUSTOMER: i64 = 7;

impl Place<'_> {
    /// Measures lists of leads and of interactions, each beside the same by hand.
    pub fn leads(&mut self, report: &mut Report, connections: &[usize]) -> Outcome<()> {
        if !self.arguments.wants("leads") {
            return Ok(());
        }
        let (leads, interactions) = ("Leads.GetLeads", "Interactions.GetInteractions");
        let talk = json!(["type", "date", "description"]);
        let first = json_of(&post(&self.service, &self.token, interactions, json!({ "profile_id": 1, "pagination": 1 }))?)?;
        let lead_id = first["response"]["interactions"][0]["lead_id"].as_i64().ok_or("no interaction of a lead")?;
        let lists = [
            (
                "leads: of a status",
                body(leads, json!({ "status": "contacted", "fields": ["name", "status", "score"] }))?,
                "leads".to_owned(),
            ),
            ("leads: by score", body(leads, json!({ "sort": "-score", "fields": ["name", "status", "score"] }))?, "best-leads".to_owned()),
            ("leads: interactions", body(interactions, json!({ "fields": talk }))?, "interactions".to_owned()),
            (
                "leads: interactions of one",
                body(interactions, json!({ "lead_id": lead_id, "fields": talk }))?,
                format!("interactions-of?after={lead_id}"),
            ),
        ];
        let lists = lists.map(|(name, body, list)| (name, body, format!("/list/{list}")));
        self.beside_by_hand(report, &lists, connections)
    }

    /// Measures conversions of leads beside creations of companies, one after another in turn.
    pub fn conversions(&mut self, report: &mut Report) -> Outcome<()> {
        const NUMBER: usize = 400;
        if !self.arguments.wants("conversion") {
            return Ok(());
        }
        let (mut conversions, mut creations) = (Vec::new(), Vec::new());
        for number in 0..NUMBER {
            let lead = json!({
                "profile_id": 1, "name": "Inés", "surname": "Solís", "company": format!("Panadería Solís {number}"),
                "email": format!("ines{number}@solis.example.com"), "mobile": "+52 33 8765 4321",
            });
            let lead = json_of(&post(&self.service, &self.token, "Leads.CreateLead", lead)?)?;
            let asked = json!({ "profile_id": 1, "lead_id": lead["response"]["lead"]["id"] });
            let begin = Instant::now();
            post(&self.service, &self.token, "Leads.ConvertLead", asked)?;
            conversions.push(milliseconds(begin.elapsed()));
            let company = serde_json::from_slice::<Value>(&self.create_body())?["parameters"].take();
            let begin = Instant::now();
            post(&self.service, &self.token, "Companies.CreateCompany", company)?;
            creations.push(milliseconds(begin.elapsed()));
        }
        let (conversion, creation) = (median(&conversions), median(&creations));
        let line = format!(
            "Conversion of a lead into a company and a contact, {} companies: {conversion:.2} ms, {:.1} times a company's creation \
             ({creation:.2} ms); medians of {NUMBER}",
            self.companies,
            conversion / creation.max(1e-9)
        );
        println!("{line}");
        report.note(line);
        Ok(())
    }
}

impl Filled<'_> {
    /// Measures the health of the customer with half of a million interactions.
    pub fn health(&mut self, arguments: &Arguments, report: &mut Report) -> Outcome<()> {
        const MOST: f64 = 5.0;
        const NUMBER: usize = 200;
        if !arguments.wants("health") {
            return Ok(());
        }
        fill(&mut self.database, self.companies)?;
        let (database, mut times) = (self.database.name(), Vec::new());
        for _ in 0..NUMBER {
            let begin = Instant::now();
            post(self.service, self.token, "Customers.GetHealth", json!({ "profile_id": 1, "customer_id": CUSTOMER }))?;
            times.push(milliseconds(begin.elapsed()));
        }
        times.sort_by(f64::total_cmp);
        let (middle, slowest) = (median(&times), times.get(NUMBER * 99 / 100).copied().unwrap_or_default());
        let line = format!(
            "{database}: a customer's health among {INTERACTIONS} interactions, half of them its own: {middle:.2} ms (one of a hundred takes \
             {slowest:.2} ms or more)"
        );
        println!("{line}");
        report.note(line);
        report.check(Check::at_most(format!("{database}: a customer's health among {INTERACTIONS} interactions"), middle, MOST, "ms"));
        Ok(())
    }
}

/// Writes a million interactions of four years, straight into the database: no call would be measured by making them.
fn fill(database: &mut Database, companies: i64) -> Outcome<()> {
    let now = database.number("SELECT max(created_at) AS number FROM companies")?;
    database.fill(
        &format!("{INTERACTIONS} interactions"),
        &format!(
            "UPDATE companies SET customer_since = created_at WHERE profile_id = 1 AND customer_since IS NULL;
             WITH RECURSIVE numbers (number) AS
                (SELECT CAST(1 AS BIGINT) UNION ALL SELECT number + 1 FROM numbers WHERE number < {INTERACTIONS})
             INSERT INTO interactions (profile_id, version, created_at, updated_at, company_id, kind, direction, subject, date,
                next_action_done, inputs, search_text, external_ids)
             SELECT 1, 1, {now}, {now}, CASE number % 2 WHEN 0 THEN {CUSTOMER} ELSE 1 + number % {companies} END, 'call', 'outbound',
                'Seguimiento', {now} - number % 1461 * 86400000000 - number, FALSE, '{{}}', 'seguimiento', '{{}}' FROM numbers"
        ),
    )
}
