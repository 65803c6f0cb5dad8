//! The vehicle, a kind of record that only the tests have: its row in `KINDS` alone gives it everything that a kind has, tested
//! at the endpoint.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use ventanilla::fields::Named;
use ventanilla::records::vehicle::Vehicle;

use crate::calls::{conflict, each, rules};
use crate::contacts::create_contact;
use crate::rights::script;
use crate::service::{Person, Service, services};

/// The definition without vehicles, as the released program has it.
pub fn without_vehicles(definition: &Value) -> Value {
    let mut definition = definition.clone();
    let methods = definition["methods"].as_array_mut().expect("methods");
    let (own, others): (Vec<Value>, Vec<Value>) =
        std::mem::take(methods).into_iter().partition(|method| method["tags"][0]["$ref"] == "#/components/tags/Vehicles");
    let [own, others_reach] = [&own, &others].map(|methods| reached(&definition, methods));
    definition["methods"] = others.into();
    let schemas = definition["components"]["schemas"].as_object_mut().expect("schemas");
    schemas.retain(|name, _| others_reach.contains(name) || !own.contains(name));
    definition["components"]["tags"].as_object_mut().expect("tags").remove("Vehicles").expect("it was there");
    forget(&mut definition);
    definition
}

/// The schemas that methods name, directly or through other schemas.
fn reached(definition: &Value, methods: &[Value]) -> BTreeSet<String> {
    let (mut reached, mut written) = (BTreeSet::new(), Value::from(methods).to_string());
    while !written.is_empty() {
        let names = written.split("\"#/components/schemas/").skip(1).filter_map(|rest| rest.split('"').next());
        let new: Vec<String> = names.map(str::to_owned).filter(|name| reached.insert(name.clone())).collect();
        written = new.iter().map(|name| definition["components"]["schemas"][name].to_string()).collect();
    }
    reached
}

/// Removes the kind's name from all lists of kinds.
fn forget(value: &mut Value) {
    match value {
        Value::Object(entries) => {
            if let Some(options) = entries.get_mut("enum").and_then(Value::as_array_mut) {
                options.retain(|option| option != Vehicle::ENTITY.name());
            }
            entries.values_mut().for_each(forget);
        }
        Value::Array(items) => items.iter_mut().for_each(forget),
        _ => {}
    }
}

/// Upserts a vehicle with the ERP's `X-Origin`.
fn upsert(service: &Service, person: &Person, record: &Value) -> Value {
    let parameters = json!({ "profile_id": person.profile_id, "entity": "vehicle", "records": [record] });
    let body = json!({ "method": "Sync.Upsert", "parameters": parameters }).to_string();
    let bearer = format!("Bearer {}", person.token);
    let headers = [("Content-Type", "application/json"), ("Authorization", bearer.as_str()), ("X-Origin", "erp")];
    service.send_with("/api", &headers, body.as_bytes()).success()["results"][0].clone()
}

fn create(service: &Service, person: &Person, company: &Value, plate: &str) -> Value {
    let parameters = json!({ "company_id": company["id"], "plate": plate, "name": "Furgoneta" });
    service.call(person, "CreateVehicle", parameters)["vehicle"].clone()
}

#[test]
fn a_vehicle_that_is_upserted_is_in_feed_snapshot_digest_and_history() {
    for service in services() {
        let ana = service.register("Ana");
        let company = service.create_company(&ana, "Café Núñez");
        let own = json!({ "sap": "V1" });
        let record = json!({ "company_id": company["id"], "plate": "JNU-12", "name": "Furgoneta", "external_ids": own });
        let made = upsert(&service, &ana, &record);
        assert_eq!((&made["result"], &made["version"]), (&json!("created"), &json!(1)));
        assert_eq!(upsert(&service, &ana, &record)["result"], "unchanged");
        let edited = service.call(&ana, "EditVehicle", json!({ "vehicle_id": own, "name": "Camioneta" }))["vehicle"].clone();
        assert_eq!((&edited["id"], &edited["external_ids"]), (&made["id"], &own));
        for (by, value) in [("id", &own), ("id", &made["id"]), ("plate", &json!("JNU-12"))] {
            let found = service.call(&ana, "GetVehicle", json!({ "search_by": by, "search_value": value }));
            assert_eq!(found["vehicle"], edited);
        }

        let feed = service.call(&ana, "Sync.GetChanges", json!({ "entities": "vehicle" }))["changes"].clone();
        assert_eq!(
            (each(&feed, "operation"), each(&feed, "origin")),
            (vec![json!("create"), json!("update")], vec![json!("erp"), Value::Null])
        );
        assert_eq!(feed[1]["record"], edited);
        let snapshot = service.call(&ana, "Sync.GetSnapshot", json!({ "entities": "vehicle" }));
        assert_eq!(snapshot["records"], json!([{ "id": made["id"], "version": 2, "record": edited }]));
        let digest = service.call(&ana, "Sync.GetDigest", json!({ "entity": "vehicle" }));
        let sum: String = Sha256::digest(format!("{}:2\n", made["id"])).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!((&digest["count"], &digest["sha256"]), (&json!(1), &json!(sum)));
        let history = service.call(&ana, "Audit.GetHistory", json!({ "entity": "vehicle", "record_id": own }));
        assert_eq!((&history["total"], each(&history["changes"], "origin")), (&json!(2), vec![json!("erp"), Value::Null]));
        assert_eq!(history["changes"][1]["fields"], json!([{ "field": "name", "from": "Furgoneta", "to": "Camioneta" }]));

        service.call(&ana, "DeleteVehicle", json!({ "vehicle_id": own, "if_version": 2 }));
        assert_eq!(service.call(&ana, "GetVehicles", json!({}))["total"], 0);
        assert_eq!(service.call(&ana, "Sync.GetDigest", json!({ "entity": "vehicle" }))["count"], 0);
    }
}

#[test]
fn a_webhook_may_be_told_of_vehicles_alone() {
    for service in services() {
        let ana = service.register("Ana");
        let hook = json!({ "url": "https://erp.example.com/hook", "entities": ["vehicle"], "enabled": false });
        assert_eq!(service.call(&ana, "Webhooks.Create", hook)["webhook"]["entities"], json!(["vehicle"]));
    }
}

#[test]
fn vehicles_have_inputs_and_lose_their_values_with_them() {
    for service in services() {
        let ana = service.register("Ana");
        let company = service.create_company(&ana, "Café Núñez");
        let input = json!({ "entity": "vehicle", "name": "Tonnes", "type": "double" });
        let input = service.call(&ana, "Inputs.CreateInput", input)["input"].clone();
        assert_eq!(each(&service.call(&ana, "Vehicles.GetInputs", json!({}))["inputs"], "slug"), ["tonnes"]);
        let vehicle = json!({ "company_id": company["id"], "plate": "JNU-12", "name": "Furgoneta", "inputs": { "tonnes": "3.50" } });
        assert_eq!(service.call(&ana, "CreateVehicle", vehicle)["vehicle"]["inputs"], json!({ "tonnes": 3.5 }));
        let delete = |with_values: bool| {
            service.try_call(&ana, "Inputs.DeleteInput", json!({ "input_id": input["id"], "with_values": with_values }))
        };
        assert!(conflict(&delete(false)).1.starts_with("1 vehicle has a value for"));
        delete(true).success();
        let listed = service.call(&ana, "GetVehicles", json!({ "with_inputs": true }))["vehicles"][0].clone();
        assert_eq!((&listed["inputs"], &listed["version"]), (&json!({}), &json!(2)));
    }
}

#[test]
fn a_company_and_a_contact_stay_while_a_vehicle_names_them() {
    for service in services() {
        let ana = service.register("Ana");
        let (company, other) = (service.create_company(&ana, "Café Núñez"), service.create_company(&ana, "Otra"));
        let driver = create_contact(&service, &ana, &company, "Eva");
        let vehicle = create(&service, &ana, &company, "JNU-12");
        service.call(&ana, "EditVehicle", json!({ "vehicle_id": vehicle["id"], "contact_id": driver["id"] }));
        let refused = |method: &str, parameters: Value| conflict(&service.try_call(&ana, method, parameters));
        let (path, said) = refused("DeleteCompany", json!({ "company_id": company["id"] }));
        assert!(path == "company_id" && said.contains("1 contact and 1 vehicle"), "{said}");
        for (method, parameters, parameter) in [
            ("DeleteContact", json!({ "contact_id": driver["id"] }), "contact_id"),
            ("EditContact", json!({ "contact_id": driver["id"], "company_id": other["id"] }), "company_id"),
        ] {
            let (path, said) = refused(method, parameters);
            assert!(path == parameter && said.contains("1 vehicle"), "{said}");
        }
        let elsewhere = json!({ "vehicle_id": vehicle["id"], "company_id": other["id"] });
        assert_eq!(rules(&service.try_call(&ana, "EditVehicle", elsewhere)), ["contact_id another_company"]);
        service.call(&ana, "DeleteVehicle", json!({ "vehicle_id": vehicle["id"] }));
        service.call(&ana, "DeleteContact", json!({ "contact_id": driver["id"] }));
        service.call(&ana, "DeleteCompany", json!({ "company_id": company["id"] }));
    }
}

#[test]
fn a_token_that_may_not_read_vehicles_is_told_nothing_of_them() {
    for service in services() {
        let ana = service.register("Ana");
        let company = service.create_company(&ana, "Café Núñez");
        let vehicle = create(&service, &ana, &company, "JNU-12");
        let blind = script(&service, &ana, json!({ "Sync": ["read"], "Audit": ["read"], "Companies": ["read", "delete"] }));
        let feed = service.call(&blind, "Sync.GetChanges", json!({ "limit": 1000 }));
        let withheld = feed["withheld"].as_array().expect("kinds");
        assert!(withheld.contains(&json!("vehicle")) && !feed["changes"].to_string().contains("JNU-12"), "{feed}");
        let history = json!({ "entity": "vehicle", "record_id": vehicle["id"] });
        service.try_call(&blind, "Audit.GetHistory", history).failure("forbidden");
        service.try_call(&blind, "Sync.GetDigest", json!({ "entity": "vehicle" })).failure("forbidden");
        let refused = conflict(&service.try_call(&blind, "DeleteCompany", json!({ "company_id": company["id"] }))).1;
        assert!(refused.contains("records that you may not read"), "{refused}");
        let seeing = script(&service, &ana, json!({ "Sync": ["read"], "Vehicles": ["read"] }));
        let feed = service.call(&seeing, "Sync.GetChanges", json!({ "entities": "vehicle" }));
        assert_eq!((feed["changes"].as_array().map(Vec::len), feed.get("withheld")), (Some(1), None));
    }
}

#[test]
fn a_plate_is_one_vehicles_alone_and_vehicles_are_found_by_it() {
    for service in services() {
        let ana = service.register("Ana");
        let (company, other) = (service.create_company(&ana, "Café Núñez"), service.create_company(&ana, "Otra"));
        let (first, second) = (create(&service, &ana, &company, "JNU-12"), create(&service, &ana, &other, "JNU-34"));
        let taken = json!({ "company_id": company["id"], "plate": " JNU-12", "name": "Camioneta" });
        assert_eq!(conflict(&service.try_call(&ana, "CreateVehicle", taken)).0, "plate");
        let taken = json!({ "vehicle_id": second["id"], "plate": "JNU-12" });
        assert_eq!(conflict(&service.try_call(&ana, "EditVehicle", taken)).0, "plate");
        let list = |parameters: Value| each(&service.call(&ana, "GetVehicles", parameters)["vehicles"], "id");
        assert_eq!(list(json!({ "sort": "-id" })), [second["id"].clone(), first["id"].clone()]);
        assert_eq!(list(json!({ "company_id": other["id"] })), [second["id"].clone()]);
        assert_eq!(list(json!({ "query": "jnu-1" })), [first["id"].clone()]);
        assert_eq!(list(json!({ "query": "FURGONETA", "company_id": company["id"] })), [first["id"].clone()]);
    }
}
