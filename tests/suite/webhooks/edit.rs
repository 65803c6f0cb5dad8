//! `Webhooks.Edit`: changes a webhook's filters, secret and address.

use serde_json::{Value, json};

use super::{Endpoint, Ruling, TAKE, node, wait_for, wait_until_all_is_told, webhook};
use crate::calls::{conflict, execute};
use crate::service::databases;

#[test]
fn a_secret_that_is_rotated_out_signs_for_a_day_beside_the_new_one() {
    for database in databases() {
        let (service, endpoint) = (node(database), Endpoint::open(|_| TAKE));
        let ana = service.register("Ana");
        let (id, old) = webhook(&service, &ana, &endpoint, json!({}));
        let edited = service.call(&ana, "Webhooks.Edit", json!({ "webhook_id": id, "rotate_secret": true }));
        let new = edited["secret"].clone();
        assert!(new != old && edited["webhook"]["previous_secret_ends_at"].is_string(), "{edited}");
        service.create_company(&ana, "Within the day");
        let message = endpoint.next();
        assert!(message.is_signed_with(&old) && message.is_signed_with(&new));
        // The previous secret's day is over.
        execute(&service, "UPDATE webhooks SET previous_secret_ends_at = 0");
        service.create_company(&ana, "After it");
        let message = endpoint.next();
        assert!(!message.is_signed_with(&old) && message.is_signed_with(&new));
        wait_until_all_is_told(&service);
    }
}

#[test]
fn what_is_not_said_stays_and_null_clears() {
    for database in databases() {
        let (service, endpoint) = (node(database), Endpoint::open(|_| TAKE));
        let ana = service.register("Ana");
        let wanted =
            json!({ "description": "The ERP", "entities": ["contact", "company"], "operations": ["create"], "exclude_origin": "erp" });
        let (id, _) = webhook(&service, &ana, &endpoint, wanted);
        let edit = |mut more: Value| {
            more["webhook_id"] = json!(id);
            let reply = service.call(&ana, "Webhooks.Edit", more);
            assert!(reply["secret"].is_null(), "{reply}");
            reply["webhook"].clone()
        };
        let same = edit(json!({}));
        assert_eq!((&same["version"], &same["entities"]), (&json!(1), &json!(["company", "contact"])));
        assert_eq!((&same["description"], &same["exclude_origin"]), (&json!("The ERP"), &json!("erp")));
        let cleared = edit(json!({ "description": null, "exclude_origin": null, "entities": [], "operations": [] }));
        assert_eq!((&cleared["description"], &cleared["exclude_origin"]), (&Value::Null, &Value::Null));
        assert_eq!((&cleared["entities"], &cleared["operations"], &cleared["version"]), (&json!([]), &json!([]), &json!(2)));
        let stale = json!({ "webhook_id": id, "description": "x", "if_version": 1 });
        assert_eq!(conflict(&service.try_call(&ana, "Webhooks.Edit", stale)).0, "if_version");
        let refused = service.try_call(&ana, "Webhooks.Edit", json!({ "webhook_id": id, "url": "https://10.0.0.1/" }));
        assert_eq!(refused.wrong(), ["url"]);
        service.try_call(&ana, "Webhooks.Edit", json!({ "webhook_id": 99, "url": "https://10.0.0.1/" })).failure("not_found");
    }
}

#[test]
fn what_could_not_be_delivered_is_delivered_to_the_new_place_at_once() {
    for database in databases() {
        let service = node(database);
        let ana = service.register("Ana");
        let (old, new) = (Endpoint::open(|_| Ruling::HangUp), Endpoint::open(|_| TAKE));
        let (id, _) = webhook(&service, &ana, &old, json!({}));
        service.create_company(&ana, "Café Núñez");
        let missed = old.next();
        wait_for(&service, 1, "webhook_deliveries WHERE attempts = 1 AND lease IS NULL");
        service.call(&ana, "Webhooks.Edit", json!({ "webhook_id": id, "url": new.url }));
        assert_eq!(new.next().id(), missed.id());
        wait_until_all_is_told(&service);
    }
}
