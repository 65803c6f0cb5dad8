//! `Sync.GetChanges` at the endpoint: the feed.

use serde_json::{Value, json};
use ventanilla::records::kinds::KINDS;

use crate::inspect::Inspector;
use crate::service::{Person, Service, databases, services};
use crate::sync::ENTITIES;
use crate::world::{everywhere, worlds};

/// The kind, id, operation and version of each change.
fn told(stretch: &Value) -> Vec<(String, i64, String, i64)> {
    let changes = stretch["changes"].as_array().expect("changes").iter().map(|change| {
        let text = |key: &str| change[key].as_str().expect("a text").to_owned();
        (text("entity"), change["id"].as_i64().unwrap(), text("operation"), change["version"].as_i64().unwrap())
    });
    changes.collect()
}

/// A record from a reply as the feed keeps it: without addresses, which are valid for a while only.
fn kept(record: &Value) -> Value {
    let mut kept = record.clone();
    kept.as_object_mut().expect("a record").retain(|key, _| !key.ends_with("_url"));
    kept
}

/// The cursor of the feed's end.
fn end(service: &Service, person: &Person) -> Value {
    let stretch = service.call(person, "Sync.GetChanges", json!({ "limit": 1000 }));
    assert_eq!(stretch["more"], false);
    stretch["cursor"].clone()
}

/// Edits a company with this `X-Origin`.
fn rename_as(service: &Service, person: &Person, origin: Option<&str>, company: &Value, name: &str) {
    let body = json!({
        "method": "Companies.EditCompany",
        "parameters": { "profile_id": person.profile_id, "company_id": company["id"], "name": name },
    });
    let bearer = format!("Bearer {}", person.token);
    let mut headers = vec![("Content-Type", "application/json"), ("Authorization", bearer.as_str()), ("X-Request-Id", "night-7")];
    headers.extend(origin.map(|origin| ("X-Origin", origin)));
    service.send_with("/api", &headers, body.to_string().as_bytes()).success();
}

#[test]
fn it_tells_what_was_created_changed_and_deleted_with_the_last_form() {
    for service in services() {
        let ana = service.register("Ana");
        let since = end(&service, &ana);
        let company = service.create_company(&ana, "Café Núñez");
        rename_as(&service, &ana, Some("sap"), &company, "Café Luna");
        service.call(&ana, "Companies.DeleteCompany", json!({ "company_id": company["id"] }));
        let id = company["id"].as_i64().unwrap();
        let stretch = service.call(&ana, "Sync.GetChanges", json!({ "since": since }));
        let step = |operation: &str, version: i64| ("company".to_owned(), id, operation.to_owned(), version);
        assert_eq!(told(&stretch), [step("create", 1), step("update", 2), step("delete", 2)]);
        assert_eq!(stretch["more"], false);
        let [created, renamed, deleted] = [0, 1, 2].map(|number| &stretch["changes"][number]);
        assert_eq!(created["record"], kept(&company));
        assert_eq!(created["origin"], Value::Null);
        assert_eq!((&renamed["origin"], &renamed["request_id"]), (&json!("sap"), &json!("night-7")));
        assert_eq!(renamed["user_id"], ana.user_id);
        assert_eq!(renamed["changed_at"], renamed["record"]["updated_at"]);
        assert_eq!(renamed["record"]["name"], "Café Luna");
        assert_eq!(deleted["record"], renamed["record"]);
        // From the end the feed has nothing, until something changes.
        let again = service.call(&ana, "Sync.GetChanges", json!({ "since": stretch["cursor"] }));
        assert_eq!(told(&again), []);
        let other = service.create_company(&ana, "Otra");
        let more = service.call(&ana, "Sync.GetChanges", json!({ "since": again["cursor"] }));
        assert_eq!(told(&more), [("company".to_owned(), other["id"].as_i64().unwrap(), "create".to_owned(), 1)]);
    }
}

#[test]
fn stretches_of_any_length_add_up_to_the_whole() {
    everywhere(worlds(), |world| {
        let whole = world.as_ana("Sync.GetChanges", json!({ "profile_id": 1, "limit": 1000 }));
        assert_eq!(whole["more"], false);
        let whole = told(&whole);
        let stored = "SELECT count(*) FROM changes WHERE profile_id = 1 AND entity NOT IN ('notification', 'application_token', 'webhook', 'invitation')";
        let stored = Inspector::open(&world.service.database.url).number(stored);
        assert_eq!(i64::try_from(whole.len()).unwrap(), stored);
        for limit in [1, 7, whole.len() - 1, whole.len()] {
            let (mut met, mut since) = (Vec::new(), Value::Null);
            loop {
                let stretch = world.as_ana("Sync.GetChanges", json!({ "profile_id": 1, "since": since, "limit": limit }));
                let told = told(&stretch);
                assert!(told.len() == limit || stretch["more"] == false);
                met.extend(told);
                since = stretch["cursor"].clone();
                if stretch["more"] == false {
                    break;
                }
            }
            assert_eq!(met, whole, "{limit} at a time");
        }
    });
}

/// Ana's world has changes of every kind in the feed, except those that not every reader may see: notifications are each user's
/// own, application tokens, webhooks and invitations the managers'.
#[test]
fn every_kind_of_record_is_in_the_feed_but_what_is_not_everybodys() {
    everywhere(worlds(), |world| {
        let mut inspector = Inspector::open(&world.service.database.url);
        let mut noted = inspector.texts("SELECT DISTINCT entity FROM changes WHERE profile_id = 1 ORDER BY entity");
        // A line is in the feed with its document.
        let is_line = |name: &&str| ["quotation_line", "order_line"].contains(name);
        let mut all: Vec<&str> = KINDS.iter().map(|kind| kind.entity.name()).filter(|name| !is_line(name)).collect();
        all.sort_unstable();
        assert_eq!(noted, all, "a kind of record that Ana's world does not have: make one in world.rs");
        noted.retain(|entity| !["notification", "application_token", "webhook", "invitation"].contains(&entity.as_str()));
        let mut known = ENTITIES.to_vec();
        known.sort_unstable();
        assert_eq!(noted, known, "a kind of record that is not synchronised, or that Ana's world does not have");
        for entity in ENTITIES {
            let stretch = world.as_ana("Sync.GetChanges", json!({ "profile_id": 1, "entities": entity, "limit": 1000 }));
            let told = told(&stretch);
            assert!(!told.is_empty() && told.iter().all(|(kind, ..)| kind == entity), "{entity}");
        }
        let two = json!({ "profile_id": 1, "entities": ["contact", "company", "contact"], "limit": 1000 });
        let told = told(&world.as_ana("Sync.GetChanges", two));
        let stored = "SELECT count(*) FROM changes WHERE profile_id = 1 AND entity IN ('company', 'contact')";
        assert_eq!(i64::try_from(told.len()).unwrap(), inspector.number(stored));
    });
}

#[test]
fn the_cursor_moves_past_what_is_left_out() {
    for service in services() {
        let ana = service.register("Ana");
        let company = service.create_company(&ana, "Café Núñez");
        let since = end(&service, &ana);
        for number in 0..4 {
            rename_as(&service, &ana, Some("sap"), &company, &format!("Café {number}"));
        }
        let ask = |since: &Value, parameters: Value| {
            let mut parameters = parameters;
            parameters["since"] = since.clone();
            service.call(&ana, "Sync.GetChanges", parameters)
        };
        let none = ask(&since, json!({ "exclude_origin": "sap", "limit": 2 }));
        assert_eq!((told(&none), &none["more"]), (vec![], &json!(false)));
        // The cursor is behind the changes that were left out: a later call without `exclude_origin` does not show them.
        assert_eq!(told(&ask(&none["cursor"], json!({}))), []);
        rename_as(&service, &ana, Some("web"), &company, "Café Luna");
        rename_as(&service, &ana, None, &company, "Café Sol");
        let two = ask(&none["cursor"], json!({ "exclude_origin": "sap" }));
        assert_eq!(told(&two).iter().map(|(.., version)| *version).collect::<Vec<_>>(), [6, 7]);
        assert_eq!(told(&ask(&none["cursor"], json!({ "exclude_origin": "web" }))).len(), 1);
        // Origins are compared exactly, case included.
        assert_eq!(told(&ask(&since, json!({ "exclude_origin": "SAP" }))).len(), 6);
        // The cursor is also behind the changes of kinds that were not asked for.
        let contacts = ask(&since, json!({ "entities": "contact" }));
        assert_eq!(told(&ask(&contacts["cursor"], json!({}))), []);
    }
}

#[test]
fn every_call_of_an_array_and_every_record_of_a_call_has_its_origin() {
    for service in services() {
        let ana = service.register("Ana");
        let since = end(&service, &ana);
        let mut company = service.company(&ana, "Café Núñez");
        company["profile_id"] = json!(ana.profile_id);
        let entry = json!({ "profile_id": ana.profile_id, "catalog": "stages", "name": "Piloto", "value": "0.5" });
        let body = json!([
            { "method": "Companies.CreateCompany", "parameters": company },
            { "method": "Catalogs.CreateEntry", "parameters": entry },
            { "method": "Profiles.EditProfile", "parameters": { "profile_id": ana.profile_id, "name": "De Ana" } },
        ]);
        let bearer = format!("Bearer {}", ana.token);
        let headers = [("Content-Type", "application/json"), ("Authorization", bearer.as_str()), ("X-Origin", "sap/100")];
        assert_eq!(service.send_with("/api", &headers, body.to_string().as_bytes()).status, 200);
        let stretch = service.call(&ana, "Sync.GetChanges", json!({ "since": since }));
        assert_eq!(told(&stretch).iter().map(|(entity, ..)| entity.as_str()).collect::<Vec<_>>(), ["company", "catalog_entry", "profile"]);
        assert!(stretch["changes"].as_array().unwrap().iter().all(|change| change["origin"] == "sap/100"), "{stretch}");
    }
}

#[test]
fn what_is_wrong_with_the_parameters_is_said() {
    for service in services() {
        let (ana, sara) = (service.register("Ana"), service.register("Sara"));
        let since = end(&service, &ana);
        let ask = |parameters: Value| service.try_call(&ana, "Sync.GetChanges", parameters);
        let wrong = ask(json!({ "since": "nonsense", "entities": ["company", "contcat", "notification"], "limit": 0 }));
        assert_eq!(wrong.wrong(), ["entities.1", "entities.2", "limit", "since"]);
        assert!(wrong.text.contains("Did you mean 'contact'?"), "{}", wrong.text);
        assert_eq!(ask(json!({ "limit": 1001, "exclude_origin": "" })).wrong(), ["exclude_origin", "limit"]);
        // Wrong cursors: with one character changed, of another profile, of a snapshot.
        let mut garbled = since.as_str().unwrap().to_owned().into_bytes();
        garbled[20] = if garbled[20] == b'A' { b'B' } else { b'A' };
        assert_eq!(ask(json!({ "since": String::from_utf8(garbled).unwrap() })).wrong(), ["since"]);
        let theirs = ask(json!({ "since": end(&service, &sara) }));
        assert_eq!(theirs.failure("invalid_parameters")[0]["rule"], "of_another_profile");
        let snapshot = service.call(&ana, "Sync.GetSnapshot", json!({ "limit": 1 }));
        assert_eq!(ask(json!({ "since": snapshot["cursor"] })).wrong(), ["since"]);
        assert_eq!(ask(json!({ "since": since, "entities": [] })).success()["changes"], json!([]));
        service.post(Some(&sara.token), "Sync.GetChanges", json!({ "profile_id": ana.profile_id })).failure("not_found");
    }
}

/// A cursor from a database before its restoration would skip the changes that have taken the place of the lost ones.
#[test]
fn a_database_that_was_restored_from_a_copy_says_so() {
    for database in databases() {
        let url = database.url.clone();
        let service = Service::start(database, |_| ());
        let ana = service.register("Ana");
        let kept = end(&service, &ana);
        service.create_company(&ana, "Café Núñez");
        let lost = end(&service, &ana);
        // The company's change is removed, as by a copy that was made before it, and its sequence is used again.
        let mut inspector = Inspector::open(&url);
        let forget = "DELETE FROM changes WHERE sequence = (SELECT max(sequence) FROM changes)";
        match &mut inspector {
            Inspector::Sqlite(connection) => _ = connection.execute(forget, []).unwrap(),
            Inspector::Postgres(connection) => {
                diesel::connection::SimpleConnection::batch_execute(connection, forget).unwrap();
                inspector.texts("SELECT setval('changes_sequence_seq', max(sequence)) FROM changes");
            }
        }
        if let Inspector::Sqlite(connection) = &inspector {
            connection.execute("UPDATE sqlite_sequence SET seq = seq - 1 WHERE name = 'changes'", []).unwrap();
        }
        service.create_company(&ana, "Otra");
        let refused = service.try_call(&ana, "Sync.GetChanges", json!({ "since": lost }));
        assert_eq!(refused.failure("invalid_parameters")[0]["rule"], "unknown_position");
        let told = told(&service.call(&ana, "Sync.GetChanges", json!({ "since": kept })));
        assert_eq!(told.len(), 1);
    }
}

/// The feed and the snapshot are read in parts of bounded length, however long the records are.
#[test]
fn long_records_come_in_shorter_parts_and_each_once() {
    for service in services() {
        let ana = service.register("Ana");
        for letter in 'a'..='l' {
            service.call(&ana, "Inputs.CreateInput", json!({ "entity": "company", "name": letter.to_string(), "type": "string" }));
        }
        let values: Value =
            ('a'..='l').map(|letter| (letter.to_string(), json!("x".repeat(5_000)))).collect::<serde_json::Map<_, _>>().into();
        for part in 0..8 {
            let records: Vec<Value> = (0..15)
                .map(|number| {
                    let mut record = service.company(&ana, "Company");
                    record["external_ids"] = json!({ "sap": format!("{part}-{number}") });
                    record["inputs"] = values.clone();
                    record
                })
                .collect();
            service.call(&ana, "Sync.Upsert", json!({ "entity": "company", "records": records }));
        }
        let walked = |method: &str, list: &str, from: &str| {
            let (mut ids, mut parts, mut cursor) = (Vec::new(), 0, Value::Null);
            loop {
                let mut parameters = json!({ "limit": 1000 });
                match &cursor {
                    Value::Null => parameters["entities"] = json!(["company"]),
                    cursor => parameters[from] = cursor.clone(),
                }
                if from == "since" {
                    parameters["entities"] = json!(["company"]);
                }
                let part = service.call(&ana, method, parameters);
                assert!(part.to_string().len() < 5 << 20);
                ids.extend(part[list].as_array().expect("a list").iter().map(|item| item["id"].as_i64().expect("an id")));
                parts += 1;
                cursor = part["cursor"].clone();
                if part["more"] == false || (from == "cursor" && cursor.is_null()) {
                    return (ids, parts);
                }
            }
        };
        for (method, list, from) in [("Sync.GetChanges", "changes", "since"), ("Sync.GetSnapshot", "records", "cursor")] {
            let (ids, parts) = walked(method, list, from);
            assert!(parts > 1, "{method} shows all at once");
            assert!(ids.len() == 120 && ids.is_sorted_by(|one, other| one < other), "{method}: {ids:?}");
        }
    }
}
