//! The definition in its other forms: OpenAPI in two versions, the collection for Postman, the page to read.
//!
//! Invariants: each form is compared with the OpenRPC definition, which `openrpc.rs` tries. Each check is shown to refuse a
//! broken document.

use std::collections::{BTreeMap, BTreeSet};

use jsonschema::{Draft, Validator};
use serde_json::{Map, Value, json};
use ventanilla::modules;
use ventanilla::rpc::description::openapi::{Version, openapi};
use ventanilla::rpc::description::{describe, markdown, postman};
use ventanilla::sentences::Language;

use crate::openrpc::{dangling, violations};
use crate::service::{Service, databases, services};

fn definition(language: Language) -> Value {
    describe(&modules::registry(), language)
}

fn document(version: Version) -> Value {
    openapi(&definition(Language::English), version, Language::English)
}

/// The validator of the published schema of this version.
fn published(version: Version) -> Validator {
    let (draft, text) = match version {
        Version::Current => (Draft::Draft202012, include_str!("../fixtures/openapi-3.1-schema.json")),
        Version::Older => (Draft::Draft4, include_str!("../fixtures/openapi-3.0-schema.json")),
    };
    let schema: Value = serde_json::from_str(text).expect("the fixture is JSON");
    jsonschema::options().with_draft(draft).build(&schema).expect("the fixture is a schema")
}

/// Each method's operation, by the method's name.
fn operations(document: &Value) -> BTreeMap<&str, &Value> {
    let paths = document["paths"].as_object().expect("paths");
    paths.iter().map(|(path, item)| (path.strip_prefix("/api/").expect("an address of a method"), &item["post"])).collect()
}

/// A validator for one schema of a document.
fn validator(document: &Value, schema: &Value) -> Validator {
    let whole = json!({ "allOf": [schema], "components": document["components"] });
    jsonschema::options().with_draft(Draft::Draft202012).build(&whole).unwrap_or_else(|cause| panic!("{schema}: {cause}"))
}

/// The document of the older version in the newer dialect, so that one validator reads both.
fn renewed(mut schema: Value) -> Value {
    match &mut schema {
        Value::Object(entries) => {
            let is_nullable = entries.remove("nullable") == Some(json!(true));
            if let Some(of) = entries.get("type").filter(|of| is_nullable && of.is_string()).cloned() {
                entries.insert("type".to_owned(), json!([of, "null"]));
            }
            entries.values_mut().for_each(|value| *value = renewed(value.take()));
        }
        Value::Array(items) => items.iter_mut().for_each(|value| *value = renewed(value.take())),
        _ => {}
    }
    schema
}

#[test]
fn both_versions_are_valid_by_the_published_schemas_in_each_language() {
    for version in Version::ALL {
        let published = published(version);
        for language in Language::ALL {
            let document = openapi(&definition(language), version, language);
            assert_eq!(violations(&published, &document), Vec::<String>::new(), "{version:?} {language:?}");
            assert_eq!(dangling(&document), Vec::<String>::new(), "{version:?} {language:?}");
        }
        type Breaking = fn(&mut Value);
        let broken: [(&str, Breaking); 4] = [
            ("no info", |document| drop(document.as_object_mut().expect("an object").remove("info"))),
            ("a version of its own", |document| document["openapi"] = json!("four")),
            ("a stray key", |document| document["paths"]["/api/System.Ping"]["post"]["params"] = json!([])),
            ("no answers", |document| document["paths"]["/api/System.Ping"]["post"]["responses"] = json!([])),
        ];
        for (what, break_it) in broken {
            let mut document = document(version);
            break_it(&mut document);
            assert!(!violations(&published, &document).is_empty(), "{version:?}: {what} passes for valid");
        }
    }
}

#[test]
fn every_method_has_a_path_that_says_what_the_definition_says() {
    let definition = definition(Language::English);
    for version in Version::ALL {
        let document = document(version);
        let operations = operations(&document);
        let methods = definition["methods"].as_array().expect("methods");
        assert_eq!(operations.len(), methods.len());
        let mut ids = BTreeSet::new();
        for method in methods {
            let name = method["name"].as_str().expect("a name");
            let operation = operations[name];
            assert!(ids.insert(operation["operationId"].as_str().expect("an id")), "{name}");
            assert_eq!(operation["summary"], method["summary"], "{name}");
            assert_eq!(operation["x-access"], method["x-access"], "{name}");
            let is_public = operation.get("security").is_some_and(|security| *security == json!([]));
            assert_eq!(is_public, method["x-access"]["token"] == false, "{name}");
            let headers = operation["parameters"].to_string();
            assert_eq!(headers.contains("IdempotencyKey"), method["x-idempotency-key"] == true, "{name}");
            let body = &operation["requestBody"]["content"]["application/json"];
            let taken = body["schema"]["properties"].as_object().expect("properties");
            let params = method["params"].as_array().expect("params");
            assert_eq!(taken.len(), params.len(), "{name}");
            let required: Vec<&Value> = params.iter().filter(|param| param["required"] == true).map(|param| &param["name"]).collect();
            assert_eq!(json!(required), body["schema"].get("required").cloned().unwrap_or(json!([])), "{name}");
            for status in ["200", "400", "401", "403", "404", "409", "413", "415", "422", "429", "500", "503"] {
                assert!(operation["responses"].get(status).is_some(), "{name}: {status}");
            }
        }
    }
}

/// The values that a caller might write by mistake.
fn others() -> [Value; 7] {
    [Value::Null, json!(true), json!(0), json!("x"), json!([]), json!({}), json!(-1.5)]
}

#[test]
fn both_versions_accept_the_examples_and_refuse_the_same_values() {
    let documents = [document(Version::Current), renewed(document(Version::Older))];
    let [current, older] = &documents;
    let (mut refused, mut accepted) = (0, 0);
    for (name, operation) in operations(current) {
        let twin = operations(older)[name];
        for pointer in ["/requestBody/content/application~1json", "/responses/200/content/application~1json"] {
            let (content, twin) = (operation.pointer(pointer).expect("content"), twin.pointer(pointer).expect("content"));
            let validators = [validator(current, &content["schema"]), validator(older, &twin["schema"])];
            let Some(example) = content.get("example") else { continue };
            for validator in &validators {
                assert_eq!(violations(validator, example), Vec::<String>::new(), "{name}");
            }
            for key in example.as_object().expect("an object").keys() {
                for other in others() {
                    let mut changed = example.clone();
                    changed[key] = other;
                    let [first, second] = validators.each_ref().map(|validator| validator.is_valid(&changed));
                    assert_eq!(first, second, "{name} {key}: {}", changed[key]);
                    *(if first { &mut accepted } else { &mut refused }) += 1;
                }
            }
        }
    }
    assert!(refused > 1_000 && accepted > 100, "{refused} refused, {accepted} accepted");
}

#[test]
fn the_older_version_has_no_word_of_the_newer_dialect() {
    fn visit(schema: &Value, found: &mut BTreeSet<String>) {
        match schema {
            Value::Object(entries) => {
                for (key, value) in entries {
                    let is_newer = match key.as_str() {
                        "type" => value.is_array() || value == "null",
                        "const" | "examples" | "propertyNames" | "contentEncoding" => !value.is_object(),
                        "exclusiveMinimum" | "exclusiveMaximum" => value.is_number(),
                        "$ref" => entries.len() > 1,
                        _ => false,
                    };
                    found.extend(is_newer.then(|| format!("{key}: {value}")));
                    if !["example", "default", "enum"].contains(&key.as_str()) {
                        visit(value, found);
                    }
                }
            }
            Value::Array(items) => items.iter().for_each(|item| visit(item, found)),
            _ => {}
        }
    }
    let [current, older] = Version::ALL.map(|version| {
        let mut found = BTreeSet::new();
        visit(&document(version), &mut found);
        found
    });
    assert_eq!(older, BTreeSet::new());
    assert!(current.len() > 5, "the newer version has such words: {current:?}");
}

#[test]
fn the_answer_to_too_many_calls_alone_says_when_to_try_again() {
    for version in Version::ALL {
        let document = document(version);
        let refusals = document["components"]["responses"].as_object().expect("responses");
        let telling: Vec<&String> =
            refusals.iter().filter(|(_, refusal)| refusal["headers"].get("Retry-After").is_some()).map(|(name, _)| name).collect();
        assert_eq!(telling, ["Failure429"], "{version:?}");
        assert!(refusals.contains_key("Failure503"), "{version:?}");
    }
}

#[test]
fn a_failed_call_is_as_every_path_says() {
    let document = document(Version::Current);
    let failure = validator(&document, &document["components"]["schemas"]["Failure"]);
    for service in services() {
        let ana = service.register("Ana");
        let company = json!({ "profile_id": ana.profile_id, "name": 5, "nmae": "x" });
        for (path, token, body, status) in [
            ("/api/Companies.CreateCompany", Some(&*ana.token), company.to_string(), 422),
            ("/api/Companies.CreateCompany", None, company.to_string(), 401),
            ("/api/Companies.CraeteCompany", Some(&*ana.token), "{}".to_owned(), 404),
            ("/api/System.Ping", None, "[1]".to_owned(), 400),
        ] {
            let reply = service.send(path, token, &body);
            assert_eq!(reply.status, status, "{path}");
            let told: Value = serde_json::from_str(&reply.text).expect("a reply");
            assert_eq!(violations(&failure, &told), Vec::<String>::new(), "{path}");
        }
        assert!(!failure.is_valid(&service.send("/api/System.Ping", None, "").document()));
    }
}

#[test]
fn a_list_whose_call_names_fields_is_as_the_document_says() {
    let document = document(Version::Current);
    let schema = &operations(&document)["Companies.GetCompanies"]["responses"]["200"]["content"]["application/json"]["schema"];
    let schema = validator(&document, schema);
    for service in services() {
        let ana = service.register("Ana");
        service.company(&ana, "Café");
        for fields in [json!(null), json!([]), json!(["name"])] {
            let body = json!({ "profile_id": ana.profile_id, "fields": fields }).to_string();
            let reply = service.send("/api/Companies.GetCompanies", Some(&ana.token), &body).document();
            assert_eq!(violations(&schema, &reply), Vec::<String>::new(), "{fields}");
        }
        assert!(!schema.is_valid(&json!({ "success": true, "response": { "companies": [{ "name": "Café" }] }, "error": null })));
    }
}

#[test]
fn the_document_is_served_in_each_version_and_language() {
    for service in services() {
        for (path, version) in [
            ("/openapi.json", Version::Current),
            ("/openapi.json?version=3.1", Version::Current),
            ("/openapi.json?version=3.0", Version::Older),
            ("/openapi.json?other=1", Version::Current),
        ] {
            for (accepted, language) in [("en", Language::English), ("es-MX", Language::Spanish)] {
                let reply = service.get_with(path, &[("Accept-Language", accepted)]);
                assert_eq!((reply.status, reply.header("content-language")), (200, Some(language.code())), "{path}");
                assert_eq!(reply.header("content-type"), Some("application/json"));
                assert!(reply.document() == openapi(&definition(language), version, language), "{path} {accepted}");
            }
        }
        for path in
            ["/openapi.json?version=2.0", "/openapi.json?version=", "/openapi.json?version=%F1", "/openapi.json?version=3.1&version=3.0"]
        {
            let details = service.get(path).failure("invalid_parameters");
            assert_eq!((&details[0]["path"], &details[0]["rule"]), (&json!("version"), &json!("unknown_version")), "{path}");
        }
        assert_eq!(service.send("/openapi.json", None, "{}").status, 405);
    }
    let service = Service::start(databases().remove(0), |settings| settings.language = Language::Spanish);
    assert_eq!(service.get("/openapi.json").header("content-language"), Some("es"));
}

#[test]
fn the_collection_has_each_method_with_its_example() {
    let definition = definition(Language::English);
    let collection = postman::collection(&definition, Language::English);
    let folders = collection["item"].as_array().expect("folders");
    let methods = definition["methods"].as_array().expect("methods");
    assert_eq!(folders.iter().map(|folder| folder["item"].as_array().expect("requests").len()).sum::<usize>(), methods.len());
    for method in methods {
        let name = method["name"].as_str().expect("a name");
        let (module, bare) = name.split_once('.').expect("a module");
        let folder = folders.iter().find(|folder| folder["name"] == module).expect("a folder");
        let item = folder["item"].as_array().expect("requests").iter().find(|item| item["name"] == bare).expect("a request");
        let request = &item["request"];
        assert_eq!(request["url"]["raw"], format!("{{{{base_url}}}}/api/{name}"));
        assert_eq!(request["auth"]["type"] == "noauth", method["x-access"]["token"] == false, "{name}");
        let example = &method["examples"][0];
        let params = example["params"].as_array().into_iter().flatten();
        let given: Map<String, Value> =
            params.map(|param| (param["name"].as_str().expect("a name").to_owned(), param["value"].clone())).collect();
        let profile = given.get("profile_id").map(ToString::to_string).unwrap_or_default();
        let body = request["body"]["raw"].as_str().expect("a text").replace("{{profile_id}}", &profile);
        let mut sent: Value = serde_json::from_str(&body).unwrap_or_else(|cause| panic!("{name}: {cause}: {body}"));
        if name == "Auth.Login" {
            assert_eq!(sent, json!({ "email": "{{email}}", "password": "{{password}}" }));
            sent = given.clone().into();
        }
        assert_eq!(sent, Value::Object(given), "{name}");
        let saved = item["response"][0]["body"].as_str().map(|body| serde_json::from_str::<Value>(body).expect("a reply"));
        assert_eq!(saved.map(|reply| reply["response"].clone()), example.get("result").map(|result| result["value"].clone()), "{name}");
    }
    let spanish = postman::collection(&describe(&modules::registry(), Language::Spanish), Language::Spanish);
    assert_ne!(spanish["info"]["description"], collection["info"]["description"]);
}

/// The anchors of a page's headings, and the anchors that its links name.
fn anchors(page: &str) -> (Vec<String>, BTreeSet<String>) {
    let outside: String = page.split("```").step_by(2).collect();
    let headings = outside.lines().filter_map(|line| line.strip_prefix("## ").or_else(|| line.strip_prefix("### ")));
    let anchor = |heading: &str| heading.to_lowercase().replace('.', "").replace(' ', "-");
    let links = outside.split("](#").skip(1).filter_map(|rest| rest.split(')').next()).map(ToOwned::to_owned);
    (headings.map(anchor).collect(), links.collect())
}

#[test]
fn the_page_has_each_method_and_no_link_leads_nowhere() {
    for language in Language::ALL {
        let definition = definition(language);
        let page = markdown::page(&definition, language);
        let (headings, links) = anchors(&page);
        let known: BTreeSet<String> = headings.iter().cloned().collect();
        assert_eq!(known.len(), headings.len(), "two headings have one anchor");
        assert_eq!(links.difference(&known).collect::<Vec<_>>(), Vec::<&String>::new());
        for method in definition["methods"].as_array().expect("methods") {
            let name = method["name"].as_str().expect("a name");
            let (_, rest) = page.split_once(&format!("### {name}\n")).expect("a heading");
            let own = rest.split("\n### ").next().expect("a text");
            for param in method["params"].as_array().expect("params") {
                assert!(own.contains(&format!("| `{}` |", param["name"].as_str().expect("a name"))), "{name}: {}", param["name"]);
            }
        }
        let cells = |line: &str| line.replace("\\|", "").matches('|').count();
        let lines: Vec<&str> = page.lines().collect();
        for pair in lines.windows(2).filter(|pair| pair[0].starts_with("| ") && pair[1].starts_with('|')) {
            assert_eq!(cells(pair[0]), cells(pair[1]), "{}", pair[1]);
        }
    }
}
