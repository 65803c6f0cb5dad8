//! `Leads.GetStatusHistory`: the statuses that a lead has gone through.

use serde_json::{Value, json};

use super::create_lead;
use crate::calls::{colleague, each};
use crate::service::services;

#[test]
fn each_period_says_who_began_it_and_ends_where_the_next_begins() {
    for service in services() {
        let ana = service.register("Ana");
        let mario = colleague(&service, &ana, "Mario", "member");
        let lead = create_lead(&service, &ana, "Rosa", json!({}));
        for edit in [
            json!({ "score": 5 }),
            json!({ "status": "contacted" }),
            json!({ "notes": "x" }),
            json!({ "status": "lost" }),
            json!({ "status": "new" }),
        ] {
            let mut parameters = edit;
            parameters["lead_id"] = lead["id"].clone();
            service.call(&mario, "EditLead", parameters);
        }
        let history = service.call(&ana, "Leads.GetStatusHistory", json!({ "lead_id": lead["id"] }))["history"].clone();
        assert_eq!(each(&history, "status"), ["new", "contacted", "lost", "new"]);
        assert_eq!(each(&history, "user_id"), [ana.user_id, mario.user_id, mario.user_id, mario.user_id]);
        let (entered, left) = (each(&history, "entered_at"), each(&history, "left_at"));
        assert_eq!((&left[..3], &left[3]), (&entered[1..], &Value::Null));
        service.call(&ana, "DeleteLead", json!({ "lead_id": lead["id"] }));
        service.try_call(&ana, "Leads.GetStatusHistory", json!({ "lead_id": lead["id"] })).failure("not_found");
    }
}
