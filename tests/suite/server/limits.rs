//! The rate limit: a caller who exceeds it is told to wait, and nobody else is.
//!
//! Invariants: the tests count on the calls of one array, which are admitted at one moment, so that no test depends on
//! speed.

use serde_json::{Value, json};
use ventanilla::auth::application_token::issue;

use crate::calls::another_token;
use crate::service::{Person, Reply, Service, databases, services};

fn limited(calls: u32, anonymous: u32) -> Vec<Service> {
    let change = |settings: &mut ventanilla::config::Settings| {
        settings.calls_per_minute = calls;
        settings.anonymous_calls_per_minute = anonymous;
        settings.proxies = 1;
    };
    databases().into_iter().map(|database| Service::start(database, change)).collect()
}

fn send(service: &Service, address: &str, person: Option<&Person>, body: &str) -> Reply {
    let token = person.map(|person| format!("Bearer {}", person.token));
    let mut headers = vec![("Content-Type", "application/json"), ("X-Forwarded-For", address)];
    headers.extend(token.as_deref().map(|token| ("Authorization", token)));
    service.send_with("/api", &headers, body.as_bytes())
}

/// A user with a new token, whose rate limit is untouched.
fn signed_in(service: &Service) -> Person {
    another_token(service, &service.register("Ana"))
}

fn pings(number: usize) -> String {
    json!(vec![json!({ "method": "System.Ping" }); number]).to_string()
}

/// Whether each call of an array was made; the others must have exceeded the rate limit.
fn made(reply: &Reply) -> Vec<bool> {
    assert_eq!(reply.status, 200, "{}", reply.text);
    let answers: Vec<Value> = serde_json::from_str(&reply.text).expect("an array");
    answers
        .iter()
        .map(|answer| {
            assert!(answer["success"] == true || answer["response"]["code"] == "rate_limited", "{answer}");
            answer["success"] == true
        })
        .collect()
}

fn number_after<'t>(text: &'t str, key: &str) -> &'t str {
    text.split(';').find_map(|part| part.strip_prefix(key)).expect("the parameter is there")
}

#[test]
fn without_the_setting_nobody_is_limited_and_no_header_says_so() {
    for service in services() {
        for _ in 0..3 {
            let reply = service.send("/api", None, &pings(100));
            assert!(made(&reply).iter().all(|made| *made));
            assert!(reply.header("ratelimit").is_none() && reply.header("ratelimit-policy").is_none());
        }
    }
}

#[test]
fn the_calls_of_an_array_count_and_those_beyond_the_limit_fail_alone() {
    for service in limited(10, 0) {
        let ana = signed_in(&service);
        let reply = send(&service, "10.0.0.1", Some(&ana), &pings(14));
        assert_eq!(made(&reply), [vec![true; 10], vec![false; 4]].concat());
        let wait: u64 = reply.header("retry-after").expect("Retry-After").parse().expect("seconds");
        assert_eq!(wait, 24, "four come back in as many tenths of a minute");
        assert_eq!(reply.header("ratelimit-policy"), Some("\"token\";q=10;w=60"));
        assert_eq!(reply.header("ratelimit"), Some("\"token\";r=0;t=60"));
        assert!(made(&send(&service, "10.0.0.1", None, &pings(100))).iter().all(|made| *made), "who has no token has no such limit");
    }
}

#[test]
fn every_answer_under_a_limit_tells_what_is_left() {
    let bodies =
        [r#"{"method":"System.Ping"}"#, r#"{"method":"Nothing"}"#, "nonsense", r#"{"jsonrpc":"2.0","method":"System.Ping"}"#, "[]"];
    for service in limited(100, 50) {
        let ana = service.register("Ana");
        for (person, policy, most) in [(Some(&ana), "token", 100), (None, "address", 50)] {
            let left = |reply: &Reply| {
                assert_eq!(reply.header("ratelimit-policy"), Some(&*format!("\"{policy}\";q={most};w=60")));
                let state = reply.header("ratelimit").expect("what is left");
                assert!(state.starts_with(&format!("\"{policy}\";r=")), "{state}");
                number_after(state, "r=").parse::<u32>().expect("a number")
            };
            for body in bodies {
                let reply = send(&service, "10.0.0.9", person, body);
                assert!(left(&reply) < most && reply.header("retry-after").is_none(), "{body}");
            }
            let large = send(&service, "10.0.0.9", person, &" ".repeat(2_000_000));
            assert_eq!(large.status, 413);
            assert!(left(&large) < most);
            let all = send(&service, "10.0.0.9", person, &pings(100));
            assert_eq!(left(&all), 0);
            assert_eq!(all.header("retry-after").is_some(), made(&all).contains(&false));
        }
    }
}

#[test]
fn the_calls_of_a_batch_count_and_of_one_that_is_refused_none_does() {
    let batch = |calls: usize| {
        let calls = vec![json!({ "method": "System.Ping" }); calls];
        json!({ "method": "Batch.Run", "parameters": { "calls": calls } })
    };
    for service in limited(20, 0) {
        let ana = signed_in(&service);
        let send = |body: &Value| send(&service, "10.0.0.1", Some(&ana), &body.to_string());
        // A batch with more calls than the limit ever allows at once is refused, without a `Retry-After`.
        let many = send(&batch(21));
        assert_eq!(many.wrong(), ["calls"]);
        assert!(many.text.contains("21 calls at once") && many.header("retry-after").is_none(), "{}", many.text);
        // Nineteen calls are left: one each for the array's five items; the batches' further calls take five, not eleven, three
        // and two.
        let reply = send(&json!([batch(6), { "method": "System.Ping" }, batch(12), batch(4), batch(3)]));
        assert_eq!(made(&reply), [true, true, false, true, true]);
        assert!(reply.header("ratelimit").is_some_and(|state| state.starts_with("\"token\";r=4;")), "{:?}", reply.headers);
        let refused = send(&batch(9));
        refused.failure("rate_limited");
        let wait: u64 = refused.header("retry-after").expect("Retry-After").parse().expect("seconds");
        assert!((1..=18).contains(&wait), "three are there of nine: {wait}");
    }
}

#[test]
fn the_records_of_an_upsert_count() {
    for service in limited(20, 0) {
        let ana = signed_in(&service);
        let upsert = |records: usize| {
            let records = vec![json!({ "external_ids": { "sap": "1" } }); records];
            let body = json!({ "method": "Sync.Upsert", "parameters": { "profile_id": 1, "entity": "company", "records": records } });
            send(&service, "10.0.0.1", Some(&ana), &body.to_string())
        };
        assert_eq!(upsert(21).wrong(), ["records"]);
        let state = upsert(6);
        assert!(state.header("ratelimit").is_some_and(|state| state.starts_with("\"token\";r=13;")), "{:?}", state.headers);
        upsert(14).failure("rate_limited");
    }
}

#[test]
fn one_call_too_many_is_rate_limited_in_its_own_form() {
    for service in limited(1, 0) {
        let ana = signed_in(&service);
        send(&service, "10.0.0.1", Some(&ana), r#"{"method":"System.Ping"}"#).success();
        let reply = send(&service, "10.0.0.1", Some(&ana), r#"{"method":"GetProfiles"}"#);
        reply.failure("rate_limited");
        let wait: u64 = reply.header("retry-after").expect("Retry-After").parse().expect("seconds");
        assert!((1..=60).contains(&wait), "{wait}");
        let reply = send(&service, "10.0.0.1", Some(&ana), r#"{"jsonrpc":"2.0","method":"GetProfiles","id":"a"}"#);
        let answer: Value = serde_json::from_str(&reply.text).expect("JSON");
        assert_eq!((reply.status, &answer["error"]["code"], &answer["id"]), (200, &json!(-32_029), &json!("a")));
        assert!(reply.header("retry-after").is_some());
    }
}

#[test]
fn each_token_and_each_address_has_an_allowance_of_its_own() {
    for service in limited(5, 5) {
        let ana = Person { token: register_from(&service, "10.1.0.1", "Ana"), ..nobody("ana@example.com") };
        let berta = Person { token: register_from(&service, "10.1.0.2", "Berta"), ..nobody("berta@example.com") };
        let admitted =
            |address: &str, person: Option<&Person>| made(&send(&service, address, person, &pings(8))).iter().filter(|made| **made).count();
        assert_eq!(admitted("10.0.0.1", Some(&ana)), 5);
        assert_eq!(admitted("10.0.0.2", Some(&ana)), 0, "from wherever it comes");
        assert_eq!(admitted("10.0.0.1", Some(&berta)), 5);
        assert_eq!(admitted("10.0.0.1", None), 5, "with a token the address counts for nothing");
        assert_eq!(admitted("10.0.0.2", None), 5);
        assert_eq!(admitted("10.0.0.2", None), 0);
        let made_up = Person { token: "nonsense".to_owned(), ..ana.clone() };
        assert_eq!(admitted("10.0.0.2", Some(&made_up)), 0, "a token that is made up is none");
        assert_eq!(admitted("2001:db8::1", None), 5);
        assert_eq!(admitted("2001:db8::2", None), 0, "one network");
    }
    for service in limited(5, 0) {
        let ana = signed_in(&service);
        let again = another_token(&service, &ana);
        for person in [&ana, &again] {
            assert_eq!(made(&send(&service, "10.0.0.1", Some(person), &pings(6))), [vec![true; 5], vec![false]].concat());
        }
    }
}

#[test]
fn an_application_token_has_an_allowance_once_it_is_known_and_shares_it_with_its_access_tokens() {
    for service in limited(5, 5) {
        let ana = service.register("Ana");
        let parameters = json!({ "name": "ERP", "rights": { "Companies": ["read"] } });
        let token = service.call(&ana, "Auth.CreateApplicationToken", parameters)["token"].as_str().expect("a token").to_owned();
        let bearer = |token: &str| Person { token: token.to_owned(), ..nobody("") };
        let admitted = |address: &str, token: &str| {
            let reply = send(&service, address, Some(&bearer(token)), &pings(8));
            made(&reply).iter().filter(|made| **made).count()
        };
        let sign_in = json!({ "method": "Auth.ApiLogin", "parameters": { "authCode": token } }).to_string();
        let access = send(&service, "10.1.0.1", None, &sign_in).success()["token"].as_str().expect("a token").to_owned();
        let made_up = |id: &str| issue(id.parse().expect("an id")).expect("a token").text;
        let id = token.split('_').nth(1).expect("an id");

        assert_eq!(admitted("10.0.0.1", &made_up(id)), 5, "a wrong secret has what the address has");
        assert_eq!(admitted("10.0.0.1", &made_up("7777")), 0, "and so has a token that nobody made");
        let get_profiles = r#"{"method":"Profiles.GetProfiles"}"#;
        send(&service, "10.0.0.1", Some(&bearer(&made_up(id))), get_profiles).failure("rate_limited");
        send(&service, "10.0.0.2", Some(&bearer(&made_up(id))), get_profiles).failure("unauthenticated");
        send(&service, "10.0.0.2", Some(&bearer(&token)), get_profiles).success();
        assert_eq!(admitted("10.0.0.1", &token), 4, "it has an allowance of its own, of which nobody else has spent anything");
        assert_eq!(admitted("10.0.0.3", &access), 0, "its access tokens share it");
        assert_eq!(admitted("10.0.0.3", &made_up(id)), 5, "a wrong secret does not");
    }
}

fn nobody(email: &str) -> Person {
    Person { user_id: 0, profile_id: 0, email: email.to_owned(), token: String::new() }
}

fn register_from(service: &Service, address: &str, name: &str) -> String {
    let password = crate::service::PASSWORD;
    let email = format!("{}@example.com", name.to_lowercase());
    let parameters = json!({ "name": name, "email": email, "company": name, "password": password, "c_password": password });
    let reply = send(service, address, None, &json!({ "method": "Auth.Register", "parameters": parameters }).to_string()).success();
    reply["token"].as_str().expect("a token").to_owned()
}
