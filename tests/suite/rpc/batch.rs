//! `Batch.Run`: several calls in one transaction; later calls can use the replies to earlier ones.

mod failures;
mod rights;
mod savepoints;

use serde_json::{Value, json};

use crate::calls::{at_once, changes, colleague, conflict, each, number};
use crate::inspect::{Inspector, difference};
use crate::service::{PASSWORD, Person, Reply, Service, services};

fn run(service: &Service, person: &Person, atomic: bool, calls: &Value) -> Reply {
    service.post(Some(&person.token), "Batch.Run", json!({ "atomic": atomic, "calls": calls }))
}

/// A call in the person's profile.
fn item(person: &Person, method: &str, mut parameters: Value) -> Value {
    parameters["profile_id"] = json!(person.profile_id);
    json!({ "method": method, "parameters": parameters })
}

fn reference(path: &str) -> Value {
    json!({ "$ref": path })
}

/// The calls that create a company, a contact of it, and an opportunity with both.
fn showcase(service: &Service, ana: &Person, title: &str) -> Value {
    let contact = json!({
        "name": "Inés", "surname": "Solís", "email": "ines@example.com", "company_id": reference("0.company.id"),
        "origin_id": service.entry(ana, "contact_origins", "Website"),
    });
    let opportunity = json!({
        "title": title, "value": 100, "prospect_type": "existing", "operation_type": "new", "user_id": ana.user_id,
        "company_id": reference("0.company.id"), "contact_id": reference("1.contact.id"), "estimated_end_at": "30/06/27",
        "stage_id": service.entry(ana, "stages", "Prospecting"), "notify": false, "want_products": false, "want_tax": false,
    });
    json!([
        item(ana, "Companies.CreateCompany", service.company(ana, "Café Núñez")),
        item(ana, "Contacts.CreateContact", contact),
        item(ana, "Opportunities.CreateOpportunity", opportunity),
    ])
}

#[test]
fn company_contact_and_opportunity_are_made_together_or_not_at_all() {
    for service in services() {
        let ana = service.register("Ana");
        let mut inspector = Inspector::open(&service.database.url);
        let before = inspector.snapshot();
        let failed = run(&service, &ana, true, &showcase(&service, &ana, ""));
        assert_eq!(failed.wrong(), ["calls.2.parameters.title"]);
        let after = inspector.snapshot();
        assert!(before == after, "a batch that failed has left a trace: {}", difference(&before, &after));

        let response = run(&service, &ana, true, &showcase(&service, &ana, "Café de la casa")).success();
        let replies = response["replies"].as_array().expect("replies");
        assert_eq!(each(&response["replies"], "success"), [true, true, true]);
        let company = &replies[0]["response"]["company"];
        let contact = &replies[1]["response"]["contact"];
        let opportunity = &replies[2]["response"]["opportunity"];
        assert_eq!(contact["company_id"], company["id"]);
        assert_eq!((&opportunity["company_id"], &opportunity["contact_id"]), (&company["id"], &contact["id"]));
        for (method, list) in [("GetCompanies", "companies"), ("GetContacts", "contacts"), ("GetOpportunities", "opportunities")] {
            let found = service.call(&ana, method, json!({}));
            assert_eq!((&found["total"], found[list].as_array().map(Vec::len)), (&json!(1), Some(1)), "{method}");
        }
        let ids = "SELECT count(DISTINCT request_id) AS number FROM changes WHERE entity IN ('company', 'contact', 'opportunity')";
        assert_eq!(number(&service, ids), 3);
    }
}

#[test]
fn a_failure_is_that_of_the_call_and_says_which() {
    for service in services() {
        let ana = service.register("Ana");
        let (sara, vera) = (service.register("Sara"), colleague(&service, &ana, "Vera", "viewer"));
        let mut taken = service.company(&ana, "Café Núñez");
        taken["client_number"] = json!("N-001");
        let create = item(&ana, "CreateCompany", taken);
        let noted = changes(&service);
        let reply = run(&service, &ana, true, &json!([create, create]));
        let (path, sentence) = conflict(&reply);
        assert_eq!(path, "calls.1.parameters.client_number");
        assert!(sentence.starts_with("Call 1: "), "{sentence}");
        for (call, code) in [
            (item(&ana, "DeleteCompany", json!({ "company_id": 987_654 })), "not_found"),
            (item(&sara, "GetCompanies", json!({})), "not_found"),
            (json!({ "method": "Nothing" }), "unknown_method"),
            (json!({ "method": "GetInputs" }), "ambiguous_method"),
            (json!({ "method": "Batch.Run", "parameters": { "calls": [{ "method": "System.Ping" }] } }), "malformed_request"),
            (
                item(&ana, "AddUser", json!({ "email": "x@example.com", "name": "X", "role": "viewer", "password": PASSWORD })),
                "malformed_request",
            ),
            (item(&ana, "CreateCompany", json!({ "dry_run": true })), "invalid_parameters"),
        ] {
            run(&service, &ana, true, &json!([create, call])).failure(code);
        }
        run(&service, &vera, true, &json!([item(&ana, "GetCompanies", json!({})), create])).failure("forbidden");
        assert_eq!(changes(&service), noted);
    }
}

#[test]
fn where_it_is_not_atomic_each_succeeds_or_fails_by_itself() {
    for service in services() {
        let ana = service.register("Ana");
        let mut taken = service.company(&ana, "Café Núñez");
        taken["client_number"] = json!("N-001");
        let create = item(&ana, "CreateCompany", taken);
        let calls = json!([
            create,
            create,
            { "method": "Nothing" },
            item(&ana, "EditCompany", json!({ "company_id": reference("1.company.id"), "name": "A" })),
            item(&ana, "EditCompany", json!({ "company_id": reference("0.company.id"), "name": "Café Luna" })),
            item(&ana, "GetCompanies", json!({ "query": "luna" })),
            item(&ana, "GetCompanies", json!({ "company_type": reference("0.company.type_id") })),
        ]);
        let reply = service.send_with(
            "/api",
            &[("Content-Type", "application/json"), ("Authorization", &format!("Bearer {}", ana.token)), ("X-Request-Id", "night-7")],
            json!({ "method": "Batch.Run", "parameters": { "atomic": false, "calls": calls } }).to_string().as_bytes(),
        );
        let response = reply.success();
        let replies = response["replies"].as_array().expect("replies");
        let codes: Vec<&str> = replies.iter().map(|reply| reply["response"]["code"].as_str().unwrap_or_default()).collect();
        assert_eq!(codes, ["", "conflict", "unknown_method", "invalid_parameters", "", "", ""]);
        assert_eq!(replies[1]["response"]["request_id"], "night-7.1");
        assert_eq!(replies[1]["response"]["details"][0]["path"], "client_number");
        assert_eq!(replies[3]["response"]["details"][0]["path"], "company_id");
        // The lists in the batch, and their totals, include the rows that the batch has written.
        for reply in &replies[5..] {
            assert_eq!(reply["response"]["total"], 1, "{reply}");
        }
        assert_eq!(service.call(&ana, "GetCompanies", json!({ "query": "luna" }))["total"], 1);
        assert_eq!(service.call(&ana, "GetCompanies", json!({}))["total"], 1);
    }
}

#[test]
fn a_reference_is_to_an_earlier_call_and_to_what_is_there() {
    for service in services() {
        let ana = service.register("Ana");
        let list = item(&ana, "GetTypes", json!({}));
        let refused = |wrong: Value, path: &str| {
            let company = json!({ "name": "A", "type_id": wrong, "industry_id": 1 });
            let calls = json!([item(&ana, "Companies.GetTypes", json!({})), item(&ana, "CreateCompany", company), list]);
            let reply = run(&service, &ana, true, &calls);
            assert_eq!(reply.wrong(), [path], "{}", reply.text);
        };
        for wrong in
            ["", "x", "0.", "0.types.x", "0.types.999.id", "0.nothing", "1.company.id", "2.types.0.id", "-1", "99999999999999999999"]
        {
            refused(reference(wrong), "calls.1.parameters.type_id");
        }
        refused(json!({ "$ref": 0 }), "calls.1.parameters.type_id");
        // The references lead to an item of a list, to a text, and into a nested value.
        let company = json!({
            "name": reference("0.types.0.name"), "type_id": reference("0.types.0.id"), "industry_id": reference("1.industries.1.id"),
            "shipping_address": { "street": reference("0.types.0.name"), "number": "1", "city": "A", "country": "MX", "state": "JAL", "zip": "44100" },
        });
        let calls = json!([
            item(&ana, "Companies.GetTypes", json!({})),
            item(&ana, "Companies.GetIndustries", json!({})),
            item(&ana, "CreateCompany", company),
        ]);
        let reply = run(&service, &ana, false, &calls).success();
        let (types, made) = (&reply["replies"][0]["response"]["types"], &reply["replies"][2]["response"]);
        let company = &made["company"];
        assert_eq!((&company["name"], &company["type_id"]), (&types[0]["name"], &types[0]["id"]), "{made}");
        assert_eq!(company["shipping_address"]["street"], types[0]["name"]);
    }
}

#[test]
fn what_is_no_batch_is_refused_and_all_of_it_named() {
    for service in services() {
        let ana = service.register("Ana");
        let ping = json!({ "method": "System.Ping" });
        let post = |parameters: Value| service.post(Some(&ana.token), "Batch.Run", parameters);
        assert_eq!(post(json!({})).wrong(), ["calls"]);
        assert_eq!(post(json!({ "calls": [], "stray": 1, "atomic": "maybe" })).wrong(), ["atomic", "calls", "stray"]);
        post(json!({ "calls": vec![&ping; 101] })).failure("payload_too_large");
        let calls = json!([5, {}, { "method": 5, "stray": 1 }, { "method": "System.Ping", "parameters": [1] }]);
        let wrong = ["calls.0", "calls.1.method", "calls.2.method", "calls.2.stray", "calls.3.parameters"];
        assert_eq!(post(json!({ "calls": calls })).wrong(), wrong);
        assert_eq!(post(json!({ "calls": vec![&ping; 100] })).success()["replies"].as_array().map(Vec::len), Some(100));
        assert_eq!(post(json!({ "calls": ping })).success()["replies"][0]["success"], true);
    }
}

#[test]
fn a_key_and_a_dry_run_cover_the_whole() {
    for service in services() {
        let ana = service.register("Ana");
        let calls = showcase(&service, &ana, "Café de la casa");
        let mut inspector = Inspector::open(&service.database.url);
        let before = inspector.snapshot();
        let mut shown = json!({ "method": "Batch.Run", "idempotency_key": "k", "parameters": { "calls": calls, "dry_run": true } });
        let send = |call: &Value| service.send("/api", Some(&ana.token), &call.to_string());
        assert_eq!(each(&send(&shown).success()["replies"], "success"), [true, true, true]);
        let after = inspector.snapshot();
        assert!(before == after, "a batch that was only shown has left a trace: {}", difference(&before, &after));
        shown["parameters"].as_object_mut().expect("an object").remove("dry_run");
        let replies = at_once(10, |_| send(&shown));
        for reply in &replies {
            assert_eq!((reply.status, &reply.text), (200, &replies[0].text));
        }
        assert_eq!(service.call(&ana, "GetCompanies", json!({}))["total"], 1);
        shown["parameters"]["atomic"] = json!(false);
        assert_eq!(conflict(&send(&shown)).0, "idempotency_key");
    }
}
