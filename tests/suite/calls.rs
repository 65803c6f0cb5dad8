//! Calls that many tests share: further users, the exact problems of a refused call, the rows in the database.
//!
//! Nothing here loosens what a reply must be: [`Reply`] checks that. Looks past the endpoint into the database are for facts that
//! no method tells, such as the number of change records.

use diesel::prelude::*;
use diesel::sql_types::BigInt;
use serde_json::{Value, json};
use std::sync::Barrier;
use ventanilla::db::connection::{AnyConnection, DatabaseAddress, Purpose, open};
use ventanilla::records::member::Member;

use crate::notifications::{Mailing, as_operator};
use crate::service::{PASSWORD, Person, Reply, Service};

pub fn login(service: &Service, email: &str, password: &str) -> Reply {
    service.post(None, "Auth.Login", json!({ "email": email, "password": password }))
}

/// Signs the same user in once more, and returns them with the new token.
pub fn another_token(service: &Service, person: &Person) -> Person {
    let reply = login(service, &person.email, PASSWORD).success();
    Person { token: reply["token"].as_str().expect("a token").to_owned(), ..person.clone() }
}

/// A new user in the manager's profile.
pub fn colleague(service: &Service, manager: &Person, name: &str, role: &str) -> Person {
    let email = format!("{}@example.com", name.to_lowercase());
    let parameters = json!({ "email": email, "name": name, "role": role, "password": PASSWORD });
    let user = service.call(manager, "Profiles.AddUser", parameters)["user"].clone();
    let newcomer = Person { user_id: user["id"].as_i64().expect("an id"), email, ..manager.clone() };
    another_token(service, &newcomer)
}

/// Makes a user a member of the manager's profile, as if they had been invited and had accepted.
pub fn join(service: &Service, manager: &Person, person: &Person, role: &str) {
    let member = Member { user_id: person.user_id, role: role.to_owned(), external_ids: "{}".to_owned() };
    as_operator(&service.database.url, manager, Mailing::Off, |manager| manager.insert(member)).expect("they are no member yet");
}

/// The path and the broken rule of each problem, as in `"name required"`, in alphabetical order.
#[track_caller]
pub fn rules(reply: &Reply) -> Vec<String> {
    let details = reply.failure("invalid_parameters");
    let mut rules: Vec<String> = details
        .as_array()
        .expect("details")
        .iter()
        .map(|problem| format!("{} {}", problem["path"].as_str().expect("a path"), problem["rule"].as_str().expect("a rule")))
        .collect();
    rules.sort();
    rules
}

/// The message about the parameter at this path.
#[track_caller]
pub fn message(reply: &Reply, path: &str) -> String {
    let details = reply.failure("invalid_parameters");
    let problem = details.as_array().expect("details").iter().find(|problem| problem["path"] == path);
    problem.unwrap_or_else(|| panic!("{path} is wrong: {}", reply.text))["message"].as_str().expect("a message").to_owned()
}

/// The path of the one parameter that caused a conflict, and the sentence.
#[track_caller]
pub fn conflict(reply: &Reply) -> (String, String) {
    let details = reply.failure("conflict");
    assert_eq!(details.as_array().map(Vec::len), Some(1), "{}", reply.text);
    let path = details[0]["path"].as_str().expect("a path").to_owned();
    (path, reply.envelope()["error"].as_str().expect("a sentence").to_owned())
}

/// The value under one key, of every item of a list.
pub fn each(list: &Value, key: &str) -> Vec<Value> {
    list.as_array().expect("a list").iter().map(|item| item[key].clone()).collect()
}

pub fn keys(object: &Value) -> Vec<&str> {
    object.as_object().expect("an object").keys().map(String::as_str).collect()
}

/// Does the same work several times at once.
pub fn at_once<T: Send>(times: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let start = Barrier::new(times);
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..times)
            .map(|number| {
                let (start, work) = (&start, &work);
                scope.spawn(move || {
                    start.wait();
                    work(number)
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().expect("a call ends well")).collect()
    })
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

/// Runs a query on the database itself; the query names its one column `number`.
pub fn number(service: &Service, query: &str) -> i64 {
    let found: Number = match connection(&service.database.url) {
        AnyConnection::Sqlite(mut connection) => diesel::sql_query(query).get_result(&mut connection),
        AnyConnection::Postgres(mut connection) => diesel::sql_query(query).get_result(&mut connection),
    }
    .expect("the query succeeds");
    found.number
}

/// Changes the database itself, for states that no method can bring about.
pub fn execute(service: &Service, statement: &str) {
    try_execute(service, statement).expect("the statement succeeds");
}

/// Changes the database at this URL in the same way, where no service runs.
pub fn execute_at(url: &str, statement: &str) {
    try_execute_at(url, statement).expect("the statement succeeds");
}

/// Tries a change on the database itself that the database may refuse.
pub fn try_execute(service: &Service, statement: &str) -> QueryResult<usize> {
    try_execute_at(&service.database.url, statement)
}

fn try_execute_at(url: &str, statement: &str) -> QueryResult<usize> {
    match connection(url) {
        AnyConnection::Sqlite(mut connection) => diesel::sql_query(statement).execute(&mut connection),
        AnyConnection::Postgres(mut connection) => diesel::sql_query(statement).execute(&mut connection),
    }
}

/// A connection of the tests' own.
pub fn connection(url: &str) -> AnyConnection {
    match DatabaseAddress::parse(url).expect("a URL") {
        address @ DatabaseAddress::Sqlite(_) => open(&address, Purpose::Write).expect("the database is there"),
        // A plain connection instead of the service's own kind, so that the tests' statements are not judged.
        DatabaseAddress::Postgres(url) => AnyConnection::Postgres(PgConnection::establish(&url).expect("the database is there")),
    }
}

/// The number of change records.
pub fn changes(service: &Service) -> i64 {
    number(service, "SELECT count(*) AS number FROM changes")
}

/// Waits until the search index has caught up with the records.
pub fn wait_for_search_index(service: &Service) {
    while service.database.is_sqlite() && number(service, "SELECT count(*) AS number FROM search_backlog") > 0 {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
}
