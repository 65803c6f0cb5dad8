//! PostgreSQL: lists and what is computed over very many records, on the database that `--postgres` names.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::Outcome;
use crate::arguments::Arguments;
use crate::calls::{OWN, serve, sign_in};
use crate::filled::{Database, Filled};
use crate::processes::Cores;
use crate::report::Report;

/// The number of companies in the profile.
const COMPANIES: u64 = 100_000;

/// Fills the empty database that is named, and measures on it.
pub fn measure(arguments: &Arguments, cores: &Cores, report: &mut Report) -> Outcome<()> {
    let Some(url) = &arguments.postgres else { return Ok(()) };
    let filled = Command::new(Path::new(OWN))
        .args(["demo", "--companies", &COMPANIES.to_string(), "--database-url", url])
        .stdout(Stdio::null())
        .status()?;
    if !filled.success() {
        return Err("ventanilla demo failed: --postgres names an empty database".into());
    }
    let service = serve(Path::new(OWN), arguments, cores, url)?;
    let token = sign_in(&service)?;
    let companies = i64::try_from(COMPANIES)?;
    let mut place = Filled { service: &service, token: &token, companies, database: Database::postgres(url)? };
    if arguments.wants("lists") {
        place.lists(report)?;
    }
    place.segments(arguments, report)?;
    place.health(arguments, report)?;
    place.dashboard(arguments, report)?;
    service.stop()
}
