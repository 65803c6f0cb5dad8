//! The limits of a directory: calls a minute and leads an hour of each address, whoever calls.

use serde_json::{Value, json};

use super::open;
use crate::service::{Database, Person, Reply, Service, databases};

fn limited(database: Database, calls: u32, leads: u32) -> Service {
    Service::start(database, |settings| {
        settings.directory_calls_per_minute = calls;
        settings.directory_leads_per_hour = leads;
        settings.proxies = 1;
    })
}

fn send(service: &Service, address: &str, person: Option<&Person>, body: &Value) -> Reply {
    let token = person.map(|person| format!("Bearer {}", person.token));
    let mut headers = vec![("Content-Type", "application/json"), ("X-Forwarded-For", address)];
    headers.extend(token.as_deref().map(|token| ("Authorization", token)));
    service.send_with("/api", &headers, body.to_string().as_bytes())
}

#[test]
fn an_address_has_its_calls_a_minute_with_or_without_a_token_and_in_a_batch() {
    for database in databases() {
        let service = limited(database, 3, 0);
        let ana = service.register("Ana");
        let profile = open(&service, &ana);
        let call = json!({ "method": "Directory.GetCompanies", "parameters": { "profile": profile } });
        send(&service, "10.0.0.1", None, &call).success();
        send(&service, "10.0.0.1", Some(&ana), &call).success();
        let batch = json!({ "method": "Batch.Run", "parameters": { "calls": [call, call], "atomic": false } });
        let batch = send(&service, "10.0.0.1", Some(&ana), &batch).success();
        let made: Vec<bool> = batch["replies"].as_array().expect("replies").iter().map(|reply| reply["success"] == true).collect();
        assert_eq!(made, [true, false], "{batch}");
        let refused = send(&service, "10.0.0.1", None, &call);
        refused.failure("rate_limited");
        let wait: u64 = refused.header("retry-after").expect("a wait").parse().expect("seconds");
        assert!((1..=60).contains(&wait), "{wait}");
        send(&service, "10.0.0.2", None, &call).success();
        // Other methods go on.
        send(&service, "10.0.0.1", None, &json!({ "method": "System.Ping" })).success();
    }
}

#[test]
fn an_address_submits_its_leads_an_hour_and_mistakes_are_not_counted() {
    for database in databases() {
        let service = limited(database, 0, 2);
        let ana = service.register("Ana");
        let profile = open(&service, &ana);
        let call = |name: &str| json!({ "method": "Directory.SubmitLead", "parameters": { "profile": profile, "name": name, "email": "eva@example.com" } });
        for _ in 0..5 {
            send(&service, "10.0.0.1", None, &call("")).failure("invalid_parameters");
        }
        send(&service, "10.0.0.1", None, &call("Eva")).success();
        send(&service, "10.0.0.1", Some(&ana), &call("Eva")).success();
        let refused = send(&service, "10.0.0.1", None, &call("Eva"));
        refused.failure("rate_limited");
        let wait: u64 = refused.header("retry-after").expect("a wait").parse().expect("seconds");
        assert!((60..=1800).contains(&wait), "{wait}");
        send(&service, "10.0.0.2", None, &call("Eva")).success();
        assert_eq!(service.call(&ana, "Leads.GetLeads", json!({}))["total"], 3);
        // Reading goes on.
        send(&service, "10.0.0.1", None, &json!({ "method": "Directory.GetCompanies", "parameters": { "profile": profile } })).success();
    }
}
