//! Fairness between tenants: a neighbour's calls alone, and the same calls while a tenant with many records asks for everything
//! expensive at once. The rounds alternate within seconds.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use ventanilla::turns::stand_back;

use crate::Outcome;
use crate::processes::Server;
use crate::report::{Check, Report, median};

/// The target: under load, a neighbour's slowest call in a hundred takes at most this many times as long as alone.
const MOST: f64 = 3.0;

/// The two tenants of a service.
pub struct Tenants {
    pub address: SocketAddr,
    /// The token of the tenant with many records, in profile 1, that makes the load.
    pub loading: String,
    pub neighbour: String,
    pub neighbours_profile: i64,
}

/// The neighbour's calls, made one after the other.
fn calls(profile_id: i64, entries: (i64, i64), number: u64) -> [(&'static str, Value); 4] {
    let (type_id, industry_id) = entries;
    let call = |method: &str, parameters: Value| json!({ "method": method, "parameters": parameters });
    [
        ("company", call("Companies.GetCompany", json!({ "profile_id": profile_id, "search_by": "client_number", "search_value": "N1" }))),
        ("page", call("Companies.GetCompanies", json!({ "profile_id": profile_id, "pagination": 50 }))),
        ("search", call("Companies.GetCompanies", json!({ "profile_id": profile_id, "query": "luna" }))),
        (
            "create",
            call(
                "Companies.CreateCompany",
                json!({ "profile_id": profile_id, "name": format!("Luna {number}"), "type_id": type_id, "industry_id": industry_id }),
            ),
        ),
    ]
}

/// The loading tenant's expensive calls: four kinds, each a list of bodies that is sent over and over. The bodies are written
/// before the measurement begins.
fn dear(entries: (i64, i64)) -> [Vec<String>; 4] {
    let (type_id, industry_id) = entries;
    let batch = |call: Value| json!({ "method": "Batch.Run", "parameters": { "calls": vec![call; 100] } }).to_string();
    let search = |first: char, second: char| {
        let parameters = json!({ "profile_id": 1, "query": format!("{first}{second}") });
        json!({ "method": "Companies.GetCompanies", "parameters": parameters }).to_string()
    };
    let mut wrong: serde_json::Map<String, Value> = (0..60_000).map(|number| (format!("k{number}"), json!(1))).collect();
    wrong.insert("profile_id".to_owned(), json!(1));
    [
        vec![batch(json!({ "method": "Opportunities.GetPipeline", "parameters": { "profile_id": 1 } }))],
        ('a'..='z').flat_map(|first| ('a'..='z').map(move |second| search(first, second))).collect(),
        vec![batch(json!({
            "method": "Companies.CreateCompany",
            "parameters": { "profile_id": 1, "name": "Sol", "type_id": type_id, "industry_id": industry_id },
        }))],
        vec![json!({ "method": "Companies.GetCompanies", "parameters": wrong }).to_string()],
    ]
}

fn send(agent: &ureq::Agent, address: SocketAddr, token: &str, body: &str) -> Outcome<String> {
    let call = agent.post(format!("http://{address}/api")).header("Content-Type", "application/json");
    Ok(call.header("Authorization", format!("Bearer {token}")).send(body)?.into_body().read_to_string()?)
}

fn agent() -> ureq::Agent {
    ureq::Agent::config_builder().http_status_as_error(false).build().into()
}

/// One round of the neighbour's calls: the slowest in a hundred of each kind, and of `/healthz`, in milliseconds.
fn round(tenants: &Tenants, entries: (i64, i64), length: Duration, number: &mut u64) -> Outcome<Vec<(&'static str, f64)>> {
    let agent = agent();
    let mut times: Vec<(&'static str, Vec<f64>)> = Vec::new();
    let mut note = |name, begin: Instant| {
        let time = begin.elapsed().as_secs_f64() * 1000.0;
        match times.iter_mut().find(|(known, _)| *known == name) {
            Some((_, times)) => times.push(time),
            None => times.push((name, vec![time])),
        }
    };
    let begin = Instant::now();
    while begin.elapsed() < length {
        *number += 1;
        for (name, call) in calls(tenants.neighbours_profile, entries, *number) {
            let begin = Instant::now();
            let reply = send(&agent, tenants.address, &tenants.neighbour, &call.to_string())?;
            note(name, begin);
            if !reply.starts_with(r#"{"success":true"#) {
                return Err(format!("a neighbour's call failed: {reply}").into());
            }
        }
        let begin = Instant::now();
        agent.get(format!("http://{}/healthz", tenants.address)).call()?;
        note("healthz", begin);
    }
    Ok(times
        .into_iter()
        .map(|(name, mut times)| {
            times.sort_by(f64::total_cmp);
            (name, times[(times.len() * 99 / 100).min(times.len() - 1)])
        })
        .collect())
}

pub fn measure(
    report: &mut Report,
    service: &Server,
    tenants: &Tenants,
    loading: (i64, i64),
    own: (i64, i64),
    rounds: usize,
) -> Outcome<()> {
    const CONNECTIONS_OF_EACH: usize = 4;
    const ROUND: Duration = Duration::from_secs(4);
    let mut number = 0;
    let (mut alone, mut beside) = (Vec::new(), Vec::new());
    let mut memory = 0;
    let dear = dear(loading);
    round(tenants, own, ROUND / 4, &mut number)?;
    for _ in 0..rounds {
        alone.push(round(tenants, own, ROUND, &mut number)?);
        let is_over = AtomicBool::new(false);
        let under_load = std::thread::scope(|scope| {
            for bodies in &dear {
                for connection in 0..CONNECTIONS_OF_EACH {
                    let is_over = &is_over;
                    scope.spawn(move || {
                        // The load runs at low priority: a real tenant makes it on its own machines, where it costs the service
                        // nothing.
                        stand_back();
                        let agent = agent();
                        let begin = connection * bodies.len() / CONNECTIONS_OF_EACH;
                        for body in bodies.iter().cycle().skip(begin) {
                            if is_over.load(Ordering::Relaxed) {
                                break;
                            }
                            // A refused call is load, too.
                            let _ = send(&agent, tenants.address, &tenants.loading, body);
                        }
                    });
                }
            }
            std::thread::sleep(ROUND / 8);
            let under_load = round(tenants, own, ROUND, &mut number);
            memory = memory.max(service.memory());
            is_over.store(true, Ordering::Relaxed);
            under_load
        });
        beside.push(under_load?);
    }
    for (position, (name, _)) in alone[0].iter().enumerate() {
        let of = |rounds: &[Vec<(&str, f64)>]| {
            median(&rounds.iter().filter_map(|round| round.get(position)).map(|(_, time)| *time).collect::<Vec<_>>())
        };
        let (alone, beside) = (of(&alone), of(&beside));
        let line =
            format!("Neighbour, {name}: p99 {alone:.2} ms alone, {beside:.2} ms beside a tenant's load ({:.1} times)", beside / alone);
        println!("{line}");
        report.note(line);
        report.check(Check::at_most(format!("a neighbour's p99 under load to alone, {name}"), beside / alone, MOST, "times"));
    }
    let memory = memory as f64 / f64::from(1 << 20);
    report.note(format!("Memory of the service under a tenant's load: {memory:.0} MiB"));
    report.check(Check::at_most("memory under a tenant's load".to_owned(), memory, 300.0, "MiB"));
    Ok(())
}
