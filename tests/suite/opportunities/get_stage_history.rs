//! `Opportunities.GetStageHistory`: the stages that an opportunity has gone through.

use serde_json::{Value, json};

use super::Shop;
use crate::calls::{colleague, each};
use crate::service::services;

#[test]
fn each_stay_says_who_began_it_and_ends_where_the_next_begins() {
    for service in services() {
        let ana = service.register("Ana");
        let mario = colleague(&service, &ana, "Mario", "member");
        let shop = Shop::open(&service, &ana);
        let opportunity = shop.create(json!({}));
        let other = shop.create(json!({ "stage_id": shop.stage("Closing") }));
        let history = || service.call(&ana, "GetStageHistory", json!({ "opportunity_id": opportunity["id"] }))["history"].clone();
        let first = json!([{
            "stage_id": shop.stage("Prospecting"), "status": "active", "entered_at": opportunity["created_at"], "left_at": null,
            "user_id": ana.user_id,
        }]);
        assert_eq!(history(), first);
        let edits = [
            json!({ "title": "Otra" }),
            json!({ "stage_id": shop.stage("Proposal") }),
            json!({ "status": "pending" }),
            json!({ "stage_id": shop.stage("Closing"), "status": "won" }),
            json!({ "stage_id": shop.stage("Closing"), "title": "Ganada" }),
            json!({ "stage_id": shop.stage("Prospecting"), "status": "active" }),
        ];
        for edit in edits {
            let parameters = super::changed(json!({ "opportunity_id": opportunity["id"] }), edit);
            service.call(&mario, "EditOpportunity", parameters);
        }
        shop.edit(&other, json!({ "stage_id": shop.stage("Qualification") }));
        let found = history();
        let stages = ["Prospecting", "Proposal", "Closing", "Prospecting"].map(|name| json!(shop.stage(name)));
        assert_eq!(each(&found, "stage_id"), stages);
        assert_eq!(each(&found, "status"), ["active", "active", "won", "active"]);
        let (a, m) = (ana.user_id, mario.user_id);
        assert_eq!(each(&found, "user_id"), [a, m, m, m]);
        let (entered, left) = (each(&found, "entered_at"), each(&found, "left_at"));
        assert_eq!(left[..3], entered[1..]);
        assert_eq!(left[3], Value::Null);
        assert!(entered.windows(2).all(|pair| pair[0].as_str() <= pair[1].as_str()));
    }
}

#[test]
fn a_deleted_opportunity_has_no_history_any_more() {
    for service in services() {
        let ana = service.register("Ana");
        let shop = Shop::open(&service, &ana);
        let opportunity = json!({ "opportunity_id": shop.create(json!({}))["id"] });
        service.call(&ana, "GetStageHistory", opportunity.clone());
        service.call(&ana, "DeleteOpportunity", opportunity.clone());
        service.try_call(&ana, "GetStageHistory", opportunity).failure("not_found");
    }
}
