//! `Opportunities.GetOpportunity`: an opportunity by its id.

use serde_json::{Value, json};

use super::Shop;
use crate::calls::{colleague, each, keys};
use crate::service::services;

#[test]
fn what_is_not_asked_for_leaves_its_key_out() {
    for service in services() {
        let ana = service.register("Ana");
        let mario = colleague(&service, &ana, "Mario", "member");
        let shop = Shop::open(&service, &ana);
        service.call(&ana, "Inputs.CreateInput", json!({ "entity": "opportunity", "name": "Competitors", "type": "integer" }));
        let created = shop.create(json!({
            "user_id": mario.user_id, "want_products": true, "inputs": { "competitors": 3 },
            "products": [shop.line(json!({})), shop.line(json!({ "product_id": shop.products[1]["id"] }))],
        }));
        let get = |asked: Value| {
            let parameters = super::changed(json!({ "opportunity_id": created["id"].to_string() }), asked);
            service.call(&ana, "GetOpportunity", parameters)["opportunity"].clone()
        };
        let plain = get(json!({}));
        for key in ["user", "company", "contact", "products", "inputs"] {
            assert!(!keys(&plain).contains(&key), "{key}");
        }
        for (asked, key) in [
            ("with_user", "user"),
            ("with_company", "company"),
            ("with_contact", "contact"),
            ("with_products", "products"),
            ("with_inputs", "inputs"),
        ] {
            let mut found = get(json!({ asked: "Yes" }));
            assert!(found.as_object_mut().unwrap().remove(key).is_some(), "{key}");
            assert_eq!(found, plain, "{asked} shows nothing else");
        }
        let all = json!({ "with_user": 1, "with_company": 1, "with_contact": 1, "with_products": 1, "with_inputs": 1 });
        let whole = get(all);
        assert_eq!((&whole["user"]["id"], &whole["user"]["email"]), (&json!(mario.user_id), &json!(mario.email)));
        assert!(!whole.to_string().contains("password"));
        assert_eq!((&whole["company"]["id"], &whole["company"]["name"]), (&shop.company["id"], &json!("Café Núñez")));
        assert_eq!((&whole["contact"]["id"], &whole["contact"]["name"]), (&shop.contact["id"], &json!("Lucía")));
        assert_eq!(whole["inputs"], json!({ "competitors": 3 }));
        assert_eq!(each(&whole["products"], "name"), ["Grano", "Taza"]);
        assert_eq!(each(&whole["products"], "sku"), ["GRANO", "TAZA"]);
        assert_eq!(each(&whole["products"], "total"), [100, 100]);
    }
}

#[test]
fn an_opportunity_of_another_profile_is_one_that_does_not_exist() {
    for service in services() {
        let (ana, berta) = (service.register("Ana"), service.register("Berta"));
        let foreign = Shop::open(&service, &berta).create(json!({}));
        let shop = Shop::open(&service, &ana);
        for method in ["GetOpportunity", "EditOpportunity", "DeleteOpportunity", "GetStageHistory"] {
            let ask = |id: &Value| service.try_call(&ana, method, json!({ "opportunity_id": id }));
            let (foreign, missing) = (ask(&foreign["id"]), ask(&json!(99_999)));
            foreign.failure("not_found");
            assert_eq!(foreign.envelope()["error"], missing.envelope()["error"]);
        }
        let own = shop.create(json!({}));
        assert_eq!(each(&service.call(&ana, "GetOpportunities", json!({}))["opportunities"], "id"), [own["id"].clone()]);
    }
}
