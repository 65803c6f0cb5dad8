//! `Auth.EditProfile`: the caller's own account.

use serde_json::{Value, json};

use crate::calls::{conflict, login, rules};
use crate::service::{PASSWORD, Person, Reply, Service, services};

fn edit(service: &Service, person: &Person, parameters: Value) -> Reply {
    service.post(Some(&person.token), "Auth.EditProfile", parameters)
}

fn account(service: &Service, person: &Person) -> Value {
    service.post(Some(&person.token), "Auth.GetProfile", json!({})).success()["user"].clone()
}

#[test]
fn what_is_said_changes_and_all_else_stays() {
    for service in services() {
        let ana = service.register("Ana");
        let before = account(&service, &ana);
        assert_eq!(edit(&service, &ana, json!({})).success()["user"], before);
        let edited = edit(&service, &ana, json!({ "name": "Ana María", "language": "es" })).success()["user"].clone();
        assert_eq!((&edited["name"], &edited["language"], &edited["mobile"]), (&json!("Ana María"), &json!("es"), &before["mobile"]));
        assert_eq!(account(&service, &ana), edited);
        edit(&service, &ana, json!({ "mobile": "+52 33 1234 5678" })).success();
        assert_eq!(account(&service, &ana)["mobile"], "+52 33 1234 5678");
        let cleared = edit(&service, &ana, json!({ "mobile": null, "language": null })).success()["user"].clone();
        assert_eq!((&cleared["name"], &cleared["language"], &cleared["mobile"]), (&json!("Ana María"), &Value::Null, &Value::Null));
    }
}

#[test]
fn another_address_takes_the_password_and_is_the_one_to_sign_in_with() {
    for service in services() {
        let ana = service.register("Ana");
        let new = format!("new.{}", ana.email);
        assert_eq!(rules(&edit(&service, &ana, json!({ "email": new }))), ["password required"]);
        let wrong = edit(&service, &ana, json!({ "email": new, "password": "not this one" }));
        assert_eq!(rules(&wrong), ["password wrong"]);
        assert!(!wrong.text.contains("not this one"));
        login(&service, &ana.email, PASSWORD).success();
        assert_eq!(edit(&service, &ana, json!({ "email": new, "password": PASSWORD })).success()["user"]["email"], new.as_str());
        login(&service, &ana.email, PASSWORD).failure("unauthenticated");
        login(&service, &new, PASSWORD).success();
        // The account's present address counts as unchanged, however it is written.
        edit(&service, &ana, json!({ "email": new.to_uppercase(), "name": "Ana" })).success();
        assert_eq!(account(&service, &ana)["email"], new.as_str());
    }
}

#[test]
fn an_address_of_another_user_is_refused_and_nothing_changes() {
    for service in services() {
        let (ana, berta) = (service.register("Ana"), service.register("Berta"));
        let before = account(&service, &ana);
        let taken = edit(&service, &ana, json!({ "email": berta.email, "password": PASSWORD, "name": "Berta" }));
        assert_eq!(conflict(&taken), ("email".to_owned(), "Another record has this email already.".to_owned()));
        assert_eq!(account(&service, &ana), before);
        login(&service, &ana.email, PASSWORD).success();
    }
}

#[test]
fn all_that_is_wrong_is_said_at_once_and_no_script_changes_an_account() {
    for service in services() {
        let ana = service.register("Ana");
        let wrong = edit(&service, &ana, json!({ "language": "fr", "email": "nobody", "name": "", "nombre": 1 }));
        assert_eq!(rules(&wrong), ["email malformed_email", "language unknown_option", "name empty", "nombre unknown_parameter"]);
        let parameters = json!({ "profile_id": ana.profile_id, "name": "ERP", "rights": { "*": ["read", "write", "delete"] } });
        let token = service.post(Some(&ana.token), "Auth.CreateApplicationToken", parameters).success()["token"].clone();
        service.post(token.as_str(), "Auth.EditProfile", json!({ "name": "Nobody" })).failure("forbidden");
        service.post(None, "Auth.EditProfile", json!({ "name": "Nobody" })).failure("unauthenticated");
    }
}
