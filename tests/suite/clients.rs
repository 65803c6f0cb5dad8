//! The clients of examples/ do what the README says they do, against a running service.

mod generated;

use std::path::Path;
use std::process::Command;

use crate::service::{PASSWORD, services};

/// A client, the program that runs it, and what its output must hold.
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
            let output = Command::new(program)
                .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(script))
                .env("VENTANILLA_URL", format!("http://{}", service.address))
                .env("VENTANILLA_EMAIL", &ana.email)
                .env("VENTANILLA_PASSWORD", PASSWORD)
                .env("PYTHONIOENCODING", "utf-8")
                // A proxy of the machine's has no business between the test and its own service.
                .env("NO_PROXY", "*")
                .env("no_proxy", "*")
                .output()
                .expect("the client can be started");
            let text = String::from_utf8_lossy(&output.stdout);
            let complaint = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success() && text.contains(expected), "{script}:\n{text}\n{complaint}");
        }
    }
}

fn is_found(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success())
}
