//! `Tickets.AddComment`: adds the caller's comment to a ticket.

use serde_json::json;

use super::{Desk, told};
use crate::calls::{at_once, changes, colleague, each, keys, number, rules};
use crate::service::services;

#[test]
fn a_comment_is_its_callers_and_leaves_the_ticket_as_it_is() {
    for service in services() {
        let desk = Desk::of(&service, "Ana");
        let mario = colleague(&service, &desk.person, "Mario", "member");
        let ticket = desk.create(json!({}));
        let answer = service.call(
            &mario,
            "AddComment",
            json!({ "ticket_id": ticket["id"], "comment": " Ya llamé al señor Núñez. ", "external_ids": { "sap": "1" } }),
        );
        assert_eq!(keys(&answer), ["ticket_comment"]);
        let comment = &answer["ticket_comment"];
        assert_eq!(keys(comment), ["comment", "created_at", "external_ids", "id", "ticket_id", "updated_at", "user_id", "version"]);
        assert_eq!((&comment["comment"], &comment["user_id"]), (&json!("Ya llamé al señor Núñez."), &json!(mario.user_id)));
        assert_eq!((&comment["ticket_id"], &comment["external_ids"]), (&ticket["id"], &json!({ "sap": "1" })));
        let found = desk.get(&ticket);
        assert_eq!((&found["comments"], &found["version"]), (&json!([comment]), &json!(1)));
        let kept = "SELECT count(*) AS number FROM changes WHERE entity = 'ticket_comment' AND operation = 'create' AND user_id =";
        assert_eq!(number(&service, &format!("{kept} {}", mario.user_id)), 1);
        assert_eq!(told(&service, &desk.person), []);
    }
}

#[test]
fn comments_at_once_are_all_kept_in_the_order_of_their_ids() {
    for service in services() {
        let desk = Desk::of(&service, "Ana");
        let ticket = desk.create(json!({}));
        at_once(8, |number| desk.call("AddComment", json!({ "ticket_id": ticket["id"], "comment": number.to_string() })));
        let ids: Vec<i64> = each(&desk.get(&ticket)["comments"], "id").iter().map(|id| id.as_i64().unwrap()).collect();
        assert_eq!(ids.len(), 8);
        assert!(ids.is_sorted());
    }
}

#[test]
fn what_is_wrong_is_refused_and_who_only_reads_says_nothing() {
    for service in services() {
        let (desk, other) = (Desk::of(&service, "Ana"), Desk::of(&service, "Berta"));
        let vera = colleague(&service, &desk.person, "Vera", "viewer");
        let (ticket, foreign) = (desk.create(json!({})), other.create(json!({})));
        let before = changes(&service);
        service.try_call(&vera, "AddComment", json!({ "ticket_id": ticket["id"], "comment": "x" })).failure("forbidden");
        for id in [foreign["id"].clone(), json!(999_999)] {
            service.try_call(&desk.person, "AddComment", json!({ "ticket_id": id, "comment": "x" })).failure("not_found");
        }
        let both = service.try_call(&desk.person, "AddComment", json!({ "ticket_id": [], "comment": "" }));
        assert_eq!(rules(&both), ["comment empty", "ticket_id wrong_type"]);
        let long = service.try_call(&desk.person, "AddComment", json!({ "ticket_id": ticket["id"], "comment": "ñ".repeat(5001) }));
        assert_eq!(rules(&long), ["comment too_long"]);
        assert_eq!(changes(&service), before);
        desk.call("AddComment", json!({ "ticket_id": ticket["id"], "comment": "ñ".repeat(5000) }));
    }
}
