//! Schemas as OpenAPI 3.0 writes them: its dialect has one type for each schema and no type for null.
//!
//! Invariants: a schema accepts the same values before and after, but for the keys of a map, whose form the older dialect
//! can't say. Examples, defaults and the values of an `enum` are not touched.

use serde_json::{Map, Value, json};

/// Writes all schemas of an OpenAPI document in the older dialect.
pub(super) fn write(document: &mut Value) {
    let components = document.get_mut("components").and_then(Value::as_object_mut);
    for (name, part) in components.into_iter().flatten() {
        if name == "schemas" {
            each(part, rewrite);
        } else {
            in_parts(part);
        }
    }
    if let Some(paths) = document.get_mut("paths") {
        in_parts(paths);
    }
}

/// Finds the schemas in paths, answers, headers and parameters: each is the value of a key `schema`.
fn in_parts(part: &mut Value) {
    match part {
        Value::Object(entries) => {
            for (key, value) in entries {
                match key.as_str() {
                    "schema" => rewrite(value),
                    "example" => {}
                    _ => in_parts(value),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(in_parts),
        _ => {}
    }
}

fn each(parts: &mut Value, change: fn(&mut Value)) {
    match parts {
        Value::Object(entries) => entries.values_mut().for_each(change),
        Value::Array(items) => items.iter_mut().for_each(change),
        _ => {}
    }
}

/// A schema that accepts null alone.
fn only_null() -> Value {
    json!({ "type": "string", "nullable": true, "enum": [null] })
}

fn rewrite(schema: &mut Value) {
    match schema {
        Value::Bool(true) => *schema = json!({}),
        Value::Bool(false) => *schema = json!({ "not": {} }),
        Value::Object(entries) => rewrite_object(entries),
        _ => {}
    }
}

fn rewrite_object(schema: &mut Map<String, Value>) {
    for (key, value) in schema.iter_mut() {
        match key.as_str() {
            "properties" | "anyOf" | "oneOf" | "allOf" => each(value, rewrite),
            "items" | "not" => rewrite(value),
            // A truth value is a flag here, and no schema.
            "additionalProperties" if !value.is_boolean() => rewrite(value),
            _ => {}
        }
    }
    for unknown in ["propertyNames", "$comment", "contentMediaType"] {
        schema.remove(unknown);
    }
    if let Some(only) = schema.remove("const") {
        schema.insert("enum".to_owned(), json!([only]));
    }
    if let Some(first) = schema.remove("examples").as_ref().and_then(|examples| examples.get(0)) {
        schema.insert("example".to_owned(), first.clone());
    }
    if schema.remove("contentEncoding").is_some_and(|encoding| encoding == "base64") {
        schema.insert("format".to_owned(), "byte".into());
    }
    for (exclusive, bound) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
        if let Some(value) = schema.remove(exclusive).filter(Value::is_number) {
            schema.insert(bound.to_owned(), value);
            schema.insert(exclusive.to_owned(), true.into());
        }
    }
    // Keys beside a reference are ignored.
    if schema.len() > 1
        && let Some(reference) = schema.remove("$ref")
    {
        schema.insert("allOf".to_owned(), json!([{ "$ref": reference }]));
    }
    give_one_type(schema);
}

/// Writes several types as alternatives, and null as a property of each.
fn give_one_type(schema: &mut Map<String, Value>) {
    let types: Vec<String> = match schema.get("type") {
        Some(Value::String(only)) if only == "null" => vec![only.clone()],
        Some(Value::Array(types)) => types.iter().filter_map(Value::as_str).map(ToOwned::to_owned).collect(),
        _ => return,
    };
    let is_nullable = types.iter().any(|of| of == "null");
    let others: Vec<String> = types.into_iter().filter(|of| of != "null").collect();
    schema.remove("type");
    match others.as_slice() {
        [] => {
            if let Value::Object(null) = only_null() {
                schema.extend(null);
            }
        }
        [only] => {
            schema.insert("type".to_owned(), only.clone().into());
            if is_nullable {
                schema.insert("nullable".to_owned(), true.into());
            }
        }
        several => {
            let alternatives: Vec<Value> = several.iter().map(|of| alternative(schema, of, is_nullable)).collect();
            for key in several.iter().flat_map(|of| bounds_of(of)) {
                schema.remove(*key);
            }
            schema.insert("anyOf".to_owned(), alternatives.into());
        }
    }
}

/// The schema of one type out of several, with the bounds that mean something for it.
fn alternative(schema: &Map<String, Value>, of: &str, is_nullable: bool) -> Value {
    let bounds = bounds_of(of).iter().filter_map(|key| Some(((*key).to_owned(), schema.get(*key)?.clone())));
    let mut alternative: Map<String, Value> = bounds.collect();
    alternative.insert("type".to_owned(), of.into());
    if is_nullable {
        alternative.insert("nullable".to_owned(), true.into());
    }
    alternative.into()
}

fn bounds_of(of: &str) -> &'static [&'static str] {
    match of {
        "string" => &["pattern", "minLength", "maxLength", "format"],
        "integer" | "number" => &["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"],
        "array" => &["items", "minItems", "maxItems", "uniqueItems"],
        "object" => &["properties", "required", "additionalProperties", "minProperties", "maxProperties"],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_way_of_writing_has_its_older_one() {
        for (newer, older) in [
            (json!(true), json!({})),
            (json!({ "type": ["string", "null"], "maxLength": 5 }), json!({ "type": "string", "nullable": true, "maxLength": 5 })),
            (json!({ "type": "null" }), only_null()),
            (json!({ "const": "a", "type": "string" }), json!({ "enum": ["a"], "type": "string" })),
            (json!({ "type": "number", "exclusiveMinimum": 0 }), json!({ "type": "number", "minimum": 0, "exclusiveMinimum": true })),
            (json!({ "type": "string", "contentEncoding": "base64" }), json!({ "type": "string", "format": "byte" })),
            (json!({ "type": "string", "examples": ["a", "b"] }), json!({ "type": "string", "example": "a" })),
            (json!({ "$ref": "#/a", "description": "b" }), json!({ "allOf": [{ "$ref": "#/a" }], "description": "b" })),
            (json!({ "$ref": "#/a" }), json!({ "$ref": "#/a" })),
            (json!({ "anyOf": [{ "$ref": "#/a" }, { "type": "null" }] }), json!({ "anyOf": [{ "$ref": "#/a" }, only_null()] })),
            (
                json!({ "type": "object", "propertyNames": { "pattern": "^a" }, "additionalProperties": { "type": ["integer", "null"] } }),
                json!({ "type": "object", "additionalProperties": { "type": "integer", "nullable": true } }),
            ),
            (json!({ "type": "object", "additionalProperties": false }), json!({ "type": "object", "additionalProperties": false })),
            (
                json!({ "type": ["integer", "string", "null"], "minimum": 1, "pattern": "^1$", "description": "c" }),
                json!({
                    "description": "c",
                    "anyOf": [{ "type": "integer", "nullable": true, "minimum": 1 }, { "type": "string", "nullable": true, "pattern": "^1$" }],
                }),
            ),
        ] {
            let mut written = newer.clone();
            rewrite(&mut written);
            assert_eq!(written, older, "{newer}");
        }
    }

    #[test]
    fn a_name_like_a_keyword_and_an_example_stay_as_they_are() {
        let mut document = json!({
            "components": { "schemas": { "A": { "type": "object", "properties": { "const": { "type": ["string", "null"] } } } } },
            "paths": { "/a": { "post": { "requestBody": {
                "example": { "schema": { "const": 1 } },
                "schema": { "default": { "const": 1 }, "type": "object" },
            } } } },
        });
        let before = document.clone();
        write(&mut document);
        assert_eq!(document["components"]["schemas"]["A"]["properties"]["const"], json!({ "type": "string", "nullable": true }));
        assert_eq!(document["paths"], before["paths"]);
    }
}
