//! Arrays of calls: each call is answered in its place, and a failed call does not affect the others.

use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use crate::calls::{changes, each};
use crate::inspect::Inspector;
use crate::service::{Reply, Service, databases, services};

const JSON: (&str, &str) = ("Content-Type", "application/json");

/// The answers to an array; the reply must be an array.
#[track_caller]
fn answers(reply: &Reply) -> Vec<Value> {
    assert_eq!(reply.status, 200, "{}", reply.text);
    assert_eq!(reply.header("content-type"), Some("application/json"));
    serde_json::from_str::<Value>(&reply.text).expect("JSON").as_array().expect("an array").clone()
}

/// `""` for a success, the code for a failure.
fn code(answer: &Value) -> String {
    answer["response"]["code"].as_str().unwrap_or_default().to_owned()
}

fn pings(number: usize) -> String {
    format!("[{}]", vec![r#"{"method":"System.Ping"}"#; number].join(","))
}

#[test]
fn each_call_is_answered_in_its_place_and_a_bad_one_harms_no_other() {
    for service in services() {
        let ana = service.register("Ana");
        let own = |method: &str| json!({ "method": method, "parameters": { "profile_id": ana.profile_id } }).to_string();
        let items = [
            (r#"{"method":"System.Ping"}"#.to_owned(), ""),
            (own("GetCompanies"), ""),
            ("5".to_owned(), "malformed_request"),
            ("null".to_owned(), "malformed_request"),
            ("[]".to_owned(), "malformed_request"),
            (format!("[{}]", own("GetCompanies")), "malformed_request"),
            (r#"{"method":"System.Ping","method":"System.Ping"}"#.to_owned(), "malformed_request"),
            (r#"{"method":"System.Ping","params":{}}"#.to_owned(), "malformed_request"),
            (r#"{"method":"System.Ping","parameters":{"a":"\ud800"}}"#.to_owned(), "malformed_request"),
            (format!(r#"{{"method":"System.Ping","parameters":{}{}}}"#, "[".repeat(500), "]".repeat(500)), "malformed_request"),
            (r#"{"method":"Nothing"}"#.to_owned(), "unknown_method"),
            (own("EditCompany"), "invalid_parameters"),
            (own("GetCompanies").replace(&ana.profile_id.to_string(), "987654"), "not_found"),
            (own("GetUsers"), ""),
        ];
        let texts: Vec<&str> = items.iter().map(|(text, _)| text.as_str()).collect();
        let reply = service.send_with(
            "/api",
            &[JSON, ("Authorization", &format!("Bearer {}", ana.token)), ("X-Request-Id", "night-7")],
            format!(" [{}]\n", texts.join(" , ")).as_bytes(),
        );
        assert_eq!(reply.header("x-request-id"), Some("night-7"));
        let answers = answers(&reply);
        assert_eq!(answers.len(), items.len());
        for (number, (answer, (text, expected))) in answers.iter().zip(&items).enumerate() {
            assert_eq!(crate::calls::keys(answer), ["error", "response", "success"], "{text}");
            assert_eq!(code(answer), *expected, "{text}: {answer}");
            if !expected.is_empty() {
                assert_eq!(answer["response"]["request_id"], format!("night-7.{number}"));
            }
        }
    }
}

#[test]
fn a_later_call_sees_what_an_earlier_one_wrote_and_each_change_names_its_own_call() {
    for service in services() {
        let ana = service.register("Ana");
        let create = |name: &str| {
            let mut parameters = service.company(&ana, name);
            parameters["profile_id"] = json!(ana.profile_id);
            json!({ "method": "CreateCompany", "parameters": parameters })
        };
        let list = json!({ "method": "GetCompanies", "parameters": { "profile_id": ana.profile_id } });
        let mut wrong = create("Wrong");
        wrong["parameters"]["type_id"] = json!(987_654);
        let before = changes(&service);
        let body = json!([list, create("One"), list, wrong, create("Two"), list]).to_string();
        let headers = [JSON, ("Authorization", &*format!("Bearer {}", ana.token)), ("X-Request-Id", "night-8")];
        let answers = answers(&service.send_with("/api", &headers, body.as_bytes()));
        let totals: Vec<&Value> = [0, 2, 5].iter().map(|place| &answers[*place]["response"]["total"]).collect();
        assert_eq!(totals, [0, 1, 2]);
        assert_eq!(code(&answers[3]), "invalid_parameters");
        assert_eq!(each(&answers[5]["response"]["companies"], "name").len(), 2);
        assert_eq!(changes(&service), before + 2);
        let mut inspector = Inspector::open(&service.database.url);
        let named = inspector.texts("SELECT request_id FROM changes WHERE request_id LIKE 'night-8%' ORDER BY sequence");
        assert_eq!(named, ["night-8.1", "night-8.4"]);
    }
}

#[test]
fn a_hundred_calls_are_made_and_of_more_not_one() {
    for service in services() {
        let ana = service.register("Ana");
        assert_eq!(answers(&service.send("/api", None, &pings(100))).len(), 100);
        let before = changes(&service);
        let mut parameters = service.company(&ana, "One");
        parameters["profile_id"] = json!(ana.profile_id);
        let many = vec![json!({ "method": "CreateCompany", "parameters": parameters }); 101];
        let reply = service.send("/api", Some(&ana.token), &json!(many).to_string());
        reply.failure("payload_too_large");
        assert!(reply.text.contains("101 calls") && reply.text.contains("at most 100"), "{}", reply.text);
        let json_rpc = vec![json!({ "jsonrpc": "2.0", "method": "System.Ping", "id": 1 }); 101];
        let reply = service.send("/api", None, &json!(json_rpc).to_string());
        let answer: Value = serde_json::from_str(&reply.text).expect("JSON");
        assert_eq!((reply.status, &answer["error"]["code"], &answer["id"]), (200, &json!(-32_013), &Value::Null), "{answer}");
        assert_eq!(changes(&service), before);
    }
}

#[test]
fn what_is_no_array_of_calls_fails_whole() {
    for service in services() {
        for body in ["[]", "[ ]", "[", "[}", "[1,]", r#"[{"method":"System.Ping"}"#, r#"[{"method":"System.Ping"}] []"#, r#"[{"a":NaN}]"#] {
            assert_eq!(service.send("/api", None, body).failure("malformed_request"), json!([]), "{body}");
        }
        let not_unicode = service.send_with("/api", &[JSON], b"[{\"method\":\"\xff\"}]");
        not_unicode.failure("malformed_request");
        let large = format!("[{}]", " ".repeat(2_000_000));
        service.send("/api", None, &large).failure("payload_too_large");
    }
}

#[test]
fn the_module_of_the_path_holds_for_each_call() {
    for service in services() {
        let ana = service.register("Ana");
        let parameters = json!({ "profile_id": ana.profile_id });
        let body = json!([{ "method": "GetCompanies", "parameters": parameters }, { "method": "Companies.GetCompanies", "parameters": parameters }, { "method": "Ping" }]);
        let answers = answers(&service.send("/api/Companies", Some(&ana.token), &body.to_string()));
        assert_eq!(answers.iter().map(code).collect::<Vec<_>>(), ["", "", "unknown_method"]);
    }
}

#[test]
fn a_bad_token_fails_only_the_calls_that_need_one() {
    for service in services() {
        let answers = answers(&service.send("/api", Some("nonsense"), r#"[{"method":"System.Ping"},{"method":"GetProfiles"}]"#));
        assert_eq!(answers.iter().map(code).collect::<Vec<_>>(), ["", "unauthenticated"]);
    }
}

#[test]
fn calls_whose_answers_would_fill_the_memory_are_put_off_and_say_so() {
    const MEBIBYTE: usize = 1024 * 1024;
    for database in databases() {
        let service = Service::start(database, |settings| settings.body_limit = 64 * MEBIBYTE);
        let ana = service.register("Ana");
        // The call has a long id, which makes a long answer.
        let id = "x".repeat(MEBIBYTE);
        let item = format!(r#"{{"jsonrpc":"2.0","method":"System.Ping","id":"{id}"}}"#);
        let reply = service.send("/api", Some(&ana.token), &format!("[{}]", vec![item; 40].join(",")));
        // The answers are counted in the text, because a test build takes long to read so much JSON.
        let (made, put_off) = (reply.text.matches(r#""result":"#).count(), reply.text.matches(r#""code":"unavailable""#).count());
        assert_eq!((reply.status, made, put_off), (200, 32, 8));
    }
}

/// Items of an array: calls of every kind, and values that are no call.
pub fn odd_item() -> impl Strategy<Value = String> {
    let scalar = prop_oneof![
        Just("null".to_owned()),
        Just("true".to_owned()),
        "-?[1-9][0-9]{0,30}(\\.[0-9]{1,4})?",
        r#""[a-z \\\\n]{0,0}[a-z]{0,8}""#
    ];
    let value = scalar.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(|items| format!("[{}]", items.join(","))),
            prop::collection::vec(("(method|parameters|params|jsonrpc|id|x)", inner), 0..4).prop_map(|entries| format!(
                "{{{}}}",
                entries.iter().map(|(key, value)| format!("\"{key}\":{value}")).collect::<Vec<_>>().join(",")
            )),
        ]
    });
    prop_oneof![
        3 => value.clone(),
        2 => value.clone().prop_map(|value| format!(r#"{{"method":"System.Ping","parameters":{value}}}"#)),
        1 => value.clone().prop_map(|value| format!(r#"{{"jsonrpc":"2.0","method":"System.Ping","params":{{}},"id":{value}}}"#)),
        1 => value.prop_map(|value| format!(r#"{{"jsonrpc":{value},"method":"System.Ping","id":1}}"#)),
        1 => Just(r#"{"method":"System.Ping"}"#.to_owned()),
    ]
}

/// Whether an answer is a complete envelope or a complete response of JSON-RPC.
fn is_an_answer(answer: &Value) -> bool {
    let keys = crate::calls::keys(answer);
    let ours = keys == ["error", "response", "success"];
    let theirs = answer["jsonrpc"] == "2.0" && (keys == ["error", "id", "jsonrpc"] || keys == ["id", "jsonrpc", "result"]);
    ours || theirs
}

/// Whether an item shows by itself in which form it wants its answer.
fn is_of_a_kind(item: &str) -> bool {
    let item: Value = serde_json::from_str(item).unwrap_or_default();
    item.get("method").is_some() || item.get("jsonrpc").is_some()
}

#[test]
fn any_array_is_answered_item_by_item_or_fails_whole() {
    let services = services();
    let configuration = ProptestConfig { cases: 80, failure_persistence: None, ..ProptestConfig::default() };
    let arrays = prop::collection::vec(odd_item(), 0..8);
    let outcome = TestRunner::new(configuration).run(&arrays, |items| {
        for service in &services {
            check(service, &items)?;
        }
        Ok(())
    });
    outcome.unwrap_or_else(|cause| panic!("{cause}"));
}

fn check(service: &Service, items: &[String]) -> Result<(), TestCaseError> {
    let reply = service.send("/api", None, &format!("[{}]", items.join(",")));
    if items.is_empty() {
        prop_assert_eq!(reply.status, 400);
        return Ok(());
    }
    prop_assert_eq!(reply.status, 200, "{:?}: {}", items, reply.text);
    let answers: Vec<Value> = serde_json::from_str(&reply.text).expect("an array");
    // Every item gets an answer: an item without an id, which could be a notification, is wrong in another way, too.
    prop_assert_eq!(answers.len(), items.len(), "{:?}: {}", items, reply.text);
    prop_assert!(answers.iter().all(is_an_answer), "{}", reply.text);
    // The answer to an item does not depend on its neighbours, if the item shows its form by itself.
    for (item, answer) in items.iter().zip(&answers).filter(|(item, _)| is_of_a_kind(item)) {
        let alone: Value = serde_json::from_str(&service.send("/api", None, item).text).expect("an answer");
        let failed = |answer: &Value| (answer["error"].is_null(), answer["error"]["code"].clone(), code(answer), answer["id"].clone());
        prop_assert_eq!(failed(&alone), failed(answer), "{}", item);
    }
    Ok(())
}

#[test]
fn an_application_token_needs_the_right_of_each_call_in_the_array() {
    for service in services() {
        let ana = service.register("Ana");
        let rights = json!({ "name": "ERP", "rights": { "Companies": ["read"] } });
        let made = service.call(&ana, "Auth.CreateApplicationToken", rights.clone());
        let token = made["token"].as_str().expect("a token");
        let own = |more: &Value| {
            let mut parameters = json!({ "profile_id": ana.profile_id });
            parameters.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
            parameters
        };
        let envelope = |method: &str, more: Value| json!({ "method": method, "parameters": own(&more) });
        let json_rpc = |method: &str, more: Value| json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": own(&more) });
        let array = json!([
            envelope("Companies.GetCompanies", json!({})),
            envelope("Companies.DeleteCompany", json!({ "company_id": 1 })),
            envelope("Auth.CreateApplicationToken", rights),
            json_rpc("Companies.GetCompanies", json!({})),
            json_rpc("Companies.DeleteCompany", json!({ "company_id": 1 })),
            { "method": "Profiles.GetProfiles" },
        ]);
        let reply = service.send_with("/api", &[JSON, ("Authorization", &format!("Bearer {token}"))], array.to_string().as_bytes());
        let answers = answers(&reply);
        let codes: Vec<String> = answers.iter().map(code).collect();
        assert_eq!(codes, ["", "forbidden", "forbidden", "", "", ""]);
        assert_eq!(answers[3]["result"]["total"], 0);
        assert_eq!(answers[4]["error"]["code"], -32_003);
        assert_eq!(answers[5]["response"]["profiles"][0]["id"], json!(ana.profile_id));
    }
}
