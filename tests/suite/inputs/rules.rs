//! The rules of inputs: types `date` and `url`, `required`, `public`, `default`; and the inputs of tickets.

use serde_json::{Value, json};

use super::create_with;
use crate::calls::{changes, each, message, rules};
use crate::service::{Person, Reply, Service, services};
use crate::world::{World, everywhere, worlds};

fn try_input(service: &Service, ana: &Person, changes: Value) -> Reply {
    let mut parameters = json!({ "entity": "company", "type": "string" });
    for (key, value) in changes.as_object().expect("an object") {
        parameters[key] = value.clone();
    }
    service.try_call(ana, "Inputs.CreateInput", parameters)
}

fn input(service: &Service, ana: &Person, changes: Value) -> Value {
    try_input(service, ana, changes).success()["input"].clone()
}

#[test]
fn dates_are_kept_as_days_and_web_addresses_as_they_came() {
    for service in services() {
        let ana = service.register("Ana");
        for kind in ["date", "url"] {
            input(&service, &ana, json!({ "name": kind, "type": kind }));
        }
        for (slug, sent, kept) in [
            ("date", json!("31/01/24"), "2024-01-31"),
            ("date", json!(" 2024-01-31 "), "2024-01-31"),
            ("date", json!("1/2/2024"), "2024-02-01"),
            ("url", json!("https://example.com/a?b=c#d"), "https://example.com/a?b=c#d"),
            ("url", json!(" http://example.com "), "http://example.com"),
        ] {
            let company = create_with(&service, &ana, json!({ slug: sent })).success()["company"].clone();
            assert_eq!(company["inputs"], json!({ slug: kept }), "{sent}");
        }
        for (slug, wrong) in [
            ("date", vec![json!("31/02/24"), json!("12/31/24"), json!("tomorrow"), json!(""), json!(20_240_131), json!(true)]),
            ("date", vec![json!("2024-01-31T09:30:00Z")]),
            ("url", vec![json!("example.com"), json!("javascript:alert(1)"), json!("ftp://example.com"), json!(""), json!(5)]),
        ] {
            for value in wrong {
                let reply = create_with(&service, &ana, json!({ slug: value }));
                assert_eq!(reply.wrong(), [format!("inputs.{slug}")], "{value}");
            }
        }
        assert!(message(&create_with(&service, &ana, json!({ "url": "example.com" })), "inputs.url").contains("https://example.com"));
        let between =
            |range: Value| each(&service.call(&ana, "GetCompanies", json!({ "inputs": { "date": range } }))["companies"], "inputs").len();
        assert_eq!(between(json!({ "from": "01/02/24" })), 1);
        assert_eq!(between(json!({ "from": "2024-01-31", "to": "31/01/2024" })), 2);
        assert_eq!(between(json!("01/02/2024")), 1);
        let unordered = service.try_call(&ana, "GetCompanies", json!({ "inputs": { "url": { "from": "https://a.example" } } }));
        assert_eq!(rules(&unordered), ["inputs.url meaningless"]);
    }
}

#[test]
fn a_required_input_is_given_by_who_creates_and_cleared_by_nobody() {
    for service in services() {
        let ana = service.register("Ana");
        let segment = input(&service, &ana, json!({ "name": "Segment", "type": "list", "options": ["Gold", "Silver"] }));
        assert_eq!((&segment["required"], &segment["public"], &segment["default"]), (&json!(false), &json!(false), &Value::Null));
        let older = create_with(&service, &ana, json!({})).success()["company"].clone();
        let edited = service.call(&ana, "Inputs.EditInput", json!({ "input_id": segment["id"], "required": true }))["input"].clone();
        assert_eq!((&edited["required"], &edited["version"]), (&json!(true), &json!(2)));
        let unchanged =
            service.call(&ana, "GetCompany", json!({ "search_by": "id", "search_value": older["id"], "with_files": true }))["company"]
                .clone();
        assert_eq!(unchanged, older, "records that exist are not touched");

        let before = changes(&service);
        for none in [json!({}), json!(null), json!([]), json!({ "segment": null })] {
            assert_eq!(rules(&create_with(&service, &ana, none.clone())), ["inputs.segment required"], "{none}");
        }
        assert_eq!(rules(&create_with(&service, &ana, json!({ "segment": "Lead" }))), ["inputs.segment unknown_option"]);
        let parameters = service.company(&ana, "Company");
        assert_eq!(rules(&service.try_call(&ana, "CreateCompany", parameters)), ["inputs.segment required"]);
        assert_eq!(changes(&service), before);
        let company = create_with(&service, &ana, json!({ "segment": "Gold" })).success()["company"].clone();
        let edit = |company: &Value, inputs: Value| {
            service.try_call(&ana, "EditCompany", json!({ "company_id": company["id"], "name": "Another", "inputs": inputs }))
        };
        assert_eq!(rules(&edit(&company, json!({ "segment": null }))), ["inputs.segment required"]);
        assert_eq!(edit(&company, json!({ "segment": "Silver" })).success()["company"]["inputs"], json!({ "segment": "Silver" }));
        assert_eq!(edit(&company, json!({})).success()["company"]["inputs"], json!({ "segment": "Silver" }));
        for nothing in [json!({}), json!({ "segment": null })] {
            assert_eq!(edit(&older, nothing).success()["company"]["inputs"], json!({}), "an older record goes on without a value");
        }
        input(&service, &ana, json!({ "name": "Note", "required": "Yes" }));
        assert_eq!(rules(&create_with(&service, &ana, json!({ "segment": "Gold", "note": " " }))), ["inputs.note empty"]);
        assert_eq!(
            rules(&create_with(&service, &ana, json!({ "other": 1 }))),
            ["inputs.note required", "inputs.other unknown_input", "inputs.segment required"]
        );
        let records = json!({ "entity": "company", "records": [{ "external_ids": { "erp": "1" }, "name": "New", "type_id": company["type_id"], "industry_id": company["industry_id"] }] });
        let upserted = service.call(&ana, "Sync.Upsert", records);
        assert!(upserted.to_string().contains("inputs.segment"), "{upserted}");
    }
}

#[test]
fn a_default_is_the_value_of_new_records_that_mention_none() {
    for service in services() {
        let ana = service.register("Ana");
        for (name, kind, default, kept) in [
            ("segment", "list", json!("Silver"), json!("Silver")),
            ("text", "string", json!(" plain "), json!("plain")),
            ("size", "integer", json!("40"), json!(40)),
            ("rate", "double", json!("2.50"), json!(2.5)),
            ("active", "checkbox", json!("Yes"), json!(true)),
            ("since", "date", json!("31/01/24"), json!("2024-01-31")),
            ("page", "url", json!("https://example.com"), json!("https://example.com")),
        ] {
            let mut parameters = json!({ "name": name, "type": kind, "default": default });
            if kind == "list" {
                parameters["options"] = json!(["Gold", "Silver"]);
            }
            assert_eq!(input(&service, &ana, parameters)["default"], kept, "{kind}");
        }
        let all = json!({
            "segment": "Silver", "text": "plain", "size": 40, "rate": 2.5, "active": true, "since": "2024-01-31", "page": "https://example.com",
        });
        assert_eq!(create_with(&service, &ana, json!(null)).success()["company"]["inputs"], all);
        let some = create_with(&service, &ana, json!({ "segment": "Gold", "size": null })).success()["company"]["inputs"].clone();
        assert_eq!((&some["segment"], &some["rate"], some.get("size")), (&json!("Gold"), &json!(2.5), None), "null is no value");

        let inputs = service.call(&ana, "Companies.GetInputs", json!({}))["inputs"].clone();
        let [segment, size] = [&inputs[0]["id"], &inputs[2]["id"]];
        let edit = |changes: Value| service.try_call(&ana, "Inputs.EditInput", changes);
        for (changes, expected) in [
            (json!({ "input_id": segment, "default": "Lead" }), "default unknown_option"),
            (json!({ "input_id": segment, "options": ["Gold", "Lead"] }), "options without_default"),
            (json!({ "input_id": segment, "options": ["Gold", "Lead"], "default": "Silver" }), "default unknown_option"),
            (json!({ "input_id": size, "default": "many" }), "default wrong_type"),
        ] {
            assert_eq!(rules(&edit(changes.clone())), [expected], "{changes}");
        }
        let moved =
            edit(json!({ "input_id": segment, "options": ["Gold", "Lead"], "default": "Lead", "public": true })).success()["input"].clone();
        assert_eq!((&moved["default"], &moved["public"]), (&json!("Lead"), &json!(true)));
        assert_eq!(edit(json!({ "input_id": size, "default": null })).success()["input"]["default"], Value::Null);
        let next = create_with(&service, &ana, json!({})).success()["company"]["inputs"].clone();
        assert_eq!((&next["segment"], next.get("size")), (&json!("Lead"), None));
        for wrong in [
            json!({ "type": "integer", "default": 1.5 }),
            json!({ "type": "list", "options": ["a"], "default": "b" }),
            json!({ "type": "date", "default": "31/02/24" }),
        ] {
            let mut parameters = json!({ "name": "wrong" });
            parameters.as_object_mut().unwrap().extend(wrong.as_object().unwrap().clone());
            assert_eq!(try_input(&service, &ana, parameters).wrong(), ["default"], "{wrong}");
        }
        input(&service, &ana, json!({ "name": "both", "required": true, "default": "x" }));
        assert_eq!(create_with(&service, &ana, json!({})).success()["company"]["inputs"]["both"], "x", "a default is a value");
    }
}

#[test]
fn every_kind_with_inputs_knows_their_rules() {
    everywhere(worlds(), |world: &World| {
        for (entity, method) in [
            ("company", "Companies.CreateCompany"),
            ("contact", "Contacts.CreateContact"),
            ("product", "Products.CreateProduct"),
            ("opportunity", "Opportunities.CreateOpportunity"),
            ("ticket", "Tickets.CreateTicket"),
            ("vehicle", "Vehicles.CreateVehicle"),
        ] {
            let create = json!({ "profile_id": 1, "entity": entity, "name": "Needed", "type": "string", "required": true });
            world.as_ana("Inputs.CreateInput", create);
            let reply = world.service.try_call(&world.people.ana, method, json!({}));
            assert!(reply.wrong().contains(&"inputs.needed".to_owned()) || reply.text.contains("required"), "{method}: {}", reply.text);
        }
    });
}

#[test]
fn tickets_have_inputs_from_their_first_day() {
    everywhere(worlds(), |world: &World| {
        let input = json!({ "profile_id": 1, "entity": "ticket", "name": "Serial number", "type": "string" });
        assert_eq!(world.as_ana("Inputs.CreateInput", input)["input"]["slug"], "serial_number");
        let listed = world.as_ana("Tickets.GetInputs", json!({ "profile_id": 1 }))["inputs"].clone();
        assert!(each(&listed, "slug").contains(&json!("serial_number")));
        let edit = |inputs: Value| {
            world.as_ana("Tickets.EditTicket", json!({ "profile_id": 1, "ticket_id": 1, "inputs": inputs }))["ticket"].clone()
        };
        let before = world.as_ana("Tickets.GetTicket", json!({ "profile_id": 1, "ticket_id": 1 }))["ticket"].clone();
        let edited = edit(json!({ "serial_number": "Ñandú-42" }));
        assert_eq!(edited["inputs"]["serial_number"], "Ñandú-42");
        assert_eq!(edited["comments"], before["comments"]);
        let list = |parameters: Value| world.as_ana("Tickets.GetTickets", parameters)["tickets"].clone();
        let plain = list(json!({ "profile_id": 1 }));
        assert!(each(&plain, "inputs").iter().all(Value::is_null), "only with_inputs shows them");
        let shown = list(json!({ "profile_id": 1, "with_inputs": true, "query": "nandu-42" }));
        assert_eq!(each(&shown, "inputs"), [edited["inputs"].clone()]);
        let narrowed = list(json!({ "profile_id": 1, "inputs": { "serial_number": "Ñandú-42" } }));
        assert_eq!(each(&narrowed, "id"), [1]);
        let fed = world.as_ana("Sync.GetChanges", json!({ "profile_id": 1, "entities": ["ticket"] }))["changes"].clone();
        assert_eq!(each(&fed, "record").last().unwrap()["inputs"]["serial_number"], "Ñandú-42");
        let record = json!({ "id": 1, "inputs": { "serial_number": "43" } });
        let upserted = world.as_ana("Sync.Upsert", json!({ "profile_id": 1, "entity": "ticket", "records": [record] }));
        assert!(upserted.to_string().contains("\"updated\""), "{upserted}");
        assert_eq!(edit(json!({}))["inputs"]["serial_number"], "43");
        assert_eq!(edit(json!({ "serial_number": null }))["inputs"].get("serial_number"), None);
        let deleted =
            world.as_ana("Inputs.DeleteInput", json!({ "profile_id": 1, "input_id": each(&listed, "id").last(), "with_values": true }));
        assert_eq!(deleted["input"]["slug"], "serial_number");
    });
}
