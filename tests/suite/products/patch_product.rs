//! `Products.PatchProduct`: changes the given fields and keeps the others, name and price included.

use serde_json::{Value, json};

use super::{create, everything, thickness};
use crate::calls::{changes, conflict, rules};
use crate::service::services;

#[test]
fn what_is_said_changes_and_what_is_left_out_stays() {
    for service in services() {
        let ana = service.register("Ana");
        thickness(&service, &ana);
        let given = everything(&service, &ana);
        let mut product = create(&service, &ana, given);
        let id = product["id"].clone();
        let patch = |given: Value| {
            let mut parameters = given;
            parameters["product_id"] = id.clone();
            service.call(&ana, "PatchProduct", parameters)["product"].clone()
        };
        let edits = [
            ("value", json!(99.5)),
            ("name", json!("Otro nombre")),
            ("short_name", json!(null)),
            ("featured", json!(false)),
            ("public", json!(false)),
            ("tags", json!(["uno"])),
            ("inputs", json!({ "grosor": 5 })),
            ("retired", json!(true)),
        ];
        for (position, (key, value)) in edits.into_iter().enumerate() {
            let patched = patch(json!({ key: value }));
            product[key] = value;
            product["version"] = json!(position + 2);
            product["updated_at"] = patched["updated_at"].clone();
            assert_eq!(patched, product, "{key}");
        }
        let before = changes(&service);
        assert_eq!(patch(json!({})), product);
        assert_eq!(changes(&service), before, "nothing was said");
    }
}

#[test]
fn the_rules_are_those_of_an_edit() {
    for service in services() {
        let (ana, sara) = (service.register("Ana"), service.register("Sara"));
        let [product, other] = ["A", "B"].map(|sku| create(&service, &ana, json!({ "sku": sku })));
        let patch = |person, given: Value| {
            let mut parameters = given;
            parameters["product_id"] = product["id"].clone();
            service.try_call(person, "Products.PatchProduct", parameters)
        };
        assert_eq!(rules(&service.try_call(&ana, "PatchProduct", json!({ "value": 1 }))), ["product_id required"]);
        assert_eq!(rules(&patch(&ana, json!({ "name": null, "value": null }))), ["name required", "value required"]);
        assert_eq!(
            rules(&patch(&ana, json!({ "name": " ", "value": -1, "nam": 1 }))),
            ["nam unknown_parameter", "name empty", "value out_of_range"]
        );
        assert_eq!(conflict(&patch(&ana, json!({ "sku": other["sku"] }))).0, "sku");
        assert_eq!(conflict(&patch(&ana, json!({ "value": 1, "if_version": 7 }))).0, "if_version");
        patch(&sara, json!({ "value": 1 })).failure("not_found");
        let shown = patch(&ana, json!({ "value": 77, "dry_run": true })).success();
        assert_eq!((&shown["product"]["value"], &shown["product"]["version"]), (&json!(77), &json!(2)));
        assert_eq!(service.call(&ana, "GetProduct", json!({ "search_by": "id", "search_value": product["id"] }))["product"], product);
        let edited = service.try_call(&ana, "Products.EditProduct", json!({ "product_id": product["id"], "retired": true }));
        assert_eq!(rules(&edited), ["name required", "value required"]);
    }
}
