//! The optimistic lock: a call with `if_version` changes no other version of the record.

use serde_json::{Value, json};

use crate::calls::{at_once, changes, conflict, rules};
use crate::service::services;

#[test]
fn a_stale_version_is_a_conflict_that_shows_the_current_one() {
    for service in services() {
        let ana = service.register("Ana");
        let id = service.create_company(&ana, "Café Núñez")["id"].clone();
        let edit = |version: Value, name: &str| {
            service.try_call(&ana, "EditCompany", json!({ "company_id": id, "if_version": version, "name": name }))
        };
        assert_eq!(edit(json!(1), "Café Luna").success()["company"]["version"], 2);
        let noted = changes(&service);
        for stale in [json!(1), json!("1"), json!(3)] {
            let (path, sentence) = conflict(&edit(stale, "Café Sol"));
            assert_eq!(path, "if_version");
            assert!(sentence.contains("version 2 now"), "{sentence}");
        }
        let (_, sentence) = conflict(&service.try_call(&ana, "DeleteCompany", json!({ "company_id": id, "if_version": 1 })));
        assert!(sentence.contains("version 2 now"), "{sentence}");
        assert_eq!(changes(&service), noted);
        // An edit without a change leaves the version as it is.
        assert_eq!(edit(json!(2), "Café Luna").success()["company"]["version"], 2);
        assert_eq!(edit(json!("2"), "Café Sol").success()["company"]["version"], 3);
        assert_eq!(edit(Value::Null, "Café Mar").success()["company"]["version"], 4);
        service.call(&ana, "DeleteCompany", json!({ "company_id": id, "if_version": 4 }));
        service.try_call(&ana, "DeleteCompany", json!({ "company_id": id, "if_version": 4 })).failure("not_found");
    }
}

#[test]
fn what_is_no_version_is_wrong_beside_all_else_and_no_parameter_of_what_names_no_record() {
    for service in services() {
        let ana = service.register("Ana");
        let id = service.create_company(&ana, "Café Núñez")["id"].clone();
        for wrong in [json!(0), json!(-1), json!("x"), json!(1.5), json!([]), json!(true)] {
            let reply = service.try_call(&ana, "EditCompany", json!({ "company_id": id, "if_version": wrong, "name": "" }));
            assert_eq!(reply.wrong(), ["if_version", "name"]);
        }
        let mut company = service.company(&ana, "Café Luna");
        company["if_version"] = json!(1);
        assert_eq!(rules(&service.try_call(&ana, "CreateCompany", company)), ["if_version unknown_parameter"]);
    }
}

#[test]
fn of_several_who_know_the_same_version_one_changes_it() {
    for service in services() {
        let ana = service.register("Ana");
        let id = service.create_company(&ana, "Café Núñez")["id"].clone();
        let replies = at_once(16, |number| {
            service.try_call(&ana, "EditCompany", json!({ "company_id": id, "if_version": 1, "name": format!("Café {number}") }))
        });
        let done: Vec<_> = replies.iter().filter(|reply| reply.status == 200).collect();
        assert_eq!(done.len(), 1);
        for reply in replies.iter().filter(|reply| reply.status != 200) {
            assert!(conflict(reply).1.contains("version 2 now"), "{}", reply.text);
        }
        let company =
            service.call(&ana, "GetCompany", json!({ "search_by": "id", "search_value": id, "with_files": true }))["company"].clone();
        assert_eq!(company, done[0].success()["company"]);
    }
}
