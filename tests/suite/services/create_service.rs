//! `Services.CreateService`: creates a service.

use serde_json::{Value, json};

use super::{categories, create, try_create};
use crate::calls::{conflict, keys, number, rules};
use crate::service::services;

#[test]
fn every_parameter_is_kept_and_shown() {
    for service in services() {
        let ana = service.register("Ana");
        service.call(&ana, "Inputs.CreateInput", json!({ "entity": "service", "name": "On site", "type": "checkbox" }));
        let entry = |catalog: &str, name: &str| json!(service.entry(&ana, catalog, name));
        let [category, subcategory] = categories(&service, &ana, "Taller");
        let parameters = json!({
            "name": "Afinación de molinos", "short_name": "Afinación", "value": 650.5, "sku": "S-1", "description": "Con calibración.",
            "profile_currency_type_id": entry("currencies", "Euro"), "product_discount_id": entry("product_discounts", "10 %"),
            "product_validity_id": entry("product_validities", "15 days"), "product_measury_id": entry("product_measures", "Hour"),
            "service_category_id": category, "service_subcategory_id": subcategory,
            "taxes": [entry("product_taxes", "IVA 16 %")], "slug": "afinacion", "featured": true, "public": true, "tags": ["taller"],
            "location": "Planta baja", "min_quantity": 0.5, "vendor": "Terceros", "brand": "Taller Luz", "user_id": ana.user_id,
            "company_id": service.create_company(&ana, "Taller")["id"], "inputs": { "on_site": true }, "external_ids": { "sap": "S1" },
        });
        let reply = service.call(&ana, "Services.CreateService", parameters.clone());
        assert_eq!(keys(&reply), ["service"]);
        let made = &reply["service"];
        for (key, value) in parameters.as_object().unwrap() {
            assert_eq!(&made[key], value, "{key}");
        }
        let own = ["created_at", "created_by", "id", "picture_id", "picture_url", "retired", "updated_at", "version"];
        let mut expected: Vec<&str> = keys(&parameters).into_iter().chain(own).collect();
        expected.sort_unstable();
        assert_eq!(keys(made), expected);
        let record = "entity = 'service' AND operation = 'create' AND record LIKE '%\"brand\":\"Taller Luz\"%'";
        assert_eq!(number(&service, &format!("SELECT count(*) AS number FROM changes WHERE {record}")), 1);
    }
}

#[test]
fn another_systems_words_are_taken() {
    for service in services() {
        let ana = service.register("Ana");
        let [category, subcategory] = categories(&service, &ana, "Taller");
        let given = json!({
            "title": "Curso", "price": "900", "servcategory_id": category, "serv_subcategory_id": subcategory, "brand": "Luz", "tags": "curso",
        });
        let made = service.call(&ana, "Services.CreateService", given)["service"].clone();
        assert_eq!((&made["name"], &made["value"], &made["slug"]), (&json!("Curso"), &json!(900), &json!("curso")));
        assert_eq!((&made["service_category_id"], &made["service_subcategory_id"]), (&category, &subcategory));
        let both = json!({ "title": "A", "name": "B", "value": 1 });
        assert_eq!(rules(&service.try_call(&ana, "Services.CreateService", both)), ["title contradiction"]);
    }
}

#[test]
fn the_least_is_a_name_and_a_price_and_a_made_up_slug_is_free() {
    for service in services() {
        let ana = service.register("Ana");
        let slugs: Vec<Value> = (0..2).map(|_| create(&service, &ana, json!({ "name": "Curso" }))["slug"].clone()).collect();
        assert_eq!(slugs[0], "curso");
        assert_ne!(slugs[0], slugs[1]);
        assert_eq!(conflict(&try_create(&service, &ana, json!({ "slug": "curso" }))).0, "slug");
    }
}

#[test]
fn all_that_is_wrong_is_said_at_once() {
    for service in services() {
        let ana = service.register("Ana");
        let [category, _] = categories(&service, &ana, "Uno");
        let [_, subcategory] = categories(&service, &ana, "Dos");
        let goods = service.entry(&ana, "product_categories", "Goods");
        let wrong = json!({
            "value": "-1", "min_quantity": 0, "service_category_id": goods, "product_category_id": goods, "featured": "often", "brnad": "x",
        });
        let told = rules(&service.try_call(&ana, "Services.CreateService", wrong));
        assert_eq!(
            told,
            [
                "brnad unknown_parameter",
                "featured wrong_type",
                "min_quantity out_of_range",
                "name required",
                "product_category_id unknown_parameter",
                "service_category_id unknown_id",
                "value out_of_range",
            ]
        );
        let elsewhere = json!({ "service_category_id": category, "service_subcategory_id": subcategory });
        assert_eq!(rules(&try_create(&service, &ana, elsewhere)), ["service_subcategory_id not_in_category"]);
        let alone = create(&service, &ana, json!({ "service_subcategory_id": subcategory }));
        assert!(alone["service_category_id"].is_number(), "the subcategory's category");
    }
}
