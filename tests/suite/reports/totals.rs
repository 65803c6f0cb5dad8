//! `Reports.GetTotals`: counts and sums against the records that the lists themselves show, and the rules of its parameters.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use chrono_tz::Tz;
use serde_json::{Value, json};

use crate::calls::{colleague, execute, rules};
use crate::contacts::create_contact;
use crate::rights::script;
use crate::service::{Person, Service, services};

/// Opportunities of several stages, owners, currencies, statuses and times.
fn fill(service: &Service, ana: &Person) {
    let mario = colleague(service, ana, "Mario", "member");
    let company = service.create_company(ana, "Acme");
    let contact = create_contact(service, ana, &company, "Eva");
    let entries = |method: &str, key: &str| service.call(ana, method, json!({}))[key].as_array().expect("a list").clone();
    let (stages, currencies) = (entries("Profiles.GetStages", "stages"), entries("Profiles.GetCurrencies", "currencies"));
    for number in 0..24_usize {
        let made = service.call(
            ana,
            "CreateOpportunity",
            json!({
                "title": format!("Deal {number}"), "value": 1000 + number * 7, "company_id": company["id"], "contact_id": contact["id"],
                "user_id": if number % 3 == 0 { mario.user_id } else { ana.user_id }, "stage_id": stages[number % 4]["id"],
                "estimated_end_at": format!("2025-0{}-1{}", 1 + number % 5, number % 9), "currency_id": currencies[number % 3]["id"],
                "prospect_type": "new", "operation_type": "new", "want_products": false, "want_tax": false, "notify": false,
            }),
        );
        let id = &made["opportunity"]["id"];
        if number % 4 == 1 {
            service.call(ana, "EditOpportunity", json!({ "opportunity_id": id, "status": "won" }));
        }
        // Times around the change of the clocks.
        let created = 1_741_000_000_000_000_i64 + i64::try_from(number).unwrap() * 47 * 3_600_000_000;
        execute(service, &format!("UPDATE opportunities SET created_at = {created} WHERE id = {id}"));
    }
}

/// The opportunities that the list shows.
fn listed(service: &Service, person: &Person, filters: &Value) -> Vec<Value> {
    service.call(person, "Opportunities.GetOpportunities", filters.clone())["opportunities"].as_array().expect("a list").clone()
}

/// Counts and sums by currency, the profile's first, of these opportunities.
fn slowly(records: &[&Value], own: i64) -> Value {
    let mut sums: BTreeMap<(bool, i64), (i64, f64)> = BTreeMap::from([((false, own), (0, 0.0))]);
    for record in records {
        let id = record["currency_id"].as_i64().unwrap_or(own);
        let sum = sums.entry((id != own, id)).or_default();
        *sum = (sum.0 + 1, sum.1 + record["value"].as_f64().expect("a number"));
    }
    #[expect(clippy::cast_possible_truncation, reason = "the sums are whole numbers")]
    let amounts = sums.into_iter().map(|((_, id), (count, value))| json!({ "currency_id": id, "count": count, "value": value as i64 }));
    json!({ "count": records.len(), "amounts": amounts.collect::<Vec<Value>>() })
}

#[test]
fn totals_are_those_of_the_records_that_the_list_shows() {
    for service in services() {
        let ana = service.register("Ana");
        service.call(&ana, "EditProfile", json!({ "time_zone": "America/Tijuana" }));
        let own = service.call(&ana, "Profiles.GetCurrencies", json!({}))["currencies"][1]["id"].as_i64().expect("an id");
        service.call(&ana, "EditProfile", json!({ "currency_id": own }));
        fill(&service, &ana);
        let zone: Tz = "America/Tijuana".parse().unwrap();
        let all_filters = [
            json!({}),
            json!({ "user_id": ana.user_id }),
            json!({ "status": ["won"] }),
            json!({ "query": "deal 1" }),
            json!({ "mine": true }),
        ];
        for filters in all_filters {
            let records = listed(&service, &ana, &filters);
            assert!(!records.is_empty());
            let ask = |more: Value| {
                let mut parameters = json!({ "entity": "opportunity", "filters": filters, "sum": "value" });
                parameters.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
                service.call(&ana, "Reports.GetTotals", parameters)
            };
            let total = ask(json!({}));
            let expected = slowly(&records.iter().collect::<Vec<_>>(), own);
            assert_eq!([&total["count"], &total["amounts"]], [&expected["count"], &expected["amounts"]], "{filters}");
            assert!(total.get("groups").is_none());
            for field in ["stage_id", "user_id", "status", "currency_id"] {
                let found = ask(json!({ "group_by": field }));
                let mut groups: BTreeMap<String, Vec<&Value>> = BTreeMap::new();
                for record in &records {
                    groups.entry(record[field].to_string()).or_default().push(record);
                }
                let found = found["groups"].as_array().expect("groups").clone();
                assert_eq!(found.len(), groups.len(), "{filters} {field}");
                for group in &found {
                    let expected = slowly(&groups[&group["group"].to_string()], own);
                    assert_eq!([&group["count"], &group["amounts"]], [&expected["count"], &expected["amounts"]], "{filters} {field}");
                }
                let counts: Vec<i64> = found.iter().map(|group| group["count"].as_i64().unwrap()).collect();
                assert!(counts.is_sorted_by(|one, next| one >= next), "{counts:?}");
            }
            for (field, by) in [("created_at", "day"), ("created_at", "week"), ("created_at", "quarter"), ("estimated_end_at", "month")] {
                let found = ask(json!({ "group_by": field, "by": by }));
                let day_of = |record: &Value| -> NaiveDate {
                    let text = record[field].as_str().expect("a time");
                    if field == "estimated_end_at" {
                        return text.parse().unwrap();
                    }
                    text.parse::<DateTime<Utc>>().unwrap().with_timezone(&zone).date_naive()
                };
                let mut seen = 0;
                let mut next: Option<NaiveDate> = None;
                for group in found["groups"].as_array().expect("groups") {
                    let [from, to] = ["from", "to"].map(|key| group[key].as_str().unwrap().parse::<NaiveDate>().unwrap());
                    assert_eq!(from, next.unwrap_or(from), "the buckets have no gap");
                    assert!(by != "week" || from.weekday() == chrono::Weekday::Mon);
                    next = to.succ_opt();
                    let own_records: Vec<&Value> = records.iter().filter(|record| from <= day_of(record) && day_of(record) <= to).collect();
                    seen += own_records.len();
                    let expected = slowly(&own_records, own);
                    assert_eq!([&group["count"], &group["amounts"]], [&expected["count"], &expected["amounts"]], "{field} {by} {from}");
                }
                assert_eq!(seen, records.len());
            }
            // Records without a time stand behind the buckets.
            let closed = ask(json!({ "group_by": "closed_at" }));
            let open = records.iter().filter(|record| record["closed_at"].is_null()).count();
            let last = closed["groups"].as_array().unwrap().last().cloned().unwrap();
            assert_eq!(last.get("group").is_some(), open > 0, "{closed}");
            assert!(open == 0 || (last["group"].is_null() && last["count"] == open));
        }
    }
}

#[test]
fn every_kind_has_totals_by_each_of_its_fields() {
    for service in services() {
        let ana = service.register("Ana");
        let known = |parameter: &str, entity: &str| -> Vec<String> {
            let reply = service.try_call(&ana, "Reports.GetTotals", json!({ "entity": entity, parameter: "nothing" }));
            let details = reply.failure("invalid_parameters");
            details[0]["values"]["known"].as_array().expect("names").iter().map(|name| name.as_str().unwrap().to_owned()).collect()
        };
        let mut calls = 0;
        for entity in ["company", "contact", "product", "service", "opportunity", "ticket", "lead", "interaction", "quotation", "order"] {
            for field in known("group_by", entity) {
                let reply = service.call(&ana, "Reports.GetTotals", json!({ "entity": entity, "group_by": field }));
                assert_eq!([&reply["count"], &reply["groups"]], [&json!(0), &json!([])], "{entity} {field}");
                calls += 1;
            }
            for field in known("sum", entity) {
                service.call(&ana, "Reports.GetTotals", json!({ "entity": entity, "sum": field }));
            }
        }
        assert!(calls > 80, "{calls}");
    }
}

#[test]
fn wrong_parameters_are_told_with_their_place_in_the_filters() {
    for service in services() {
        let (ana, eva) = (service.register("Ana"), service.register("Eva"));
        let wrong = |parameters: Value| rules(&service.try_call(&ana, "Reports.GetTotals", parameters));
        assert_eq!(wrong(json!({})), ["entity required"]);
        assert_eq!(wrong(json!({ "entity": "lead", "filters": { "stauts": "new" } })), ["filters.stauts unknown_parameter"]);
        assert_eq!(
            wrong(json!({ "entity": "lead", "filters": { "user_id": [ana.user_id, eva.user_id] } })),
            ["filters.user_id.1 unknown_id"]
        );
        assert_eq!(wrong(json!({ "entity": "lead", "filters": { "page": 2 } })), ["filters.page meaningless"]);
        assert_eq!(wrong(json!({ "entity": "lead", "filters": { "with_inputs": true } })), ["filters.with_inputs meaningless"]);
        assert_eq!(wrong(json!({ "entity": "lead", "group_by": "status", "by": "day" })), ["by meaningless"]);
        assert_eq!(wrong(json!({ "entity": "ticket", "sum": "value" })), ["sum unknown_field"]);
        let far = json!({ "name": "Rosa", "email": "rosa@example.com" });
        for created in [0_i64, 1_741_000_000_000_000] {
            let lead = service.call(&ana, "Leads.CreateLead", far.clone())["lead"]["id"].clone();
            execute(&service, &format!("UPDATE leads SET created_at = {created} WHERE id = {lead}"));
        }
        assert_eq!(wrong(json!({ "entity": "lead", "group_by": "created_at" })), ["by too_many_buckets"]);
        let quarters = service.call(&ana, "Reports.GetTotals", json!({ "entity": "lead", "group_by": "created_at", "by": "quarter" }));
        assert_eq!(quarters["groups"].as_array().unwrap().len(), 221);
        let leads = script(&service, &ana, json!({ "Reports": ["read"], "Leads": ["read"] }));
        assert_eq!(service.call(&leads, "Reports.GetTotals", json!({ "entity": "lead", "sum": "score" }))["value"], json!(0));
        service.try_call(&leads, "Reports.GetTotals", json!({ "entity": "order" })).failure("forbidden");
    }
}
