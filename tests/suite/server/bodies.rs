//! Request bodies are bounded: each by its limit, also while it is decompressed, and all together by the bytes in flight.

use std::io::Write;

use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde_json::json;

use super::{JSON, PING, compressed, ping_of};
use crate::calls::at_once;
use crate::inspect::Inspector;
use crate::service::{Service, databases, services};
use crate::wire::{HEAD, Wire, in_flight, wait_for};

const KIB: usize = 1024;

/// Services with a quarter of a megabyte in flight for small bodies, and three eighths for one caller's large bodies. A header
/// tells the caller's address.
fn narrow() -> Vec<(Service, String)> {
    let change = |settings: &mut ventanilla::config::Settings| {
        settings.bytes_in_flight = 1024 * KIB;
        settings.proxies = 1;
    };
    databases().into_iter().map(|database| with_a_token(Service::start(database, change))).collect()
}

/// A service with the token of a user, because long bodies are read from callers with a token alone.
fn with_a_token(service: Service) -> (Service, String) {
    let token = service.register("Zoe").token;
    (service, token)
}

/// A body that stops arriving at its half.
fn stalled(service: &Service, token: &str, address: &str, bytes: usize) -> Wire {
    let head = format!("{HEAD}Authorization: Bearer {token}\r\nX-Forwarded-For: {address}\r\nContent-Length: {}\r\n\r\n", 2 * bytes);
    Wire::sending(service, [head.as_bytes(), &ping_of(bytes)].concat())
}

/// Whether the service waits for a stalled body. If not, it must have refused the body with this beginning of a sentence.
fn is_waited_for(service: &Service, wire: &mut Wire, before: usize, bytes: usize, sentence: &str) -> bool {
    wait_for("a stalled body that is waited for or refused", || match wire.reply_so_far() {
        Some(reply) => {
            reply.failure("unavailable");
            assert!(reply.envelope()["error"].as_str().is_some_and(|said| said.starts_with(sentence)), "{}", reply.text);
            Some(false)
        }
        None => (in_flight(service, "in") >= before + bytes).then_some(true),
    })
}

/// Stalls bodies from an address until one is refused.
fn stall_until_refused(service: &Service, token: &str, address: &str, bytes: usize, sentence: &str) -> Vec<Wire> {
    let mut stalling = Vec::new();
    loop {
        assert!(stalling.len() < 1000, "something is refused at last");
        let before = in_flight(service, "in");
        let mut wire = stalled(service, token, address, bytes);
        if !is_waited_for(service, &mut wire, before, bytes, sentence) {
            return stalling;
        }
        stalling.push(wire);
    }
}

fn ping_from(service: &Service, token: &str, address: &str, bytes: usize) -> crate::service::Reply {
    let authorization = format!("Bearer {token}");
    service.send_with("/api", &[JSON, ("Authorization", &authorization), ("X-Forwarded-For", address)], &ping_of(bytes))
}

#[test]
fn stalled_bodies_fill_their_callers_part_then_all_and_short_calls_come_through() {
    for (service, token) in narrow() {
        let first = stall_until_refused(&service, &token, "10.0.0.1", 100 * KIB, "Your network has as many bodies");
        assert!(!first.is_empty() && in_flight(&service, "in") <= 384 * KIB);
        ping_from(&service, &token, "10.0.0.1", 300 * KIB).failure("unavailable");
        let second = stall_until_refused(&service, &token, "2001:db8::1", 100 * KIB, "");
        let third = stall_until_refused(&service, &token, "10.0.0.3", 30 * KIB, "There is no room");
        assert!(!second.is_empty() && in_flight(&service, "in") <= 768 * KIB);
        ping_from(&service, &token, "2001:db8::2", 300 * KIB).failure("unavailable");
        for address in ["10.0.0.1", "10.0.0.3", "2001:db8::2"] {
            ping_from(&service, &token, address, 16 * KIB).success();
            service.send_with("/api", &[JSON, ("X-Forwarded-For", address), ("Content-Encoding", "gzip")], &compressed(PING)).success();
        }
        drop((first, second, third));
        wait_for("the end of what broke off", || (in_flight(&service, "in") == 0).then_some(()));
        ping_from(&service, &token, "10.0.0.1", 1024 * KIB).success();
    }
}

#[test]
fn stalled_short_bodies_fill_no_more_than_their_callers_part_of_what_is_for_short_ones() {
    for (service, token) in narrow() {
        // The short bodies go on into the share of large ones, as long as that has room.
        let stalling = stall_until_refused(&service, &token, "10.0.0.1", 10 * KIB, "Your network has as many bodies");
        assert!(stalling.len() > 12);
        assert!(in_flight(&service, "in") <= (128 + 384) * KIB);
        ping_from(&service, &token, "10.0.0.2", 16 * KIB).success();
        ping_from(&service, &token, "10.0.0.2", 300 * KIB).success();
    }
}

#[test]
fn bombs_are_too_large_however_many_come_at_once() {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    let spaces = vec![b' '; 1024 * KIB];
    for _ in 0..200 {
        encoder.write_all(&spaces).expect("it compresses");
    }
    let large = encoder.finish().expect("it compresses");
    let small = compressed(&ping_of(3 * 1024 * KIB));
    assert!(large.len() > 190 * KIB && small.len() < 4 * KIB, "{} {}", large.len(), small.len());
    for (service, token) in services().into_iter().map(with_a_token) {
        let authorization = format!("Bearer {token}");
        let headers = [JSON, ("Authorization", authorization.as_str()), ("Content-Encoding", "gzip")];
        let replies = at_once(32, |number| service.send_with("/api", &headers, if number % 4 == 0 { &small } else { &large }));
        for reply in &replies {
            reply.failure("payload_too_large");
        }
        wait_for("the end of the bombs", || (in_flight(&service, "in") == 0).then_some(()));
        service.send_with("/api", &headers, &compressed(&ping_of(1024 * KIB))).success();
    }
}

#[test]
fn what_a_body_is_inflated_to_counts_as_in_flight() {
    for (service, token) in narrow() {
        let held = stall_until_refused(&service, &token, "10.0.0.1", 50 * KIB, "Your network has as many bodies");
        let headers = [JSON, ("X-Forwarded-For", "10.0.0.1"), ("Content-Encoding", "gzip")];
        service.send_with("/api", &headers, &compressed(&ping_of(500 * KIB))).failure("unavailable");
        service.send_with("/api", &headers, &compressed(&ping_of(10 * KIB))).success();
        drop(held);
    }
}

#[test]
fn a_body_counts_until_its_call_is_over_also_when_its_caller_is_gone() {
    for service in services() {
        let ana = service.register("Ana");
        let bytes = 300 * KIB;
        let mut parameters = service.company(&ana, "Café Núñez");
        parameters["profile_id"] = json!(ana.profile_id);
        let mut body = json!({ "method": "CreateCompany", "parameters": parameters }).to_string();
        body.push_str(&" ".repeat(bytes - body.len()));
        let head = format!("{HEAD}Authorization: Bearer {}\r\nContent-Length: {bytes}\r\n\r\n", ana.token);
        let locked = Inspector::open(&service.database.url).lock("companies");
        // A call is not made if its caller leaves before it begins, so several are tried until one begins in time.
        let is_counted = (0..50).any(|_| {
            let wire = Wire::sending(&service, [head.as_str(), &body].concat());
            wait_for("the body", || (in_flight(&service, "in") >= bytes).then_some(()));
            let look_elsewhere = || (0..20).for_each(|_| drop(service.post(None, "System.Ping", json!({})).success()));
            look_elsewhere();
            wire.break_off();
            // The service notices a caller's leaving when it looks at the connection, which it has done by the time it has
            // answered others.
            look_elsewhere();
            in_flight(&service, "in") >= bytes
        });
        assert!(is_counted, "the call is still to be made");
        drop(locked);
        wait_for("the end of the call", || (in_flight(&service, "in") == 0).then_some(()));
    }
}

/// A text in several gzip members: it is cut into parts that are compressed separately.
fn in_members(text: &[u8], cuts: &[prop::sample::Index], level: u32) -> Vec<u8> {
    let mut places: Vec<usize> = cuts.iter().map(|cut| cut.index(text.len() + 1)).chain([0, text.len()]).collect();
    places.sort_unstable();
    let member = |places: &[usize]| {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::new(level));
        encoder.write_all(&text[places[0]..places[1]]).expect("it compresses");
        encoder.finish().expect("it compresses")
    };
    places.windows(2).flat_map(member).collect()
}

#[test]
fn whatever_is_compressed_is_read_and_whatever_is_broken_is_malformed() {
    let services = services();
    let outcome = TestRunner::new(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() }).run(
        &(0..40_000usize, prop::collection::vec(any::<prop::sample::Index>(), 0..5), 0..=9u32, any::<prop::sample::Index>(), any::<u8>()),
        |(spaces, cuts, level, place, odd)| {
            let text = ping_of(PING.len() + spaces);
            let gzip = in_members(&text, &cuts, level);
            let mut encoder = ZlibEncoder::new(Vec::new(), Compression::new(level));
            encoder.write_all(&text).expect("it compresses");
            let zlib = encoder.finish().expect("it compresses");
            for service in &services {
                for (encoding, whole) in [("gzip", &gzip), ("deflate", &zlib)] {
                    let status = |body: &[u8]| service.send_with("/api", &[JSON, ("Content-Encoding", encoding)], body).status;
                    prop_assert_eq!(status(whole), 200);
                    prop_assert_eq!(status(&[whole.as_slice(), &[odd]].concat()), 400, "something follows");
                    prop_assert_eq!(status(&whole[..whole.len() - 1]), 400, "the end is missing");
                    let cut = &whole[..place.index(whole.len())];
                    // Members are complete by themselves, so the first ones may hold the whole call.
                    prop_assert!(matches!(status(cut), 400) || encoding == "gzip" && !cuts.is_empty());
                    let mut changed = whole.clone();
                    changed[place.index(whole.len())] ^= 1 | odd;
                    prop_assert!(matches!(status(&changed), 200 | 400 | 413));
                }
            }
            Ok(())
        },
    );
    outcome.unwrap_or_else(|cause| panic!("{cause}"));
}

#[test]
fn requests_that_come_at_once_by_one_connection_are_answered_in_their_order() {
    for (service, token) in services().into_iter().map(with_a_token) {
        let mut text = Vec::new();
        // The requests exceed what is read ahead: bodies, and heads without a body.
        for number in 0..20 {
            let body = ping_of(50 * KIB);
            let head = format!("{HEAD}Authorization: Bearer {token}\r\nX-Request-Id: n{number}\r\nContent-Length: {}\r\n\r\n", body.len());
            text.extend_from_slice(head.as_bytes());
            text.extend_from_slice(&body);
            text.extend_from_slice(format!("GET /healthz HTTP/1.1\r\nHost: a\r\nX-Request-Id: h{number}\r\n\r\n").as_bytes());
        }
        let mut wire = Wire::open(&service);
        let mut sending = wire.also();
        let sent = std::thread::spawn(move || sending.send(text));
        for number in 0..20 {
            for name in ["n", "h"] {
                let reply = wire.reply();
                assert_eq!((reply.status, reply.header("x-request-id")), (200, Some(format!("{name}{number}").as_str())));
            }
        }
        sent.join().expect("all was sent");
    }
}

#[test]
fn a_long_body_that_nobody_wants_or_in_the_smallest_chunks_is_read_to_its_end() {
    for (service, token) in services().into_iter().map(with_a_token) {
        let body = vec![b' '; 900 * KIB];
        let head = format!("POST /nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: {}\r\n\r\n", body.len());
        let mut wire = Wire::sending(&service, [head.as_bytes(), &body].concat());
        assert_eq!(wire.reply().status, 404);
        // The rest of a chunked body is thrown away, and the next request on the connection gets the next answer.
        let head = "POST /nowhere HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n".to_owned();
        let chunk = format!("{:x}\r\n{}\r\n", 100 * KIB, " ".repeat(100 * KIB));
        let mut wire = Wire::sending(&service, head + &chunk.repeat(9) + "0\r\n\r\n");
        assert_eq!(wire.reply().status, 404);
        wire.send("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n");
        assert_eq!(wire.reply().text, "ok");
        let mut wire = Wire::sending(&service, format!("{HEAD}Authorization: Bearer {token}\r\nTransfer-Encoding: chunked\r\n\r\n"));
        let ping = ping_of(100 * KIB);
        let chunks: Vec<u8> = ping.iter().flat_map(|byte| [b'1', b'\r', b'\n', *byte, b'\r', b'\n']).collect();
        wire.send([chunks.as_slice(), b"0\r\n\r\n"].concat());
        wire.reply().success();
        wire.send(format!("{HEAD}Content-Length: {}\r\n\r\n", PING.len()).as_bytes());
        wire.send(PING);
        wire.reply().success();
        // An endless chunked body is refused at last.
        let mut wire = Wire::sending(&service, format!("{HEAD}Transfer-Encoding: chunked\r\n\r\n"));
        wire.send("1\r\n \r\n".repeat(160_000));
        wire.reply().failure("payload_too_large");
    }
}
