//! `System.Ping` and `rpc.discover`: methods that need no database.

use serde_json::json;

use crate::calls::{keys, rules};
use crate::service::services;

#[test]
fn a_ping_says_the_version_and_the_servers_time() {
    for service in services() {
        let reply = service.post(None, "System.Ping", json!({})).success();
        assert_eq!(keys(&reply), ["time", "version"]);
        assert_eq!(reply["version"], env!("CARGO_PKG_VERSION"));
        let time = chrono::DateTime::parse_from_rfc3339(reply["time"].as_str().unwrap()).expect("RFC 3339");
        assert!((chrono::Utc::now() - time.to_utc()).num_hours().abs() < 1);
        assert_eq!(rules(&service.post(None, "System.Ping", json!({ "a": 1 }))), ["a unknown_parameter"]);
    }
}

#[test]
fn the_definition_is_the_same_from_the_endpoint_and_by_get() {
    for service in services() {
        let definition = service.get("/openrpc.json");
        assert_eq!(definition.header("content-type"), Some("application/json"));
        let document: serde_json::Value = serde_json::from_str(&definition.text).expect("it is JSON");
        assert_eq!(service.post(None, "rpc.discover", json!({})).success(), document);
    }
}
