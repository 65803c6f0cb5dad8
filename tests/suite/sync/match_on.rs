//! `Sync.Upsert` with `match_on`: a first load meets what is here already.

use std::time::Duration;

use serde_json::{Value, json};
use ventanilla::config::Settings;

use crate::calls::{at_once, changes, each, rules};
use crate::contacts::{contact, create_contact};
use crate::service::{Person, Service, databases, services};

fn upsert(service: &Service, person: &Person, entity: &str, match_on: Value, records: Value) -> Value {
    service.call(person, "Sync.Upsert", json!({ "entity": entity, "match_on": match_on, "records": records }))
}

fn outcomes(answer: &Value) -> Vec<(Value, Value)> {
    let results = answer["results"].as_array().expect("results");
    results.iter().map(|result| (result["result"].clone(), result["matched_by"].clone())).collect()
}

#[test]
fn a_first_load_meets_what_is_here_by_the_first_key_that_meets_anything_and_links_it() {
    for service in services() {
        let (ana, berta) = (service.register("Ana"), service.register("Berta"));
        let make = |person: &Person, fields: Value| {
            let mut company = service.company(person, "Here before");
            company.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
            service.call(person, "CreateCompany", company)["company"]["id"].clone()
        };
        let by_rfc = make(&ana, json!({ "rfc": "NUÑ-010203-AB1" }));
        let by_email = make(&ana, json!({ "email": "Ventas@Example.com", "rfc": "OTHER" }));
        let by_number = make(&ana, json!({ "client_number": "Ñ-7" }));
        let by_slug = make(&ana, json!({ "slug": "the-slug" }));
        let linked = make(&ana, json!({ "external_ids": { "sap": "5" }, "email": "linked@example.com" }));
        make(&berta, json!({ "email": "new@example.com" }));
        let record = |sap: &str, fields: Value| {
            let mut record = service.company(&ana, "From the ERP");
            record["external_ids"] = json!({ "sap": sap });
            record.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
            record
        };
        let records = json!([
            record("1", json!({ "rfc": "nuñ010203ab1" })),
            record("2", json!({ "email": " ventas@EXAMPLE.com " })),
            record("3", json!({ "client_number": "N\u{303}-7" })),
            record("4", json!({ "slug": "the-slug" })),
            record("5", json!({ "email": "ventas@example.com" })),
            record("6", json!({ "email": "new@example.com" })),
        ]);
        let keys = json!(["external_ids", "email", "rfc", "client_number", "slug"]);
        let before = changes(&service);
        let asked = json!({ "entity": "company", "match_on": keys, "records": records, "dry_run": true });
        let dry = service.call(&ana, "Sync.Upsert", asked);
        assert_eq!(changes(&service), before, "a dry run changes nothing");
        let answer = upsert(&service, &ana, "company", keys.clone(), records.clone());
        assert_eq!(outcomes(&answer), outcomes(&dry));
        let expected =
            [("updated", "rfc"), ("updated", "email"), ("updated", "client_number"), ("updated", "slug"), ("updated", "external_ids")];
        let mut expected: Vec<(Value, Value)> = expected.iter().map(|(result, by)| (json!(result), json!(by))).collect();
        expected.push((json!("created"), Value::Null));
        assert_eq!(outcomes(&answer), expected, "{answer}");
        assert_eq!(each(&answer["results"], "id")[..5], [by_rfc, by_email, by_number, by_slug, linked]);
        // All are linked now: the next load finds them by their external IDs.
        let again = upsert(&service, &ana, "company", keys, records.clone());
        assert!(outcomes(&again).iter().all(|outcome| *outcome == (json!("unchanged"), json!("external_ids"))), "{again}");
        let without = service.call(&ana, "Sync.Upsert", json!({ "entity": "company", "records": records }));
        assert_eq!(without["unchanged"], 6, "{without}");
        assert!(without["results"][0].get("matched_by").is_none(), "{without}");
    }
}

#[test]
fn several_that_match_are_an_error_of_that_record_that_names_them() {
    for service in services() {
        let ana = service.register("Ana");
        let company = service.create_company(&ana, "Company");
        let make = |email: &str| {
            let id = create_contact(&service, &ana, &company, "Rosa")["id"].clone();
            service.call(&ana, "EditContact", json!({ "contact_id": id, "email": email }));
            id
        };
        let (first, second, alone) = (make("info@example.com"), make("INFO@example.com"), make("alone@example.com"));
        let records = json!([
            { "email": "Info@Example.com", "name": "Changed" },
            { "email": "alone@example.com", "name": "Changed" },
            { "name": "Nothing to match by" },
            { "email": "new@example.com", "name": "Incomplete" },
        ]);
        let answer = upsert(&service, &ana, "contact", json!("email"), records);
        let results = each(&answer["results"], "result");
        assert_eq!(results, ["failed", "updated", "failed", "failed"], "{answer}");
        let detail = &answer["results"][0]["details"][0];
        assert_eq!((&answer["results"][0]["code"], &detail["path"]), (&json!("conflict"), &json!("email")));
        assert_eq!(detail["values"]["ids"], json!([first, second]));
        assert_eq!(answer["results"][1]["id"], alone);
        assert_eq!(answer["results"][2]["details"][0]["path"], "email", "{answer}");
        assert_eq!(answer["results"][3]["code"], "invalid_parameters", "a new contact needs a company");
    }
}

#[test]
fn records_of_one_call_meet_those_that_the_call_made_and_no_longer_those_that_it_changed() {
    for service in services() {
        let ana = service.register("Ana");
        let company = |fields: Value| {
            let mut company = service.company(&ana, "Company");
            company.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
            company
        };
        let first = service.call(&ana, "CreateCompany", company(json!({ "email": "a@example.com" })))["company"]["id"].clone();
        let records = json!([
            company(json!({ "email": "new@example.com" })),
            company(json!({ "email": "NEW@example.com", "bio": "Met within the call." })),
            company(json!({ "id": first, "email": "b@example.com" })),
            company(json!({ "email": "a@example.com" })),
            company(json!({ "email": "b@example.com", "bio": "Met by its new address." })),
        ]);
        let answer = upsert(&service, &ana, "company", json!(["id", "email"]), records);
        let ids = each(&answer["results"], "id");
        assert_eq!(each(&answer["results"], "result"), ["created", "updated", "updated", "created", "updated"], "{answer}");
        assert_eq!((&ids[0], &ids[2], &ids[2]), (&ids[1], &first, &ids[4]));
        assert_ne!(ids[3], first);
        // A slug that was made up is met, too.
        let mut new = company(json!({ "client_number": "77" }));
        new["name"] = json!("Made up");
        let records = json!([new, { "slug": "made-up", "bio": "Met." }]);
        let made = upsert(&service, &ana, "company", json!(["client_number", "slug"]), records);
        assert_eq!(each(&made["results"], "result"), ["created", "updated"], "{made}");
    }
}

#[test]
fn a_load_of_many_matches_each_with_its_own() {
    for service in services() {
        let ana = service.register("Ana");
        let product = |number: usize| json!({ "name": format!("Product {number}"), "value": number, "sku": format!("S-{number}") });
        let records: Vec<Value> = (0..450).map(product).collect();
        let load = |records: &[Value]| upsert(&service, &ana, "product", json!(["external_ids", "sku"]), json!(records));
        assert_eq!(load(&records)["created"], 450);
        let mut linked = records.clone();
        for (number, record) in linked.iter_mut().enumerate() {
            record["external_ids"] = json!({ "shop": number });
        }
        let answer = load(&linked);
        assert_eq!(answer["updated"], 450, "{answer}");
        assert!(outcomes(&answer).iter().all(|(_, by)| by == "sku"));
        let answer = load(&linked);
        assert!(outcomes(&answer).iter().all(|(result, by)| result == "unchanged" && by == "external_ids"), "{answer}");
    }
}

/// A service on each kind of database whose writes wait for each other as long as it takes.
fn patient_services() -> impl Iterator<Item = Service> {
    let patient = |settings: &mut Settings| settings.databases.lock_timeout = Duration::from_secs(60);
    databases().into_iter().map(move |database| Service::start(database, patient))
}

/// No unique index keeps two records from having one address or tax number.
#[test]
fn of_several_loads_at_once_one_makes_the_record_and_the_others_meet_it() {
    for service in patient_services() {
        let ana = service.register("Ana");
        let at = service.create_company(&ana, "Company with contacts");
        for round in 0..4 {
            let address = format!("race{round}@example.com");
            let (mut by_email, mut by_rfc) = (service.company(&ana, "Company"), service.company(&ana, "Company"));
            let mut person = contact(&service, &ana, &at, "Rosa");
            (by_email["email"], by_rfc["rfc"], person["email"]) = (json!(address), json!(format!("RACE01020{round}AB1")), json!(address));
            for (entity, key, record) in [("company", "email", by_email), ("company", "rfc", by_rfc), ("contact", "email", person)] {
                let answers = at_once(6, |number| {
                    let mut record = record.clone();
                    record["name"] = json!(format!("Name {number}"));
                    upsert(&service, &ana, entity, json!(key), json!([record]))
                });
                let sum = |result: &str| answers.iter().map(|answer| answer[result].as_i64().expect("a number")).sum::<i64>();
                assert_eq!((sum("created"), sum("updated")), (1, 5), "{entity} by {key}: {answers:?}");
                let id = &answers[0]["results"][0]["id"];
                assert!(answers.iter().all(|answer| answer["results"][0]["id"] == *id), "{answers:?}");
            }
        }
    }
}

/// More records than are looked up together, in opposite orders. Most of them fail, which is quick.
#[test]
fn long_loads_at_once_do_not_wait_for_each_other_without_end() {
    for service in patient_services() {
        let ana = service.register("Ana");
        let complete = service.company(&ana, "Company");
        let company = |number: usize| {
            let is_complete = !(5..205).contains(&number);
            let mut company = if is_complete { complete.clone() } else { json!({}) };
            (company["email"], company["rfc"]) = (json!(format!("{number}@example.com")), json!(format!("RFC{number}")));
            company
        };
        let records: Vec<Value> = (0..210).map(company).collect();
        let answers = at_once(2, |turn| {
            let mut records = records.clone();
            let mut keys = ["email", "rfc"];
            if turn == 1 {
                records.reverse();
                keys.reverse();
            }
            upsert(&service, &ana, "company", json!(keys), json!(records))
        });
        let sum = |result: &str| answers.iter().map(|answer| answer[result].as_i64().expect("a number")).sum::<i64>();
        assert_eq!((sum("created"), sum("unchanged"), sum("failed")), (10, 10, 400));
    }
}

#[test]
fn keys_that_the_kind_lacks_are_wrong_parameters() {
    for service in services() {
        let ana = service.register("Ana");
        let wrong = |entity: &str, match_on: Value| {
            let parameters = json!({ "entity": entity, "match_on": match_on, "records": [{ "external_ids": { "sap": "1" } }] });
            rules(&service.try_call(&ana, "Sync.Upsert", parameters))
        };
        assert_eq!(wrong("contact", json!(["external_ids", "rfc", "sku"])), ["match_on.1 unknown_key", "match_on.2 unknown_key"]);
        assert_eq!(wrong("product", json!("email")), ["match_on unknown_key"]);
        assert_eq!(wrong("company", json!(["nmae"])), ["match_on.0 unknown_option"]);
        assert_eq!(wrong("company", json!(5)), ["match_on wrong_type"]);
        let answer = upsert(&service, &ana, "company", json!("email"), json!([{ "id": 1, "email": "a@example.com" }]));
        assert_eq!(answer["results"][0]["details"][0]["rule"], "not_matched_on", "{answer}");
    }
}
