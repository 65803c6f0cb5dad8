//! A complete service for one test, on a database of its own, and a client's calls to it.

use std::io::Read;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{OnceLock, mpsc};
use std::thread::JoinHandle;
use std::time::Duration;

use serde_json::{Value, json};
use ventanilla::auth::guard::Guard;
use ventanilla::auth::registration::{Profiles, Registration};
use ventanilla::config::Settings;
use ventanilla::db::connection::DatabaseAddress;
use ventanilla::db::databases::Databases;
use ventanilla::db::migrate::migrate;
use ventanilla::sentences::Language;
use ventanilla::server;
use ventanilla::store::Place;

use crate::listening::{complaints, listen};
use crate::postgres;

/// A temporary folder, removed when this value is dropped.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let name = format!("ventanilla-test-{}-{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).expect("the temporary folder can be written");
        Folder(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A database of a test's own.
pub struct Database {
    pub url: String,
    _kept_by: Keeper,
}

/// What takes a database away when it is dropped.
enum Keeper {
    Folder(#[expect(dead_code, reason = "it is held for its end")] Folder),
    Server(#[expect(dead_code, reason = "it is held for its end")] postgres::Database),
    Nobody,
}

/// One database of each kind that has its tables and no row of anybody: SQLite always, PostgreSQL where its server is found.
/// Each is a copy of one that was migrated once, because the migrations are most of what a short test would wait for.
pub fn databases() -> Vec<Database> {
    static MIGRATED: OnceLock<Vec<Content>> = OnceLock::new();
    let migrated = MIGRATED.get_or_init(|| {
        let migrated = empty_databases().into_iter().inspect(|database| {
            migrate(&DatabaseAddress::parse(&database.url).expect("a URL")).expect("the migrations run");
        });
        migrated.map(Content::of).collect()
    });
    migrated.iter().map(Content::copy).collect()
}

/// One database of each kind without a table, for what is about migrations.
pub fn empty_databases() -> Vec<Database> {
    let folder = Folder::new();
    let url = format!("sqlite:{}", folder.path().join("test.db").display());
    let sqlite = Database { url, _kept_by: Keeper::Folder(folder) };
    let postgres = postgres::new_database().map(Database::of_postgres);
    std::iter::once(sqlite).chain(postgres).collect()
}

/// What a database holds, to be copied for each test.
pub enum Content {
    Sqlite(Vec<u8>),
    Postgres(Database),
}

impl Content {
    /// The content of a database that nothing is connected to.
    pub fn of(database: Database) -> Self {
        match database.url.strip_prefix("sqlite:") {
            Some(path) => Content::Sqlite(std::fs::read(path).expect("the database is a file")),
            None => Content::Postgres(database),
        }
    }

    pub fn copy(&self) -> Database {
        match self {
            Content::Sqlite(content) => Database::of_sqlite(content),
            Content::Postgres(template) => {
                Database::of_postgres(postgres::new_database_from(&template.url).expect("the server is running"))
            }
        }
    }
}

impl Database {
    /// An existing database, which outlives the service.
    pub fn at(url: impl Into<String>) -> Self {
        Database { url: url.into(), _kept_by: Keeper::Nobody }
    }

    fn of_postgres(database: postgres::Database) -> Self {
        Database { url: database.url.clone(), _kept_by: Keeper::Server(database) }
    }

    /// A SQLite database whose file has this content.
    pub fn of_sqlite(content: &[u8]) -> Self {
        let folder = Folder::new();
        let path = folder.path().join("test.db");
        std::fs::write(&path, content).expect("the temporary folder can be written");
        Database { url: format!("sqlite:{}", path.display()), _kept_by: Keeper::Folder(folder) }
    }

    pub fn is_sqlite(&self) -> bool {
        self.url.starts_with("sqlite:")
    }
}

/// A running service.
pub struct Service {
    pub address: SocketAddr,
    pub database: Database,
    /// The folder around the service's folder of files, which is called [`FILES`].
    pub files: Folder,
    handle: actix_web::dev::ServerHandle,
    thread: Option<JoinHandle<()>>,
    agent: ureq::Agent,
}

/// The name of the folder in [`Service::files`].
pub const FILES: &str = "files";

/// The settings of a service on this database.
pub fn settings(url: &str, files: &Folder) -> Settings {
    Settings {
        databases: Databases { connections: 8, ..Databases::of(DatabaseAddress::parse(url).expect("a URL")) },
        listen: "127.0.0.1:0".parse().expect("an address"),
        language: Language::English,
        registration: Registration::Open,
        profiles: Profiles::Anyone,
        secret: None,
        token_seconds: 3600,
        body_limit: 1_048_576,
        bytes_in_flight: 67_108_864,
        write_timeout: Duration::from_secs(30),
        files: Place::Folder(files.path().join(FILES)),
        file_limit: 700_000,
        deadline: Duration::from_secs(60),
        workers: Some(2),
        proxies: 0,
        relay: None,
        public_url: None,
        guard: Guard::default(),
        calls_per_minute: 0,
        anonymous_calls_per_minute: 0,
        directory_calls_per_minute: 0,
        directory_leads_per_hour: 0,
        cors_origins: Vec::new(),
        console: true,
        demo: false,
    }
}

/// A service on each kind of database, with open registration.
pub fn services() -> Vec<Service> {
    databases().into_iter().map(|database| Service::start(database, |_| ())).collect()
}

impl Service {
    /// Starts a service with changed settings.
    pub fn start(database: Database, change: impl FnOnce(&mut Settings)) -> Self {
        Service::begin(database, change, true)
    }

    /// Starts a service without errands: it sends no mails and makes no deliveries.
    pub fn start_without_errands(database: Database) -> Self {
        Service::begin(database, |_| (), false)
    }

    /// Starts a service without errands, with changed settings.
    pub fn start_without_errands_with(database: Database, change: impl FnOnce(&mut Settings)) -> Self {
        Service::begin(database, change, false)
    }

    fn begin(database: Database, change: impl FnOnce(&mut Settings), errands: bool) -> Self {
        let files = Folder::new();
        let mut settings = settings(&database.url, &files);
        change(&mut settings);
        listen();
        let (started, starting) = mpsc::channel();
        let thread = std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let service = server::Service::open(&settings).expect("the service opens");
                let mut running = server::start(&settings, service, false).expect("the service listens");
                if !errands {
                    running.errands.clear();
                }
                started.send((running.address, running.handle)).expect("the test waits");
                running.server.await.expect("the service ends well");
            });
        });
        let (address, handle) = starting.recv().expect("the service starts");
        let config = ureq::Agent::config_builder().http_status_as_error(false).build();
        Service { address, database, files, handle, thread: Some(thread), agent: config.into() }
    }

    /// Posts a call and returns the whole reply.
    pub fn post(&self, token: Option<&str>, method: &str, parameters: Value) -> Reply {
        self.send("/api", token, &json!({ "method": method, "parameters": parameters }).to_string())
    }

    /// Posts any body to any path.
    pub fn send(&self, path: &str, token: Option<&str>, body: &str) -> Reply {
        let mut request = self.agent.post(format!("http://{}{path}", self.address)).header("Content-Type", "application/json");
        if let Some(token) = token {
            request = request.header("Authorization", format!("Bearer {token}"));
        }
        Reply::read(request.send(body).expect("an answer"))
    }

    /// Posts with these headers alone.
    pub fn send_with(&self, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Reply {
        let mut request = self.agent.post(format!("http://{}{path}", self.address));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Reply::read(request.send(body).expect("an answer"))
    }

    /// Sends a browser's preflight request.
    pub fn options(&self, path: &str, headers: &[(&str, &str)]) -> Reply {
        let mut request = self.agent.options(format!("http://{}{path}", self.address));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Reply::read(request.call().expect("an answer"))
    }

    pub fn get(&self, path: &str) -> Reply {
        self.get_with(path, &[])
    }

    pub fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Reply {
        let request = self.agent.get(format!("http://{}{path}", self.address));
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        Reply::read(request.call().expect("an answer"))
    }

    /// A new user with a first profile.
    pub fn register(&self, name: &str) -> Person {
        let email = format!("{}@example.com", name.to_lowercase());
        let parameters =
            json!({ "name": name, "email": email, "company": format!("{name}'s"), "password": PASSWORD, "c_password": PASSWORD });
        let reply = self.post(None, "Auth.Register", parameters).success();
        let token = reply["token"].as_str().expect("a token").to_owned();
        let profiles = self.post(Some(&token), "Profiles.GetProfiles", json!({})).success();
        Person {
            user_id: reply["user"]["id"].as_i64().expect("an id"),
            profile_id: profiles["profiles"][0]["id"].as_i64().expect("a profile"),
            email,
            token,
        }
    }

    /// Calls a method in the person's own profile, which must succeed.
    pub fn call(&self, person: &Person, method: &str, parameters: Value) -> Value {
        self.try_call(person, method, parameters).success()
    }

    /// Calls a method in the person's own profile.
    pub fn try_call(&self, person: &Person, method: &str, mut parameters: Value) -> Reply {
        parameters["profile_id"] = json!(person.profile_id);
        self.post(Some(&person.token), method, parameters)
    }

    /// Calls a method with the person's profile if it takes one, and without it otherwise.
    pub fn try_call_or_bare(&self, person: &Person, method: &str, parameters: Value) -> Reply {
        let registry = ventanilla::modules::registry();
        let (_, entry) = registry.find(None, method).expect("a method");
        match entry.access.role {
            Some(_) => self.try_call(person, method, parameters),
            None => self.post(Some(&person.token), method, parameters),
        }
    }

    /// The id of the entry with this name.
    pub fn entry(&self, person: &Person, catalog: &str, name: &str) -> i64 {
        let entries = self.call(person, "Catalogs.GetEntries", json!({ "catalog": catalog, "with_retired": true }));
        let entries = entries["entries"].as_array().expect("entries").clone();
        let found = entries.iter().find(|entry| entry["name"] == name).unwrap_or_else(|| panic!("{catalog} has {name}"));
        found["id"].as_i64().expect("an id")
    }

    /// The parameters of a new company, with the required fields alone.
    pub fn company(&self, person: &Person, name: &str) -> Value {
        json!({
            "name": name,
            "type_id": self.entry(person, "company_types", "Customer"),
            "industry_id": self.entry(person, "company_industries", "Retail"),
        })
    }

    /// Creates a company and returns it.
    pub fn create_company(&self, person: &Person, name: &str) -> Value {
        self.call(person, "Companies.CreateCompany", self.company(person, name))["company"].clone()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let stopping = self.handle.stop(false);
        let _ = std::thread::spawn(move || actix_web::rt::System::new().block_on(stopping)).join();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
        let complaints = complaints(&self.database.url);
        if !std::thread::panicking() {
            assert!(complaints.is_empty(), "{complaints:#?}");
        }
    }
}

pub const PASSWORD: &str = "correct horse battery";

/// A signed-in user with their own profile.
#[derive(Debug, Clone)]
pub struct Person {
    pub user_id: i64,
    pub profile_id: i64,
    pub email: String,
    pub token: String,
}

/// A reply to a request.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub text: String,
    /// The body as bytes: a picture, for example.
    pub bytes: Vec<u8>,
}

impl Reply {
    fn read(response: ureq::http::Response<ureq::Body>) -> Self {
        let (parts, body) = response.into_parts();
        let headers = parts.headers.iter().map(|(name, value)| (name.to_string(), value.to_str().unwrap_or_default().to_owned()));
        let mut bytes = Vec::new();
        body.into_reader().read_to_end(&mut bytes).expect("a body");
        Reply { status: parts.status.as_u16(), headers: headers.collect(), text: String::from_utf8_lossy(&bytes).into_owned(), bytes }
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The body as JSON that is no envelope, such as the definition.
    pub fn document(&self) -> Value {
        assert_eq!(self.status, 200, "{}", self.text);
        serde_json::from_str(&self.text).expect("JSON")
    }

    /// The body as an envelope, which it must be.
    pub fn envelope(&self) -> Value {
        let envelope: Value = serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("a reply is JSON: {}", self.text));
        let keys: Vec<&String> = envelope.as_object().expect("an object").keys().collect();
        assert_eq!(keys, ["error", "response", "success"], "{}", self.text);
        envelope
    }

    /// The response of a call, which must have succeeded.
    #[track_caller]
    pub fn success(&self) -> Value {
        let envelope = self.envelope();
        assert!(self.status == 200 && envelope["success"] == true && envelope["error"].is_null(), "{} {}", self.status, self.text);
        envelope["response"].clone()
    }

    /// The details of a call, which must have failed with this code.
    #[track_caller]
    pub fn failure(&self, code: &str) -> Value {
        let envelope = self.envelope();
        assert!(envelope["success"] == false && envelope["response"]["code"] == code, "{code} was expected: {} {}", self.status, self.text);
        let known = ventanilla::error::CODES.iter().find(|known| known.name == code).expect("a code of the contract");
        assert_eq!(self.status, known.status, "{}", self.text);
        assert!(envelope["error"].as_str().is_some_and(|sentence| !sentence.is_empty()), "{}", self.text);
        assert_eq!(envelope["response"]["request_id"].as_str(), self.header("x-request-id"), "{}", self.text);
        envelope["response"]["details"].clone()
    }

    /// The paths of the wrong parameters, in alphabetical order.
    #[track_caller]
    pub fn wrong(&self) -> Vec<String> {
        let details = self.failure("invalid_parameters");
        let mut paths: Vec<String> =
            details.as_array().expect("details").iter().map(|problem| problem["path"].as_str().expect("a path").to_owned()).collect();
        paths.sort();
        paths
    }
}
