//! `Profiles.ResetUserPassword`: a link that a manager hands to a user who is in no other profile.

use std::io::Write;
use std::process::{Output, Stdio};

use serde_json::json;
use ventanilla::auth::one_time_link::PublicUrl;

use super::create_profile::command;
use crate::calls::{colleague, conflict, login, number};
use crate::mail::PUBLIC_URL;
use crate::service::{PASSWORD, Person, Service, databases, services};

const NEW: &str = "another horse entirely";

fn houses() -> Vec<(Service, Person, Person)> {
    let houses = databases().into_iter().map(|database| {
        let service = Service::start(database, |settings| settings.public_url = Some(PublicUrl::parse(PUBLIC_URL).unwrap()));
        let ana = service.register("Ana");
        let vera = colleague(&service, &ana, "Vera", "viewer");
        (service, ana, vera)
    });
    houses.collect()
}

fn link(service: &Service, manager: &Person, user: &Person) -> String {
    let made = service.call(manager, "Profiles.ResetUserPassword", json!({ "user_id": user.user_id }));
    let link = made["link"].as_str().expect("a link").to_owned();
    link.strip_prefix(&format!("{PUBLIC_URL}/reset/")).expect("our address").to_owned()
}

fn reset(service: &Service, token: &str) -> u16 {
    service.post(None, "Auth.ResetPassword", json!({ "token": token, "new_password": NEW, "c_password": NEW })).status
}

#[test]
fn the_link_is_shown_once_works_once_and_its_user_is_told() {
    for (service, ana, vera) in houses() {
        let token = link(&service, &ana, &vera);
        assert_ne!(link(&service, &ana, &vera), token, "each is another one");
        let told = service.call(&vera, "Notifications.GetNotifications", json!({}));
        assert_eq!(told["notifications"][0]["subject"], "A manager made a link to set a new password for your account");
        assert!(!told.to_string().contains(&token));
        assert_eq!((reset(&service, &token), reset(&service, &token)), (200, 404));
        service.post(Some(&vera.token), "GetProfiles", json!({})).failure("unauthenticated");
        login(&service, &vera.email, NEW).success();
        assert_eq!(number(&service, "SELECT count(*) AS number FROM one_time_links WHERE due_at IS NOT NULL"), 0, "nobody mails it");
    }
}

#[test]
fn nobody_gets_into_another_profile_by_it() {
    for (service, ana, vera) in houses() {
        let berta = service.register("Berta");
        let try_link = |user_id: i64| service.try_call(&ana, "Profiles.ResetUserPassword", json!({ "user_id": user_id }));
        try_link(berta.user_id).failure("not_found");
        // A stolen session must not become a stolen account.
        assert_eq!(conflict(&try_link(ana.user_id)).0, "user_id");
        let token = link(&service, &ana, &vera);
        service.post(Some(&vera.token), "Profiles.CreateProfile", json!({ "name": "Vera's own" })).success();
        assert_eq!(reset(&service, &token), 404, "she has another profile now");
        let (path, sentence) = conflict(&try_link(vera.user_id));
        assert!(path == "user_id" && sentence.contains("ventanilla user reset-password"), "{sentence}");
        login(&service, &vera.email, PASSWORD).success();
        let carla = colleague(&service, &ana, "Carla", "member");
        let token = link(&service, &ana, &carla);
        service.call(&ana, "Profiles.RemoveUser", json!({ "user_id": carla.user_id }));
        assert_eq!(reset(&service, &token), 404, "she is not in the profile any more");
    }
}

#[test]
fn no_link_is_made_without_an_address_to_begin_with_and_none_by_a_dry_run() {
    for service in services() {
        let ana = service.register("Ana");
        let vera = colleague(&service, &ana, "Vera", "viewer");
        let reply = service.try_call(&ana, "Profiles.ResetUserPassword", json!({ "user_id": vera.user_id }));
        reply.failure("forbidden");
        assert!(reply.text.contains("--public-url"), "{}", reply.text);
    }
    for (service, ana, vera) in houses() {
        let shown = service.call(&ana, "Profiles.ResetUserPassword", json!({ "user_id": vera.user_id, "dry_run": true }));
        let token = shown["link"].as_str().expect("a link").rsplit('/').next().expect("a token").to_owned();
        assert_eq!(reset(&service, &token), 404);
    }
}

#[test]
fn the_operator_sets_a_password_on_the_command_line() {
    for (service, ana, _) in houses() {
        let set = |email: &str, password: &str| -> Output {
            let arguments = ["user", "reset-password", "--email", email];
            let setting = command(&service.database.url, &arguments).stdin(Stdio::piped()).spawn();
            let mut setting = setting.expect("the program starts");
            setting.stdin.take().expect("a pipe").write_all(format!("{password}\n").as_bytes()).expect("it listens");
            setting.wait_with_output().expect("it ends")
        };
        for (email, password, said) in [("nobody@example.com", NEW, "no user"), ("ana@example.com", "short", "8 characters")] {
            let refused = set(email, password);
            assert!(!refused.status.success() && String::from_utf8_lossy(&refused.stderr).contains(said), "{refused:?}");
        }
        service.post(Some(&ana.token), "GetProfiles", json!({})).success();
        let done = set("ANA@example.com", NEW);
        assert!(done.status.success() && String::from_utf8_lossy(&done.stdout).contains("ana@example.com"), "{done:?}");
        service.post(Some(&ana.token), "GetProfiles", json!({})).failure("unauthenticated");
        login(&service, &ana.email, NEW).success();
    }
}
