//! HTTP around the envelope: content types, compression, limits, request ids, and the paths for GET.

mod answers;
mod bodies;
mod console;
mod cors;
mod limits;
mod log;
mod pages;
mod refusals;

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

use crate::service::{Reply, Service, databases, services};

const JSON: (&str, &str) = ("Content-Type", "application/json");
const PING: &[u8] = br#"{"method":"System.Ping"}"#;

fn compressed(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(text).expect("it compresses");
    encoder.finish().expect("it compresses")
}

fn send_compressed(service: &Service, body: &[u8]) -> Reply {
    service.send_with("/api", &[JSON, ("Content-Encoding", "gzip")], body)
}

/// A service on each database that accepts bodies of at most this many bytes.
fn services_with_limit(bytes: usize) -> Vec<Service> {
    databases().into_iter().map(|database| Service::start(database, |settings| settings.body_limit = bytes)).collect()
}

/// A call of exactly this many bytes.
fn ping_of(bytes: usize) -> Vec<u8> {
    let mut body = PING.to_vec();
    body.resize(bytes, b' ');
    body
}

#[test]
fn a_body_may_begin_with_a_byte_order_mark() {
    const MARK: &[u8] = b"\xef\xbb\xbf";
    for service in services() {
        let ana = service.register("Ana");
        let authorization = format!("Bearer {}", ana.token);
        let profiles = br#"{"method":"GetProfiles"}"#;
        let several = [b"[", PING, b",", profiles, b"]"].concat();
        let spaced = [b" \r\n", PING].concat();
        let rpc = br#"{"jsonrpc":"2.0","method":"System.Ping","id":1}"#;
        for body in [PING, profiles, &several, &spaced, rpc] {
            let marked = [MARK, body].concat();
            let headers = [JSON, ("Authorization", authorization.as_str())];
            let plain = service.send_with("/api", &headers, body);
            assert_eq!(service.send_with("/api", &headers, &marked).status, plain.status);
            let with_gzip = [JSON, ("Authorization", authorization.as_str()), ("Content-Encoding", "gzip")];
            let reply = service.send_with("/api", &with_gzip, &compressed(&marked));
            assert_eq!(reply.status, 200, "{}", reply.text);
            assert!(!reply.text.contains("malformed"), "{}", reply.text);
        }
        // A single mark is accepted, at the very beginning.
        for wrong in [[MARK, MARK, PING].concat(), [b" ", MARK, PING].concat(), [PING, MARK].concat(), MARK.to_vec()] {
            service.send_with("/api", &[JSON], &wrong).failure("malformed_request");
        }
    }
}

#[test]
fn a_body_that_does_not_say_that_it_is_json_is_told_which_header_to_send() {
    for service in services() {
        for content_type in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/jsonp", ""]
        {
            let reply = service.send_with("/api", &[("Content-Type", content_type)], PING);
            assert_eq!(reply.failure("unsupported_media_type"), json!([]));
            assert_eq!(reply.envelope()["error"], "Send the header Content-Type: application/json.");
        }
        service.send_with("/api", &[], PING).failure("unsupported_media_type");
        for content_type in ["application/json", "application/json; charset=utf-8", "Application/JSON"] {
            service.send_with("/api", &[("Content-Type", content_type)], PING).success();
        }
    }
}

#[test]
fn a_compressed_body_is_read_and_a_broken_one_is_malformed() {
    for service in services() {
        send_compressed(&service, &compressed(PING)).success();
        service.send_with("/api", &[JSON, ("Content-Encoding", "GZIP")], &compressed(PING)).success();
        service.send_with("/api", &[JSON, ("Content-Encoding", "identity")], PING).success();
        let whole = compressed(PING);
        send_compressed(&service, PING).failure("malformed_request");
        send_compressed(&service, &whole[..whole.len() / 2]).failure("malformed_request");
        for encoding in ["br", "zstd", "compress", "nonsense"] {
            let reply = service.send_with("/api", &[JSON, ("Content-Encoding", encoding)], PING);
            reply.failure("unsupported_media_type");
            assert!(reply.text.contains("Content-Encoding: gzip"), "{}", reply.text);
        }
    }
}

#[test]
fn a_body_over_the_limit_is_refused_and_one_at_the_limit_is_read() {
    for service in services_with_limit(1000) {
        service.send_with("/api", &[JSON], &ping_of(1000)).success();
        let reply = service.send_with("/api", &[JSON], &ping_of(1001));
        assert_eq!(reply.failure("payload_too_large"), json!([]));
        assert!(reply.text.contains("1000 bytes"), "{}", reply.text);
    }
}

#[test]
fn the_limit_counts_what_comes_out_of_the_decompression() {
    for service in services_with_limit(1000) {
        send_compressed(&service, &compressed(&ping_of(1000))).success();
        send_compressed(&service, &compressed(&ping_of(1001))).failure("payload_too_large");
        let bomb = compressed(&ping_of(900_000));
        assert!(bomb.len() < 1000);
        send_compressed(&service, &bomb).failure("payload_too_large");
    }
}

#[test]
fn a_reply_is_compressed_for_who_asks_and_plain_for_who_does_not() {
    for service in services() {
        let url = format!("http://{}/api", service.address);
        let body = json!({ "method": "rpc.discover" }).to_string();
        let request = ureq::post(&url).header("Content-Type", "application/json").header("Accept-Encoding", "gzip");
        let mut response = request.send(body.as_str()).expect("an answer");
        assert_eq!(response.headers()["content-encoding"], "gzip");
        let bytes = response.body_mut().read_to_vec().expect("a body");
        let mut text = String::new();
        GzDecoder::new(bytes.as_slice()).read_to_string(&mut text).expect("it is compressed");
        let unpacked: Value = serde_json::from_str(&text).expect("it is JSON");
        let plain = service.send("/api", None, &body);
        assert_eq!(plain.header("content-encoding"), None);
        assert_eq!(unpacked, plain.envelope());
    }
}

#[test]
fn every_reply_carries_the_callers_request_id_also_when_it_failed() {
    for service in services() {
        for id in ["erp-2024/01:7", "a", &"x".repeat(128), "3f2504e0-4f89-11d3-9a0c-0305e82c3301"] {
            let ping = service.send_with("/api", &[JSON, ("X-Request-Id", id)], PING);
            ping.success();
            assert_eq!(ping.header("x-request-id"), Some(id));
            for (path, content_type, body) in [
                ("/api", "text/plain", "{}"),
                ("/api", "application/json", "{"),
                ("/api", "application/json", r#"{"method":"Nothing"}"#),
                ("/api", "application/json", r#"{"method":"GetProfiles"}"#),
                ("/api", "application/json", r#"{"method":"System.Ping","parameters":{"a":1}}"#),
                ("/elsewhere", "application/json", "{}"),
            ] {
                let reply = service.send_with(path, &[("Content-Type", content_type), ("X-Request-Id", id)], body.as_bytes());
                assert_ne!(reply.status, 200);
                assert_eq!(reply.header("x-request-id"), Some(id), "{path} {body}");
                assert_eq!(reply.envelope()["response"]["request_id"], id, "{path} {body}");
            }
        }
    }
}

#[test]
fn a_request_id_that_is_not_sane_is_replaced_and_none_is_given_twice() {
    for service in services() {
        let mut given = Vec::new();
        for id in ["", "a b", "{}", "a\"b", "<b>", "a;b", &"x".repeat(129), "é"] {
            let reply = service.send_with("/api", &[JSON, ("X-Request-Id", id)], PING);
            reply.success();
            let own = reply.header("x-request-id").expect("an id").to_owned();
            assert!(own != id && own.len() >= 8, "{own}");
            given.push(own);
        }
        given.push(service.send_with("/api", &[JSON], PING).header("x-request-id").expect("an id").to_owned());
        let number = given.len();
        given.sort();
        given.dedup();
        assert_eq!(given.len(), number);
    }
}

#[test]
fn what_is_read_with_get_carries_a_request_id_too() {
    for service in services() {
        for path in ["/healthz", "/readyz", "/metrics", "/openrpc.json", "/openapi.json", "/", "/api", "/api/Companies", "/nothing"] {
            let reply = service.get(path);
            assert!(reply.header("x-request-id").is_some_and(|id| !id.is_empty()), "{path}");
        }
    }
}

#[test]
fn health_readiness_and_metrics_are_there_for_who_operates_it() {
    for service in services() {
        assert_eq!(service.get("/healthz").status, 200);
        assert_eq!(service.get("/readyz").status, 200);
        service.post(None, "System.Ping", json!({})).success();
        service.post(None, "Nothing.AtAll", json!({})).failure("unknown_method");
        let metrics = service.get("/metrics");
        assert_eq!(metrics.status, 200);
        assert!(metrics.header("content-type").unwrap().starts_with("text/plain"));
        assert!(metrics.text.contains("ventanilla_calls_succeeded_total{method=\"System.Ping\"} 1"), "{}", metrics.text);
        assert!(metrics.text.contains("ventanilla_calls_failed_total{code=\"unknown_method\",method=\"\"} 1"), "{}", metrics.text);
        assert!(!metrics.text.contains("AtAll"), "a name from outside is no label");
    }
}

#[test]
fn a_body_that_comes_in_pieces_is_read_and_bounded_like_any_other() {
    for service in services_with_limit(1000) {
        let url = format!("http://{}/api", service.address);
        let send = |mut body: &[u8]| {
            let request = ureq::post(&url).config().http_status_as_error(false).build().header("Content-Type", "application/json");
            request.send(ureq::SendBody::from_reader(&mut body)).expect("an answer").status().as_u16()
        };
        assert_eq!(send(&ping_of(1000)), 200);
        assert_eq!(send(&ping_of(1001)), 413);
    }
}

#[test]
fn the_scheme_of_a_token_is_read_in_any_letter_case() {
    for service in services() {
        let ana = service.register("Ana");
        for scheme in ["Bearer", "bearer", "BEARER"] {
            let headers = [JSON, ("Authorization", &format!("{scheme} {}", ana.token))];
            service.send_with("/api", &headers, br#"{"method":"GetProfiles"}"#).success();
        }
    }
}

#[test]
fn an_origin_that_could_break_a_log_is_malformed() {
    for service in services() {
        service.send_with("/api", &[JSON, ("X-Origin", "erp-1")], PING).success();
        for origin in ["", "a b", "é", &"x".repeat(129)] {
            service.send_with("/api", &[JSON, ("X-Origin", origin)], PING).failure("malformed_request");
        }
    }
}

#[test]
fn whatever_a_client_accepts_it_is_answered_with_a_reply() {
    for service in services() {
        for accepted in ["br", "gzip;q=0", "identity;q=0, br", "*;q=0", "nonsense", ""] {
            let headers = [JSON, ("Accept-Encoding", accepted), ("Accept", "text/html")];
            let reply = service.send_with("/api", &headers, PING);
            assert!(reply.header("x-request-id").is_some(), "{accepted}: {} {}", reply.status, reply.text);
            reply.success();
        }
    }
}
