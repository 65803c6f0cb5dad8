//! Crashes and stops of the real program in the middle of its work. Every acknowledged write is there afterwards, once, with its
//! change record. A program that is asked to stop answers all of its calls first.
//!
//! Invariants: the moment of a crash depends on the number of acknowledged writes, never on a clock, so that a slow machine
//! tests the same as a fast one. A write that was sent and not acknowledged may be there or not.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;

use serde_json::{Value, json};

use crate::inspect::Inspector;
use crate::service::{Database, Folder, PASSWORD, databases};

/// A process that runs the program.
pub struct Node {
    process: Child,
    pub address: String,
    /// The log lines since the program began to listen; available at its end.
    log: Option<JoinHandle<Vec<Value>>>,
    /// The folder where the program keeps files by default.
    _folder: Folder,
}

impl Node {
    pub fn start(url: &str) -> Self {
        Node::start_with(url, &[])
    }

    /// Starts the program with these environment variables.
    pub fn start_with(url: &str, environment: &[(&str, &str)]) -> Self {
        let folder = Folder::new();
        let mut command = Command::new(env!("CARGO_BIN_EXE_ventanilla"));
        for (name, _) in std::env::vars_os() {
            // The developer's own settings are removed from the environment.
            if ["VENTANILLA_", "DATABASE_", "AWS_"].iter().any(|prefix| name.to_string_lossy().starts_with(prefix)) {
                command.env_remove(name);
            }
        }
        command.env("VENTANILLA_FILES", format!("file:{}", folder.path().display())).envs(environment.iter().copied());
        command.args(["serve", "--listen", "127.0.0.1:0", "--registration", "open", "--workers", "2", "--database-url", url]);
        let mut process = command.stdin(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the program starts");
        let mut log = BufReader::new(process.stderr.take().expect("the log is piped")).lines();
        let mut seen = Vec::new();
        let address = log.by_ref().map_while(Result::ok).find_map(|line| {
            let entry: Value = serde_json::from_str(&line).unwrap_or_default();
            seen.push(line);
            (entry["message"] == "listening").then(|| entry["address"].as_str().expect("an address").to_owned())
        });
        let address = address.unwrap_or_else(|| panic!("the program does not listen: {}", seen.join("\n")));
        // The log is read to its end: a full pipe would stop the program.
        let log = log.map_while(Result::ok).map(|line| serde_json::from_str(&line).unwrap_or_default());
        Node { process, address, log: Some(std::thread::spawn(move || log.collect())), _folder: folder }
    }

    pub fn crash(mut self) {
        self.process.kill().expect("the process is ours");
        self.process.wait().expect("the process ends");
    }

    /// Asks the program to stop, and waits until it has.
    fn stop(mut self) -> ExitStatus {
        let asked = Command::new("kill").args(["-TERM", &self.process.id().to_string()]).status().expect("there is a kill");
        assert!(asked.success());
        self.process.wait().expect("the process ends")
    }

    /// Stops the program, and returns its log.
    pub fn into_log(mut self) -> Vec<Value> {
        let log = self.log.take().expect("the log is read");
        assert!(self.stop().success());
        log.join().expect("the log ends")
    }

    /// Calls a method; `None` if no answer comes.
    fn call(&self, token: Option<&str>, method: &str, parameters: Value) -> Option<Value> {
        Caller::new(self, token).call(method, parameters)
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A client with its own connection.
pub struct Caller {
    agent: ureq::Agent,
    url: String,
    token: Option<String>,
}

impl Caller {
    pub fn new(node: &Node, token: Option<&str>) -> Self {
        let agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
        Caller { agent, url: format!("http://{}/api", node.address), token: token.map(ToOwned::to_owned) }
    }

    /// The reply to a body, as text; `None` if no reply comes.
    pub fn send(&self, body: &Value) -> Option<String> {
        let mut request = self.agent.post(&self.url).header("Content-Type", "application/json");
        if let Some(token) = &self.token {
            request = request.header("Authorization", format!("Bearer {token}"));
        }
        request.send(body.to_string()).ok()?.body_mut().read_to_string().ok()
    }

    /// The response of a call; `None` if no reply comes, or if the service only says that it is about to stop.
    pub fn call(&self, method: &str, parameters: Value) -> Option<Value> {
        let envelope: Value = serde_json::from_str(&self.send(&json!({ "method": method, "parameters": parameters }))?).ok()?;
        if envelope["response"]["code"] == "unavailable" {
            return None;
        }
        assert_eq!(envelope["success"], true, "{method}: {envelope}");
        Some(envelope["response"].clone())
    }
}

/// The signed-in user of a test, with their profile.
#[derive(Clone)]
pub struct Account {
    pub token: String,
    pub profile_id: i64,
    /// Two company types and two industries: the companies are spread over them.
    pub types: Vec<i64>,
    pub industries: Vec<i64>,
}

impl Account {
    pub fn open(node: &Node) -> Self {
        let parameters =
            json!({ "name": "Ana", "email": "ana@example.com", "company": "Ana's", "password": PASSWORD, "c_password": PASSWORD });
        let token = node.call(None, "Auth.Register", parameters).expect("an answer")["token"].as_str().expect("a token").to_owned();
        let ask = |method: &str, parameters: Value| node.call(Some(&token), method, parameters).expect("an answer");
        let profile_id = ask("Profiles.GetProfiles", json!({}))["profiles"][0]["id"].as_i64().expect("an id");
        let two =
            |list: &Value| list.as_array().expect("a list").iter().take(2).map(|entry| entry["id"].as_i64().expect("an id")).collect();
        Account {
            types: two(&ask("Companies.GetTypes", json!({ "profile_id": profile_id }))["types"]),
            industries: two(&ask("Companies.GetIndustries", json!({ "profile_id": profile_id }))["industries"]),
            profile_id,
            token,
        }
    }

    fn ask(&self, node: &Node, method: &str, mut parameters: Value) -> Value {
        parameters["profile_id"] = json!(self.profile_id);
        node.call(Some(&self.token), method, parameters).expect("an answer")
    }

    /// All companies of a list, read page by page, as names by client number; and the list's total.
    pub fn list(&self, node: &Node, filter: Value) -> (i64, BTreeMap<String, String>) {
        let mut found = BTreeMap::new();
        for page in 1.. {
            let mut parameters = filter.clone();
            parameters["pagination"] = json!(300);
            parameters["page"] = json!(page);
            let reply = self.ask(node, "Companies.GetCompanies", parameters);
            for company in reply["companies"].as_array().expect("companies") {
                let text = |key: &str| company[key].as_str().expect("a text").to_owned();
                let repeated = found.insert(text("client_number"), text("name"));
                assert!(repeated.is_none(), "{} is listed twice", company["client_number"]);
            }
            if reply["last_page"] == page {
                return (reply["total"].as_i64().expect("a number"), found);
            }
        }
        unreachable!("a list has a last page")
    }
}

/// How far a write of a company got.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Step {
    #[default]
    Never,
    Sent,
    Acknowledged,
}

/// The writer's knowledge of a company: how far each of its writes got.
#[derive(Debug, Default)]
struct Known {
    created: Step,
    renamed: Step,
    deleted: Step,
}

/// The companies that were sent, by client number.
type Sent = BTreeMap<String, Known>;

const BEFORE: &str = "Café Núñez";
const AFTER: &str = "Café Luna";
const WRITERS: usize = 6;

/// Creates companies, renames some and deletes some, until no answer comes.
fn write(caller: &Caller, account: &Account, prefix: &str, acknowledged: &Sender<()>) -> Sent {
    let mut sent = Sent::new();
    for number in 0_usize.. {
        let client_number = format!("{prefix}-{number}");
        let known = sent.entry(client_number.clone()).or_default();
        let step = |step: &mut Step, method: &str, parameters: Value| {
            *step = Step::Sent;
            let response = caller.call(method, parameters)?;
            *step = Step::Acknowledged;
            // A send fails when the test has counted enough acknowledgements.
            let _ = acknowledged.send(());
            Some(response)
        };
        let company = json!({
            "profile_id": account.profile_id,
            "name": BEFORE,
            "client_number": client_number,
            "type_id": account.types[number % 2],
            "industry_id": account.industries[number / 2 % 2],
        });
        let Some(created) = step(&mut known.created, "Companies.CreateCompany", company) else { return sent };
        let id = &created["company"]["id"];
        if number % 3 == 1 {
            let change = json!({ "profile_id": account.profile_id, "company_id": id, "name": AFTER, "type_id": account.types[1] });
            let Some(_) = step(&mut known.renamed, "Companies.EditCompany", change) else { return sent };
        }
        if number % 5 == 4 {
            let named = json!({ "profile_id": account.profile_id, "company_id": id });
            let Some(_) = step(&mut known.deleted, "Companies.DeleteCompany", named) else { return sent };
        }
    }
    sent
}

/// Runs several writers at once, ends the node after this many acknowledgements, and returns what the writers know.
fn write_until<T>(node: Node, account: &Account, round: usize, enough: usize, end: impl FnOnce(Node) -> T) -> (Sent, T) {
    let (acknowledge, acknowledged): (Sender<()>, Receiver<()>) = channel();
    std::thread::scope(|scope| {
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| {
                let (caller, acknowledge) = (Caller::new(&node, Some(&account.token)), acknowledge.clone());
                scope.spawn(move || write(&caller, account, &format!("R{round}-W{writer}"), &acknowledge))
            })
            .collect();
        drop(acknowledge);
        for _ in 0..enough {
            acknowledged.recv().expect("the service takes writes");
        }
        let ended = end(node);
        let mut sent = Sent::new();
        for writer in writers {
            sent.extend(writer.join().expect("a writer ends when no answer comes"));
        }
        (sent, ended)
    })
}

/// Compares the service's records with the writes that it acknowledged.
fn compare(node: &Node, account: &Account, url: &str, sent: &Sent) {
    let (total, listed) = account.list(node, json!({}));
    assert_eq!(total, i64::try_from(listed.len()).expect("a few"));
    for (client_number, known) in sent {
        match (listed.get(client_number), known) {
            (None, Known { deleted: Step::Never, created, .. }) => assert_ne!(*created, Step::Acknowledged, "{client_number} is lost"),
            (None, _) => {}
            (Some(_), Known { deleted: Step::Acknowledged, .. }) => panic!("{client_number} was deleted and is back"),
            (Some(name), Known { renamed: Step::Never, .. }) => assert_eq!(name, BEFORE, "{client_number}"),
            (Some(name), Known { renamed: Step::Acknowledged, .. }) => assert_eq!(name, AFTER, "{client_number} has lost its new name"),
            (Some(_), Known { renamed: Step::Sent, .. }) => {}
        }
    }
    let strangers: Vec<&String> = listed.keys().filter(|client_number| !sent.contains_key(*client_number)).collect();
    assert!(strangers.is_empty(), "nobody sent {strangers:?}");

    // The counters agree with the rows.
    let mut inspector = Inspector::open(url);
    let filters = [("company_type", "type_id", &account.types), ("company_industry", "industry_id", &account.industries)];
    for (filter, column, ids) in filters {
        for id in ids {
            let counted = inspector.number(&format!("SELECT count(*) FROM companies WHERE {column} = {id}"));
            let (total, found) = account.list(node, json!({ filter: id }));
            assert_eq!((total, found.len()), (counted, usize::try_from(counted).expect("a few")), "{filter} {id}");
        }
    }

    // The search finds all companies that are there, and no other.
    for writer in sent.keys().filter_map(|client_number| client_number.rsplit_once('-')).map(|(writer, _)| writer).collect::<BTreeSet<_>>()
    {
        let prefix = format!("{writer}-");
        let expected: BTreeMap<_, _> = listed.clone().into_iter().filter(|(client_number, _)| client_number.starts_with(&prefix)).collect();
        let (total, found) = account.list(node, json!({ "query": prefix }));
        assert_eq!((total, &found), (i64::try_from(expected.len()).expect("a few"), &expected), "{prefix}");
    }

    // Each version of each company has one change record, and each missing company has a deletion.
    let unexplained = "SELECT client_number FROM companies WHERE version <> \
        (SELECT count(*) FROM changes WHERE entity = 'company' AND record_id = companies.id AND changes.profile_id = companies.profile_id)";
    assert_eq!(inspector.texts(unexplained), Vec::<String>::new(), "changes of these are missing or repeated");
    let vanished = "SELECT record_id FROM changes WHERE entity = 'company' AND record_id NOT IN (SELECT id FROM companies) \
        GROUP BY record_id HAVING sum(CASE operation WHEN 'create' THEN 1 WHEN 'delete' THEN -1 ELSE 0 END) <> 0";
    assert_eq!(inspector.texts(vanished), Vec::<String>::new(), "these were created and not deleted, and are not there");

    if matches!(inspector, Inspector::Sqlite(_)) {
        assert_eq!(inspector.texts("PRAGMA integrity_check"), ["ok"]);
        assert_eq!(inspector.texts("PRAGMA foreign_key_check"), Vec::<String>::new());
    }
}

/// Waits for statements that a killed process has sent to PostgreSQL, which may still be carried out.
pub fn wait_for_the_dead(url: &str) {
    let mut inspector = Inspector::open(url);
    if matches!(inspector, Inspector::Postgres(_)) {
        let others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
        while inspector.number(others) > 0 {
            std::thread::yield_now();
        }
    }
}

fn crash_again_and_again(database: &Database, moments: &[usize]) {
    let url = database.url.as_str();
    let mut node = Node::start(url);
    let account = Account::open(&node);
    let mut sent = Sent::new();
    for (round, enough) in moments.iter().enumerate() {
        let (more, ()) = write_until(node, &account, round, *enough, Node::crash);
        let acknowledged = more.values().filter(|known| known.created == Step::Acknowledged).count();
        assert!(acknowledged > 0, "nothing was acknowledged before the crash");
        sent.extend(more);
        wait_for_the_dead(url);
        node = Node::start(url);
        compare(&node, &account, url, &sent);
    }
}

#[test]
fn what_was_acknowledged_survives_a_crash() {
    std::thread::scope(|scope| {
        for database in databases() {
            scope.spawn(move || crash_again_and_again(&database, &[1, 13, 90, 400]));
        }
    });
}

/// Repeats writes after a crash under the same idempotency keys: five acknowledged ones, and one that was not.
fn retry_after_a_crash(database: &Database) {
    let url = database.url.as_str();
    let node = Node::start(url);
    let account = Account::open(&node);
    let creation = |number: usize| {
        let parameters = json!({
            "profile_id": account.profile_id, "name": BEFORE, "type_id": account.types[0], "industry_id": account.industries[0],
        });
        json!({ "method": "CreateCompany", "parameters": parameters, "idempotency_key": format!("order-{number}") })
    };
    let caller = Caller::new(&node, Some(&account.token));
    let acknowledged: Vec<String> = (0..5).map(|number| caller.send(&creation(number)).expect("an answer")).collect();
    std::thread::scope(|scope| {
        // The sixth write is under way when the process dies: it may be made or not.
        scope.spawn(|| caller.send(&creation(5)));
        node.crash();
    });
    wait_for_the_dead(url);
    let node = Node::start(url);
    let caller = Caller::new(&node, Some(&account.token));
    for (number, reply) in acknowledged.iter().enumerate() {
        assert_eq!(caller.send(&creation(number)).as_ref(), Some(reply));
    }
    assert_eq!(caller.send(&creation(5)), caller.send(&creation(5)));
    assert_eq!(Inspector::open(url).number("SELECT count(*) FROM companies"), 6);
}

#[test]
fn a_key_outlives_a_crash() {
    std::thread::scope(|scope| {
        for database in databases() {
            scope.spawn(move || retry_after_a_crash(&database));
        }
    });
}

fn stop_in_the_middle(database: &Database) {
    let url = database.url.as_str();
    let node = Node::start(url);
    let account = Account::open(&node);
    let (sent, status) = write_until(node, &account, 0, 100, Node::stop);
    assert_eq!(status.code(), Some(0));
    // The stored companies are exactly those whose writers were told.
    let stored: BTreeSet<String> = Inspector::open(url).texts("SELECT client_number FROM companies").into_iter().collect();
    let told = sent.iter().filter(|(_, known)| known.created == Step::Acknowledged && known.deleted != Step::Acknowledged);
    assert_eq!(stored, told.map(|(client_number, _)| client_number.clone()).collect());
    compare(&Node::start(url), &account, url, &sent);
}

#[test]
fn who_asks_it_to_stop_loses_no_answer() {
    std::thread::scope(|scope| {
        for database in databases() {
            scope.spawn(move || stop_in_the_middle(&database));
        }
    });
}

#[test]
fn a_node_that_dies_takes_no_other_along() {
    let Some(database) = crate::postgres::new_database() else { return };
    let url = database.url.clone();
    let (dying, living) = (Node::start(&url), Node::start(&url));
    let account = Account::open(&living);
    let (sent, ()) = write_until(dying, &account, 0, 60, Node::crash);
    wait_for_writers(&url);
    compare(&living, &account, &url, &sent);
}

/// Waits in the same way where another node goes on, until no transaction writes.
pub fn wait_for_writers(url: &str) {
    let writing = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() \
        AND (backend_xid IS NOT NULL OR state = 'active')";
    let mut inspector = Inspector::open(url);
    while matches!(inspector, Inspector::Postgres(_)) && inspector.number(writing) > 0 {
        std::thread::yield_now();
    }
}
