//! `Inputs.DeleteInput`: deletes a custom field, and its values if the caller asks for that.

use std::time::Duration;

use serde_json::json;

use super::create_with;
use crate::bounded::Holding;
use crate::calls::{at_once, changes, conflict, number, rules};
use crate::service::{Service, databases, services};

#[test]
fn an_input_with_values_goes_only_together_with_them() {
    for service in services() {
        let ana = service.register("Ana");
        let input = |name: &str| {
            let parameters = json!({ "entity": "company", "name": name, "type": "string" });
            service.call(&ana, "Inputs.CreateInput", parameters)["input"]["id"].clone()
        };
        let (size, sizes) = (input("a_b"), input("axb"));
        let with_both = create_with(&service, &ana, json!({ "a_b": "x", "axb": "y" })).success()["company"].clone();
        let with_other = create_with(&service, &ana, json!({ "axb": "\"a_b\":" })).success()["company"].clone();
        let before = changes(&service);
        let (path, sentence) = conflict(&service.try_call(&ana, "Inputs.DeleteInput", json!({ "input_id": size })));
        assert_eq!(path, "input_id");
        assert!(sentence.starts_with("1 company has a value for 'a_b'.") && sentence.contains("with_values"), "{sentence}");
        let (_, sentence) = conflict(&service.try_call(&ana, "Inputs.DeleteInput", json!({ "input_id": sizes })));
        assert!(sentence.starts_with("2 companies have a value for 'axb'."), "{sentence}");
        assert_eq!(changes(&service), before);

        service.call(&ana, "Inputs.DeleteInput", json!({ "input_id": size, "with_values": true }));
        assert_eq!(changes(&service), before + 2, "the input's record, and that of the one company that had a value");
        let find = |company: &serde_json::Value| {
            service.call(&ana, "GetCompany", json!({ "search_by": "id", "search_value": company["id"], "with_files": true }))["company"]
                .clone()
        };
        let without = find(&with_both);
        assert_eq!((&without["inputs"], &without["version"]), (&json!({ "axb": "y" }), &json!(2)));
        assert_eq!(find(&with_other), with_other);
        create_with(&service, &ana, json!({ "a_b": "x" })).failure("invalid_parameters");
        service.try_call(&ana, "Inputs.DeleteInput", json!({ "input_id": size })).failure("not_found");
    }
}

#[test]
fn an_input_without_values_goes_and_its_slug_is_free_again() {
    for service in services() {
        let ana = service.register("Ana");
        let parameters = json!({ "entity": "company", "name": "Segment", "type": "string" });
        for _ in 0..2 {
            let input = service.call(&ana, "Inputs.CreateInput", parameters.clone())["input"].clone();
            let gone = service.call(&ana, "Inputs.DeleteInput", json!({ "input_id": input["id"] }));
            assert_eq!(gone["input"], input);
        }
        assert_eq!(service.call(&ana, "Companies.GetInputs", json!({}))["inputs"], json!([]));
    }
}

#[test]
fn an_input_that_is_deleted_while_records_are_given_values_leaves_none_behind() {
    for service in services() {
        let ana = service.register("Ana");
        let company = service.create_company(&ana, "Company")["id"].clone();
        for _ in 0..6 {
            let parameters = json!({ "entity": "company", "name": "J", "type": "string", "slug": "j" });
            let input = service.call(&ana, "Inputs.CreateInput", parameters)["input"]["id"].clone();
            let replies = at_once(3, |turn| match turn {
                0 => service.try_call(&ana, "EditCompany", json!({ "company_id": company, "inputs": { "j": "x" } })),
                1 => create_with(&service, &ana, json!({ "j": "x" })),
                _ => service.try_call(&ana, "Inputs.DeleteInput", json!({ "input_id": input })),
            });
            let mut given = 0;
            for write in &replies[..2] {
                match write.status {
                    200 => given += 1,
                    _ => assert_eq!(rules(write), ["inputs.j unknown_input"]),
                }
            }
            assert_eq!(replies[2].status == 200, given == 0, "{replies:?}");
            assert_eq!(number(&service, "SELECT count(*) AS number FROM input_values"), given);
            if given > 0 {
                conflict(&replies[2]);
                service.call(&ana, "Inputs.DeleteInput", json!({ "input_id": input, "with_values": true }));
            }
        }
    }
}

/// The write is held up between its look at the input and its end.
#[test]
fn a_deletion_waits_for_a_write_that_gives_a_value() {
    for database in databases().into_iter().filter(|database| !database.is_sqlite()) {
        let service = Service::start(database, |settings| settings.databases.lock_timeout = Duration::from_secs(60));
        let ana = service.register("Ana");
        let company = service.create_company(&ana, "Company")["id"].clone();
        let parameters = json!({ "entity": "company", "name": "J", "type": "string", "slug": "j" });
        let input = service.call(&ana, "Inputs.CreateInput", parameters)["input"]["id"].clone();
        let waiting = "SELECT count(*) AS number FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
        let holding = Holding::by(&service, &format!("BEGIN; SELECT 1 FROM companies WHERE id = {company} FOR UPDATE"));
        std::thread::scope(|scope| {
            let edit = scope.spawn(|| service.try_call(&ana, "EditCompany", json!({ "company_id": company, "inputs": { "j": "x" } })));
            while number(&service, waiting) < 1 && !edit.is_finished() {
                std::thread::yield_now();
            }
            let deletion = scope.spawn(|| service.try_call(&ana, "Inputs.DeleteInput", json!({ "input_id": input })));
            while number(&service, waiting) < 2 && !deletion.is_finished() {
                std::thread::yield_now();
            }
            holding.release();
            edit.join().expect("an answer").success();
            conflict(&deletion.join().expect("an answer"));
        });
        service.call(&ana, "Inputs.DeleteInput", json!({ "input_id": input, "with_values": true }));
        assert_eq!(number(&service, "SELECT count(*) AS number FROM input_values"), 0);
    }
}

#[test]
fn values_are_taken_from_a_thousand_records_at_the_most() {
    for service in services() {
        let ana = service.register("Ana");
        let parameters = json!({ "entity": "company", "name": "Size", "type": "string" });
        let input = service.call(&ana, "Inputs.CreateInput", parameters)["input"]["id"].clone();
        let upsert = |from: usize, to: usize, value: serde_json::Value| {
            let records: Vec<_> = (from..to)
                .map(|number| {
                    let mut record = service.company(&ana, "Company");
                    record["external_ids"] = json!({ "sap": number.to_string() });
                    record["inputs"] = json!({ "size": value });
                    record
                })
                .collect();
            service.call(&ana, "Sync.Upsert", json!({ "entity": "company", "records": records }))
        };
        upsert(0, 1_000, json!("XL"));
        upsert(1_000, 1_001, json!("XL"));
        let before = changes(&service);
        let delete = json!({ "input_id": input, "with_values": true });
        let (path, sentence) = conflict(&service.try_call(&ana, "Inputs.DeleteInput", delete.clone()));
        assert_eq!(path, "input_id");
        assert!(sentence.starts_with("More than 1000 companies have a value") && sentence.contains("Sync.Upsert"), "{sentence}");
        assert_eq!(changes(&service), before);
        upsert(1_000, 1_001, json!(null));
        service.call(&ana, "Inputs.DeleteInput", delete);
        assert_eq!(changes(&service), before + 1_002);
    }
}
