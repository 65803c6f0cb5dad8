//! The envelope: the form of a call, and the form of every reply.
//!
//! The tests' own `Reply` checks with every call that a reply has exactly three keys, that its status belongs to its code, and
//! that it names its request.

use serde_json::json;
use ventanilla::error::CODES;

use crate::calls::keys;
use crate::service::services;

#[test]
fn the_codes_and_their_statuses_are_those_of_the_contract() {
    let codes: Vec<(&str, u16)> = CODES.iter().map(|code| (code.name, code.status)).collect();
    let contract = [
        ("malformed_request", 400),
        ("ambiguous_method", 400),
        ("unauthenticated", 401),
        ("forbidden", 403),
        ("unknown_method", 404),
        ("not_found", 404),
        ("conflict", 409),
        ("payload_too_large", 413),
        ("unsupported_media_type", 415),
        ("invalid_parameters", 422),
        ("rate_limited", 429),
        ("outcome_unknown", 500),
        ("internal", 500),
        ("unavailable", 503),
    ];
    assert_eq!(codes, contract);
}

#[test]
fn parameters_may_be_missing_where_a_method_needs_none() {
    for service in services() {
        for body in [
            r#"{"method":"System.Ping"}"#,
            r#"{"method":"System.Ping","parameters":{}}"#,
            r#"{"method":"System.Ping","parameters":[]}"#,
            r#"{"parameters":[],"method":"Ping"}"#,
        ] {
            let reply = service.send("/api", None, body).success();
            assert_eq!(keys(&reply), ["time", "version"], "{body}");
        }
        let ana = service.register("Ana");
        for body in [r#"{"method":"GetProfiles"}"#, r#"{"method":"GetProfiles","parameters":[]}"#] {
            assert_eq!(service.send("/api", Some(&ana.token), body).success()["profiles"][0]["id"], ana.profile_id);
        }
    }
}

#[test]
fn where_parameters_are_needed_an_empty_array_is_an_empty_object() {
    for service in services() {
        let ana = service.register("Ana");
        let reply = service.send("/api", Some(&ana.token), r#"{"method":"GetCompany","parameters":[]}"#);
        assert_eq!(reply.wrong(), ["profile_id", "search_by", "search_value"]);
    }
}

#[test]
fn what_is_no_envelope_is_malformed() {
    for service in services() {
        let deep = format!(r#"{{"method":"System.Ping","parameters":{}{}}}"#, "[".repeat(5000), "]".repeat(5000));
        let bodies = [
            "",
            " ",
            "null",
            "5",
            "[]",
            "\"System.Ping\"",
            "{",
            "{}",
            "method=System.Ping",
            r#"{"parameters":{}}"#,
            r#"{"method":null}"#,
            r#"{"method":5}"#,
            r#"{"method":["System.Ping"]}"#,
            r#"{"method":"System.Ping","parameters":5}"#,
            r#"{"method":"System.Ping","parameters":"{}"}"#,
            r#"{"method":"System.Ping","parameters":[1]}"#,
            r#"{"method":"System.Ping","params":{}}"#,
            r#"{"method":"System.Ping","id":1}"#,
            r#"{"method":"System.Ping"} {}"#,
            r#"{"method":"System.Ping","parameters":{"a":NaN}}"#,
            r#"{"method":"System.Ping","parameters":{"a":"\ud800"}}"#,
            r#"{'method':'System.Ping'}"#,
            &deep,
        ];
        for body in bodies {
            let reply = service.send("/api", None, body);
            assert_eq!(reply.failure("malformed_request"), json!([]), "{body}");
        }
        let not_unicode = service.send_with("/api", &[("Content-Type", "application/json")], b"{\"method\":\"\xff\"}");
        not_unicode.failure("malformed_request");
    }
}

#[test]
fn a_key_that_stands_twice_is_malformed_at_every_depth() {
    for service in services() {
        let ana = service.register("Ana");
        for body in [
            r#"{"method":"System.Ping","method":"System.Ping"}"#,
            r#"{"method":"GetCompany","parameters":{"profile_id":1,"profile_id":2}}"#,
            r#"{"method":"GetCompanies","parameters":{"profile_id":1,"created_at":{"from":"01/01/24","from":"01/01/25"}}}"#,
            r#"{"method":"GetCompanies","parameters":{"profile_id":1,"\u0070age":1,"page":1}}"#,
        ] {
            let reply = service.send("/api", Some(&ana.token), body);
            reply.failure("malformed_request");
            assert!(reply.text.contains("twice"), "{}", reply.text);
        }
    }
}
