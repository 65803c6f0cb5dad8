//! Orders: what they need, their sums and numbers, their status, and what comes with them.

mod numbers;
mod sums;

use serde_json::{Value, json};

use crate::calls::{conflict, each, rules};
use crate::contacts::create_contact;
use crate::rights::script;
use crate::service::{Person, Reply, Service, services};

/// Creates a product with this price.
pub fn product(service: &Service, person: &Person, name: &str, value: &str) -> Value {
    service.call(person, "Products.CreateProduct", json!({ "name": name, "value": value }))["product"]["id"].clone()
}

/// A company and a product.
pub fn shop(service: &Service, person: &Person) -> (Value, Value) {
    (service.create_company(person, "Acme")["id"].clone(), product(service, person, "Mug", "10.05"))
}

fn create(service: &Service, person: &Person, order: Value) -> Value {
    service.call(person, "CreateOrder", order)["order"].clone()
}

fn edit(service: &Service, person: &Person, order: &Value, mut changes: Value) -> Reply {
    changes["order_id"] = order["id"].clone();
    service.try_call(person, "EditOrder", changes)
}

#[test]
fn an_order_of_one_product_has_its_number_its_sums_and_makes_a_customer() {
    for service in services() {
        let ana = service.register("Ana");
        let (company, mug) = shop(&service, &ana);
        let order = json!({ "customer_id": company, "product_id": mug, "quantity": 2, "shipping_address": "123 Main St" });
        let order = create(&service, &ana, order);
        assert_eq!((&order["number"], &order["total"], &order["status"]), (&json!("O-000001"), &json!(20.1), &json!("pending")));
        assert_eq!(order["shipping_address"]["text"], "123 Main St");
        let found = service.call(&ana, "GetOrder", json!({ "order_id": order["id"], "with_company": true }))["order"].clone();
        assert_eq!((&found["lines"][0]["name"], &found["company"]["customer_status"]), (&json!("Mug"), &json!("active")));
        assert_eq!(service.call(&ana, "GetOrders", json!({ "customer_id": company }))["total"], 1);
        assert_eq!(service.call(&ana, "GetCustomer", json!({ "customer_id": company }))["customer"]["id"], company);
    }
}

#[test]
fn a_line_has_the_products_own_terms_unless_it_says_others() {
    for service in services() {
        let ana = service.register("Ana");
        let company = service.create_company(&ana, "Acme")["id"].clone();
        let entry = |catalog: &str, name: &str| service.entry(&ana, catalog, name);
        let product = json!({
            "name": "Mug", "value": 200, "taxes": [entry("product_taxes", "IVA 16 %")],
            "product_discount_id": entry("product_discounts", "5 %"),
        });
        let mug = service.call(&ana, "Products.CreateProduct", product)["product"]["id"].clone();
        let lines = json!([
            { "product_id": mug, "amount": 1 },
            { "product_id": mug, "amount": 2, "price": 100 },
            { "product_id": mug, "amount": 1, "price": 100, "discount": 10, "tax": 0, "total": 90 },
        ]);
        let order = create(&service, &ana, json!({ "company_id": company, "lines": lines }));
        assert_eq!(each(&order["lines"], "discount"), [json!(10), json!(0), json!(10)]);
        assert_eq!(each(&order["lines"], "total"), [json!(220.4), json!(232), json!(90)]);
        assert_eq!((&order["subtotal"], &order["tax"], &order["total"]), (&json!(480), &json!(62.4), &json!(542.4)));
        let taxes = json!([{ "rate": 0, "base": 90, "tax": 0 }, { "rate": 0.16, "base": 390, "tax": 62.4 }]);
        assert_eq!(order["taxes"], taxes);
    }
}

#[test]
fn all_mistakes_are_told_at_once_and_nothing_is_changed() {
    for service in services() {
        let ana = service.register("Ana");
        let (company, mug) = shop(&service, &ana);
        let other = service.create_company(&ana, "Other");
        let contact = create_contact(&service, &ana, &other, "José");
        let told = |order: Value| rules(&service.try_call(&ana, "CreateOrder", order));
        assert_eq!(told(json!({})), ["company_id required", "lines required"]);
        assert_eq!(
            told(json!({ "company_id": company, "product_id": mug, "lines": [{ "product_id": mug, "amount": 1 }] })),
            ["product_id contradiction"]
        );
        assert_eq!(
            told(json!({ "company_id": company, "amount": 1, "lines": [{ "product_id": mug, "amount": 1 }] })),
            ["amount meaningless"]
        );
        assert_eq!(told(json!({ "company_id": 999_999, "product_id": 999_999 })), ["company_id unknown_id", "product_id unknown_id"]);
        let lines = json!([
            { "product_id": mug, "amount": 0 }, { "product_id": mug, "amount": 1, "price": 10, "discount": 11 },
            { "product_id": mug, "amount": 1, "tax": 16 }, { "product_id": mug, "amount": 1, "total": 99 },
            { "product_id": mug, "amount": 1, "line_id": 5 }, { "product_id": mug, "amount": 1, "inputs": { "size": "XL" } },
        ]);
        assert_eq!(
            told(json!({ "company_id": company, "contact_id": contact["id"], "lines": lines, "status": "lost" })),
            [
                "contact_id another_company",
                "lines.0.amount out_of_range",
                "lines.1.discount out_of_range",
                "lines.2.tax out_of_range",
                "lines.3.total wrong_total",
                "lines.4.line_id unknown_id",
                "lines.5.inputs.size unknown_input",
                "status unknown_option",
            ]
        );
        assert_eq!(service.call(&ana, "GetOrders", json!({}))["total"], 0);
        let kept = service.call(&ana, "GetCompany", json!({ "search_by": "id", "search_value": company }))["company"].clone();
        assert_eq!(kept["customer_since"], Value::Null);
    }
}

#[test]
fn a_blocked_customer_gets_no_order() {
    for service in services() {
        let ana = service.register("Ana");
        let (company, mug) = shop(&service, &ana);
        service.call(&ana, "EditCompany", json!({ "company_id": company, "customer_since": "2026-01-01", "customer_status": "blocked" }));
        let refused = service.try_call(&ana, "CreateOrder", json!({ "company_id": company, "product_id": mug }));
        assert_eq!(conflict(&refused).0, "company_id");
        service.call(&ana, "EditCompany", json!({ "company_id": company, "customer_status": "active" }));
        create(&service, &ana, json!({ "company_id": company, "product_id": mug }));
    }
}

#[test]
fn addresses_are_the_companys_and_stay_as_they_were() {
    for service in services() {
        let ana = service.register("Ana");
        let (company, mug) = shop(&service, &ana);
        let address = |street: &str| json!({ "country": "MX", "state": "JAL", "zip": "44100", "street": street });
        service.call(&ana, "EditCompany", json!({ "company_id": company, "billing_address": address("Juárez") }));
        let order = create(&service, &ana, json!({ "company_id": company, "product_id": mug, "shipping_address": "Muelle 4" }));
        service.call(&ana, "EditCompany", json!({ "company_id": company, "billing_address": address("Hidalgo") }));
        let found = service.call(&ana, "GetOrder", json!({ "order_id": order["id"] }))["order"].clone();
        assert_eq!((&found["billing_address"]["street"], &found["shipping_address"]["text"]), (&json!("Juárez"), &json!("Muelle 4")));
        let edited = edit(&service, &ana, &order, json!({ "billing_address": null })).success();
        assert_eq!(edited["order"]["billing_address"], Value::Null);
    }
}

const STATUSES: [&str; 5] = ["pending", "processing", "shipped", "delivered", "cancelled"];

fn times(order: &Value) -> Vec<bool> {
    STATUSES.iter().map(|status| !order[format!("{status}_at")].is_null()).collect()
}

#[test]
fn every_pair_of_statuses_is_allowed_forward_and_backward_only_to_reopen() {
    for service in services() {
        let ana = service.register("Ana");
        let (company, mug) = shop(&service, &ana);
        for (place, from) in STATUSES.iter().enumerate() {
            for (target, to) in STATUSES.iter().enumerate() {
                let order = create(&service, &ana, json!({ "company_id": company, "product_id": mug, "status": from }));
                let skipped: Vec<bool> = (0..5).map(|status| status == 0 || status == place).collect();
                assert_eq!((times(&order), &order["status"]), (skipped, &json!(from)));
                let moved = edit(&service, &ana, &order, json!({ "status": to }));
                if target < place {
                    assert_eq!(conflict(&moved).0, "status", "{from} to {to}");
                    let found = service.call(&ana, "GetOrder", json!({ "order_id": order["id"] }))["order"].clone();
                    assert_eq!((&found["status"], &found["version"]), (&json!(from), &json!(1)));
                    let reopened = edit(&service, &ana, &order, json!({ "status": to, "reopen": true })).success()["order"].clone();
                    let expected: Vec<bool> = (0..5).map(|status| status == 0 || status == target).collect();
                    assert_eq!((times(&reopened), &reopened["status"]), (expected, &json!(to)), "{from} to {to}");
                } else {
                    let moved = moved.success()["order"].clone();
                    let expected: Vec<bool> = (0..5).map(|status| status == 0 || status == place || status == target).collect();
                    assert_eq!((times(&moved), &moved["status"]), (expected, &json!(to)), "{from} to {to}");
                    assert_eq!(moved["version"], if place == target { 1 } else { 2 }, "{from} to {to}");
                    assert_eq!(moved[format!("{from}_at")], order[format!("{from}_at")]);
                }
            }
        }
        let order = create(&service, &ana, json!({ "company_id": company, "product_id": mug }));
        assert_eq!(rules(&edit(&service, &ana, &order, json!({ "reopen": true }))), ["reopen meaningless"]);
    }
}

#[test]
fn lines_change_while_the_order_is_pending_or_processing_and_keep_their_ids() {
    for service in services() {
        let ana = service.register("Ana");
        let (company, mug) = shop(&service, &ana);
        let input = json!({ "entity": "order_line", "name": "Colour", "type": "string", "default": "Red" });
        service.call(&ana, "Inputs.CreateInput", input);
        let lines = json!([{ "product_id": mug, "amount": 1, "inputs": { "colour": "Blue" } }, { "product_id": mug, "amount": 2 }]);
        let order = create(&service, &ana, json!({ "company_id": company, "lines": lines }));
        assert_eq!((&order["lines"][0]["inputs"]["colour"], &order["lines"][1]["inputs"]["colour"]), (&json!("Blue"), &json!("Red")));
        let first = &order["lines"][0]["line_id"];
        let changed = json!({ "lines": [{ "product_id": mug, "amount": 7 }, { "line_id": first, "product_id": mug, "amount": 3 }] });
        let edited = edit(&service, &ana, &order, changed).success()["order"].clone();
        assert_eq!((&edited["lines"][1]["line_id"], &edited["lines"][1]["inputs"]["colour"]), (first, &json!("Blue")));
        assert!(!each(&order["lines"], "line_id").contains(&edited["lines"][0]["line_id"]), "a new line has an id of its own");
        assert_eq!(edited["total"], 100.5);
        let again = json!({ "lines": [{ "line_id": first, "product_id": mug, "amount": 1 }, { "line_id": first, "product_id": mug, "amount": 1 }] });
        assert_eq!(rules(&edit(&service, &ana, &order, again)), ["lines.1.line_id repeated"]);
        let gone = &order["lines"][1]["line_id"];
        let gone = json!({ "lines": [{ "line_id": gone, "product_id": mug, "amount": 1 }] });
        assert_eq!(rules(&edit(&service, &ana, &order, gone)), ["lines.0.line_id unknown_id"]);
        assert_eq!(rules(&edit(&service, &ana, &order, json!({ "lines": [] }))), ["lines required"]);
        edit(&service, &ana, &order, json!({ "status": "shipped" })).success();
        let late = json!({ "lines": [{ "product_id": mug, "amount": 1 }] });
        assert_eq!(conflict(&edit(&service, &ana, &order, late.clone())).0, "lines");
        let mut reopened = late;
        (reopened["status"], reopened["reopen"]) = (json!("processing"), json!(true));
        assert_eq!(edit(&service, &ana, &order, reopened).success()["order"]["total"], 10.05);
    }
}

#[test]
fn a_product_of_a_line_is_not_deleted_and_finds_its_orders() {
    for service in services() {
        let ana = service.register("Ana");
        let (company, mug) = shop(&service, &ana);
        let pot = product(&service, &ana, "Pot", "30");
        let order = create(&service, &ana, json!({ "company_id": company, "product_id": mug }));
        create(&service, &ana, json!({ "company_id": company, "product_id": pot }));
        let found = service.call(&ana, "GetOrders", json!({ "product_id": mug, "with_lines": true }));
        assert_eq!((each(&found["orders"], "id"), &found["orders"][0]["lines"][0]["name"]), (vec![order["id"].clone()], &json!("Mug")));
        let (_, said) = conflict(&service.try_call(&ana, "DeleteProduct", json!({ "product_id": mug })));
        assert!(said.contains("1 order line"), "{said}");
        service.call(&ana, "DeleteOrder", json!({ "order_id": order["id"] }));
        service.call(&ana, "DeleteProduct", json!({ "product_id": mug }));
    }
}

#[test]
fn a_price_in_another_currency_is_not_taken() {
    for service in services() {
        let ana = service.register("Ana");
        let company = service.create_company(&ana, "Acme")["id"].clone();
        let entry = |name: &str| json!(service.entry(&ana, "currencies", name));
        let (peso, dollar) = (entry("Mexican peso"), entry("US dollar"));
        service.call(&ana, "Profiles.EditProfile", json!({ "currency_id": peso }));
        let mug = json!({ "name": "Mug", "value": 10, "profile_currency_type_id": dollar });
        let mug = service.call(&ana, "Products.CreateProduct", mug)["product"]["id"].clone();
        let order = |more: Value| {
            let mut order = json!({ "company_id": company });
            order.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
            service.try_call(&ana, "CreateOrder", order)
        };
        assert_eq!(rules(&order(json!({ "product_id": mug }))), ["price required"]);
        assert_eq!(rules(&order(json!({ "lines": { "product_id": mug, "amount": 1 } }))), ["lines.price required"]);
        let own = order(json!({ "lines": [{ "product_id": mug, "amount": 1, "price": 180 }] })).success();
        assert_eq!((&own["order"]["currency_id"], &own["order"]["total"]), (&peso, &json!(180)));
        let in_dollars = order(json!({ "product_id": mug, "currency_id": dollar })).success();
        assert_eq!((&in_dollars["order"]["currency_id"], &in_dollars["order"]["total"]), (&dollar, &json!(10)));
        let listed = service.call(&ana, "GetOrders", json!({ "currency_id": dollar }));
        assert_eq!(each(&listed["orders"], "id"), [in_dollars["order"]["id"].clone()]);
    }
}

#[test]
fn an_interaction_may_be_about_an_order_of_its_company() {
    for service in services() {
        let ana = service.register("Ana");
        let (company, mug) = shop(&service, &ana);
        let other = service.create_company(&ana, "Other")["id"].clone();
        let order = create(&service, &ana, json!({ "company_id": company, "product_id": mug }));
        let about = |company: &Value| {
            let interaction = json!({
                "company_id": company, "order_id": order["id"], "type": "call", "subject": "Entrega", "date": "2026-03-01",
            });
            service.try_call(&ana, "CreateInteraction", interaction)
        };
        assert_eq!(rules(&about(&other)), ["order_id another_company"]);
        let made = about(&company).success()["interaction"].clone();
        assert_eq!(made["order_id"], order["id"]);
        let listed = service.call(&ana, "GetInteractions", json!({ "order_id": order["id"] }));
        assert_eq!(each(&listed["interactions"], "id"), [made["id"].clone()]);
        let found = service.call(&ana, "GetOrder", json!({ "order_id": order["id"], "with_interactions": true }))["order"].clone();
        assert_eq!(found["interactions"][0]["subject"], "Entrega");
        assert_eq!(conflict(&service.try_call(&ana, "DeleteOrder", json!({ "order_id": order["id"] }))).0, "order_id");
        service.call(&ana, "EditInteraction", json!({ "interaction_id": made["id"], "order_id": null }));
        service.call(&ana, "DeleteOrder", json!({ "order_id": order["id"] }));
    }
}

#[test]
fn a_script_needs_the_right_of_each_kind_that_an_order_shows_or_writes() {
    for service in services() {
        let ana = service.register("Ana");
        let (company, mug) = shop(&service, &ana);
        let only = script(&service, &ana, json!({ "Orders": ["read", "write"] }));
        let priced = json!({ "company_id": company, "lines": [{ "product_id": mug, "amount": 1, "price": 5, "tax": 0 }] });
        // The company is no customer yet, and would become one.
        service.try_call(&only, "CreateOrder", priced.clone()).failure("forbidden");
        service.call(&ana, "EditCompany", json!({ "company_id": company, "customer_since": "2026-01-01" }));
        let order = service.try_call(&only, "CreateOrder", priced).success()["order"].clone();
        // The product's own price is shown by the reply.
        service.try_call(&only, "CreateOrder", json!({ "company_id": company, "product_id": mug })).failure("forbidden");
        let with_products = script(&service, &ana, json!({ "Orders": ["write"], "Products": ["read"] }));
        service.try_call(&with_products, "CreateOrder", json!({ "company_id": company, "product_id": mug })).success();
        let shown = service.call(&only, "GetOrder", json!({ "order_id": order["id"], "with_company": true }));
        assert_eq!(shown["withheld"], json!(["company", "lines.kind", "lines.name", "lines.sku"]));
    }
}

#[test]
fn a_value_of_a_lines_input_is_deleted_with_the_input() {
    for service in services() {
        let ana = service.register("Ana");
        let (company, mug) = shop(&service, &ana);
        let input = json!({ "entity": "order_line", "name": "Colour", "type": "string" });
        let input = service.call(&ana, "Inputs.CreateInput", input)["input"]["id"].clone();
        let lines = json!([{ "product_id": mug, "amount": 1, "inputs": { "colour": "Blue" } }, { "product_id": mug, "amount": 2 }]);
        let order = create(&service, &ana, json!({ "company_id": company, "lines": lines }));
        let (path, said) = conflict(&service.try_call(&ana, "Inputs.DeleteInput", json!({ "input_id": input })));
        assert!(path == "input_id" && said.contains("1 order line"), "{said}");
        service.call(&ana, "Inputs.DeleteInput", json!({ "input_id": input, "with_values": true }));
        let found = service.call(&ana, "GetOrder", json!({ "order_id": order["id"] }))["order"].clone();
        assert_eq!((&found["lines"][0]["inputs"], &found["version"]), (&json!({}), &json!(2)));
    }
}
