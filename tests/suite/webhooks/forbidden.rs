//! Forbidden addresses: no delivery goes there, however the address is written, neither when a webhook is made nor later.

use clap::{Args, FromArgMatches};
use serde_json::{Value, json};
use ventanilla::config::ServeArguments;

use super::{Endpoint, Ruling, TAKE, delivery, node, wait_for, webhook};
use crate::calls::{execute, rules};
use crate::service::{Database, Person, Service, databases, services};

#[test]
fn an_address_inside_is_refused_in_every_form() {
    for service in services() {
        let ana = service.register("Ana");
        for host in [
            "127.0.0.1",
            "2130706433",
            "0x7f.1",
            "0177.0.0.1",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "[64:ff9b::7f00:1]",
            "10.0.0.1",
            "169.254.169.254",
            "[fe80::1]",
            "[fd00::1]",
            "0.0.0.0",
            "[::]",
        ] {
            for scheme in ["http", "https"] {
                let reply = service.try_call(&ana, "Webhooks.Create", json!({ "url": format!("{scheme}://{host}/") }));
                assert_eq!(rules(&reply), ["url forbidden_address"], "{scheme}://{host}/");
            }
        }
        let made = service.call(&ana, "Webhooks.Create", json!({ "url": "https://1.1.1.1/hook", "enabled": false }));
        assert_eq!(made["webhook"]["url"], "https://1.1.1.1/hook");
    }
}

/// The delivery of a test message to this webhook.
fn tested(service: &Service, ana: &Person, id: i64) -> Value {
    let queued = service.call(ana, "Webhooks.Test", json!({ "webhook_id": id }))["delivery"]["id"].clone();
    wait_for(service, 1, &format!("webhook_deliveries WHERE id = {queued} AND due_at IS NULL"));
    delivery(service, ana, json!({ "webhook_id": id, "sort": "-id", "pagination": 1 }))
}

#[test]
fn a_name_that_leads_inside_is_refused_when_it_is_resolved() {
    for service in services() {
        let ana = service.register("Ana");
        let endpoint = Endpoint::open(|_| TAKE);
        let url = endpoint.url.replace("http://127.0.0.1", "https://localhost");
        let id = service.call(&ana, "Webhooks.Create", json!({ "url": url }))["webhook"]["id"].as_i64().unwrap();
        let refused = tested(&service, &ana, id);
        assert_eq!((&refused["status"], &refused["status_code"]), (&json!("failed"), &Value::Null));
        assert!(refused["failure"].as_str().unwrap().contains("is not on the public internet"), "{refused}");
        assert!(endpoint.is_left_alone());
    }
}

#[test]
fn a_network_that_is_named_is_reached_by_address_and_by_name_and_is_closed_again_when_it_is_not() {
    for database in databases() {
        let service = node(Database::at(&database.url));
        let ana = service.register("Ana");
        let endpoint = Endpoint::open(|_| TAKE);
        let (id, _) = webhook(&service, &ana, &endpoint, json!({}));
        let by_name = endpoint.url.replace("127.0.0.1", "localhost");
        let named = service.call(&ana, "Webhooks.Create", json!({ "url": by_name }))["webhook"]["id"].as_i64().unwrap();
        for id in [id, named] {
            assert_eq!(tested(&service, &ana, id)["status"], "delivered");
            endpoint.next();
        }
        drop(service);
        let other = Service::start(Database::at(&database.url), |_| ());
        for id in [id, named] {
            let refused = tested(&other, &ana, id);
            assert_eq!((&refused["status"], &refused["status_code"]), (&json!("failed"), &Value::Null), "{refused}");
        }
        assert!(endpoint.is_left_alone());
    }
}

#[test]
fn a_redirect_is_not_followed() {
    for database in databases() {
        let service = node(database);
        let ana = service.register("Ana");
        for status in [301, 302, 303, 307, 308] {
            let endpoint = Endpoint::open(move |_| Ruling::Answer(status));
            let (id, _) = webhook(&service, &ana, &endpoint, json!({}));
            let refused = tested(&service, &ana, id);
            assert_eq!((&refused["status"], &refused["status_code"]), (&json!("failed"), &json!(status)));
            assert!(refused["failure"].as_str().unwrap().contains("redirects are not followed"), "{refused}");
            endpoint.next();
            assert!(endpoint.is_left_alone());
        }
    }
}

/// A stored webhook may be older than the present rules, or written by hand.
#[test]
fn what_is_kept_is_judged_again_before_each_attempt() {
    for service in services() {
        let ana = service.register("Ana");
        let endpoint = Endpoint::open(|_| TAKE);
        let made = service.call(&ana, "Webhooks.Create", json!({ "url": "https://erp.example.com/", "enabled": false }));
        let id = made["webhook"]["id"].as_i64().unwrap();
        execute(&service, &format!("UPDATE webhooks SET url = '{}', enabled = TRUE", endpoint.url));
        assert!(tested(&service, &ana, id)["failure"].as_str().unwrap().contains("is not on the public internet"));
        assert!(endpoint.is_left_alone());
    }
}

#[test]
fn a_network_that_is_none_is_a_mistake_in_the_settings() {
    let check = |networks: &str| {
        let command = ServeArguments::augment_args(clap::Command::new("serve"));
        let matches = command.try_get_matches_from(["serve", "--webhook-networks", networks]).unwrap();
        ServeArguments::from_arg_matches(&matches).unwrap().check().map(drop)
    };
    for networks in ["10.1.0.0/16", "10.1.0.0/16, fd00::/8,", ""] {
        assert_eq!(check(networks), Ok(()), "{networks}");
    }
    for networks in ["10.1.0.0/16,erp.internal", "10.1.0.0/33", "10.1/16", "::ffff:10.0.0.0/104"] {
        assert!(check(networks).unwrap_err().starts_with("VENTANILLA_WEBHOOK_NETWORKS: "), "{networks}");
    }
}
