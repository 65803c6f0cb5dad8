//! `Opportunities.DeleteOpportunity`: deletes an opportunity.

use serde_json::json;

use super::Shop;
use crate::calls::{changes, conflict, number};
use crate::service::services;

#[test]
fn a_deleted_opportunity_is_answered_as_it_last_was_and_then_gone() {
    for service in services() {
        let ana = service.register("Ana");
        let shop = Shop::open(&service, &ana);
        let (kept, gone) = (shop.create(json!({})), shop.create_with_lines());
        let deleted = service.call(&ana, "DeleteOpportunity", json!({ "opportunity_id": gone["id"] }));
        assert_eq!(deleted["opportunity"], gone);
        for method in ["GetOpportunity", "DeleteOpportunity", "EditOpportunity"] {
            service.try_call(&ana, method, json!({ "opportunity_id": gone["id"] })).failure("not_found");
        }
        let found = service.call(&ana, "GetOpportunities", json!({}));
        assert_eq!((&found["total"], &found["opportunities"][0]["id"]), (&json!(1), &kept["id"]));
        assert_eq!(number(&service, "SELECT count(*) AS number FROM opportunity_products"), 0);
        service.call(&ana, "DeleteProduct", json!({ "product_id": shop.products[0]["id"] }));
        let deletes = "SELECT count(*) AS number FROM changes WHERE entity = 'opportunity' AND operation = 'delete'";
        assert_eq!(number(&service, deletes), 1);
    }
}

#[test]
fn an_opportunity_that_tickets_refer_to_stays() {
    for service in services() {
        let ana = service.register("Ana");
        let shop = Shop::open(&service, &ana);
        let (opportunity, other) = (shop.create(json!({})), shop.create(json!({})));
        let tickets = [shop.ticket(&opportunity), shop.ticket(&opportunity)];
        shop.ticket(&other);
        let before = changes(&service);
        let (path, sentence) = conflict(&service.try_call(&ana, "DeleteOpportunity", json!({ "opportunity_id": opportunity["id"] })));
        assert!(path == "opportunity_id" && sentence.contains("2 tickets"), "{sentence}");
        assert_eq!(changes(&service), before);
        for ticket in &tickets {
            service.call(&ana, "EditTicket", json!({ "ticket_id": ticket["id"], "opportunity_id": null }));
        }
        service.call(&ana, "DeleteOpportunity", json!({ "opportunity_id": opportunity["id"] }));
    }
}
