//! The most expensive megabyte: the time in which the service reads a body of a megabyte that is wrong in the most expensive
//! ways, and answers it, over HTTP on loopback: `cargo bench --bench megabyte`. With `-- --before PATH` an earlier `ventanilla`
//! is measured beside it.
//!
//! The baseline stands in the same line: serde_json's time to pass over the same body, and to make its `Value` of it. Each figure
//! is the least of seven, so that the machine's other work weighs little. The goal is 50 ms.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "nobody depends on a measurement that stops")]

use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde::de::IgnoredAny;
use serde_json::{Value, json};

/// The bytes of a body: a little less than the limit, which leaves room for the envelope.
const BYTES: usize = 1_048_000;

const ROUNDS: usize = 7;

fn main() {
    let mut arguments = std::env::args().skip(1).skip_while(|argument| argument != "--before");
    let before = arguments.nth(1).map(|program| Service::start(Path::new(&program)));
    let service = Service::start(Path::new(env!("CARGO_BIN_EXE_ventanilla")));
    println!("| a megabyte of | ms | before, ms | passed over, ms | as a Value, ms | to the Value | reply, bytes |");
    println!("|---|--:|--:|--:|--:|--:|--:|");
    for (name, body) in bodies(service.profile_id) {
        assert!(body.len() <= 1_048_576, "{name}: {}", body.len());
        let (time, reply) = service.measure(&body);
        let earlier = before.as_ref().map_or(String::new(), |before| milliseconds(before.measure(&body).0));
        let ignored = least(|| drop(serde_json::from_str::<IgnoredAny>(&body)));
        let value = least(|| drop(serde_json::from_str::<Value>(&body)));
        let ratio = time.as_secs_f64() / value.as_secs_f64();
        let [time, ignored, value] = [time, ignored, value].map(milliseconds);
        println!("| {name} | {time} | {earlier} | {ignored} | {value} | {ratio:.1} | {} |", reply.len());
    }
}

fn milliseconds(time: Duration) -> String {
    format!("{:.1}", time.as_secs_f64() * 1000.0)
}

fn least(mut run: impl FnMut()) -> Duration {
    let mut times = [Duration::ZERO; ROUNDS];
    for time in &mut times {
        let begin = Instant::now();
        run();
        *time = begin.elapsed();
    }
    times.into_iter().min().unwrap()
}

/// A text of a megabyte: the opening, as many pieces as fit, the close.
fn filled(open: &str, piece: impl Fn(usize) -> String, close: &str) -> String {
    let mut text = open.to_owned();
    for number in 0.. {
        let piece = piece(number);
        if text.len() + piece.len() + close.len() >= BYTES {
            break;
        }
        if number > 0 {
            text.push(',');
        }
        text.push_str(&piece);
    }
    text + close
}

fn bodies(profile_id: i64) -> Vec<(&'static str, String)> {
    let call = |method: &str, name: &str| format!(r#"{{"method":"{method}","parameters":{{"profile_id":{profile_id},{name}"#);
    let list = |piece: &'static str| filled(&call("GetTickets", r#""contact_id":["#), move |_| piece.to_owned(), "]}}");
    let key = |number: usize| format!("\"{number:x}\":0");
    let lines = |number: usize| format!("{{{}}}", (0..200).map(|key| format!("\"{number:x}{key:x}\":0")).collect::<Vec<_>>().join(","));
    vec![
        ("unknown names", filled(&call("GetTickets", ""), key, "}}")),
        ("unknown names, as JSON-RPC", filled(r#"{"jsonrpc":"2.0","id":1,"method":"GetTickets","params":{"#, key, "}}")),
        ("unknown names, with an idempotency key", {
            filled(&call("CreateCompany", "").replacen('{', r#"{"idempotency_key":"a","#, 1), key, "}}")
        }),
        ("unknown names, in an array", filled(&format!("[{}", call("GetTickets", "")), key, "}}]")),
        (
            "unknown names, in a batch",
            filled(r#"{"method":"Batch.Run","parameters":{"calls":[{"method":"GetTickets","parameters":{"#, key, "}}]}}"),
        ),
        ("unknown names with escapes", filled(&call("GetTickets", ""), |number| format!("\"\\n{number:x}\":0"), "}}")),
        ("unknown names, one of them twice", filled(&call("GetTickets", ""), key, ",\"0\":1}}")),
        ("lines of unknown names", filled(&call("CreateOpportunity", r#""products":["#), lines, "]}}")),
        ("records of unknown names", filled(&call("Sync.Upsert", r#""entity":"company","records":["#), lines, "]}}")),
        ("inputs that nobody knows", filled(&call("CreateCompany", r#""inputs":{"#), key, "}}}")),
        (
            "rights in no module",
            filled(&call("Auth.CreateApplicationToken", r#""rights":{"#), |number| format!("\"{number:x}\":[]"), "}}}"),
        ),
        ("external ids", filled(&call("GetTickets", r#""contact_id":["#), |number| format!("{{\"s\":{number}}}"), "]}}")),
        ("digits", list("0")),
        ("digits, beside an external id", filled(&call("GetTickets", r#""company_id":{"s":1},"contact_id":["#), |_| "0".to_owned(), "]}}")),
        ("numbers with fractions", list("1.5")),
        ("empty lists", list("[]")),
        ("empty objects", list("{}")),
        ("empty texts", list(r#""""#)),
        ("lists of one", list("[0]")),
        ("objects of one", list(r#"{"a":0}"#)),
        ("lists in lists", list("[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]")),
        ("escapes", list(r#""\n""#)),
        ("one text of escapes", filled(&call("GetTickets", r#""query":""#), |_| "\\u00e9".repeat(1000), "\"}}").replace("9,", "9")),
        ("one number", filled(&call("GetTickets", r#""contact_id":"#), |_| "1".repeat(1000), "}}").replace("1,1", "11")),
        ("references to nothing", {
            let open = r#"{"method":"Batch.Run","parameters":{"calls":[{"method":"GetTickets","parameters":{"contact_id":["#;
            filled(open, |_| r#"{"$ref":"5"}"#.to_owned(), "]}}]}}")
        }),
        ("nothing that is JSON", list("0").replace("}}", "")),
    ]
}

/// A service with its own database and a signed-in user.
struct Service {
    process: Child,
    address: String,
    token: String,
    profile_id: i64,
    _folder: Folder,
}

struct Folder(std::path::PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

impl Service {
    fn start(program: &Path) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let folder = std::env::temp_dir().join(format!("ventanilla-megabyte-{}-{port}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let (address, database) = (format!("127.0.0.1:{port}"), format!("sqlite:{}/megabyte.db", folder.display()));
        let mut command = Command::new(program);
        command.args(["serve", "--listen", &address, "--database-url", &database]).current_dir(&folder).env_remove("VENTANILLA_SECRET");
        let process = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        while TcpStream::connect(&address).is_err() {
            std::thread::sleep(Duration::from_millis(5));
        }
        let mut service = Service { process, address, token: String::new(), profile_id: 0, _folder: Folder(folder) };
        let account = json!({ "name": "Ana", "email": "ana@example.com", "company": "Ana's", "password": "correct horse", "c_password": "correct horse" });
        let reply = service.post(&json!({ "method": "Auth.Register", "parameters": account }).to_string());
        service.token = serde_json::from_str::<Value>(&reply).unwrap()["response"]["token"].as_str().unwrap().to_owned();
        let reply = service.post(&json!({ "method": "Profiles.GetProfiles" }).to_string());
        service.profile_id = serde_json::from_str::<Value>(&reply).unwrap()["response"]["profiles"][0]["id"].as_i64().unwrap();
        service
    }

    fn post(&self, body: &str) -> String {
        let config = ureq::Agent::config_builder().http_status_as_error(false).build();
        let request = ureq::Agent::from(config).post(format!("http://{}/api", self.address)).header("Content-Type", "application/json");
        let mut reply = request.header("Authorization", format!("Bearer {}", self.token)).send(body).unwrap();
        reply.body_mut().with_config().limit(200_000_000).read_to_string().unwrap()
    }

    /// The time of a refusal, and the last refusal's reply.
    fn measure(&self, body: &str) -> (Duration, String) {
        let mut reply = String::new();
        let time = least(|| reply = self.post(body));
        (time, reply)
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
