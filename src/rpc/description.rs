//! The machine-readable definition: an OpenRPC 1.4 document made from the registry.
//! <https://spec.open-rpc.org/>

pub mod markdown;
pub mod openapi;
pub mod postman;

use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use super::aliases;
use super::registry::{Entry, Registry};
use crate::auth::permission::Permission;
use crate::error::{CODES, Code};
use crate::sentences::Language;

/// Name and text of every example; a request and its reply for each method.
const EXAMPLES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/examples.rs"));

/// The example of a method: `{"request": {…}, "reply": {…}}`.
pub fn example_of(qualified: &str) -> Option<Value> {
    let (_, text) = EXAMPLES.iter().find(|(name, _)| *name == qualified)?;
    serde_json::from_str(text).ok()
}

const ABOUT: &str = "A CRM behind one endpoint: POST /api with {\"method\", \"parameters\"}, answered by {\"success\", \"response\", \"error\"}; or by JSON-RPC 2.0 at the same address, params by name, with HTTP 200 also for failures. Arrays of up to 100 calls are answered by arrays. Where an id may be an object, it is what another system calls the record, as it stands in external_ids: {\"sap\": \"000123\"}.";
const ABOUT_IN_SPANISH: &str = "Un CRM con una sola dirección: POST /api con {\"method\", \"parameters\"}, que responde {\"success\", \"response\", \"error\"}; o con JSON-RPC 2.0 en la misma dirección, con params por nombre y con HTTP 200 también cuando la llamada falla. Una lista de hasta 100 llamadas recibe una lista de respuestas. Donde un id puede ser un objeto, es el que otro sistema da al registro, como aparece en external_ids: {\"sap\": \"000123\"}.";

/// Describes every method. Each method's summary, each module's purpose and the text about the API are in this language; further
/// explanations are in English.
pub fn describe(registry: &Registry, language: Language) -> Value {
    let settings = || SchemaSettings::draft07().with(|settings| settings.definitions_path = "/components/schemas".into());
    let mut taken = SchemaGenerator::new(settings());
    let mut given = SchemaGenerator::new(settings().for_serialize());
    let mut methods: Vec<Value> =
        registry.entries().iter().map(|entry| method(registry, entry, language, &mut taken, &mut given)).collect();
    methods.sort_by(|first, second| text(first, "/name").cmp(&text(second, "/name")));
    let mut schemas = given.take_definitions(true);
    schemas.extend(taken.take_definitions(true));
    for (name, schema) in &mut schemas {
        forget_size(schema);
        entitle(schema, name);
    }
    let error = |code: &Code| json!({ "code": code.number, "message": code.name, "data": { "code": code.name, "status": code.status } });
    let errors: Map<String, Value> = CODES.iter().map(|code| (code.name.to_owned(), error(code))).collect();
    let tags: Map<String, Value> = registry
        .modules()
        .iter()
        .map(|(name, purpose)| ((*name).to_owned(), json!({ "name": name, "description": purpose.text(language) })))
        .collect();
    json!({
        "openrpc": "1.4.0",
        "info": {
            "title": "Ventanilla",
            "version": env!("CARGO_PKG_VERSION"),
            "description": language.choose(ABOUT, ABOUT_IN_SPANISH),
            "license": { "name": "MIT OR Apache-2.0" },
        },
        "methods": methods,
        "components": { "schemas": schemas, "errors": errors, "tags": tags },
    })
}

fn method(registry: &Registry, entry: &Entry, language: Language, taken: &mut SchemaGenerator, given: &mut SchemaGenerator) -> Value {
    let parameters = entry.parameters_schema(taken).to_value();
    let mut response = entry.response_schema(given).to_value();
    forget_size(&mut response);
    if !is_plain(&response) {
        entitle(&mut response, &format!("{} response", entry.qualified));
    }
    let description = entry.summary().or_else(|| text(&parameters, "/description").map(ToOwned::to_owned)).unwrap_or_default();
    let summary = match language {
        Language::English => description.split("\n\n").next().unwrap_or_default().replace('\n', " ").into(),
        Language::Spanish => entry.summary_in_spanish(),
    };
    let errors: Vec<Value> = CODES.iter().map(|code| json!({ "$ref": format!("#/components/errors/{}", code.name) })).collect();
    let examples: Vec<Value> = example_of(&entry.qualified).iter().map(|example| pairing(&entry.qualified, example)).collect();
    json!({
        "name": entry.qualified,
        "summary": summary,
        "description": description,
        "tags": [{ "$ref": format!("#/components/tags/{}", entry.module) }],
        "paramStructure": "by-name",
        "params": params(entry, &parameters),
        "result": { "name": "response", "schema": response },
        "errors": errors,
        "examples": examples,
        "x-access": access(entry),
        "x-bare-name": registry.find(None, entry.name).is_ok_and(|(_, named)| named.qualified == entry.qualified),
        "x-idempotency-key": entry.keeps_reply(),
    })
}

/// Lets a schema of a list also accept a single value: parameters are decoded so, whatever their type says.
fn take_one_for_a_list(schema: &mut Value) {
    const OF_LISTS: [&str; 4] = ["items", "minItems", "maxItems", "uniqueItems"];
    let Some(schema) = schema.as_object_mut() else { return };
    let nullable = match schema.get("type") {
        Some(Value::String(kind)) if kind == "array" => false,
        Some(Value::Array(kinds)) if kinds.iter().any(|kind| kind == "array") => kinds.iter().any(|kind| kind == "null"),
        _ => return,
    };
    let Some(item) = schema.get("items").cloned() else { return };
    schema.remove("type");
    let mut list: Map<String, Value> = OF_LISTS.iter().filter_map(|key| schema.remove_entry(*key)).collect();
    list.insert("type".to_owned(), "array".into());
    let null = nullable.then(|| json!({ "type": "null" }));
    schema.insert("anyOf".to_owned(), [list.into(), item].into_iter().chain(null).collect());
}

/// Removes the format `int64`, which schemars gives every integer: draft 7 does not have it, and some validators refuse unknown
/// formats.
fn forget_size(schema: &mut Value) {
    match schema {
        Value::Object(entries) => {
            entries.retain(|key, value| key != "format" || value != "int64");
            entries.values_mut().for_each(forget_size);
        }
        Value::Array(items) => items.iter_mut().for_each(forget_size),
        _ => {}
    }
}

/// Whether a schema has no parts, or its parts elsewhere. A schema with parts has a title, by which generators of clients name
/// its type; the most common generator makes up two names where there is none.
fn is_plain(schema: &Value) -> bool {
    const PARTS: [&str; 5] = ["anyOf", "allOf", "oneOf", "items", "properties"];
    PARTS.iter().all(|key| schema.get(key).is_none())
}

fn entitle(schema: &mut Value, title: &str) {
    if let Some(schema) = schema.as_object_mut() {
        schema.insert("title".to_owned(), title.into());
    }
}

fn text<'v>(value: &'v Value, pointer: &str) -> Option<&'v str> {
    value.pointer(pointer).and_then(Value::as_str)
}

fn params(entry: &Entry, parameters: &Value) -> Vec<Value> {
    let mut params = entry.takes().params();
    let required: Vec<&str> =
        parameters.pointer("/required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    for (name, schema) in parameters.pointer("/properties").and_then(Value::as_object).into_iter().flatten() {
        let mut schema = schema.clone();
        forget_size(&mut schema);
        take_one_for_a_list(&mut schema);
        if !is_plain(&schema) {
            entitle(&mut schema, &format!("{} {name}", entry.qualified));
        }
        params.push(json!({
            "name": name,
            "description": explained(&schema),
            "required": required.contains(&name.as_str()),
            "schema": schema,
        }));
    }
    // Readers of the definition pass parameters by position, too; required parameters come first.
    params.sort_by_key(|param| param.get("required") != Some(&json!(true)));
    params
}

/// The explanation of a parameter, with the other words that are taken for it.
fn explained(schema: &Value) -> String {
    let own = text(schema, "/description").unwrap_or_default();
    let others: Vec<String> = aliases::of_property(schema).map(|alias| format!("`{alias}`")).collect();
    match others.as_slice() {
        [] => own.to_owned(),
        others => format!("{own} Other systems' words for it are taken, too: {}.", others.join(", ")).trim_start().to_owned(),
    }
}

/// The callers that may call the method; `right` is the right that an application token needs, if it may call the method at all.
fn access(entry: &Entry) -> Value {
    let right = match entry.permission {
        Permission::Needs(module, right) => Some(format!("{module}: {}", right.name())),
        Permission::Any | Permission::People => None,
    };
    json!({
        "token": entry.access.signed_in,
        "role": entry.access.role.map(|role| role.name()),
        "writes": entry.access.writes,
        "application_token": entry.permission != Permission::People,
        "right": right,
    })
}

fn pairing(qualified: &str, example: &Value) -> Value {
    let parameters: Vec<Value> = example
        .pointer("/request/parameters")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .map(|(name, value)| json!({ "name": name, "value": value }))
        .collect();
    json!({
        "name": qualified,
        "params": parameters,
        "result": { "name": "response", "value": example.pointer("/reply/response") },
    })
}
