//! `Auth.Login`: exchanges an e-mail address and a password for an access token.

use serde_json::json;

use crate::calls::{keys, login, rules};
use crate::service::{PASSWORD, services};

#[test]
fn a_login_answers_a_token_and_a_user_without_a_trace_of_the_password() {
    for service in services() {
        let ana = service.register("Ana");
        let reply = login(&service, &ana.email, PASSWORD);
        let response = reply.success();
        assert_eq!(keys(&response), ["expires_at", "token", "user"]);
        assert_eq!(keys(&response["user"]), ["created_at", "email", "id", "language", "mobile", "name"]);
        assert_eq!((&response["user"]["id"], &response["user"]["email"]), (&json!(ana.user_id), &json!("ana@example.com")));
        for trace in [PASSWORD, "password", "argon", "hash"] {
            assert!(!reply.text.contains(trace), "{}", reply.text);
        }
        let token = response["token"].as_str().unwrap();
        service.post(Some(token), "GetProfiles", json!({})).success();
    }
}

#[test]
fn the_letter_case_of_an_address_and_blanks_around_it_do_not_matter() {
    for service in services() {
        service.register("Ana");
        for email in ["ANA@EXAMPLE.COM", " Ana@example.com "] {
            login(&service, email, PASSWORD).success();
        }
        for password in [format!(" {PASSWORD}"), format!("{PASSWORD} "), PASSWORD.to_uppercase()] {
            login(&service, "ana@example.com", &password).failure("unauthenticated");
        }
    }
}

#[test]
fn an_unknown_address_and_a_wrong_password_have_one_answer() {
    for service in services() {
        let ana = service.register("Ana");
        let headers = [("Content-Type", "application/json"), ("X-Request-Id", "same")];
        let answer = |email: &str| {
            let body = json!({ "method": "Login", "parameters": { "email": email, "password": "a wrong one" } }).to_string();
            let reply = service.send_with("/api", &headers, body.as_bytes());
            reply.failure("unauthenticated");
            (reply.status, reply.text)
        };
        assert_eq!(answer(&ana.email), answer("nobody@example.com"));
    }
}

#[test]
fn what_is_no_address_or_no_password_is_said() {
    for service in services() {
        let reply = service.post(None, "Login", json!({ "email": "ana", "password": "", "remember": true }));
        assert_eq!(rules(&reply), ["email malformed_email", "password empty", "remember unknown_parameter"]);
        assert_eq!(rules(&service.post(None, "Login", json!({}))), ["email required", "password required"]);
        let reply = service.post(None, "Login", json!({ "email": "ana@example.com", "password": 12_345_678 }));
        assert_eq!(rules(&reply), ["password wrong_type"]);
        assert!(!reply.text.contains("12345678"), "{}", reply.text);
    }
}
