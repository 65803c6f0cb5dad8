//! `Catalogs.CreateEntry`: adds an entry to a catalog.

use serde_json::json;

use crate::calls::{at_once, conflict, each, rules};
use crate::service::services;

#[test]
fn a_new_entry_becomes_the_last_unless_it_is_given_a_place() {
    for service in services() {
        let ana = service.register("Ana");
        let create = |name: &str, position: Option<i64>| {
            let mut parameters = json!({ "catalog": "company_types", "name": name });
            if let Some(position) = position {
                parameters["position"] = json!(position);
            }
            service.call(&ana, "CreateEntry", parameters)["entry"].clone()
        };
        create("Last", None);
        create("First", Some(-1));
        let names = each(&service.call(&ana, "GetTypes", json!({}))["types"], "name");
        assert_eq!(names, ["First", "Prospect", "Customer", "Partner", "Supplier", "Other", "Last"]);
        let company = json!({ "name": "Company", "type_id": create("Third", None)["id"], "industry_id": service.entry(&ana, "company_industries", "Retail") });
        service.call(&ana, "CreateCompany", company);
    }
}

#[test]
fn a_name_stands_in_a_catalog_once_and_in_another_again() {
    for service in services() {
        let ana = service.register("Ana");
        let create = |catalog: &str, name: &str| service.try_call(&ana, "CreateEntry", json!({ "catalog": catalog, "name": name }));
        assert_eq!(conflict(&create("company_types", " Customer ")).0, "name");
        create("ticket_cases", "Customer").success();
        let replies = at_once(4, |_| create("company_types", "New"));
        assert_eq!(replies.iter().filter(|reply| reply.status == 200).count(), 1);
        for reply in replies.iter().filter(|reply| reply.status != 200) {
            assert_eq!(conflict(reply).0, "name");
        }
        create("company_types", "Newer").success();
        let other = service.register("Berta");
        service.call(&other, "CreateEntry", json!({ "catalog": "company_types", "name": "New" }));
    }
}

#[test]
fn a_subcategory_belongs_to_a_category_of_the_profile() {
    for service in services() {
        let (ana, berta) = (service.register("Ana"), service.register("Berta"));
        let (goods, services_category) =
            (service.entry(&ana, "product_categories", "Goods"), service.entry(&ana, "product_categories", "Services"));
        let create = |parent: serde_json::Value| {
            let parameters = json!({ "catalog": "product_subcategories", "name": "Screws", "parent_id": parent });
            service.try_call(&ana, "CreateEntry", parameters)
        };
        assert_eq!(create(json!(goods)).success()["entry"]["parent_id"], goods);
        create(json!(services_category)).success();
        assert_eq!(conflict(&create(json!(goods))).0, "name");
        for foreign in
            [json!(service.entry(&berta, "product_categories", "Goods")), json!(service.entry(&ana, "stages", "Closing")), json!(999_999)]
        {
            assert_eq!(rules(&create(foreign)), ["parent_id unknown_id"]);
        }
        assert_eq!(rules(&create(json!(null))), ["parent_id required"]);
        let listed = service.call(&ana, "Products.GetSubcategories", json!({}))["subcategories"].clone();
        assert_eq!(each(&listed, "parent_id"), [goods, services_category].map(|id| json!(id)));
    }
}

#[test]
fn an_entry_has_only_what_its_catalog_gives_a_meaning() {
    for service in services() {
        let ana = service.register("Ana");
        let goods = service.entry(&ana, "product_categories", "Goods");
        let create = |catalog: &str, parameters: serde_json::Value| {
            let mut all = json!({ "catalog": catalog, "name": "x" });
            all.as_object_mut().unwrap().extend(parameters.as_object().unwrap().clone());
            service.try_call(&ana, "CreateEntry", all)
        };
        let reply = create("company_types", json!({ "code": "x", "value": 1, "parent_id": goods }));
        assert_eq!(rules(&reply), ["code meaningless", "parent_id meaningless", "value meaningless"]);
        for value in [json!(16), json!(-0.1), json!("1.0001")] {
            assert_eq!(rules(&create("product_taxes", json!({ "value": value }))), ["value out_of_range"], "{value}");
        }
        let entry = create("product_taxes", json!({ "value": "0.1055" })).text;
        assert!(entry.contains("\"value\":0.1055"), "{entry}");
        assert_eq!(create("product_taxes", json!({ "value": "0.10555" })).wrong(), ["value"]);
        assert_eq!(create("product_validities", json!({ "value": 90 })).success()["entry"]["value"], 90);
    }
}
