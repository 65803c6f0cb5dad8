//! The pages behind links: a form that works without script, and what keeps its token to itself.

use serde_json::json;

use crate::calls::{execute, login};
use crate::mail::{PUBLIC_URL, linking_houses};
use crate::service::{PASSWORD, Person, Reply, Service};

const URLENCODED: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");
const NEW: &str = "another horse entirely";
const FILLED: &str = "new_password=another+horse+entirely&c_password=another+horse+entirely";

/// A service on each database, with Ana and the path of her page.
fn houses() -> Vec<(Service, Person, String)> {
    let houses = linking_houses().into_iter().map(|(office, service, ana)| {
        service.post(None, "Auth.RequestPasswordReset", json!({ "email": ana.email })).success();
        let path = format!("/reset/{}", office.next().token(&format!("{PUBLIC_URL}/reset/")));
        (service, ana, path)
    });
    houses.collect()
}

/// Checks what every page of ours has.
#[track_caller]
fn assert_page(reply: &Reply, status: u16, path: &str) {
    assert_eq!(reply.status, status, "{}", reply.text);
    let header = |name: &str| reply.header(name).unwrap_or_else(|| panic!("{name} is missing: {:?}", reply.headers));
    let policy = header("content-security-policy");
    let (before, behind) = ("default-src 'none'; style-src 'sha256-", "'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'");
    assert!(policy.starts_with(before) && policy.ends_with(behind), "{policy}");
    for (name, value) in [
        ("content-type", "text/html; charset=utf-8"),
        ("x-content-type-options", "nosniff"),
        ("cache-control", "no-store"),
        ("referrer-policy", "no-referrer"),
        ("x-frame-options", "DENY"),
        ("x-robots-tag", "noindex"),
    ] {
        assert_eq!(header(name), value);
    }
    assert!(header("vary").contains("Accept-Language") && !header("x-request-id").is_empty());
    let html = &reply.text;
    assert!(html.starts_with("<!doctype html><html lang=") && html.ends_with("</main></body></html>"), "{html}");
    assert!(
        html.contains(r#"<meta name="viewport" content="width=device-width, initial-scale=1">"#)
            && html.contains("color-scheme:light dark")
    );
    assert!(!html.contains("<script") && !html.contains("src=") && !html.contains("href=") && !html.contains(" style="), "{html}");
    let token = path.rsplit('/').next().expect("a token");
    assert!(!html.contains(token) && !reply.headers.iter().any(|(_, value)| value.contains(token)), "the page does not repeat its token");
}

/// Checks that each field has its label, and that what is wrong is said at it.
#[track_caller]
fn assert_form(html: &str, mistakes: &[(&str, &str)]) {
    assert!(html.contains(r#"<form method="post">"#), "{html}");
    for name in ["new_password", "c_password"] {
        assert!(
            html.contains(&format!(r#"<label for="{name}">"#))
                && html.contains(&format!(r#"<input id="{name}" name="{name}" type="password""#))
        );
    }
    assert_eq!(html.matches("aria-invalid").count(), mistakes.len() + usize::from(html.contains("input[aria-invalid]")), "{html}");
    for (name, message) in mistakes {
        assert!(html.contains(&format!(r#"<p class="wrong" id="{name}-wrong">{message}</p>"#)), "{html}");
        assert!(html.contains(&format!(r#"aria-describedby="{name}-wrong""#)), "{html}");
    }
}

#[test]
fn a_form_sets_the_password_at_its_own_address_and_looking_uses_nothing_up() {
    for (service, ana, path) in houses() {
        for _ in 0..3 {
            let shown = service.get(&path);
            assert_page(&shown, 200, &path);
            assert_form(&shown.text, &[]);
            assert!(shown.text.contains(r#"value="ana@example.com" readonly"#), "{}", shown.text);
        }
        let done = service.send_with(&path, &[URLENCODED], FILLED.as_bytes());
        assert_page(&done, 200, &path);
        assert!(done.text.contains("The password was set") && !done.text.contains("<form"), "{}", done.text);
        login(&service, &ana.email, NEW).success();
        for again in [service.get(&path), service.send_with(&path, &[URLENCODED], FILLED.as_bytes())] {
            assert_page(&again, 404, &path);
            assert!(again.text.contains("This link is not valid.") && !again.text.contains("<form"), "{}", again.text);
        }
    }
}

#[test]
fn a_form_may_come_in_parts() {
    for (service, ana, path) in houses() {
        let part = |name: &str| format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{NEW}\r\n");
        let body = format!("{}{}--b--\r\n", part("new_password"), part("c_password"));
        let done = service.send_with(&path, &[("Content-Type", "multipart/form-data; boundary=b")], body.as_bytes());
        assert_page(&done, 200, &path);
        login(&service, &ana.email, NEW).success();
    }
}

#[test]
fn what_is_wrong_stands_at_its_field_and_the_link_stays_alive() {
    for (service, ana, path) in houses() {
        let post = |body: &str| service.send_with(&path, &[URLENCODED], body.as_bytes());
        let reply = post("new_password=short&c_password=short");
        assert_page(&reply, 422, &path);
        assert_form(&reply.text, &[("new_password", "A password must have 8 characters or more.")]);
        let reply = post("new_password=another+horse&c_password=another+cow");
        assert_page(&reply, 422, &path);
        assert_form(&reply.text, &[("c_password", "The two passwords differ.")]);
        assert!(!reply.text.contains("horse") && !reply.text.contains("cow"), "no password is shown: {}", reply.text);
        assert_page(&post("new_password=another+horse&new_pasword=x"), 422, &path);
        let stray = post(&format!("{FILLED}&%3Cscript%3E=%3Cscript%3E"));
        assert_page(&stray, 422, &path);
        assert!(stray.text.contains(r#"role="alert""#) && stray.text.contains("&lt;script&gt;"), "{}", stray.text);
        for body in
            [format!("{FILLED}&token=another"), format!("{FILLED}&c_password=x"), "new_password=%FF%FE123456&c_password=x".to_owned()]
        {
            assert_page(&post(&body), 400, &path);
        }
        login(&service, &ana.email, PASSWORD).success();
        assert_page(&post(FILLED), 200, &path);
    }
}

#[test]
fn a_form_that_is_too_large_or_no_form_is_refused() {
    for (service, ana, path) in houses() {
        let padded = |bytes: usize| format!("{FILLED}&x={}", "a".repeat(bytes - FILLED.len() - 3)).into_bytes();
        assert_page(&service.send_with(&path, &[URLENCODED], &padded(16 * 1024)), 422, &path);
        assert_page(&service.send_with(&path, &[URLENCODED], &padded(16 * 1024 + 1)), 413, &path);
        let many = format!("--b\r\n{}", "--b\r\n".repeat(3_000));
        assert_page(&service.send_with(&path, &[("Content-Type", "multipart/form-data; boundary=b")], many.as_bytes()), 400, &path);
        for headers in [
            &[("Content-Type", "application/json")][..],
            &[("Content-Type", "text/plain")],
            &[("Content-Type", "multipart/form-data")],
            &[URLENCODED, ("Content-Encoding", "gzip")],
        ] {
            assert_page(&service.send_with(&path, headers, FILLED.as_bytes()), 415, &path);
        }
        login(&service, &ana.email, PASSWORD).success();
    }
}

#[test]
fn a_page_is_in_the_language_of_the_browser_or_else_of_the_user() {
    for (service, ana, path) in houses() {
        let shown = |language: Option<&'static str>| {
            let headers: Vec<(&str, &str)> = language.map(|language| ("Accept-Language", language)).into_iter().collect();
            let reply = service.get_with(&path, &headers);
            assert_page(&reply, 200, &path);
            let said = reply.text.contains("Establecer una contraseña nueva");
            assert_eq!(reply.header("content-language"), Some(if said { "es" } else { "en" }));
            assert_eq!(reply.text.contains(r#"<html lang="es">"#), said);
            said
        };
        assert!(!shown(None) && shown(Some("es-MX,es;q=0.9,en;q=0.5")) && !shown(Some("en")));
        execute(&service, &format!("UPDATE users SET language = 'es' WHERE id = {}", ana.user_id));
        assert!(shown(None) && !shown(Some("en")));
        let wrong = service.send_with(&path, &[URLENCODED], b"new_password=short&c_password=short");
        assert_form(&wrong.text, &[("new_password", "Una contraseña debe tener 8 caracteres como mínimo.")]);
        let dead = service.get_with("/reset/nothing", &[("Accept-Language", "es")]);
        assert_page(&dead, 404, "/reset/nothing");
        assert!(dead.text.contains("Este enlace no es válido"), "{}", dead.text);
    }
}

#[test]
fn an_address_with_nothing_behind_it_shows_one_page() {
    for (service, _, path) in houses() {
        let pages = ["/reset/nothing".to_owned(), format!("{path}x"), "/reset/%00".to_owned(), "/reset/%3Cscript%3E".to_owned()];
        for path in pages {
            assert_page(&service.get(&path), 404, &path);
        }
        for path in ["/reset", "/reset/", &format!("{path}/x")] {
            assert_eq!(service.get(path).status, 404, "{path}");
        }
    }
}

#[test]
fn no_other_verb_is_taken() {
    for (service, _, path) in houses() {
        let reply = service.options(&path, &[]);
        assert_eq!((reply.status, reply.header("allow")), (405, Some("GET, HEAD, POST")));
        assert!(!reply.text.contains(&path), "{}", reply.text);
        let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
        let head = agent.head(format!("http://{}{path}", service.address)).call().expect("an answer");
        assert_eq!(head.status(), 200);
    }
}
