//! The example clients of examples/ behave as docs/clients.md says, against a running service.

mod generated;

use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};

use crate::service::{Folder, PASSWORD, Person, Service, services};

/// The program that runs a client, the client's file, and a text that its output must contain.
const CLIENTS: [(&str, &str, &str); 3] = [
    ("sh", "first_session.sh", r#""code":"invalid_parameters""#),
    ("python3", "first_session.py", "Did you mean 'name'?"),
    ("php", "first_session.php", "Did you mean 'name'?"),
];

#[test]
fn every_example_client_runs_its_session() {
    for service in services() {
        let ana = service.register("Ana");
        for (program, script, expected) in CLIENTS {
            let needed = if program == "sh" { "curl" } else { program };
            if !is_found(needed) {
                eprintln!("{needed} was not found: {script} did not run");
                continue;
            }
            let output = run(program, script, &[], &service, &ana);
            let text = String::from_utf8_lossy(&output.stdout);
            let complaint = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success() && text.contains(expected), "{script}:\n{text}\n{complaint}");
        }
    }
}

/// Runs an example client to its end, as this person.
fn run(program: &str, script: &str, arguments: &[&Path], service: &Service, person: &Person) -> Output {
    Command::new(program)
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(script))
        .args(arguments)
        .env("VENTANILLA_URL", format!("http://{}", service.address))
        .env("VENTANILLA_EMAIL", &person.email)
        .env("VENTANILLA_PASSWORD", PASSWORD)
        .env("PYTHONIOENCODING", "utf-8")
        // A proxy of the machine is bypassed, between the test and its own service.
        .env("NO_PROXY", "*")
        .env("no_proxy", "*")
        .output()
        .expect("the client can be started")
}

/// The mirror's copy equals the profile after its first run and after a run with changes; a spoilt copy is reported.
#[test]
fn the_example_mirror_keeps_up() {
    if !is_found("python3") {
        eprintln!("python3 was not found: mirror.py did not run");
        return;
    }
    for service in services() {
        let ana = service.register("Ana");
        let folder = Folder::new();
        let copy = folder.path().join("copy.db");
        let mirror = || {
            let output = run("python3", "mirror.py", &[&copy], &service, &ana);
            let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
            (output.status.success(), String::from_utf8_lossy(&output.stdout).into_owned() + &complaint)
        };
        let companies: Vec<_> = (0..3).map(|number| service.create_company(&ana, &format!("Café {number}"))).collect();
        let (success, text) = mirror();
        assert!(success && text.contains("0 changes followed") && text.contains("company: 3 equal"), "{text}");
        service.call(&ana, "Companies.DeleteCompany", json!({ "company_id": companies[0]["id"] }));
        let renamed = json!({ "company_id": companies[1]["id"], "name": "Café Núñez" });
        let renamed = service.call(&ana, "Companies.EditCompany", renamed)["company"].clone();
        let (success, text) = mirror();
        assert!(success && text.contains("2 changes followed") && text.contains("company: 2 equal"), "{text}");
        let spoilt = rusqlite::Connection::open(&copy).expect("the copy is a database");
        let kept = "SELECT record FROM records WHERE entity = 'company' AND id = ?";
        let kept: String = spoilt.query_row(kept, [companies[1]["id"].as_i64()], |row| row.get(0)).expect("the company is there");
        let kept: Value = serde_json::from_str(&kept).expect("JSON");
        assert_eq!((&kept["name"], &kept["version"], kept.get("logo_url")), (&renamed["name"], &renamed["version"], None));
        spoilt.execute("UPDATE records SET version = 9 WHERE entity = 'company' AND id = 3", []).expect("the copy can be written");
        let (success, text) = mirror();
        assert!(!success && text.contains("'company': {0}"), "{text}");
    }
}

pub fn is_found(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success())
}
