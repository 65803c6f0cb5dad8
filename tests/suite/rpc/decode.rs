//! Decoding: one answer names every problem of a call, those of its form and those that only the database knows, in nested
//! values, too.

use serde_json::{Value, json};

use crate::calls::{changes, message, rules};
use crate::service::{Reply, services};

#[test]
fn one_answer_names_everything_that_is_wrong_at_every_level() {
    for service in services() {
        let ana = service.register("Ana");
        let industry = service.entry(&ana, "company_industries", "Retail");
        let before = changes(&service);
        let reply = service.try_call(
            &ana,
            "CreateCompany",
            json!({
                "name": "",
                "type_id": industry,
                "website": 5,
                "tittle": "Dr.",
                "phone": ["55"],
                "inputs": { "segment": "Gold", "other": {} },
                "shipping_address": { "country": "MX", "state": "XXX", "street": "Juárez", "number": 1, "contry": "MX", "city": "León" },
                "billing_address": { "country": "XX", "state": "JAL", "street": "Juárez", "number": "1", "zip": "37000", "city": "León", "latitude": "91" },
            }),
        );
        let expected = [
            "billing_address.country unknown_country",
            "billing_address.latitude out_of_range",
            "industry_id required",
            "inputs.other wrong_type",
            "inputs.segment unknown_input",
            "name empty",
            "phone wrong_type",
            "shipping_address.contry unknown_parameter",
            "shipping_address.number wrong_type",
            "shipping_address.state unknown_state",
            "shipping_address.zip required",
            "tittle unknown_parameter",
            "type_id unknown_id",
            "website wrong_type",
        ];
        assert_eq!(rules(&reply), expected);
        assert!(message(&reply, "shipping_address.contry").contains("'country'"), "{}", reply.text);
        let sentence = reply.envelope()["error"].as_str().unwrap().to_owned();
        assert!(sentence.starts_with("14 parameters are wrong: "), "{sentence}");
        assert_eq!(changes(&service), before, "a failed call changes nothing");
    }
}

#[test]
fn a_missing_profile_is_named_together_with_the_rest() {
    for service in services() {
        let ana = service.register("Ana");
        let reply = service.post(Some(&ana.token), "CreateCompany", json!({ "name": 5 }));
        assert_eq!(rules(&reply), ["industry_id required", "name wrong_type", "profile_id required", "type_id required"]);
        for profile in [json!("x"), json!(0), json!(-1), json!(1.5), json!(true), json!([1, 2]), json!({})] {
            let reply = service.post(Some(&ana.token), "GetTypes", json!({ "profile_id": profile }));
            assert_eq!(reply.wrong(), ["profile_id"], "{profile}");
        }
        service.post(Some(&ana.token), "GetTypes", json!({ "profile_id": null })).failure("invalid_parameters");
    }
}

#[test]
fn a_stranger_is_told_nothing_about_the_parameters() {
    for service in services() {
        let (ana, berta) = (service.register("Ana"), service.register("Berta"));
        let foreign = service.post(Some(&berta.token), "CreateCompany", json!({ "profile_id": ana.profile_id, "nonsense": 1 }));
        let missing = service.post(Some(&berta.token), "CreateCompany", json!({ "profile_id": 999_999, "nonsense": 1 }));
        assert_eq!(foreign.failure("not_found"), missing.failure("not_found"));
        assert_eq!(foreign.envelope()["error"], missing.envelope()["error"]);
    }
}

#[test]
fn a_misspelt_parameter_is_wrong_and_its_message_suggests_the_nearest() {
    for service in services() {
        let ana = service.register("Ana");
        for (method, misspelt, meant) in [
            ("GetCompanies", "company_types", "company_type"),
            ("GetCompanies", "Query", "query"),
            ("GetCompanies", "with_adresses", "with_addresses"),
            ("GetCompany", "searchby", "search_by"),
        ] {
            let mut parameters = json!({ "search_by": "id", "search_value": 1 });
            if method == "GetCompanies" {
                parameters = json!({});
            }
            parameters[misspelt] = json!("x");
            let reply = service.try_call(&ana, method, parameters);
            assert_eq!(rules(&reply), [format!("{misspelt} unknown_parameter")]);
            assert!(message(&reply, misspelt).contains(&format!("Did you mean '{meant}'?")), "{}", reply.text);
        }
    }
}

#[test]
fn the_sentence_of_one_mistake_names_it_for_a_person() {
    for service in services() {
        let ana = service.register("Ana");
        let reply = service.try_call(&ana, "GetCompanies", json!({ "page": 0 }));
        assert_eq!(reply.wrong(), ["page"]);
        assert_eq!(reply.envelope()["error"], "The parameter page is wrong: This takes a whole number between 1 and 1000000000.");
    }
}

#[test]
fn a_mistake_brings_no_second_one_about() {
    for service in services() {
        let ana = service.register("Ana");
        let reply = service.try_call(&ana, "Inputs.CreateInput", json!({ "entity": "company", "name": "Segment", "type": "text" }));
        assert_eq!(rules(&reply), ["type unknown_option"]);
        let reply =
            service.try_call(&ana, "Inputs.CreateInput", json!({ "entity": "company", "name": "", "type": "string", "slug": "No Slug" }));
        assert_eq!(rules(&reply), ["name empty", "slug malformed_slug"]);
        let reply = service.try_call(&ana, "Inputs.CreateInput", json!({ "entity": "company", "name": "", "type": "string" }));
        assert_eq!(rules(&reply), ["name empty"]);
        let reply = service.try_call(&ana, "GetCompany", json!({ "search_by": "nmae", "search_value": "Café" }));
        assert_eq!(rules(&reply), ["search_by unknown_option"]);
    }
}

#[test]
fn who_may_not_call_a_method_is_told_that_and_not_what_is_wrong_with_the_call() {
    for service in services() {
        let ana = service.register("Ana");
        let vera = crate::calls::colleague(&service, &ana, "Vera", "viewer");
        let reply = service.try_call(&vera, "CreateCompany", json!({ "nonsense": 1 }));
        assert_eq!(reply.failure("forbidden"), json!([]));
    }
}

/// The number of problems in a reply's details, and the number of further ones that it counts.
fn told_and_more(reply: &Reply) -> (usize, i64) {
    assert!(reply.text.len() < 150_000, "{} bytes", reply.text.len());
    let details = reply.failure("invalid_parameters");
    (details.as_array().unwrap().len(), reply.envelope()["response"]["more"].as_i64().unwrap_or(0))
}

fn unknown_keys(number: usize) -> Value {
    (0..number).map(|number| (format!("k{number}"), json!(1))).collect::<serde_json::Map<_, _>>().into()
}

#[test]
fn of_very_many_mistakes_the_first_hundred_are_told_and_the_others_counted() {
    for service in services() {
        let ana = service.register("Ana");
        let keys = unknown_keys(90_000);
        for method in ["GetCompanies", "CreateCompany", "System.Ping"] {
            let reply = service.post(Some(&ana.token), method, keys.clone());
            let (told, more) = told_and_more(&reply);
            assert_eq!(told, 100, "{method}");
            assert!((89_900..89_910).contains(&more), "{method}: {more}");
        }
        let sentence = service.post(Some(&ana.token), "System.Ping", keys.clone()).envelope()["error"].as_str().unwrap().to_owned();
        assert!(sentence.starts_with("90000 parameters are wrong: k0, k1, k10, ") && sentence.ends_with(" and 89980 more."), "{sentence}");

        let mut call = keys.clone();
        call["method"] = json!("System.Ping");
        assert_eq!(told_and_more(&service.post(Some(&ana.token), "Batch.Run", json!({ "calls": [call] }))), (100, 89_900));
        let calls = json!({ "calls": [{ "method": "System.Ping", "parameters": keys.clone() }] });
        let reply = service.post(Some(&ana.token), "Batch.Run", calls.clone());
        assert_eq!(told_and_more(&reply), (100, 89_900));
        assert_eq!(reply.wrong()[0], "calls.0.parameters.k0");
        let mut calls = calls;
        calls["atomic"] = json!(false);
        let reply = service.post(Some(&ana.token), "Batch.Run", calls).success();
        assert_eq!(reply["replies"][0]["response"]["more"], 89_900);

        let mut record = keys.clone();
        record["external_ids"] = json!({ "sap": "1" });
        let reply = service.call(&ana, "Sync.Upsert", json!({ "entity": "company", "records": [record] }));
        let outcome = &reply["results"][0];
        assert_eq!((outcome["code"].as_str(), outcome["details"].as_array().unwrap().len()), (Some("invalid_parameters"), 100));
        assert_eq!(outcome["more"], 89_903, "with the three that a company needs");

        let request = json!({ "jsonrpc": "2.0", "id": 1, "method": "System.Ping", "params": keys });
        let reply = service.send("/api", Some(&ana.token), &request.to_string()).document();
        assert_eq!(reply["error"]["data"]["more"], 89_900);
        assert_eq!(reply["error"]["data"]["details"].as_array().unwrap().len(), 100);
    }
}

#[test]
fn of_very_many_records_with_very_many_mistakes_little_is_told_of_each_and_all_are_counted() {
    for service in services() {
        let ana = service.register("Ana");
        let mut record = unknown_keys(150);
        record["external_ids"] = json!({ "sap": "1" });
        let records = json!({ "entity": "company", "records": vec![record; 400] });
        let reply = service.try_call(&ana, "Sync.Upsert", records);
        assert!(reply.text.len() < 2_000_000, "{} bytes", reply.text.len());
        let reply = reply.success();
        assert_eq!(reply["failed"], 400);
        for (number, outcome) in reply["results"].as_array().unwrap().iter().enumerate() {
            let told = outcome["details"].as_array().unwrap().len();
            assert_eq!(told, if number < 10 { 100 } else { 1 });
            assert_eq!(outcome["more"], 153 - told);
        }
    }
}

#[test]
fn where_all_problems_are_told_nothing_is_said_of_more() {
    for service in services() {
        let ana = service.register("Ana");
        for number in [1, 2, 100] {
            let reply = service.try_call(&ana, "GetCompanies", unknown_keys(number));
            assert_eq!(reply.wrong().len(), number);
            assert_eq!(reply.envelope()["response"].get("more"), None);
        }
        assert_eq!(told_and_more(&service.try_call(&ana, "GetCompanies", unknown_keys(101))), (100, 1));
    }
}

#[test]
fn a_list_or_a_map_that_is_too_long_is_one_mistake() {
    for service in services() {
        let ana = service.register("Ana");
        let slugs = unknown_keys(40_000);
        let company = json!({ "name": "Café", "type_id": 1, "industry_id": 1, "inputs": slugs });
        assert!(rules(&service.try_call(&ana, "CreateCompany", company)).contains(&"inputs too_many".to_owned()));
        let rights: serde_json::Map<_, _> = (0..70_000).map(|number| (format!("M{number}"), json!([]))).collect();
        let reply = service.try_call(&ana, "Auth.CreateApplicationToken", json!({ "name": "Script", "rights": rights }));
        assert_eq!(rules(&reply), ["rights too_many"]);
        let externals: Vec<Value> = (0..60_000).map(|number| json!({ "s": number })).collect();
        let reply = service.try_call(&ana, "GetContacts", json!({ "company_id": externals }));
        assert_eq!(rules(&reply), ["company_id too_many"]);
        for wrong in [json!("x"), json!({}), json!([]), json!({ "sap": [] }), json!(null)] {
            let reply = service.try_call(&ana, "GetOpportunities", json!({ "stage": vec![wrong.clone(); 1001] }));
            assert_eq!(rules(&reply), ["stage too_many"]);
            let reply = service.try_call(&ana, "GetOpportunities", json!({ "stage": vec![wrong; 1000] }));
            assert_eq!(told_and_more(&reply), (100, 900));
        }
    }
}

#[test]
fn what_a_list_holds_is_bounded_and_so_is_what_is_said_of_it() {
    for service in services() {
        let ana = service.register("Ana");
        let inputs = json!({ "name": "Café", "inputs": unknown_keys(500) });
        assert_eq!(told_and_more(&service.try_call(&ana, "CreateCompany", inputs)), (100, 402));
        let rights: serde_json::Map<_, _> = (0..100).map(|number| (format!("M{number}"), json!(["read"]))).collect();
        let reply = service.try_call(&ana, "Auth.CreateApplicationToken", json!({ "name": "Script", "rights": rights }));
        assert_eq!(told_and_more(&reply), (100, 0));
        let reply = service.try_call(&ana, "CreateOpportunity", json!({ "want_products": true, "products": vec![json!({}); 500] }));
        let lacking = 500 * 6;
        let (told, more) = told_and_more(&reply);
        assert_eq!(told, 100);
        assert!(more > lacking - 100 && more < lacking, "{more}");
        let reply = service.try_call(&ana, "CreateOpportunity", json!({ "products": vec![json!({}); 501] }));
        assert!(rules(&reply).contains(&"products too_many".to_owned()));
        let referring = |number: usize| {
            let calls = json!([{ "method": "GetCompanies", "parameters": { "company_type": vec![json!({ "$ref": "5.x" }); number] } }]);
            service.post(Some(&ana.token), "Batch.Run", json!({ "calls": calls }))
        };
        assert_eq!(told_and_more(&referring(1_000)), (100, 900));
        referring(30_000).failure("payload_too_large");
    }
}

#[test]
fn a_name_that_the_caller_made_up_is_shown_shortened() {
    for service in services() {
        let ana = service.register("Ana");
        let name = "ñ".repeat(200_000);
        let mut several = unknown_keys(0);
        for number in 0..4 {
            several[format!("{number}{}", "x".repeat(200_000))] = json!({ "y": 1 });
        }
        for parameters in [json!({ &name: 1 }), json!({ "inputs": { &name: [] } }), json!({ "external_ids": { &name: 1 } }), several] {
            let reply = service.try_call(&ana, "CreateCompany", parameters);
            reply.failure("invalid_parameters");
            assert!(reply.text.len() < 10_000, "{}", reply.text.len());
        }
        let reply = service.send("/api", Some(&ana.token), &json!({ "method": "System.Ping", &name: 1 }).to_string());
        reply.failure("malformed_request");
        assert!(reply.text.len() < 2_000, "{}", reply.text.len());
        let twice = format!(r#"{{"method":"System.Ping","parameters":{{"{name}":1,"{name}":1}}}}"#);
        let reply = service.send("/api", Some(&ana.token), &twice);
        reply.failure("malformed_request");
        assert!(reply.text.len() < 2_000, "{}", reply.text.len());
    }
}

/// The parameters of a method, with their schemas.
fn parameters_of(method: &Value) -> impl Iterator<Item = (&str, &Value)> {
    method["params"].as_array().unwrap().iter().map(|param| (param["name"].as_str().unwrap(), &param["schema"]))
}

#[test]
fn whatever_stands_in_a_parameter_the_reading_goes_on() {
    let wrong = [
        json!(null),
        json!(true),
        json!(-1.5),
        json!("\u{1}"),
        json!([[], null, {}]),
        json!({ "a b": {} }),
        json!([{}]),
        json!({ "from": [], "id": {} }),
    ];
    for service in services() {
        let ana = service.register("Ana");
        let definition = service.get("/openrpc.json").document();
        for method in definition["methods"].as_array().unwrap() {
            for wrong in &wrong {
                let mut parameters = json!({ "profile_id": ana.profile_id, "zz_unknown": 1 });
                for (name, _) in parameters_of(method).filter(|(name, _)| *name != "profile_id") {
                    parameters[name] = wrong.clone();
                }
                if !parameters_of(method).any(|(name, _)| name == "profile_id") {
                    parameters.as_object_mut().unwrap().remove("profile_id");
                }
                let reply = service.post(Some(&ana.token), method["name"].as_str().unwrap(), parameters);
                let said = rules(&reply);
                assert!(said.contains(&"zz_unknown unknown_parameter".to_owned()), "{} {wrong}: {said:?}", method["name"]);
            }
        }
    }
}

/// Finds every list and every map in a schema that has no greatest length, and notes the path to it.
fn unbounded(schema: &Value, definition: &Value, way: &str, found: &mut Vec<String>) {
    let Some(entries) = schema.as_object() else { return };
    if let Some(reference) = entries.get("$ref").and_then(Value::as_str) {
        return unbounded(definition.pointer(reference.trim_start_matches('#')).unwrap(), definition, way, found);
    }
    if entries.contains_key("items") && !entries.contains_key("maxItems") {
        found.push(format!("{way}[]"));
    }
    if entries.get("additionalProperties").is_some_and(|others| *others != json!(false)) && !entries.contains_key("maxProperties") {
        found.push(format!("{way}{{}}"));
    }
    for (key, value) in entries {
        match (key.as_str(), value) {
            ("properties", Value::Object(properties)) => {
                properties.iter().for_each(|(name, schema)| unbounded(schema, definition, &format!("{way}.{name}"), found));
            }
            ("anyOf" | "oneOf" | "allOf", Value::Array(schemas)) => {
                schemas.iter().for_each(|schema| unbounded(schema, definition, way, found));
            }
            ("items" | "additionalProperties", schema) => unbounded(schema, definition, &format!("{way}.*"), found),
            _ => {}
        }
    }
}

/// A value that is longer than a parameter's greatest length, if the parameter is a list or a map.
fn longer(schema: &Value, definition: &Value) -> Option<Value> {
    if let Some(reference) = schema["$ref"].as_str() {
        return longer(definition.pointer(reference.trim_start_matches('#')).unwrap(), definition);
    }
    let length = |key: &str| schema[key].as_u64().filter(|most| *most > 1);
    if let Some(most) = length("maxItems") {
        return Some((0..=most).map(|_| json!({})).collect::<Vec<_>>().into());
    }
    if let Some(most) = length("maxProperties") {
        return Some(unknown_keys(usize::try_from(most).unwrap() + 1));
    }
    ["anyOf", "oneOf", "allOf"].iter().find_map(|key| schema[key].as_array()?.iter().find_map(|schema| longer(schema, definition)))
}

#[test]
fn every_list_and_every_map_that_is_taken_has_a_bound_and_keeps_it() {
    for service in services() {
        let ana = service.register("Ana");
        let definition = service.get("/openrpc.json").document();
        let (mut without, mut held) = (Vec::new(), 0);
        for method in definition["methods"].as_array().unwrap() {
            let method_name = method["name"].as_str().unwrap();
            for (name, schema) in parameters_of(method) {
                unbounded(schema, &definition, &format!("{method_name} {name}"), &mut without);
                if let Some(longer) = longer(schema, &definition) {
                    let reply = service.try_call_or_bare(&ana, method_name, json!({ name: longer }));
                    if (method_name, name) == ("Batch.Run", "calls") {
                        reply.failure("payload_too_large");
                        continue;
                    }
                    let said = rules(&reply);
                    assert!(
                        said.contains(&format!("{name} too_many")) || said.contains(&format!("{name} too_long")),
                        "{method_name} {name}: {said:?}"
                    );
                    held += 1;
                }
            }
        }
        // These maps hold the parameters of other methods, which have bounds of their own.
        let of_others =
            ["Batch.Run calls.*.parameters{}", "Batch.Run calls.parameters{}", "Sync.Upsert records.*{}", "Sync.Upsert records{}"];
        assert_eq!(without, of_others);
        assert!(held > 50, "{held}");
    }
}
