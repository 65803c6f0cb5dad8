//! PHP's empty array, which PHP also writes for an empty object: the service takes it as an object where one is meant, and names
//! everything that is missing in it.

use serde_json::{Value, json};
use ventanilla::modules;
use ventanilla::rpc::description::describe;
use ventanilla::sentences::Language;

use crate::calls::rules;
use crate::service::services;
use crate::world::{everywhere, worlds};

fn resolved<'d>(definition: &'d Value, schema: &'d Value) -> &'d Value {
    match schema["$ref"].as_str() {
        Some(target) => resolved(definition, definition.pointer(target.trim_start_matches('#')).expect("a schema")),
        None => schema,
    }
}

/// The forms that a value may have, from its schema.
fn forms<'d>(definition: &'d Value, schema: &'d Value) -> Vec<&'d Value> {
    let schema = resolved(definition, schema);
    let parts: Vec<&Value> = ["anyOf", "oneOf", "allOf"].iter().filter_map(|part| schema[*part].as_array()).flatten().collect();
    if parts.is_empty() { vec![schema] } else { parts.into_iter().flat_map(|part| forms(definition, part)).collect() }
}

fn is_type(schema: &Value, kind: &str) -> bool {
    schema["type"] == kind || schema["type"].as_array().is_some_and(|kinds| kinds.iter().any(|known| known == kind))
}

/// The names of a form's required parameters.
fn missing_in(form: &Value) -> Vec<String> {
    form["required"].as_array().into_iter().flatten().map(|name| name.as_str().expect("a name").to_owned()).collect()
}

#[test]
fn wherever_an_object_is_meant_an_empty_list_is_an_empty_object() {
    let definition = describe(&modules::registry(), Language::English);
    let mut tried = 0;
    let mut cases = Vec::new();
    for method in definition["methods"].as_array().expect("methods") {
        for param in method["params"].as_array().expect("params") {
            let name = param["name"].as_str().expect("a name");
            let forms = forms(&definition, &param["schema"]);
            let is_list = forms.iter().any(|form| is_type(form, "array"));
            let objects: Vec<&Value> = forms.iter().copied().filter(|form| is_type(form, "object")).collect();
            // An empty list stays a list where a list is allowed, too; and where a single id is meant, the object is an external
            // ID.
            if let ([object], false) = (objects.as_slice(), is_list)
                && object["minProperties"].is_null()
            {
                let missing = missing_in(object).into_iter().map(|field| format!("{name}.{field} required")).collect();
                cases.push((method["name"].clone(), json!({ name: [] }), json!({ name: {} }), missing));
            }
            for list in forms.iter().filter(|form| is_type(form, "array")) {
                let items = self::forms(&definition, &list["items"]);
                if let [item] = items.as_slice()
                    && is_type(item, "object")
                    && !["Batch.Run", "Sync.Upsert"].contains(&method["name"].as_str().expect("a name"))
                {
                    let missing = missing_in(item).into_iter().map(|field| format!("{name}.0.{field} required")).collect();
                    cases.push((method["name"].clone(), json!({ name: [[]] }), json!({ name: [{}] }), missing));
                }
            }
        }
    }
    assert!(cases.iter().any(|(method, parameters, ..)| method == "Companies.CreateCompany" && parameters["shipping_address"].is_array()));
    assert!(
        cases.iter().any(|(method, parameters, ..)| method == "Opportunities.CreateOpportunity" && parameters["products"][0].is_array())
    );
    tried += cases.len();
    assert!(tried > 20, "{tried}");
    everywhere(worlds(), |world| {
        let call = |method: &Value, mut parameters: Value| {
            parameters["profile_id"] = json!(1);
            // The unknown parameter makes the call fail, so that nothing is written; only the reported problems matter.
            parameters["nothing_of_this_name"] = json!(1);
            rules(&world.service.post(Some(&world.people.ana.token), method.as_str().expect("a name"), parameters))
        };
        for (method, list, object, missing) in &cases {
            let missing: &Vec<String> = missing;
            let (told, expected) = (call(method, list.clone()), call(method, object.clone()));
            assert_eq!(told, expected, "{method} {list}");
            for missing in missing {
                assert!(told.contains(missing), "{method} {list}: {missing} is not among {told:?}");
            }
        }
    });
}

#[test]
fn an_empty_address_is_told_all_that_it_lacks() {
    for service in services() {
        let ana = service.register("Ana");
        let mut company = service.company(&ana, "Company");
        company["shipping_address"] = json!([]);
        let lacking = rules(&service.try_call(&ana, "CreateCompany", company.clone()));
        assert_eq!(lacking, ["shipping_address.country required"], "what else it needs depends on the country");
        company["shipping_address"] = json!(null);
        for (key, empty) in [("inputs", json!({})), ("external_ids", json!({}))] {
            company[key] = json!([]);
            assert_eq!(service.call(&ana, "CreateCompany", company.clone())["company"][key], empty);
        }
        for range in [json!([]), json!({})] {
            assert_eq!(service.call(&ana, "GetCompanies", json!({ "created_at": range }))["total"], 2);
        }
        let upserted = service.try_call(&ana, "Sync.Upsert", json!({ "entity": "company", "records": [[]] }));
        let same = service.try_call(&ana, "Sync.Upsert", json!({ "entity": "company", "records": [{}] }));
        assert_eq!(upserted.success(), same.success());
        let ran = service.try_call(&ana, "Batch.Run", json!({ "calls": [[]] }));
        assert_eq!(rules(&ran), rules(&service.try_call(&ana, "Batch.Run", json!({ "calls": [{}] }))));
        let reply = service.send("/api", Some(&ana.token), r#"{"method":"GetProfiles","parameters":[]}"#);
        assert!(reply.success()["profiles"].is_array());
    }
}
