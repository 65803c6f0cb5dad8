//! `Auth.ChangePassword`: sets another password and ends all other sessions.

use serde_json::json;

use crate::calls::{another_token, login, rules};
use crate::service::{PASSWORD, Person, Reply, Service, services};

const NEW: &str = "another horse entirely";

fn change(service: &Service, person: &Person, old: &str, new: &str, again: &str) -> Reply {
    let parameters = json!({ "password": old, "new_password": new, "c_password": again });
    service.post(Some(&person.token), "Auth.ChangePassword", parameters)
}

#[test]
fn a_changed_password_ends_all_tokens_but_the_one_in_hand() {
    for service in services() {
        let ana = service.register("Ana");
        let (before, elsewhere, berta) = (another_token(&service, &ana), another_token(&service, &ana), service.register("Berta"));
        change(&service, &ana, PASSWORD, NEW, NEW).success();
        for dead in [&before, &elsewhere] {
            service.post(Some(&dead.token), "GetProfiles", json!({})).failure("unauthenticated");
            service.try_call(dead, "CreateCompany", json!({})).failure("unauthenticated");
        }
        for alive in [&ana, &berta] {
            service.post(Some(&alive.token), "GetProfiles", json!({})).success();
        }
        login(&service, &ana.email, PASSWORD).failure("unauthenticated");
        let token = login(&service, &ana.email, NEW).success()["token"].clone();
        service.post(token.as_str(), "GetProfiles", json!({})).success();

        let later = Person { token: token.as_str().unwrap().to_owned(), ..ana.clone() };
        change(&service, &later, NEW, PASSWORD, PASSWORD).success();
        service.post(Some(&ana.token), "GetProfiles", json!({})).failure("unauthenticated");
        service.post(Some(&later.token), "GetProfiles", json!({})).success();
        service.post(Some(&later.token), "Auth.Logout", json!({})).success();
        service.post(Some(&later.token), "GetProfiles", json!({})).failure("unauthenticated");
    }
}

#[test]
fn a_change_that_is_wrong_changes_nothing_and_says_all_that_is_wrong() {
    for service in services() {
        let ana = service.register("Ana");
        let elsewhere = another_token(&service, &ana);
        for (old, new, again, wrong) in [
            ("not this one", NEW, NEW, vec!["password wrong"]),
            (PASSWORD, "short", "short", vec!["new_password too_short"]),
            (PASSWORD, NEW, "another cow entirely", vec!["c_password different"]),
            ("not this one", "short", "short", vec!["new_password too_short", "password wrong"]),
            ("not this one", NEW, PASSWORD, vec!["c_password different", "password wrong"]),
        ] {
            let reply = change(&service, &ana, old, new, again);
            assert_eq!(rules(&reply), wrong);
            for secret in [PASSWORD, NEW, "not this one"] {
                assert!(!reply.text.contains(secret), "{}", reply.text);
            }
        }
        service.post(Some(&elsewhere.token), "GetProfiles", json!({})).success();
        login(&service, &ana.email, PASSWORD).success();
        service.post(None, "Auth.ChangePassword", json!({})).failure("unauthenticated");
    }
}
