//! Pages of other origins (CORS): the named origins may call from a browser, and no others.

use serde_json::json;

use crate::service::{Reply, Service, databases, services};

const NAMED: &str = "https://board.example.com";

fn friendly() -> Vec<Service> {
    let start = |database| {
        Service::start(database, |settings| {
            settings.cors_origins = vec![NAMED.to_owned(), "http://localhost:5173".to_owned()];
            settings.anonymous_calls_per_minute = 3;
            settings.body_limit = 1000;
        })
    };
    databases().into_iter().map(start).collect()
}

fn preflight(service: &Service, path: &str, origin: Option<&str>) -> Reply {
    let headers = [("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "authorization,content-type")];
    service.options(path, &origin.map(|origin| ("Origin", origin)).into_iter().chain(headers).collect::<Vec<_>>())
}

fn varies(reply: &Reply) -> bool {
    reply.headers.iter().any(|(name, value)| name == "vary" && value == "Origin")
}

fn allowed(reply: &Reply) -> Option<&str> {
    reply.header("access-control-allow-origin")
}

#[test]
fn a_browser_that_asks_for_a_named_origin_is_told_what_it_may_send() {
    for service in friendly() {
        for path in ["/api", "/api/Companies"] {
            let reply = preflight(&service, path, Some(NAMED));
            assert_eq!((reply.status, reply.text.as_str()), (204, ""));
            assert_eq!(allowed(&reply), Some(NAMED));
            assert_eq!(reply.header("access-control-allow-methods"), Some("POST"));
            let headers = reply.header("access-control-allow-headers").expect("headers");
            for header in ["Content-Type", "Authorization", "X-Request-Id", "X-Origin", "Idempotency-Key"] {
                assert!(headers.split(", ").any(|allowed| allowed == header), "{headers}");
            }
            assert!(reply.header("access-control-max-age").is_some() && reply.header("x-request-id").is_some());
            assert!(reply.header("access-control-allow-credentials").is_none());
            assert!(varies(&reply));
        }
    }
}

#[test]
fn an_origin_that_is_not_named_is_told_nothing_of_the_kind() {
    for service in friendly() {
        for origin in [None, Some("https://board.example.com.evil.example"), Some("http://board.example.com"), Some("null"), Some("*")] {
            let reply = preflight(&service, "/api", origin);
            assert_eq!(reply.status, 405, "{origin:?}");
            assert!(reply.headers.iter().all(|(name, _)| !name.starts_with("access-control")), "{:?}", reply.headers);
            assert!(varies(&reply), "a cache may not give the answer to another");
        }
        assert_eq!(preflight(&service, "/elsewhere", Some(NAMED)).status, 404);
    }
}

#[test]
fn every_answer_can_be_read_by_the_page_also_where_there_was_no_call() {
    for service in friendly() {
        let ping = r#"{"method":"System.Ping"}"#;
        let large = " ".repeat(2000);
        // A request that never becomes a call counts as one, so the fourth call exceeds the limit.
        for (path, content_type, body, status) in [
            ("/api", "application/json", ping, 200),
            ("/api", "application/json", &*large, 413),
            ("/api", "text/plain", ping, 415),
            ("/api", "application/json", ping, 429),
            ("/elsewhere", "application/json", ping, 404),
        ] {
            let send = |origin| service.send_with(path, &[("Content-Type", content_type), ("Origin", origin)], body.as_bytes());
            let reply = send("http://localhost:5173");
            assert_eq!(reply.status, status, "{}", reply.text);
            assert_eq!(allowed(&reply), Some("http://localhost:5173"), "{path} {status}");
            let exposed = reply.header("access-control-expose-headers").expect("headers");
            assert_eq!(exposed, "X-Request-Id, Retry-After, RateLimit, RateLimit-Policy, Idempotency-Replayed");
            assert!(varies(&reply));
        }
        let headers = [("Content-Type", "application/json"), ("Origin", "https://evil.example")];
        let stranger = service.send_with("/api", &headers, ping.as_bytes());
        assert!(allowed(&stranger).is_none() && varies(&stranger));
    }
}

#[test]
fn without_the_setting_nothing_changes() {
    for service in services() {
        let asked = preflight(&service, "/api", Some(NAMED));
        assert_eq!(asked.status, 405, "{}", asked.text);
        let called = service.send_with("/api", &[("Content-Type", "application/json"), ("Origin", NAMED)], br#"{"method":"System.Ping"}"#);
        assert_eq!(called.status, 200);
        for reply in [asked, called, service.post(None, "Nothing", json!({}))] {
            assert!(reply.headers.iter().all(|(name, _)| !name.starts_with("access-control")), "{:?}", reply.headers);
            assert!(!varies(&reply));
        }
    }
}
