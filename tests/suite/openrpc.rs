//! The API's definition: one document, valid by the published schema, and true: the examples match its parameters and results.
//!
//! Invariants: each check is shown to refuse a broken document; a check that can't would prove nothing.

use jsonschema::{Draft, Registry, Validator};
use serde_json::{Value, json};
use ventanilla::auth::permission::Permission;
use ventanilla::modules;
use ventanilla::rpc::description::describe;
use ventanilla::sentences::Language;

use crate::examples::{described, example_of, parameters_of, perform};
use crate::service::{Reply, Service, databases, services};
use crate::world::{everywhere, worlds};

/// The validator of OpenRPC 1.4's own schema, with the schema that it refers to. Both are draft 7, whatever their `$schema` says.
fn published() -> Validator {
    let read = |text: &str| serde_json::from_str::<Value>(text).expect("the fixture is JSON");
    let openrpc = read(include_str!("../fixtures/openrpc-1.4-schema.json"));
    let json_schema = read(include_str!("../fixtures/json-schema-tools-meta-schema.json"));
    let addresses = ["https://meta.json-schema.tools", "https://meta.json-schema.tools/"];
    let registry = Registry::new()
        .draft(Draft::Draft7)
        .extend(addresses.map(|address| (address, json_schema.clone())))
        .and_then(|registry| registry.prepare())
        .expect("no reference is left open");
    jsonschema::options().with_draft(Draft::Draft7).with_registry(&registry).build(&openrpc).expect("the fixture is a schema")
}

pub fn violations(validator: &Validator, value: &Value) -> Vec<String> {
    validator.iter_errors(value).map(|violation| format!("{}: {violation}", violation.instance_path())).collect()
}

fn definition() -> Value {
    describe(&modules::registry(), Language::English)
}

/// The references in a document that lead nowhere.
pub fn dangling(document: &Value) -> Vec<String> {
    fn collect(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(entries) => {
                found.extend(entries.get("$ref").and_then(Value::as_str).map(ToOwned::to_owned));
                entries.values().for_each(|value| collect(value, found));
            }
            Value::Array(items) => items.iter().for_each(|value| collect(value, found)),
            _ => {}
        }
    }
    let mut references = Vec::new();
    collect(document, &mut references);
    let leads_nowhere = |reference: &String| reference.strip_prefix('#').is_none_or(|pointer| document.pointer(pointer).is_none());
    references.into_iter().filter(leads_nowhere).collect()
}

/// A validator for one schema of the document; its references lead to the document's components.
fn validator(definition: &Value, schema: &Value) -> Validator {
    let whole = json!({ "allOf": [schema], "components": definition["components"] });
    jsonschema::options().with_draft(Draft::Draft7).build(&whole).unwrap_or_else(|cause| panic!("{schema}: {cause}"))
}

/// The problems of a method's parameters, by the method's description.
fn wrong_parameters(definition: &Value, method: &Value, parameters: &Value) -> Vec<String> {
    let params = method["params"].as_array().expect("params");
    let given = parameters.as_object().expect("an object");
    let mut wrong: Vec<String> = Vec::new();
    for (name, value) in given {
        match params.iter().find(|param| param["name"] == name.as_str()) {
            Some(param) => {
                let found = violations(&validator(definition, &param["schema"]), value);
                wrong.extend(found.into_iter().map(|violation| format!("{name}{violation}")));
            }
            None => wrong.push(format!("{name}: it is not described")),
        }
    }
    let required = params.iter().filter(|param| param["required"] == true).filter_map(|param| param["name"].as_str());
    wrong.extend(required.filter(|name| !given.contains_key(*name)).map(|name| format!("{name}: it is missing")));
    wrong
}

#[test]
fn the_definition_is_valid_by_the_published_schema() {
    assert_eq!(violations(&published(), &definition()), Vec::<String>::new());
}

#[test]
fn a_broken_definition_is_not_valid() {
    type Breaking = fn(&mut Value);
    let published = published();
    let broken: [(&str, Breaking); 5] = [
        ("no info", |document| drop(document.as_object_mut().expect("an object").remove("info"))),
        ("a method without a name", |document| drop(document["methods"][0].as_object_mut().expect("an object").remove("name"))),
        ("a version of its own", |document| document["openrpc"] = json!("one")),
        ("a schema of no type", |document| {
            let methods = document["methods"].as_array_mut().expect("methods");
            let method = methods.iter_mut().find(|method| method["params"][0].is_object()).expect("a method with parameters");
            method["params"][0]["schema"] = json!({ "type": "identity" });
        }),
        ("a stray key", |document| document["methods"][0]["parameters"] = json!([])),
    ];
    for (what, break_it) in broken {
        let mut document = definition();
        break_it(&mut document);
        assert!(!violations(&published, &document).is_empty(), "{what} passes for valid");
    }
}

#[test]
fn every_reference_leads_somewhere() {
    let mut document = definition();
    assert_eq!(dangling(&document), Vec::<String>::new());
    let schemas = document["components"]["schemas"].as_object_mut().expect("schemas");
    let name = schemas.keys().find(|name| name.contains("Address")).expect("an address is described").clone();
    schemas.remove(&name);
    assert!(!dangling(&document).is_empty(), "a reference to nothing would not be seen");
}

/// Titles give client generators the names of types. Without a title they would invent another name in each version.
#[test]
fn whatever_has_parts_has_a_title_of_its_own() {
    const PARTS: [&str; 4] = ["anyOf", "allOf", "items", "properties"];
    let definition = definition();
    let schemas = definition["components"]["schemas"].as_object().expect("schemas").values();
    let methods = definition["methods"].as_array().expect("methods");
    let params = methods.iter().flat_map(|method| method["params"].as_array().expect("params")).map(|param| &param["schema"]);
    let whole = schemas.chain(params).chain(methods.iter().map(|method| &method["result"]["schema"]));
    let titles: Vec<&str> = whole
        .filter(|schema| PARTS.iter().any(|key| schema.get(key).is_some()))
        .map(|schema| schema["title"].as_str().unwrap_or_else(|| panic!("it has no title: {schema}")))
        .collect();
    let names: std::collections::HashSet<String> =
        titles.iter().map(|title| title.chars().filter(char::is_ascii_alphanumeric).collect()).collect();
    assert_eq!(names.len(), titles.len(), "{titles:?}");
    assert!(names.len() > 80, "hardly any has parts: {titles:?}");
}

#[test]
fn every_format_is_one_of_draft_7() {
    let written = definition().to_string();
    let formats: std::collections::BTreeSet<&str> =
        written.split("\"format\":\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(formats.into_iter().collect::<Vec<_>>(), ["date-time", "email", "uri"]);
}

#[test]
fn the_definition_is_one_however_it_is_asked_for() {
    everywhere(worlds(), |world| {
        let read = world.service.get("/openrpc.json").document();
        assert_eq!(read, world.service.post(None, "rpc.discover", json!({})).success());
        assert_eq!(read, definition());
    });
}

#[test]
fn the_spanish_definition_differs_in_summaries_modules_and_the_introduction_alone() {
    let (english, mut spanish) = (definition(), describe(&modules::registry(), Language::Spanish));
    assert_eq!(violations(&published(), &spanish), Vec::<String>::new());
    let translated = |text: &mut Value, original: &Value, what: &str| {
        assert_ne!(text, original, "{what} is not translated");
        *text = original.clone();
    };
    translated(&mut spanish["info"]["description"], &english["info"]["description"], "the introduction");
    for (name, tag) in english["components"]["tags"].as_object().expect("tags") {
        translated(&mut spanish["components"]["tags"][name]["description"], &tag["description"], name);
    }
    let methods = english["methods"].as_array().expect("methods");
    assert!(methods.len() > 90, "the methods are found");
    for (number, method) in methods.iter().enumerate() {
        let name = method["name"].as_str().expect("a name");
        translated(&mut spanish["methods"][number]["summary"], &method["summary"], name);
    }
    assert!(spanish == english, "something else differs");
}

#[test]
fn every_spanish_summary_is_one_sentence_of_its_own() {
    let mut earlier = std::collections::HashSet::new();
    for entry in modules::registry().entries() {
        let summary = entry.summary_in_spanish();
        assert!(summary.ends_with('.') && !summary.contains(". ") && !summary.contains("  "), "{}: {summary}", entry.qualified);
        assert!(summary.starts_with(char::is_uppercase), "{}: {summary}", entry.qualified);
        assert!(earlier.insert(summary.clone()), "{} is summed up as another method is: {summary}", entry.qualified);
    }
}

/// The definition by `GET` and by the method, each with its Content-Language.
fn asked(service: &Service, accepted: Option<&str>) -> [(Value, Option<String>); 2] {
    let language = accepted.map(|accepted| ("Accept-Language", accepted));
    let read = service.get_with("/openrpc.json", language.as_slice());
    let varies = read.headers.iter().any(|(name, value)| name == "vary" && value.eq_ignore_ascii_case("accept-language"));
    assert!(varies, "{:?}", read.headers);
    let headers: Vec<_> = [("Content-Type", "application/json")].into_iter().chain(language).collect();
    let called = service.send_with("/api", &headers, br#"{"method":"rpc.discover"}"#);
    let told = |reply: &Reply| reply.header("content-language").map(ToOwned::to_owned);
    [(read.document(), told(&read)), (called.success(), told(&called))]
}

#[test]
fn the_definition_is_in_the_language_that_is_asked_for() {
    let [english, spanish] = [Language::English, Language::Spanish].map(|language| describe(&modules::registry(), language));
    for service in services() {
        for (accepted, expected, code) in [
            (None, &english, "en"),
            (Some("es-MX"), &spanish, "es"),
            (Some("fr, es;q=0.8, en;q=0.5"), &spanish, "es"),
            (Some("fr"), &english, "en"),
            (Some("en-GB"), &english, "en"),
        ] {
            for (document, language) in asked(&service, accepted) {
                assert!(document == *expected, "{accepted:?}");
                assert_eq!(language.as_deref(), Some(code), "{accepted:?}");
            }
        }
    }
    for database in databases() {
        let service = Service::start(database, |settings| settings.language = Language::Spanish);
        for (accepted, expected) in [(None, &spanish), (Some("fr"), &spanish), (Some("en"), &english)] {
            assert!(asked(&service, accepted).iter().all(|(document, _)| document == expected), "{accepted:?}");
        }
    }
}

/// The reply is kept ready-made, and must be the same in an array, in a batch and in JSON-RPC.
#[test]
fn the_definition_is_the_same_in_arrays_batches_and_json_rpc() {
    let spanish = describe(&modules::registry(), Language::Spanish);
    for service in services() {
        let ana = service.register("Ana");
        let authorization = format!("Bearer {}", ana.token);
        let headers = [("Content-Type", "application/json"), ("Accept-Language", "es-MX"), ("Authorization", &*authorization)];
        let json_rpc = json!({ "jsonrpc": "2.0", "method": "rpc.discover", "id": 1 });
        let batch = json!({ "method": "Batch.Run", "parameters": { "calls": [{ "method": "rpc.discover" }] } });
        let array = json!([{ "method": "rpc.discover" }, json_rpc, batch]).to_string();
        let reply = service.send_with("/api", &headers, array.as_bytes());
        let answers = reply.document();
        assert_eq!(reply.header("content-language"), Some("es"));
        for document in [&answers[0]["response"], &answers[1]["result"], &answers[2]["response"]["replies"][0]["response"]] {
            assert!(*document == spanish);
        }
    }
}

#[test]
fn the_definition_has_every_method_with_its_access_and_its_example() {
    let definition = definition();
    let registry = modules::registry();
    assert_eq!(definition["methods"].as_array().expect("methods").len(), registry.entries().len());
    for entry in registry.entries() {
        let method = described(&definition, entry);
        let access = &method["x-access"];
        assert_eq!(access["token"], entry.access.signed_in, "{}", entry.qualified);
        assert_eq!(access["role"].as_str(), entry.access.role.map(|role| role.name()), "{}", entry.qualified);
        assert_eq!(access["writes"], entry.access.writes, "{}", entry.qualified);
        let right = match entry.permission {
            Permission::Needs(module, right) => json!(format!("{module}: {}", right.name())),
            Permission::Any | Permission::People => json!(null),
        };
        assert_eq!(access["right"], right, "{}", entry.qualified);
        assert_eq!(access["application_token"], entry.permission != Permission::People, "{}", entry.qualified);
        if let Some(example) = example_of(entry) {
            let shown = &method["examples"][0];
            assert_eq!(shown["result"]["value"], example["reply"]["response"], "{}", entry.qualified);
            let given = example["request"]["parameters"].as_object().expect("an object");
            assert_eq!(shown["params"].as_array().expect("params").len(), given.len(), "{}", entry.qualified);
            for param in shown["params"].as_array().expect("params") {
                assert_eq!(given.get(param["name"].as_str().expect("a name")), Some(&param["value"]), "{}", entry.qualified);
            }
        }
    }
}

#[test]
fn what_the_definition_says_of_parameters_and_replies_is_so() {
    everywhere(worlds(), |world| {
        let definition = definition();
        for entry in modules::registry().entries() {
            let method = described(&definition, entry);
            let parameters = parameters_of(&definition, entry);
            let wrong = wrong_parameters(&definition, method, &parameters);
            assert!(wrong.is_empty(), "{}: {}", entry.qualified, wrong.join("\n"));
            let result = validator(&definition, &method["result"]["schema"]);
            let shown = example_of(entry).map(|example| example["reply"]["response"].clone());
            // An example's reply is checked as it stands; a method that only reads is called again, on this database.
            let answered = (!entry.access.writes).then(|| perform(world, entry, parameters).success());
            for response in shown.into_iter().chain(answered) {
                let wrong = violations(&result, &response);
                assert!(wrong.is_empty(), "{}: {}", entry.qualified, wrong.join("\n"));
            }
        }
    });
}

#[test]
fn where_a_list_is_taken_one_value_is_and_the_definition_says_so() {
    let definition = definition();
    let mut lists = 0;
    for method in definition["methods"].as_array().expect("methods") {
        for param in method["params"].as_array().expect("params") {
            let schema = match param["schema"]["$ref"].as_str() {
                Some(reference) => definition.pointer(reference.trim_start_matches('#')).expect("it leads somewhere"),
                None => &param["schema"],
            };
            let is_list = |schema: &Value| {
                schema["type"] == "array" || schema["type"].as_array().is_some_and(|kinds| kinds.contains(&json!("array")))
            };
            assert!(!is_list(schema), "{} {}: {schema}", method["name"], param["name"]);
            let forms = schema["anyOf"].as_array().map(Vec::as_slice).unwrap_or_default();
            if let Some(list) = forms.iter().find(|form| is_list(form)) {
                assert!(forms.contains(&list["items"]), "{} {}: {schema}", method["name"], param["name"]);
                lists += 1;
            }
        }
    }
    assert!(lists > 20, "hardly any list is taken: {lists}");
    everywhere(worlds(), |world| {
        let status = |status: Value| {
            let parameters = json!({ "profile_id": world.people.ana.profile_id, "status": status });
            let registry = modules::registry();
            let (_, entry) = registry.find(None, "Tickets.GetTickets").expect("a method");
            assert_eq!(wrong_parameters(&definition, described(&definition, entry), &parameters), Vec::<String>::new(), "{status}");
            world.as_ana("Tickets.GetTickets", parameters)["total"].clone()
        };
        assert_eq!(status(json!("solved")), status(json!(["solved"])));
        assert_eq!(status(Value::Null), status(json!([])));
    });
}

#[test]
fn parameters_and_replies_that_are_not_so_would_be_seen() {
    let definition = definition();
    let registry = modules::registry();
    let (_, entry) = registry.find(None, "Companies.CreateCompany").expect("a method");
    let method = described(&definition, entry);
    let parameters = example_of(entry).expect("an example")["request"]["parameters"].clone();
    for (name, value) in [("name", json!(5)), ("type_id", json!("x")), ("shipping_address", json!({ "country": 5 })), ("nome", json!("A"))]
    {
        let mut wrong = parameters.clone();
        wrong[name] = value;
        assert_eq!(wrong_parameters(&definition, method, &wrong).len().min(1), 1, "{name}");
    }
    let mut missing = parameters;
    missing.as_object_mut().expect("an object").remove("name");
    assert_eq!(wrong_parameters(&definition, method, &missing), ["name: it is missing"]);
    let result = validator(&definition, &method["result"]["schema"]);
    assert!(!violations(&result, &json!({ "company": { "id": "1" } })).is_empty());
    assert!(!violations(&result, &json!({})).is_empty());
}
