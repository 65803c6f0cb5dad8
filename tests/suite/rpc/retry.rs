//! Safe retry: a call under the same idempotency key is made once, and gets the same answer each time.

use serde_json::{Value, json};
use ventanilla::modules;

use crate::calls::{at_once, changes, colleague, conflict, execute, number};
use crate::examples::parameters_of;
use crate::inspect::{Inspector, difference};
use crate::service::{Database, Person, Reply, Service, databases, services};
use crate::world::{everywhere, neighbouring_worlds};

/// Sends a body, with an idempotency key in the header if there is one.
fn send(service: &Service, person: &Person, key: Option<&str>, body: &Value) -> Reply {
    let bearer = format!("Bearer {}", person.token);
    let mut headers = vec![("Content-Type", "application/json"), ("Authorization", bearer.as_str())];
    headers.extend(key.map(|key| ("Idempotency-Key", key)));
    service.send_with("/api", &headers, body.to_string().as_bytes())
}

/// A call that creates a company.
fn creation(service: &Service, person: &Person, name: &str) -> Value {
    let mut parameters = service.company(person, name);
    parameters["profile_id"] = json!(person.profile_id);
    json!({ "method": "Companies.CreateCompany", "parameters": parameters })
}

fn with_member(call: &Value, key: &str) -> Value {
    let mut call = call.clone();
    call["idempotency_key"] = json!(key);
    call
}

fn companies(service: &Service) -> i64 {
    number(service, "SELECT count(*) AS number FROM companies")
}

fn kept(service: &Service) -> i64 {
    number(service, "SELECT count(*) AS number FROM idempotency_keys")
}

fn is_replayed(reply: &Reply) -> bool {
    reply.header("idempotency-replayed") == Some("true")
}

#[test]
fn the_same_call_is_made_once_and_answered_the_same_to_the_byte() {
    for service in services() {
        let ana = service.register("Ana");
        let call = creation(&service, &ana, "Café \"Núñez\" \u{1F600}");
        let first = send(&service, &ana, Some("order-7"), &call);
        first.success();
        assert!(!is_replayed(&first));
        let (made, noted) = (companies(&service), changes(&service));
        // The order of keys, the method's bare name and the place of the idempotency key make no difference.
        let mut reordered = format!(r#"{{"idempotency_key":"order-7","parameters":{},"method":"CreateCompany"}}"#, call["parameters"]);
        reordered = reordered.replace("\"profile_id\"", "\"profile_\\u0069d\"");
        let again = [
            send(&service, &ana, Some("order-7"), &call),
            send(&service, &ana, None, &with_member(&call, "order-7")),
            send(&service, &ana, Some("order-7"), &with_member(&call, "order-7")),
            service.send("/api", Some(&ana.token), &reordered),
        ];
        for again in again {
            assert_eq!((again.status, &again.text), (200, &first.text));
            assert!(is_replayed(&again));
        }
        assert_eq!((companies(&service), changes(&service)), (made, noted));
        // A call without the key, or with another one, creates another company.
        assert!(!is_replayed(&send(&service, &ana, None, &call)));
        assert!(!is_replayed(&send(&service, &ana, Some("order-8"), &call)));
        assert_eq!(companies(&service), made + 2);
        assert_eq!(kept(&service), 2);
    }
}

#[test]
fn another_call_under_the_same_key_is_a_conflict() {
    for service in services() {
        let ana = service.register("Ana");
        let call = creation(&service, &ana, "Café Núñez");
        let first = send(&service, &ana, Some("k"), &call).success();
        let mut renaming = call.clone();
        renaming["parameters"]["name"] = json!("Café Luna");
        let parameters = json!({ "profile_id": ana.profile_id, "company_id": first["company"]["id"] });
        let deletion = json!({ "method": "Companies.DeleteCompany", "parameters": parameters });
        for other in [renaming, deletion] {
            assert_eq!(conflict(&send(&service, &ana, Some("k"), &other)).0, "idempotency_key");
        }
        assert_eq!(companies(&service), 1);
        assert!(is_replayed(&send(&service, &ana, Some("k"), &call)));
    }
}

#[test]
fn a_key_is_its_callers_own_and_worth_nothing_without_the_right_to_call() {
    for service in services() {
        let ana = service.register("Ana");
        let mario = colleague(&service, &ana, "Mario", "member");
        let call = creation(&service, &ana, "Café Núñez");
        let own = send(&service, &ana, Some("k"), &call);
        let his = send(&service, &mario, Some("k"), &call);
        assert!(!is_replayed(&his));
        assert_ne!(his.success(), own.success());
        assert_eq!(companies(&service), 2);
        assert_eq!(send(&service, &mario, Some("k"), &call).text, his.text);
        service.call(&ana, "Profiles.EditUser", json!({ "user_id": mario.user_id, "role": "viewer" }));
        send(&service, &mario, Some("k"), &call).failure("forbidden");
        service.call(&ana, "Profiles.RemoveUser", json!({ "user_id": mario.user_id }));
        assert_ne!(send(&service, &mario, Some("k"), &call).status, 200);
        assert!(is_replayed(&send(&service, &ana, Some("k"), &call)));
    }
}

#[test]
fn fifty_at_once_make_one_record() {
    for service in services() {
        let ana = service.register("Ana");
        let mut call = creation(&service, &ana, "Café Núñez");
        // The second company would fail for its client number if it were made.
        call["parameters"]["client_number"] = json!("N-001");
        let replies = at_once(50, |_| send(&service, &ana, Some("k"), &call));
        for reply in &replies {
            assert_eq!((reply.status, &reply.text), (200, &replies[0].text));
        }
        assert_eq!(replies.iter().filter(|reply| !is_replayed(reply)).count(), 1);
        assert_eq!((companies(&service), kept(&service)), (1, 1));
    }
}

#[test]
fn fifty_at_once_on_two_nodes_make_one_record() {
    let Some(database) = databases().into_iter().find(|database| !database.is_sqlite()) else { return };
    let url = database.url.clone();
    let nodes = [Service::start(database, |_| ()), Service::start(Database::at(url), |_| ())];
    let ana = nodes[0].register("Ana");
    let call = creation(&nodes[0], &ana, "Café Núñez");
    let replies = at_once(50, |number| send(&nodes[number % 2], &ana, Some("k"), &call));
    for reply in &replies {
        assert_eq!((reply.status, &reply.text), (200, &replies[0].text));
    }
    assert_eq!(companies(&nodes[0]), 1);
    for node in &nodes {
        assert!(is_replayed(&send(node, &ana, Some("k"), &call)));
    }
}

#[test]
fn a_call_that_failed_may_be_repeated_under_its_key_as_it_was_and_mended() {
    for service in services() {
        let ana = service.register("Ana");
        let mut call = creation(&service, &ana, "Café Núñez");
        call["parameters"]["client_number"] = json!("N-001");
        send(&service, &ana, None, &call).success();
        send(&service, &ana, Some("k"), &call).failure("conflict");
        let mut wrong = call.clone();
        wrong["parameters"]["type_id"] = json!(987_654);
        send(&service, &ana, Some("k"), &wrong).failure("invalid_parameters");
        assert_eq!(kept(&service), 0);
        send(&service, &ana, Some("k"), &call).failure("conflict");
        call["parameters"]["client_number"] = json!("N-002");
        send(&service, &ana, Some("k"), &call).success();
        assert!(is_replayed(&send(&service, &ana, Some("k"), &call)));
        assert_eq!(companies(&service), 2);
    }
}

#[test]
fn a_day_later_the_key_is_free_and_what_was_kept_goes() {
    const DAY: i64 = 86_400_000_000;
    let older = |service: &Service, by: i64| execute(service, &format!("UPDATE idempotency_keys SET created_at = created_at - {by}"));
    for service in services() {
        let ana = service.register("Ana");
        let call = creation(&service, &ana, "Café Núñez");
        for key in ["a", "b", "c"] {
            send(&service, &ana, Some(key), &call).success();
        }
        // The key is valid for another minute.
        older(&service, DAY - 60_000_000);
        assert!(is_replayed(&send(&service, &ana, Some("a"), &call)));
        older(&service, 60_000_000);
        let mut other = call.clone();
        other["parameters"]["name"] = json!("Café Luna");
        let anew = send(&service, &ana, Some("a"), &other);
        assert_eq!(anew.success()["company"]["name"], "Café Luna");
        assert!(!is_replayed(&anew));
        assert_eq!(send(&service, &ana, Some("a"), &other).text, anew.text);
        assert_eq!((companies(&service), kept(&service)), (4, 1));
    }
}

#[test]
fn a_key_that_is_none_is_refused() {
    for service in services() {
        let ana = service.register("Ana");
        let call = creation(&service, &ana, "Café Núñez");
        for key in ["a b", &"k".repeat(256)] {
            send(&service, &ana, Some(key), &call).failure("malformed_request");
        }
        for key in [json!(""), json!("a b"), json!("é"), json!("k".repeat(256)), json!(5), json!(["k"]), json!({}), json!(true)] {
            let mut call = call.clone();
            call["idempotency_key"] = key;
            send(&service, &ana, None, &call).failure("malformed_request");
        }
        send(&service, &ana, Some("k"), &with_member(&call, "another")).failure("malformed_request");
        assert_eq!((companies(&service), kept(&service)), (0, 0));
        let mut none = call.clone();
        none["idempotency_key"] = Value::Null;
        send(&service, &ana, None, &none).success();
        assert_eq!(kept(&service), 0);
        let longest = "~".repeat(255);
        send(&service, &ana, Some(&longest), &call).success();
        assert!(is_replayed(&send(&service, &ana, None, &with_member(&call, &longest))));
    }
}

#[test]
fn each_item_of_an_array_has_its_own_and_the_header_is_for_one_call() {
    for service in services() {
        let ana = service.register("Ana");
        let (first, second) = (creation(&service, &ana, "Café Núñez"), creation(&service, &ana, "Café Luna"));
        let array = json!([with_member(&first, "a"), with_member(&second, "b"), with_member(&first, "a"), with_member(&second, "a")]);
        let reply = send(&service, &ana, None, &array);
        let answers: Vec<Value> = serde_json::from_str(&reply.text).expect("an array");
        assert_eq!(answers[0], answers[2]);
        assert_eq!(answers[1]["response"]["company"]["name"], "Café Luna");
        assert_eq!(answers[3]["response"]["code"], "conflict");
        assert_eq!(companies(&service), 2);
        let again: Vec<Value> = serde_json::from_str(&send(&service, &ana, None, &array).text).expect("an array");
        assert_eq!(answers[..3], again[..3]);
        send(&service, &ana, Some("a"), &json!([first])).failure("malformed_request");
        let request = json!([{ "jsonrpc": "2.0", "method": "System.Ping", "id": 1 }]);
        let refused: Value = serde_json::from_str(&send(&service, &ana, Some("a"), &request).text).expect("JSON");
        assert_eq!(refused["error"]["data"]["code"], "malformed_request");
        assert_eq!(companies(&service), 2);
    }
}

#[test]
fn json_rpc_has_it_as_a_member() {
    for service in services() {
        let ana = service.register("Ana");
        let call = creation(&service, &ana, "Café Núñez");
        let request = |id: Value| json!({ "jsonrpc": "2.0", "method": "CreateCompany", "params": call["parameters"], "id": id, "idempotency_key": "k" });
        let first: Value = serde_json::from_str(&send(&service, &ana, None, &request(json!(1))).text).expect("JSON");
        let reply = send(&service, &ana, None, &request(json!("two")));
        assert!(is_replayed(&reply));
        let second: Value = serde_json::from_str(&reply.text).expect("JSON");
        assert_eq!((&second["id"], &second["result"]), (&json!("two"), &first["result"]));
        // The form of the call, JSON-RPC or envelope, makes no difference.
        assert_eq!(send(&service, &ana, Some("k"), &call).success(), first["result"]);
        let mut notification = request(json!(3));
        notification.as_object_mut().expect("an object").remove("id");
        assert_eq!(send(&service, &ana, None, &notification).status, 204);
        assert_eq!(companies(&service), 1);
        let mut wrong = request(json!(4));
        wrong["idempotency_key"] = json!(4);
        let refused: Value = serde_json::from_str(&send(&service, &ana, None, &wrong).text).expect("JSON");
        assert_eq!((&refused["id"], &refused["error"]["code"]), (&json!(4), &json!(-32_600)));
    }
}

#[test]
fn every_write_of_a_profile_can_be_repeated() {
    everywhere(neighbouring_worlds(), |world| {
        let definition = world.service.get("/openrpc.json").document();
        let mut inspector = Inspector::open(&world.service.database.url);
        let (ana, mut repeated) = (&world.people.ana, 0);
        for entry in modules::registry().entries().iter().filter(|entry| entry.keeps_reply() && entry.access.role.is_some()) {
            let call = json!({ "method": entry.qualified, "parameters": parameters_of(&definition, entry) });
            let first = send(&world.service, ana, Some(&entry.qualified), &call);
            // The record was deleted by an earlier call, so it can't be edited.
            if first.status != 200 {
                continue;
            }
            let before = inspector.snapshot();
            let again = send(&world.service, ana, Some(&entry.qualified), &call);
            assert_eq!(again.text, first.text, "{}", entry.qualified);
            assert!(is_replayed(&again), "{}", entry.qualified);
            let after = inspector.snapshot();
            assert!(before == after, "{} was made again: {}", entry.qualified, difference(&before, &after));
            repeated += 1;
        }
        assert!(repeated > 15, "hardly any was repeated: {repeated}");
    });
}

#[test]
fn secrets_are_not_kept_and_reading_takes_a_key_and_passes_over_it() {
    everywhere(neighbouring_worlds(), |world| {
        let (service, ana) = (&world.service, &world.people.ana);
        let definition = service.get("/openrpc.json").document();
        let (registry, mut refusing) = (modules::registry(), Vec::new());
        for entry in registry.entries() {
            let call = json!({ "method": entry.qualified, "parameters": world.filled(parameters_of(&definition, entry)) });
            if !entry.access.writes {
                let reply = send(service, ana, Some("k"), &call);
                assert_eq!(reply.status, 200, "{} {}", entry.qualified, reply.text);
                assert!(!is_replayed(&send(service, ana, Some("k"), &call)));
            } else if !entry.keeps_reply() {
                send(service, ana, Some("k"), &call).failure("malformed_request");
                refusing.push(entry.qualified.as_str());
            }
        }
        // Methods that take or return a password or a token belong to this list.
        for expected in ["Auth.Register", "Auth.ChangePassword", "Profiles.AddUser"] {
            assert!(refusing.contains(&expected), "{refusing:?}");
        }
        assert_eq!(kept(service), 0);
    });
}
