//! The rate limit on wrong passwords: it holds back the guesser and nobody else.

use serde_json::{Value, json};

use crate::service::{PASSWORD, Reply, Service, databases};

/// Services behind one proxy, whose header says which address a call comes from.
fn services_behind_a_proxy() -> Vec<Service> {
    databases().into_iter().map(|database| Service::start(database, |settings| settings.proxies = 1)).collect()
}

fn post_from(service: &Service, address: &str, token: Option<&str>, method: &str, parameters: Value) -> Reply {
    let token = token.map(|token| format!("Bearer {token}"));
    let mut headers = vec![("Content-Type", "application/json"), ("X-Forwarded-For", address)];
    headers.extend(token.as_deref().map(|token| ("Authorization", token)));
    service.send_with("/api", &headers, json!({ "method": method, "parameters": parameters }).to_string().as_bytes())
}

fn login_from(service: &Service, address: &str, email: &str, password: &str) -> Reply {
    post_from(service, address, None, "Auth.Login", json!({ "email": email, "password": password }))
}

/// The first reply that refuses a guess. All guesses before it get the answer to a wrong password.
fn guess_until_refused(service: &Service, address: &str, email: &str) -> Reply {
    let mut guesses = (0..40).map(|_| login_from(service, address, email, "a wrong one"));
    let refused = guesses.find(|reply| {
        if reply.status != 429 {
            reply.failure("unauthenticated");
        }
        reply.status == 429
    });
    refused.expect("guessing is refused")
}

fn retry_after(reply: &Reply) -> u64 {
    reply.failure("rate_limited");
    let seconds = reply.header("retry-after").expect("Retry-After").parse().expect("whole seconds");
    assert!((1..=61).contains(&seconds), "{seconds}");
    seconds
}

#[test]
fn who_guesses_is_told_to_wait_and_who_signs_in_from_elsewhere_is_not() {
    for service in services_behind_a_proxy() {
        let (ana, berta) = (service.register("Ana"), service.register("Berta"));
        retry_after(&guess_until_refused(&service, "10.0.0.1", &ana.email));
        login_from(&service, "10.0.0.2", &ana.email, PASSWORD).success();
        login_from(&service, "10.0.0.1", &berta.email, PASSWORD).success();
        service.post(Some(&ana.token), "GetProfiles", json!({})).success();
    }
}

#[test]
fn an_account_that_nobody_has_is_throttled_just_the_same() {
    for service in services_behind_a_proxy() {
        retry_after(&guess_until_refused(&service, "10.0.0.1", "nobody@example.com"));
    }
}

#[test]
fn an_address_that_the_caller_made_up_does_not_count() {
    for service in services_behind_a_proxy() {
        let ana = service.register("Ana");
        let mut refused = false;
        for number in 0..40 {
            let reply = login_from(&service, &format!("10.9.9.{number}, 10.0.0.1"), &ana.email, "a wrong one");
            refused = refused || reply.status == 429;
        }
        assert!(refused, "what the nearest proxy saw is the last address");
    }
    for service in databases().into_iter().map(|database| Service::start(database, |_| ())) {
        let ana = service.register("Ana");
        let mut replies = (0..40).map(|number| login_from(&service, &format!("10.9.9.{number}"), &ana.email, "a wrong one"));
        assert!(replies.any(|reply| reply.status == 429), "without a proxy the header means nothing");
    }
}

#[test]
fn guessing_the_old_password_of_a_stolen_token_is_throttled_too() {
    for service in services_behind_a_proxy() {
        let ana = service.register("Ana");
        let parameters = json!({ "password": "a wrong one", "new_password": "new enough", "c_password": "new enough" });
        let replies: Vec<Reply> =
            (0..12).map(|_| post_from(&service, "10.0.0.1", Some(&ana.token), "Auth.ChangePassword", parameters.clone())).collect();
        retry_after(replies.iter().find(|reply| reply.status == 429).expect("guessing is refused"));
    }
}
