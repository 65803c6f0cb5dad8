//! Generated clients: each has every method and works in its own language, against a running service and against one that fails
//! as services do. The tests write the clients when they run.
//!
//! Invariants: clients with five methods are kept under tests/fixtures/clients/, so that a change of the generated text
//! shows. `VENTANILLA_RECORD_EXAMPLES=1 cargo test clients` writes them anew. A language that is not installed is skipped with a
//! message; .ci/generated_clients tries TypeScript where node can't run it by itself.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;
use ventanilla::client::{self, Language};
use ventanilla::rpc::description::describe;
use ventanilla::{modules, sentences};

use super::is_found;
use crate::examples::is_recording;
use crate::service::{Folder, PASSWORD, Person, Service, services};
use crate::vehicles::without_vehicles;

/// A language, its name on the command line, and the file name of its client.
const LANGUAGES: [(Language, &str, &str); 3] = [
    (Language::Python, "python", "ventanilla.py"),
    (Language::TypeScript, "typescript", "ventanilla.ts"),
    (Language::Php, "php", "Ventanilla.php"),
];

/// The methods of the kept clients: together they have everything that the languages write in different ways.
const KEPT: [&str; 5] = [
    // A list with pages, and `from`, which Python reserves. No parameter is required.
    "Products.GetProducts",
    // Objects within the parameters, maps, and an idempotency key.
    "Contacts.CreateContact",
    // Null clears a field. The method writes and takes no idempotency key.
    "Webhooks.Edit",
    // No profile, and calls whose parameters are not known beforehand.
    "Batch.Run",
    // The feed of changes, and parameters with a fixed choice of values.
    "Sync.GetChanges",
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The names of a definition's methods.
fn names(definition: &Value) -> Vec<&str> {
    let methods = definition["methods"].as_array().expect("methods");
    methods.iter().map(|method| method["name"].as_str().expect("a name")).collect()
}

#[test]
fn the_kept_clients_are_what_the_program_writes() {
    let mut definition = without_vehicles(&describe(&modules::registry(), sentences::Language::English));
    let methods = definition["methods"].as_array_mut().expect("methods");
    methods.retain(|method| KEPT.iter().any(|kept| method["name"] == *kept));
    assert_eq!(names(&definition).len(), KEPT.len(), "these are methods: {KEPT:?}");
    for (language, _, name) in LANGUAGES {
        let file = root().join("tests/fixtures/clients").join(name);
        let written = client::write(language, &definition);
        if is_recording() {
            std::fs::write(&file, &written).expect("the fixtures can be written");
        }
        let kept = std::fs::read_to_string(&file).unwrap_or_default();
        let differs = kept.lines().zip(written.lines()).position(|(kept, written)| kept != written);
        assert!(kept == written, "{name} is not what is written today (line {differs:?}): VENTANILLA_RECORD_EXAMPLES=1 cargo test clients");
    }
}

#[test]
fn every_method_is_in_each_client() {
    let definition = describe(&modules::registry(), sentences::Language::English);
    let names = names(&definition);
    assert!(names.len() > 90, "the methods are found");
    for (language, called, _) in LANGUAGES {
        let written = client::write(language, &definition);
        for name in &names {
            let call = match language {
                Language::Python => format!("self._client.call(\n            \"{name}\", sent"),
                Language::TypeScript => format!(">(\"{name}\", "),
                Language::Php => format!("return $this->client->call('{name}'"),
            };
            assert!(written.contains(&call), "the client in {called} has no {name}");
        }
    }
}

#[test]
fn the_command_writes_to_standard_output_or_to_a_file() {
    let definition = describe(&modules::registry(), sentences::Language::English);
    let folder = Folder::new();
    for (language, name, _) in LANGUAGES {
        let expected = client::write(language, &definition);
        let command = || {
            let mut command = Command::new(env!("CARGO_BIN_EXE_ventanilla"));
            command.args(["client", name]);
            command
        };
        let output = command().output().expect("the program starts");
        assert!(output.status.success() && output.stdout == expected.as_bytes(), "{name}");
        let file = folder.path().join(name);
        let output = command().arg("--output").arg(&file).output().expect("the program starts");
        assert!(output.status.success() && output.stdout.is_empty(), "{name}");
        assert_eq!(std::fs::read_to_string(&file).expect("the file is there"), expected, "{name}");
        let output = command().arg("--output").arg(folder.path()).output().expect("the program starts");
        assert!(!output.status.success(), "{name}: a folder is no file");
    }
}

/// A service that fails on purpose: tests/clients/generated/flaky.py. It ends when this value is dropped.
struct Flaky {
    process: Child,
    url: String,
}

impl Flaky {
    fn start() -> Self {
        let mut process = Command::new("python3")
            .arg(root().join("tests/clients/generated/flaky.py"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("python3 can be started");
        let mut port = String::new();
        BufReader::new(process.stdout.take().expect("an output")).read_line(&mut port).expect("it prints its port");
        Flaky { process, url: format!("http://127.0.0.1:{}", port.trim()) }
    }
}

impl Drop for Flaky {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn session(path: &str) -> PathBuf {
    root().join("tests/clients/generated").join(path)
}

/// A folder with the generated client of each language.
fn clients() -> Folder {
    let folder = Folder::new();
    let definition = describe(&modules::registry(), sentences::Language::English);
    for (language, _, name) in LANGUAGES {
        std::fs::write(folder.path().join(name), client::write(language, &definition)).expect("the temporary folder can be written");
    }
    folder
}

fn python(clients: &Folder) -> Option<Command> {
    if !is_found("python3") {
        return None;
    }
    let mut command = Command::new("python3");
    command.arg(session("python/session.py")).env("PYTHONPATH", clients.path()).env("PYTHONDONTWRITEBYTECODE", "1");
    Some(command)
}

fn php(clients: &Folder) -> Option<Command> {
    if !is_found("php") {
        return None;
    }
    let mut command = Command::new("php");
    command.arg(session("php/session.php")).env("VENTANILLA_CLIENT", clients.path().join("Ventanilla.php"));
    Some(command)
}

/// A node that strips types by itself, which is version 22.18 or newer.
fn typescript(clients: &Folder) -> Option<Command> {
    let output = Command::new("node").args(["--print", "process.features.typescript"]).output().ok()?;
    if !matches!(output.stdout.trim_ascii(), b"strip" | b"transform") {
        return None;
    }
    // The session imports the client from its own folder.
    let beside = clients.path().join("session.ts");
    std::fs::copy(session("typescript/session.ts"), &beside).expect("the temporary folder can be written");
    std::fs::write(clients.path().join("package.json"), r#"{"type": "module"}"#).expect("the temporary folder can be written");
    let mut command = Command::new("node");
    command.arg(beside);
    Some(command)
}

fn run(language: &str, command: Option<Command>, service: &Service, person: &Person, flaky: &Flaky) {
    let Some(mut command) = command else {
        eprintln!("nothing was found that runs {language}: its client was not tried");
        return;
    };
    let output = command
        .env("VENTANILLA_URL", format!("http://{}", service.address))
        .env("VENTANILLA_FLAKY_URL", &flaky.url)
        .env("VENTANILLA_EMAIL", &person.email)
        .env("VENTANILLA_PASSWORD", PASSWORD)
        // A proxy of the machine is bypassed, between the test and its own service.
        .env("NO_PROXY", "*")
        .env("no_proxy", "*")
        .output()
        .expect("the client can be started");
    let text = String::from_utf8_lossy(&output.stdout);
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && text.contains("all is well"), "{language}:\n{text}\n{complaint}");
}

#[test]
fn each_generated_client_runs_its_session() {
    if !is_found("python3") {
        eprintln!("python3, which the failing service needs, was not found: no generated client was tried");
        return;
    }
    for service in services() {
        let (ana, flaky, clients) = (service.register("Ana"), Flaky::start(), clients());
        std::thread::scope(|scope| {
            for (language, command) in [("Python", python(&clients)), ("PHP", php(&clients)), ("TypeScript", typescript(&clients))] {
                let (service, ana, flaky) = (&service, &ana, &flaky);
                scope.spawn(move || run(language, command, service, ana, flaky));
            }
        });
    }
}
