//! A collection for Postman, version 2.1, made of the OpenRPC document: a folder for each module, and for each method a request
//! with the example's parameters and the example's reply. <https://schema.getpostman.com/json/collection/v2.1.0/docs/index.html>
//!
//! Invariants: whoever has set the variables `email` and `password` can send any request at once. The collection signs in
//! by itself, again when the token has expired; an application token in the variable `token` is used as it is.

use serde_json::{Map, Value, json};

use super::text;
use crate::auth::application_token;
use crate::sentences::Language;

/// Runs before each request, and signs in where that is needed.
const SIGN_IN: &str = include_str!("postman/sign_in.js");

/// Runs after each request, and checks the form of the reply.
const CHECK: &str = include_str!("postman/check.js");

const ABOUT: &str = "Every method of Ventanilla with its example. Set the variables `base_url`, `email` and `password`, and `profile_id` (Profiles.GetProfiles lists them): the collection signs in by itself. A script's application token goes into `token` instead. The ids in the examples are those of an example profile.";
const ABOUT_IN_SPANISH: &str = "Todos los métodos de Ventanilla con su ejemplo. Basta con rellenar las variables `base_url`, `email` y `password`, y `profile_id` (Profiles.GetProfiles muestra los perfiles): la colección inicia la sesión por sí misma. El token de aplicación de un programa va en `token`. Los ids de los ejemplos son los de un perfil de ejemplo.";

/// Makes the collection of an OpenRPC document in this language.
pub fn collection(definition: &Value, language: Language) -> Value {
    let mut folders: Vec<(&str, Vec<Value>)> = Vec::new();
    for method in definition.get("methods").and_then(Value::as_array).into_iter().flatten() {
        let Some((module, name)) = text(method, "/name").and_then(|name| name.split_once('.')) else { continue };
        let request = item(method, module, name);
        match folders.iter_mut().find(|(known, _)| *known == module) {
            Some((_, requests)) => requests.push(request),
            None => folders.push((module, vec![request])),
        }
    }
    let purpose = |module: &str| text(definition, &format!("/components/tags/{module}/description")).unwrap_or_default();
    let folders: Vec<Value> =
        folders.into_iter().map(|(module, requests)| json!({ "name": module, "description": purpose(module), "item": requests })).collect();
    json!({
        "info": {
            "name": "Ventanilla",
            "description": language.choose(ABOUT, ABOUT_IN_SPANISH),
            "version": definition.pointer("/info/version"),
            "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json",
        },
        "auth": { "type": "bearer", "bearer": [{ "key": "token", "value": "{{token}}", "type": "string" }] },
        "event": [script("prerequest", &SIGN_IN.replace("BEGINNING", application_token::BEGINNING)), script("test", CHECK)],
        "variable": [
            variable("base_url", "http://127.0.0.1:8080"),
            variable("email", ""),
            variable("password", ""),
            variable("token", ""),
            variable("token_expires_at", ""),
            variable("profile_id", "1"),
        ],
        "item": folders,
    })
}

fn variable(key: &str, value: &str) -> Value {
    json!({ "key": key, "value": value, "type": "string" })
}

fn script(listen: &str, program: &str) -> Value {
    json!({ "listen": listen, "script": { "type": "text/javascript", "exec": program.lines().collect::<Vec<_>>() } })
}

fn item(method: &Value, module: &str, name: &str) -> Value {
    let qualified = format!("{module}.{name}");
    let mut headers = vec![json!({ "key": "Content-Type", "value": "application/json" })];
    if method.get("x-idempotency-key") == Some(&Value::Bool(true)) {
        headers.push(json!({ "key": "Idempotency-Key", "value": "{{$guid}}", "disabled": true }));
    }
    let mut request = json!({
        "method": "POST",
        "header": headers,
        "url": { "raw": format!("{{{{base_url}}}}/api/{qualified}"), "host": ["{{base_url}}"], "path": ["api", qualified] },
        "body": { "mode": "raw", "raw": body(method, &qualified), "options": { "raw": { "language": "json" } } },
        "description": method.get("description"),
    });
    let is_public = method.pointer("/x-access/token") == Some(&Value::Bool(false));
    if is_public && let Some(request) = request.as_object_mut() {
        request.insert("auth".to_owned(), json!({ "type": "noauth" }));
    }
    let reply = method.pointer("/examples/0/result/value").map(|response| {
        json!({
            "name": "Example",
            "originalRequest": request,
            "status": "OK",
            "code": 200,
            "_postman_previewlanguage": "json",
            "header": [{ "key": "Content-Type", "value": "application/json" }],
            "body": written(&json!({ "success": true, "response": response, "error": null })),
        })
    });
    json!({ "name": name, "request": request, "response": reply.into_iter().collect::<Vec<_>>() })
}

/// The example's parameters, with variables of the collection where those of the example would not do.
fn body(method: &Value, qualified: &str) -> String {
    let example = method.pointer("/examples/0/params").and_then(Value::as_array).into_iter().flatten();
    let given = example.filter_map(|param| Some((text(param, "/name")?.to_owned(), param.get("value")?.clone())));
    let mut parameters: Map<String, Value> = given.collect();
    let signs_in = qualified == "Auth.Login";
    for name in ["email", "password"].into_iter().filter(|_| signs_in) {
        parameters.insert(name.to_owned(), format!("{{{{{name}}}}}").into());
    }
    const PROFILE: &str = "{{profile_id}}";
    let of_profile = parameters.get_mut("profile_id").map(|profile| *profile = PROFILE.into()).is_some();
    let body = written(&parameters.into());
    // The variable is a number: the quotation marks around it go.
    if of_profile { body.replacen(&format!("\"{PROFILE}\""), PROFILE, 1) } else { body }
}

fn written(value: &Value) -> String {
    format!("{value:#}")
}
