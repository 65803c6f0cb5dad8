//! `Directory.GetProducts` and `GetProduct`: filters, one per owner, and what is shown with a product.

use serde_json::{Value, json};

use super::{open, public_company, public_product, visit};
use crate::calls::{colleague, each};
use crate::service::services;

#[test]
fn public_products_are_found_by_each_filter_and_retired_ones_are_not() {
    for service in services() {
        let ana = service.register("Ana");
        let profile = open(&service, &ana);
        let (shown, hidden) = (public_company(&service, &ana, "Finca", json!({})), service.create_company(&ana, "Bodega"));
        let goods = service.entry(&ana, "product_categories", "Goods");
        let created = [
            ("Café", json!({ "value": "180.50", "featured": true, "tags": ["grano", "a\"b"], "company_id": shown["id"] })),
            ("Taza", json!({ "value": 95, "product_category_id": goods, "tags": ["barro"], "company_id": hidden["id"] })),
            ("Molino", json!({ "value": 1250, "sku": "MOL-01" })),
            ("Viejo", json!({ "value": 1 })),
        ];
        let created = created.map(|(name, others)| public_product(&service, &ana, name, others));
        service.call(&ana, "Products.EditProduct", json!({ "product_id": created[3]["id"], "name": "Viejo", "value": 1, "retired": true }));
        service.call(&ana, "Products.CreateProduct", json!({ "name": "Secreto", "value": 5, "featured": true }));
        let list = |parameters: Value| {
            let listed = visit(&service, &profile, "GetProducts", parameters).success();
            assert_eq!(listed["total"], listed["products"].as_array().map(Vec::len).unwrap_or_default());
            each(&listed["products"], "name")
        };
        for (asked, found) in [
            (json!({}), vec!["Café", "Molino", "Taza"]),
            (json!({ "sort": "value" }), vec!["Taza", "Café", "Molino"]),
            (json!({ "sort": "-value" }), vec!["Molino", "Café", "Taza"]),
            (json!({ "sort": "-created_at" }), vec!["Molino", "Taza", "Café"]),
            (json!({ "featured": true }), vec!["Café"]),
            (json!({ "featured": "true", "unique": "false", "sort": 18 }), vec!["Café"]),
            (json!({ "featured": false }), vec!["Café", "Molino", "Taza"]),
            (json!({ "category": "goods" }), vec!["Taza"]),
            (json!({ "company": "finca" }), vec!["Café"]),
            (json!({ "company": "bodega" }), vec![]),
            (json!({ "tag": "grano" }), vec!["Café"]),
            (json!({ "tag": "a\"b" }), vec!["Café"]),
            (json!({ "tag": "gra" }), vec![]),
            (json!({ "query": "cafe", "featured": true, "tag": "grano", "company": "finca", "unique": true }), vec!["Café"]),
            // A text that no directory shows finds nothing.
            (json!({ "query": "MOL-01" }), vec![]),
        ] {
            assert_eq!(list(asked.clone()), found, "{asked}");
        }
        for slug in ["viejo", "secreto", "nada"] {
            visit(&service, &profile, "GetProduct", json!({ "slug": slug })).failure("not_found");
        }
        let product = |slug: &str| visit(&service, &profile, "GetProduct", json!({ "slug": slug })).success()["product"].clone();
        assert_eq!((&product("cafe")["company"], &product("taza")["company"]), (&json!("finca"), &Value::Null));
        assert_eq!((&product("taza")["category"], product("cafe")["value"].to_string()), (&json!("Goods"), "180.5".to_owned()));
    }
}

#[test]
fn one_of_each_owner_is_the_newest_and_authors_stand_for_missing_owners() {
    for service in services() {
        let ana = service.register("Ana");
        let mario = colleague(&service, &ana, "Mario", "member");
        let profile = open(&service, &ana);
        for (name, others) in [
            ("A1", json!({ "user_id": ana.user_id, "featured": true })),
            ("A2", json!({ "user_id": ana.user_id })),
            ("B1", json!({ "user_id": mario.user_id })),
        ] {
            public_product(&service, &ana, name, others);
        }
        let list = |parameters: Value| {
            let listed = visit(&service, &profile, "GetProducts", parameters).success();
            assert_eq!(listed["total"], listed["products"].as_array().map(Vec::len).unwrap_or_default());
            each(&listed["products"], "name")
        };
        assert_eq!(list(json!({ "unique": true })), ["A2", "B1"]);
        public_product(&service, &mario, "B2", json!({}));
        assert_eq!(list(json!({ "unique": true })), ["A2", "B2"]);
        assert_eq!(list(json!({ "unique": true, "featured": true })), ["A1"], "the newest among those that are asked for");
        assert_eq!(list(json!({ "unique": false })), ["A1", "A2", "B1", "B2"]);
    }
}

#[test]
fn the_currency_is_the_profiles_where_the_product_has_none() {
    for service in services() {
        let ana = service.register("Ana");
        let profile = open(&service, &ana);
        let dollar = service.entry(&ana, "currencies", "US dollar");
        let peso = service.entry(&ana, "currencies", "Mexican peso");
        public_product(&service, &ana, "Café", json!({ "profile_currency_type_id": dollar }));
        public_product(&service, &ana, "Taza", json!({}));
        let currencies = || each(&visit(&service, &profile, "GetProducts", json!({})).success()["products"], "currency");
        assert_eq!(currencies(), [json!("USD"), Value::Null]);
        service.call(&ana, "Profiles.EditProfile", json!({ "currency_id": peso }));
        assert_eq!(currencies(), ["USD", "MXN"]);
    }
}
