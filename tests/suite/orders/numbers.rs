//! The numbers of documents: without gaps, whoever creates at once, and whatever fails; and a caller's own.

use serde_json::{Value, json};

use super::product;
use crate::calls::{at_once, conflict, rules};
use crate::service::{Database, Service, services};

/// The numbers of all orders, in their order.
fn numbers(service: &Service, person: &crate::service::Person) -> Vec<String> {
    let orders = service.call(person, "GetOrders", json!({ "pagination": 1000, "sort": "number" }))["orders"].clone();
    orders.as_array().expect("orders").iter().map(|order| order["number"].as_str().expect("a number").to_owned()).collect()
}

#[test]
fn numbers_have_no_gaps_under_32_creators_with_rollbacks_and_dry_runs() {
    const CREATORS: usize = 32;
    const EACH: usize = 3;
    for one in services() {
        // On PostgreSQL half of them create through another node.
        let other = (!one.database.is_sqlite()).then(|| Service::start(Database::at(one.database.url.clone()), |_| ()));
        let ana = one.register("Ana");
        let company = one.create_company(&ana, "Acme");
        let mug = product(&one, &ana, "Mug", "10");
        one.call(&ana, "CreateOrder", json!({ "company_id": company["id"], "product_id": mug, "external_ids": { "erp": "taken" } }));
        let given = at_once(CREATORS, |creator| {
            let service = other.as_ref().filter(|_| creator % 2 == 1).unwrap_or(&one);
            let create = |more: Value| {
                let mut order = json!({ "company_id": company["id"], "product_id": mug, "amount": creator + 1 });
                order.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
                service.try_call(&ana, "CreateOrder", order)
            };
            let mut given = Vec::new();
            for _ in 0..EACH {
                create(json!({ "dry_run": true })).success();
                // The number is given back by a call that fails after it took one, and by a batch that is rolled back.
                create(json!({ "external_ids": { "erp": "taken" } })).failure("conflict");
                let order = json!({ "profile_id": ana.profile_id, "company_id": company["id"], "product_id": mug });
                let missing = json!({ "profile_id": ana.profile_id, "order_id": 999_999 });
                let calls = json!([
                    { "method": "Orders.CreateOrder", "parameters": order }, { "method": "Orders.DeleteOrder", "parameters": missing },
                ]);
                service.post(Some(&ana.token), "Batch.Run", json!({ "atomic": true, "calls": calls }));
                given.push(create(json!({})).success()["order"]["number"].as_str().expect("a number").to_owned());
            }
            given
        });
        let mut given: Vec<String> = given.into_iter().flatten().collect();
        given.sort();
        let expected = |from: usize| (from..=CREATORS * EACH + 1).map(|number| format!("O-{number:06}")).collect::<Vec<_>>();
        assert_eq!(given, expected(2));
        assert_eq!(numbers(&one, &ana), expected(1));
    }
}

#[test]
fn a_deleted_orders_number_is_not_given_again_and_quotations_count_by_themselves() {
    for service in services() {
        let ana = service.register("Ana");
        let company = service.create_company(&ana, "Acme");
        let mug = product(&service, &ana, "Mug", "10");
        let create = || service.call(&ana, "CreateOrder", json!({ "company_id": company["id"], "product_id": mug }))["order"].clone();
        let first = create();
        service.call(&ana, "DeleteOrder", json!({ "order_id": first["id"] }));
        assert_eq!(create()["number"], "O-000002");
        let lines = json!([{ "product_id": mug, "amount": 1 }]);
        let quotation = service.call(&ana, "CreateQuotation", json!({ "company_id": company["id"], "lines": lines }))["quotation"].clone();
        assert_eq!(quotation["number"], Value::Null);
        let sent = json!({ "quotation_id": quotation["id"] });
        service.call(&ana, "Quotations.Send", json!({ "quotation_id": quotation["id"], "dry_run": true }));
        assert_eq!(service.call(&ana, "Quotations.Send", sent)["quotation"]["number"], "Q-000001");
        // Another profile has sequences of its own.
        let berta = service.register("Berta");
        let company = service.create_company(&berta, "Acme");
        let mug = product(&service, &berta, "Mug", "10");
        let order = service.call(&berta, "CreateOrder", json!({ "company_id": company["id"], "product_id": mug }));
        assert_eq!(order["order"]["number"], "O-000001");
    }
}

#[test]
fn a_callers_own_number_is_taken_unless_it_has_the_form_of_the_sequence() {
    for service in services() {
        let ana = service.register("Ana");
        let company = service.create_company(&ana, "Acme");
        let mug = product(&service, &ana, "Mug", "10");
        let create = |number: &str| {
            service.try_call(&ana, "CreateOrder", json!({ "company_id": company["id"], "product_id": mug, "number": number }))
        };
        let own = create("2026/17").success()["order"].clone();
        assert_eq!(own["number"], "2026/17");
        let (path, _) = conflict(&create("2026/17"));
        assert_eq!(path, "number");
        for number in ["O-000009", "o-000009", "O-1234567"] {
            assert_eq!(rules(&create(number)), ["number of_sequence"], "{number}");
        }
        let edit = |number: &str| service.try_call(&ana, "EditOrder", json!({ "order_id": own["id"], "number": number }));
        assert_eq!(rules(&edit("O-000001")), ["number of_sequence"]);
        assert_eq!(edit("2026/18").success()["order"]["number"], "2026/18");
        let plain = service.call(&ana, "CreateOrder", json!({ "company_id": company["id"], "product_id": mug }))["order"].clone();
        assert_eq!(plain["number"], "O-000001");
        // A number of the sequence may be sent back as it is.
        let again = json!({ "order_id": plain["id"], "number": "O-000001", "notes": "Urgente" });
        assert_eq!(service.call(&ana, "EditOrder", again)["order"]["number"], "O-000001");
    }
}
