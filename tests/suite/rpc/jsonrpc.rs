//! JSON-RPC 2.0 on the same endpoint: the specification's rules, with its own examples.

use serde_json::{Value, json};
use ventanilla::error::CODES;

use crate::calls::{changes, keys};
use crate::service::{Person, Reply, Service, services};

const JSON: (&str, &str) = ("Content-Type", "application/json");

/// A response of JSON-RPC; the reply must be one.
#[track_caller]
fn response(reply: &Reply) -> Value {
    assert_eq!(reply.status, 200, "{}", reply.text);
    assert_eq!(reply.header("content-type"), Some("application/json"));
    checked(serde_json::from_str(&reply.text).expect("JSON"))
}

#[track_caller]
fn checked(response: Value) -> Value {
    assert_eq!(response["jsonrpc"], "2.0", "{response}");
    if response.get("error").is_some() {
        assert_eq!(keys(&response), ["error", "id", "jsonrpc"], "{response}");
        let error = &response["error"];
        assert_eq!(keys(error), ["code", "data", "message"], "{response}");
        assert_eq!(keys(&error["data"]), ["code", "details", "request_id"], "{response}");
        assert!(error["message"].as_str().is_some_and(|sentence| !sentence.is_empty()), "{response}");
    } else {
        assert_eq!(keys(&response), ["id", "jsonrpc", "result"], "{response}");
    }
    response
}

/// The number and the code of a failure.
#[track_caller]
fn failed(reply: &Reply) -> (i64, String) {
    let response = response(reply);
    (response["error"]["code"].as_i64().expect("a number"), response["error"]["data"]["code"].as_str().expect("a code").to_owned())
}

fn ask(service: &Service, person: &Person, method: &str, params: Value) -> Reply {
    let body = json!({ "jsonrpc": "2.0", "method": method, "params": params, "id": 1 });
    service.send("/api", Some(&person.token), &body.to_string())
}

#[track_caller]
fn nothing(reply: &Reply) {
    assert_eq!((reply.status, reply.text.as_str()), (204, ""));
    assert!(reply.header("x-request-id").is_some());
}

#[test]
fn a_request_is_answered_with_its_result() {
    for service in services() {
        let ana = service.register("Ana");
        let reply = response(&ask(&service, &ana, "Companies.GetCompanies", json!({ "profile_id": ana.profile_id })));
        assert_eq!(reply["result"], service.call(&ana, "GetCompanies", json!({})));
        let discovered = response(&ask(&service, &ana, "rpc.discover", json!([])));
        assert_eq!(discovered["result"], service.get("/openrpc.json").document());
        let in_module = service.send("/api/System", None, r#"{"jsonrpc":"2.0","method":"Ping","id":1}"#);
        assert_eq!(keys(&response(&in_module)["result"]), ["time", "version"]);
    }
}

#[test]
fn an_id_comes_back_as_it_was_written() {
    for service in services() {
        for id in [
            "1",
            "1.0",
            "-0",
            "1E5",
            "1e400",
            "12345678901234567890123",
            "0.10",
            "null",
            "\"\"",
            "\"a b\"",
            "\"é\\n\\\"\"",
            "\"\u{1f600}\"",
        ] {
            for (method, member) in [("System.Ping", "result"), ("Nothing", "error")] {
                let reply = service.send("/api", None, &format!(r#"{{"id": {id} ,"method":"{method}","jsonrpc":"2.0"}}"#));
                assert!(response(&reply).get(member).is_some(), "{}", reply.text);
                assert!(reply.text.ends_with(&format!(r#","id":{id}}}"#)), "{id}: {}", reply.text);
            }
        }
        for id in ["true", "[]", "[1]", "{}"] {
            let reply = service.send("/api", None, &format!(r#"{{"jsonrpc":"2.0","method":"System.Ping","id":{id}}}"#));
            assert_eq!(failed(&reply), (-32_600, "malformed_request".to_owned()));
            assert_eq!(response(&reply)["id"], Value::Null, "{id}");
        }
    }
}

#[test]
fn params_may_be_missing_or_empty_and_are_given_by_name() {
    for service in services() {
        let ana = service.register("Ana");
        for params in ["", r#","params":{}"#, r#","params":[]"#, r#","params":null"#] {
            let body = format!(r#"{{"jsonrpc":"2.0","method":"GetProfiles","id":1{params}}}"#);
            assert!(response(&service.send("/api", Some(&ana.token), &body)).get("result").is_some(), "{body}");
        }
        let by_position = ask(&service, &ana, "GetCompanies", json!([ana.profile_id]));
        assert_eq!(failed(&by_position), (-32_602, "invalid_parameters".to_owned()));
        assert!(by_position.text.contains("by name"), "{}", by_position.text);
        assert_eq!(failed(&ask(&service, &ana, "Nothing", json!([1]))).0, -32_601);
        for params in [json!("bar"), json!(5), json!(true)] {
            assert_eq!(failed(&ask(&service, &ana, "GetCompanies", params)).0, -32_600);
        }
    }
}

#[test]
fn a_failure_has_the_number_of_its_code_and_the_same_details_as_in_an_envelope() {
    for service in services() {
        let ana = service.register("Ana");
        for (method, params) in [
            ("Companies.EditCompany", json!({ "profile_id": ana.profile_id, "nmae": "A", "type_id": "x" })),
            ("Nothing", json!({})),
            ("GetCompanys", json!({})),
            ("GetCompanies", json!({ "profile_id": 987_654 })),
            ("Auth.Login", json!({ "email": ana.email, "password": "a wrong one" })),
        ] {
            let ours = service.post(Some(&ana.token), method, params.clone()).envelope();
            let reply = ask(&service, &ana, method, params);
            let error = response(&reply)["error"].clone();
            assert_eq!(error["message"], ours["error"], "{method}");
            assert_eq!(error["data"]["code"], ours["response"]["code"], "{method}");
            assert_eq!(error["data"]["details"], ours["response"]["details"], "{method}");
            assert_eq!(error["data"]["request_id"].as_str(), reply.header("x-request-id"), "{method}");
            let code = CODES.iter().find(|code| error["data"]["code"] == code.name).expect("a code of the contract");
            assert_eq!(error["code"], code.number, "{method}");
        }
        let nobody = service.send("/api", None, r#"{"jsonrpc":"2.0","method":"GetProfiles","id":1}"#);
        assert_eq!(failed(&nobody), (-32_001, "unauthenticated".to_owned()));
    }
}

#[test]
fn the_numbers_are_the_specifications_or_in_its_range_for_servers() {
    let standard = [
        ("malformed_request", -32_600),
        ("ambiguous_method", -32_601),
        ("unknown_method", -32_601),
        ("invalid_parameters", -32_602),
        ("internal", -32_603),
    ];
    let mut others = Vec::new();
    for code in CODES {
        match standard.iter().find(|(name, _)| *name == code.name) {
            Some((name, number)) => assert_eq!(code.number, *number, "{name}"),
            None => others.push(code.number),
        }
    }
    assert!(others.iter().all(|number| (-32_099..=-32_000).contains(number)), "{others:?}");
    let number = others.len();
    others.sort_unstable();
    others.dedup();
    assert_eq!(others.len(), number, "no number is of two codes");
}

#[test]
fn a_notification_is_executed_and_not_answered() {
    for service in services() {
        let ana = service.register("Ana");
        let mut params = service.company(&ana, "One");
        params["profile_id"] = json!(ana.profile_id);
        let create = json!({ "jsonrpc": "2.0", "method": "CreateCompany", "params": params });
        let before = changes(&service);
        nothing(&service.send("/api", Some(&ana.token), &create.to_string()));
        assert_eq!(changes(&service), before + 1);
        nothing(&service.send("/api", Some(&ana.token), &json!([create, create]).to_string()));
        assert_eq!(changes(&service), before + 3);
        for failing in [
            r#"{"jsonrpc":"2.0","method":"Nothing"}"#,
            r#"{"jsonrpc":"2.0","method":"System.Ping","params":[1]}"#,
            r#"{"jsonrpc":"2.0","method":"GetProfiles"}"#,
        ] {
            nothing(&service.send("/api", None, failing));
        }
        let headers = [("Content-Type", "application/json-rpc"), ("Authorization", &*format!("Bearer {}", ana.token))];
        let reply = service.send_with("/api", &headers, create.to_string().as_bytes());
        assert_eq!((reply.status, reply.text.as_str()), (200, ""), "who announces JSON-RPC takes 204 for a failure");
        assert_eq!(changes(&service), before + 4);
    }
}

#[test]
fn what_is_not_a_request_is_told_so_also_without_an_id() {
    for service in services() {
        for body in [
            r#"{"jsonrpc":"2.0"}"#,
            r#"{"jsonrpc":"2.0","method":1,"params":"bar"}"#,
            r#"{"jsonrpc":"2.0","method":"System.Ping","params":"bar"}"#,
            r#"{"jsonrpc":"1.0","method":"System.Ping"}"#,
            r#"{"jsonrpc":2.0,"method":"System.Ping"}"#,
            r#"{"jsonrpc":null,"method":"System.Ping"}"#,
            r#"{"jsonrpc":"2.0","method":"System.Ping","parameters":{}}"#,
            r#"{"jsonrpc":"2.0","method":"System.Ping","method":"System.Ping","id":1}"#,
            r#"{"jsonrpc":"2.0","method":"System.Ping","params":{"a":1,"a":2},"id":1}"#,
            &format!(r#"{{"jsonrpc":"2.0","method":"System.Ping","params":{}{},"id":1}}"#, "[".repeat(200), "]".repeat(200)),
        ] {
            let reply = service.send("/api", None, body);
            assert_eq!(failed(&reply), (-32_600, "malformed_request".to_owned()), "{body}");
            assert_eq!(response(&reply)["id"], Value::Null, "{body}");
        }
        let with_id = response(&service.send("/api", None, r#"{"jsonrpc":"2.0","method":1,"id":"7"}"#));
        assert_eq!((&with_id["error"]["code"], &with_id["id"]), (&json!(-32_600), &json!("7")));
    }
}

#[test]
fn members_that_clients_add_are_passed_over() {
    for service in services() {
        let body = r#"{"jsonrpc":"2.0","method":"System.Ping","id":1,"meta":{"trace":"x"},"auth":null,"timeout":30}"#;
        assert!(response(&service.send("/api", None, body)).get("result").is_some());
    }
}

#[test]
fn a_body_that_is_not_json_is_answered_in_the_form_that_it_seems_to_have() {
    let broken = r#"{"jsonrpc": "2.0", "method": "foobar, "params": "bar", "baz]"#;
    let array = r#"[{"jsonrpc": "2.0", "method": "sum", "params": [1,2,4], "id": "1"}, {"jsonrpc": "2.0", "method"]"#;
    for service in services() {
        for body in [broken, array] {
            let reply = service.send("/api", None, body);
            assert_eq!(failed(&reply), (-32_700, "malformed_request".to_owned()));
            assert_eq!(response(&reply)["id"], Value::Null);
        }
        for body in [r#"{"method": "System.Ping"#, "{", "[", ""] {
            service.send("/api", None, body).failure("malformed_request");
        }
        for content_type in ["application/json-rpc", "application/jsonrequest; charset=utf-8"] {
            let send = |body: &str| service.send_with("/api", &[("Content-Type", content_type)], body.as_bytes());
            assert_eq!(failed(&send("{")).0, -32_700);
            assert_eq!(failed(&send("")).0, -32_700);
            assert_eq!(failed(&send("[]")).0, -32_600);
            assert_eq!(failed(&send("5")).0, -32_600);
            send(r#"{"method":"System.Ping"}"#).success();
        }
    }
}

#[test]
fn the_specifications_batch_is_answered_as_it_shows() {
    let body = r#"[
        {"jsonrpc": "2.0", "method": "System.Ping", "params": {}, "id": "1"},
        {"jsonrpc": "2.0", "method": "System.Ping", "params": [7]},
        {"jsonrpc": "2.0", "method": "System.Ping", "params": [42,23], "id": "2"},
        {"foo": "boo"},
        {"jsonrpc": "2.0", "method": "foo.get", "params": {"name": "myself"}, "id": "5"},
        1,
        {"jsonrpc": "2.0", "method": "rpc.discover", "id": "9"}
    ]"#;
    for service in services() {
        let reply = service.send("/api", None, body);
        assert_eq!(reply.status, 200);
        let answers: Vec<Value> = serde_json::from_str(&reply.text).expect("an array");
        let seen: Vec<(Value, Value)> =
            answers.iter().map(|answer| (checked(answer.clone())["id"].clone(), answer["error"]["code"].clone())).collect();
        let expected = [
            (json!("1"), Value::Null),
            (json!("2"), json!(-32_602)),
            (Value::Null, json!(-32_600)),
            (json!("5"), json!(-32_601)),
            (Value::Null, json!(-32_600)),
            (json!("9"), Value::Null),
        ];
        assert_eq!(seen, expected);
        let id = reply.header("x-request-id").expect("an id");
        assert_eq!(answers[2]["error"]["data"]["request_id"], format!("{id}.3"), "the place in what was asked");
    }
}

#[test]
fn an_array_may_mix_both_forms() {
    let body = r#"[{"method":"System.Ping"},{"jsonrpc":"2.0","method":"System.Ping","id":1},{"jsonrpc":"2.0","method":"System.Ping"},{"method":"Nothing"}]"#;
    for service in services() {
        let reply = service.send_with("/api", &[JSON], body.as_bytes());
        let answers: Vec<Value> = serde_json::from_str(&reply.text).expect("an array");
        assert_eq!(answers.len(), 3);
        assert_eq!(answers[0]["success"], true);
        assert_eq!(checked(answers[1].clone())["id"], 1);
        assert_eq!(answers[2]["response"]["code"], "unknown_method");
    }
}

#[test]
fn an_array_of_too_many_requests_is_refused_in_their_form() {
    for service in services() {
        let reply =
            service.send("/api", None, &json!(vec![json!({ "jsonrpc": "2.0", "method": "System.Ping", "id": 1 }); 101]).to_string());
        assert_eq!(failed(&reply), (-32_013, "payload_too_large".to_owned()));
    }
}
