//! `Profiles.GetUsers`, `AddUser`, `EditUser`, `RemoveUser`: the members of a profile, which always has a manager.

use serde_json::json;

use crate::calls::{at_once, changes, colleague, conflict, each, join, login, rules};
use crate::service::{PASSWORD, Service, services};

/// The number of the profile's managers, as one of its users sees it.
fn managers(service: &Service, person: &crate::service::Person) -> usize {
    let users = service.call(person, "GetUsers", json!({}))["users"].clone();
    each(&users, "role").iter().filter(|role| **role == "manager").count()
}

#[test]
fn somebody_new_gets_an_account_at_once_with_a_password() {
    for service in services() {
        let (ana, berta) = (service.register("Ana"), service.register("Berta"));
        let vera = colleague(&service, &ana, "Vera", "viewer");
        join(&service, &ana, &berta, "member");
        login(&service, &berta.email, PASSWORD).success();
        let users = service.call(&vera, "GetUsers", json!({}))["users"].clone();
        assert_eq!(each(&users, "id"), [ana.user_id, berta.user_id, vera.user_id].map(|id| json!(id)));
        assert_eq!(each(&users, "role"), ["manager", "member", "viewer"]);
        assert!(!users.to_string().contains("password") && !users.to_string().contains("argon"));
        // Somebody with an account keeps the password that they have, member or not.
        let carla = service.register("Carla");
        for email in ["BERTA@example.com", &carla.email] {
            let add = json!({ "email": email, "role": "viewer", "name": "X", "password": "another horse" });
            assert_eq!(rules(&service.try_call(&ana, "AddUser", add)), ["password not_yours"]);
            login(&service, email, PASSWORD).success();
        }
    }
}

#[test]
fn what_is_missing_of_somebody_new_is_said_in_one_answer() {
    for service in services() {
        let ana = service.register("Ana");
        let reply = service.try_call(&ana, "AddUser", json!({ "email": "new@example.com", "role": "boss", "rol": "viewer" }));
        assert_eq!(rules(&reply), ["name required", "password required", "rol unknown_parameter", "role unknown_option"]);
        let reply =
            service.try_call(&ana, "AddUser", json!({ "email": "new@example.com", "role": "viewer", "name": "x", "password": "short" }));
        assert_eq!(rules(&reply), ["password too_short"]);
        assert_eq!(rules(&service.try_call(&ana, "AddUser", json!({ "email": "new", "role": "viewer" }))), ["email malformed_email"]);
        login(&service, "new@example.com", "short").failure("unauthenticated");
    }
}

#[test]
fn the_last_manager_can_neither_go_nor_be_demoted() {
    for service in services() {
        let ana = service.register("Ana");
        colleague(&service, &ana, "Vera", "member");
        let before = changes(&service);
        for (method, parameters) in [
            ("RemoveUser", json!({ "user_id": ana.user_id })),
            ("EditUser", json!({ "user_id": ana.user_id, "role": "member" })),
            ("EditUser", json!({ "user_id": ana.user_id, "role": "viewer" })),
        ] {
            let (path, sentence) = conflict(&service.try_call(&ana, method, parameters));
            assert_eq!(path, "user_id");
            assert!(sentence.contains("last manager"), "{sentence}");
        }
        service.call(&ana, "EditUser", json!({ "user_id": ana.user_id, "role": "manager" }));
        service.call(&ana, "EditUser", json!({ "user_id": ana.user_id }));
        assert_eq!(changes(&service), before);
        let gerda = colleague(&service, &ana, "Gerda", "manager");
        service.call(&ana, "EditUser", json!({ "user_id": ana.user_id, "role": "viewer" }));
        service.try_call(&gerda, "RemoveUser", json!({ "user_id": gerda.user_id })).failure("conflict");
        service.call(&gerda, "RemoveUser", json!({ "user_id": ana.user_id }));
    }
}

#[test]
fn two_managers_who_remove_or_demote_each_other_at_once_leave_one() {
    for service in services() {
        let ana = service.register("Ana");
        let vera = colleague(&service, &ana, "Vera", "viewer");
        for (round, method) in ["RemoveUser", "EditUser", "RemoveUser", "EditUser"].into_iter().enumerate() {
            let first = colleague(&service, &ana, &format!("First{round}"), "manager");
            let second = colleague(&service, &ana, &format!("Second{round}"), "manager");
            // All members are removed but Ana, Vera and the two managers who will remove each other.
            for user in each(&service.call(&vera, "GetUsers", json!({}))["users"], "id") {
                if user != first.user_id && user != second.user_id && user != ana.user_id && user != vera.user_id {
                    service.call(&ana, "RemoveUser", json!({ "user_id": user }));
                }
            }
            service.call(&first, "EditUser", json!({ "user_id": ana.user_id, "role": "viewer" }));
            let pair = [&first, &second];
            let replies = at_once(2, |number| {
                let mut parameters = json!({ "user_id": pair[1 - number].user_id });
                if method == "EditUser" {
                    parameters["role"] = json!("member");
                }
                service.try_call(pair[number], method, parameters)
            });
            assert_eq!(replies.iter().filter(|reply| reply.status == 200).count(), 1, "{replies:?}");
            for reply in replies.iter().filter(|reply| reply.status != 200) {
                assert!([403, 404, 409].contains(&reply.status), "{}", reply.text);
            }
            assert_eq!(managers(&service, &vera), 1);
            let left = if replies[0].status == 200 { &first } else { &second };
            service.call(left, "EditUser", json!({ "user_id": ana.user_id, "role": "manager" }));
        }
    }
}

#[test]
fn a_user_of_another_profile_is_not_found() {
    for service in services() {
        let (ana, berta) = (service.register("Ana"), service.register("Berta"));
        for method in ["EditUser", "RemoveUser"] {
            let foreign = service.try_call(&ana, method, json!({ "user_id": berta.user_id }));
            let missing = service.try_call(&ana, method, json!({ "user_id": 999_999 }));
            assert_eq!(foreign.failure("not_found"), missing.failure("not_found"));
            assert_eq!(foreign.envelope()["error"], missing.envelope()["error"]);
        }
    }
}
