//! `Tickets.DeleteTicket`: deletes a ticket with its comments.

use serde_json::json;

use super::Desk;
use crate::calls::{at_once, conflict, each, number, rules};
use crate::service::services;

#[test]
fn a_ticket_goes_with_its_comments_and_is_answered_as_it_last_was() {
    for service in services() {
        let desk = Desk::of(&service, "Ana");
        let (ticket, other) = (desk.create(json!({ "title": "Se va" })), desk.create(json!({})));
        for (on, comment) in [(&ticket, "Uno"), (&other, "Stays"), (&ticket, "Dos")] {
            desk.call("AddComment", json!({ "ticket_id": on["id"], "comment": comment }));
        }
        let last = desk.get(&ticket);
        let gone = desk.call("DeleteTicket", json!({ "ticket_id": ticket["id"].to_string() }));
        assert_eq!(gone, json!({ "ticket": last }));
        for (method, parameters) in [
            ("GetTicket", json!({ "ticket_id": ticket["id"] })),
            ("EditTicket", json!({ "ticket_id": ticket["id"], "title": "x" })),
            ("AddComment", json!({ "ticket_id": ticket["id"], "comment": "x" })),
            ("DeleteTicket", json!({ "ticket_id": ticket["id"] })),
        ] {
            service.try_call(&desk.person, method, parameters).failure("not_found");
        }
        let left = desk.call("GetTickets", json!({ "with_comments": true }));
        assert_eq!((&left["total"], each(&left["tickets"], "id")), (&json!(1), vec![other["id"].clone()]));
        assert_eq!(each(&left["tickets"][0]["comments"], "comment"), ["Stays"]);
        let deleted = |entity: &str, what: &str| {
            let records = format!("entity = '{entity}' AND operation = 'delete' AND record LIKE '%{what}%'");
            number(&service, &format!("SELECT count(*) AS number FROM changes WHERE {records}"))
        };
        assert_eq!(
            (deleted("ticket", "\"title\":\"Se va\""), deleted("ticket_comment", "Uno"), deleted("ticket_comment", "Dos")),
            (1, 1, 1)
        );
        assert_eq!(deleted("ticket_comment", ""), 2);
    }
}

#[test]
fn its_company_can_go_only_after_it() {
    for service in services() {
        let desk = Desk::of(&service, "Ana");
        let company = service.create_company(&desk.person, "Breve")["id"].clone();
        let ticket = desk.create(json!({ "company_id": company }));
        let refused = service.try_call(&desk.person, "DeleteCompany", json!({ "company_id": company }));
        assert_eq!(conflict(&refused).0, "company_id");
        assert!(conflict(&refused).1.contains("1 ticket"), "{}", refused.text);
        desk.call("DeleteTicket", json!({ "ticket_id": ticket["id"] }));
        desk.call("DeleteCompany", json!({ "company_id": company }));
    }
}

#[test]
fn another_profiles_ticket_stays() {
    for service in services() {
        let (desk, other) = (Desk::of(&service, "Ana"), Desk::of(&service, "Berta"));
        let foreign = other.create(json!({}));
        service.try_call(&desk.person, "DeleteTicket", json!({ "ticket_id": foreign["id"] })).failure("not_found");
        assert_eq!(other.get(&foreign), foreign);
        assert_eq!(
            rules(&service.try_call(&desk.person, "DeleteTicket", json!({ "id": 1 }))),
            ["id unknown_parameter", "ticket_id required"]
        );
    }
}

#[test]
fn of_several_who_delete_it_at_once_one_does() {
    for service in services() {
        let desk = Desk::of(&service, "Ana");
        let ticket = desk.create(json!({}));
        desk.call("AddComment", json!({ "ticket_id": ticket["id"], "comment": "x" }));
        let replies = at_once(6, |_| service.try_call(&desk.person, "DeleteTicket", json!({ "ticket_id": ticket["id"] })));
        assert_eq!(replies.iter().filter(|reply| reply.status == 200).count(), 1);
        for reply in replies.iter().filter(|reply| reply.status != 200) {
            reply.failure("not_found");
        }
        assert_eq!(desk.call("GetTickets", json!({}))["total"], 0);
        assert_eq!(number(&service, "SELECT count(*) AS number FROM ticket_comments"), 0);
    }
}
