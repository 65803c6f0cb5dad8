//! Refused requests: each gets a reply with a request id, however it breaks off and wherever it goes.

use std::thread::scope;

use serde_json::Value;

use super::{JSON, PING};
use crate::service::{Reply, Service, services};
use crate::wire::{HEAD, Wire};

fn ping() -> &'static str {
    std::str::from_utf8(PING).expect("a text")
}

/// Checks a reply: its three keys, its request id, its status, its code and a part of its sentence.
#[track_caller]
fn check(reply: &Reply, status: u16, code: &str, sentence: &str) {
    let envelope = reply.envelope();
    assert_eq!((reply.status, envelope["response"]["code"].as_str()), (status, Some(code)), "{}", reply.text);
    assert!(envelope["error"].as_str().is_some_and(|said| said.contains(sentence)), "{}", reply.text);
    assert!(envelope["response"]["request_id"].as_str().is_some_and(|id| Some(id) == reply.header("x-request-id")), "{:?}", reply.headers);
}

/// A request and its expected answer.
struct Case {
    sent: String,
    ends_there: bool,
    status: u16,
    code: &'static str,
    sentence: &'static str,
}

fn case(sent: impl Into<String>, status: u16, code: &'static str, sentence: &'static str) -> Case {
    Case { sent: sent.into(), ends_there: false, status, code, sentence }
}

#[test]
fn a_body_that_breaks_off_or_is_too_long_is_answered_like_anything_else() {
    const BROKEN: &str = "ended before it was whole, or its chunks are not as HTTP wants them";
    let (ping, chunked) = (ping(), format!("{HEAD}Transfer-Encoding: chunked\r\n\r\n"));
    let ends = |sent: String| Case { ends_there: true, ..case(sent, 400, "malformed_request", BROKEN) };
    let too_large = |sent: String| case(sent, 413, "payload_too_large", "larger than the 1048576 bytes");
    let cases = [
        ends(format!("{HEAD}Content-Length: 1000\r\n\r\n{ping}")),
        ends(format!("{HEAD}Content-Length: 1000\r\n\r\n")),
        ends(format!("{chunked}18\r\n{ping}\r\n")),
        ends(format!("{chunked}18\r\n{{\"method\"")),
        case(format!("{chunked}nonsense\r\n"), 400, "malformed_request", BROKEN),
        case(format!("{chunked}10\r\n{ping}\r\n0\r\n\r\n"), 400, "malformed_request", BROKEN),
        case(format!("{chunked}18\r\n{ping}\r\nzz\r\n"), 400, "malformed_request", BROKEN),
        too_large(format!("{HEAD}Content-Length: 1048577\r\n\r\n")),
        too_large(format!("{HEAD}Content-Length: 99999999999\r\n\r\n{ping}")),
        too_large(format!("{HEAD}Content-Length: 1048577\r\n\r\n{}", " ".repeat(1_048_577))),
        too_large(format!("{chunked}{}", format!("8000\r\n{}\r\n", " ".repeat(0x8000)).repeat(33))),
        case(format!("{HEAD}\r\n"), 400, "malformed_request", "EOF"),
        case(
            format!("{HEAD}Content-Encoding: gzip, gzip\r\nContent-Length: 24\r\n\r\n{ping}"),
            415,
            "unsupported_media_type",
            "gzip, or none",
        ),
    ];
    for service in services() {
        for Case { sent, ends_there, status, code, sentence } in &cases {
            let mut wire = Wire::sending(&service, sent);
            if *ends_there {
                wire.say_no_more();
            }
            check(&wire.reply(), *status, code, sentence);
        }
        // The service closes the connection after a body that it does not read to its end, even if the body were endless.
        for sent in [
            format!("{HEAD}Content-Length: 1048577\r\n\r\n"),
            format!("{chunked}{}", format!("8000\r\n{}\r\n", " ".repeat(0x8000)).repeat(33)),
        ] {
            let mut wire = Wire::sending(&service, sent);
            assert_eq!((wire.reply().status, wire.rest()), (413, Vec::new()));
        }
    }
}

#[test]
fn who_asks_before_sending_a_body_is_told_to_go_on() {
    for service in services() {
        let mut wire = Wire::sending(&service, format!("{HEAD}Expect: 100-continue\r\nContent-Length: 24\r\n\r\n"));
        assert_eq!(wire.reply().status, 100);
        wire.send(ping());
        wire.reply().success();
        let mut wire = Wire::sending(&service, format!("{HEAD}Expect: 100-continue\r\nContent-Length: 2000000\r\n\r\n"));
        assert_eq!(wire.reply().status, 100);
        check(&wire.reply(), 413, "payload_too_large", "");
    }
}

#[test]
fn a_body_that_does_not_come_is_answered_at_last_and_its_connection_ends() {
    let ping = ping();
    let stalling = [
        format!("{HEAD}Content-Length: 1000\r\n\r\n"),
        format!("{HEAD}Content-Length: 1000\r\n\r\n{ping}"),
        format!("{HEAD}Content-Encoding: gzip\r\nContent-Length: 1000\r\n\r\n"),
        format!("{HEAD}Transfer-Encoding: chunked\r\n\r\n18\r\n{ping}\r\n"),
        format!("{HEAD}Expect: 100-continue\r\nContent-Length: 24\r\n\r\n"),
        HEAD.replace("json", "json-rpc") + "Content-Length: 1000\r\n\r\n{\"jsonrpc\":",
    ];
    let services = services();
    scope(|scope| {
        for service in &services {
            for sent in &stalling {
                scope.spawn(move || {
                    let mut wire = Wire::open(service);
                    // An earlier call on the connection makes no difference.
                    wire.send(format!("{HEAD}Content-Length: {}\r\n\r\n{ping}", ping.len()));
                    wire.reply().success();
                    wire.send(sent);
                    let reply = wire.reply();
                    let reply = if reply.status == 100 { wire.reply() } else { reply };
                    check(&reply, 400, "malformed_request", "did not arrive within 20 seconds");
                    assert_eq!(wire.rest(), b"", "the connection ends");
                });
            }
        }
    });
}

fn request(service: &Service, verb: &str, path: &str) -> Reply {
    let mut wire = Wire::sending(service, format!("{verb} {path} HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
    wire.reply()
}

#[test]
fn an_address_that_takes_another_verb_says_which() {
    for service in services() {
        for path in ["/api", "/api/Companies", "/api/nothing"] {
            for verb in ["GET", "DELETE", "PUT", "PATCH", "OPTIONS", "TRACE", "BREW"] {
                let reply = request(&service, verb, path);
                check(&reply, 405, "malformed_request", "Calls are sent with POST.");
                assert_eq!(reply.header("allow"), Some("POST"), "{verb} {path}");
            }
        }
        for path in ["/healthz", "/readyz", "/metrics", "/openrpc.json", "/openapi.json", "/files/1"] {
            for verb in ["POST", "DELETE", "PUT", "OPTIONS"] {
                let reply = request(&service, verb, path);
                check(&reply, 405, "malformed_request", "read with GET");
                assert_eq!(reply.header("allow"), Some("GET, HEAD"), "{verb} {path}");
            }
        }
        let long = format!("/{}", "a".repeat(20_000));
        for path in ["//api", "/api/", "/api/Companies/GetCompanies", "/files/", "/files/1/2", "/elsewhere", "*", &long] {
            for verb in ["GET", "POST", "DELETE"] {
                check(&request(&service, verb, path), 404, "not_found", "There is nothing at this address.");
            }
        }
        let long_header = "x".repeat(20_000);
        service.send_with("/api", &[JSON, ("X-Long", &long_header)], PING).success();
    }
}

#[test]
fn head_is_answered_as_get_without_a_body() {
    for service in services() {
        for (path, status) in [
            ("/healthz", 200),
            ("/readyz", 200),
            ("/metrics", 200),
            ("/openrpc.json", 200),
            ("/files/1", 404),
            ("/api", 405),
            ("/nothing", 404),
        ] {
            let head = Wire::sending(&service, format!("HEAD {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")).rest();
            let head = String::from_utf8_lossy(&head).to_ascii_lowercase();
            assert!(head.starts_with(&format!("http/1.1 {status} ")) && head.ends_with("\r\n\r\n"), "{path}: {head}");
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).expect("a length");
            assert!(length.parse::<usize>().expect("a number") > 0 && head.contains("x-request-id: "), "{path}: {head}");
        }
        let get = service.get("/healthz");
        assert_eq!((get.status, &*get.text), (200, "ok"));
    }
}

#[test]
fn a_request_id_of_ones_own_is_in_all_refusals() {
    for service in services() {
        for sent in [
            format!("{HEAD}X-Request-Id: night-7\r\nContent-Length: 2000000\r\n\r\n"),
            format!("{HEAD}X-Request-Id: night-7\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n"),
            "GET /api HTTP/1.1\r\nHost: a\r\nX-Request-Id: night-7\r\n\r\n".to_owned(),
            "POST /healthz HTTP/1.1\r\nHost: a\r\nX-Request-Id: night-7\r\nContent-Length: 0\r\n\r\n".to_owned(),
        ] {
            let reply = Wire::sending(&service, &sent).reply();
            assert_eq!(reply.header("x-request-id"), Some("night-7"), "{sent}");
            let envelope: Value = reply.envelope();
            assert_eq!(envelope["response"]["request_id"], "night-7", "{sent}");
        }
    }
}
