//! Failures in a batch: each names its call, and the path inside the batch's parameters.

use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use super::{item, reference, run};
use crate::calls::{colleague, rules};
use crate::rpc::array::odd_item;
use crate::service::{PASSWORD, Person, Service, services};

/// Calls that fail before they begin or while they are made, each with its failure's code.
fn failing(service: &Service, ana: &Person) -> Vec<(Value, &'static str)> {
    let sara = service.register("Sara");
    let login = json!({ "email": ana.email, "password": PASSWORD });
    let newcomer = json!({ "name": "X", "email": "x@example.com", "company": "X", "password": PASSWORD, "c_password": PASSWORD });
    vec![
        (json!({ "method": "" }), "unknown_method"),
        (json!({ "method": "Nothing" }), "unknown_method"),
        (json!({ "method": "Companies.Nothing" }), "unknown_method"),
        (json!({ "method": "GetInputs" }), "ambiguous_method"),
        (json!({ "method": "Batch.Run", "parameters": { "calls": [{ "method": "System.Ping" }] } }), "malformed_request"),
        (json!({ "method": "Run", "parameters": { "calls": 5, "stray": 1 } }), "malformed_request"),
        (json!({ "method": "Auth.Login", "parameters": login }), "malformed_request"),
        (json!({ "method": "Auth.Register", "parameters": newcomer }), "malformed_request"),
        (json!({ "method": "Auth.ApiLogin", "parameters": { "authCode": "vnt_1_guess" } }), "unauthenticated"),
        (item(ana, "Files.Upload", json!({ "content": "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7" })), "malformed_request"),
        (item(ana, "Sync.GetSnapshot", json!({})), "malformed_request"),
        (item(ana, "Companies.DeleteCompany", json!({ "company_id": 987_654 })), "not_found"),
        (item(&sara, "Companies.GetCompanies", json!({})), "not_found"),
        (item(ana, "Profiles.RemoveUser", json!({ "user_id": ana.user_id })), "conflict"),
    ]
}

#[test]
fn every_failure_says_which_call_it_was_whenever_it_is_found() {
    let ping = json!({ "method": "System.Ping" });
    for service in services() {
        let ana = service.register("Ana");
        for (call, code) in failing(&service, &ana) {
            let whole = run(&service, &ana, true, &json!([ping, ping, call, ping]));
            let details = whole.failure(code);
            let sentence = whole.envelope()["error"].as_str().expect("a sentence").to_owned();
            assert!(sentence.starts_with("Call 2: "), "{call}: {sentence}");
            for problem in details.as_array().expect("details").iter().filter(|problem| problem.is_object()) {
                assert!(problem["path"].as_str().is_some_and(|path| path.starts_with("calls.2.parameters.")), "{problem}");
            }
            // Without `atomic` the call's own reply has the same code and sentence, without the batch's prefix.
            let each = run(&service, &ana, false, &json!([ping, ping, call, ping])).success();
            let reply = &each["replies"][2];
            assert_eq!(
                (&reply["response"]["code"], format!("Call 2: {}", reply["error"].as_str().expect("a sentence"))),
                (&json!(code), sentence)
            );
        }
        let vera = colleague(&service, &ana, "Vera", "viewer");
        let create = item(&ana, "CreateCompany", service.company(&ana, "Café Núñez"));
        let refused = run(&service, &vera, true, &json!([ping, create]));
        refused.failure("forbidden");
        assert!(refused.text.contains("Call 1: "), "{}", refused.text);
        let suggestions = run(&service, &ana, true, &json!([{ "method": "GetCompaniez" }])).failure("unknown_method");
        assert_eq!(suggestions[0], "GetCompanies");
        let candidates = run(&service, &ana, true, &json!([{ "method": "GetInputs" }])).failure("ambiguous_method");
        assert!(candidates.as_array().is_some_and(|candidates| candidates.contains(&json!("Companies.GetInputs"))), "{candidates}");
    }
}

#[test]
fn who_is_told_to_wait_is_told_by_which_call() {
    for service in services() {
        let ana = service.register("Ana");
        let guess = json!({ "method": "Auth.ApiLogin", "parameters": { "authCode": "vnt_1_guess" } });
        let calls = json!([{ "method": "System.Ping" }, guess]);
        let refused = (0..80).map(|_| run(&service, &ana, true, &calls)).find(|reply| reply.status == 429).expect("guessing is refused");
        refused.failure("rate_limited");
        assert!(refused.text.contains("Call 1: ") && refused.header("retry-after").is_some(), "{}", refused.text);
    }
}

#[test]
fn what_is_wrong_has_a_path_from_the_batch_down_to_it() {
    for service in services() {
        let ana = service.register("Ana");
        let first = item(&ana, "Companies.GetTypes", json!({}));
        let wrong = |call: Value| rules(&run(&service, &ana, true, &json!([first, call])));
        let company = |more: Value| {
            let mut company = service.company(&ana, "Café Núñez");
            company.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
            item(&ana, "CreateCompany", company)
        };
        for (more, expected) in [
            (json!({ "name": "", "stray": 1 }), vec!["name empty", "stray unknown_parameter"]),
            (json!({ "type_id": reference("1.company.id") }), vec!["type_id unknown_reference"]),
            (json!({ "type_id": reference("2.company.id") }), vec!["type_id unknown_reference"]),
            (json!({ "type_id": reference("0.types.0.nothing") }), vec!["type_id unknown_reference"]),
            (json!({ "type_id": reference("0.types.0.name") }), vec!["type_id wrong_type"]),
            (json!({ "type_id": reference("0.types") }), vec!["type_id wrong_type"]),
            (json!({ "shipping_address": { "street": reference("0.x") } }), vec!["shipping_address.street unknown_reference"]),
            (
                json!({ "type_id": reference("0.a"), "industry_id": reference("0.b") }),
                vec!["industry_id unknown_reference", "type_id unknown_reference"],
            ),
            (json!({ "if_version": reference("0.types.0.id") }), vec!["if_version unknown_parameter"]),
            (json!({ "dry_run": true }), vec!["dry_run in_batch"]),
        ] {
            let expected: Vec<String> = expected.iter().map(|rule| format!("calls.1.parameters.{rule}")).collect();
            assert_eq!(wrong(company(more.clone())), expected, "{more}");
        }
        let mut elsewhere = company(json!({}));
        elsewhere["parameters"]["profile_id"] = reference("0.profile_id");
        assert_eq!(wrong(elsewhere), ["calls.1.parameters.profile_id unknown_reference"]);
        // A reference stands in the place of all parameters.
        let whole = |parameters: Value| wrong(json!({ "method": "CreateCompany", "parameters": parameters }));
        assert_eq!(whole(reference("0.nothing")), ["calls.1.parameters.$ref unknown_reference"]);
        assert_eq!(whole(reference("0.types")), ["calls.1.parameters.$ref wrong_type"]);
        assert_eq!(whole(reference("0.types.0.name")), ["calls.1.parameters.$ref wrong_type"]);
        assert!(whole(reference("0.types.0")).contains(&"calls.1.parameters.profile_id required".to_owned()));
        // The batch's own parameters are wrong.
        let post = |parameters: Value| rules(&service.post(Some(&ana.token), "Batch.Run", parameters));
        assert_eq!(post(json!({ "calls": [] })), ["calls too_short"]);
        service.post(Some(&ana.token), "Batch.Run", json!({ "calls": vec![&first; 101] })).failure("payload_too_large");
        let keyed = json!({ "method": "System.Ping", "idempotency_key": "k", "jsonrpc": "2.0" });
        assert_eq!(
            post(json!({ "calls": [first, keyed, [], null, "System.Ping"] })),
            [
                "calls.1.idempotency_key unknown_parameter",
                "calls.1.jsonrpc unknown_parameter",
                "calls.2.method required",
                "calls.3 wrong_type",
                "calls.4 wrong_type"
            ]
        );
    }
}

/// A call of a batch, or another value in its place, with or without a reference to other calls.
fn odd_call() -> impl Strategy<Value = String> {
    let reference = prop_oneof![
        "[0-3](\\.(time|version|x|0|)){0,2}".prop_map(|path| json!(path).to_string()),
        Just("null".to_owned()),
        Just("0".to_owned()),
    ];
    let referring = reference.prop_map(|reference| format!(r#"{{"method":"System.Ping","parameters":{{"$ref":{reference}}}}}"#));
    prop_oneof![2 => odd_item(), 1 => referring, 1 => Just(r#"{"method":"Batch.Run","parameters":{"calls":[]}}"#.to_owned())]
}

#[test]
fn any_batch_is_answered_whole_and_as_json_rpc_the_same() {
    let services = services();
    let signed_in: Vec<(&Service, Person)> = services.iter().map(|service| (service, service.register("Ana"))).collect();
    let configuration = ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() };
    let batches = (any::<bool>(), proptest::collection::vec(odd_call(), 0..5));
    let outcome = TestRunner::new(configuration).run(&batches, |(atomic, calls)| {
        let parameters = format!(r#"{{"atomic":{atomic},"calls":[{}]}}"#, calls.join(","));
        for (service, ana) in &signed_in {
            let ours = service.send("/api", Some(&ana.token), &format!(r#"{{"method":"Batch.Run","parameters":{parameters}}}"#));
            prop_assert!(ours.status < 500, "{}: {}", parameters, ours.text);
            let ours: Value = serde_json::from_str(&ours.text).expect("JSON");
            if ours.get("success").is_none() {
                // An unreadable call is answered in the form that it seems to have.
                prop_assert_eq!(&ours["error"]["data"]["code"], "malformed_request");
                continue;
            }
            if ours["success"] == true {
                let replies = ours["response"]["replies"].as_array().expect("replies");
                prop_assert_eq!(replies.len(), calls.len());
                prop_assert!(replies.iter().all(|reply| reply.as_object().is_some_and(|keys| keys.len() == 3)), "{}", ours);
            }
            let body = format!(r#"{{"jsonrpc":"2.0","id":1,"method":"Batch.Run","params":{parameters}}}"#);
            let theirs: Value = serde_json::from_str(&service.send("/api", Some(&ana.token), &body).text).expect("JSON");
            prop_assert_eq!(ours["success"] == true, theirs.get("result").is_some(), "{}", parameters);
            prop_assert_eq!(&ours["response"]["details"], &theirs["error"]["data"]["details"], "{}", parameters);
        }
        Ok(())
    });
    outcome.unwrap_or_else(|cause| panic!("{cause}"));
}
