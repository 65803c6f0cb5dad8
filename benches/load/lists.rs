//! Lists: pages in another order, walks by cursor at both ends, a search for digits, chosen keys. Each is measured beside the same
//! by hand.

use serde_json::{Value, json};

use crate::Outcome;
use crate::calls::{json_of, post, send};
use crate::report::{Check, Report};
use crate::scenarios::{Load, PAGE, Place, Side, fixed};

/// The body of a list's call without a total.
pub fn body(method: &str, more: Value) -> Outcome<Vec<u8>> {
    let mut parameters = json!({ "profile_id": 1, "pagination": PAGE, "with_total": false });
    let (Some(parameters), Value::Object(more)) = (parameters.as_object_mut(), more) else { return Err("no parameters".into()) };
    parameters.extend(more);
    Ok(json!({ "method": method, "parameters": parameters }).to_string().into_bytes())
}

impl Place<'_> {
    /// The cursor behind this page of all companies.
    fn cursor_behind(&self, page: i64) -> Outcome<(Value, i64)> {
        let parameters = json!({ "profile_id": 1, "pagination": PAGE, "page": page, "fields": [] });
        let reply = json_of(&post(&self.service, &self.token, "Companies.GetCompanies", parameters)?)?;
        let last = reply["response"]["companies"].as_array().and_then(|companies| companies.last()).ok_or("an empty page")?;
        Ok((reply["response"]["next_cursor"].clone(), last["id"].as_i64().ok_or("no id")?))
    }

    /// Measures each list beside the same by hand, and the end of a walk beside its beginning.
    pub fn lists(&mut self, report: &mut Report, connections: &[usize]) -> Outcome<()> {
        const NAME: &str = "lists";
        const MOST: f64 = 1.2;
        if !self.arguments.wants(NAME) {
            return Ok(());
        }
        let parameters = json!({ "profile_id": 1, "search_by": "id", "search_value": 7 });
        let company = json_of(&post(&self.service, &self.token, "Companies.GetCompany", parameters)?)?;
        let phone = company["response"]["company"]["phone"].as_str().ok_or("no telephone number")?.to_owned();
        let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
        let (first, first_id) = self.cursor_behind(1)?;
        let pages = i64::try_from(self.companies)? / PAGE;
        let (last, last_id) = self.cursor_behind(pages - 2)?;
        let companies = "Companies.GetCompanies";
        let begin = body(companies, json!({ "cursor": first }))?;
        let end = body(companies, json!({ "cursor": last }))?;
        let lists = [
            ("lists: by name", body(companies, json!({ "sort": "name" }))?, "/list/by-name".to_owned()),
            (
                "lists: by value, two keys",
                body("Opportunities.GetOpportunities", json!({ "sort": "-value", "fields": ["title", "value"] }))?,
                "/list/by-value".to_owned(),
            ),
            ("lists: the begin of a walk", begin.clone(), format!("/list/walk?after={first_id}")),
            ("lists: the end of a walk", end.clone(), format!("/list/walk?after={last_id}")),
            ("lists: digits", body(companies, json!({ "query": phone }))?, format!("/list/digits?phrase={digits}")),
            ("lists: three keys", body(companies, json!({ "fields": ["name", "phone", "email"] }))?, "/list/fields".to_owned()),
        ];
        self.beside_by_hand(report, &lists, connections)?;
        for number in connections {
            let load = |body: &[u8]| -> Load { fixed("/api", &self.token, body) };
            let (begins, ends) = (load(&begin), load(&end));
            let whole = load(&body(companies, json!({}))?);
            let few = load(&body(companies, json!({ "fields": ["name", "phone", "email"] }))?);
            let pairs = [
                ("lists: the end of a walk, to its begin", ends, "the begin", begins, Some(MOST)),
                ("lists: three keys, to all keys", few, "all keys", whole, None),
            ];
            for (name, own, what, other, most) in pairs {
                let measured = self.alternate(name, *number, &own, Side::Service, Some((what, &other)), None)?;
                if let Some(most) = most {
                    let (by_clock, _) = measured.times_as_long();
                    report.check(Check::at_most(format!("{name}, connections: {number}"), by_clock, most, "times"));
                }
                report.add(measured);
            }
        }
        Ok(())
    }

    /// Measures lists beside the same by hand: the name, the body and the baseline's path of each.
    pub fn beside_by_hand(&mut self, report: &mut Report, lists: &[(&str, Vec<u8>, String)], connections: &[usize]) -> Outcome<()> {
        for (name, body, path) in lists {
            self.same_records(name, body, path)?;
            for number in connections {
                let (service, by_hand) = (fixed("/api", &self.token, body), fixed(path, &self.token, body));
                let measured = self.alternate(name, *number, &service, Side::ByHand, Some(("the same by hand", &by_hand)), None)?;
                report.add(measured);
            }
        }
        Ok(())
    }

    /// Verifies that the baseline lists the service's records.
    fn same_records(&self, name: &str, body: &[u8], path: &str) -> Outcome<()> {
        let records = |reply: Value| {
            let mut lists = reply["response"].as_object().into_iter().flat_map(|response| response.values());
            lists.find(|value| value.is_array()).cloned().unwrap_or_default()
        };
        let service = records(json_of(&send(&self.service, "/api", &self.token, body)?)?);
        let by_hand = records(json_of(&send(self.server(Side::ByHand), path, "", b"{}")?)?);
        if service == by_hand {
            return Ok(());
        }
        Err(format!("the baseline lists other records for {name}:\n{service}\n{by_hand}").into())
    }
}
