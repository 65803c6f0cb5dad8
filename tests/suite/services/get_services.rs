//! `Services.GetServices`: the filters and the orders of the list; and `GetCategories` and `GetSubcategories`.

use serde_json::{Value, json};

use super::{categories, create, create_product};
use crate::calls::{each, rules};
use crate::service::services;

#[test]
fn each_filter_leaves_what_it_says() {
    for service in services() {
        let ana = service.register("Ana");
        let [category, subcategory] = categories(&service, &ana, "Taller");
        let tax = service.entry(&ana, "product_taxes", "Exempt");
        let company = service.create_company(&ana, "Taller")["id"].clone();
        create_product(
            &service,
            &ana,
            json!({ "featured": true, "public": true, "company_id": company, "taxes": [tax], "user_id": ana.user_id }),
        );
        let given = json!({
            "name": "Afinación", "value": 20, "service_subcategory_id": subcategory, "featured": true, "public": true, "company_id": company,
            "taxes": [tax], "user_id": ana.user_id, "brand": "Luz",
        });
        let first = create(&service, &ana, given)["id"].clone();
        let second = create(&service, &ana, json!({ "name": "Curso", "value": 10 }))["id"].clone();
        service.call(&ana, "Services.EditService", json!({ "service_id": second, "retired": true }));
        let list = |asked: Value| {
            let found = service.call(&ana, "Services.GetServices", asked.clone());
            assert_eq!(found["total"], found["services"].as_array().map_or(0, Vec::len), "{asked}");
            each(&found["services"], "id")
        };
        for filter in [
            json!({ "service_category_id": category }),
            json!({ "service_subcategory_id": [subcategory] }),
            json!({ "featured": true }),
            json!({ "public": true }),
            json!({ "retired": false }),
            json!({ "company_id": company }),
            json!({ "taxes": tax }),
            json!({ "user_id": ana.user_id }),
            json!({ "not_empty": ["brand"] }),
            json!({ "query": "luz" }),
        ] {
            assert_eq!(list(filter.clone()), std::slice::from_ref(&first), "{filter}");
        }
        assert_eq!(list(json!({ "empty": ["brand"] })), std::slice::from_ref(&second));
        for (sort, expected) in [
            ("id", [&first, &second]),
            ("-id", [&second, &first]),
            ("name", [&first, &second]),
            ("value", [&second, &first]),
            ("-created_at", [&second, &first]),
        ] {
            assert_eq!(list(json!({ "sort": sort, "pagination": 10 })), expected.map(Clone::clone), "{sort}");
        }
        assert_eq!(list(json!({ "mine": true })).len(), 2);
        let goods = service.entry(&ana, "product_categories", "Goods");
        assert_eq!(
            rules(&service.try_call(&ana, "Services.GetServices", json!({ "service_category_id": goods }))),
            ["service_category_id unknown_id"]
        );
    }
}

#[test]
fn the_catalogs_of_services_are_their_own() {
    for service in services() {
        let ana = service.register("Ana");
        assert_eq!(service.call(&ana, "Services.GetCategories", json!({}))["categories"], json!([]));
        let [category, subcategory] = categories(&service, &ana, "Taller");
        categories(&service, &ana, "Cursos");
        let listed = service.call(&ana, "Services.GetCategories", json!({}));
        assert_eq!(each(&listed["categories"], "name"), ["Taller", "Cursos"]);
        let listed = service.call(&ana, "Services.GetSubcategories", json!({ "category_id": category }));
        assert_eq!(each(&listed["subcategories"], "id"), [subcategory]);
        assert_eq!(service.call(&ana, "Products.GetSubcategories", json!({}))["subcategories"], json!([]));
        assert_eq!(service.call(&ana, "Services.GetInputs", json!({}))["inputs"], json!([]));
    }
}

#[test]
fn leads_are_listed_by_what_they_asked_about() {
    for service in services() {
        let ana = service.register("Ana");
        let (product, own) = (create_product(&service, &ana, json!({}))["id"].clone(), create(&service, &ana, json!({}))["id"].clone());
        for (name, about) in [("Rosa", json!({})), ("Iván", json!({ "product_id": product })), ("Álvaro", json!({ "service_id": own }))] {
            let mut lead = json!({ "name": name, "phone": "+52 33 1234 5678" });
            lead.as_object_mut().unwrap().extend(about.as_object().unwrap().clone());
            let made = service.call(&ana, "Leads.CreateLead", lead)["lead"].clone();
            assert_eq!((&made["product_id"], &made["service_id"]), (&about["product_id"], &about["service_id"]));
        }
        for (filter, name) in [
            (json!({ "kind": "general" }), "Rosa"),
            (json!({ "kind": "product" }), "Iván"),
            (json!({ "all": false }), "Iván"),
            (json!({ "kind": "service" }), "Álvaro"),
            (json!({ "service_id": own }), "Álvaro"),
            (json!({ "not_empty": ["service_id"] }), "Álvaro"),
        ] {
            assert_eq!(each(&service.call(&ana, "Leads.GetLeads", filter.clone())["leads"], "name"), [name], "{filter}");
        }
        assert_eq!(rules(&service.try_call(&ana, "Leads.GetLeads", json!({ "service_id": product }))), ["service_id unknown_id"]);
        assert_eq!(rules(&service.try_call(&ana, "Leads.GetLeads", json!({ "all": false, "kind": "service" }))), ["all contradiction"]);
    }
}
