//! `Tickets.CreateTicket`: creates a ticket and notifies its owner.

use serde_json::{Value, json};

use super::{Desk, id, merged, told};
use crate::calls::{changes, colleague, keys, message, number, rules};
use crate::service::services;

#[test]
fn a_ticket_is_what_was_said_and_is_open() {
    for service in services() {
        let desk = Desk::of(&service, "Ana");
        let mario = colleague(&service, &desk.person, "Mario", "viewer");
        let given = json!({
            "title": "  ¿Dónde está mi pedido? 🚚 ", "description": "El pedido 4711 no llegó.\nIt was due on Monday.",
            "company_id": desk.companies[0].to_string(), "contact_id": desk.contacts[0].to_string(),
            "opportunity_id": desk.opportunities[0], "user_id": mario.user_id,
            "origin_id": desk.entry("ticket_origins", "E-mail"), "case_id": desk.entry("ticket_cases", "Complaint"),
            "priority_id": desk.entry("ticket_priorities", "Urgent"), "estimated_end_at": "05/02/26",
            "notify": "Yes", "comment": " Por favor, hoy. ", "external_ids": { "sap": "0001" },
        });
        let ticket = desk.call("CreateTicket", given.clone())["ticket"].clone();
        let expected = merged(
            given,
            json!({
                "id": ticket["id"], "title": "¿Dónde está mi pedido? 🚚", "company_id": desk.companies[0],
                "contact_id": desk.contacts[0], "estimated_end_at": "2026-02-05", "status": "open", "solved_at": null,
                "closed_at": null, "comments": [], "inputs": {}, "files": [], "version": 1,
                "created_by": { "user_id": desk.person.user_id, "token_id": null }, "created_at": ticket["created_at"], "updated_at": ticket["created_at"],
            }),
        );
        for key in keys(&ticket) {
            assert_eq!(ticket[key], expected[key], "{key}");
        }
        assert_eq!(keys(&ticket).len() + 2, keys(&expected).len(), "neither notify nor comment is a part of it: {ticket}");
        assert_eq!(desk.get(&ticket), ticket);
        assert_eq!(told(&service, &mario), [(ticket["id"].clone(), json!("¿Dónde está mi pedido? 🚚"), json!("Por favor, hoy."))]);
        let kept = "SELECT count(*) AS number FROM changes WHERE entity = 'ticket' AND operation = 'create' AND record LIKE '%4711%'";
        assert_eq!(number(&service, kept), 1);
    }
}

#[test]
fn contact_and_opportunity_may_be_left_out_or_null() {
    for service in services() {
        let desk = Desk::of(&service, "Ana");
        for more in [json!({}), json!({ "contact_id": null, "opportunity_id": null, "comment": null }), json!({ "comment": " " })] {
            let ticket = desk.create(more);
            assert_eq!((&ticket["contact_id"], &ticket["opportunity_id"]), (&json!(null), &json!(null)));
        }
        let all = ["title", "description", "company_id", "user_id", "origin_id", "case_id", "priority_id", "estimated_end_at", "notify"];
        for needed in all {
            let mut parameters = desk.parameters(json!({}));
            parameters.as_object_mut().unwrap().remove(needed);
            assert_eq!(rules(&service.try_call(&desk.person, "CreateTicket", parameters)), [format!("{needed} required")]);
        }
    }
}

#[test]
fn the_day_comes_before_the_month_in_all_three_forms() {
    for service in services() {
        let desk = Desk::of(&service, "Ana");
        for day in ["03/04/26", "03/04/2026", "2026-04-03"] {
            assert_eq!(desk.create(json!({ "estimated_end_at": day }))["estimated_end_at"], "2026-04-03");
        }
        let wrong = [
            ("31/02/26", "no_such_date"),
            ("12/31/26", "no_such_date"),
            ("2026-04-03T10:00:00Z", "malformed_date"),
            ("mañana", "malformed_date"),
            ("", "malformed_date"),
        ];
        for (day, rule) in wrong {
            let reply = service.try_call(&desk.person, "CreateTicket", desk.parameters(json!({ "estimated_end_at": day })));
            assert_eq!(rules(&reply), [format!("estimated_end_at {rule}")], "{day}");
        }
    }
}

#[test]
fn contact_and_opportunity_belong_to_the_company() {
    for service in services() {
        let (desk, other) = (Desk::of(&service, "Ana"), Desk::of(&service, "Berta"));
        let refused = |more: Value| rules(&service.try_call(&desk.person, "CreateTicket", desk.parameters(more)));
        let before = changes(&service);
        let theirs = json!({ "contact_id": desk.contacts[1], "opportunity_id": desk.opportunities[1] });
        assert_eq!(refused(theirs.clone()), ["contact_id another_company", "opportunity_id another_company"]);
        let reply = service.try_call(&desk.person, "CreateTicket", desk.parameters(theirs));
        let (contact, company) = (desk.contacts[1], desk.companies[0]);
        assert_eq!(message(&reply, "contact_id"), format!("The contact {contact} does not belong to the company {company}."));
        for [company, contact, opportunity] in
            [[999_999; 3], [other.companies[0], other.contacts[0], other.opportunities[0]], [999_999, desk.contacts[0], 999_999]]
        {
            let mut expected = vec!["company_id unknown_id", "contact_id unknown_id", "opportunity_id unknown_id"];
            // A contact is not compared with a company that does not exist.
            expected.retain(|rule| contact != desk.contacts[0] || !rule.starts_with("contact"));
            let more = json!({ "company_id": company, "contact_id": contact, "opportunity_id": opportunity });
            assert_eq!(refused(more), expected);
        }
        assert_eq!(changes(&service), before);
        desk.create(json!({ "company_id": desk.companies[1], "contact_id": desk.contacts[1], "opportunity_id": desk.opportunities[1] }));
    }
}

#[test]
fn all_that_is_wrong_is_said_in_one_answer() {
    for service in services() {
        let (desk, berta) = (Desk::of(&service, "Ana"), service.register("Berta"));
        let low = desk.entry("ticket_priorities", "Low");
        desk.call("Catalogs.EditEntry", json!({ "entry_id": low, "retired": true }));
        let parameters = json!({
            "title": " ", "description": "x".repeat(10_001), "company_id": 999_999, "contact_id": "x", "user_id": berta.user_id,
            "origin_id": desk.entry("ticket_cases", "Fault"), "case_id": service.entry(&berta, "ticket_cases", "Fault"), "priority_id": low,
            "estimated_end_at": 20260301, "notify": false, "comment": "¡Ojo!", "titulo": "x",
        });
        let before = changes(&service);
        let expected = [
            "case_id unknown_id",
            "comment without_notify",
            "company_id unknown_id",
            "contact_id wrong_type",
            "description too_long",
            "estimated_end_at wrong_type",
            "origin_id unknown_id",
            "priority_id retired",
            "title empty",
            "titulo unknown_parameter",
            "user_id unknown_id",
        ];
        assert_eq!(rules(&service.try_call(&desk.person, "CreateTicket", parameters)), expected);
        assert_eq!(changes(&service), before);
    }
}

#[test]
fn texts_have_their_lengths() {
    for service in services() {
        let desk = Desk::of(&service, "Ana");
        let texts = |beyond: usize| {
            json!({
                "title": "ñ".repeat(200 + beyond), "description": "é".repeat(10_000 + beyond), "notify": true,
                "comment": "ü".repeat(5000 + beyond),
            })
        };
        let ticket = desk.create(texts(0));
        assert_eq!(ticket["description"].as_str().unwrap().chars().count(), 10_000);
        assert_eq!(told(&service, &desk.person)[0].2, "ü".repeat(5000));
        let reply = service.try_call(&desk.person, "CreateTicket", desk.parameters(texts(1)));
        assert_eq!(rules(&reply), ["comment too_long", "description too_long", "title too_long"]);
    }
}

#[test]
fn the_owner_is_told_once_where_that_is_wanted_and_nobody_where_it_fails() {
    for service in services() {
        let desk = Desk::of(&service, "Ana");
        let mario = colleague(&service, &desk.person, "Mario", "member");
        let quiet = desk.create(json!({ "user_id": mario.user_id, "notify": false }));
        assert_eq!(told(&service, &mario), []);
        let loud = desk.create(json!({ "user_id": mario.user_id, "notify": true }));
        assert!(id(&loud) > id(&quiet));
        assert_eq!(told(&service, &mario), [(loud["id"].clone(), loud["title"].clone(), json!(null))]);
        let wrong = [
            (json!({ "notify": true, "comment": "x", "contact_id": desk.contacts[1] }), "contact_id another_company"),
            (json!({ "notify": 0, "comment": "x" }), "comment without_notify"),
            (json!({ "notify": null, "comment": "x" }), "notify required"),
            (json!({ "notify": "sí", "comment": "x" }), "notify wrong_type"),
        ];
        for (more, rule) in wrong {
            let parameters = merged(desk.parameters(json!({ "user_id": mario.user_id })), more);
            assert_eq!(rules(&service.try_call(&desk.person, "CreateTicket", parameters)), [rule]);
        }
        assert_eq!((told(&service, &mario).len(), told(&service, &desk.person)), (1, vec![]));
        assert_eq!(number(&service, "SELECT count(*) AS number FROM notifications"), 1);
    }
}
