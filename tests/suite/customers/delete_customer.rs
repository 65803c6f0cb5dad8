//! `Customers.DeleteCustomer`: deletes a customer with its contacts, or ends that the company is one.

use serde_json::{Value, json};

use super::create_customer;
use crate::calls::{changes, conflict, number};
use crate::contacts::create_contact;
use crate::rights::script;
use crate::service::services;

#[test]
fn a_customer_goes_with_the_contacts_that_nothing_refers_to() {
    for service in services() {
        let ana = service.register("Ana");
        let customer = create_customer(&service, &ana, "Jane", json!({ "company": "Tech Corp" }));
        create_contact(&service, &ana, &customer, "Lucía");
        let gone = service.call(&ana, "Customers.DeleteCustomer", json!({ "customer_id": customer["id"] }))["customer"].clone();
        assert_eq!((&gone["name"], &gone["primary_contact_id"]), (&json!("Tech Corp"), &customer["primary_contact_id"]));
        for table in ["companies", "contacts"] {
            assert_eq!(number(&service, &format!("SELECT count(*) AS number FROM {table}")), 0, "{table}");
        }
        for list in ["Customers.GetCustomers", "GetCompanies", "GetContacts"] {
            assert_eq!(service.call(&ana, list, json!({}))["total"], 0, "{list}");
        }
        service.try_call(&ana, "Customers.DeleteCustomer", json!({ "customer_id": customer["id"] })).failure("not_found");
    }
}

#[test]
fn a_customer_that_others_refer_to_stays_and_may_end_being_one() {
    for service in services() {
        let ana = service.register("Ana");
        let customer = create_customer(&service, &ana, "Jane", json!({ "company": "Tech Corp" }));
        let call = json!({ "customer_id": customer["id"], "type": "call", "subject": "Visita", "date": "2026-01-05" });
        service.call(&ana, "Interactions.CreateInteraction", call);
        let before = changes(&service);
        let (path, said) = conflict(&service.try_call(&ana, "Customers.DeleteCustomer", json!({ "company_id": customer["id"] })));
        assert!(path == "company_id" && said.contains("1 interaction") && !said.contains("contact"), "{said}");
        assert!(said.contains("keep_company: true"), "{said}");
        // A contact that is named itself is told, too.
        let named = json!({ "company_id": customer["id"], "contact_id": customer["primary_contact_id"], "type": "call", "subject": "x", "date": "2026-01-05" });
        let named = service.call(&ana, "Interactions.CreateInteraction", named)["interaction"]["id"].clone();
        let (_, said) = conflict(&service.try_call(&ana, "Customers.DeleteCustomer", json!({ "company_id": customer["id"] })));
        assert!(said.contains("1 contact") && said.contains("2 interactions"), "{said}");
        service.call(&ana, "Interactions.DeleteInteraction", json!({ "interaction_id": named }));
        assert_eq!(changes(&service), before + 2);

        let kept = service.call(&ana, "Customers.DeleteCustomer", json!({ "company_id": customer["id"], "keep_company": true }));
        assert_eq!((&kept["customer"]["customer_since"], &kept["customer"]["customer_status"]), (&Value::Null, &Value::Null));
        assert_eq!(kept["customer"]["primary_contact_id"], customer["primary_contact_id"]);
        assert_eq!(service.call(&ana, "GetCompanies", json!({}))["total"], 1);
        assert_eq!(service.call(&ana, "Customers.GetCustomers", json!({}))["total"], 0);
        service.try_call(&ana, "Customers.DeleteCustomer", json!({ "company_id": customer["id"] })).failure("not_found");
    }
}

#[test]
fn a_script_needs_the_right_to_delete_what_goes() {
    for service in services() {
        let ana = service.register("Ana");
        let customer = create_customer(&service, &ana, "Jane", json!({ "company": "Tech Corp" }));
        let rights = json!({ "Customers": ["write", "delete"], "Companies": ["write", "delete"], "Contacts": ["write", "delete"] });
        for module in ["Customers", "Companies", "Contacts"] {
            let mut fewer = rights.clone();
            fewer[module] = json!(["write"]);
            let token = script(&service, &ana, fewer);
            service.try_call(&token, "Customers.DeleteCustomer", json!({ "company_id": customer["id"] })).failure("forbidden");
        }
        service.call(&script(&service, &ana, rights), "Customers.DeleteCustomer", json!({ "company_id": customer["id"] }));
    }
}
