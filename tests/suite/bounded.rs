//! Bounds: no caller can freeze the service or fill it. Each request has a bound and waits for its own turn, so that it holds up
//! nobody else. No test here measures time; a deadline is either over from the start or far away.

use std::time::Duration;

use diesel::connection::SimpleConnection;
use serde_json::{Value, json};
use ventanilla::auth::application_token::issue;
use ventanilla::db::connection::AnyConnection;

use crate::calls::{at_once, connection, execute, login, number};
use crate::inspect::Inspector;
use crate::service::{PASSWORD, Person, Reply, Service, databases, services};

/// The value of one of the service's metrics.
fn metric(service: &Service, name: &str) -> i64 {
    let text = service.get("/metrics").text;
    let line = text.lines().find(|line| line.starts_with(name)).unwrap_or_else(|| panic!("there is a metric {name}"));
    line.rsplit(' ').next().expect("a number").parse().expect("a number")
}

fn call(person: &Person, method: &str, mut parameters: Value) -> Value {
    parameters["profile_id"] = json!(person.profile_id);
    json!({ "method": method, "parameters": parameters })
}

fn batch(service: &Service, person: &Person, key: Option<&str>, calls: &[Value]) -> Reply {
    let mut body = json!({ "method": "Batch.Run", "parameters": { "calls": calls } });
    if let Some(key) = key {
        body["idempotency_key"] = json!(key);
    }
    service.send("/api", Some(&person.token), &body.to_string())
}

fn pipeline(person: &Person) -> Value {
    call(person, "Opportunities.GetPipeline", json!({}))
}

#[test]
fn of_a_stranger_nothing_is_read_that_is_long_and_nothing_decoded_whatever_token_they_made_up() {
    for service in services() {
        let ana = service.register("Ana");
        let made_up = issue(1).expect("a token").text;
        let unknown: Vec<String> = (0..2_000).map(|number| format!("\"k{number}\":1")).collect();
        let wrong = format!(r#"{{"method":"Companies.GetCompanies","parameters":{{{}}}}}"#, unknown.join(","));
        let long = format!(r#"{{"method":"System.Ping","parameters":{{"x":"{}""#, "x".repeat(70_000));
        for token in [Some(made_up.as_str()), Some("nonsense"), None] {
            service.send("/api", token, &wrong).failure("unauthenticated");
            // The body is not even JSON, but the service does not read that far.
            service.send("/api", token, &long).failure("unauthenticated");
            service.send("/api", token, &format!("[{long}")).failure("unauthenticated");
        }
        service.send("/api", Some(&ana.token), &long).failure("malformed_request");
        service.send("/api", Some(&ana.token), &wrong).failure("invalid_parameters");
        // A public method ignores the token.
        service.post(Some(&made_up), "System.Ping", json!({})).success();
        service.post(None, "System.Ping", json!({})).success();
    }
}

#[test]
fn a_registration_that_is_refused_costs_no_password() {
    const HASHED: &str = "ventanilla_passwords_hashed_total";
    for service in services() {
        service.register("Ana");
        let register = |email: &str, password: &str, again: &str| {
            let parameters = json!({ "name": "Eva", "email": email, "company": "Eva's", "password": password, "c_password": again });
            service.post(None, "Auth.Register", parameters)
        };
        let before = metric(&service, HASHED);
        register("ana@example.com", PASSWORD, PASSWORD).failure("conflict");
        register("eva@example.com", "short", "short").failure("invalid_parameters");
        register("eva@example.com", PASSWORD, "another").failure("invalid_parameters");
        // Other tests in this process hash passwords, too. So the test looks for one refusal during which none was hashed.
        let quiet = (0..200).any(|_| {
            let before = metric(&service, HASHED);
            register("ana@example.com", PASSWORD, PASSWORD).failure("conflict");
            metric(&service, HASHED) == before
        });
        assert!(quiet && before > 0);
        login(&service, "ana@example.com", PASSWORD).success();
    }
}

#[test]
fn a_batch_that_only_reads_runs_where_reads_run_and_is_not_kept() {
    for database in databases() {
        let service = Service::start_without_errands(database);
        let ana = service.register("Ana");
        let company = service.create_company(&ana, "Café Núñez");
        let find = call(&ana, "Companies.GetCompany", json!({ "search_by": "id", "search_value": company["id"], "with_files": true }));
        let commits = metric(&service, "ventanilla_writer_commits");
        let calls = vec![pipeline(&ana), find.clone(), json!({ "method": "System.Ping" })];
        let reply = batch(&service, &ana, Some("reading"), &calls);
        assert_eq!(reply.success()["replies"][1]["response"]["company"], company);
        batch(&service, &ana, Some("reading"), &calls).success();
        assert_eq!(metric(&service, "ventanilla_writer_commits"), commits);
        assert_eq!(number(&service, "SELECT count(*) AS number FROM idempotency_keys"), 0);
        // The batch still behaves as one: a reference works, a failed call fails an atomic batch, and without `atomic` the other
        // calls stand.
        let referring = call(
            &ana,
            "Companies.GetCompany",
            json!({ "search_by": "id", "search_value": { "$ref": "0.company.id" }, "with_files": true }),
        );
        assert_eq!(batch(&service, &ana, None, &[find.clone(), referring]).success()["replies"][1]["response"]["company"], company);
        let missing = call(&ana, "Companies.GetCompany", json!({ "search_by": "id", "search_value": 987_654 }));
        assert!(batch(&service, &ana, None, &[find.clone(), missing.clone()]).failure("not_found").is_array());
        let body = json!({ "method": "Batch.Run", "parameters": { "atomic": false, "calls": [missing, find] } }).to_string();
        let replies = service.send("/api", Some(&ana.token), &body).success()["replies"].clone();
        assert_eq!((&replies[0]["success"], &replies[1]["success"]), (&json!(false), &json!(true)));
        // A batch with a write is committed, even if it calls the method by its bare name.
        batch(&service, &ana, Some("writing"), &[call(&ana, "CreateCompany", service.company(&ana, "Café Luna"))]).success();
        if service.database.is_sqlite() {
            assert!(metric(&service, "ventanilla_writer_commits") > commits);
        }
        assert_eq!(number(&service, "SELECT count(*) AS number FROM idempotency_keys"), 1);
    }
}

/// Adds copies of a table's first record, behind the service's back. A number makes the unique columns differ.
fn multiply(service: &Service, table: &str, unique: &[&str], copies: usize) {
    let mut inspector = Inspector::open(&service.database.url);
    let columns = match inspector {
        Inspector::Sqlite(_) => inspector.texts(&format!("SELECT name FROM pragma_table_info('{table}')")),
        Inspector::Postgres(_) => {
            let written = format!("table_name = '{table}' AND is_generated = 'NEVER'");
            inspector.texts(&format!("SELECT column_name FROM information_schema.columns WHERE {written}"))
        }
    };
    let values = columns.iter().map(|column| match column.as_str() {
        "id" if service.database.is_sqlite() => format!("(SELECT max(id) FROM {table}) + n"),
        "id" => format!("nextval(pg_get_serial_sequence('{table}', 'id'))"),
        unique_one if unique.contains(&unique_one) => format!("{column} || n"),
        other => other.to_owned(),
    });
    execute(
        service,
        &format!(
            "INSERT INTO {table} ({}) WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {copies}) \
             SELECT {} FROM (SELECT * FROM {table} ORDER BY id LIMIT 1) AS first, numbers",
            columns.join(", "),
            values.collect::<Vec<_>>().join(", ")
        ),
    );
}

#[test]
fn what_is_listed_as_a_whole_has_no_more_records_than_that_takes() {
    for service in services() {
        let ana = service.register("Ana");
        let catalog = Inspector::open(&service.database.url).texts("SELECT catalog FROM catalog_entries ORDER BY id LIMIT 1")[0].clone();
        let create = |name: &str| service.try_call(&ana, "Catalogs.CreateEntry", json!({ "catalog": catalog, "name": name }));
        create("Another").success();
        multiply(&service, "catalog_entries", &["name"], 5_000);
        assert_eq!(create("One more").failure("conflict")[0]["path"], "catalog");
        let input =
            |name: &str| service.try_call(&ana, "Inputs.CreateInput", json!({ "entity": "company", "name": name, "type": "string" }));
        input("First").success();
        multiply(&service, "inputs", &["slug", "name"], 499);
        assert_eq!(input("One more").failure("conflict")[0]["rule"], "too_many");
        // A list longer than a short read is still read whole.
        let entries = service.call(&ana, "Catalogs.GetEntries", json!({ "catalog": catalog }))["entries"].clone();
        assert!(entries.as_array().is_some_and(|entries| entries.len() > 5_000));
        let inputs = service.call(&ana, "Companies.GetInputs", json!({}))["inputs"].clone();
        assert_eq!(inputs.as_array().map(Vec::len), Some(500));
    }
}

/// Makes the first record of a kind long, behind the service's back.
fn lengthen(service: &Service, table: &str, column: &str) {
    execute(service, &format!("UPDATE {table} SET {column} = '{}'", "x".repeat(60_000)));
}

#[test]
fn one_call_reads_so_many_bytes_and_says_so_when_a_page_has_more() {
    for service in services() {
        let ana = service.register("Ana");
        service.call(&ana, "Products.CreateProduct", json!({ "name": "Café", "value": 1 }));
        lengthen(&service, "products", "description");
        multiply(&service, "products", &["slug"], 599);
        let page = |size: i64| service.try_call(&ana, "Products.GetProducts", json!({ "retired": false, "page": 1, "pagination": size }));
        page(1_000).failure("payload_too_large");
        assert!(page(1_000).text.contains("fewer records"), "{}", page(1_000).text);
        assert_eq!(page(100).success()["products"].as_array().map(Vec::len), Some(100));
        // Each call of a batch has the bound to itself; the replies have one together.
        let names = call(&ana, "Products.GetProducts", json!({ "retired": false, "page": 1, "pagination": 300, "fields": ["name"] }));
        batch(&service, &ana, None, &vec![names; 5]).success();
        // A whole list comes in pieces, which are as short as they must be.
        let whole = service.call(&ana, "Products.GetProducts", json!({ "retired": false }));
        assert_eq!(whole["products"].as_array().map(Vec::len), Some(600));
        assert_eq!(whole["total"], 600);
    }
}

#[test]
fn a_record_that_was_changed_many_times_is_told_in_parts_and_its_periods_in_little_memory() {
    for service in services() {
        let ana = service.register("Ana");
        let lead = service.call(&ana, "Leads.CreateLead", json!({ "name": "Luz", "email": "luz@example.com" }))["lead"]["id"].clone();
        lengthen(&service, "leads", "notes");
        for number in 0..200 {
            let status = ["contacted", "contacted", "qualified", "qualified"][number % 4];
            let edit = json!({ "lead_id": lead, "status": status, "designation": number.to_string() });
            service.call(&ana, "Leads.EditLead", edit);
        }
        let history = |size: i64| {
            service.try_call(&ana, "Audit.GetHistory", json!({ "entity": "lead", "record_id": lead, "page": 1, "pagination": size }))
        };
        history(1_000).failure("payload_too_large");
        assert_eq!(history(50).success()["changes"].as_array().map(Vec::len), Some(50));
        let periods = service.call(&ana, "Leads.GetStatusHistory", json!({ "lead_id": lead }))["history"].clone();
        let periods = periods.as_array().expect("periods");
        let statuses: Vec<&str> = periods.iter().map(|period| period["status"].as_str().expect("a status")).collect();
        assert_eq!(statuses, [vec!["new"], ["contacted", "qualified"].repeat(50)].concat());
        assert!(periods.windows(2).all(|pair| pair[0]["left_at"] == pair[1]["entered_at"]), "{periods:?}");
        assert!(periods.last().is_some_and(|last| last["left_at"].is_null()), "{periods:?}");
    }
}

#[test]
fn dear_reads_have_no_place_beside_the_writes_of_a_batch() {
    for service in services() {
        let ana = service.register("Ana");
        let create = call(&ana, "Companies.CreateCompany", service.company(&ana, "Café Núñez"));
        batch(&service, &ana, None, std::slice::from_ref(&create)).success();
        multiply(&service, "companies", &["client_number", "slug"], 5_000);
        let search = call(&ana, "Companies.GetCompanies", json!({ "query": "zz", "pagination": 1 }));
        let before = number(&service, "SELECT count(*) AS number FROM changes");
        let mut calls = vec![search; 99];
        // Expensive reads without a write are allowed.
        batch(&service, &ana, None, &calls).success();
        calls.insert(0, create.clone());
        let reply = batch(&service, &ana, Some("both"), &calls);
        if service.database.is_sqlite() {
            reply.failure("payload_too_large");
            assert!(reply.text.contains("Read first"), "{}", reply.text);
            assert_eq!(number(&service, "SELECT count(*) AS number FROM changes"), before);
        } else {
            // On PostgreSQL no transaction waits for another, so the batch is allowed.
            reply.success();
        }
        // Many pages add up, though each is a short read.
        let page = call(&ana, "Companies.GetCompanies", json!({ "pagination": 100, "with_total": false }));
        let pages = batch(&service, &ana, None, &[std::slice::from_ref(&create), &vec![page.clone(); 30]].concat());
        if service.database.is_sqlite() {
            pages.failure("payload_too_large");
        } else {
            pages.success();
        }
        batch(&service, &ana, None, &[create.clone(), page]).success();
        // A few reads beside writes are allowed.
        let types = call(&ana, "Companies.GetTypes", json!({}));
        batch(&service, &ana, None, &[create, types, pipeline(&ana)]).success();
    }
}

#[test]
fn references_are_bounded_before_anybody_waits_for_them() {
    for service in services() {
        let ana = service.register("Ana");
        let many = vec![json!({ "$ref": "0.nothing" }); 1_001];
        let refused = batch(&service, &ana, None, &[call(&ana, "CreateCompany", json!({ "name": many }))]);
        refused.failure("payload_too_large");
        let weighty = json!({ "name": { "$ref": "0.nothing" }, "inputs": vec![1; 100_000] });
        batch(&service, &ana, None, &[call(&ana, "CreateCompany", weighty)]).failure("payload_too_large");
        // A stranger to the house is told nothing of the batch.
        let nobody = Person { token: "nonsense".to_owned(), ..ana.clone() };
        batch(&service, &nobody, None, &[json!({ "method": "System.Ping" })]).failure("unauthenticated");
    }
}

/// The parameters of a company with a long text.
fn talkative_company(service: &Service, person: &Person) -> Value {
    let mut company = service.company(person, "Café Núñez");
    company["bio"] = json!("Café de altura. ".repeat(60));
    company
}

#[test]
fn a_reply_that_is_too_long_is_kept_as_the_ids_of_what_was_made() {
    for service in services() {
        let ana = service.register("Ana");
        let create = call(&ana, "Companies.CreateCompany", talkative_company(&service, &ana));
        let again = call(&ana, "Companies.GetCompany", json!({ "search_by": "id", "search_value": { "$ref": "0.company.id" } }));
        let mut calls = vec![create.clone(), create];
        calls.extend(vec![again; 98]);
        let first = batch(&service, &ana, Some("long"), &calls);
        assert!(first.text.len() > 64 * 1024, "the reply is too short for this: {}", first.text.len());
        let replies = first.success()["replies"].clone();
        let ids = json!([replies[0]["response"]["company"]["id"], replies[1]["response"]["company"]["id"]]);
        let repeated = batch(&service, &ana, Some("long"), &calls);
        assert_eq!(repeated.success(), json!({ "made_before": true, "ids": ids }));
        assert_eq!(repeated.header("idempotency-replayed"), Some("true"));
        assert_eq!(number(&service, "SELECT count(*) AS number FROM companies"), 2);
        batch(&service, &ana, Some("long"), &calls[..2]).failure("conflict");
        let records: Vec<Value> = (0..600).map(|number| json!({ "id": 1, "name": format!("Café {number}") })).collect();
        let upsert = json!({
            "method": "Sync.Upsert", "idempotency_key": "records",
            "parameters": { "profile_id": ana.profile_id, "entity": "company", "records": records },
        });
        let upsert = || service.send("/api", Some(&ana.token), &upsert.to_string());
        assert!(upsert().text.contains("\"updated\":600"));
        assert!(upsert().header("idempotency-replayed").is_some());
    }
}

#[test]
fn what_a_profile_keeps_is_bounded_and_its_oldest_large_replies_shrink_first() {
    for service in services() {
        let (ana, berta) = (service.register("Ana"), service.register("Berta"));
        let create = call(&ana, "Companies.CreateCompany", talkative_company(&service, &ana));
        let again = call(&ana, "Companies.GetCompany", json!({ "search_by": "id", "search_value": { "$ref": "0.company.id" } }));
        let calls = |number: usize| {
            let mut calls = vec![create.clone()];
            calls.extend(vec![again.clone(); number]);
            calls
        };
        let small = service.send("/api", Some(&ana.token), &{
            let mut call = create.clone();
            call["idempotency_key"] = json!("small");
            call.to_string()
        });
        let old = batch(&service, &ana, Some("old"), &calls(20));
        // The reply counts as very large, and as a little older than the rest.
        let weigh = |key: &str, bytes: i64| {
            let weighed =
                format!("UPDATE idempotency_keys SET bytes = {bytes}, created_at = created_at - 1000000 WHERE idempotency_key = '{key}'");
            execute(&service, &weighed);
        };
        weigh("old", 33 * 1024 * 1024);
        execute(
            &service,
            &format!(
                "INSERT INTO idempotency_keys (caller, idempotency_key, request_hash, reply, created_at, profile_id, ids, bytes) \
                 SELECT 'user {}', 'foreign', request_hash, reply, created_at - 2000000, {}, ids, bytes FROM idempotency_keys WHERE idempotency_key = 'old'",
                berta.user_id, berta.profile_id
            ),
        );
        let new = batch(&service, &ana, Some("new"), &calls(20));
        let shortened = |key: &str| {
            number(&service, &format!("SELECT count(*) AS number FROM idempotency_keys WHERE reply = '' AND idempotency_key = '{key}'"))
        };
        assert_eq!(["old", "new", "small", "foreign"].map(shortened), [1, 0, 0, 0]);
        let repeated = batch(&service, &ana, Some("old"), &calls(20)).success();
        assert_eq!(repeated["ids"], json!([old.success()["replies"][0]["response"]["company"]["id"]]));
        assert_eq!(batch(&service, &ana, Some("new"), &calls(20)).text, new.text);
        small.success();
    }
}

#[test]
fn at_its_deadline_a_call_is_unavailable_and_has_changed_nothing() {
    for database in databases() {
        let service = Service::start(database, |_| ());
        let ana = service.register("Ana");
        let company = service.company(&ana, "Café Núñez");
        let url = service.database.url.clone();
        let late = Service::start(crate::service::Database::at(url), |settings| settings.deadline = Duration::ZERO);
        late.try_call(&ana, "GetPipeline", json!({})).failure("unavailable");
        late.try_call(&ana, "GetCompanies", json!({ "query": "café" })).failure("unavailable");
        batch(&late, &ana, None, &[pipeline(&ana)]).failure("unavailable");
        let made = (0..20).filter(|_| {
            let reply = late.try_call(&ana, "CreateCompany", company.clone());
            // The write was either begun before its caller could withdraw it, or not at all.
            if reply.status == 200 {
                reply.success()
            } else {
                reply.failure("unavailable")
            };
            reply.status == 200
        });
        let made = i64::try_from(made.count()).expect("a number");
        assert_eq!(number(&service, "SELECT count(*) AS number FROM companies"), made);
        assert_eq!(late.get("/healthz").status, 200);
    }
}

/// A session on PostgreSQL that holds a lock.
pub struct Holding(AnyConnection);

impl Holding {
    pub fn by(service: &Service, statement: &str) -> Self {
        let mut connection = connection(&service.database.url);
        connection.batch_execute(statement).expect("it is held");
        Holding(connection)
    }

    pub fn release(mut self) {
        self.0.batch_execute("ROLLBACK").expect("it is released");
    }
}

fn on_postgres() -> impl Iterator<Item = crate::service::Database> {
    databases().into_iter().filter(|database| !database.is_sqlite())
}

#[test]
fn who_waits_for_a_key_holds_no_connection() {
    for database in on_postgres() {
        let service = Service::start(database, |_| ());
        let (ana, berta) = (service.register("Ana"), service.register("Berta"));
        let mut create = call(&ana, "Companies.CreateCompany", service.company(&ana, "Café Núñez"));
        create["idempotency_key"] = json!("k");
        let held = format!("BEGIN; SELECT pg_advisory_xact_lock(hashtextextended('idempotency key of user {}: k', 0))", ana.user_id);
        let holding = Holding::by(&service, &held);
        let replies = std::thread::scope(|scope| {
            let waiting = scope.spawn(|| at_once(40, |_| service.send("/api", Some(&ana.token), &create.to_string()).text));
            // The other user writes while all of these calls wait, and so does Ana without the key.
            for _ in 0..5 {
                service.create_company(&berta, "Café Luna");
                service.create_company(&ana, "Café Sol");
            }
            holding.release();
            waiting.join().expect("they are answered")
        });
        assert!(replies.iter().all(|reply| *reply == replies[0] && reply.contains("\"success\":true")), "{replies:?}");
        assert_eq!(number(&service, "SELECT count(*) AS number FROM companies"), 11);
    }
}

#[test]
fn one_profile_does_not_take_all_connections_and_what_is_stuck_is_written_off() {
    for database in on_postgres() {
        let service = Service::start(database, |settings| settings.deadline = Duration::from_secs(3));
        let (ana, berta) = (service.register("Ana"), service.register("Berta"));
        let company = service.create_company(&ana, "Café Núñez");
        // One write first, so that the node knows the profiles of both callers.
        service.create_company(&berta, "Café Luna");
        let holding = Holding::by(&service, &format!("BEGIN; SELECT 1 FROM companies WHERE id = {} FOR UPDATE", company["id"]));
        let edit = |number: usize| {
            let parameters = json!({ "company_id": company["id"], "name": format!("Café {number}"), "if_version": 1 });
            service.try_call(&ana, "EditCompany", parameters)
        };
        let stuck = std::thread::scope(|scope| {
            let stuck = scope.spawn(|| at_once(24, edit));
            for number in 0..5 {
                service.create_company(&berta, &format!("Café {number}"));
            }
            stuck.join().expect("they are answered")
        });
        for reply in &stuck {
            reply.failure("unavailable");
        }
        service.create_company(&ana, "Café Sol");
        holding.release();
        edit(1).success();
        assert_eq!(number(&service, "SELECT count(*) AS number FROM changes WHERE entity = 'company' AND operation = 'update'"), 1);
    }
}

#[test]
fn the_definition_is_written_once_and_answered_as_often_as_it_is_asked() {
    for service in services() {
        let discovered = service.post(None, "rpc.discover", json!({})).success();
        assert_eq!(discovered, service.get("/openrpc.json").document());
        let array = json!(vec![json!({ "method": "rpc.discover" }); 20]).to_string();
        let answers: Vec<Value> = serde_json::from_str(&service.send("/api", None, &array).text).expect("an array");
        assert!(answers.iter().all(|answer| answer["response"]["info"] == discovered["info"]));
    }
}
