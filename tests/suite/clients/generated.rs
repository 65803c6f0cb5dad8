//! The clients that the program writes: those kept under examples/clients/ are what it writes today, and each does in
//! its own language what it is for, against a running service and against one that fails as services do.
//!
//! What holds here: `VENTANILLA_RECORD_EXAMPLES=1 cargo test clients` writes the kept ones anew. A language that is not
//! installed is left out with a word about it; .ci/generated_clients tries TypeScript where node can't run it by itself.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use ventanilla::client::{self, Language};
use ventanilla::modules;
use ventanilla::rpc::description::describe;

use super::is_found;
use crate::service::{Folder, PASSWORD, Person, Service, services};
use crate::vehicles::without_vehicles;

/// A language, what it is called on the command line, and where its client is kept.
const KEPT: [(Language, &str, &str); 3] = [
    (Language::Python, "python", "examples/clients/python/ventanilla.py"),
    (Language::TypeScript, "typescript", "examples/clients/typescript/ventanilla.ts"),
    (Language::Php, "php", "examples/clients/php/Ventanilla.php"),
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn the_kept_clients_are_what_the_program_writes() {
    let definition = without_vehicles(&describe(&modules::registry()));
    for (language, _, path) in KEPT {
        let file = root().join(path);
        let written = client::write(language, &definition);
        if std::env::var_os("VENTANILLA_RECORD_EXAMPLES").is_some() {
            std::fs::write(&file, &written).expect("the examples can be written");
        }
        let kept = std::fs::read_to_string(&file).unwrap_or_default();
        let differs = kept.lines().zip(written.lines()).position(|(kept, written)| kept != written);
        assert!(kept == written, "{path} is older than the methods (line {differs:?}): VENTANILLA_RECORD_EXAMPLES=1 cargo test clients");
    }
}

#[test]
fn the_command_writes_to_standard_output_or_to_a_file() {
    let definition = describe(&modules::registry());
    let folder = Folder::new();
    for (language, name, _) in KEPT {
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

/// The service that fails, of tests/clients/generated/flaky.py. It ends when it is dropped.
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

fn python() -> Option<Command> {
    if !is_found("python3") {
        return None;
    }
    let mut command = Command::new("python3");
    command.arg(session("python/session.py")).env("PYTHONPATH", root().join("examples/clients/python")).env("PYTHONDONTWRITEBYTECODE", "1");
    Some(command)
}

fn php() -> Option<Command> {
    if !is_found("php") {
        return None;
    }
    let mut command = Command::new("php");
    command.arg(session("php/session.php")).env("VENTANILLA_CLIENT", root().join("examples/clients/php/Ventanilla.php"));
    Some(command)
}

/// A node that takes the types out by itself, which is 22.18 or newer.
fn typescript(folder: &Folder) -> Option<Command> {
    let output = Command::new("node").args(["--print", "process.features.typescript"]).output().ok()?;
    if !matches!(output.stdout.trim_ascii(), b"strip" | b"transform") {
        return None;
    }
    let client = root().join("examples/clients/typescript/ventanilla.ts");
    for (from, name) in [(client, "ventanilla.ts"), (session("typescript/session.ts"), "session.ts")] {
        std::fs::copy(from, folder.path().join(name)).expect("the temporary folder can be written");
    }
    std::fs::write(folder.path().join("package.json"), r#"{"type": "module"}"#).expect("the temporary folder can be written");
    let mut command = Command::new("node");
    command.arg(folder.path().join("session.ts"));
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
        // A proxy of the machine's has no business between the test and its own service.
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
        let (ana, flaky, folder) = (service.register("Ana"), Flaky::start(), Folder::new());
        std::thread::scope(|scope| {
            for (language, command) in [("Python", python()), ("PHP", php()), ("TypeScript", typescript(&folder))] {
                let (service, ana, flaky) = (&service, &ana, &flaky);
                scope.spawn(move || run(language, command, service, ana, flaky));
            }
        });
    }
}
