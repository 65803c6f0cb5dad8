//! Restarts: deliveries when the service stops in the middle of its work and starts again.

use serde_json::{Value, json};

use super::{Endpoint, TAKE, delivery, node, wait_until_all_is_told, webhook};
use crate::calls::{execute, execute_at, number};
use crate::crash::{Account, Caller, Node, wait_for_the_dead};
use crate::service::{Database, databases};

const NETWORKS: [(&str, &str); 1] = [("VENTANILLA_WEBHOOK_NETWORKS", "127.0.0.1/32, ::1")];

#[test]
fn what_was_acknowledged_is_told_after_a_crash_in_order() {
    const ROUNDS: i64 = 4;
    for database in databases() {
        let url = database.url.as_str();
        let endpoint = Endpoint::open(|_| TAKE);
        let mut node = Node::start_with(url, &NETWORKS);
        let account = Account::open(&node);
        let call = |node: &Node, method: &str, mut parameters: Value| {
            parameters["profile_id"] = json!(account.profile_id);
            Caller::new(node, Some(&account.token)).call(method, parameters).expect("an answer")
        };
        call(&node, "Webhooks.Create", json!({ "url": endpoint.url, "entities": ["company"] }));
        let company = json!({ "name": "0", "type_id": account.types[0], "industry_id": account.industries[0] });
        let id = call(&node, "Companies.CreateCompany", company)["company"]["id"].clone();
        // The messages without repetitions.
        let mut told: Vec<(String, i64)> = Vec::new();
        let mut next = || {
            let message = endpoint.next();
            let news = (message.body()["type"].as_str().unwrap().to_owned(), message.version().1);
            if !told.contains(&news) {
                told.push(news.clone());
            }
            news
        };
        let mut expected = vec![("company.create".to_owned(), 1)];
        for round in 1..=ROUNDS {
            call(&node, "Companies.EditCompany", json!({ "company_id": id, "name": round.to_string() }));
            expected.push(("company.update".to_owned(), round + 1));
            // The message has arrived before the kill in every other round; in the others its delivery has hardly begun.
            while round % 2 == 0 && next() != expected[expected.len() - 1] {}
            node.crash();
            wait_for_the_dead(url);
            // The leases of the killed node are over.
            execute_at(url, "UPDATE webhook_deliveries SET due_at = 0 WHERE due_at IS NOT NULL");
            node = Node::start_with(url, &NETWORKS);
        }
        call(&node, "Companies.DeleteCompany", json!({ "company_id": id }));
        expected.push(("company.delete".to_owned(), ROUNDS + 1));
        while next() != expected[expected.len() - 1] {}
        assert_eq!(told, expected);
    }
}

#[test]
fn deliveries_are_forgotten_after_a_month_and_what_has_failed_is_not() {
    for database in databases() {
        let url = database.url.clone();
        let endpoint = Endpoint::open(|_| TAKE);
        let service = node(database);
        let ana = service.register("Ana");
        let (id, _) = webhook(&service, &ana, &endpoint, json!({ "entities": ["company"] }));
        for number in 0..4 {
            service.create_company(&ana, &number.to_string());
        }
        service.call(&ana, "Webhooks.Test", json!({ "webhook_id": id }));
        wait_until_all_is_told(&service);
        service.call(&ana, "Webhooks.Edit", json!({ "webhook_id": id, "enabled": false }));
        let month = 30 * 86_400 * 1_000_000_i64;
        execute(
            &service,
            &format!("UPDATE webhook_deliveries SET attempted_at = attempted_at - {month} WHERE record_id IS NULL OR record_id <= 3"),
        );
        execute(&service, "UPDATE webhook_deliveries SET status = 'failed' WHERE record_id = 3");
        // A node removes old deliveries when it starts.
        let next = node(Database::at(url));
        super::wait_for(&next, 2, "webhook_deliveries");
        assert_eq!(delivery(&next, &ana, json!({ "status": "failed" }))["record_id"], 3);
        assert_eq!(number(&next, "SELECT count(*) AS number FROM webhook_deliveries WHERE record_id = 4"), 1);
    }
}
