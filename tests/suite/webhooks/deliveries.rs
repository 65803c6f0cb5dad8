//! Deliveries: in order for each record, at least once, each endpoint independent of the others; and `Webhooks.GetDeliveries` and
//! `Webhooks.Redeliver`.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc::channel};

use serde_json::{Value, json};

use super::{Endpoint, Ruling, TAKE, delivery, no_more_pause, node, wait_for, wait_until_all_is_told, webhook};
use crate::calls::{colleague, each, execute, number, rules};
use crate::service::{Database, Service, databases};
use crate::sync::postgres::{Open, Order};

#[test]
fn a_record_s_changes_come_in_their_order_and_hold_up_no_other_s() {
    for database in databases() {
        let service = node(database);
        let ana = service.register("Ana");
        let open = Arc::new(AtomicBool::new(false));
        let (opened, stubborn) = (Arc::clone(&open), 1);
        // The endpoint refuses one company's messages at first, each time in another way.
        let refusals = Mutex::new([Ruling::Answer(500), Ruling::HangUp, Ruling::Answer(404), Ruling::Answer(301)].into_iter().cycle());
        let endpoint = Endpoint::open(move |message| match opened.load(Ordering::Relaxed) {
            false if message.version().0 == stubborn => refusals.lock().unwrap().next().unwrap(),
            _ => TAKE,
        });
        let (id, _) = webhook(&service, &ana, &endpoint, json!({ "entities": ["company"] }));
        let company = service.create_company(&ana, "First");
        assert_eq!(company["id"], stubborn);
        let first = endpoint.next();
        for name in ["Second", "Third"] {
            service.call(&ana, "Companies.EditCompany", json!({ "company_id": stubborn, "name": name }));
        }
        service.create_company(&ana, "Another");
        assert_eq!(endpoint.next().version(), (2, 1));
        for attempts in 1..4 {
            wait_for(&service, 1, &format!("webhook_deliveries WHERE status = 'queued' AND attempts = {attempts} AND lease IS NULL"));
            wait_for(&service, 2, "webhook_deliveries WHERE status = 'queued' AND attempts = 0");
            let waiting = service.call(&ana, "Webhooks.GetDeliveries", json!({ "webhook_id": id, "status": "queued" }));
            assert!(waiting["deliveries"][0]["failure"].is_string() && waiting["deliveries"][1]["failure"].is_null(), "{waiting}");
            no_more_pause(&service);
            let again = endpoint.next();
            assert_eq!((again.id(), &again.text), (first.id(), &first.text), "a message is the same each time");
        }
        wait_for(&service, 1, "webhook_deliveries WHERE status = 'queued' AND attempts = 4 AND lease IS NULL");
        open.store(true, Ordering::Relaxed);
        no_more_pause(&service);
        assert_eq!(endpoint.next_versions(3), [(1, 1), (1, 2), (1, 3)]);
        wait_until_all_is_told(&service);
        assert!(endpoint.is_left_alone());
        assert!(service.get("/metrics").text.contains("ventanilla_webhook_deliveries_total{outcome=\"delayed\"} 4\n"));
    }
}

#[test]
fn several_nodes_tell_everything_once_and_in_order() {
    const COMPANIES: usize = 12;
    for database in databases() {
        let endpoint = Endpoint::open(|_| TAKE);
        let more = if database.is_sqlite() { 0 } else { 2 };
        let url = database.url.clone();
        let first = node(database);
        let more: Vec<Service> = (0..more).map(|_| node(Database::at(&url))).collect();
        let nodes: Vec<&Service> = more.iter().chain([&first]).collect();
        let ana = first.register("Ana");
        webhook(&first, &ana, &endpoint, json!({ "entities": ["company"] }));
        let ids: Vec<Value> = (0..COMPANIES).map(|number| first.create_company(&ana, &number.to_string())["id"].clone()).collect();
        for round in 0..2 {
            for (number, id) in ids.iter().enumerate() {
                let name = format!("{number} in round {round}");
                nodes[number % nodes.len()].call(&ana, "Companies.EditCompany", json!({ "company_id": id, "name": name }));
            }
        }
        let told = endpoint.next_versions(3 * COMPANIES);
        wait_until_all_is_told(&first);
        assert!(endpoint.is_left_alone(), "a message came twice");
        for id in &ids {
            let versions: Vec<i64> = told.iter().filter(|(told, _)| id == told).map(|(_, version)| *version).collect();
            assert_eq!(versions, [1, 2, 3], "{id}");
        }
        let delivered = |node: &&Service| {
            let metrics = node.get("/metrics").text;
            let line = metrics.lines().find_map(|line| line.strip_prefix("ventanilla_webhook_deliveries_total{outcome=\"delivered\"} "));
            line.map_or(0, |number| number.parse::<usize>().unwrap())
        };
        assert_eq!(nodes.iter().map(delivered).sum::<usize>(), 3 * COMPANIES);
    }
}

/// A change with a lower sequence may be committed after the webhook is made, and after later changes.
#[test]
fn what_is_being_written_while_a_webhook_is_made_is_told_once_it_is_there() {
    let Some(database) = databases().into_iter().find(|database| !database.is_sqlite()) else { return };
    let (service, endpoint) = (node(database), Endpoint::open(|_| TAKE));
    let ana = service.register("Ana");
    let (slow, fast) = (service.create_company(&ana, "Lenta"), service.create_company(&ana, "Rápida"));
    let rename = |name: &str| service.call(&ana, "Companies.EditCompany", json!({ "company_id": fast["id"], "name": name }));
    let early = Open::begin(&service, &ana);
    early.rename(&slow);
    rename("Behind it");
    let (id, _) = webhook(&service, &ana, &endpoint, json!({}));
    rename("Behind the webhook");
    // The test message shows that the courier has looked; the changes behind the open transaction are held back.
    service.call(&ana, "Webhooks.Test", json!({ "webhook_id": id }));
    assert_eq!(endpoint.next().body()["type"], "webhook.test");
    assert!(endpoint.is_left_alone());
    early.end(Order::Commit);
    let mut told = endpoint.next_versions(3);
    told.sort_unstable();
    assert_eq!(told, [(1, 2), (2, 2), (2, 3)]);
    wait_until_all_is_told(&service);
    assert!(endpoint.is_left_alone());
}

#[test]
fn an_endpoint_that_does_not_answer_holds_up_itself_alone() {
    for database in databases() {
        let service = node(database);
        let ana = service.register("Ana");
        let (release, released) = channel::<()>();
        let released = Mutex::new(released);
        let slow = Endpoint::open(move |_| {
            let _ = released.lock().unwrap().recv();
            TAKE
        });
        let quick = Endpoint::open(|_| TAKE);
        webhook(&service, &ana, &slow, json!({}));
        webhook(&service, &ana, &quick, json!({}));
        for number in 0..10 {
            service.create_company(&ana, &number.to_string());
        }
        let told: BTreeSet<(i64, i64)> = quick.next_versions(10).into_iter().collect();
        assert_eq!(told.len(), 10);
        // The number of attempts under way at a time is four.
        wait_for(&service, 4, "webhook_deliveries WHERE lease IS NOT NULL");
        assert!(slow.is_left_alone());
        drop(release);
        // Messages whose attempts timed out have arrived all the same.
        let mut slowly = BTreeSet::new();
        while slowly != told {
            slowly.insert(slow.next().version());
        }
    }
}

#[test]
fn a_webhook_that_fails_for_24_hours_is_disabled_and_misses_nothing() {
    for database in databases() {
        let service = node(database);
        let ana = service.register("Ana");
        let mario = colleague(&service, &ana, "Mario", "member");
        let vera = colleague(&service, &ana, "Vera", "manager");
        let open = Arc::new(AtomicBool::new(false));
        let opened = Arc::clone(&open);
        let endpoint = Endpoint::open(move |_| if opened.load(Ordering::Relaxed) { TAKE } else { Ruling::Answer(500) });
        let (id, _) = webhook(&service, &ana, &endpoint, json!({}));
        let company = service.create_company(&ana, "Café Núñez")["id"].clone();
        let rename = |name: &str| service.call(&ana, "Companies.EditCompany", json!({ "company_id": company, "name": name }));
        rename("Second");
        endpoint.next();
        wait_for(&service, 1, "webhook_deliveries WHERE attempts = 1 AND lease IS NULL");
        // The delivery is moved to its last attempt.
        execute(&service, "UPDATE webhook_deliveries SET attempts = 10, due_at = 0 WHERE attempts = 1");
        endpoint.next();
        wait_for(&service, 1, "webhook_deliveries WHERE status = 'failed'");
        let failed = service.call(&ana, "Webhooks.Get", json!({}))["webhooks"][0].clone();
        assert_eq!((&failed["enabled"], &failed["version"]), (&json!(false), &json!(2)));
        let reason = failed["disabled_reason"].as_str().unwrap();
        assert!(reason.contains("24 hours") && reason.contains("500") && failed["disabled_at"].is_string(), "{failed}");
        for (person, told) in [(&ana, 1), (&vera, 1), (&mario, 0)] {
            let notifications = service.call(person, "Notifications.GetNotifications", json!({}));
            assert_eq!(notifications["total"], told, "{notifications}");
            if told == 1 {
                let notification = &notifications["notifications"][0];
                assert_eq!((&notification["entity"], &notification["record_id"]), (&json!("webhook"), &json!(id)));
                assert!(notification["comment"].as_str().unwrap().contains(reason), "{notification}");
            }
        }
        let history = service.call(&ana, "Audit.GetHistory", json!({ "entity": "webhook", "record_id": id, "sort": "-id" }));
        assert!(history["changes"][0]["user_id"].is_null(), "nobody did it: {history}");
        // New changes wait in the feed, and queued deliveries stay in the queue.
        rename("Third");
        no_more_pause(&service);
        open.store(true, Ordering::Relaxed);
        let edited = service.call(&ana, "Webhooks.Edit", json!({ "webhook_id": id, "enabled": true }))["webhook"].clone();
        assert_eq!((&edited["enabled"], &edited["disabled_reason"], &edited["disabled_at"]), (&json!(true), &Value::Null, &Value::Null));
        assert_eq!(endpoint.next_versions(3), [(1, 1), (1, 2), (1, 3)]);
        wait_until_all_is_told(&service);
        assert!(endpoint.is_left_alone());
        assert_eq!(service.call(&ana, "Webhooks.GetDeliveries", json!({ "status": "delivered" }))["total"], 3);
    }
}

/// Moves a record's delivery to its last attempt.
fn last_attempt(service: &Service, record_id: i64) {
    wait_for(service, 1, &format!("webhook_deliveries WHERE attempts = 1 AND lease IS NULL AND record_id = {record_id}"));
    execute(service, &format!("UPDATE webhook_deliveries SET attempts = 10, due_at = 0 WHERE attempts = 1 AND record_id = {record_id}"));
    wait_for(service, 1, &format!("webhook_deliveries WHERE status = 'failed' AND record_id = {record_id}"));
}

#[test]
fn a_record_that_is_refused_stops_itself_alone() {
    for database in databases() {
        let service = node(database);
        let ana = service.register("Ana");
        let open = Arc::new(AtomicBool::new(false));
        let opened = Arc::clone(&open);
        let endpoint = Endpoint::open(move |message| match message.version().0 {
            1 | 2 if !opened.load(Ordering::Relaxed) => Ruling::Answer(400),
            _ => TAKE,
        });
        let (id, _) = webhook(&service, &ana, &endpoint, json!({ "entities": ["company"] }));
        for name in ["Refused", "Refused, too", "Taken"] {
            service.create_company(&ana, name);
        }
        let rename = |id: i64| service.call(&ana, "Companies.EditCompany", json!({ "company_id": id, "name": "Second" }));
        rename(1);
        wait_for(&service, 1, "webhook_deliveries WHERE status = 'delivered'");
        last_attempt(&service, 1);
        last_attempt(&service, 2);
        let kept = service.call(&ana, "Webhooks.Get", json!({}))["webhooks"][0].clone();
        assert_eq!((&kept["enabled"], &kept["version"]), (&json!(true), &json!(1)));
        let told = service.call(&ana, "Notifications.GetNotifications", json!({}));
        assert_eq!(told["total"], 1, "the second is no news: {told}");
        let comment = told["notifications"][0]["comment"].as_str().unwrap();
        assert!(comment.contains("company 1 ") && comment.contains("400") && comment.contains("Webhooks.Redeliver"), "{comment}");
        // Other records' deliveries go on, and this record's next ones wait.
        rename(3);
        wait_for(&service, 2, "webhook_deliveries WHERE status = 'delivered'");
        let waiting = delivery(&service, &ana, json!({ "webhook_id": id, "status": "queued" }));
        assert_eq!((&waiting["record_id"], &waiting["type"]), (&json!(1), &json!("company.update")));
        while endpoint.messages.try_recv().is_ok() {}
        open.store(true, Ordering::Relaxed);
        service.call(&ana, "Webhooks.Redeliver", json!({ "delivery_id": 1 }));
        assert_eq!(endpoint.next_versions(2), [(1, 1), (1, 2)]);
        wait_until_all_is_told(&service);
        assert_eq!(delivery(&service, &ana, json!({ "status": "failed" }))["record_id"], 2);
        let metrics = service.get("/metrics").text;
        assert!(metrics.contains("ventanilla_webhook_deliveries_total{outcome=\"failed\"} 2\n"), "{metrics}");
        // `webhook_id` queues everything that has failed.
        let queued = service.call(&ana, "Webhooks.Redeliver", json!({ "webhook_id": id }));
        assert_eq!(queued, json!({ "queued": 1, "more": false }));
        wait_until_all_is_told(&service);
        assert_eq!(service.call(&ana, "Webhooks.GetDeliveries", json!({ "status": "failed" }))["total"], 0);
        let again = service.call(&ana, "Webhooks.Redeliver", json!({ "webhook_id": id }));
        assert_eq!(again["queued"], 0, "what was taken is not sent again");
        let sara = service.register("Sara");
        service.try_call(&sara, "Webhooks.Redeliver", json!({ "webhook_id": id })).failure("not_found");
        for (parameters, wrong) in
            [(json!({}), "delivery_id required"), (json!({ "delivery_id": 1, "webhook_id": id }), "webhook_id not_together")]
        {
            assert_eq!(rules(&service.try_call(&ana, "Webhooks.Redeliver", parameters)), [wrong]);
        }
    }
}

/// A delivered test message does not count as a delivered change.
#[test]
fn an_endpoint_that_takes_tests_alone_is_disabled() {
    for database in databases() {
        let service = node(database);
        let ana = service.register("Ana");
        let endpoint = Endpoint::open(|message| if message.text.contains("webhook.test") { TAKE } else { Ruling::Answer(500) });
        let (id, _) = webhook(&service, &ana, &endpoint, json!({}));
        service.create_company(&ana, "Café Núñez");
        service.call(&ana, "Webhooks.Test", json!({ "webhook_id": id }));
        wait_for(&service, 1, "webhook_deliveries WHERE status = 'delivered'");
        last_attempt(&service, 1);
        assert_eq!(service.call(&ana, "Webhooks.Get", json!({}))["webhooks"][0]["enabled"], false);
    }
}

#[test]
fn an_endpoint_that_is_gone_is_told_nothing_more() {
    for database in databases() {
        let (service, endpoint) = (node(database), Endpoint::open(|_| Ruling::Answer(410)));
        let ana = service.register("Ana");
        webhook(&service, &ana, &endpoint, json!({}));
        service.create_company(&ana, "Café Núñez");
        endpoint.next();
        wait_for(&service, 1, "webhooks WHERE enabled = FALSE AND disabled_reason LIKE '%410%'");
        assert_eq!(service.call(&ana, "Notifications.GetNotifications", json!({}))["total"], 1);
    }
}

#[test]
fn a_delivery_that_is_made_again_is_the_same_message() {
    for database in databases() {
        let (service, endpoint) = (node(database), Endpoint::open(|_| TAKE));
        let ana = service.register("Ana");
        webhook(&service, &ana, &endpoint, json!({}));
        service.create_company(&ana, "Café Núñez");
        let first = endpoint.next();
        wait_until_all_is_told(&service);
        let made = delivery(&service, &ana, json!({}));
        assert_eq!(made["message_id"], first.id());
        let queued = service.call(&ana, "Webhooks.Redeliver", json!({ "delivery_id": made["id"] }))["delivery"].clone();
        assert_eq!((&queued["status"], &queued["id"]), (&json!("queued"), &made["id"]));
        let again = endpoint.next();
        assert_eq!((again.id(), &again.text), (first.id(), &first.text));
        wait_until_all_is_told(&service);
        assert_eq!(delivery(&service, &ana, json!({ "status": "delivered" }))["attempts"], 1);
        service.try_call(&ana, "Webhooks.Redeliver", json!({ "delivery_id": 99 })).failure("not_found");
    }
}

#[test]
fn deliveries_are_listed_page_by_page_and_go_with_their_webhook() {
    for database in databases() {
        let (service, endpoint) = (node(database), Endpoint::open(|_| TAKE));
        let ana = service.register("Ana");
        let [first, second] = [(); 2].map(|()| webhook(&service, &ana, &endpoint, json!({ "enabled": false })).0);
        for id in [first, second, first, first] {
            service.call(&ana, "Webhooks.Test", json!({ "webhook_id": id }));
        }
        let list = |filter: Value| {
            let reply = service.call(&ana, "Webhooks.GetDeliveries", filter);
            (reply["total"].as_i64().unwrap(), each(&reply["deliveries"], "id"))
        };
        assert_eq!(list(json!({})), (4, vec![json!(1), json!(2), json!(3), json!(4)]));
        assert_eq!(list(json!({ "sort": "-id", "pagination": 3 })), (4, vec![json!(4), json!(3), json!(2)]));
        assert_eq!(list(json!({ "sort": "-id", "pagination": 3, "page": 2 })), (4, vec![json!(1)]));
        assert_eq!(list(json!({ "webhook_id": first, "pagination": 2, "page": 2 })), (3, vec![json!(4)]));
        assert_eq!(list(json!({ "status": "delivered" })), (0, vec![]));
        service.call(&ana, "Webhooks.Delete", json!({ "webhook_id": first }));
        assert_eq!(list(json!({})), (1, vec![json!(2)]));
        assert_eq!(number(&service, "SELECT count(*) AS number FROM webhook_positions"), 1);
        service.try_call(&ana, "Webhooks.Delete", json!({ "webhook_id": first })).failure("not_found");
    }
}
