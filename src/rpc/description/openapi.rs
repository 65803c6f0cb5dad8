//! The same definition as an OpenAPI document, for tools that know no OpenRPC: a path for each method,
//! `POST /api/Module.Method`, whose body is the method's parameters. <https://spec.openapis.org/oas/>
//!
//! Invariants: the document is made of the OpenRPC document alone, so that both say the same. The version for older tools
//! differs in the way that schemas are written, and in nothing that they accept ([`older`]).

mod older;

use serde_json::{Map, Value, json};

use super::{entitle, text};
use crate::error::CODES;
use crate::sentences::Language;

/// A version of OpenAPI.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// 3.1, whose schemas are JSON Schema.
    Current,
    /// 3.0, for tools that know no other: gateways, importers, older generators.
    Older,
}

impl Version {
    pub const ALL: [Version; 2] = [Version::Current, Version::Older];

    /// The version as callers name it.
    pub const fn name(self) -> &'static str {
        match self {
            Version::Current => "3.1",
            Version::Older => "3.0",
        }
    }

    /// The version of this name; none if there is no such document.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|version| version.name() == name)
    }

    const fn of_specification(self) -> &'static str {
        match self {
            Version::Current => "3.1.1",
            Version::Older => "3.0.3",
        }
    }
}

const ABOUT: &str = "A CRM with one address for each method: POST /api/Module.Method, whose body is the method's parameters, answered by {\"success\", \"response\", \"error\"}. Auth.Login gives the token for the header Authorization; a script takes an application token instead. Where an id may be an object, it is what another system calls the record, as it stands in external_ids: {\"sap\": \"000123\"}.";
const ABOUT_IN_SPANISH: &str = "Un CRM con una dirección para cada método: POST /api/Módulo.Método, cuyo cuerpo son los parámetros del método, que responde {\"success\", \"response\", \"error\"}. Auth.Login da el token para el encabezado Authorization; un programa usa en su lugar un token de aplicación. Donde un id puede ser un objeto, es el que otro sistema da al registro, como aparece en external_ids: {\"sap\": \"000123\"}.";

/// Makes the OpenAPI document of an OpenRPC document in this language, which [`describe`](super::describe) has made.
pub fn openapi(definition: &Value, version: Version, language: Language) -> Value {
    let schemas = definition.pointer("/components/schemas").and_then(Value::as_object);
    let methods = || definition.pointer("/methods").and_then(Value::as_array).into_iter().flatten();
    let mut paths: Map<String, Value> = methods().filter_map(|method| path(method, schemas)).collect();
    let mut named: Map<String, Value> = schemas.into_iter().flatten().map(|(name, schema)| (name.clone(), schema.clone())).collect();
    named.retain(|name, _| !is_nameless(name));
    named.insert("Failure".to_owned(), failure());
    for method in methods().filter(|method| params(method).any(|(name, _)| name == "fields")) {
        let records = text(method, "/name").and_then(|name| paths.get_mut(&format!("/api/{name}"))).and_then(records);
        if let Some(records) = records {
            allow_parts(records, &mut named);
        }
    }
    let tags: Vec<&Value> =
        definition.pointer("/components/tags").and_then(Value::as_object).into_iter().flatten().map(|(_, tag)| tag).collect();
    let mut document = json!({
        "openapi": version.of_specification(),
        "info": {
            "title": definition.pointer("/info/title"),
            "version": definition.pointer("/info/version"),
            "description": language.choose(ABOUT, ABOUT_IN_SPANISH),
            "license": license(version),
        },
        "servers": [{ "url": "/", "description": "The service that gave this document." }],
        "security": [{ "token": [] }],
        "tags": tags,
        "paths": paths,
        "components": {
            "schemas": named,
            "responses": refusals(),
            "parameters": headers(),
            "headers": headers_of_answers(),
            "securitySchemes": {
                "token": { "type": "http", "scheme": "bearer", "description": "The token that Auth.Login gives, or an application token." },
            },
        },
    });
    if version == Version::Older {
        older::write(&mut document);
    }
    document
}

fn license(version: Version) -> Value {
    const NAME: &str = "MIT OR Apache-2.0";
    match version {
        Version::Current => json!({ "name": NAME, "identifier": NAME }),
        Version::Older => json!({ "name": NAME, "url": "https://spdx.org/licenses/" }),
    }
}

/// The path of a method, and what is there.
fn path(method: &Value, schemas: Option<&Map<String, Value>>) -> Option<(String, Value)> {
    let qualified = text(method, "/name")?;
    let (module, _) = qualified.split_once('.')?;
    let mut operation = json!({
        "operationId": qualified.replace('.', "_"),
        "tags": [module],
        "summary": method.get("summary"),
        "description": method.get("description"),
        "parameters": taken_headers(method),
        "requestBody": body(method, qualified),
        "responses": responses(method, qualified, schemas),
        "x-access": method.get("x-access"),
    });
    let is_public = method.pointer("/x-access/token") == Some(&Value::Bool(false));
    if is_public && let Some(operation) = operation.as_object_mut() {
        operation.insert("security".to_owned(), json!([]));
    }
    Some((format!("/api/{qualified}"), json!({ "post": operation })))
}

fn taken_headers(method: &Value) -> Vec<Value> {
    let keeps = method.get("x-idempotency-key") == Some(&Value::Bool(true));
    let writes = method.pointer("/x-access/writes") == Some(&Value::Bool(true));
    let names = [(true, "RequestId"), (true, "AcceptLanguage"), (writes, "Origin"), (keeps, "IdempotencyKey")];
    let taken = names.into_iter().filter(|(takes, _)| *takes);
    taken.map(|(_, name)| json!({ "$ref": format!("#/components/parameters/{name}") })).collect()
}

fn params(method: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let params = method.get("params").and_then(Value::as_array).into_iter().flatten();
    params.filter_map(|param| Some((text(param, "/name")?, param)))
}

/// The parameters as a body.
fn body(method: &Value, qualified: &str) -> Value {
    let required: Vec<&str> =
        params(method).filter(|(_, param)| param.get("required") == Some(&Value::Bool(true))).map(|(name, _)| name).collect();
    let properties: Map<String, Value> = params(method).map(|(name, param)| (name.to_owned(), described(param))).collect();
    let mut schema = json!({
        "type": "object",
        "title": format!("{qualified} parameters"),
        "properties": properties,
        "additionalProperties": false,
    });
    if let Some(schema) = schema.as_object_mut().filter(|_| !required.is_empty()) {
        schema.insert("required".to_owned(), json!(required));
    }
    let mut content = json!({ "schema": schema });
    let example = method.pointer("/examples/0/params").and_then(Value::as_array);
    if let (Some(content), Some(example)) = (content.as_object_mut(), example) {
        let given = example.iter().filter_map(|param| Some((text(param, "/name")?.to_owned(), param.get("value")?.clone())));
        content.insert("example".to_owned(), Value::Object(given.collect()));
    }
    json!({ "required": !required.is_empty(), "content": { "application/json": content } })
}

/// A parameter's schema with the parameter's description.
fn described(param: &Value) -> Value {
    let mut schema = param.get("schema").cloned().unwrap_or_default();
    if let (Some(schema), Some(description)) = (schema.as_object_mut(), param.get("description")) {
        schema.entry("description").or_insert_with(|| description.clone());
    }
    schema
}

/// The answer to a call that succeeded, and one for each status of a failure.
fn responses(method: &Value, qualified: &str, schemas: Option<&Map<String, Value>>) -> Value {
    let schema = method.pointer("/result/schema").cloned().unwrap_or_default();
    // Which number such a name has depends on the other methods; generators would rename their types from version to version.
    let nameless = reference(&schema).filter(|name| is_nameless(name)).and_then(|name| schemas?.get(name));
    let schema = match nameless {
        Some(schema) => {
            let mut schema = schema.clone();
            entitle(&mut schema, &format!("{qualified} response"));
            schema
        }
        // Some readers know no schemas that are truth values.
        None if schema == Value::Bool(true) => json!({}),
        None => schema,
    };
    let mut content = json!({
        "schema": {
            "type": "object",
            "title": format!("{qualified} reply"),
            "properties": { "success": { "type": "boolean", "const": true }, "response": schema, "error": { "type": "null" } },
            "required": ["success", "response", "error"],
        },
    });
    if let (Some(content), Some(response)) = (content.as_object_mut(), method.pointer("/examples/0/result/value")) {
        content.insert("example".to_owned(), json!({ "success": true, "response": response, "error": null }));
    }
    let header = |name: &str| json!({ "$ref": format!("#/components/headers/{name}") });
    let mut responses = Map::new();
    responses.insert(
        "200".to_owned(),
        json!({
            "description": "The call was made.",
            "headers": { "X-Request-Id": header("RequestId"), "Content-Language": header("ContentLanguage") },
            "content": { "application/json": content },
        }),
    );
    for status in statuses() {
        responses.insert(status.to_string(), json!({ "$ref": format!("#/components/responses/Failure{status}") }));
    }
    responses.into()
}

/// The schema of a record in the list that the method at this path gives.
fn records(path: &mut Value) -> Option<&mut Value> {
    let response = path.pointer_mut("/post/responses/200/content/application~1json/schema/properties/response/properties")?;
    response.as_object_mut()?.values_mut().filter_map(|field| field.get_mut("items")).find(|items| reference(items).is_some())
}

/// Lets a record have only some of its keys, as it has if the call names `fields`.
fn allow_parts(record: &mut Value, named: &mut Map<String, Value>) {
    let Some(name) = reference(record).map(ToOwned::to_owned) else { return };
    let Some(mut part) = named.get(&name).cloned() else { return };
    let part_name = format!("{name}InPart");
    entitle(&mut part, &part_name);
    if let Some(part) = part.as_object_mut() {
        part.insert("description".to_owned(), "A record with the keys that `fields` names.".into());
        part.insert("required".to_owned(), json!(["id", "version"]));
    }
    *record = json!({ "anyOf": [record, { "$ref": format!("#/components/schemas/{part_name}") }] });
    named.insert(part_name, part);
}

fn statuses() -> impl Iterator<Item = u16> {
    let mut statuses: Vec<u16> = CODES.iter().map(|code| code.status).collect();
    statuses.dedup();
    statuses.into_iter()
}

/// The answer of each status of a failure, by its name among the components.
fn refusals() -> Map<String, Value> {
    let refusal = |status: u16| {
        let codes: Vec<String> = CODES.iter().filter(|code| code.status == status).map(|code| format!("`{}`", code.name)).collect();
        let mut headers = json!({ "X-Request-Id": { "$ref": "#/components/headers/RequestId" }, "Content-Language": { "$ref": "#/components/headers/ContentLanguage" } });
        if let Some(headers) = headers.as_object_mut().filter(|_| status == 429) {
            headers.insert("Retry-After".to_owned(), json!({ "$ref": "#/components/headers/RetryAfter" }));
        }
        json!({
            "description": format!("The call failed: {}.", codes.join(" or ")),
            "headers": headers,
            "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Failure" } } },
        })
    };
    statuses().map(|status| (format!("Failure{status}"), refusal(status))).collect()
}

/// The schema of a failed call's reply.
fn failure() -> Value {
    let codes: Vec<&str> = CODES.iter().map(|code| code.name).collect();
    json!({
        "type": "object",
        "title": "Failure",
        "description": "The reply to a call that failed.",
        "properties": {
            "success": { "type": "boolean", "const": false },
            "response": {
                "type": "object",
                "title": "Failure response",
                "properties": {
                    "code": { "type": "string", "enum": codes, "description": "The failure, for programs." },
                    "details": {
                        "type": "array",
                        "description": "A problem for each wrong parameter; for an unknown method the names of similar methods.",
                        "items": {
                            "title": "Failure detail",
                            "anyOf": [
                                {
                                    "type": "object",
                                    "title": "Problem",
                                    "properties": {
                                        "path": { "type": "string", "description": "The place of the parameter: `shipping_address.state`." },
                                        "rule": { "type": "string", "description": "The broken rule, for programs." },
                                        "message": { "type": "string", "description": "The problem in a sentence, for people." },
                                        "values": { "type": "object", "description": "The facts of the sentence.", "additionalProperties": true },
                                    },
                                    "required": ["path", "rule", "message", "values"],
                                },
                                { "type": "string", "title": "Method" },
                            ],
                        },
                    },
                    "more": { "type": "integer", "minimum": 1, "description": "The number of problems beside those in `details`." },
                    "request_id": { "type": "string", "description": "The call's name in the service's log." },
                },
                "required": ["code", "details", "request_id"],
            },
            "error": { "type": "string", "description": "The failure in one sentence, for people." },
        },
        "required": ["success", "response", "error"],
    })
}

/// The headers that a call may have, by their names among the components.
fn headers() -> Value {
    let header = |name: &str, description: &str, schema: Value| json!({ "name": name, "in": "header", "required": false, "description": description, "schema": schema });
    json!({
        "RequestId": header(
            "X-Request-Id",
            "A name of yours for the call, which the answer and the service's log repeat.",
            json!({ "type": "string" }),
        ),
        "AcceptLanguage": header(
            "Accept-Language",
            "The language of sentences: `es` or `en`.",
            json!({ "type": "string" }),
        ),
        "Origin": header(
            "X-Origin",
            "The name of the job that writes, which the changes keep.",
            json!({ "type": "string", "pattern": "^[A-Za-z0-9_.:/+=@-]{1,128}$" }),
        ),
        "IdempotencyKey": header(
            "Idempotency-Key",
            "A name for this write, so that a retry does not make it twice.",
            json!({ "type": "string", "pattern": "^[!-~]{1,255}$" }),
        ),
    })
}

/// The headers that an answer may have, by their names among the components.
fn headers_of_answers() -> Value {
    let header = |description: &str, schema: Value| json!({ "description": description, "schema": schema });
    json!({
        "RequestId": header("The call's name in the service's log: yours, if you gave one.", json!({ "type": "string" })),
        "ContentLanguage": header("The language of the sentences.", json!({ "type": "string", "enum": ["en", "es"] })),
        "RetryAfter": header("The seconds to wait before the next try.", json!({ "type": "integer", "minimum": 0 })),
    })
}

fn reference(schema: &Value) -> Option<&str> {
    schema.get("$ref")?.as_str()?.strip_prefix("#/components/schemas/")
}

/// Whether the generator of schemas numbered the name: `Response28`.
fn is_nameless(name: &str) -> bool {
    name.strip_prefix("Response").is_some_and(|rest| rest.chars().all(|character| character.is_ascii_digit()))
}
