//! Services: the work that a profile sells. They share a table and the sequence of ids with products, and nothing else.

mod create_service;
mod delete_service;
mod edit_service;
mod get_services;
mod lines;

use serde_json::{Value, json};

use crate::calls::{conflict, each, rules, wait_for_search_index};
use crate::rights::script;
use crate::service::{Person, Reply, Service, services};

/// Tries to create a service with a name, a price and the given parameters.
fn try_create(service: &Service, person: &Person, given: Value) -> Reply {
    let mut parameters = json!({ "name": "Afinación", "value": 650 });
    parameters.as_object_mut().unwrap().extend(given.as_object().unwrap().clone());
    service.try_call(person, "Services.CreateService", parameters)
}

pub fn create(service: &Service, person: &Person, given: Value) -> Value {
    try_create(service, person, given).success()["service"].clone()
}

fn create_product(service: &Service, person: &Person, given: Value) -> Value {
    let mut parameters = json!({ "name": "Molino", "value": 1250 });
    parameters.as_object_mut().unwrap().extend(given.as_object().unwrap().clone());
    service.call(person, "Products.CreateProduct", parameters)["product"].clone()
}

/// Creates a category and a subcategory of it, and returns their ids.
fn categories(service: &Service, person: &Person, name: &str) -> [Value; 2] {
    let create = |entry: Value| service.call(person, "Catalogs.CreateEntry", entry)["entry"]["id"].clone();
    let category = create(json!({ "catalog": "service_categories", "name": name }));
    let subcategory = create(json!({ "catalog": "service_subcategories", "name": name, "parent_id": category }));
    [category, subcategory]
}

#[test]
fn products_and_services_have_one_sequence_of_ids_and_never_meet() {
    for service in services() {
        let ana = service.register("Ana");
        let same = json!({ "name": "Molino", "sku": "M-1", "slug": "molino", "external_ids": { "sap": "1" } });
        let product = create_product(&service, &ana, same.clone());
        let own = create(&service, &ana, same);
        let next = create_product(&service, &ana, json!({}));
        let ids = [&product, &own, &next].map(|record| record["id"].as_i64().expect("an id"));
        assert!(ids[0] < ids[1] && ids[1] < ids[2], "{ids:?}");
        for (method, list, plural, record, other) in [
            ("Products.GetProduct", "Products.GetProducts", "products", &product, &own),
            ("Services.GetService", "Services.GetServices", "services", &own, &product),
        ] {
            let singular = plural.trim_end_matches('s');
            let find = |by: &str, value: &Value| service.try_call(&ana, method, json!({ "search_by": by, "search_value": value }));
            for by in ["id", "sku", "slug"] {
                assert_eq!(&find(by, &record[by]).success()[singular], record);
            }
            assert_eq!(&find("id", &json!({ "sap": "1" })).success()[singular], record);
            find("id", &other["id"]).failure("not_found");
            let named = service.call(&ana, list, json!({ "ids": [record["id"], other["id"]] }));
            assert_eq!(each(&named[plural], "id"), [record["id"].clone()]);
        }
        assert_eq!(service.call(&ana, "Products.GetProducts", json!({}))["total"], 2);
        assert_eq!(service.call(&ana, "Services.GetServices", json!({}))["total"], 1);
        for (method, id) in [
            ("Products.PatchProduct", json!({ "product_id": own["id"], "name": "Otro" })),
            ("Products.PatchProduct", json!({ "product_id": own["id"], "name": "Otro", "if_version": 7 })),
            ("Products.DeleteProduct", json!({ "product_id": own["id"] })),
            ("Products.DeleteProduct", json!({ "product_id": own["id"], "if_version": 7 })),
            ("Services.EditService", json!({ "service_id": product["id"], "name": "Otro" })),
            ("Services.EditService", json!({ "service_id": product["id"], "name": "Otro", "if_version": 7 })),
            ("Services.DeleteService", json!({ "service_id": product["id"] })),
        ] {
            service.try_call(&ana, method, id).failure("not_found");
        }
        let met = service.call(
            &ana,
            "Sync.Upsert",
            json!({ "entity": "service", "match_on": "slug", "records": [{ "slug": "molino", "brand": "Luz" }] }),
        );
        assert_eq!((&met["updated"], &met["results"][0]["id"]), (&json!(1), &own["id"]));
        let missing =
            service.call(&ana, "Sync.Upsert", json!({ "entity": "service", "records": [{ "id": product["id"], "brand": "Luz" }] }));
        assert_eq!(missing["failed"], 1, "{missing}");
        // A key is taken within its kind alone.
        for (method, name) in [("Products.CreateProduct", "product"), ("Services.CreateService", "service")] {
            for key in ["sku", "slug"] {
                let parameters = json!({ "name": "Otro", "value": 1, key: own[key] });
                let taken = service.try_call(&ana, method, parameters);
                assert_eq!(conflict(&taken).0, key, "{name}");
            }
        }
        let lead = service.try_call(
            &ana,
            "Leads.CreateLead",
            json!({ "name": "Rosa", "phone": "1", "product_id": own["id"], "service_id": product["id"] }),
        );
        assert_eq!(rules(&lead), ["product_id unknown_id", "service_id unknown_id"]);
    }
}

#[test]
fn a_search_finds_those_of_its_kind_before_and_after_they_are_indexed() {
    for service in services() {
        let ana = service.register("Ana");
        let product = create_product(&service, &ana, json!({ "name": "Molino de café" }));
        let own = create(&service, &ana, json!({ "name": "Afinación de molinos", "brand": "Taller Luz" }));
        for _ in 0..2 {
            for (list, plural, record) in [("Products.GetProducts", "products", &product), ("Services.GetServices", "services", &own)] {
                for query in ["molino", "mo"] {
                    let found = service.call(&ana, list, json!({ "query": query, "pagination": 5 }));
                    assert_eq!((&found["total"], each(&found[plural], "id")), (&json!(1), vec![record["id"].clone()]), "{query}");
                }
            }
            assert_eq!(service.call(&ana, "Services.GetServices", json!({ "query": "taller luz" }))["total"], 1);
            wait_for_search_index(&service);
        }
        service.call(&ana, "Services.DeleteService", json!({ "service_id": own["id"] }));
        assert_eq!(service.call(&ana, "Products.GetProducts", json!({ "query": "molino" }))["total"], 1);
        assert_eq!(service.call(&ana, "Services.GetServices", json!({ "query": "molino" }))["total"], 0);
    }
}

#[test]
fn a_script_needs_the_right_to_services() {
    for service in services() {
        let ana = service.register("Ana");
        let product = create_product(&service, &ana, json!({}));
        let own = create(&service, &ana, json!({}));
        let of_products = script(&service, &ana, json!({ "Products": ["read", "write", "delete"], "Sync": ["read"] }));
        for (method, parameters) in [
            ("Services.GetServices", json!({})),
            ("Services.CreateService", json!({ "name": "A", "value": 1 })),
            ("Services.DeleteService", json!({ "service_id": own["id"] })),
        ] {
            service.try_call(&of_products, method, parameters).failure("forbidden");
        }
        let snapshot = service.call(&of_products, "Sync.GetSnapshot", json!({ "limit": 1000 }));
        let withheld = snapshot["withheld"].as_array().expect("a list");
        assert!(withheld.contains(&json!("service")) && !withheld.contains(&json!("product")), "{snapshot}");
        let of_services = script(&service, &ana, json!({ "Services": ["read"] }));
        assert_eq!(service.call(&of_services, "Services.GetServices", json!({}))["total"], 1);
        let find = json!({ "search_by": "id", "search_value": product["id"] });
        service.try_call(&of_services, "Services.GetService", find).failure("not_found");
    }
}
