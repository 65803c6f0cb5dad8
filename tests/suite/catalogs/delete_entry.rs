//! `Catalogs.DeleteEntry`: deletes an entry that no record uses.

use serde_json::json;

use crate::calls::{at_once, changes, conflict, each};
use crate::service::services;

#[test]
fn an_entry_in_use_can_not_go_and_the_answer_says_how_many_use_it() {
    for service in services() {
        let ana = service.register("Ana");
        let (first, second) = (service.create_company(&ana, "First"), service.create_company(&ana, "Second"));
        for (key, catalog) in [("type_id", "company_types"), ("industry_id", "company_industries")] {
            let before = changes(&service);
            let (path, sentence) = conflict(&service.try_call(&ana, "DeleteEntry", json!({ "entry_id": first[key] })));
            assert_eq!(path, "entry_id");
            assert!(sentence.contains("by 2 companies"), "{catalog}: {sentence}");
            assert!(sentence.contains("retired"), "it says what to do instead: {sentence}");
            assert_eq!(changes(&service), before);
        }
        service.call(&ana, "DeleteCompany", json!({ "company_id": second["id"] }));
        let (_, sentence) = conflict(&service.try_call(&ana, "DeleteEntry", json!({ "entry_id": first["type_id"] })));
        assert!(sentence.contains("by 1 company."), "{sentence}");
        service.call(&ana, "DeleteCompany", json!({ "company_id": first["id"] }));
        service.call(&ana, "DeleteEntry", json!({ "entry_id": first["type_id"] }));
        assert!(!each(&service.call(&ana, "GetTypes", json!({}))["types"], "name").contains(&json!("Customer")));
        service.try_call(&ana, "DeleteEntry", json!({ "entry_id": first["type_id"] })).failure("not_found");
    }
}

#[test]
fn a_category_with_subcategories_can_not_go() {
    for service in services() {
        let ana = service.register("Ana");
        let goods = service.entry(&ana, "product_categories", "Goods");
        let create = json!({ "catalog": "product_subcategories", "name": "Screws", "parent_id": goods });
        let child = service.call(&ana, "CreateEntry", create)["entry"]["id"].clone();
        let (_, sentence) = conflict(&service.try_call(&ana, "DeleteEntry", json!({ "entry_id": goods })));
        assert!(sentence.contains("by 1 catalog entry."), "{sentence}");
        service.call(&ana, "DeleteEntry", json!({ "entry_id": child }));
        service.call(&ana, "DeleteEntry", json!({ "entry_id": goods }));
    }
}

#[test]
fn another_profiles_entry_is_not_found() {
    for service in services() {
        let (ana, berta) = (service.register("Ana"), service.register("Berta"));
        let foreign = service.entry(&berta, "company_types", "Other");
        service.try_call(&ana, "DeleteEntry", json!({ "entry_id": foreign })).failure("not_found");
        service.call(&berta, "DeleteEntry", json!({ "entry_id": foreign }));
    }
}

#[test]
fn who_creates_a_company_while_its_type_is_deleted_is_in_time_or_is_told() {
    for service in services() {
        let ana = service.register("Ana");
        for round in 0..5 {
            let name = format!("Type {round}");
            let kind = service.call(&ana, "CreateEntry", json!({ "catalog": "company_types", "name": name }))["entry"]["id"].clone();
            let mut parameters = service.company(&ana, "Company");
            parameters["type_id"] = kind.clone();
            let replies = at_once(4, |number| match number {
                0 => service.try_call(&ana, "DeleteEntry", json!({ "entry_id": kind })),
                _ => service.try_call(&ana, "CreateCompany", parameters.clone()),
            });
            let created = replies[1..].iter().filter(|reply| reply.status == 200).count();
            for reply in replies.iter().filter(|reply| reply.status != 200) {
                assert!([409, 422].contains(&reply.status), "{}", reply.text);
            }
            if replies[0].status == 200 {
                assert_eq!(created, 0, "the database lets no record refer to what is gone");
            } else {
                assert_eq!(service.call(&ana, "GetCompanies", json!({ "company_type": kind }))["total"], created);
            }
        }
    }
}
