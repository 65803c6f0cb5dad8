//! The documentation's examples, examples/<Module>/<Method>.json: the tests execute them in Ana's world on both databases, and
//! the service must answer as they show.
//!
//! Invariants: a method without such a file is called with the parameters that its schema requires, and nothing more; only
//! if that fails does it need a file. `VENTANILLA_RECORD_EXAMPLES=1 cargo test examples` writes the replies, and a first draft
//! where there is no file yet. Values that differ with every run (tokens, times) are written in a form that shows that they do.

use std::path::PathBuf;

use serde_json::{Map, Value, json};
use ventanilla::modules;
use ventanilla::rpc::registry::Entry;

use crate::inspect::{Inspector, difference};
use crate::service::Reply;
use crate::world::{World, everywhere, worlds};

/// Methods that queue deliveries, which are no records of the profile.
const QUEUING: [&str; 2] = ["Webhooks.Test", "Webhooks.Redeliver"];

const HOW: &str = "write the request into its file under examples/ and run VENTANILLA_RECORD_EXAMPLES=1 cargo test examples";

/// Whether the tests write the files that they otherwise compare.
pub fn is_recording() -> bool {
    std::env::var_os("VENTANILLA_RECORD_EXAMPLES").is_some_and(|value| value == "1")
}

/// The folders of examples: the documentation's, and that of the modules that only the tests have.
fn folders() -> [PathBuf; 2] {
    ["examples", "tests/fixtures/examples"].map(|folder| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(folder))
}

/// The path of a method's example, whether the file exists or not.
fn path_of(entry: &Entry) -> PathBuf {
    let [shown, own] = folders().map(|folder| folder.join(entry.module));
    if own.is_dir() { own } else { shown }.join(format!("{}.json", entry.name))
}

/// The example as it is on the disk: the program's own copy may be older.
pub fn example_of(entry: &Entry) -> Option<Value> {
    let path = path_of(entry);
    let text = std::fs::read_to_string(&path).ok()?;
    Some(serde_json::from_str(&text).unwrap_or_else(|cause| panic!("{}: {cause}", path.display())))
}

/// The parameters of a method's example, or else some that its schema requires.
pub fn parameters_of(definition: &Value, entry: &Entry) -> Value {
    match example_of(entry) {
        Some(example) => example["request"]["parameters"].clone(),
        None => generated(definition, entry),
    }
}

/// The description of one method in the definition.
pub fn described<'d>(definition: &'d Value, entry: &Entry) -> &'d Value {
    let methods = definition["methods"].as_array().expect("methods");
    methods.iter().find(|method| method["name"] == entry.qualified.as_str()).expect("every method is described")
}

/// The required parameters of a method, each made from its schema.
fn generated(definition: &Value, entry: &Entry) -> Value {
    let params = described(definition, entry)["params"].as_array().expect("params");
    let needed = params.iter().filter(|param| param["required"] == true);
    let made = needed.map(|param| (param["name"].as_str().expect("a name").to_owned(), sample(definition, &param["schema"])));
    Value::Object(made.collect())
}

/// The simplest value that fits a schema. An id is 1: Ana has one record of each kind.
fn sample(definition: &Value, schema: &Value) -> Value {
    if let Some(reference) = schema["$ref"].as_str() {
        return sample(definition, definition.pointer(reference.trim_start_matches('#')).expect("the reference leads somewhere"));
    }
    if let Some(value) = schema.get("const").or_else(|| schema.pointer("/enum/0")).or_else(|| schema.pointer("/examples/0")) {
        return value.clone();
    }
    if let Some(first) = ["allOf", "anyOf", "oneOf"].iter().find_map(|of| schema[*of].get(0)) {
        return sample(definition, first);
    }
    let kind = schema["type"].as_str().or_else(|| schema["type"][0].as_str()).unwrap_or("string");
    match kind {
        "object" => {
            let mut made = Map::new();
            for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
                made.insert(name.to_owned(), sample(definition, &schema["properties"][name]));
            }
            Value::Object(made)
        }
        "array" => json!([]),
        "integer" | "number" => schema.get("minimum").cloned().unwrap_or(json!(1)),
        "boolean" => json!(false),
        "null" => Value::Null,
        _ => match schema["format"].as_str() {
            Some("email") => json!("somebody@example.com"),
            _ => json!("an example"),
        },
    }
}

/// The value with placeholders for everything that differs from run to run.
pub fn settled(value: &Value) -> Value {
    match value {
        Value::Object(entries) => {
            let settled = entries.iter().map(|(key, value)| {
                let settled = match (key.as_str(), value) {
                    ("token", Value::String(_)) => json!("<token>"),
                    ("link", Value::String(link)) => {
                        let (page, _) = link.rsplit_once('/').expect("a link ends with its token");
                        json!(format!("{page}/<token>"))
                    }
                    ("url", Value::String(address)) if address.contains("/feedback/") => {
                        let (page, _) = address.rsplit_once('/').expect("an address ends with its token");
                        json!(format!("{page}/<token>"))
                    }
                    ("prefix", Value::String(_)) => json!("<prefix>"),
                    ("secret", Value::String(_)) => json!("<secret>"),
                    ("message_id", Value::String(_)) => json!("<message id>"),
                    ("cursor" | "since", Value::String(_)) => json!("<cursor>"),
                    ("version", Value::String(_)) => json!("<version>"),
                    ("request_id", Value::String(_)) => json!("<request id>"),
                    ("stored_as", Value::String(_)) => json!("<key>"),
                    ("sequence", Value::Number(_)) => json!(1),
                    (key, Value::String(text)) if (key == "url" || key.ends_with("_url")) && text.starts_with("/files/") => {
                        let (path, proof) = text.split_once('?').expect("an address with a signature");
                        let lasts = proof.starts_with("lasting=");
                        let proof = if lasts { "lasting=<signature>" } else { "expires=1769852700&signature=<signature>" };
                        json!(format!("{path}?{proof}"))
                    }
                    ("url", Value::String(text)) if text.starts_with("/papers/") => {
                        let (path, _) = text.split_once("expires=").expect("an address with a signature");
                        json!(format!("{path}expires=1769852700&signature=<signature>"))
                    }
                    (key, Value::String(text)) if holds_instants(key) && is_instant(text) => {
                        json!("2026-01-31T09:30:00.000000Z")
                    }
                    _ => settled(value),
                };
                (key.clone(), settled)
            });
            Value::Object(settled.collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(settled).collect()),
        other => other.clone(),
    }
}

fn holds_instants(key: &str) -> bool {
    ["time", "from", "to", "customer_since"].contains(&key) || key.ends_with("_at")
}

fn is_instant(text: &str) -> bool {
    text.len() >= 20 && text.ends_with('Z') && text.as_bytes().get(10) == Some(&b'T')
}

/// Calls a method as Ana, or without a token if the method is public.
pub fn perform(world: &World, entry: &Entry, parameters: Value) -> Reply {
    let token = entry.access.signed_in.then_some(world.people.ana.token.as_str());
    world.service.post(token, &entry.qualified, world.filled(parameters))
}

#[test]
fn every_example_is_what_the_service_answers() {
    let recording = is_recording();
    let registry = modules::registry();
    let worlds = if recording { worlds().into_iter().take(1).collect() } else { worlds() };
    everywhere(worlds, |world| {
        let definition = world.service.get("/openrpc.json").document();
        let mut complaints = Vec::new();
        let (writing, reading): (Vec<&Entry>, Vec<&Entry>) = registry.entries().iter().partition(|entry| entry.access.writes);
        let mut inspector = Inspector::open(&world.service.database.url);
        let before = inspector.snapshot();
        for entry in reading {
            complaints.extend(check(world, &definition, entry, recording));
        }
        let after = inspector.snapshot();
        assert!(before == after, "a method that only reads has written: {}", difference(&before, &after));
        for entry in writing {
            let world = world.another();
            let mut inspector = Inspector::open(&world.service.database.url);
            let changes = inspector.changes();
            complaints.extend(check(&world, &definition, entry, recording));
            if entry.access.role.is_some() && !QUEUING.contains(&entry.qualified.as_str()) && inspector.changes() == changes {
                complaints.push(format!("{}: the example leaves no record of a change", entry.qualified));
            }
        }
        assert!(complaints.is_empty(), "{}", complaints.join("\n"));
    });
}

/// Executes an example; returns the difference from it, if there is one.
fn check(world: &World, definition: &Value, entry: &Entry, recording: bool) -> Option<String> {
    let name = &entry.qualified;
    let example = example_of(entry);
    let parameters = parameters_of(definition, entry);
    let reply = perform(world, entry, parameters.clone());
    let envelope: Value = match serde_json::from_str(&reply.text) {
        Ok(envelope) => envelope,
        Err(_) => return Some(format!("{name}: the reply is no JSON: {}", reply.text)),
    };
    let settled = settled(&envelope);
    if recording && entry.module != "rpc" {
        record(entry, &parameters, &settled);
    }
    if reply.status != 200 {
        return Some(match example {
            Some(_) => format!("{name}: its example fails with {}", reply.text),
            None => format!("{name}: it has no example, and what its schema asks for is not enough; {HOW}. It says {}", reply.text),
        });
    }
    let example = example.filter(|_| !recording)?;
    if example["request"]["method"] != name.as_str() {
        return Some(format!("{name}: its example calls {}", example["request"]["method"]));
    }
    (example["reply"] != settled).then(|| format!("{name}: its example shows another reply than\n{settled}\nIf that is right, {HOW}."))
}

fn record(entry: &Entry, parameters: &Value, reply: &Value) {
    let example = json!({ "request": { "method": entry.qualified, "parameters": parameters }, "reply": reply });
    let path = path_of(entry);
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("the examples can be written");
    let text = serde_json::to_string_pretty(&example).expect("JSON");
    std::fs::write(&path, text + "\n").expect("the examples can be written");
}

/// No example is left of a method that is gone: nothing would show or check it.
#[test]
fn every_example_belongs_to_a_method() {
    let registry = modules::registry();
    let expected: Vec<PathBuf> = registry.entries().iter().map(path_of).collect();
    let mut found = 0;
    let modules = folders().into_iter().flat_map(|folder| std::fs::read_dir(folder).expect("there are examples").flatten());
    for module in modules.filter(|module| module.path().is_dir()) {
        for file in std::fs::read_dir(module.path()).expect("a folder").flatten() {
            let path = file.path();
            if path.extension().is_some_and(|extension| extension == "json") {
                assert!(expected.contains(&path), "{} is the example of no method", path.display());
                found += 1;
            }
        }
    }
    assert!(found > 0, "there are no examples");
}

#[test]
fn what_differs_from_run_to_run_is_settled_and_nothing_else() {
    let reply = json!({ "token": "e30.e30.c2ln", "created_at": "2026-11-22T08:00:00.123456Z", "version": 2, "name": "2026-11-22T08:00:00Z", "logo_url": "/files/7?expires=1&signature=x", "url": "https://example.com/?x" });
    let expected = json!({ "token": "<token>", "created_at": "2026-01-31T09:30:00.000000Z", "version": 2, "name": "2026-11-22T08:00:00Z",
        "logo_url": "/files/7?expires=1769852700&signature=<signature>", "url": "https://example.com/?x" });
    assert_eq!(settled(&reply), expected);
}
