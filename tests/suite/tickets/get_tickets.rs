//! `Tickets.GetTickets`: its filters, and the whole list without a page number. [`crate::lists`] tests the rules of all lists.

use serde_json::{Value, json};

use super::{Desk, id, merged};
use crate::calls::{colleague, each, execute, keys, rules, wait_for_search_index};
use crate::service::services;

impl Desk<'_> {
    /// The titles of the tickets that the list is narrowed to; the total must agree.
    fn titles(&self, filters: Value) -> Vec<Value> {
        let listed = self.call("GetTickets", filters);
        let titles = each(&listed["tickets"], "title");
        assert_eq!(listed["total"], titles.len());
        titles
    }
}

#[test]
fn all_are_listed_unless_a_page_is_asked_for() {
    for service in services() {
        let desk = Desk::of(&service, "Ana");
        let empty = desk.call("GetTickets", json!({}));
        assert_eq!(empty, json!({ "total": 0, "current_page": 1, "last_page": 1, "next_cursor": null, "tickets": [] }));
        let first = desk.create(json!({}));
        let columns = "profile_id, version, created_at, updated_at, title, description, company_id, user_id, origin_id, case_id, \
            priority_id, estimated_end_at, status, search_text";
        let numbers = "WITH RECURSIVE numbers(number) AS (SELECT 2 UNION ALL SELECT number + 1 FROM numbers WHERE number < 1203)";
        let from = format!("FROM tickets, numbers WHERE id = {}", id(&first));
        execute(&service, &format!("INSERT INTO tickets ({columns}) {numbers} SELECT {columns} {from}"));
        execute(&service, "UPDATE counters SET amount = 1203 WHERE facet = 'tickets'");
        let all = desk.call("GetTickets", json!({}));
        assert_eq!((&all["total"], &all["current_page"], &all["last_page"]), (&json!(1203), &json!(1), &json!(1)));
        assert_eq!(all["tickets"].as_array().unwrap().len(), 1203);
        assert!(each(&all["tickets"], "id").windows(2).all(|pair| pair[0].as_i64() < pair[1].as_i64()));
        assert_eq!(desk.call("GetTickets", json!({ "with_comments": true }))["tickets"].as_array().unwrap().len(), 1203);
        let page = desk.call("GetTickets", json!({ "page": 3 }));
        assert_eq!((&page["last_page"], page["tickets"].as_array().unwrap().len()), (&json!(3), 203));
        let page = desk.call("GetTickets", json!({ "pagination": "100" }));
        assert_eq!((&page["last_page"], page["tickets"].as_array().unwrap().len()), (&json!(13), 100));
    }
}

#[test]
fn the_list_is_narrowed_by_ids_of_every_kind() {
    for service in services() {
        let desk = Desk::of(&service, "Ana");
        let mario = colleague(&service, &desk.person, "Mario", "member");
        let (web, fault, low) =
            (desk.entry("ticket_origins", "Website"), desk.entry("ticket_cases", "Request"), desk.entry("ticket_priorities", "Low"));
        let filters = [
            ("user_id", json!(mario.user_id), json!({})),
            ("company_id", json!(desk.companies[1]), json!({})),
            ("contact_id", json!(desk.contacts[0]), json!({})),
            ("opportunity_id", json!(desk.opportunities[1]), json!({ "company_id": desk.companies[1] })),
            ("origin_id", json!(web), json!({})),
            ("case_id", json!(fault), json!({})),
            ("priority_id", json!(low), json!({})),
        ];
        desk.create(json!({ "title": "ninguno" }));
        for (key, value, more) in &filters {
            desk.create(merged(more.clone(), json!({ "title": key, *key: value })));
        }
        for (key, value, _) in &filters {
            let mut expected = vec![json!(key)];
            if *key == "company_id" {
                expected.push(json!("opportunity_id"));
            }
            for written in [value.clone(), json!(value.to_string()), json!([value]), json!([value, value.to_string()])] {
                assert_eq!(desk.titles(json!({ *key: written })), expected, "{key}");
            }
            assert_eq!(desk.titles(json!({ *key: [] })).len(), 8);
            assert_eq!(desk.titles(json!({ *key: null })).len(), 8);
        }
        let both = json!({ "company_id": desk.companies, "user_id": [mario.user_id, desk.person.user_id] });
        assert_eq!(desk.titles(both.clone()).len(), 8);
        assert_eq!(desk.titles(merged(both, json!({ "origin_id": web }))), ["origin_id"]);
        assert_eq!(desk.titles(json!({ "contact_id": desk.contacts, "priority_id": low })), Vec::<Value>::new());
    }
}

#[test]
fn ids_of_nobody_and_of_another_profile_are_unknown_alike() {
    for service in services() {
        let (desk, other) = (Desk::of(&service, "Ana"), Desk::of(&service, "Berta"));
        let own = desk.create(json!({}));
        let foreign = other.create(json!({ "contact_id": other.contacts[0], "opportunity_id": other.opportunities[0] }));
        for key in ["user_id", "company_id", "contact_id", "opportunity_id", "origin_id", "case_id", "priority_id"] {
            for wrong in [foreign[key].clone(), json!(999_999)] {
                assert_eq!(rules(&service.try_call(&desk.person, "GetTickets", json!({ key: wrong }))), [format!("{key} unknown_id")]);
                let known = if own[key].is_null() { json!([wrong]) } else { json!([own[key], wrong]) };
                let place = known.as_array().unwrap().len() - 1;
                let reply = service.try_call(&desk.person, "GetTickets", json!({ key: known }));
                assert_eq!(rules(&reply), [format!("{key}.{place} unknown_id")]);
            }
        }
        let wrong = json!({
            "user_id": 999_999, "company_id": "x", "contact_id": [1, true], "opportunity_id": 999_999, "origin_id": {},
            "case_id": own["priority_id"], "priority_id": 0, "status": ["open", "lost"], "created_at": { "from": "02/01/26", "to": "01/01/26" },
            "estimated_end_at": { "from": "2026-02-30" }, "closed_at": "01/01/26", "query": 5, "with_comments": "maybe", "pagination": 0,
            "estado": "open",
        });
        let expected = [
            "case_id unknown_id",
            "closed_at wrong_type",
            "company_id wrong_type",
            "contact_id.1 wrong_type",
            "created_at.from inverted_range",
            "estado unknown_parameter",
            "estimated_end_at.from no_such_date",
            "opportunity_id unknown_id",
            "origin_id wrong_type",
            "pagination out_of_range",
            "priority_id out_of_range",
            "query wrong_type",
            "status.1 unknown_option",
            "user_id unknown_id",
            "with_comments wrong_type",
        ];
        assert_eq!(rules(&service.try_call(&desk.person, "GetTickets", wrong)), expected);
    }
}

#[test]
fn the_tickets_of_who_has_left_the_profile_can_still_be_listed() {
    for service in services() {
        let desk = Desk::of(&service, "Ana");
        let (mario, vera) = (colleague(&service, &desk.person, "Mario", "member"), colleague(&service, &desk.person, "Vera", "member"));
        desk.create(json!({ "title": "huérfano", "user_id": mario.user_id }));
        for person in [&mario, &vera] {
            desk.call("Profiles.RemoveUser", json!({ "user_id": person.user_id }));
        }
        assert_eq!(desk.titles(json!({ "user_id": mario.user_id })), ["huérfano"]);
        let nobody = service.try_call(&desk.person, "GetTickets", json!({ "user_id": [mario.user_id, vera.user_id] }));
        assert_eq!(rules(&nobody), ["user_id.1 unknown_id"]);
    }
}

#[test]
fn the_list_is_narrowed_by_status_one_or_several() {
    for service in services() {
        let desk = Desk::of(&service, "Ana");
        for status in ["open", "pending", "solved", "closed"] {
            let ticket = desk.create(json!({ "title": status }));
            desk.call("EditTicket", json!({ "ticket_id": ticket["id"], "status": status }));
        }
        for status in ["open", "pending", "solved", "closed"] {
            assert_eq!(desk.titles(json!({ "status": status })), [status]);
        }
        assert_eq!(desk.titles(json!({ "status": ["closed", "open", "closed"] })), ["open", "closed"]);
        assert_eq!(desk.titles(json!({ "status": ["pending"], "company_id": desk.companies[0] })), ["pending"]);
        for everything in [json!([]), json!(null), json!(["open", "pending", "solved", "closed"])] {
            assert_eq!(desk.titles(json!({ "status": everything })).len(), 4);
        }
        assert_eq!(rules(&service.try_call(&desk.person, "GetTickets", json!({ "status": "Open" }))), ["status unknown_option"]);
        // A filter of the greatest length gives the same answer.
        assert_eq!(desk.titles(json!({ "status": vec!["open"; 1000] })), ["open"]);
        assert_eq!(rules(&service.try_call(&desk.person, "GetTickets", json!({ "status": vec!["open"; 1001] }))), ["status too_many"]);
    }
}

#[test]
fn the_list_is_narrowed_by_when_it_was_made_is_due_and_was_closed() {
    /// 2026-01-31T00:00:00Z and the days after it.
    const DAYS: [i64; 3] = [1_769_817_600_000_000, 1_769_904_000_000_000, 1_769_990_400_000_000];
    for service in services() {
        let desk = Desk::of(&service, "Ana");
        for (title, day, due) in [("31", DAYS[0], "31/01/26"), ("1", DAYS[1], "01/02/26"), ("2", DAYS[2], "02/02/26")] {
            let ticket = id(&desk.create(json!({ "title": title, "estimated_end_at": due })));
            desk.call("EditTicket", json!({ "ticket_id": ticket, "status": "closed" }));
            // The ticket is created and closed at the last moment of the day.
            let moment = day + 86_399_999_999;
            execute(&service, &format!("UPDATE tickets SET created_at = {moment}, closed_at = {moment} WHERE id = {ticket}"));
        }
        let open = desk.create(json!({ "title": "abierto", "estimated_end_at": "03/02/26" }));
        execute(&service, &format!("UPDATE tickets SET created_at = {} WHERE id = {}", DAYS[0] - 1, id(&open)));
        for key in ["created_at", "estimated_end_at", "closed_at"] {
            let within = |from: Value, to: Value| desk.titles(json!({ key: { "from": from, "to": to } }));
            assert_eq!(within(json!("31/01/26"), json!("01/02/2026")), ["31", "1"], "{key}");
            assert_eq!(within(json!("2026-02-01"), json!("2026-02-01")), ["1"], "{key}");
            assert_eq!(within(json!("2026-01-31"), json!("02/02/26")), ["31", "1", "2"], "{key}");
            assert_eq!(within(json!(null), json!(null)).len(), 4, "{key}");
            assert_eq!(desk.titles(json!({ key: { "from": "05/02/26" } })), Vec::<Value>::new(), "{key}");
        }
        assert_eq!(desk.titles(json!({ "created_at": { "to": "30/01/26" } })), ["abierto"]);
        assert_eq!(desk.titles(json!({ "estimated_end_at": { "from": "02/02/26" } })), ["2", "abierto"]);
        // An open ticket has no time of closing, so no range finds it.
        assert_eq!(desk.titles(json!({ "closed_at": { "from": "01/01/2000" } })), ["31", "1", "2"]);
        assert_eq!(desk.titles(json!({ "closed_at": { "to": "2026-02-01T23:59:59.999998Z" } })), ["31"]);
        assert_eq!(desk.titles(json!({ "closed_at": { "to": "2026-02-01T23:59:59.999999Z" } })), ["31", "1"]);
    }
}

#[test]
fn a_text_is_found_in_title_and_description_and_together_with_filters() {
    for service in services() {
        let (desk, other) = (Desk::of(&service, "Ana"), Desk::of(&service, "Berta"));
        desk.create(json!({ "title": "Envío a MÉXICO", "description": "Falta la factura" }));
        desk.create(json!({ "title": "Shipment", "description": "To mexico, 100% insured", "company_id": desk.companies[1] }));
        other.create(json!({ "title": "mexico" }));
        wait_for_search_index(&service);
        assert_eq!(desk.titles(json!({ "query": "méxico" })), ["Envío a MÉXICO", "Shipment"]);
        assert_eq!(desk.titles(json!({ "query": "FACTURA" })), ["Envío a MÉXICO"]);
        assert_eq!(desk.titles(json!({ "query": "100%" })), ["Shipment"]);
        assert_eq!(desk.titles(json!({ "query": "mexico", "company_id": desk.companies[1] })), ["Shipment"]);
        assert_eq!(desk.titles(json!({ "query": "mexico", "status": "closed" })), Vec::<Value>::new());
        assert_eq!(desk.titles(json!({ "query": "100_" })), Vec::<Value>::new());
    }
}

#[test]
fn comments_are_listed_where_they_are_asked_for() {
    for service in services() {
        let desk = Desk::of(&service, "Ana");
        let tickets = ["uno", "dos", "tres"].map(|title| desk.create(json!({ "title": title })));
        for (number, comment) in [(2, "a"), (0, "b"), (2, "c")] {
            desk.call("AddComment", json!({ "ticket_id": tickets[number]["id"], "comment": comment }));
        }
        for parameters in [json!({}), json!({ "with_comments": false })] {
            let listed = desk.call("GetTickets", parameters);
            assert!(listed["tickets"].as_array().unwrap().iter().all(|ticket| !keys(ticket).contains(&"comments")), "{listed}");
        }
        let listed = desk.call("GetTickets", json!({ "with_comments": 1, "with_inputs": 1, "with_files": 1, "sort": "-id" }));
        let said: Vec<Vec<Value>> = each(&listed["tickets"], "comments").iter().map(|comments| each(comments, "comment")).collect();
        assert_eq!(said, [vec![json!("a"), json!("c")], vec![], vec![json!("b")]]);
        assert_eq!(listed["tickets"][0], desk.get(&tickets[2]));
    }
}
