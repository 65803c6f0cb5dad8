//! `Webhooks.Create`: the deliveries, their recipients, their signature.

use serde_json::{Value, json};

use super::{Endpoint, TAKE, delivery, node, wait_until_all_is_told, webhook};
use crate::calls::{each, rules};
use crate::service::{databases, services};

#[test]
fn what_is_sent_is_the_feed_signed_as_the_specification_says() {
    for database in databases() {
        let (service, endpoint) = (node(database), Endpoint::open(|_| TAKE));
        let ana = service.register("Ana");
        service.create_company(&ana, "Before the webhook");
        let (id, secret) = webhook(&service, &ana, &endpoint, json!({}));
        let since = service.call(&ana, "Sync.GetChanges", json!({}))["cursor"].clone();
        let company = service.create_company(&ana, "Café Núñez");
        service.call(&ana, "Companies.EditCompany", json!({ "company_id": company["id"], "name": "Café \"Luna\" 𝄞" }));
        service.call(&ana, "Companies.DeleteCompany", json!({ "company_id": company["id"] }));
        let feed = service.call(&ana, "Sync.GetChanges", json!({ "since": since }))["changes"].clone();
        assert_eq!(each(&feed, "operation"), ["create", "update", "delete"]);
        for change in feed.as_array().unwrap() {
            let message = endpoint.next();
            assert!(message.is_signed_with(&secret), "{message:?}");
            assert!(!message.is_signed_with(&json!("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")));
            assert_eq!(message.headers["content-type"], "application/json");
            let name = format!("company.{}", change["operation"].as_str().unwrap());
            assert_eq!(message.body(), json!({ "type": name, "timestamp": change["changed_at"], "data": change }));
        }
        wait_until_all_is_told(&service);
        assert!(endpoint.is_left_alone());
        let told = service.call(&ana, "Webhooks.GetDeliveries", json!({ "webhook_id": id, "status": "delivered" }));
        assert_eq!(told["total"], 3);
        assert_eq!(each(&told["deliveries"], "type"), ["company.create", "company.update", "company.delete"]);
        for delivery in told["deliveries"].as_array().unwrap() {
            assert_eq!((&delivery["status_code"], &delivery["failure"], &delivery["attempts"]), (&json!(200), &Value::Null, &json!(1)));
            assert!(delivery["next_attempt_at"].is_null() && delivery["milliseconds"].is_i64(), "{delivery}");
        }
        let metrics = service.get("/metrics").text;
        assert!(metrics.contains("ventanilla_webhook_deliveries_total{outcome=\"delivered\"} 3\n"), "{metrics}");
        assert!(metrics.contains("ventanilla_webhook_deliveries_waiting 0\n"), "{metrics}");
    }
}

#[test]
fn each_webhook_is_told_what_it_wants_and_no_more() {
    for database in databases() {
        let service = node(database);
        let (ana, sara) = (service.register("Ana"), service.register("Sara"));
        let endpoints: Vec<Endpoint> = (0..4).map(|_| Endpoint::open(|_| TAKE)).collect();
        let wants = [
            json!({}),
            json!({ "entities": ["company"], "operations": ["update"] }),
            json!({ "entities": "input" }),
            json!({ "exclude_origin": "erp" }),
        ];
        for (endpoint, wanted) in endpoints.iter().zip(wants) {
            webhook(&service, &ana, endpoint, wanted);
        }
        let company = service.create_company(&ana, "Café Núñez");
        let edit = |name: &str, origin: &str| {
            let parameters = json!({ "profile_id": ana.profile_id, "company_id": company["id"], "name": name });
            let body = json!({ "method": "Companies.EditCompany", "parameters": parameters }).to_string();
            let token = format!("Bearer {}", ana.token);
            let headers = [("Content-Type", "application/json"), ("Authorization", token.as_str()), ("X-Origin", origin)];
            service.send_with("/api", &headers, body.as_bytes()).success();
        };
        edit("Of the ERP", "erp");
        edit("Of the shop", "shop");
        service.call(&ana, "Inputs.CreateInput", json!({ "entity": "company", "name": "Visits", "type": "integer" }));
        // These changes are delivered to nobody: they are another profile's, or the managers' own business.
        service.create_company(&sara, "Sara's");
        service.call(&ana, "Auth.CreateApplicationToken", json!({ "name": "A script", "rights": { "*": ["read"] } }));
        wait_until_all_is_told(&service);
        let told = endpoints.iter().map(|endpoint| {
            let told = endpoint.messages.try_iter().map(|message| {
                let body = message.body();
                format!("{} {}", body["type"].as_str().unwrap(), body["data"]["record"]["name"].as_str().unwrap())
            });
            let mut told: Vec<String> = told.collect();
            told.sort();
            told
        });
        let (created, visits) = ("company.create Café Núñez", "input.create Visits");
        let (of_erp, of_shop) = ("company.update Of the ERP", "company.update Of the shop");
        assert_eq!(
            told.collect::<Vec<_>>(),
            [vec![created, of_erp, of_shop, visits], vec![of_erp, of_shop], vec![visits], vec![created, of_shop, visits]]
        );
    }
}

#[test]
fn a_secret_is_shown_once_and_nowhere_else() {
    for database in databases() {
        let (service, endpoint) = (node(database), Endpoint::open(|_| TAKE));
        let ana = service.register("Ana");
        let own = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        let (id, secret) = webhook(&service, &ana, &endpoint, json!({ "secret": own }));
        assert_eq!(secret, own);
        service.create_company(&ana, "Café Núñez");
        assert!(endpoint.next().is_signed_with(&secret));
        let (_, made) = webhook(&service, &ana, &endpoint, json!({}));
        let rotated = service.call(&ana, "Webhooks.Edit", json!({ "webhook_id": id, "rotate_secret": true }))["secret"].clone();
        for (method, parameters) in [
            ("Webhooks.Get", json!({})),
            ("Webhooks.GetDeliveries", json!({})),
            ("Audit.GetHistory", json!({ "entity": "webhook", "record_id": id })),
            ("Webhooks.Edit", json!({ "webhook_id": id, "description": "The ERP" })),
            ("Sync.GetChanges", json!({})),
            ("Webhooks.Delete", json!({ "webhook_id": id })),
        ] {
            let reply = service.try_call(&ana, method, parameters);
            reply.success();
            assert!(!reply.text.contains("whsec_"), "{method} {}", reply.text);
        }
        let kept = format!("SELECT count(*) AS number FROM changes WHERE record LIKE '%{}%'", "whsec");
        assert_eq!(crate::calls::number(&service, &kept), 0);
        assert!(made != rotated && rotated != own);
    }
}

#[test]
fn what_is_wrong_is_named_all_at_once() {
    for service in services() {
        let ana = service.register("Ana");
        let parameters = json!({ "url": "ftp://a/", "entities": ["companie"], "operations": ["updated"], "secret": "whsec_c2hvcnQ=", "exclude_origin": "a b" });
        let reply = service.try_call(&ana, "Webhooks.Create", parameters);
        assert_eq!(reply.wrong(), ["entities.0", "exclude_origin", "operations.0", "secret", "url"]);
        for (url, rule) in [
            ("", "malformed_url"),
            ("erp.example.com", "malformed_url"),
            ("https://", "malformed_url"),
            ("https://ana:secret@erp.example.com/", "malformed_url"),
            ("https://erp.example.com/#x", "malformed_url"),
            ("https://erp.example.com:99999/", "malformed_url"),
            ("http://erp.example.com/", "unencrypted"),
        ] {
            let reply = service.try_call(&ana, "Webhooks.Create", json!({ "url": url }));
            assert_eq!(rules(&reply), [format!("url {rule}")], "{url}");
        }
        for number in 1..=100 {
            let operations = json!(["update", "update", "create"]);
            let parameters = json!({ "url": format!("https://erp.example.com/{number}"), "operations": operations, "enabled": false });
            let made = service.call(&ana, "Webhooks.Create", parameters);
            assert_eq!(made["webhook"]["operations"], json!(["update", "create"]));
        }
        let one_more = service.try_call(&ana, "Webhooks.Create", json!({ "url": "https://erp.example.com/" }));
        assert_eq!(crate::calls::conflict(&one_more), ("url".to_owned(), "A profile has 100 webhooks at the most.".to_owned()));
        let viewer = crate::calls::colleague(&service, &ana, "Mario", "member");
        service.try_call(&viewer, "Webhooks.Get", json!({})).failure("forbidden");
    }
}

#[test]
fn a_test_is_sent_once_and_says_what_the_endpoint_said() {
    for database in databases() {
        let service = node(database);
        let ana = service.register("Ana");
        let (good, bad) = (Endpoint::open(|_| TAKE), Endpoint::open(|_| super::Ruling::Answer(503)));
        for (endpoint, status, code) in [(&good, "delivered", 200), (&bad, "failed", 503)] {
            let (id, secret) = webhook(&service, &ana, endpoint, json!({}));
            let queued = service.call(&ana, "Webhooks.Test", json!({ "webhook_id": id }))["delivery"].clone();
            assert_eq!((&queued["status"], &queued["type"]), (&json!("queued"), &json!("webhook.test")));
            let message = endpoint.next();
            assert!(message.is_signed_with(&secret) && message.id() == queued["message_id"]);
            let expected = json!({ "type": "webhook.test", "timestamp": queued["created_at"], "data": { "webhook_id": id } });
            assert_eq!(message.body(), expected);
            wait_until_all_is_told(&service);
            let told = delivery(&service, &ana, json!({ "webhook_id": id }));
            assert_eq!((&told["status"], &told["status_code"], &told["attempts"]), (&json!(status), &json!(code), &json!(1)));
            assert_eq!(service.call(&ana, "Webhooks.Get", json!({ "webhook_id": id }))["webhooks"][0]["enabled"], true);
        }
        assert!(
            service.call(&ana, "Webhooks.GetDeliveries", json!({ "status": "failed" }))["deliveries"][0]["failure"]
                .as_str()
                .is_some_and(|failure| failure.contains("503"))
        );
        assert_eq!(service.call(&ana, "Webhooks.GetDeliveries", json!({ "status": ["failed", "delivered"] }))["total"], 2);
    }
}
