//! `Auth.RequestPasswordReset`: a link by mail, for who has an account, and the same answer for everybody else.

use serde_json::json;
use ventanilla::auth::one_time_link::PublicUrl;

use crate::calls::{colleague, execute, login, number, rules};
use crate::listening::Statements;
use crate::mail::{PUBLIC_URL, PostOffice};
use crate::service::{PASSWORD, Reply, Service, databases, services};

const NEW: &str = "another horse entirely";

fn request(service: &Service, email: &str) -> Reply {
    service.post(None, "Auth.RequestPasswordReset", json!({ "email": email }))
}

fn links(service: &Service, condition: &str) -> i64 {
    number(service, &format!("SELECT count(*) AS number FROM one_time_links WHERE {condition}"))
}

/// A statement without its values and without the time that is left to it.
fn wording(statement: &str) -> String {
    let worded = statement.split(" -- binds: ").next().unwrap_or_default();
    worded.split(" SET LOCAL statement_timeout").next().unwrap_or_default().to_owned()
}

#[test]
fn a_link_comes_by_mail_and_sets_a_new_password_once() {
    for database in databases() {
        let office = PostOffice::open();
        let service = office.linking(database);
        let (ana, berta) = (service.register("Ana"), service.register("Berta"));
        assert_eq!(request(&service, "ANA@example.com").success(), json!({ "requested": true }));
        let letter = office.next();
        assert!(letter.to.contains("<ana@example.com>"), "{}", letter.to);
        assert_eq!((letter.header("To"), letter.header("Subject")), ("Ana <ana@example.com>", "Set a new password"));
        assert!(letter.header("Content-Type").starts_with("text/plain"), "{}", letter.text);
        let token = letter.token(&format!("{PUBLIC_URL}/reset/"));
        let reset = |token: &str| {
            let parameters = json!({ "token": token, "new_password": NEW, "c_password": NEW });
            service.post(None, "Auth.ResetPassword", parameters)
        };
        assert_eq!(reset(&token).success(), json!({ "changed": true }));
        service.post(Some(&ana.token), "GetProfiles", json!({})).failure("unauthenticated");
        service.post(Some(&berta.token), "GetProfiles", json!({})).success();
        login(&service, &ana.email, PASSWORD).failure("unauthenticated");
        login(&service, &ana.email, NEW).success();
        reset(&token).failure("not_found");
        assert!(office.is_empty(), "one request is one mail");
        let hashes = number(&service, &format!("SELECT count(*) AS number FROM one_time_link_tokens WHERE hash LIKE '%{token}%'"));
        assert_eq!(hashes, 0, "the token itself is nowhere");
    }
}

#[test]
fn the_mail_is_in_the_language_of_its_recipient() {
    for database in databases() {
        let office = PostOffice::open();
        let service = office.linking(database);
        let ana = service.register("Ana");
        execute(&service, &format!("UPDATE users SET language = 'es' WHERE id = {}", ana.user_id));
        request(&service, &ana.email).success();
        let body = office.next().body();
        assert!(body.starts_with("Se pidió una contraseña nueva") && body.contains(&format!("\r\n\r\n{PUBLIC_URL}/reset/")), "{body}");
    }
}

/// The time of an answer is that of its statements: those of a known address are those of an unknown one.
#[test]
fn an_address_that_nobody_has_is_answered_with_the_same_work() {
    for database in databases() {
        let statements = Statements::of(&database);
        let office = PostOffice::open();
        let service = office.linking_without_errands(database);
        let ana = service.register("Ana");
        let told = |email: &str| {
            // The first call of a kind prepares statements.
            request(&service, email).success();
            statements.take();
            let reply = request(&service, email);
            let worded = statements.take().into_iter().map(|statement| wording(&statement));
            (reply.status, reply.text.clone(), worded.collect::<Vec<_>>())
        };
        let (known, unknown) = (told(&ana.email), told("nobody@example.com"));
        assert!(known.2.iter().any(|statement| statement.contains("INSERT INTO")), "{known:?}");
        assert!(!known.2.iter().any(|statement| statement.contains("users")), "{known:?}");
        assert_eq!(known, unknown);
    }
}

#[test]
fn nobody_is_mailed_at_an_address_without_an_account() {
    for database in databases() {
        let office = PostOffice::open();
        let service = office.linking(database);
        let ana = service.register("Ana");
        for _ in 0..2 {
            request(&service, "nobody@example.com").success();
        }
        // The postman takes them in their order, so that hers is the last.
        request(&service, &ana.email).success();
        assert!(office.next().to.contains("<ana@example.com>"));
        assert!(office.is_empty());
        assert_eq!(links(&service, "due_at IS NOT NULL AND email = 'nobody@example.com'"), 0);
    }
}

#[test]
fn who_asks_too_often_is_answered_the_same_and_mailed_no_more() {
    for database in databases() {
        let office = PostOffice::open();
        let service = office.linking_without_errands(database);
        let ana = service.register("Ana");
        for email in [ana.email.as_str(), "nobody@example.com"] {
            for _ in 0..12 {
                assert_eq!(request(&service, email).success(), json!({ "requested": true }));
            }
            assert_eq!(links(&service, &format!("email = '{email}'")), 5);
        }
        // Asking for links does not slow down the sign-in.
        login(&service, &ana.email, PASSWORD).success();
    }
}

#[test]
fn links_that_a_manager_makes_take_nothing_from_what_their_user_may_ask_for() {
    for database in databases() {
        let office = PostOffice::open();
        let service = office.linking_without_errands(database);
        let ana = service.register("Ana");
        let vera = colleague(&service, &ana, "Vera", "viewer");
        for _ in 0..6 {
            service.call(&ana, "Profiles.ResetUserPassword", json!({ "user_id": vera.user_id }));
        }
        for _ in 0..7 {
            request(&service, &vera.email).success();
        }
        assert_eq!((links(&service, "due_at IS NULL"), links(&service, "due_at IS NOT NULL")), (6, 5));
    }
}

#[test]
fn a_service_without_a_public_url_or_smtp_says_that_it_mails_no_links() {
    let office = PostOffice::open();
    for (has_relay, has_url) in [(false, false), (true, false), (false, true)] {
        for database in databases() {
            let service = Service::start(database, |settings| {
                settings.relay = office.relay().filter(|_| has_relay);
                settings.public_url = has_url.then(|| PublicUrl::parse(PUBLIC_URL).unwrap());
            });
            let ana = service.register("Ana");
            for email in [ana.email.as_str(), "nobody@example.com"] {
                let reply = request(&service, email);
                reply.failure("forbidden");
                assert!(reply.text.contains("--public-url") && reply.text.contains("SMTP"), "{}", reply.text);
            }
            assert_eq!(links(&service, "1 = 1"), 0);
        }
    }
}

#[test]
fn a_link_begins_with_the_address_of_the_settings_whatever_a_request_says() {
    for database in databases() {
        let office = PostOffice::open();
        let service = office.linking(database);
        let ana = service.register("Ana");
        let body = json!({ "method": "Auth.RequestPasswordReset", "parameters": { "email": ana.email } }).to_string();
        let headers = [
            ("Content-Type", "application/json"),
            ("Host", "evil.example"),
            ("X-Forwarded-Host", "evil.example"),
            ("X-Forwarded-Proto", "ftp"),
            ("Forwarded", "host=evil.example"),
            ("Origin", "https://evil.example"),
        ];
        service.send_with("/api", &headers, body.as_bytes()).success();
        let letter = office.next();
        letter.token(&format!("{PUBLIC_URL}/reset/"));
        assert!(!letter.text.contains("evil"), "{}", letter.text);
    }
}

#[test]
fn what_is_wrong_is_said() {
    for service in services() {
        let reply = service.post(None, "Auth.RequestPasswordReset", json!({ "email": 5, "mail": "a@example.com" }));
        assert_eq!(rules(&reply), ["email wrong_type", "mail unknown_parameter"]);
        assert_eq!(rules(&service.post(None, "Auth.RequestPasswordReset", json!({}))), ["email required"]);
    }
}
