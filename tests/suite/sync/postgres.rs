//! The feed over PostgreSQL's concurrent transactions: a sequence that was taken early may be committed late.
//!
//! Invariants: the transactions are the program's own write path, held open by the test as long as it needs, so that no test
//! depends on speed.

use std::sync::mpsc::{Receiver, Sender, channel};

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};
use serde_json::{Value, json};
use ventanilla::auth::registration::Registration;
use ventanilla::db::call::Call;
use ventanilla::db::connection::DatabaseAddress;
use ventanilla::db::scope::Manager;
use ventanilla::db::writes::Operator;
use ventanilla::error::{Error, Result};
use ventanilla::fields::Instant;
use ventanilla::records::company::Company;
use ventanilla::sentences::Sentence;

use crate::inspect::Inspector;
use crate::service::{Person, Service, databases};

fn service() -> Option<(Service, Person)> {
    let database = databases().into_iter().find(|database| !database.is_sqlite())?;
    let service = Service::start(database, |_| ());
    let ana = service.register("Ana");
    Some((service, ana))
}

/// The next step of an open transaction.
pub enum Order {
    Rename(i64),
    Commit,
    RollBack,
}

/// An open transaction that follows orders, and reports each one as done.
pub struct Open {
    orders: Sender<Order>,
    done: Receiver<()>,
    thread: std::thread::JoinHandle<()>,
}

impl Open {
    pub fn begin(service: &Service, ana: &Person) -> Self {
        let address = DatabaseAddress::parse(&service.database.url).unwrap();
        let ana = ana.clone();
        let (orders, to_do) = channel();
        let (say, done) = channel();
        let thread = std::thread::spawn(move || {
            let mut operator = Operator::open(&address).unwrap();
            let ended = operator.together(|together| {
                for order in to_do {
                    match order {
                        Order::Rename(id) => {
                            let call = Call::of_operator(Registration::Closed).unwrap();
                            let scope = |lease| Manager::of_operator(lease, call, ana.profile_id, ana.user_id, Instant::now());
                            together.run(scope, |manager| rename(manager, id))?;
                            say.send(()).unwrap();
                        }
                        Order::Commit => return Ok(()),
                        Order::RollBack => break,
                    }
                }
                Err(Error::Unavailable(Sentence::DatabaseBusy.into()))
            });
            assert!(matches!(ended, Ok(()) | Err(Error::Unavailable(_))), "{ended:?}");
        });
        Open { orders, done, thread }
    }

    pub fn rename(&self, company: &Value) {
        self.orders.send(Order::Rename(company["id"].as_i64().unwrap())).unwrap();
        self.done.recv().expect("it can be renamed");
    }

    pub fn end(self, order: Order) {
        self.orders.send(order).unwrap();
        self.thread.join().unwrap();
    }
}

fn rename(manager: &mut Manager, id: i64) -> Result<()> {
    let before = manager.get::<Company>(id)?;
    let renamed = Company { name: format!("{} II", before.name), ..before.record.clone() };
    manager.update(before, renamed).map(drop)
}

/// The feed's new cursor, and the changes since the old one: id and version.
fn follow(service: &Service, ana: &Person, since: &Value) -> (Value, Vec<(i64, i64)>) {
    let stretch = service.call(ana, "Sync.GetChanges", json!({ "since": since, "limit": 1000 }));
    let changes = stretch["changes"].as_array().unwrap().iter();
    let changes = changes.map(|change| (change["id"].as_i64().unwrap(), change["version"].as_i64().unwrap()));
    (stretch["cursor"].clone(), changes.collect())
}

fn edit(service: &Service, ana: &Person, company: &Value) {
    service.call(ana, "Companies.EditCompany", json!({ "company_id": company["id"], "phone": "+52 33 1234 5678" }));
}

#[test]
fn a_lower_sequence_that_is_committed_later_is_not_skipped() {
    let Some((service, ana)) = service() else { return };
    let (slow, fast) = (service.create_company(&ana, "Lenta"), service.create_company(&ana, "Rápida"));
    let (since, _) = follow(&service, &ana, &Value::Null);
    for order in [Order::Commit, Order::RollBack] {
        let (since, _) = follow(&service, &ana, &since);
        let early = Open::begin(&service, &ana);
        early.rename(&slow);
        edit(&service, &ana, &fast);
        service.call(&ana, "Companies.EditCompany", json!({ "company_id": fast["id"], "phone": null }));
        // The later sequences are visible and the earlier one is not: a reader that followed the sequence alone would skip it for
        // good.
        let mut inspector = Inspector::open(&service.database.url);
        let last = inspector.texts("SELECT record_id || ':' || sequence FROM changes ORDER BY sequence DESC LIMIT 3");
        let sequence = |line: &String| line.split_once(':').unwrap().1.parse::<i64>().unwrap();
        assert_eq!(sequence(&last[0]), sequence(&last[1]) + 1);
        assert_eq!(sequence(&last[1]), sequence(&last[2]) + 2, "one in between is taken and not there");
        let (held, shown) = follow(&service, &ana, &since);
        assert_eq!((held, shown), (since.clone(), vec![]));
        // A snapshot that begins now shows the visible changes, and its feed begins before the hidden one.
        let snapshot = service.call(&ana, "Sync.GetSnapshot", json!({ "entities": "company" }));
        let committed = matches!(order, Order::Commit);
        early.end(order);
        let version = |company: &Value| {
            let parameters = json!({ "search_by": "id", "search_value": company["id"] });
            let found = service.call(&ana, "Companies.GetCompany", parameters);
            (found["company"]["id"].as_i64().unwrap(), found["company"]["version"].as_i64().unwrap())
        };
        let ((slow, slow_version), (fast, fast_version)) = (version(&slow), version(&fast));
        let mut expected = vec![(fast, fast_version - 1), (fast, fast_version)];
        if committed {
            expected.insert(0, (slow, slow_version));
        }
        assert_eq!(follow(&service, &ana, &since).1, expected);
        assert_eq!(follow(&service, &ana, &snapshot["since"]).1, expected);
    }
}

/// Without the transactions' announcements a follower loses the change: this shows that the test above can fail.
#[test]
fn a_sequence_alone_is_not_the_order_of_commits() {
    let Some((service, ana)) = service() else { return };
    let (slow, fast) = (service.create_company(&ana, "Lenta"), service.create_company(&ana, "Rápida"));
    let mut raw = PgConnection::establish(&service.database.url).unwrap();
    raw.batch_execute("DROP TRIGGER changes_announced ON changes").unwrap();
    let (since, _) = follow(&service, &ana, &Value::Null);
    let early = Open::begin(&service, &ana);
    early.rename(&slow);
    edit(&service, &ana, &fast);
    let (since, shown) = follow(&service, &ana, &since);
    assert_eq!(shown, [(fast["id"].as_i64().unwrap(), 2)]);
    early.end(Order::Commit);
    assert_eq!(follow(&service, &ana, &since).1, []);
}

/// Transactions that begin in one order may build upon each other in the other order.
#[test]
fn versions_come_in_their_order_whoever_began_first() {
    let Some((service, ana)) = service() else { return };
    let (one, other) = (service.create_company(&ana, "Una"), service.create_company(&ana, "Otra"));
    let (since, _) = follow(&service, &ana, &Value::Null);
    let first = Open::begin(&service, &ana);
    first.rename(&one);
    // A later transaction, with a greater number, ends before the first one edits the same company.
    edit(&service, &ana, &other);
    first.rename(&other);
    first.end(Order::Commit);
    let [one, other] = [one, other].map(|company| company["id"].as_i64().unwrap());
    assert_eq!(follow(&service, &ana, &since).1, [(one, 2), (other, 2), (other, 3)]);
}

#[test]
fn nothing_is_held_up_by_who_writes_elsewhere_or_has_taken_it_back() {
    let (Some((service, ana)), Some((neighbour, sara))) = (service(), service()) else { return };
    let theirs = neighbour.create_company(&sara, "Ajena");
    let ours = service.create_company(&ana, "Nuestra");
    let (since, _) = follow(&service, &ana, &Value::Null);
    let elsewhere = Open::begin(&neighbour, &sara);
    elsewhere.rename(&theirs);
    // The transaction has rolled back everything that it wrote, and is still open.
    let mut raw = PgConnection::establish(&service.database.url).unwrap();
    let note = "INSERT INTO changes (profile_id, entity, record_id, operation, version, changed_at, record) \
        SELECT profile_id, entity, record_id, operation, version, changed_at, record FROM changes ORDER BY sequence DESC LIMIT 1";
    raw.batch_execute(&format!("BEGIN; SAVEPOINT one; {note}; ROLLBACK TO one")).unwrap();
    edit(&service, &ana, &ours);
    let id = ours["id"].as_i64().unwrap();
    let (since, shown) = follow(&service, &ana, &since);
    assert_eq!(shown, [(id, 2)]);
    // The transaction writes again, and rolls back only the later part.
    raw.batch_execute(&format!("{note}; SAVEPOINT two; {note}; ROLLBACK TO two")).unwrap();
    edit(&service, &ana, &ours);
    service.call(&ana, "Companies.EditCompany", json!({ "company_id": id, "phone": null }));
    assert_eq!(follow(&service, &ana, &since).1, []);
    raw.batch_execute("ROLLBACK").unwrap();
    assert_eq!(follow(&service, &ana, &since).1, [(id, 3)]);
    elsewhere.end(Order::Commit);
}
