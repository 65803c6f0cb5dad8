//! `Products.GetProduct`: a product by its id, its sku or its slug.

use serde_json::{Value, json};

use super::create;
use crate::calls::{keys, rules};
use crate::service::services;

#[test]
fn a_product_is_found_by_its_id_its_sku_and_its_slug() {
    for service in services() {
        let ana = service.register("Ana");
        let product = create(&service, &ana, json!({ "sku": "0042", "slug": "tornillo" }));
        let other = create(&service, &ana, json!({ "sku": "77" }));
        create(&service, &ana, json!({}));
        let find = |by: &str, value: Value| service.call(&ana, "GetProduct", json!({ "search_by": by, "search_value": value }));
        assert_eq!(keys(&find("id", product["id"].clone())), ["product"]);
        for (by, value, expected) in [
            ("id", product["id"].clone(), &product),
            ("id", json!(format!(" {} ", product["id"])), &product),
            ("sku", json!(" 0042 "), &product),
            ("sku", json!(77), &other),
            ("slug", json!("tornillo"), &product),
            ("slug", other["slug"].clone(), &other),
        ] {
            assert_eq!(&find(by, value)["product"], expected);
        }
        for (by, value) in [("sku", json!("42")), ("sku", json!("%")), ("sku", json!("tornillo")), ("slug", json!("0042"))] {
            service.try_call(&ana, "GetProduct", json!({ "search_by": by, "search_value": value })).failure("not_found");
        }
    }
}

#[test]
fn what_is_not_there_and_what_is_anothers_read_the_same() {
    for service in services() {
        let (ana, berta) = (service.register("Ana"), service.register("Berta"));
        let foreign = create(&service, &berta, json!({ "sku": "T-1" }));
        let find = |by: &str, value: Value| service.try_call(&ana, "GetProduct", json!({ "search_by": by, "search_value": value }));
        let missing = find("id", json!(999_999));
        for by in ["id", "sku", "slug"] {
            let reply = find(by, foreign[by].clone());
            assert_eq!(reply.failure("not_found"), missing.failure("not_found"));
            assert_eq!(reply.envelope()["error"], missing.envelope()["error"]);
        }
    }
}

#[test]
fn what_is_searched_by_and_for_is_checked() {
    for service in services() {
        let ana = service.register("Ana");
        let wrong = |parameters: Value| rules(&service.try_call(&ana, "GetProduct", parameters));
        assert_eq!(wrong(json!({})), ["search_by required", "search_value required"]);
        assert_eq!(wrong(json!({ "search_by": "name", "search_value": "x" })), ["search_by unknown_option"]);
        for (value, rule) in [(json!("x"), "wrong_type"), (json!(0), "out_of_range"), (json!(1.5), "wrong_type")] {
            assert_eq!(wrong(json!({ "search_by": "id", "search_value": value })), [format!("search_value {rule}")]);
        }
        for by in ["sku", "slug"] {
            assert_eq!(wrong(json!({ "search_by": by, "search_value": [1] })), ["search_value wrong_type"]);
        }
    }
}
