//! `Auth.Register`: a new user with a first profile, and the settings that close registration.

use serde_json::{Value, json};
use ventanilla::auth::registration::Registration;

use crate::calls::{at_once, conflict, each, keys, login, number, rules};
use crate::service::{PASSWORD, Reply, Service, databases, services};

fn register(service: &Service, changes: Value) -> Reply {
    let mut parameters = json!({
        "name": "Ana", "email": "Ana@Example.com", "company": "Tornillos S.A.", "password": PASSWORD, "c_password": PASSWORD,
    });
    for (key, value) in changes.as_object().expect("an object") {
        parameters[key] = value.clone();
    }
    service.post(None, "Auth.Register", parameters)
}

fn services_with(registration: Registration) -> Vec<Service> {
    databases().into_iter().map(|database| Service::start(database, |settings| settings.registration = registration)).collect()
}

#[test]
fn who_registers_is_signed_in_and_manages_a_profile_with_the_usual_catalogs() {
    for service in services() {
        let reply = register(&service, json!({ "mobile": "55 1234" }));
        let response = reply.success();
        assert_eq!(keys(&response), ["expires_at", "token", "user"]);
        assert_eq!(response["user"]["mobile"], "55 1234");
        assert!(!reply.text.contains(PASSWORD) && !reply.text.contains("argon"), "{}", reply.text);
        let token = response["token"].as_str();
        let profiles = service.post(token, "GetProfiles", json!({})).success()["profiles"].clone();
        assert_eq!((each(&profiles, "name"), each(&profiles, "role")), (vec![json!("Tornillos S.A.")], vec![json!("manager")]));
        let profile = json!({ "profile_id": profiles[0]["id"] });
        for (method, key) in
            [("GetStages", "stages"), ("GetTypes", "types"), ("GetIndustries", "industries"), ("GetCurrencies", "currencies")]
        {
            assert!(!service.post(token, method, profile.clone()).success()[key].as_array().unwrap().is_empty(), "{method}");
        }
        login(&service, "ana@example.com", PASSWORD).success();
    }
}

#[test]
fn what_is_wrong_with_a_registration_is_said_in_one_answer() {
    for service in services() {
        let reply = register(
            &service,
            json!({ "name": " ", "email": "ana@", "company": "", "password": "short", "c_password": "other", "age": 5 }),
        );
        let expected = ["age unknown_parameter", "company empty", "email malformed_email", "name empty", "password too_short"];
        assert_eq!(rules(&reply), expected);
        assert_eq!(rules(&register(&service, json!({ "c_password": "correct horse batterx" }))), ["c_password different"]);
        assert_eq!(rules(&register(&service, json!({ "c_password": null }))), ["c_password required"]);
        assert_eq!(number(&service, "SELECT count(*) AS number FROM users"), 0);
    }
}

#[test]
fn an_address_registers_once_whatever_its_letter_case() {
    for service in services() {
        register(&service, json!({})).success();
        for email in ["ana@example.com", "ANA@EXAMPLE.COM"] {
            assert_eq!(conflict(&register(&service, json!({ "email": email }))).0, "email");
        }
        assert_eq!(number(&service, "SELECT count(*) AS number FROM profiles"), 1);
    }
}

#[test]
fn the_first_registration_makes_the_owner_and_later_ones_are_refused() {
    for service in services_with(Registration::First) {
        register(&service, json!({})).success();
        let reply = register(&service, json!({ "email": "berta@example.com" }));
        assert_eq!(reply.failure("forbidden"), json!([]));
        assert!(reply.text.contains("manager"), "it says what to do instead: {}", reply.text);
        login(&service, "berta@example.com", PASSWORD).failure("unauthenticated");
    }
}

#[test]
fn of_several_first_registrations_at_once_one_is_the_first() {
    for service in services_with(Registration::First) {
        let replies = at_once(6, |number| register(&service, json!({ "email": format!("{number}@example.com") })));
        assert_eq!(replies.iter().filter(|reply| reply.status == 200).count(), 1);
        for reply in replies.iter().filter(|reply| reply.status != 200) {
            reply.failure("forbidden");
        }
        assert_eq!(number(&service, "SELECT count(*) AS number FROM users"), 1);
    }
}

#[test]
fn nobody_registers_where_registration_is_closed() {
    for service in services_with(Registration::Closed) {
        register(&service, json!({})).failure("forbidden");
        assert_eq!(number(&service, "SELECT count(*) AS number FROM users"), 0);
    }
}

#[test]
fn of_several_who_register_one_address_at_once_one_does() {
    for service in services() {
        let replies = at_once(6, |_| register(&service, json!({})));
        assert_eq!(replies.iter().filter(|reply| reply.status == 200).count(), 1);
        for reply in replies.iter().filter(|reply| reply.status != 200) {
            assert_eq!(conflict(reply).0, "email");
        }
        assert_eq!(number(&service, "SELECT count(*) AS number FROM profiles"), 1);
    }
}
