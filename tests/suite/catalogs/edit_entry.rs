//! `Catalogs.EditEntry`: renames an entry, moves it, retires it.

use serde_json::json;

use crate::calls::{changes, conflict, each, rules};
use crate::service::services;

#[test]
fn an_entry_is_renamed_and_moved_and_stays_itself() {
    for service in services() {
        let ana = service.register("Ana");
        let closing = service.entry(&ana, "stages", "Closing");
        let edited = service.call(&ana, "EditEntry", json!({ "entry_id": closing, "name": "Signing", "position": 0, "value": "0.95" }));
        let entry = edited["entry"].clone();
        assert_eq!((&entry["id"], &entry["name"], &entry["version"]), (&json!(closing), &json!("Signing"), &json!(2)));
        let stages = service.call(&ana, "GetStages", json!({}))["stages"].clone();
        assert_eq!(each(&stages, "name"), ["Signing", "Prospecting", "Qualification", "Proposal", "Negotiation"]);
        let before = changes(&service);
        for nothing in [json!({}), json!({ "name": " Signing ", "value": 0.95 }), json!({ "retired": false })] {
            let mut parameters = nothing;
            parameters["entry_id"] = json!(closing);
            assert_eq!(service.call(&ana, "EditEntry", parameters)["entry"], entry);
        }
        assert_eq!(changes(&service), before, "an edit that changes nothing writes nothing");
        let cleared = service.call(&ana, "EditEntry", json!({ "entry_id": closing, "value": null }))["entry"].clone();
        assert!(cleared.get("value").is_none());
    }
}

#[test]
fn what_an_edit_can_not_do_is_said() {
    for service in services() {
        let (ana, berta) = (service.register("Ana"), service.register("Berta"));
        let other = service.entry(&ana, "company_types", "Other");
        let edit = |changes: serde_json::Value| {
            let mut parameters = json!({ "entry_id": other });
            parameters.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
            service.try_call(&ana, "EditEntry", parameters)
        };
        let reply = edit(json!({ "name": null, "position": null, "retired": "maybe", "value": 1, "parent_id": 1 }));
        let expected = ["name required", "parent_id meaningless", "position required", "retired wrong_type", "value meaningless"];
        assert_eq!(rules(&reply), expected);
        assert_eq!(conflict(&edit(json!({ "name": "Customer" }))).0, "name");
        for foreign in [service.entry(&berta, "company_types", "Other"), 999_999] {
            service.try_call(&ana, "EditEntry", json!({ "entry_id": foreign, "name": "x" })).failure("not_found");
        }
    }
}

#[test]
fn a_retired_entry_stays_with_who_has_it_and_is_offered_to_nobody_else() {
    for service in services() {
        let ana = service.register("Ana");
        let company = service.create_company(&ana, "Company")["id"].clone();
        let parameters = service.company(&ana, "Another");
        let customer = service.entry(&ana, "company_types", "Customer");
        let partner = service.entry(&ana, "company_types", "Partner");
        assert_eq!(service.call(&ana, "EditEntry", json!({ "entry_id": customer, "retired": "Yes" }))["entry"]["retired"], true);
        let names = |parameters| each(&service.call(&ana, "GetTypes", parameters)["types"], "name");
        assert!(!names(json!({})).contains(&json!("Customer")));
        assert!(names(json!({ "with_retired": true })).contains(&json!("Customer")));

        let reply = service.try_call(&ana, "CreateCompany", parameters.clone());
        assert_eq!(rules(&reply), ["type_id retired"]);
        assert!(reply.text.contains("'Customer' is retired"), "{}", reply.text);
        let keep = json!({ "company_id": company, "type_id": customer, "name": "Renamed" });
        assert_eq!(service.call(&ana, "EditCompany", keep.clone())["company"]["name"], "Renamed");
        assert_eq!(service.call(&ana, "GetCompanies", json!({ "company_type": customer }))["total"], 1);
        service.call(&ana, "EditCompany", json!({ "company_id": company, "type_id": partner }));
        assert_eq!(rules(&service.try_call(&ana, "EditCompany", keep)), ["type_id retired"]);
        service.call(&ana, "EditEntry", json!({ "entry_id": customer, "retired": 0 }));
        service.call(&ana, "CreateCompany", parameters);
    }
}
