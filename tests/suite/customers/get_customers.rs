//! `Customers.GetCustomers`: the filters and the orders of the list, and its total.

use serde_json::{Value, json};

use super::create_customer;
use crate::calls::{each, rules, wait_for_search_index};
use crate::rights::script;
use crate::service::services;

#[test]
fn each_filter_leaves_what_it_says_and_no_company_that_is_no_customer() {
    for service in services() {
        let ana = service.register("Ana");
        let mut other = service.company(&ana, "Café sin cliente");
        other["customer_status"] = json!("active");
        let other = service.call(&ana, "CreateCompany", other)["company"].clone();
        let all = [
            create_customer(
                &service,
                &ana,
                "Rosa",
                json!({ "company": "Panadería Lara", "customer_since": "2026-01-05", "notes": "Paga a tiempo." }),
            ),
            create_customer(
                &service,
                &ana,
                "Iván",
                json!({ "status": "blocked", "customer_since": "2026-02-05", "assigned_to": ana.user_id }),
            ),
            create_customer(
                &service,
                &ana,
                "Álvaro",
                json!({ "status": "inactive", "customer_since": "2026-03-05", "payment_terms": "Net 30" }),
            ),
        ];
        wait_for_search_index(&service);
        let list = |parameters: Value| {
            let listed = service.call(&ana, "Customers.GetCustomers", parameters);
            assert_eq!(listed["total"], listed["customers"].as_array().map(Vec::len).unwrap_or_default());
            each(&listed["customers"], "name")
        };
        for (filter, found) in [
            (json!({}), vec!["Panadería Lara", "Iván", "Álvaro"]),
            (json!({ "status": "blocked" }), vec!["Iván"]),
            (json!({ "customer_status": ["active", "inactive"] }), vec!["Panadería Lara", "Álvaro"]),
            (json!({ "type": "individual" }), vec!["Iván", "Álvaro"]),
            (json!({ "kind": "business" }), vec!["Panadería Lara"]),
            (json!({ "kind": "individual", "status": "blocked" }), vec!["Iván"]),
            (json!({ "customer_since": { "from": "2026-02-01", "to": "2026-02-28" } }), vec!["Iván"]),
            (json!({ "user_id": ana.user_id }), vec!["Iván"]),
            (json!({ "company_type": [null] }), vec!["Panadería Lara", "Iván", "Álvaro"]),
            (json!({ "created_at": { "to": "01/01/20" } }), vec![]),
            (json!({ "query": "alvaro" }), vec!["Álvaro"]),
            (json!({ "query": "a tiempo" }), vec!["Panadería Lara"]),
            (json!({ "query": "cafe" }), vec![]),
            (json!({ "mine": true }), vec!["Panadería Lara", "Iván", "Álvaro"]),
            (json!({ "not_empty": ["payment_terms"] }), vec!["Álvaro"]),
            (json!({ "sort": "name" }), vec!["Álvaro", "Iván", "Panadería Lara"]),
            (json!({ "sort": "-customer_since" }), vec!["Álvaro", "Iván", "Panadería Lara"]),
        ] {
            assert_eq!(list(filter.clone()), found, "{filter}");
        }
        let ids = service.call(&ana, "Customers.GetCustomers", json!({ "ids": [all[1]["id"], other["id"], 999_999], "fields": ["name"] }));
        assert_eq!(ids["missing_ids"], json!([other["id"], 999_999]));
        assert_eq!(ids["customers"], json!([{ "id": all[1]["id"], "name": "Iván", "version": 1 }]));
        let first = service.call(&ana, "Customers.GetCustomers", json!({ "limit": 2, "cursor": null }));
        assert_eq!((&first["total"], each(&first["customers"], "name")), (&json!(3), vec![json!("Panadería Lara"), json!("Iván")]));
        let second = service.call(&ana, "Customers.GetCustomers", json!({ "limit": 2, "cursor": first["next_cursor"] }));
        assert_eq!((each(&second["customers"], "name"), &second["next_cursor"]), (vec![json!("Álvaro")], &Value::Null));
        assert_eq!(
            rules(&service.try_call(&ana, "Customers.GetCustomers", json!({ "status": "gold", "sort": "since" }))),
            ["customer_status unknown_option", "sort unknown_option"]
        );

        // The total follows what becomes a customer and what ends being one.
        service.call(&ana, "EditCompany", json!({ "company_id": other["id"], "customer_since": "2026-01-05" }));
        service.call(&ana, "EditCompany", json!({ "company_id": all[1]["id"], "customer_since": null }));
        assert_eq!(list(json!({})), ["Café sin cliente", "Panadería Lara", "Álvaro"]);
        assert_eq!(list(json!({ "status": "active" })), ["Café sin cliente", "Panadería Lara"]);
        service
            .try_call(&script(&service, &ana, json!({ "Customers": ["read"] })), "Customers.GetCustomers", json!({}))
            .failure("forbidden");
    }
}
