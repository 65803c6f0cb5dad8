//! Orders: what they need, their amounts and numbers, their status, and what comes with them.

use serde_json::{Value, json};

use crate::service::{Person, Service, services};

/// Creates a product with this price.
pub fn product(service: &Service, person: &Person, name: &str, value: &str) -> Value {
    service.call(person, "Products.CreateProduct", json!({ "name": name, "value": value }))["product"]["id"].clone()
}

#[test]
fn an_order_of_one_product_has_its_number_its_sums_and_makes_a_customer() {
    for service in services() {
        let ana = service.register("Ana");
        let company = service.create_company(&ana, "Acme");
        let mug = product(&service, &ana, "Mug", "10.05");
        let order = json!({ "customer_id": company["id"], "product_id": mug, "quantity": 2, "shipping_address": "123 Main St" });
        let order = service.call(&ana, "CreateOrder", order)["order"].clone();
        assert_eq!((&order["number"], &order["total"], &order["status"]), (&json!("O-000001"), &json!(20.1), &json!("pending")));
        assert_eq!(order["shipping_address"]["text"], "123 Main St");
        let found = service.call(&ana, "GetOrder", json!({ "order_id": order["id"], "with_company": true }))["order"].clone();
        assert_eq!((&found["lines"][0]["name"], &found["company"]["customer_status"]), (&json!("Mug"), &json!("active")));
        assert_eq!(service.call(&ana, "GetOrders", json!({ "customer_id": company["id"] }))["total"], 1);
    }
}
