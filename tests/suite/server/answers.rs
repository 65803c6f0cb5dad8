//! Unread answers are bounded: they are counted, there is a bound for each caller and for all, and an answer that nobody reads is
//! given up.

use std::time::Duration;

use serde_json::{Value, json};

use super::JSON;
use crate::service::{Reply, Service, databases, services};
use crate::wire::{HEAD, Wire, in_flight, wait_for};

const MEBIBYTE: usize = 1024 * 1024;

/// A service with the token of a user, because long bodies are read from callers with a token alone.
fn with_a_token(service: Service) -> (Service, String) {
    let token = service.register("Zoe").token;
    (service, token)
}

/// Services on which one caller may leave two answers of three quarters of a megabyte unread, and all callers together four.
fn narrow() -> Vec<(Service, String)> {
    let change = |settings: &mut ventanilla::config::Settings| {
        settings.bytes_in_flight = 4 * MEBIBYTE;
        settings.body_limit = 4 * MEBIBYTE;
        settings.proxies = 1;
    };
    databases().into_iter().map(|database| with_a_token(Service::start(database, change))).collect()
}

/// Services with a short write timeout, for callers who do not read.
fn impatient() -> Vec<(Service, String)> {
    let change = |settings: &mut ventanilla::config::Settings| {
        settings.write_timeout = Duration::from_secs(1);
        settings.body_limit = 8 * MEBIBYTE;
    };
    databases().into_iter().map(|database| with_a_token(Service::start(database, change))).collect()
}

/// A call whose answer has somewhat more than this many bytes, because of its long id.
fn long_answer(bytes: usize) -> String {
    json!({ "jsonrpc": "2.0", "method": "System.Ping", "id": "x".repeat(bytes) }).to_string()
}

fn calling(service: &Service, token: &str, address: &str, body: &str) -> Wire {
    Wire::sending(
        service,
        format!("{HEAD}Authorization: Bearer {token}\r\nX-Forwarded-For: {address}\r\nContent-Length: {}\r\n\r\n{body}", body.len()),
    )
}

fn send_from(service: &Service, token: &str, address: &str, body: &str) -> Reply {
    let authorization = format!("Bearer {token}");
    service.send_with("/api", &[JSON, ("Authorization", &authorization), ("X-Forwarded-For", address)], body.as_bytes())
}

/// Leaves answers of three quarters of a megabyte unread.
fn leave_unread(service: &Service, token: &str, address: &str, number: usize) -> Vec<Wire> {
    let leave = |_| {
        let before = in_flight(service, "out");
        let wire = calling(service, token, address, &long_answer(750_000));
        wait_for("an answer that is left unread", || (in_flight(service, "out") > before).then_some(()));
        wire
    };
    (0..number).map(leave).collect()
}

#[test]
fn answers_that_nobody_reads_leave_no_room_for_their_callers_others_and_short_ones_come_through() {
    for (service, token) in narrow() {
        let first = leave_unread(&service, &token, "10.0.0.1", 2);
        let reply = send_from(&service, &token, "10.0.0.1", r#"{"method":"rpc.discover"}"#);
        reply.failure("unavailable");
        assert!(reply.text.contains("Your network has as many answers"), "{}", reply.text);
        let second = leave_unread(&service, &token, "10.0.0.2", 2);
        let reply = send_from(&service, &token, "10.0.0.3", r#"{"method":"rpc.discover"}"#);
        reply.failure("unavailable");
        assert!(reply.text.contains("There is no room at the moment for more answers"), "{}", reply.text);
        assert!(in_flight(&service, "out") <= 4 * MEBIBYTE);

        let json_rpc = send_from(&service, &token, "10.0.0.3", r#"{"jsonrpc":"2.0","method":"rpc.discover","id":7}"#).document();
        assert_eq!((&json_rpc["error"]["code"], &json_rpc["id"]), (&json!(-32_053), &json!(7)));
        let shortened = send_from(&service, &token, "10.0.0.3", &long_answer(750_000)).document();
        assert_eq!((&shortened["error"]["code"], &shortened["id"]), (&json!(-32_053), &Value::Null));
        let array = r#"[{"method":"System.Ping"},{"method":"rpc.discover"},{"jsonrpc":"2.0","method":"Nothing","id":1}]"#;
        let answers = send_from(&service, &token, "10.0.0.3", array).document();
        assert_eq!(
            (&answers[0]["success"], &answers[1]["response"]["code"], &answers[2]["id"]),
            (&json!(true), &json!("unavailable"), &json!(1))
        );
        for address in ["10.0.0.1", "10.0.0.3"] {
            send_from(&service, &token, address, r#"{"method":"System.Ping"}"#).success();
            assert_eq!(send_from(&service, &token, address, &long_answer(200_000)).document()["id"].as_str().map(str::len), Some(200_000));
        }
        assert_eq!(service.get("/openrpc.json").status, 200, "what is in memory anyway needs no room");
        drop((first, second));
        wait_for("the end of what was left unread", || (in_flight(&service, "out") == 0).then_some(()));
        send_from(&service, &token, "10.0.0.1", r#"{"method":"rpc.discover"}"#).success();
    }
}

#[test]
fn what_was_written_is_answered_and_what_may_be_long_is_not_begun_without_room() {
    for (service, token) in narrow() {
        let ana = service.register("Ana");
        let authorization = format!("Bearer {}", ana.token);
        let batch = |name: &str| {
            let mut parameters = service.company(&ana, name);
            parameters["profile_id"] = json!(ana.profile_id);
            let discover = json!({ "method": "rpc.discover" });
            let calls = json!([{ "method": "CreateCompany", "parameters": parameters }, discover, discover, discover]);
            let body = json!({ "method": "Batch.Run", "parameters": { "calls": calls } }).to_string();
            service.send_with("/api", &[JSON, ("Authorization", &authorization), ("X-Forwarded-For", "10.0.0.1")], body.as_bytes())
        };
        let mut unread = leave_unread(&service, &token, "10.0.0.1", 1);
        let reply = batch("Café Núñez");
        assert!(reply.text.len() > 850_000, "it is too long for what is left");
        assert_eq!(reply.success()["replies"][2]["success"], true);
        unread.extend(leave_unread(&service, &token, "10.0.0.1", 1));
        let before = crate::calls::changes(&service);
        batch("Café Luna").failure("unavailable");
        assert_eq!(crate::calls::changes(&service), before);
    }
}

#[test]
fn an_answer_that_nobody_reads_is_given_up_and_its_connection_ends() {
    for (service, token) in impatient() {
        let bytes = 6 * MEBIBYTE;
        let wire = calling(&service, &token, "", &long_answer(bytes));
        wait_for("the answer", || (in_flight(&service, "out") > bytes).then_some(()));
        wait_for("the end of the answer", || (in_flight(&service, "out") == 0).then_some(()));
        assert!(wire.rest().len() < bytes, "the rest of the answer is not sent any more");
    }
}

#[test]
fn an_answer_that_is_read_by_drops_is_given_up() {
    for (service, token) in impatient() {
        let bytes = 6 * MEBIBYTE;
        let mut wire = calling(&service, &token, "", &long_answer(bytes));
        wait_for("the answer", || (in_flight(&service, "out") > bytes).then_some(()));
        wait_for("the end of the answer", || {
            wire.sip(20);
            (in_flight(&service, "out") == 0).then_some(())
        });
        assert!(wire.rest().len() < bytes, "the rest of the answer is not sent any more");
    }
}

#[test]
fn a_long_answer_is_whole_also_when_it_is_compressed() {
    for service in services() {
        let whole = service.get("/openrpc.json");
        assert!(whole.bytes.len() > 300_000);
        assert_eq!(whole.header("content-length"), Some(&*whole.bytes.len().to_string()));
        let url = format!("http://{}/openrpc.json", service.address);
        let mut compressed = ureq::get(&url).header("Accept-Encoding", "gzip").call().expect("an answer");
        let compressed = compressed.body_mut().read_to_vec().expect("a body");
        let mut text = Vec::new();
        std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(compressed.as_slice()), &mut text).expect("it is compressed");
        assert!(compressed.len() < whole.bytes.len() / 2 && text == whole.bytes);
        assert_eq!(service.post(None, "rpc.discover", json!({})).success(), whole.document());
        wait_for("the end of all answers", || (in_flight(&service, "out") == 0).then_some(()));
    }
}
