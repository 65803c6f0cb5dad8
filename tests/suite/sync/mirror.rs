//! Complete jobs: a mirror and a follower beside eight writers, while nodes are killed. In the end both sides are equal.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Sender, channel};

use serde_json::{Value, json};

use super::job::{Call, Follower, Mirror};
use crate::crash::{Account, Caller, Node, wait_for_writers};
use crate::inspect::Inspector;
use crate::service::{Database, databases};

const WRITERS: usize = 8;

/// Creates, edits and deletes records of the writer's own, and edits one that all writers share, until it is over. A missing
/// answer is not waited for.
fn write(call: Call<'_>, prefix: &str, account: &Account, shared: &Value, over: &AtomicBool, acknowledged: &Sender<()>) {
    for number in 0_usize.. {
        let step = |method: &str, parameters: Value| {
            let response = call(method, parameters)?;
            // A send fails when the test has counted enough acknowledgements.
            let _ = acknowledged.send(());
            Some(response)
        };
        if over.load(Ordering::Relaxed) {
            return;
        }
        let name = format!("{prefix} {number}");
        step("Companies.EditCompany", json!({ "company_id": shared, "bio": name }));
        let company =
            json!({ "name": name, "type_id": account.types[number % 2], "industry_id": account.industries[0], "bio": "Panadería" });
        let Some(company) = step("Companies.CreateCompany", company) else {
            std::thread::yield_now();
            continue;
        };
        let id = &company["company"]["id"];
        step("Companies.EditCompany", json!({ "company_id": id, "bio": name }));
        if number % 3 == 1 {
            step("Companies.DeleteCompany", json!({ "company_id": id }));
        }
    }
}

/// The jobs that keep up with the writers.
#[derive(Default)]
struct Jobs {
    mirror: Mirror,
    follower: Follower,
}

impl Jobs {
    fn keep_up(&mut self, call: Call<'_>, over: &AtomicBool) {
        while !over.load(Ordering::Relaxed) {
            let steps = (self.mirror.step(call, 7), self.follower.step(call, 11));
            if steps == (None, None) {
                std::thread::yield_now();
            }
        }
    }

    /// Follows to the end, when nobody writes any more, and compares both jobs with the database.
    fn conclude(&mut self, call: Call<'_>, url: &str) {
        while self.mirror.step(call, 1000).expect("an answer") {}
        while self.follower.step(call, 1000).expect("an answer") {}
        self.mirror.compare(call);
        let stored = Inspector::open(url).number("SELECT count(*) FROM changes WHERE entity <> 'notification'");
        assert_eq!(i64::try_from(self.follower.seen).expect("a few"), stored, "each change is seen once");
        // A second follower from the beginning, with parts of another length, sees as many changes.
        let mut again = Follower::default();
        while again.step(call, 137).expect("an answer") {}
        assert_eq!(again.seen, self.follower.seen);
    }
}

/// A profile with eight writers and the jobs beside them.
struct Stage {
    account: Account,
    /// The company that all writers edit.
    shared: Value,
    jobs: Jobs,
}

impl Stage {
    fn set(node: &Node) -> Self {
        let account = Account::open(node);
        let stage = Stage { account, shared: Value::Null, jobs: Jobs::default() };
        let Account { types, industries, .. } = &stage.account;
        let company = json!({ "name": "De todos", "type_id": types[0], "industry_id": industries[0] });
        let created = stage.caller(node)("Companies.CreateCompany", company).expect("an answer");
        Stage { shared: created["company"]["id"].clone(), ..stage }
    }

    /// Calls methods of the profile on this node.
    fn caller(&self, node: &Node) -> impl Fn(&str, Value) -> Option<Value> + Send + use<> {
        let (caller, profile_id) = (Caller::new(node, Some(&self.account.token)), self.account.profile_id);
        move |method: &str, mut parameters: Value| {
            parameters["profile_id"] = json!(profile_id);
            caller.call(method, parameters)
        }
    }

    /// Runs the writers and jobs, spread over the nodes, until this many writes are acknowledged; then kills the first node.
    fn play(&mut self, mut nodes: Vec<Node>, enough: usize, round: usize) -> Vec<Node> {
        let over = AtomicBool::new(false);
        let (acknowledge, acknowledged) = channel();
        let writers: Vec<_> = (0..WRITERS).map(|writer| self.caller(&nodes[writer % nodes.len()])).collect();
        let of_jobs = self.caller(&nodes[0]);
        let Stage { account, shared, jobs } = self;
        std::thread::scope(|scope| {
            for (number, call) in writers.into_iter().enumerate() {
                let (account, shared, over, acknowledge) = (&*account, &*shared, &over, acknowledge.clone());
                scope.spawn(move || write(&call, &format!("Café {round}-{number}"), account, shared, over, &acknowledge));
            }
            let over = &over;
            scope.spawn(move || jobs.keep_up(&of_jobs, over));
            for _ in 0..enough {
                acknowledged.recv().expect("the service takes writes");
            }
            nodes.remove(0).crash();
            over.store(true, Ordering::Relaxed);
        });
        nodes
    }
}

/// Mirrors a profile through several nodes; the first of them is killed after each of these numbers of acknowledgements.
fn mirror_through(database: &Database, number: usize, moments: &[usize]) {
    let url = database.url.as_str();
    let mut nodes: Vec<Node> = (0..number).map(|_| Node::start(url)).collect();
    let mut stage = Stage::set(&nodes[0]);
    for (round, enough) in moments.iter().enumerate() {
        nodes = stage.play(nodes, *enough, round);
        nodes.push(Node::start(url));
    }
    wait_for_writers(url);
    let call = stage.caller(&nodes[0]);
    stage.jobs.conclude(&call, url);
    let least: usize = moments.iter().sum();
    assert!(stage.jobs.mirror.len() > 100 && stage.jobs.follower.seen > least, "there was something to mirror");
}

#[test]
fn a_profile_is_mirrored_while_eight_writers_work_and_nodes_are_killed() {
    std::thread::scope(|scope| {
        for database in databases() {
            scope.spawn(move || mirror_through(&database, if database.is_sqlite() { 1 } else { 2 }, &[5, 40, 100, 200, 300]));
        }
    });
}
