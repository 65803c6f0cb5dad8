//! Upgrades: a database of an earlier release becomes one of this program in its place. No row is lost or changed, the structure
//! is that of a new database, and a kill on the way loses nothing.
//!
//! Invariants: the databases are kept as SQL, as commit 1f7a642 made them (tests/fixtures/1f7a642/make.py). The moment of a
//! kill is a statement, never a time.

use std::collections::BTreeMap;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use diesel::connection::{Instrumentation, InstrumentationEvent, SimpleConnection, set_default_instrumentation};
use serde_json::json;
use ventanilla::db::connection::DatabaseAddress;
use ventanilla::db::migrate::migrate;
use ventanilla::fields::Named;
use ventanilla::fields::folding::VERSION;
use ventanilla::records::feedback::Feedback;
use ventanilla::records::interaction::Interaction;
use ventanilla::records::invitation::Invitation;
use ventanilla::records::lead::Lead;
use ventanilla::records::order::Order;
use ventanilla::records::quotation::Quotation;
use ventanilla::records::service::Service as ServiceSold;
use ventanilla::records::vehicle::Vehicle;

use crate::calls::{each, login, wait_for_search_index};
use crate::inspect::Inspector;
use crate::migrations::structure;
use crate::revival::{revivable, revived};
use crate::service::{Database, PASSWORD, Person, Service, databases, empty_databases};

const SQLITE: &str = include_str!("../fixtures/1f7a642/sqlite.sql");
const POSTGRES: &str = include_str!("../fixtures/1f7a642/postgres.sql");

/// The number of migrations in that release.
const HAD: usize = 12;

impl Database {
    fn sql_of_before(&self) -> &'static str {
        if self.is_sqlite() { SQLITE } else { POSTGRES }
    }

    /// An application token from that release.
    fn token_of_before(&self) -> &'static str {
        self.sql_of_before().lines().next().and_then(|line| line.strip_prefix("-- application token: ")).expect("its first line says it")
    }
}

/// The databases in the state that the earlier release left.
fn of_before() -> Vec<Database> {
    let databases = empty_databases();
    for database in &databases {
        let sql = database.sql_of_before();
        match Inspector::open(&database.url) {
            Inspector::Sqlite(connection) => connection.execute_batch(sql).expect("SQLite takes what it gave"),
            Inspector::Postgres(mut connection) => connection.batch_execute(sql).expect("PostgreSQL takes what it gave"),
        }
    }
    databases
}

/// The rows of each table before the upgrade, without columns that are folded anew and without the service's own notes. Each profile
/// gets a pipeline, to which its stages then belong: that is a new entry, and a change of each stage.
struct Kept {
    columns: BTreeMap<String, Vec<String>>,
    rows: BTreeMap<String, Vec<String>>,
}

impl Kept {
    fn of(url: &str) -> Self {
        let mut inspector = Inspector::open(url);
        let mut columns = BTreeMap::new();
        for table in inspector.tables() {
            let mut named = inspector.columns(&table);
            named.retain(|column| !["search_text", "email_folded", "rfc_folded"].contains(&column.as_str()));
            columns.insert(table, named);
        }
        columns.remove("__diesel_schema_migrations");
        let rows = rows(&mut inspector, &columns);
        Kept { columns, rows }
    }

    /// Checks that the columns and rows from before are unchanged.
    #[track_caller]
    fn assert_is_kept(&self, url: &str) {
        let now = rows(&mut Inspector::open(url), &self.columns);
        for (table, before) in &self.rows {
            assert_eq!(&now[table], before, "{table}");
        }
    }
}

fn rows(inspector: &mut Inspector, columns: &BTreeMap<String, Vec<String>>) -> BTreeMap<String, Vec<String>> {
    let mut rows = BTreeMap::new();
    for (table, columns) in columns {
        let condition = match table.as_str() {
            "settings" => "name = 'secret'",
            "catalog_entries" => "catalog NOT IN ('stages', 'pipelines')",
            "changes" => "NOT (entity = 'catalog_entry' AND user_id IS NULL)",
            "counters" => "facet NOT IN ('catalog_entries', 'revision')",
            _ => "1 = 1",
        };
        rows.insert(table.clone(), inspector.rows_of(table, columns, condition));
        if table == "catalog_entries" {
            let mut own = columns.clone();
            own.retain(|column| !["version", "updated_at", "parent_id"].contains(&column.as_str()));
            rows.insert("stages".to_owned(), inspector.rows_of(table, &own, "catalog = 'stages'"));
        }
    }
    rows
}

fn folding(url: &str) -> Vec<String> {
    Inspector::open(url).texts("SELECT name || ' ' || value FROM settings WHERE name LIKE 'folding%' ORDER BY name")
}

fn of_a_new_database(like: &Database) -> Vec<String> {
    let new = databases().into_iter().find(|new| new.is_sqlite() == like.is_sqlite()).expect("there are databases of both kinds");
    structure(&new.url)
}

/// Signs in the user of the earlier release whose profile has records of each kind.
fn rosa(service: &Service) -> Person {
    let reply = login(service, "rosa@example.com", PASSWORD).success();
    let token = reply["token"].as_str().expect("a token").to_owned();
    let profile = service.post(Some(&token), "Profiles.GetProfiles", json!({})).success()["profiles"][0]["id"].as_i64().expect("an id");
    Person { user_id: reply["user"]["id"].as_i64().expect("an id"), profile_id: profile, email: "rosa@example.com".to_owned(), token }
}

/// Checks that a service can work with the upgraded database as with a new one.
fn assert_is_of_use(database: Database) {
    let (token, url) = (database.token_of_before(), database.url.clone());
    // The errands are off: they would send the mails and deliveries that have waited.
    let service = Service::start_without_errands(database);
    let ana = login(&service, "ana@example.com", "ventanilla-demo").success();
    assert!(!ana["token"].is_null(), "{ana}");
    let rosa = rosa(&service);
    wait_for_search_index(&service);
    for (method, plural) in [
        ("Companies.GetCompanies", "companies"),
        ("Contacts.GetContacts", "contacts"),
        ("Products.GetProducts", "products"),
        ("Opportunities.GetOpportunities", "opportunities"),
        ("Tickets.GetTickets", "tickets"),
    ] {
        let all = service.call(&rosa, method, json!({ "pagination": 100, "page": 1 }));
        assert_eq!((each(&all[plural], "id").len(), &all["total"]), (5, &json!(5)), "{method}");
        for query in ["STRASSENBAU", "lodz", "orsted", "dang thor", "CAFE NUNEZ"] {
            let found = service.call(&rosa, method, json!({ "query": query, "pagination": 100, "page": 1 }));
            assert_eq!(each(&found[plural], "id").len(), 1, "{method} {query}");
        }
    }
    let nunez = service.call(&rosa, "Companies.GetCompanies", json!({ "query": "cafe nunez" }))["companies"][0].clone();
    assert_eq!((&nunez["version"], &nunez["bio"], &nunez["external_ids"]["erp"]), (&json!(3), &json!("Tuestan café."), &json!("C-4")));
    let asked = json!({ "profile_id": rosa.profile_id, "company_id": { "erp": "C-4" }, "bio": "Muelen café." });
    let edited = service.post(Some(token), "Companies.EditCompany", asked).success()["company"].clone();
    assert_eq!((&edited["version"], &edited["bio"]), (&json!(4), &json!("Muelen café.")));
    let made = service.create_company(&rosa, "Nueva")["id"].as_i64().expect("an id");
    assert!(made > Inspector::open(&url).number("SELECT max(record_id) FROM changes WHERE entity = 'company' AND operation = 'delete'"));
    let deliveries = service.call(&rosa, "Webhooks.GetDeliveries", json!({ "pagination": 10 }));
    assert!(deliveries["total"].as_i64().expect("a number") > 25, "{deliveries}");
    let notified = Inspector::open(&url).number("SELECT count(*) FROM mails WHERE due_at IS NOT NULL");
    assert_eq!(notified, 6, "what was to be mailed still is");
    let feed = service.call(&rosa, "Sync.GetChanges", json!({ "limit": 500 }));
    let kept = Inspector::open(&url).number(&format!(
        "SELECT count(*) FROM changes WHERE profile_id = {} AND entity NOT IN ('notification', 'application_token', 'webhook')",
        rosa.profile_id
    ));
    assert_eq!((each(&feed["changes"], "id").len(), &feed["more"]), (usize::try_from(kept).expect("some"), &json!(false)));
}

#[test]
fn a_database_of_an_earlier_release_is_brought_up_to_date_where_it_is() {
    for database in of_before() {
        let kept = Kept::of(&database.url);
        for (table, rows) in &kept.rows {
            assert!(!rows.is_empty(), "the earlier release has left nothing in {table}");
        }
        let applied = migrate(&DatabaseAddress::parse(&database.url).expect("a URL")).expect("it is brought up to date");
        assert_eq!(applied.len(), crate::migrations::names().len() - HAD, "{applied:?}");
        kept.assert_is_kept(&database.url);
        assert_eq!(structure(&database.url), of_a_new_database(&database));
        assert_eq!(folding(&database.url), [format!("folding {VERSION}")]);
        // These kinds are newer than that release; vehicles exist in the tests alone.
        let newer = [
            ServiceSold::ENTITY,
            Lead::ENTITY,
            Quotation::ENTITY,
            Order::ENTITY,
            Interaction::ENTITY,
            Feedback::ENTITY,
            Invitation::ENTITY,
            Vehicle::ENTITY,
        ];
        let of_then: Vec<_> = revivable().into_iter().filter(|entity| !newer.contains(entity)).collect();
        assert_eq!(revived(&database.url), of_then, "it has some of each kind");
        assert_is_of_use(database);
    }
}

/// The variables that tell the other process which database to upgrade, and at which statement to die.
const URL: &str = "UPGRADE_TEST_URL";
const MOMENT: &str = "UPGRADE_TEST_MOMENT";

/// Ends the process at a statement: nothing is rolled back, announced or closed.
struct Killer(usize);

impl Killer {
    fn of_environment() -> Self {
        Killer(std::env::var(MOMENT).expect("it is said").parse().expect("a number"))
    }
}

impl Instrumentation for Killer {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        static STATEMENTS: AtomicUsize = AtomicUsize::new(0);
        if matches!(event, InstrumentationEvent::StartQuery { .. }) && STATEMENTS.fetch_add(1, Ordering::SeqCst) + 1 == self.0 {
            std::process::abort();
        }
    }
}

#[test]
#[ignore = "a part of the test below, which runs it in a process of its own"]
fn bring_up_to_date_until_killed() {
    let Ok(url) = std::env::var(URL) else { return };
    set_default_instrumentation(|| Some(Box::new(Killer::of_environment()))).expect("diesel takes it");
    migrate(&DatabaseAddress::parse(&url).expect("a URL")).expect("it is brought up to date");
}

/// Upgrades a database in a process of its own, which dies before its nth statement. False if it had fewer statements.
fn is_killed_at(moment: usize, url: &str) -> bool {
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command.args(["--exact", "upgrade::bring_up_to_date_until_killed", "--ignored", "--nocapture"]);
    let output = command.env(URL, url).env(MOMENT, moment.to_string()).output().expect("it runs");
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    match output.status.code() {
        Some(0) => {
            assert!(said.contains("1 passed"), "{said}");
            false
        }
        // An exit code means a failure instead of the planned kill.
        Some(code) => panic!("it ended with {code}: {said}"),
        None => true,
    }
}

/// The upgrade is killed at its first statement, then at its second, and so on, and from the first again whenever it has got
/// further, until nothing is left to do. So a kill has happened before each statement, after each state that was committed. A
/// migration's file is sent as one statement, in the transaction of all migrations: a kill inside it commits nothing.
#[test]
fn whoever_is_killed_at_any_statement_has_lost_nothing() {
    for database in of_before() {
        let url = database.url.as_str();
        let (kept, before, after) = (Kept::of(url), structure(url), of_a_new_database(&database));
        let (mut moment, mut kills, mut reached) = (1, 0, (before.clone(), folding(url)));
        let mut stations = 0;
        while is_killed_at(moment, url) {
            kills += 1;
            let now = (structure(url), folding(url));
            assert!(now.0 == before || now.0 == after, "the migrations are applied all or none, at statement {moment}");
            kept.assert_is_kept(url);
            if now == reached {
                moment += 1;
            } else {
                (moment, reached) = (1, now);
                stations += 1;
            }
        }
        // The stations are: the migrations, the beginning and end of each table, the end of all.
        assert!(stations >= 10 && kills > 5 * stations, "killed {kills} times, between {stations} stations");
        kept.assert_is_kept(url);
        assert_eq!(structure(url), after);
        assert_eq!(folding(url), [format!("folding {VERSION}")]);
        assert_is_of_use(database);
    }
}
