//! The console's files: types, tags, the policy for scripts, the one frame page, and a service without a console.

use serde_json::json;

use crate::service::{Reply, Service, databases};

fn started(console: bool, demo: bool) -> Service {
    let database = databases().into_iter().next().expect("a database");
    Service::start(database, |settings| (settings.console, settings.demo) = (console, demo))
}

#[track_caller]
fn assert_guarded(reply: &Reply) {
    let policy = reply.header("content-security-policy").expect("a policy");
    assert!(policy.starts_with("default-src 'self';") && !policy.contains("unsafe"), "{policy}");
    for part in ["base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'", "object-src 'none'"] {
        assert!(policy.contains(part), "{policy}");
    }
    assert_eq!(reply.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(reply.header("referrer-policy"), Some("no-referrer"));
    assert!(reply.header("x-request-id").is_some());
}

#[test]
fn each_file_has_its_type_and_a_tag_and_is_sent_once() {
    let service = started(true, false);
    for (path, content_type) in [
        ("/console/", "text/html; charset=utf-8"),
        ("/console/frame.html", "text/html; charset=utf-8"),
        ("/console/app.js", "text/javascript; charset=utf-8"),
        ("/console/style.css", "text/css; charset=utf-8"),
        ("/console/icon.svg", "image/svg+xml"),
    ] {
        let reply = service.get(path);
        assert_eq!((reply.status, reply.header("content-type")), (200, Some(content_type)), "{path}");
        assert_guarded(&reply);
        assert_eq!(reply.header("cache-control"), Some("no-cache"), "{path}");
        let tag = reply.header("etag").expect("a tag").to_owned();
        let again = service.get_with(path, &[("If-None-Match", &tag)]);
        assert_eq!((again.status, &*again.text, again.header("etag")), (304, "", Some(&*tag)), "{path}");
        assert_eq!(service.get_with(path, &[("If-None-Match", "\"another\"")]).status, 200, "{path}");
    }
}

#[test]
fn an_address_of_no_file_is_a_screen_and_none_leaves_the_folder() {
    let service = started(true, false);
    let frame = service.get("/console/").text;
    assert!(!frame.contains("style=") && !frame.contains("onload") && !frame.contains("<script>"), "{frame}");
    let screens =
        ["/console/companies?type=10&sort=-updated_at", "/console/companies/5", "/console/%3Cscript%3E", "/console/..%2f..%2fCargo.toml"];
    for path in screens {
        let reply = service.get(path);
        assert_eq!((reply.status, &reply.text), (200, &frame), "{path}");
        assert_guarded(&reply);
    }
    for path in ["/console/nothing.js", "/console/..%2fbuild.html", "/console/%2e%2e/console/app.js", "/console//app.js"] {
        service.get(path).failure("not_found");
    }
    let refused = service.send("/console/app.js", None, "{}");
    assert_eq!((refused.status, refused.header("allow")), (405, Some("GET, HEAD")));
}

#[test]
fn the_root_leads_to_the_console_unless_there_is_none() {
    let service = started(true, false);
    assert!(service.get("/").text.contains("/console/app.js"), "the redirect is followed");
    assert!(service.get("/console").text.contains("/console/app.js"));
    let without = started(false, false);
    for path in ["/", "/console", "/console/", "/console/app.js", "/console/companies"] {
        without.get(path).failure("not_found");
    }
    without.post(None, "System.Ping", json!({})).success();
}

#[test]
fn only_a_demonstration_tells_how_to_sign_in() {
    assert!(!started(true, false).get("/console/").text.contains("ventanilla-demo"));
    let demo = started(true, true).get("/console/");
    assert!(demo.text.contains("data-demo=\"ana@example.com luis@example.com\"") && demo.text.contains("ventanilla-demo"), "{}", demo.text);
}
