//! Outages: a PostgreSQL that goes away and comes back, a network that fails, a node that freezes. Calls in the meantime get true
//! answers: a missing database is not a missing record, and a write that may have happened is not called undone.

use std::sync::mpsc::channel;
use std::time::Duration;

use serde_json::{Value, json};
use ventanilla::db::connection::DatabaseAddress;
use ventanilla::db::databases::Databases;

use crate::calls::{another_token, at_once, number};
use crate::crash::wait_for_writers;
use crate::postgres::Server;
use crate::relay::{Failure, Relay};
use crate::service::{Database, Person, Reply, Service, databases};

/// Two nodes on one new database, the first of them through a relay.
fn two_nodes(change: impl Fn(&mut Databases)) -> Option<(Relay, Service, Service)> {
    let database = databases().into_iter().find(|database| !database.is_sqlite())?;
    let url = database.url.clone();
    let relay = Relay::to(&url);
    let through = relay.url(&url);
    let second = Service::start(database, |settings| {
        settings.deadline = DEADLINE;
        change(&mut settings.databases);
    });
    let first = Service::start_without_errands_with(Database::at(through), |settings| {
        settings.deadline = DEADLINE;
        change(&mut settings.databases);
    });
    Some((relay, first, second))
}

/// The deadline of every call. Tests wait for its end only where the database does not answer.
const DEADLINE: Duration = Duration::from_secs(2);

fn create(service: &Service, person: &Person, company: &Value, key: Option<&str>) -> Reply {
    let mut parameters = company.clone();
    parameters["profile_id"] = json!(person.profile_id);
    let mut body = json!({ "method": "CreateCompany", "parameters": parameters });
    if let Some(key) = key {
        body["idempotency_key"] = json!(key);
    }
    service.send("/api", Some(&person.token), &body.to_string())
}

fn made(service: &Service, company: &Value) -> i64 {
    number(service, &format!("SELECT count(*) AS number FROM companies WHERE name = '{}'", company["name"].as_str().unwrap()))
}

fn code(reply: &Reply) -> String {
    reply.envelope()["response"]["code"].as_str().unwrap_or("success").to_owned()
}

/// The connection is cut at each statement of the call in turn, before and after the database has got the statement.
#[test]
fn a_connection_that_is_lost_at_any_statement_is_told_truly() {
    let Some((relay, service, beside)) = two_nodes(|_| ()) else { return };
    let ana = service.register("Ana");
    // One write first, so that lookups that happen once per process are done.
    create(&service, &ana, &service.company(&ana, "Before"), Some("before")).success();
    let mut codes = Vec::new();
    for failure in [Failure::CutBefore, Failure::CutAfter] {
        for key in [None, Some("key")] {
            for statement in 0.. {
                let name = format!("{failure:?} {} {statement}", key.unwrap_or("without"));
                let (company, key) = (service.company(&ana, &name), key.map(|key| format!("{key} {name}").replace(' ', "-")));
                relay.fail_at(statement, failure);
                let mut reply = create(&service, &ana, &company, key.as_deref());
                let has_failed = relay.has_failed();
                let first = code(&reply);
                match (first.as_str(), made(&beside, &company)) {
                    ("success", 1) | ("unavailable", 0) => {}
                    ("outcome_unknown", 0 | 1) if key.is_none() => {}
                    (code, made) => panic!("{name}: {code}, and {made} made"),
                }
                if key.is_some() {
                    while code(&reply) == "unavailable" {
                        reply = create(&service, &ana, &company, key.as_deref());
                    }
                    reply.success();
                    assert_eq!(made(&beside, &company), 1, "{name}");
                }
                if !has_failed {
                    break;
                }
                codes.push((failure, key.is_some(), first));
            }
        }
    }
    let told = |failure, has_key, code: &str| codes.iter().any(|told| *told == (failure, has_key, code.to_owned()));
    for failure in [Failure::CutBefore, Failure::CutAfter] {
        assert!(told(failure, false, "outcome_unknown") && told(failure, false, "unavailable"), "{codes:?}");
        assert!(told(failure, true, "unavailable") && !told(failure, true, "outcome_unknown"), "{codes:?}");
    }
}

/// The database is not told that the node is gone: its own timeouts end the node's transaction.
#[test]
fn a_node_that_freezes_at_any_statement_holds_nobody_up_for_long() {
    let patience = |databases: &mut Databases| {
        databases.idle_timeout = Duration::from_secs(1);
        databases.lock_timeout = Duration::from_secs(2);
    };
    let Some((relay, frozen, other)) = two_nodes(patience) else { return };
    let (ana, sara) = (frozen.register("Ana"), other.register("Sara"));
    create(&frozen, &ana, &frozen.company(&ana, "Before"), None).success();
    let mut statement = 0;
    loop {
        let company = other.company(&ana, &format!("Frozen {statement}"));
        relay.fail_at(statement, Failure::Freeze);
        let has_failed = std::thread::scope(|scope| {
            let freezing = scope.spawn(|| create(&frozen, &ana, &company, None));
            create(&other, &sara, &other.company(&sara, "Another profile"), None).success();
            let reply = freezing.join().expect("it is answered at its deadline");
            match (code(&reply).as_str(), made(&other, &company)) {
                ("success", 1) | ("unavailable", 0) => {}
                ("outcome_unknown", 0 | 1) => {}
                (code, made) => panic!("{statement}: {code}, and {made} made"),
            }
            relay.has_failed()
        });
        relay.bury();
        // The call's deadline is longer than the timeouts that end the frozen node's transaction.
        create(&other, &ana, &other.company(&ana, "The same profile"), None).success();
        if !has_failed {
            break;
        }
        statement += 1;
    }
    assert!(statement > 15, "a write has many statements: {statement}");
}

/// An upsert whose network fails in the middle of its records, after all is prepared. Returns the reply, which comes while the
/// network is still as it was.
fn upsert_into(relay: &Relay, service: &Service, ana: &Person, failure: Failure) -> Reply {
    const RECORDS: usize = 200;
    const IN_THE_THIRD_RECORD: usize = 60;
    let records: Vec<Value> = (0..RECORDS)
        .map(|number| {
            let mut company = service.company(ana, "Upserted");
            company["external_ids"] = json!({ "sap": number.to_string() });
            company
        })
        .collect();
    let (answer, answered) = channel();
    std::thread::scope(|scope| {
        relay.fail_at(IN_THE_THIRD_RECORD, failure);
        scope.spawn(move || answer.send(service.try_call(ana, "Sync.Upsert", json!({ "entity": "company", "records": records }))));
        let reply = answered.recv_timeout(DEADLINE * 20);
        if reply.is_err() {
            relay.thaw();
            relay.bury();
        }
        assert!(relay.has_failed(), "the upsert came as far as that");
        reply.expect("it is answered at its deadline")
    })
}

/// The thread that makes the records still waits for the database then.
#[test]
fn an_upsert_that_freezes_is_answered_at_its_deadline_and_holds_up_nobody() {
    let Some((relay, service, beside)) = two_nodes(|_| ()) else { return };
    let ana = service.register("Ana");
    let reply = upsert_into(&relay, &service, &ana, Failure::Freeze);
    assert_eq!(code(&reply), "unavailable", "{}", reply.text);
    at_once(8, |_| service.post(None, "System.Ping", json!({})).success());
    relay.bury();
    wait_for_writers(&beside.database.url);
    assert_eq!(made(&beside, &json!({ "name": "Upserted" })), 0);
}

#[test]
fn an_upsert_that_nobody_waits_for_any_more_ends_by_itself() {
    let Some((relay, service, beside)) = two_nodes(|_| ()) else { return };
    let ana = service.register("Ana");
    let reply = upsert_into(&relay, &service, &ana, Failure::Pause);
    assert_eq!(code(&reply), "unavailable", "{}", reply.text);
    let before = relay.passed();
    relay.thaw();
    wait_for_writers(&beside.database.url);
    let after = relay.passed() - before;
    assert!(after < 60, "it goes on with no further record: {after} statements");
    assert_eq!(made(&beside, &json!({ "name": "Upserted" })), 0);
    service.create_company(&ana, "Afterwards");
}

/// The database's kernel still acknowledges packets, so that only the deadline ends the wait.
#[test]
fn a_database_that_freezes_leaves_no_call_without_an_answer() {
    let Some((relay, service, beside)) = two_nodes(|_| ()) else { return };
    let ana = service.register("Ana");
    let company = service.create_company(&ana, "Before");
    let find = json!({ "search_by": "id", "search_value": company["id"], "with_files": true });
    relay.freeze();
    std::thread::scope(|scope| {
        let calls: Vec<_> = (0..30)
            .map(|number| {
                let (service, ana, find) = (&service, &ana, &find);
                scope.spawn(move || match number % 2 {
                    0 => code(&service.try_call(ana, "GetCompany", find.clone())),
                    _ => code(&create(service, ana, &json!({ "name": "Frozen", "type_id": 10, "industry_id": 22 }), None)),
                })
            })
            .collect();
        for call in calls {
            let code = call.join().expect("an answer");
            assert!(["unavailable", "outcome_unknown"].contains(&code.as_str()), "{code}");
        }
    });
    assert_eq!(service.get("/readyz").status, 503);
    assert_eq!(beside.get("/readyz").status, 200);
    relay.thaw();
    let mut tries = 0;
    while code(&service.try_call(&ana, "GetCompany", find.clone())) == "unavailable" {
        tries += 1;
        assert!(tries < 20, "it answers again");
    }
    assert_eq!(service.get("/readyz").status, 200);
}

/// The replica is the same database, reached directly.
#[test]
fn reads_go_on_from_the_replica_while_the_primary_is_gone_for_callers_whom_it_knew() {
    let Some(database) = databases().into_iter().find(|database| !database.is_sqlite()) else { return };
    let relay = Relay::to(&database.url);
    let (primary, replica) = (relay.url(&database.url), DatabaseAddress::parse(&database.url).unwrap());
    let service = Service::start(Database::at(primary), |settings| {
        settings.deadline = DEADLINE;
        settings.databases.replica = Some(replica);
    });
    let ana = service.register("Ana");
    let again = another_token(&service, &ana);
    let company = service.create_company(&ana, "Café Núñez");
    let token = |rights: Value| {
        let made = service.call(&ana, "Auth.CreateApplicationToken", json!({ "name": "ERP", "rights": rights }));
        Person { token: made["token"].as_str().unwrap().to_owned(), ..ana.clone() }
    };
    let rights = || json!({ "Companies": ["read"], "Files": ["read"] });
    let (erp, revoked) = (token(rights()), token(rights()));
    let find = json!({ "search_by": "id", "search_value": company["id"], "with_files": true });
    for person in [&ana, &erp, &revoked] {
        assert_eq!(service.call(person, "GetCompany", find.clone())["company"], company);
    }
    let tokens = service.call(&ana, "Auth.GetApplicationTokens", json!({}))["application_tokens"].clone();
    let last = tokens.as_array().unwrap().iter().map(|token| token["id"].as_i64().unwrap()).max().unwrap();
    service.call(&ana, "Auth.RevokeApplicationToken", json!({ "application_token_id": last }));
    service.try_call(&revoked, "GetCompany", find.clone()).failure("unauthenticated");

    relay.leave();
    for person in [&ana, &erp] {
        assert_eq!(service.call(person, "GetCompany", find.clone())["company"], company);
        assert_eq!(service.call(person, "GetCompanies", json!({}))["total"], 1, "by another method of the same right");
    }
    service.try_call(&erp, "GetContacts", json!({})).failure("forbidden");
    service.try_call(&again, "GetCompany", find.clone()).failure("unavailable");
    service.try_call(&ana, "CreateCompany", service_company(&company)).failure("unavailable");

    relay.come_back();
    let mut tries = 0;
    while code(&service.try_call(&ana, "CreateCompany", service_company(&company))) == "unavailable" {
        tries += 1;
        assert!(tries < 20, "it answers again");
    }
    service.try_call(&revoked, "GetCompany", find).failure("unauthenticated");
}

fn service_company(like: &Value) -> Value {
    json!({ "name": "Another", "type_id": like["type_id"], "industry_id": like["industry_id"] })
}

#[test]
fn a_database_that_is_gone_is_unavailable_until_it_is_back() {
    let Some(mut server) = Server::start() else { return };
    server.create_database("crm");
    let service = Service::start(Database::at(server.url("crm")), |_| ());
    let ana = service.register("Ana");
    let company = service.create_company(&ana, "Before");
    let find = json!({ "search_by": "id", "search_value": company["id"], "with_files": true });
    let another = service.company(&ana, "After");

    server.stop();
    service.try_call(&ana, "GetCompany", find.clone()).failure("unavailable");
    service.try_call(&ana, "CreateCompany", another.clone()).failure("unavailable");
    assert_eq!(service.get("/healthz").status, 200, "the process lives");
    assert_eq!(service.get("/readyz").status, 503);

    server.restart();
    assert_eq!(service.get("/readyz").status, 200);
    assert_eq!(service.call(&ana, "GetCompany", find)["company"], company);
    service.call(&ana, "CreateCompany", another);
    assert_eq!(service.call(&ana, "GetCompanies", json!({}))["total"], 2);
}
