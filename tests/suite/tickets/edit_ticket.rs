//! `Tickets.EditTicket`: changes the given fields and keeps the others; times that follow from a status.

use serde_json::{Value, json};

use super::{Desk, merged, told};
use crate::calls::{at_once, changes, colleague, conflict, number, rules};
use crate::service::{Reply, services};

impl Desk<'_> {
    fn edit(&self, ticket: &Value, more: Value) -> Value {
        self.call("EditTicket", merged(json!({ "ticket_id": ticket["id"] }), more))["ticket"].clone()
    }

    fn try_edit(&self, ticket: &Value, more: Value) -> Reply {
        self.service.try_call(&self.person, "EditTicket", merged(json!({ "ticket_id": ticket["id"] }), more))
    }

    /// A ticket with a value in every field.
    fn full(&self) -> Value {
        self.create(json!({ "contact_id": self.contacts[0], "opportunity_id": self.opportunities[0] }))
    }
}

#[test]
fn what_is_said_changes_and_what_is_left_out_stays() {
    for service in services() {
        let desk = Desk::of(&service, "Ana");
        let mario = colleague(&service, &desk.person, "Mario", "member");
        let mut ticket = desk.full();
        let comment = desk.call("AddComment", json!({ "ticket_id": ticket["id"], "comment": "Sigue igual" }))["ticket_comment"].clone();
        ticket["comments"] = json!([comment]);
        let edits = [
            ("title", json!("Fuga grande")),
            ("description", json!("It floods the kitchen.")),
            ("contact_id", json!(null)),
            ("contact_id", json!(desk.contacts[0])),
            ("opportunity_id", json!(null)),
            ("opportunity_id", json!(desk.opportunities[0])),
            ("user_id", json!(mario.user_id)),
            ("origin_id", json!(desk.entry("ticket_origins", "Chat"))),
            ("case_id", json!(desk.entry("ticket_cases", "Complaint"))),
            ("priority_id", json!(desk.entry("ticket_priorities", "Urgent"))),
            ("estimated_end_at", json!("2026-12-24")),
            ("status", json!("pending")),
        ];
        for (position, (key, value)) in edits.iter().enumerate() {
            let edited = desk.edit(&ticket, json!({ *key: value }));
            assert!(edited["updated_at"].as_str() >= ticket["updated_at"].as_str());
            ticket[*key] = value.clone();
            ticket["version"] = json!(position + 2);
            ticket["updated_at"] = edited["updated_at"].clone();
            assert_eq!(edited, ticket, "{key}");
        }
        assert_eq!(desk.get(&ticket), ticket);
        assert_eq!(desk.edit(&ticket, json!({ "estimated_end_at": "25/12/26" }))["estimated_end_at"], "2026-12-25");
        let updates = number(&service, "SELECT count(*) AS number FROM changes WHERE entity = 'ticket' AND operation = 'update'");
        assert_eq!(updates, i64::try_from(edits.len()).unwrap() + 1);
    }
}

#[test]
fn an_edit_that_changes_nothing_writes_nothing() {
    for service in services() {
        let desk = Desk::of(&service, "Ana");
        let ticket = desk.edit(&desk.full(), json!({ "status": "closed" }));
        let before = changes(&service);
        let mut same = json!({ "notify": false, "comment": null });
        for key in ["title", "description", "company_id", "contact_id", "opportunity_id", "user_id", "origin_id", "case_id", "priority_id"]
        {
            same[key] = ticket[key].clone();
        }
        (same["estimated_end_at"], same["status"]) = (json!("01/03/26"), json!("closed"));
        assert_eq!(desk.edit(&ticket, same), ticket);
        assert_eq!(desk.edit(&ticket, json!({})), ticket);
        assert_eq!(changes(&service), before);
    }
}

#[test]
fn a_status_brings_its_times_and_takes_them_away() {
    for service in services() {
        let desk = Desk::of(&service, "Ana");
        let moved = |ticket: &Value, status: &str| {
            let edited = desk.edit(ticket, json!({ "status": status }));
            assert_eq!(edited["status"], status);
            edited
        };
        let times = |ticket: &Value| (ticket["solved_at"].clone(), ticket["closed_at"].clone());
        let none = (json!(null), json!(null));
        let solved = moved(&desk.create(json!({})), "solved");
        assert_eq!(times(&solved), (solved["updated_at"].clone(), json!(null)));
        assert_eq!(times(&moved(&solved, "solved")), times(&solved), "it was solved before");
        let closed = moved(&solved, "closed");
        assert_eq!(times(&closed), (solved["solved_at"].clone(), closed["updated_at"].clone()));
        assert!(closed["closed_at"].as_str() > closed["solved_at"].as_str());
        let untouched = desk.edit(&closed, json!({ "title": "Otra cosa" }));
        assert_eq!(times(&untouched), times(&closed));
        assert_eq!(times(&moved(&closed, "solved")), (solved["solved_at"].clone(), json!(null)), "it is solved, and closed no more");
        assert_eq!(times(&moved(&closed, "open")), none);
        let unsolved = moved(&closed, "closed");
        assert_eq!(times(&unsolved), (json!(null), unsolved["updated_at"].clone()));
        assert_eq!(times(&moved(&unsolved, "pending")), none);
        assert_eq!(times(&moved(&unsolved, "open")), none);
    }
}

#[test]
fn a_ticket_moves_to_another_company_with_what_belongs_to_it() {
    for service in services() {
        let desk = Desk::of(&service, "Ana");
        let ticket = desk.full();
        let refused = |more: Value| rules(&desk.try_edit(&ticket, more));
        let other = desk.companies[1];
        let before = changes(&service);
        // The contact and the opportunity must belong to the ticket's company, whether they are new or kept.
        assert_eq!(refused(json!({ "company_id": other })), ["contact_id another_company", "opportunity_id another_company"]);
        assert_eq!(refused(json!({ "company_id": other, "contact_id": null })), ["opportunity_id another_company"]);
        assert_eq!(refused(json!({ "company_id": other, "opportunity_id": desk.opportunities[1] })), ["contact_id another_company"]);
        assert_eq!(refused(json!({ "contact_id": desk.contacts[1] })), ["contact_id another_company"]);
        assert_eq!(refused(json!({ "opportunity_id": desk.opportunities[1] })), ["opportunity_id another_company"]);
        assert_eq!(refused(json!({ "company_id": 999_999, "contact_id": 999_999 })), ["company_id unknown_id", "contact_id unknown_id"]);
        assert_eq!(changes(&service), before);
        let moved = desk.edit(
            &ticket,
            json!({ "company_id": other, "contact_id": desk.contacts[1], "opportunity_id": desk.opportunities[1].to_string() }),
        );
        assert_eq!((&moved["company_id"], &moved["contact_id"]), (&json!(other), &json!(desk.contacts[1])));
        let alone = desk.edit(&ticket, json!({ "company_id": desk.companies[0], "contact_id": null, "opportunity_id": null }));
        assert_eq!(desk.edit(&alone, json!({ "company_id": other }))["company_id"], other);
        // The counters behind the totals follow the move.
        for (company, expected) in [(desk.companies[0], 0), (other, 1)] {
            assert_eq!(desk.call("GetTickets", json!({ "company_id": company }))["total"], expected);
        }
    }
}

#[test]
fn interactions_hold_a_ticket_at_its_company() {
    for service in services() {
        let desk = Desk::of(&service, "Ana");
        let ticket = desk.create(json!({}));
        let [own, other] = desk.companies;
        let interactions = ["Llamada", "Visita"].map(|subject| {
            let interaction =
                json!({ "type": "support", "company_id": own, "ticket_id": ticket["id"], "subject": subject, "date": "2026-01-10" });
            desk.call("CreateInteraction", interaction)["interaction"]["id"].clone()
        });
        let before = changes(&service);
        let (path, sentence) = conflict(&desk.try_edit(&ticket, json!({ "company_id": other, "title": "Otra" })));
        assert!(path == "company_id" && sentence.contains("2 interactions"), "{sentence}");
        let wrong = json!({ "company_id": other, "contact_id": desk.contacts[0] });
        assert_eq!(rules(&desk.try_edit(&ticket, wrong)), ["contact_id another_company"]);
        assert_eq!(changes(&service), before);
        assert_eq!(desk.edit(&ticket, json!({ "company_id": own, "title": "Otra" }))["title"], "Otra");
        for id in interactions {
            desk.call("DeleteInteraction", json!({ "interaction_id": id }));
        }
        assert_eq!(desk.edit(&ticket, json!({ "company_id": other }))["company_id"], other);
    }
}

#[test]
fn all_that_is_wrong_is_said_in_one_answer() {
    for service in services() {
        let (desk, other) = (Desk::of(&service, "Ana"), Desk::of(&service, "Berta"));
        let ticket = desk.full();
        let wrong = json!({
            "title": null, "description": "", "company_id": other.companies[0], "contact_id": other.contacts[0],
            "opportunity_id": "x", "user_id": other.person.user_id, "origin_id": desk.entry("ticket_priorities", "Low"), "case_id": null,
            "priority_id": 999_999, "estimated_end_at": null, "status": "done", "comment": "x", "resolved_at": "2026-01-01",
        });
        let expected = [
            "case_id required",
            "comment without_notify",
            "company_id unknown_id",
            "contact_id unknown_id",
            "description empty",
            "estimated_end_at required",
            "opportunity_id wrong_type",
            "origin_id unknown_id",
            "priority_id unknown_id",
            "resolved_at unknown_parameter",
            "status unknown_option",
            "title required",
            "user_id unknown_id",
        ];
        assert_eq!(rules(&desk.try_edit(&ticket, wrong)), expected);
        let required = ["company_id", "user_id", "origin_id", "priority_id", "status"];
        let nulls: serde_json::Map<String, Value> = required.iter().map(|key| ((*key).to_owned(), Value::Null)).collect();
        let mut expected = required.map(|key| format!("{key} required"));
        expected.sort();
        assert_eq!(rules(&desk.try_edit(&ticket, Value::Object(nulls))), expected);
        assert_eq!(desk.get(&ticket), ticket);
    }
}

#[test]
fn an_entry_may_stay_when_it_is_retired_and_an_owner_who_has_left() {
    for service in services() {
        let desk = Desk::of(&service, "Ana");
        let mario = colleague(&service, &desk.person, "Mario", "member");
        let ticket = desk.create(json!({ "user_id": mario.user_id }));
        desk.call("Profiles.RemoveUser", json!({ "user_id": mario.user_id }));
        desk.call("Catalogs.EditEntry", json!({ "entry_id": ticket["case_id"], "retired": true }));
        let kept = json!({ "user_id": mario.user_id, "case_id": ticket["case_id"], "title": "x" });
        assert_eq!(desk.edit(&ticket, kept)["title"], "x");
        let other = desk.create(json!({ "case_id": desk.entry("ticket_cases", "Question") }));
        let wrong = desk.try_edit(&other, json!({ "user_id": mario.user_id, "case_id": ticket["case_id"] }));
        assert_eq!(rules(&wrong), ["case_id retired", "user_id unknown_id"]);
    }
}

#[test]
fn the_new_owner_is_told_where_that_is_wanted() {
    for service in services() {
        let desk = Desk::of(&service, "Ana");
        let mario = colleague(&service, &desk.person, "Mario", "member");
        let ticket = desk.create(json!({}));
        desk.edit(&ticket, json!({ "title": "Silencio" }));
        desk.edit(&ticket, json!({ "user_id": mario.user_id, "title": "Urgente", "notify": 1, "comment": "Es tuyo." }));
        // An edit without a change notifies, too, if it is asked to.
        desk.edit(&ticket, json!({ "notify": true }));
        let expected = [(json!("Es tuyo."), 0), (json!(null), 0)].map(|(comment, _)| (ticket["id"].clone(), json!("Urgente"), comment));
        assert_eq!((told(&service, &mario), told(&service, &desk.person)), (expected.to_vec(), vec![]));
        let wrong = [
            (json!({ "comment": "x" }), "comment without_notify"),
            (json!({ "notify": true, "user_id": 999_999 }), "user_id unknown_id"),
            (json!({ "notify": true, "comment": "x".repeat(5001) }), "comment too_long"),
        ];
        for (more, rule) in wrong {
            assert_eq!(rules(&desk.try_edit(&ticket, more)), [rule]);
        }
        assert_eq!(number(&service, "SELECT count(*) AS number FROM notifications"), 2);
    }
}

#[test]
fn another_profiles_ticket_is_not_found() {
    for service in services() {
        let (desk, other) = (Desk::of(&service, "Ana"), Desk::of(&service, "Berta"));
        let foreign = other.create(json!({}));
        for ticket in [&foreign, &json!({ "id": 999_999 })] {
            desk.try_edit(ticket, json!({ "title": "Mío", "notify": true })).failure("not_found");
        }
        assert_eq!(other.get(&foreign), foreign);
        assert_eq!(rules(&desk.try_edit(&json!({ "id": "x" }), json!({ "title": "" }))), ["ticket_id wrong_type", "title empty"]);
    }
}

#[test]
fn edits_at_once_each_count() {
    for service in services() {
        let desk = Desk::of(&service, "Ana");
        let ticket = desk.create(json!({}));
        at_once(12, |number| match number % 3 {
            0 => desk.edit(&ticket, json!({ "title": number.to_string() })),
            1 => desk.edit(&ticket, json!({ "description": number.to_string() })),
            _ => desk.edit(&ticket, json!({ "estimated_end_at": format!("2026-04-{number:02}") })),
        });
        assert_eq!(desk.get(&ticket)["version"], 13);
    }
}
