//! Follow-ups: which actions are due, who is told of them, and that nobody is told twice.

use serde_json::{Value, json};

use crate::calls::{at_once, colleague, each};
use crate::leads::create_lead;
use crate::service::{Database, Person, Service, databases, services};

const DUE: &str = "2024-05-01T10:00:00Z";
const LATER: &str = "2024-05-02T10:00:00Z";
const OVERDUE: &str = "2024-05-04T10:00:00Z";

/// An interaction with a lead whose next action is due at [`DUE`].
fn action(service: &Service, person: &Person, lead: &Value, more: Value) -> Value {
    let mut parameters = json!({
        "lead_id": lead["id"], "type": "call", "date": "2024-04-30", "next_action": "Enviar cotización", "next_action_date": DUE,
    });
    for (name, value) in more.as_object().expect("an object") {
        parameters[name] = value.clone();
    }
    service.call(person, "CreateInteraction", parameters)["interaction"].clone()
}

fn process(service: &Service, person: &Person, now: &str) -> Value {
    service.call(person, "ProcessFollowups", json!({ "now": now }))
}

/// The numbers of a reply: due, notified, escalated, already.
fn numbers(reply: &Value) -> [i64; 4] {
    assert_eq!(reply["has_more"], false, "{reply}");
    ["due", "notified", "escalated", "already"].map(|name| reply[name].as_i64().expect("a number"))
}

/// The subjects of what a user was told about follow-ups, oldest first.
fn told(service: &Service, person: &Person) -> Vec<String> {
    let notifications = service.call(person, "GetNotifications", json!({}))["notifications"].clone();
    let about = notifications.as_array().expect("a list").iter().filter(|told| told["entity"] == "interaction");
    about.map(|told| told["subject"].as_str().expect("a text").to_owned()).collect()
}

const IS_DUE: &str = "A follow-up is due.";
const IS_OVERDUE: &str = "A follow-up is three days overdue.";

#[test]
fn the_owner_is_told_once_and_the_managers_once_when_it_is_three_days_overdue() {
    for service in services() {
        let ana = service.register("Ana");
        let mario = colleague(&service, &ana, "Mario", "member");
        let lead = create_lead(&service, &ana, "Rosa", json!({}));
        let made = action(&service, &ana, &lead, json!({ "user_id": mario.user_id }));
        assert_eq!(numbers(&process(&service, &ana, "2024-05-01T09:59:59Z")), [0, 0, 0, 0]);
        assert_eq!(numbers(&process(&service, &mario, DUE)), [1, 1, 0, 0]);
        assert_eq!(numbers(&process(&service, &ana, LATER)), [1, 0, 0, 1]);
        assert_eq!((told(&service, &mario), told(&service, &ana)), (vec![IS_DUE.to_owned()], vec![]));
        let notified = service.call(&mario, "GetNotifications", json!({}))["notifications"][0].clone();
        assert_eq!((&notified["record_id"], &notified["comment"]), (&made["id"], &json!("Enviar cotización")));
        assert_eq!(numbers(&process(&service, &ana, OVERDUE)), [1, 0, 1, 0]);
        assert_eq!(numbers(&process(&service, &ana, "2025-01-01")), [1, 0, 0, 1]);
        assert_eq!((told(&service, &mario), told(&service, &ana)), (vec![IS_DUE.to_owned()], vec![IS_OVERDUE.to_owned()]));
        let kept = service.call(&ana, "GetInteraction", json!({ "interaction_id": made["id"] }))["interaction"].clone();
        assert_eq!((&kept["reminded_for"], &kept["escalated_for"]), (&made["next_action_date"], &made["next_action_date"]));
    }
}

#[test]
fn another_date_arms_an_action_again_and_an_action_that_is_done_is_never_told() {
    for service in services() {
        let ana = service.register("Ana");
        let lead = create_lead(&service, &ana, "Rosa", json!({}));
        let made = action(&service, &ana, &lead, json!({}));
        assert_eq!(numbers(&process(&service, &ana, OVERDUE)), [1, 1, 1, 0]);
        // Who is told that it is overdue is not told at the same time that it is due.
        assert_eq!(told(&service, &ana), [IS_OVERDUE]);
        let edit = |changes: Value| {
            let mut parameters = json!({ "interaction_id": made["id"] });
            parameters.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
            service.call(&ana, "EditInteraction", parameters);
        };
        edit(json!({ "next_action_date": "2024-06-01T10:00:00Z" }));
        assert_eq!(numbers(&process(&service, &ana, OVERDUE)), [0, 0, 0, 0]);
        assert_eq!(numbers(&process(&service, &ana, "2024-06-01T10:00:00Z")), [1, 1, 0, 0]);
        edit(json!({ "next_action_done": true }));
        assert_eq!(numbers(&process(&service, &ana, "2025-01-01")), [0, 0, 0, 0]);
        assert_eq!(told(&service, &ana), [IS_OVERDUE, IS_DUE]);
    }
}

#[test]
fn without_an_owner_the_leads_or_the_companys_is_told_and_else_the_managers() {
    for service in services() {
        let ana = service.register("Ana");
        let [mario, vera] = [("Mario", "member"), ("Vera", "viewer")].map(|(name, role)| colleague(&service, &ana, name, role));
        let owned = create_lead(&service, &ana, "Rosa", json!({ "user_id": mario.user_id }));
        let nobodys = create_lead(&service, &ana, "Luis", json!({ "user_id": null }));
        let company = service.create_company(&ana, "Acme");
        service.call(&ana, "EditCompany", json!({ "company_id": company["id"], "user_id": vera.user_id }));
        action(&service, &ana, &owned, json!({}));
        action(&service, &ana, &nobodys, json!({}));
        let of_company = json!({
            "company_id": company["id"], "type": "note", "subject": "Nota", "date": "2024-04-30", "next_action": "Llamar", "next_action_date": DUE,
        });
        service.call(&ana, "CreateInteraction", of_company);
        // An owner who has left is nobody who could be told.
        let left = colleague(&service, &ana, "Lola", "member");
        action(&service, &ana, &owned, json!({ "user_id": left.user_id }));
        service.call(&ana, "RemoveUser", json!({ "user_id": left.user_id }));
        assert_eq!(numbers(&process(&service, &ana, DUE)), [4, 4, 0, 0]);
        assert_eq!([&ana, &mario, &vera].map(|person| told(&service, person).len()), [1, 2, 1]);
    }
}

#[test]
fn callers_at_once_tell_nobody_twice_not_even_from_two_nodes() {
    for database in databases() {
        let one = Service::start(database, |_| ());
        let other = (!one.database.is_sqlite()).then(|| Service::start(Database::at(one.database.url.clone()), |_| ()));
        let ana = one.register("Ana");
        let lead = create_lead(&one, &ana, "Rosa", json!({}));
        for _ in 0..5 {
            action(&one, &ana, &lead, json!({}));
        }
        let replies = at_once(6, |number| process(if number % 2 == 0 { &one } else { other.as_ref().unwrap_or(&one) }, &ana, OVERDUE));
        let sum = |name: &str| replies.iter().map(|reply| reply[name].as_i64().expect("a number")).sum::<i64>();
        assert_eq!((sum("notified"), sum("escalated"), sum("already")), (5, 5, 25));
        assert_eq!(told(&one, &ana), [IS_OVERDUE; 5]);
    }
}

#[test]
fn very_many_are_told_in_several_calls_the_longest_overdue_first() {
    for service in services() {
        let ana = service.register("Ana");
        let lead = create_lead(&service, &ana, "Rosa", json!({}));
        let records: Vec<Value> = (0..250)
            .map(|number| {
                let date = format!("2024-05-01T10:{:02}:{:02}Z", number / 60, number % 60);
                json!({ "lead_id": lead["id"], "type": "note", "next_action": "Llamar", "next_action_date": date, "external_ids": { "web": number.to_string() } })
            })
            .collect();
        let upserted = service.call(&ana, "Sync.Upsert", json!({ "entity": "interaction", "records": records }));
        assert_eq!(upserted["created"], 250, "{upserted}");
        let first = process(&service, &ana, LATER);
        assert_eq!((&first["due"], &first["notified"], &first["has_more"]), (&json!(250), &json!(200), &json!(true)));
        let open = service.call(&ana, "GetInteractions", json!({ "sort": "next_action_date", "pagination": 250 }))["interactions"].clone();
        let is_told: Vec<bool> = each(&open, "reminded_for").iter().map(|date| !date.is_null()).collect();
        assert!(is_told[..200].iter().all(|told| *told) && !is_told[200..].iter().any(|told| *told), "{is_told:?}");
        assert_eq!(numbers(&process(&service, &ana, LATER)), [250, 50, 0, 200]);
        assert_eq!(numbers(&process(&service, &ana, LATER)), [250, 0, 0, 250]);
    }
}

#[test]
fn what_is_due_is_listed_the_longest_overdue_first() {
    for service in services() {
        let ana = service.register("Ana");
        let mario = colleague(&service, &ana, "Mario", "member");
        let lead = create_lead(&service, &ana, "Rosa", json!({}));
        let second = action(&service, &ana, &lead, json!({ "next_action_date": "2024-05-03T12:00:00Z", "user_id": mario.user_id }));
        let first = action(&service, &ana, &lead, json!({}));
        action(&service, &ana, &lead, json!({ "next_action_done": true }));
        action(&service, &ana, &lead, json!({ "next_action": null, "next_action_date": null }));
        let planned = action(&service, &ana, &lead, json!({ "next_action_date": "9000-01-01" }));
        let listed = |person: &Person, parameters: Value| {
            let reply = service.call(person, "GetFollowups", parameters);
            let ids = each(&reply["interactions"], "id");
            assert_eq!(reply["total"], ids.len());
            ids
        };
        let ids = |interactions: &[&Value]| interactions.iter().map(|interaction| interaction["id"].clone()).collect::<Vec<_>>();
        assert_eq!(listed(&ana, json!({})), ids(&[&first, &second]));
        assert_eq!(listed(&ana, json!({ "until": "2024-05-02" })), ids(&[&first]));
        assert_eq!(listed(&ana, json!({ "until": DUE })), ids(&[&first]));
        assert_eq!(listed(&ana, json!({ "until": "9999-01-01" })), ids(&[&first, &second, &planned]));
        assert_eq!(listed(&ana, json!({ "user_id": mario.user_id })), ids(&[&second]));
        assert_eq!((listed(&mario, json!({ "mine": true })), listed(&ana, json!({ "mine": true }))), (ids(&[&second]), ids(&[&first])));
        // A walk by cursor goes on although the present moment is another one.
        let page = service.call(&ana, "GetFollowups", json!({ "cursor": null, "pagination": 1 }));
        let next = service.call(&ana, "GetFollowups", json!({ "cursor": page["next_cursor"], "pagination": 1 }));
        assert_eq!((&page["interactions"][0]["id"], &next["interactions"][0]["id"]), (&first["id"], &second["id"]));
        assert_eq!(next["next_cursor"], Value::Null);
    }
}

#[test]
fn a_script_needs_the_rights_for_interactions_too() {
    for service in services() {
        let ana = service.register("Ana");
        let with_rights = |rights: Value| {
            let made = service.call(&ana, "CreateApplicationToken", json!({ "name": "Script", "rights": rights }));
            let token = made["token"].as_str().expect("a token").to_owned();
            move |service: &Service, method: &str| service.post(Some(&token), method, json!({ "profile_id": ana.profile_id })).status
        };
        let few = with_rights(json!({ "Followups": ["read", "write"] }));
        let enough = with_rights(json!({ "Followups": ["read", "write"], "Interactions": ["read", "write"] }));
        let lead = create_lead(&service, &ana, "Rosa", json!({}));
        action(&service, &ana, &lead, json!({}));
        for method in ["Followups.GetFollowups", "Followups.ProcessFollowups"] {
            assert_eq!((few(&service, method), enough(&service, method)), (403, 200), "{method}");
        }
    }
}
