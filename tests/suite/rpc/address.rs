//! `POST /api/Module.Method`: an address for each method, whose body is the bare parameters.

use serde_json::{Value, json};

use crate::service::{Person, Reply, Service, services};

fn post(service: &Service, person: Option<&Person>, method: &str, body: &str, headers: &[(&str, &str)]) -> Reply {
    let bearer = person.map(|person| format!("Bearer {}", person.token));
    let mut all = vec![("Content-Type", "application/json")];
    all.extend(bearer.as_deref().map(|bearer| ("Authorization", bearer)));
    all.extend_from_slice(headers);
    service.send_with(&format!("/api/{method}"), &all, body.as_bytes())
}

#[track_caller]
fn malformed(reply: &Reply, sentence: &str) {
    reply.failure("malformed_request");
    assert_eq!(reply.envelope()["error"], sentence);
}

#[test]
fn the_body_is_the_parameters_and_the_reply_is_the_same() {
    for service in services() {
        let ana = service.register("Ana");
        service.create_company(&ana, "Café Núñez");
        let parameters = json!({ "profile_id": ana.profile_id, "search_by": "id", "search_value": 1 });
        let own = post(&service, Some(&ana), "Companies.GetCompany", &parameters.to_string(), &[]);
        assert_eq!(own.success(), service.post(Some(&ana.token), "Companies.GetCompany", parameters.clone()).success());
        for none in ["", " \n", "{}", "[]", "\u{feff}"] {
            post(&service, None, "System.Ping", none, &[]).success();
            post(&service, Some(&ana), "Profiles.GetProfiles", none, &[]).success();
        }
        // Whoever sends nothing need not say that it is JSON.
        service.send_with("/api/System.Ping", &[], b"").success();
        service.send_with("/api/System.Ping", &[], b"{}").failure("unsupported_media_type");
        let wrong = post(&service, Some(&ana), "Companies.GetCompany", r#"{"profile_id": 1, "serach_by": "id"}"#, &[]);
        wrong.failure("invalid_parameters");
        assert!(wrong.text.contains("serach_by"), "{}", wrong.text);
        post(&service, None, "Companies.GetCompany", &parameters.to_string(), &[]).failure("unauthenticated");
        post(&service, Some(&ana), "Companies.GetCompny", "{}", &[]).failure("unknown_method");
        post(&service, Some(&ana), "Nothing.", "{}", &[]).failure("unknown_method");
        let elsewhere = service.send("/api/Companies", Some(&ana.token), r#"{"method": "Contacts.GetInputs"}"#);
        elsewhere.failure("unknown_method");
        assert!(elsewhere.text.contains("is not in the module 'Companies'"), "{}", elsewhere.text);
    }
}

#[test]
fn key_and_origin_come_by_header() {
    for service in services() {
        let ana = service.register("Ana");
        let mut parameters = service.company(&ana, "Café Núñez");
        parameters["profile_id"] = json!(ana.profile_id);
        let headers = [("Idempotency-Key", "order-7"), ("X-Origin", "erp")];
        let create = || post(&service, Some(&ana), "Companies.CreateCompany", &parameters.to_string(), &headers);
        let (first, again) = (create(), create());
        assert_eq!((first.success(), again.header("idempotency-replayed")), (again.success(), Some("true")));
        // It is the call that has this key by the envelope, too.
        let envelope = json!({ "method": "CreateCompany", "parameters": parameters, "idempotency_key": "order-7" });
        let third = service.send("/api", Some(&ana.token), &envelope.to_string());
        assert_eq!((&third.text, third.header("idempotency-replayed")), (&first.text, Some("true")));
        let history = service.call(&ana, "Audit.GetHistory", json!({ "entity": "company", "record_id": 1 }));
        assert_eq!(history["changes"][0]["origin"], "erp", "{history}");
    }
}

#[test]
fn what_belongs_to_the_other_address_is_refused_and_the_sentence_says_why() {
    for service in services() {
        let ana = service.register("Ana");
        let at = |body: Value| post(&service, Some(&ana), "Profiles.GetProfiles", &body.to_string(), &[]);
        let ping = json!({ "method": "System.Ping" });
        let envelope = "This address names the method already. Send its parameters alone, or the whole call to /api.";
        malformed(&at(ping.clone()), envelope);
        malformed(&at(json!({ "method": "System.Ping", "parameters": {}, "idempotency_key": "1" })), envelope);
        malformed(&at(json!([ping])), "This address takes the parameters of one method. Send an array of calls to /api.");
        let json_rpc = json!({ "jsonrpc": "2.0", "method": "System.Ping", "id": 1 });
        malformed(&at(json_rpc), "This address takes the parameters of its method alone. Send JSON-RPC requests to /api.");
        for other in [json!(null), json!(1), json!("x"), json!(true)] {
            let reply = at(other.clone());
            if other.is_null() {
                reply.success();
            } else {
                malformed(&reply, "The body must hold the parameters of the method, an object.");
            }
        }
        // An object with other members beside is the parameters, and one of them is unknown.
        at(json!({ "method": "System.Ping", "name": "x" })).failure("invalid_parameters");
        let reply = service.get("/api/Profiles.GetProfiles");
        assert_eq!((reply.status, reply.header("allow")), (405, Some("POST")));
    }
}
