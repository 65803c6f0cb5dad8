//! `Customers.EditCustomer`: changes a customer as its company is changed.

use serde_json::{Value, json};

use super::create_customer;
use crate::calls::rules;
use crate::rights::script;
use crate::service::services;

#[test]
fn what_is_said_changes_under_either_name() {
    for service in services() {
        let ana = service.register("Ana");
        let customer = create_customer(&service, &ana, "Jane Smith", json!({ "company": "Tech Corp" }));
        let edit = |mut changes: Value| {
            changes["customer_id"] = customer["id"].clone();
            service.call(&ana, "Customers.EditCustomer", changes)["customer"].clone()
        };
        let edited = edit(
            json!({ "status": "inactive", "credit_limit": 10000.00, "notes": "Updated customer information", "billing_address": "123 Main St" }),
        );
        assert_eq!((&edited["customer_status"], &edited["credit_limit"]), (&json!("inactive"), &json!(10000)));
        assert_eq!((&edited["notes"], &edited["billing_address"]["text"]), (&json!("Updated customer information"), &json!("123 Main St")));
        assert_eq!((&edited["name"], &edited["primary_contact_id"]), (&json!("Tech Corp"), &customer["primary_contact_id"]));
        let edited = edit(json!({ "type": "individual", "tax_id": "R-1", "assigned_to": ana.user_id, "billing_address": "" }));
        assert_eq!((&edited["kind"], &edited["rfc"], &edited["user_id"]), (&json!("individual"), &json!("R-1"), &json!(ana.user_id)));
        assert_eq!(edited["billing_address"], Value::Null);
        // The history is the company's.
        let history = service.call(&ana, "Audit.GetHistory", json!({ "entity": "company", "record_id": customer["id"] }));
        assert_eq!(history["total"], edited["version"], "{history}");
        let stale = json!({ "company_id": customer["id"], "if_version": 1, "notes": "x" });
        service.try_call(&ana, "Customers.EditCustomer", stale).failure("conflict");
        let wrong = json!({ "company_id": customer["id"], "customer_id": 999_999, "status": "gold" });
        assert_eq!(
            rules(&service.try_call(&ana, "Customers.EditCustomer", wrong)),
            ["customer_id contradiction", "customer_status unknown_option"]
        );
    }
}

#[test]
fn a_company_that_is_no_customer_is_missing() {
    for service in services() {
        let (ana, sara) = (service.register("Ana"), service.register("Sara"));
        let company = service.create_company(&ana, "Café");
        let foreign = create_customer(&service, &sara, "Zoe", json!({}));
        for id in [&company["id"], &foreign["id"]] {
            service.try_call(&ana, "Customers.EditCustomer", json!({ "company_id": id, "notes": "x" })).failure("not_found");
        }
        let since = service.call(&ana, "EditCompany", json!({ "company_id": company["id"], "customer_since": "2026-01-05" }));
        assert_eq!(since["company"]["customer_status"], "active");
        service.call(&ana, "Customers.EditCustomer", json!({ "company_id": company["id"], "notes": "x" }));
        let few = script(&service, &ana, json!({ "Customers": ["write"] }));
        service.try_call(&few, "Customers.EditCustomer", json!({ "company_id": company["id"], "notes": "y" })).failure("forbidden");
    }
}
