//! `Customers.GetCustomer`: one customer.

use serde_json::{Value, json};

use super::create_customer;
use crate::calls::each;
use crate::rights::script;
use crate::service::services;

#[test]
fn a_customer_is_found_by_its_id_and_by_what_stands_for_it() {
    for service in services() {
        let (ana, sara) = (service.register("Ana"), service.register("Sara"));
        let others = json!({ "company": "Tech Corp", "external_ids": { "old": "7" } });
        let customer = create_customer(&service, &ana, "Jane Smith", others);
        for id in [customer["id"].clone(), json!({ "old": "7" }), json!({ "slug": "tech-corp" })] {
            assert_eq!(service.call(&ana, "Customers.GetCustomer", json!({ "customer_id": id }))["customer"]["name"], "Tech Corp");
        }
        let asked = json!({ "company_id": customer["id"], "with_contacts": true, "with_files": true });
        let shown = service.call(&ana, "Customers.GetCustomer", asked.clone());
        assert_eq!(each(&shown["customer"]["contacts"], "name"), ["Jane Smith"]);
        assert_eq!(shown["customer"]["files"], json!([]));
        service.try_call(&sara, "Customers.GetCustomer", json!({ "company_id": customer["id"] })).failure("not_found");

        let few = script(&service, &ana, json!({ "Customers": ["read"], "Companies": ["read"] }));
        let shown = service.call(&few, "Customers.GetCustomer", asked.clone());
        assert_eq!((&shown["customer"]["contacts"], &shown["withheld"]), (&Value::Null, &json!(["contacts", "files"])));
        for rights in [json!({ "Customers": ["read"] }), json!({ "Companies": ["read"] })] {
            service.try_call(&script(&service, &ana, rights), "Customers.GetCustomer", asked.clone()).failure("forbidden");
        }
        service.call(&ana, "Companies.EditCompany", json!({ "company_id": customer["id"], "customer_since": null }));
        service.try_call(&ana, "Customers.GetCustomer", json!({ "company_id": customer["id"] })).failure("not_found");
    }
}
