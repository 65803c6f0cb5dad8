//! The service of a run, and single calls to it. Each call is a success, or the run stops.

use std::path::Path;

use serde_json::{Value, json};

use crate::Outcome;
use crate::arguments::Arguments;
use crate::processes::{Cores, Server};

/// The program that is measured.
pub const OWN: &str = env!("CARGO_BIN_EXE_ventanilla");

/// Starts a service on a database.
pub fn serve(program: &Path, arguments: &Arguments, cores: &Cores, url: &str) -> Outcome<Server> {
    let address = Server::free_address()?;
    let mut command = cores.serving(program);
    command.args(["serve", "--listen", &address.to_string(), "--token-seconds", "86400", "--log", &arguments.log]);
    command.args(["--registration", "open"]);
    command.args(["--workers", &cores.workers().to_string(), "--database-url", url]);
    for name in ["DATABASE_URL", "DATABASE_URL_FILE", "DATABASE_REPLICA_URL", "VENTANILLA_SECRET", "VENTANILLA_SECRET_FILE"] {
        command.env_remove(name);
    }
    // The log is written as always, but to nowhere: its destination is not to be measured.
    command.stderr(std::process::Stdio::null());
    Server::start(command, address)
}

pub fn sign_in(service: &Server) -> Outcome<String> {
    let login = post(service, "", "Auth.Login", json!({ "email": ventanilla::demo::EMAIL, "password": ventanilla::demo::PASSWORD }))?;
    Ok(json_of(&login)?["response"]["token"].as_str().ok_or("no token")?.to_owned())
}

pub fn send(server: &Server, path: &str, token: &str, body: &[u8]) -> Outcome<Vec<u8>> {
    use std::io::Read;
    let config = ureq::Agent::config_builder().http_status_as_error(false).build();
    let mut call = ureq::Agent::from(config).post(format!("http://{}{path}", server.address)).header("Content-Type", "application/json");
    if !token.is_empty() {
        call = call.header("Authorization", format!("Bearer {token}"));
    }
    let mut reply = Vec::new();
    call.send(body)?.into_body().into_reader().read_to_end(&mut reply)?;
    if !reply.starts_with(br#"{"success":true"#) {
        return Err(format!("a call failed: {}", String::from_utf8_lossy(&reply)).into());
    }
    Ok(reply)
}

pub fn post(server: &Server, token: &str, method: &str, parameters: Value) -> Outcome<Vec<u8>> {
    send(server, "/api", token, json!({ "method": method, "parameters": parameters }).to_string().as_bytes())
}

pub fn json_of(reply: &[u8]) -> Outcome<Value> {
    Ok(serde_json::from_slice(reply)?)
}
