//! `Audit.GetHistory`: the changes of a record, each with its author and the old and new values.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::calls::{colleague, message};
use crate::inspect::Inspector;
use crate::service::{Person, Reply, Service, services};
use crate::world::{everywhere, worlds};

fn history(service: &Service, person: &Person, company: &Value, more: Value) -> Reply {
    let mut parameters = json!({ "entity": "company", "record_id": company["id"] });
    parameters.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    service.try_call(person, "Audit.GetHistory", parameters)
}

fn edit(service: &Service, person: &Person, company: &Value, what: Value) {
    let mut parameters = what;
    parameters["company_id"] = company["id"].clone();
    service.call(person, "Companies.EditCompany", parameters);
}

/// The old and the new value of a field in a change; `None` if the change left the field alone.
fn field(change: &Value, name: &str) -> Option<(Value, Value)> {
    let found = change["fields"].as_array().expect("fields").iter().find(|field| field["field"] == name)?;
    Some((found["from"].clone(), found["to"].clone()))
}

fn numbers(page: &Value, key: &str) -> Vec<i64> {
    page["changes"].as_array().expect("changes").iter().map(|change| change[key].as_i64().expect("a number")).collect()
}

#[test]
fn a_record_is_followed_from_nothing_to_nothing() {
    for service in services() {
        let ana = service.register("Ana");
        let berta = colleague(&service, &ana, "Berta", "member");
        let company = service.create_company(&ana, "Café");
        edit(&service, &berta, &company, json!({ "name": "Café Núñez", "phone": "55" }));
        edit(&service, &berta, &company, json!({ "name": "Café Núñez" }));
        service.call(&ana, "Companies.DeleteCompany", json!({ "company_id": company["id"] }));

        let page = history(&service, &ana, &company, json!({})).success();
        assert_eq!((&page["total"], &page["current_page"], &page["last_page"]), (&json!(3), &json!(1), &json!(1)));
        let [created, edited, deleted] = &page["changes"].as_array().expect("changes")[..] else { panic!("{page}") };
        let operations = [created, edited, deleted].map(|change| change["operation"].clone());
        assert_eq!(operations, ["create", "update", "delete"]);

        assert_eq!(field(created, "name"), Some((json!(null), json!("Café"))));
        assert_eq!(field(created, "id"), Some((json!(null), company["id"].clone())));
        assert_eq!(field(created, "phone"), None, "it had none, and has none");
        assert_eq!((&created["user_id"], &created["user_name"]), (&json!(ana.user_id), &json!("Ana")));

        let expected = json!([{ "field": "name", "from": "Café", "to": "Café Núñez" }, { "field": "phone", "from": null, "to": "55" }]);
        assert_eq!(edited["fields"], expected, "nothing else, and neither version nor updated_at");
        assert_eq!((&edited["user_name"], &edited["version"]), (&json!("Berta"), &json!(2)));
        assert_eq!((&edited["token"], &edited["origin"]), (&json!(null), &json!(null)));
        assert!(edited["request_id"].is_string() && edited["changed_at"].is_string(), "{edited}");

        assert_eq!(field(deleted, "name"), Some((json!("Café Núñez"), json!(null))));
        assert_eq!(field(deleted, "phone"), Some((json!("55"), json!(null))));
        assert_eq!(deleted["version"], 2);
    }
}

#[test]
fn the_pages_show_the_same_changes_as_the_whole_from_either_end() {
    for service in services() {
        let ana = service.register("Ana");
        let company = service.create_company(&ana, "0");
        for number in 1..7 {
            edit(&service, &ana, &company, json!({ "name": number.to_string() }));
        }
        let whole = history(&service, &ana, &company, json!({})).success();
        let whole = whole["changes"].as_array().expect("changes");
        assert_eq!(whole.len(), 7);
        for (sort, pagination) in [("id", 1), ("-id", 1), ("id", 3), ("-id", 3), ("-id", 500)] {
            let mut walked = Vec::new();
            for page in 1..=7 {
                let page = history(&service, &ana, &company, json!({ "sort": sort, "pagination": pagination, "page": page })).success();
                assert_eq!(page["total"], 7);
                walked.extend(page["changes"].as_array().expect("changes").clone());
            }
            if sort == "-id" {
                walked.reverse();
            }
            assert_eq!(&walked, whole, "{sort} {pagination}");
        }
        assert_eq!(numbers(&history(&service, &ana, &company, json!({ "page": 2 })).success(), "version"), [0; 0]);
    }
}

#[test]
fn a_script_is_named_and_so_is_where_it_works_from() {
    for service in services() {
        let ana = service.register("Ana");
        let company = service.create_company(&ana, "Café");
        let rights = json!({ "Companies": ["write"] });
        let made = service.call(&ana, "Auth.CreateApplicationToken", json!({ "name": "ERP", "rights": rights, "origin": "sap" }));
        let token = made["token"].as_str().expect("a token");
        let access = service.post(None, "Auth.ApiLogin", json!({ "authCode": token })).success()["token"].clone();
        let call = |token: &str, origin: Option<&str>, name: &str| {
            let parameters = json!({ "profile_id": ana.profile_id, "company_id": company["id"], "name": name });
            let bearer = format!("Bearer {token}");
            let mut headers = vec![("Content-Type", "application/json"), ("Authorization", bearer.as_str())];
            headers.extend(origin.map(|origin| ("X-Origin", origin)));
            let body = json!({ "method": "Companies.EditCompany", "parameters": parameters }).to_string();
            service.send_with("/api", &headers, body.as_bytes()).success();
        };
        call(token, None, "1");
        call(token, Some("sap/test"), "2");
        call(access.as_str().expect("a token"), None, "3");
        call(&ana.token, Some("browser"), "4");
        let page = history(&service, &ana, &company, json!({})).success();
        let seen: Vec<Value> = page["changes"].as_array().expect("changes")[1..]
            .iter()
            .map(|change| json!([change["token"], change["origin"], change["user_name"]]))
            .collect();
        let expected = [
            json!(["ERP", "sap", "Ana"]),
            json!(["ERP", "sap/test", "Ana"]),
            json!(["ERP", "sap", "Ana"]),
            json!([null, "browser", "Ana"]),
        ];
        assert_eq!(seen, expected);
        let id = made["application_token"]["id"].as_i64().expect("an id");
        let kept = Inspector::open(&service.database.url).texts("SELECT DISTINCT token_id FROM changes WHERE version BETWEEN 2 AND 4");
        assert_eq!(kept, [format!("application_token:{id}")], "also by an access token that was made of it");
    }
}

#[test]
fn every_kind_of_record_has_its_history() {
    everywhere(worlds(), |world| {
        let ana = &world.people.ana;
        let mut inspector = Inspector::open(&world.service.database.url);
        let kinds: BTreeSet<String> = inspector.texts("SELECT DISTINCT entity FROM changes").into_iter().collect();
        for kind in kinds.iter().filter(|kind| *kind != "notification") {
            let records = inspector.texts(&format!("SELECT DISTINCT record_id FROM changes WHERE entity = '{kind}' AND profile_id = 1"));
            for id in records.iter().take(5) {
                let changes = inspector.number(&format!("SELECT count(*) FROM changes WHERE entity = '{kind}' AND record_id = {id}"));
                let parameters = json!({ "entity": kind, "record_id": id });
                let page = world.service.call(ana, "Audit.GetHistory", parameters);
                assert_eq!(page["total"], changes, "{kind} {id}");
                assert_eq!(field(&page["changes"][0], "id").map(|(_, id)| id.to_string()), Some(id.clone()), "{kind}");
            }
        }
        let definition = world.service.get("/openrpc.json").document();
        let known = definition["components"]["schemas"]["Entity"]["enum"].as_array().expect("the kinds").clone();
        let known: BTreeSet<String> = known.iter().map(|kind| kind.as_str().expect("a name").to_owned()).collect();
        // A line's changes are those of its document.
        let lines = ["quotation_line", "order_line"].map(str::to_owned);
        assert!(lines.iter().all(|kind| known.contains(kind)));
        let known: BTreeSet<String> = known.into_iter().filter(|kind| !lines.contains(kind)).collect();
        assert_eq!(known, kinds, "Ana has a record of every kind");
    });
}

#[test]
fn who_may_read_a_record_may_read_its_history() {
    for service in services() {
        let (ana, stranger) = (service.register("Ana"), service.register("Sara"));
        let vera = colleague(&service, &ana, "Vera", "viewer");
        let company = service.create_company(&ana, "Café");
        history(&service, &vera, &company, json!({})).success();
        history(&service, &stranger, &company, json!({})).failure("not_found");
        let made = service.call(&ana, "Auth.CreateApplicationToken", json!({ "name": "ERP", "rights": { "*": ["read"] } }));
        let of_token = json!({ "entity": "application_token", "record_id": made["application_token"]["id"] });
        service.try_call(&vera, "Audit.GetHistory", of_token.clone()).failure("forbidden");
        let shown = service.try_call(&ana, "Audit.GetHistory", of_token);
        shown.success();
        let secret = made["token"].as_str().expect("a token").rsplit('_').next().expect("a secret");
        assert!(!shown.text.contains(secret) && !shown.text.contains("hash"), "{}", shown.text);
    }
}

#[test]
fn a_notification_is_its_users_own_and_has_no_history_for_anybody() {
    everywhere(worlds(), |world| {
        let notifications = world.as_ana("Notifications.GetNotifications", json!({ "profile_id": world.people.ana.profile_id }));
        let own = &notifications["notifications"][0]["id"];
        for id in [own, &json!(987_654)] {
            for person in [&world.people.ana, &world.people.vera] {
                let parameters = json!({ "entity": "notification", "record_id": id });
                world.service.try_call(person, "Audit.GetHistory", parameters).failure("forbidden");
            }
        }
    });
}

#[test]
fn what_never_was_has_no_history_and_a_kind_is_spelt_right() {
    for service in services() {
        let ana = service.register("Ana");
        history(&service, &ana, &json!({ "id": 987_654 }), json!({})).failure("not_found");
        let misspelt = service.try_call(&ana, "Audit.GetHistory", json!({ "entity": "compani", "record_id": 1 }));
        assert!(message(&misspelt, "entity").contains("Did you mean 'company'?"), "{}", misspelt.text);
        let wrong = service.try_call(&ana, "Audit.GetHistory", json!({ "entity": 5, "record_id": "x", "page": 0 }));
        assert_eq!(wrong.wrong(), ["entity", "page", "record_id"]);
    }
}
