//! `Directory.GetServices` and `GetService`: services apart from products.

use serde_json::{Value, json};

use super::{open, public_product, public_service, visit};
use crate::calls::{each, rules};
use crate::files::{picture, upload};
use crate::service::services;

#[test]
fn services_are_listed_apart_from_products_which_may_have_the_same_slug() {
    for service in services() {
        let ana = service.register("Ana");
        let profile = open(&service, &ana);
        let photo = upload(&service, &ana, &picture("png"))["id"].clone();
        public_product(&service, &ana, "Taller", json!({ "user_id": ana.user_id }));
        public_service(&service, &ana, "Taller", json!({ "featured": true, "user_id": ana.user_id, "picture_id": photo }));
        public_product(&service, &ana, "Taza", json!({ "user_id": ana.user_id }));
        service.call(&ana, "Services.CreateService", json!({ "name": "Secreto", "value": 1 }));
        let list = |method: &str, plural: &str, parameters: Value| {
            let listed = visit(&service, &profile, method, parameters).success();
            assert_eq!(listed["total"], listed[plural].as_array().map(Vec::len).unwrap_or_default());
            each(&listed[plural], "name")
        };
        assert_eq!(list("GetServices", "services", json!({})), ["Taller"]);
        assert_eq!(list("GetServices", "services", json!({ "featured": true, "limit": 10 })), ["Taller"]);
        // The newest of an owner is the newest of the kind.
        assert_eq!(list("GetServices", "services", json!({ "unique": true })), ["Taller"]);
        assert_eq!(list("GetProducts", "products", json!({ "unique": true })), ["Taza"]);
        let found = visit(&service, &profile, "GetService", json!({ "slug": "taller" })).success()["service"].clone();
        assert_eq!(service.get(found["picture_url"].as_str().expect("an address")).status, 200);
        let product = visit(&service, &profile, "GetProduct", json!({ "slug": "taller" })).success()["product"].clone();
        assert_eq!(product["picture_url"], Value::Null);
        for slug in ["secreto", "taza"] {
            visit(&service, &profile, "GetService", json!({ "slug": slug })).failure("not_found");
        }
    }
}

#[test]
fn a_lead_asks_about_a_public_service() {
    for service in services() {
        let ana = service.register("Ana");
        let profile = open(&service, &ana);
        let work = public_service(&service, &ana, "Taller", json!({}));
        let product = public_product(&service, &ana, "Taza", json!({}));
        let submit = |asked: Value| {
            visit(&service, &profile, "SubmitLead", json!({ "name": "Eva", "email": "eva@example.com", "service_id": asked }))
        };
        for asked in [json!("taller"), work["id"].clone()] {
            submit(asked).success();
        }
        assert_eq!(rules(&submit(product["id"].clone())), ["service_id unknown_id"]);
        assert_eq!(rules(&submit(json!("taza"))), ["service_id unknown_id"]);
        let leads = service.call(&ana, "Leads.GetLeads", json!({ "kind": "service" }));
        assert_eq!(each(&leads["leads"], "service_id"), [work["id"].clone(), work["id"].clone()]);
    }
}
