//! Logs and metrics: each call has one line and counts once, wherever it stands.

use serde_json::{Value, json};

use crate::calls::at_once;
use crate::crash::{Account, Node};
use crate::service::{Service, databases, services};

/// Sends a body under this request id, and ignores the answer.
fn send(address: &str, token: &str, request_id: &str, body: &Value) {
    let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
    let request = agent.post(format!("http://{address}/api")).header("Content-Type", "application/json");
    request
        .header("Authorization", format!("Bearer {token}"))
        .header("X-Request-Id", request_id)
        .send(body.to_string())
        .expect("an answer");
}

/// Bodies of every kind, and the log lines of their calls: message, request id, method and code.
fn bodies(profile_id: i64, company: &Value) -> Vec<(&'static str, Value, Vec<[&'static str; 4]>)> {
    let create = |client_number: &str| {
        let mut company = company.clone();
        (company["profile_id"], company["client_number"]) = (json!(profile_id), json!(client_number));
        json!({ "method": "CreateCompany", "parameters": company })
    };
    let ping = json!({ "method": "System.Ping" });
    let nothing = json!({ "method": "Nothing" });
    let batch = |parameters: Value| json!({ "method": "Batch.Run", "parameters": parameters, "idempotency_key": "k" });
    let again = batch(json!({ "calls": [ping, create("N-004")] }));
    vec![
        ("one", ping.clone(), vec![["call", "one", "System.Ping", ""]]),
        (
            "array",
            json!([ping, nothing, 5, create("N-001"), create("N-001")]),
            vec![
                ["call", "array.0", "System.Ping", ""],
                ["call failed", "array.1", "", "unknown_method"],
                ["call failed", "array.2", "", "malformed_request"],
                ["call", "array.3", "Companies.CreateCompany", ""],
                ["call failed", "array.4", "Companies.CreateCompany", "conflict"],
            ],
        ),
        (
            "rpc",
            json!([{ "jsonrpc": "2.0", "method": "System.Ping" }, { "jsonrpc": "2.0", "method": "System.Ping", "params": [1], "id": 1 }]),
            vec![["call", "rpc.0", "System.Ping", ""], ["call failed", "rpc.1", "System.Ping", "invalid_parameters"]],
        ),
        (
            "each",
            json!({ "method": "Batch.Run", "parameters": { "atomic": false, "calls": [create("N-002"), create("N-002"), nothing, ping] } }),
            vec![
                ["call", "each.0", "Companies.CreateCompany", ""],
                ["call failed", "each.1", "Companies.CreateCompany", "conflict"],
                ["call failed", "each.2", "", "unknown_method"],
                ["call", "each.3", "System.Ping", ""],
                ["call", "each", "Batch.Run", ""],
            ],
        ),
        (
            "undone",
            json!({ "method": "Batch.Run", "parameters": { "calls": [create("N-003"), ping, create("N-003"), ping] } }),
            vec![
                ["call undone", "undone.0", "Companies.CreateCompany", ""],
                ["call undone", "undone.1", "System.Ping", ""],
                ["call failed", "undone.2", "Companies.CreateCompany", "conflict"],
                ["call failed", "undone", "Batch.Run", "conflict"],
            ],
        ),
        (
            "refused",
            json!({ "method": "Batch.Run", "parameters": { "calls": [ping, 5] } }),
            vec![["call failed", "refused", "Batch.Run", "invalid_parameters"]],
        ),
        (
            "first",
            again.clone(),
            vec![
                ["call", "first.0", "System.Ping", ""],
                ["call", "first.1", "Companies.CreateCompany", ""],
                ["call", "first", "Batch.Run", ""],
            ],
        ),
        ("second", again, vec![["call", "second", "Batch.Run", ""]]),
        (
            "inner",
            json!([{ "method": "Batch.Run", "parameters": { "calls": [ping] } }]),
            vec![["call", "inner.0.0", "System.Ping", ""], ["call", "inner.0", "Batch.Run", ""]],
        ),
    ]
}

#[test]
fn each_call_is_one_line_wherever_it_stands() {
    for database in databases() {
        let node = Node::start(&database.url);
        let account = Account::open(&node);
        let company = json!({ "name": "Café Núñez", "type_id": account.types[0], "industry_id": account.industries[0] });
        let bodies = bodies(account.profile_id, &company);
        for (request_id, body, _) in &bodies {
            send(&node.address, &account.token, request_id, body);
        }
        let log = node.into_log();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        for (request_id, _, expected) in bodies {
            let own = |line: &&Value| text(&line["request_id"]).split('.').next() == Some(request_id);
            let lines: Vec<&Value> = log.iter().filter(own).collect();
            let seen: Vec<[String; 4]> =
                lines.iter().map(|line| ["message", "request_id", "method", "code"].map(|key| text(&line[key]))).collect();
            assert_eq!(seen, expected);
            assert!(lines.iter().all(|line| line["microseconds"].is_u64()), "{lines:?}");
            let anonymous =
                |line: &&&Value| ["array.1", "array.2", "array.0", "one", "rpc.0", "rpc.1"].iter().any(|id| line["request_id"] == *id);
            assert!(lines.iter().filter(|line| !anonymous(line)).all(|line| line["user_id"].is_i64()), "{lines:?}");
        }
    }
}

/// The value of a counter in the metrics, 0 if it is not there.
fn count(metrics: &str, name: &str, labels: &str) -> u64 {
    let line = format!("ventanilla_{name}{{{labels}}} ");
    metrics.lines().find_map(|found| found.strip_prefix(&line)).map_or(0, |number| number.parse().expect("a number"))
}

#[test]
fn each_call_is_counted_once_also_when_its_batch_had_to_be_run_again() {
    const BATCHES: usize = 12;
    for service in services() {
        let ana = service.register("Ana");
        let create = |client_number: &str| {
            let mut company = service.company(&ana, "Café Núñez");
            (company["profile_id"], company["client_number"]) = (json!(ana.profile_id), json!(client_number));
            json!({ "method": "CreateCompany", "parameters": company })
        };
        let before = service.get("/metrics").text;
        // Waiting writes share a commit on SQLite, and one that fails makes the others run again.
        at_once(BATCHES, |number| {
            let calls = if number % 2 == 0 {
                json!([create(&format!("N-{number}")), { "method": "System.Ping" }, { "method": "System.Version" }])
            } else {
                json!([create(&format!("N-{number}")), { "method": "System.Ping" }, { "method": "GetCompanies", "parameters": { "profile_id": ana.profile_id } }])
            };
            service.post(Some(&ana.token), "Batch.Run", json!({ "calls": calls }))
        });
        let after = service.get("/metrics").text;
        let counted = |name: &str, labels: &str| count(&after, name, labels) - count(&before, name, labels);
        let half = u64::try_from(BATCHES / 2).expect("a few");
        for (method, expected) in
            [("Companies.CreateCompany", half), ("System.Ping", half), ("Companies.GetCompanies", half), ("Batch.Run", half)]
        {
            assert_eq!(counted("calls_succeeded_total", &format!("method=\"{method}\"")), expected, "{method}");
        }
        assert_eq!(counted("calls_failed_total", "code=\"unknown_method\",method=\"\""), half);
        assert_eq!(counted("calls_failed_total", "code=\"unknown_method\",method=\"Batch.Run\""), half);
        assert_eq!(counted("call_seconds_count", "method=\"Batch.Run\""), 2 * half);
        assert_eq!(counted("call_seconds_count", "method=\"System.Ping\""), half);
    }
}

#[test]
fn who_is_told_to_wait_is_counted_with_the_method_that_they_called() {
    let change = |settings: &mut ventanilla::config::Settings| settings.anonymous_calls_per_minute = 2;
    for service in databases().into_iter().map(|database| Service::start(database, change)) {
        let ping = json!({ "method": "System.Ping" });
        service.send("/api", None, &json!([ping, ping, ping, ping, { "method": "Nothing" }]).to_string());
        let metrics = service.get("/metrics").text;
        assert_eq!(count(&metrics, "calls_succeeded_total", "method=\"System.Ping\""), 2);
        assert_eq!(count(&metrics, "calls_failed_total", "code=\"rate_limited\",method=\"System.Ping\""), 2);
        assert_eq!(count(&metrics, "calls_failed_total", "code=\"rate_limited\",method=\"\""), 1);
    }
}
