//! History that is moved in: the times when records were made, solved or closed, and the right to say them.

use serde_json::{Value, json};

use crate::calls::{colleague, each, rules};
use crate::contacts::create_contact;
use crate::service::{Person, Service, services};

fn opportunity(service: &Service, person: &Person, more: Value) -> Value {
    let company = service.create_company(person, "Café");
    let contact = create_contact(service, person, &company, "José");
    let mut parameters = json!({
        "user_id": person.user_id, "title": "Venta", "value": 10, "estimated_end_at": "31/12/24", "prospect_type": "new",
        "operation_type": "renew", "stage_id": service.entry(person, "stages", "Closing"), "company_id": company["id"],
        "contact_id": contact["id"], "want_products": false, "want_tax": false, "notify": false,
    });
    parameters.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    parameters
}

fn ticket(service: &Service, person: &Person, more: Value) -> Value {
    let company = service.create_company(person, "Bar");
    let mut parameters = json!({
        "title": "Fuga", "description": "Gotea.", "company_id": company["id"], "user_id": person.user_id,
        "origin_id": service.entry(person, "ticket_origins", "Telephone"), "case_id": service.entry(person, "ticket_cases", "Fault"),
        "priority_id": service.entry(person, "ticket_priorities", "Normal"), "estimated_end_at": "2026-03-01", "notify": false,
    });
    parameters.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    parameters
}

const MADE: &str = "2019-05-06T07:08:09.000000Z";

/// The creating methods, with the parameters of a new record and the key of the record in the reply.
fn creations(service: &Service, person: &Person) -> [(&'static str, &'static str, Value); 6] {
    let company = service.create_company(person, "Base");
    let made = service.call(person, "CreateTicket", ticket(service, person, json!({})))["ticket"].clone();
    let contact = json!({
        "company_id": company["id"], "name": "Ana", "surname": "Ruiz", "origin_id": service.entry(person, "contact_origins", "Website"),
    });
    [
        ("CreateCompany", "company", service.company(person, "Vieja")),
        ("CreateContact", "contact", contact),
        ("CreateProduct", "product", json!({ "name": "Café", "value": 1 })),
        ("CreateOpportunity", "opportunity", opportunity(service, person, json!({}))),
        ("CreateTicket", "ticket", ticket(service, person, json!({}))),
        ("AddComment", "ticket_comment", json!({ "ticket_id": made["id"], "comment": "Gotea." })),
    ]
}

#[test]
fn a_record_that_is_moved_in_keeps_the_time_when_it_was_made() {
    for service in services() {
        let ana = service.register("Ana");
        for (method, kind, mut parameters) in creations(&service, &ana) {
            parameters["created_at"] = json!("2019-05-06T09:08:09+02:00");
            let reply = service.call(&ana, method, parameters);
            let made = reply.as_object().expect("an object").values().next().expect("a record").clone();
            assert_eq!((&made["created_at"], &made["version"]), (&json!(MADE), &json!(1)), "{method}");
            assert_ne!(made["updated_at"], made["created_at"], "{method}");
            let history = service.call(&ana, "Audit.GetHistory", json!({ "entity": kind, "record_id": made["id"] }))["changes"][0].clone();
            assert_eq!(history["changed_at"], made["updated_at"], "{method}: the change says when it really was written");
            let told = history["fields"].as_array().expect("fields").iter().find(|field| field["field"] == "created_at").expect("a time");
            assert_eq!(told["to"], MADE);
        }
        let moved = service.call(&ana, "GetCompanies", json!({ "created_at": { "to": "2019-12-31" } }))["companies"].clone();
        assert_eq!(each(&moved, "name"), ["Vieja"]);
        let first = service.call(&ana, "GetCompanies", json!({ "sort": "created_at", "pagination": 1 }))["companies"].clone();
        assert_eq!(each(&first, "name"), ["Vieja"]);
    }
}

#[test]
fn a_time_in_the_future_is_wrong_and_changes_nothing() {
    for service in services() {
        let ana = service.register("Ana");
        for (method, _, mut parameters) in creations(&service, &ana) {
            parameters["created_at"] = json!("2999-01-01");
            assert_eq!(rules(&service.try_call(&ana, method, parameters)), ["created_at future"], "{method}");
        }
        let closed = json!({ "status": "won", "closed_at": "2999-01-01T00:00:00Z", "created_at": "soon" });
        let reply = service.try_call(&ana, "CreateOpportunity", opportunity(&service, &ana, closed));
        assert_eq!(rules(&reply), ["closed_at future", "created_at malformed_date"]);
    }
}

#[test]
fn a_time_of_closing_goes_with_a_status_that_is_closed() {
    for service in services() {
        let ana = service.register("Ana");
        let won = json!({ "status": "won", "created_at": "2019-01-01T00:00:00Z", "closed_at": MADE });
        let won = service.call(&ana, "CreateOpportunity", opportunity(&service, &ana, won))["opportunity"].clone();
        assert_eq!((&won["status"], &won["closed_at"], &won["version"]), (&json!("won"), &json!(MADE), &json!(1)));
        for status in [json!({}), json!({ "status": "pending" })] {
            let mut open = opportunity(&service, &ana, status);
            open["closed_at"] = json!(MADE);
            assert_eq!(rules(&service.try_call(&ana, "CreateOpportunity", open)), ["closed_at meaningless"]);
        }
        let reason = json!({ "status": "won", "lost_reason": "Caro" });
        assert_eq!(rules(&service.try_call(&ana, "CreateOpportunity", opportunity(&service, &ana, reason))), ["lost_reason meaningless"]);
        let lost = json!({ "status": "lost", "lost_reason": "Caro" });
        let lost = service.call(&ana, "CreateOpportunity", opportunity(&service, &ana, lost))["opportunity"].clone();
        assert_eq!((&lost["lost_reason"], &lost["closed_at"]), (&json!("Caro"), &lost["created_at"]));
        let edit = |changes: Value| {
            let mut parameters = changes;
            parameters["opportunity_id"] = lost["id"].clone();
            service.try_call(&ana, "EditOpportunity", parameters)
        };
        assert_eq!(edit(json!({ "closed_at": MADE })).success()["opportunity"]["closed_at"], MADE);
        assert_eq!(rules(&edit(json!({ "status": "active", "closed_at": MADE }))), ["closed_at meaningless"]);
        assert_eq!(edit(json!({ "status": "active" })).success()["opportunity"]["closed_at"], Value::Null);

        let solved = json!({ "status": "closed", "solved_at": "2019-05-06", "closed_at": "2019-05-07" });
        let solved = service.call(&ana, "CreateTicket", ticket(&service, &ana, solved))["ticket"].clone();
        assert_eq!(
            (&solved["status"], &solved["solved_at"], &solved["closed_at"]),
            (&json!("closed"), &json!("2019-05-06T00:00:00.000000Z"), &json!("2019-05-07T00:00:00.000000Z"))
        );
        let wrong = json!({ "status": "solved", "solved_at": MADE, "closed_at": MADE });
        assert_eq!(rules(&service.try_call(&ana, "CreateTicket", ticket(&service, &ana, wrong))), ["closed_at meaningless"]);
        let wrong = json!({ "solved_at": MADE });
        assert_eq!(rules(&service.try_call(&ana, "CreateTicket", ticket(&service, &ana, wrong))), ["solved_at meaningless"]);
        let reopened = json!({ "ticket_id": solved["id"], "status": "solved", "solved_at": MADE });
        let reopened = service.call(&ana, "EditTicket", reopened)["ticket"].clone();
        assert_eq!((&reopened["solved_at"], &reopened["closed_at"]), (&json!(MADE), &Value::Null));
    }
}

#[test]
fn history_is_moved_in_with_the_right_to_migrate_alone() {
    for service in services() {
        let ana = service.register("Ana");
        let berta = colleague(&service, &ana, "Berta", "member");
        let carla = colleague(&service, &ana, "Carla", "manager");
        let refused = |reply: crate::service::Reply| {
            reply.failure("forbidden");
            let said = reply.envelope()["error"].as_str().expect("a sentence").to_owned();
            assert!(said.contains("migrate"), "{said}");
        };
        for (method, _, mut parameters) in creations(&service, &ana) {
            parameters["created_at"] = json!(MADE);
            refused(service.try_call(&berta, method, parameters.clone()));
            service.call(&carla, method, parameters);
        }
        let token = |person: &Person, rights: Value| {
            let made = service.call(person, "Auth.CreateApplicationToken", json!({ "name": "ERP", "rights": rights }));
            made["token"].as_str().expect("a token").to_owned()
        };
        let create = |token: &str, created_at: Value| {
            let mut parameters = service.company(&ana, "Moved");
            parameters["profile_id"] = json!(ana.profile_id);
            parameters["created_at"] = created_at;
            service.post(Some(token), "Companies.CreateCompany", parameters)
        };
        let all = token(&ana, json!({ "*": ["read", "write", "delete", "query"] }));
        refused(create(&all, json!(MADE)));
        create(&all, Value::Null).success();
        let products = token(&ana, json!({ "Companies": ["write"], "Products": ["write", "migrate"] }));
        refused(create(&products, json!(MADE)));
        for rights in [json!({ "Companies": ["write", "migrate"] }), json!({ "*": ["write", "migrate"] })] {
            assert_eq!(create(&token(&ana, rights), json!(MADE)).success()["company"]["created_at"], MADE);
        }
        create(&token(&ana, json!({ "Companies": ["migrate"] })), json!(MADE)).failure("forbidden");
        // The right lasts as long as its maker is a manager.
        let of_carla = token(&carla, json!({ "Companies": ["write", "migrate"] }));
        create(&of_carla, json!(MADE)).success();
        service.call(&ana, "Profiles.EditUser", json!({ "user_id": carla.user_id, "role": "member" }));
        refused(create(&of_carla, json!(MADE)));
        create(&of_carla, Value::Null).success();
    }
}

#[test]
fn an_upsert_that_moves_history_in_can_be_repeated() {
    for service in services() {
        let ana = service.register("Ana");
        let mut won = opportunity(&service, &ana, json!({ "status": "won", "created_at": "2019-01-01", "closed_at": "06/05/19" }));
        won["external_ids"] = json!({ "old": "1" });
        won.as_object_mut().expect("an object").remove("notify");
        won["notify"] = json!(false);
        let upsert = |record: &Value| service.call(&ana, "Sync.Upsert", json!({ "entity": "opportunity", "records": [record] }));
        let results = |answer: &Value| each(&answer["results"], "result");
        assert_eq!(results(&upsert(&won)), ["created"]);
        assert_eq!(results(&upsert(&won)), ["unchanged"]);
        won["created_at"] = json!("2018-01-01");
        assert_eq!(results(&upsert(&won)), ["updated"]);
        let found = service.call(&ana, "GetOpportunities", json!({ "created_at": { "to": "2018-12-31" } }))["opportunities"].clone();
        assert_eq!(each(&found, "closed_at"), ["2019-05-06T00:00:00.000000Z"]);
        assert_eq!(each(&found, "created_at"), ["2018-01-01T00:00:00.000000Z"]);
    }
}
