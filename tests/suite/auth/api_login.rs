//! `Auth.ApiLogin`: exchanges an application token for an access token.

use serde_json::{Value, json};

use crate::calls::keys;
use crate::service::{Person, Reply, Service, databases, services};

fn create(service: &Service, person: &Person, more: &Value) -> Value {
    let mut parameters = json!({ "name": "ERP", "rights": { "Companies": ["read"] } });
    parameters.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    service.call(person, "Auth.CreateApplicationToken", parameters)
}

fn sign_in(service: &Service, token: &Value) -> Reply {
    service.post(None, "Auth.ApiLogin", json!({ "authCode": token }))
}

fn seconds_until(instant: &Value) -> i64 {
    let instant = chrono::DateTime::parse_from_rfc3339(instant.as_str().expect("an instant")).expect("RFC 3339");
    (instant.to_utc() - chrono::Utc::now()).num_seconds()
}

#[test]
fn an_access_token_has_the_same_rights_for_an_hour() {
    for service in services() {
        let ana = service.register("Ana");
        let made = create(&service, &ana, &json!({}));
        let signed_in = sign_in(&service, &made["token"]).success();
        assert_eq!(keys(&signed_in), ["application_token", "expires_at", "token"]);
        assert!((3500..=3600).contains(&seconds_until(&signed_in["expires_at"])), "{signed_in}");
        let own = &signed_in["application_token"];
        assert_eq!((&own["id"], &own["profile_id"]), (&made["application_token"]["id"], &json!(ana.profile_id)));
        let call = |method: &str| service.post(signed_in["token"].as_str(), method, json!({ "profile_id": ana.profile_id }));
        call("Companies.GetCompanies").success();
        call("Profiles.GetUsers").failure("forbidden");
        call("Companies.CreateCompany").failure("forbidden");
        let me = service.post(signed_in["token"].as_str(), "Auth.GetProfile", json!({})).success();
        assert_eq!((&me["expires_at"], &me["application_token"]), (&signed_in["expires_at"], own));
    }
}

#[test]
fn an_access_token_does_not_outlive_the_token_that_it_was_made_of() {
    for service in services() {
        let ana = service.register("Ana");
        let soon = (chrono::Utc::now() + chrono::TimeDelta::seconds(600)).to_rfc3339();
        let made = create(&service, &ana, &json!({ "expires_at": soon }));
        let signed_in = sign_in(&service, &made["token"]).success();
        assert!((500..=600).contains(&seconds_until(&signed_in["expires_at"])), "{signed_in}");
    }
}

#[test]
fn what_is_no_token_is_refused_in_one_sentence_whatever_it_is() {
    for service in services() {
        let ana = service.register("Ana");
        let (made, revoked) = (create(&service, &ana, &json!({})), create(&service, &ana, &json!({})));
        service.call(&ana, "Auth.RevokeApplicationToken", json!({ "application_token_id": revoked["application_token"]["id"] }));
        let token = made["token"].as_str().expect("a token");
        let other = revoked["token"].as_str().expect("a token").replacen("vnt_2_", "vnt_1_", 1);
        let wrong = ["", "nonsense", token.split_at(token.len() - 1).0, &other, &ana.token, "12345678-90ab-cdef-1234-4567890abcdef"];
        let sentences: Vec<Value> = wrong
            .iter()
            .map(|wrong| json!(wrong))
            .chain([revoked["token"].clone()])
            .map(|wrong| {
                let reply = sign_in(&service, &wrong);
                assert_eq!(reply.failure("unauthenticated"), json!([]), "{wrong}");
                reply.envelope()["error"].clone()
            })
            .collect();
        assert!(sentences.iter().all(|sentence| *sentence == sentences[0]), "{sentences:?}");
        sign_in(&service, &json!(format!(" {token}\n"))).success();
        assert_eq!(service.post(None, "Auth.ApiLogin", json!({ "auth_code": token })).wrong(), ["authCode", "auth_code"]);
    }
}

#[test]
fn who_tries_many_is_told_to_wait_and_nobody_else_is() {
    for service in databases().into_iter().map(|database| Service::start(database, |settings| settings.proxies = 1)) {
        let ana = service.register("Ana");
        let made = create(&service, &ana, &json!({}));
        let try_from = |address: &str, token: &Value| {
            let headers = [("Content-Type", "application/json"), ("X-Forwarded-For", address)];
            let body = json!({ "method": "Auth.ApiLogin", "parameters": { "authCode": token } });
            service.send_with("/api", &headers, body.to_string().as_bytes())
        };
        let refused = (0..80).map(|_| try_from("10.0.0.1", &json!("vnt_1_guess"))).find(|reply| reply.status == 429);
        let refused = refused.expect("guessing is refused");
        refused.failure("rate_limited");
        assert!(refused.header("retry-after").is_some());
        try_from("10.0.0.2", &made["token"]).success();
        service.post(made["token"].as_str(), "Companies.GetCompanies", json!({ "profile_id": ana.profile_id })).success();
    }
}
