//! `Catalogs.GetCatalogs`, `GetEntries`, and the methods that list one catalog under its own name.

use std::collections::BTreeSet;

use serde_json::json;

use crate::calls::{each, keys, message, rules};
use crate::service::services;

#[test]
fn every_catalog_is_listed_by_the_method_that_it_names_with_the_same_entries() {
    for service in services() {
        let ana = service.register("Ana");
        let catalogs = service.call(&ana, "GetCatalogs", json!({}))["catalogs"].clone();
        let own = [("stages", "stages"), ("currencies", "currencies"), ("company_types", "types"), ("company_industries", "industries")];
        for (name, plural) in own {
            let catalog = catalogs.as_array().unwrap().iter().find(|catalog| catalog["name"] == name).expect(name);
            let listed = service.call(&ana, catalog["method"].as_str().unwrap(), json!({}));
            let expected: BTreeSet<&str> = ["current_page", "last_page", "next_cursor", "total", plural].into();
            assert_eq!(keys(&listed).into_iter().collect::<BTreeSet<_>>(), expected);
            assert_eq!(listed[plural], service.call(&ana, "GetEntries", json!({ "catalog": name }))["entries"]);
        }
        for catalog in catalogs.as_array().unwrap() {
            let listed = service.call(&ana, catalog["method"].as_str().unwrap(), json!({}));
            let entries = service.call(&ana, "GetEntries", json!({ "catalog": catalog["name"] }))["entries"].clone();
            assert_eq!(listed.as_object().unwrap().values().find(|value| value.is_array()), Some(&entries), "{catalog}");
        }
    }
}

#[test]
fn entries_come_in_their_order_with_what_their_catalog_has() {
    for service in services() {
        let ana = service.register("Ana");
        let stages = service.call(&ana, "GetStages", json!({}))["stages"].clone();
        assert_eq!(each(&stages, "name"), ["Prospecting", "Qualification", "Proposal", "Negotiation", "Closing"]);
        assert!(stages.to_string().contains("\"value\":0.1,") || stages.to_string().contains("\"value\":0.1}"), "{stages}");
        let expected =
            ["catalog", "created_at", "external_ids", "id", "name", "parent_id", "position", "retired", "updated_at", "value", "version"];
        assert_eq!(keys(&stages[0]), expected);
        let currencies = service.call(&ana, "GetCurrencies", json!({}))["currencies"].clone();
        assert_eq!(each(&currencies, "code"), ["MXN", "USD", "EUR"]);
    }
}

#[test]
fn an_unknown_catalog_is_an_error_with_the_nearest_name() {
    for service in services() {
        let ana = service.register("Ana");
        for method in ["GetEntries", "CreateEntry"] {
            let reply = service.try_call(&ana, method, json!({ "catalog": "company_type", "name": "x" }));
            assert!(message(&reply, "catalog").contains("Did you mean 'company_types'?"), "{}", reply.text);
        }
        let reply = service.try_call(&ana, "CreateEntry", json!({ "catalog": "colours", "name": "" }));
        assert_eq!(rules(&reply), ["catalog unknown_catalog", "name empty"]);
        assert_eq!(rules(&service.try_call(&ana, "GetEntries", json!({}))), ["catalog required"]);
    }
}
