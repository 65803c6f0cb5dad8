//! `Inputs.EditInput`: changes a custom field's name, options and position.

use serde_json::json;

use super::create_with;
use crate::calls::{changes, rules};
use crate::service::services;

#[test]
fn an_input_is_changed_in_place_and_what_is_left_out_stays() {
    for service in services() {
        let ana = service.register("Ana");
        let parameters = json!({ "entity": "company", "name": "Segment", "type": "list", "options": ["Gold", "Silver"] });
        let input = service.call(&ana, "Inputs.CreateInput", parameters)["input"].clone();
        let company = create_with(&service, &ana, json!({ "segment": "Gold" })).success()["company"]["id"].clone();
        let edit = |key: &str, value: serde_json::Value| {
            service.try_call(&ana, "Inputs.EditInput", json!({ "input_id": input["id"], key: value }))
        };

        let renamed = edit("name", json!("Class")).success()["input"].clone();
        assert_eq!((&renamed["name"], &renamed["slug"], &renamed["version"]), (&json!("Class"), &json!("segment"), &json!(2)));
        assert_eq!(renamed["options"], input["options"]);
        let edited = edit("options", json!(["Silver", "Bronze"])).success()["input"].clone();
        assert_eq!(edited["options"], json!(["Silver", "Bronze"]));
        let before = changes(&service);
        for (key, value) in [("name", json!(" Class ")), ("options", json!(["Silver", "Bronze"])), ("position", edited["position"].clone())]
        {
            assert_eq!(edit(key, value).success()["input"], edited);
        }
        assert_eq!(changes(&service), before);

        let kept = service.call(&ana, "EditCompany", json!({ "company_id": company, "name": "Renamed" }))["company"].clone();
        assert_eq!(kept["inputs"], json!({ "segment": "Gold" }), "a record keeps a value that is no option any more");
        assert_eq!(rules(&create_with(&service, &ana, json!({ "segment": "Gold" }))), ["inputs.segment unknown_option"]);

        for key in ["name", "options", "position"] {
            assert_eq!(rules(&edit(key, json!(null))), [format!("{key} required")]);
        }
        assert_eq!(rules(&edit("options", json!([]))), ["options required"]);
        assert_eq!(rules(&edit("options", json!(["a", "a"]))), ["options.1 repeated"]);
        for key in ["slug", "type", "entity"] {
            assert_eq!(rules(&edit(key, json!("string"))), [format!("{key} unknown_parameter")]);
        }
    }
}

#[test]
fn another_profiles_input_is_not_found() {
    for service in services() {
        let (ana, berta) = (service.register("Ana"), service.register("Berta"));
        let parameters = json!({ "entity": "company", "name": "Segment", "type": "string" });
        let input = service.call(&berta, "Inputs.CreateInput", parameters)["input"]["id"].clone();
        for method in ["Inputs.EditInput", "Inputs.DeleteInput"] {
            service.try_call(&ana, method, json!({ "input_id": input })).failure("not_found");
        }
        service.call(&berta, "Inputs.DeleteInput", json!({ "input_id": input }));
    }
}
