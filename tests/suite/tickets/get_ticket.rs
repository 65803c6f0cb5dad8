//! `Tickets.GetTicket`: a ticket with its comments.

use serde_json::json;

use super::Desk;
use crate::calls::{each, rules};
use crate::service::services;

#[test]
fn a_ticket_comes_with_its_comments_and_no_others() {
    for service in services() {
        let desk = Desk::of(&service, "Ana");
        let (ticket, other) = (desk.create(json!({})), desk.create(json!({})));
        for (on, comment) in [(&ticket, "Uno"), (&other, "Elsewhere"), (&ticket, "Dos"), (&ticket, "Tres")] {
            desk.call("AddComment", json!({ "ticket_id": on["id"], "comment": comment }));
        }
        let found = service.call(&desk.person, "GetTicket", json!({ "ticket_id": ticket["id"].to_string() }));
        assert_eq!(each(&found["ticket"]["comments"], "comment"), ["Uno", "Dos", "Tres"]);
        assert!(found["ticket"]["comments"].as_array().unwrap().iter().all(|comment| comment["ticket_id"] == ticket["id"]));
    }
}

#[test]
fn another_profiles_ticket_is_not_found() {
    for service in services() {
        let (desk, other) = (Desk::of(&service, "Ana"), Desk::of(&service, "Berta"));
        let foreign = other.create(json!({}));
        for id in [foreign["id"].clone(), json!(999_999)] {
            service.try_call(&desk.person, "GetTicket", json!({ "ticket_id": id })).failure("not_found");
        }
        for (parameters, wrong) in [(json!({}), "ticket_id required"), (json!({ "ticket_id": "x" }), "ticket_id wrong_type")] {
            assert_eq!(rules(&service.try_call(&desk.person, "GetTicket", parameters)), [wrong]);
        }
    }
}
