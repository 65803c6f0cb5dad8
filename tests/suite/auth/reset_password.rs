//! `Auth.ResetPassword`: a new password for the token of a link that is alive, once.

use serde_json::json;

use crate::calls::{at_once, execute, login, rules};
use crate::crash::Node;
use crate::mail::{PUBLIC_URL, PostOffice, linking_houses};
use crate::service::{PASSWORD, Person, Reply, Service, databases};

const NEW: &str = "another horse entirely";

/// The token of a new link for somebody.
fn token(office: &PostOffice, service: &Service, person: &Person) -> String {
    service.post(None, "Auth.RequestPasswordReset", json!({ "email": person.email })).success();
    office.next().token(&format!("{PUBLIC_URL}/reset/"))
}

fn reset(service: &Service, token: &str, new: &str, again: &str) -> Reply {
    let parameters = json!({ "token": token, "new_password": new, "c_password": again });
    service.post(None, "Auth.ResetPassword", parameters)
}

/// The answer to a link that is dead, the same for all reasons.
fn assert_dead(reply: &Reply) {
    reply.failure("not_found");
    let error = reply.envelope()["error"].clone();
    assert_eq!(error, "This link is not valid. It has expired, was used, or was replaced. Ask for another one.");
}

#[test]
fn of_eight_callers_at_once_one_sets_the_password() {
    for (office, service, ana) in linking_houses() {
        let token = token(&office, &service, &ana);
        let replies = at_once(8, |number| {
            let new = format!("{NEW} {number}");
            reset(&service, &token, &new, &new)
        });
        let won: Vec<usize> = replies.iter().enumerate().filter(|(_, reply)| reply.status == 200).map(|(number, _)| number).collect();
        assert_eq!(won.len(), 1, "{replies:?}");
        replies.iter().filter(|reply| reply.status != 200).for_each(assert_dead);
        login(&service, &ana.email, &format!("{NEW} {}", won[0])).success();
    }
}

#[test]
fn a_link_dies_with_its_hour_and_with_each_change_of_the_password_or_the_address() {
    for (office, service, ana) in linking_houses() {
        for dead in ["x", &"0".repeat(43), &"0".repeat(200)] {
            assert_dead(&reset(&service, dead, NEW, NEW));
        }
        let late = token(&office, &service, &ana);
        execute(&service, "UPDATE one_time_links SET expires_at = created_at");
        assert_dead(&reset(&service, &late, NEW, NEW));

        let (first, second) = (token(&office, &service, &ana), token(&office, &service, &ana));
        reset(&service, &second, NEW, NEW).success();
        assert_dead(&reset(&service, &first, PASSWORD, PASSWORD));

        let before = token(&office, &service, &ana);
        let signed_in = login(&service, &ana.email, NEW).success()["token"].clone();
        let change = json!({ "password": NEW, "new_password": PASSWORD, "c_password": PASSWORD });
        service.post(signed_in.as_str(), "Auth.ChangePassword", change).success();
        assert_dead(&reset(&service, &before, NEW, NEW));

        // The limit of links an hour is spent: time passes.
        execute(&service, "UPDATE one_time_links SET created_at = 0");
        let old = token(&office, &service, &ana);
        let edit = json!({ "email": "ana.torres@example.com", "password": PASSWORD });
        service.post(signed_in.as_str(), "Auth.EditProfile", edit).success();
        assert_dead(&reset(&service, &old, NEW, NEW));
        login(&service, "ana.torres@example.com", PASSWORD).success();
    }
}

#[test]
fn a_link_that_was_asked_for_before_the_address_moved_to_another_account_opens_neither() {
    for (office, service, ana) in linking_houses() {
        let berta = service.register("Berta");
        let old = token(&office, &service, &ana);
        let edit = |person: &Person, email: &str| {
            service.post(Some(&person.token), "Auth.EditProfile", json!({ "email": email, "password": PASSWORD })).success();
        };
        edit(&ana, "ana.torres@example.com");
        edit(&berta, "ana@example.com");
        assert_dead(&reset(&service, &old, NEW, NEW));
    }
}

#[test]
fn a_reset_that_is_wrong_says_all_and_leaves_the_link_alive() {
    for (office, service, ana) in linking_houses() {
        let token = token(&office, &service, &ana);
        for (new, again, wrong) in [("horse", "horse", "new_password too_short"), (NEW, PASSWORD, "c_password different")] {
            let reply = reset(&service, &token, new, again);
            assert_eq!(rules(&reply), [wrong]);
            assert!(!reply.text.contains(&token) && !reply.text.contains(new), "{}", reply.text);
        }
        let bare = service.post(None, "Auth.ResetPassword", json!({ "token": token, "new_pasword": NEW }));
        assert_eq!(rules(&bare), ["c_password required", "new_password required", "new_pasword unknown_parameter"]);
        let tokens = json!({ "token": "0".repeat(201), "new_password": NEW, "c_password": NEW });
        assert_eq!(rules(&service.post(None, "Auth.ResetPassword", tokens)), ["token too_long"]);
        reset(&service, &token, NEW, NEW).success();
    }
}

#[test]
fn who_guesses_tokens_is_slowed_down() {
    for (_, service, _) in linking_houses() {
        let replies: Vec<Reply> = (0..60).map(|number| reset(&service, &format!("guess{number}"), NEW, NEW)).collect();
        assert_eq!(replies.iter().filter(|reply| reply.status == 404).count(), 50);
        replies.last().expect("sixty").failure("rate_limited");
    }
}

#[test]
fn no_token_is_in_the_log_however_much_is_logged() {
    for database in databases() {
        let office = PostOffice::open();
        let environment = [
            ("VENTANILLA_SMTP_URL", office.url.as_str()),
            ("VENTANILLA_MAIL_FROM", "crm@example.com"),
            ("VENTANILLA_PUBLIC_URL", PUBLIC_URL),
            ("VENTANILLA_LOG", "trace"),
        ];
        let node = Node::start_with(&database.url, &environment);
        let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
        let post = |path: &str, content_type: &str, body: String| {
            let request = agent.post(format!("http://{}{path}", node.address)).header("Content-Type", content_type);
            request.send(body).expect("an answer").status().as_u16()
        };
        let call = |method: &str, parameters: serde_json::Value| {
            post("/api", "application/json", json!({ "method": method, "parameters": parameters }).to_string())
        };
        let ana = json!({ "name": "Ana", "email": "ana@example.com", "company": "Ana's", "password": PASSWORD, "c_password": PASSWORD });
        assert_eq!(call("Auth.Register", ana), 200);
        assert_eq!(call("Auth.RequestPasswordReset", json!({ "email": "ana@example.com" })), 200);
        let token = office.next().token(&format!("{PUBLIC_URL}/reset/"));
        let path = format!("/reset/{token}");
        assert_eq!(agent.get(format!("http://{}{path}", node.address)).call().expect("an answer").status(), 200);
        let form = |new: &str| format!("new_password={new}&c_password={new}");
        assert_eq!(post(&path, "application/x-www-form-urlencoded", form("short")), 422);
        assert_eq!(post(&path, "text/plain", form("short")), 415);
        assert_eq!(call("Auth.ResetPassword", json!({ "token": token, "new_password": "short", "c_password": "" })), 422);
        assert_eq!(post(&path, "application/x-www-form-urlencoded", form("another+horse+entirely")), 200);
        assert_eq!(call("Auth.ResetPassword", json!({ "token": token, "new_password": NEW, "c_password": NEW })), 404);
        let log = node.into_log();
        assert!(log.iter().any(|line| line["method"] == "Auth.ResetPassword" && line["message"] == "call"), "{log:?}");
        for line in log {
            let line = line.to_string();
            assert!(!line.contains(&token) && !line.contains("horse"), "{line}");
        }
    }
}
