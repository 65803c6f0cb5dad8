//! Booleans, in all the forms in which clients send them.

use serde_json::json;

use crate::calls::rules;
use crate::service::services;

#[test]
fn a_boolean_is_read_in_every_form_of_the_contract() {
    for service in services() {
        let ana = service.register("Ana");
        service.create_company(&ana, "First");
        for (form, value) in [
            (json!(true), true),
            (json!(1), true),
            (json!("true"), true),
            (json!("1"), true),
            (json!("Yes"), true),
            (json!(false), false),
            (json!(0), false),
            (json!("false"), false),
            (json!("0"), false),
            (json!("No"), false),
        ] {
            let found = service.call(&ana, "GetCompanies", json!({ "with_inputs": form }));
            assert_eq!(found["companies"][0].get("inputs").is_some(), value, "{form}");
        }
        for form in [json!(2), json!("2"), json!("on"), json!(""), json!([true]), json!({}), json!(1.5)] {
            let reply = service.try_call(&ana, "GetCompanies", json!({ "with_inputs": form }));
            assert_eq!(reply.wrong(), ["with_inputs"], "{form}");
        }
        // Null is a parameter that is left out.
        let found = service.call(&ana, "GetCompanies", json!({ "with_inputs": null }));
        assert!(found["companies"][0].get("inputs").is_none());
    }
}

#[test]
fn a_boolean_that_an_edit_sets_can_not_be_cleared() {
    for service in services() {
        let ana = service.register("Ana");
        let entry = service.entry(&ana, "company_types", "Other");
        let reply = service.try_call(&ana, "Catalogs.EditEntry", json!({ "entry_id": entry, "retired": null }));
        assert_eq!(rules(&reply), ["retired required"]);
    }
}
