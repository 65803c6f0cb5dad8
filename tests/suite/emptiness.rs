//! Lists by `empty` and `not_empty` among more records than are looked at one after the other: each combination gives what counting
//! by hand gives, on pages and by cursor, forwards and backwards; and the index of filled fields is what finds them.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::calls::each;
use crate::inspect::Inspector;
use crate::listening::Statements;
use crate::plans::{self, plan};
use crate::service::{Person, Service, databases};
use crate::statements::filled;

const LEADS: usize = 2600;

/// The fields of a lead, each with the leads that have it: many, some, and the last ones alone.
fn has(field: &str, number: usize) -> bool {
    match field {
        "email" => number.is_multiple_of(2),
        "phone" => number.is_multiple_of(3),
        "surname" => number % 500 == 7,
        "designation" => number > 2500,
        "company" => number.is_multiple_of(7),
        _ => false,
    }
}

/// Makes the leads; the id of each.
fn make(service: &Service, ana: &Person) -> Vec<i64> {
    let numbers: Vec<usize> = (0..LEADS).collect();
    let mut ids = Vec::new();
    for part in numbers.chunks(1000) {
        let records = part.iter().map(|number| {
            let mut lead =
                json!({ "name": format!("Lead {number}"), "mobile": "+52 33 1234 5678", "external_ids": { "n": number.to_string() } });
            for field in ["email", "phone", "surname", "designation", "company"].into_iter().filter(|field| has(field, *number)) {
                lead[field] =
                    if field == "email" { json!(format!("n{number}@example.com")) } else { json!(format!("+52 33 5555 {number:04}")) };
            }
            lead
        });
        let reply = service.call(ana, "Sync.Upsert", json!({ "entity": "lead", "records": records.collect::<Vec<_>>() }));
        let results = reply["results"].as_array().expect("results");
        ids.extend(results.iter().map(|result| result["id"].as_i64().unwrap_or_else(|| panic!("{result}"))));
    }
    ids
}

fn walked(service: &Service, ana: &Person, asked: &Value) -> (Vec<i64>, Value) {
    let (mut met, mut cursor, mut total) = (Vec::new(), Value::Null, Value::Null);
    loop {
        let mut parameters = asked.clone();
        (parameters["cursor"], parameters["pagination"], parameters["fields"]) = (cursor, json!(400), json!([]));
        let reply = service.call(ana, "GetLeads", parameters);
        met.extend(each(&reply["leads"], "id").iter().filter_map(Value::as_i64));
        (cursor, total) = (reply["next_cursor"].clone(), if total.is_null() { reply["total"].clone() } else { total });
        if cursor.is_null() {
            return (met, total);
        }
        assert!(met.len() <= LEADS, "the walk does not end");
    }
}

#[test]
fn each_combination_gives_what_counting_by_hand_gives() {
    let combinations: [(&[&str], &[&str]); 10] = [
        (&["email"], &[]),
        (&[], &["email"]),
        (&[], &["surname"]),
        (&[], &["designation"]),
        (&["email", "phone"], &["company"]),
        (&["surname"], &["designation", "email"]),
        (&["notes"], &[]),
        (&[], &["notes"]),
        (&["email"], &["email"]),
        (&["mobile"], &[]),
    ];
    for database in databases() {
        let service = Service::start_without_errands(database);
        let (ana, eva) = (service.register("Ana"), service.register("Eva"));
        service.call(&eva, "CreateLead", json!({ "name": "Eva's", "email": "eva@example.com", "surname": "A", "designation": "B" }));
        let ids = make(&service, &ana);
        for (empty, filled) in combinations {
            let fits = |number: usize| {
                let has = |field: &&str| *field == "mobile" || has(field, number);
                empty.iter().all(|field| !has(field)) && filled.iter().all(has)
            };
            let expected: Vec<i64> = ids.iter().enumerate().filter(|(number, _)| fits(*number)).map(|(_, id)| *id).collect();
            let asked = json!({ "empty": empty, "not_empty": filled });
            assert_eq!(walked(&service, &ana, &asked), (expected.clone(), json!(expected.len())), "{asked}");
            let backwards = json!({ "empty": empty, "not_empty": filled, "sort": "-id" });
            let reversed: Vec<i64> = expected.iter().rev().copied().collect();
            assert_eq!(walked(&service, &ana, &backwards), (reversed, json!(expected.len())), "{backwards}");
            for (page, size) in [(1, 7), (2, 7), (expected.len().div_ceil(7).max(1), 7), (3, 300), (1000, 7)] {
                let asked = json!({ "empty": empty, "not_empty": filled, "page": page, "pagination": size });
                let reply = service.call(&ana, "GetLeads", asked.clone());
                let some: Vec<i64> = expected.iter().skip((page - 1) * size).take(size).copied().collect();
                assert_eq!((each(&reply["leads"], "id"), &reply["total"]), (each_number(&some), &json!(expected.len())), "{asked}");
            }
        }
    }
}

fn each_number(ids: &[i64]) -> Vec<Value> {
    ids.iter().map(|id| json!(id)).collect()
}

/// The statements that look for records are those with the expression of the index.
#[test]
fn each_list_finds_them_along_its_index() {
    for database in databases() {
        let statements = Statements::of(&database);
        let service = Service::start_without_errands(database);
        let ana = service.register("Ana");
        filled(&service, &ana);
        make(&service, &ana);
        let mut inspector = Inspector::open(&service.database.url);
        let (mut complaints, mut seen) = (Vec::new(), BTreeMap::new());
        for (method, params) in plans::lists(&service.get("/openrpc.json").document()) {
            // What is due is narrowed by its date.
            let Some(field) = params["empty"].pointer("/anyOf/0/items/enum/0").filter(|_| !params.contains_key("until")) else { continue };
            for filter in ["empty", "not_empty"] {
                statements.take();
                service.call(&ana, &method, json!({ filter: [field], "pagination": 2 }));
                let sent = statements.take();
                let patterned: Vec<&String> = sent.iter().filter(|statement| statement.contains("IS NULL THEN 0 ELSE 1 END")).collect();
                *seen.entry(method.clone()).or_insert(0) += patterned.len();
                for statement in patterned {
                    let plan = plan(&service, &mut inspector, statement);
                    // How few records are counted is for PostgreSQL to choose: it knows how many there are.
                    let may_choose = !service.database.is_sqlite() && statement.starts_with("SELECT COUNT");
                    let is_found = may_choose || plan.iter().any(|line| line.contains("_filled"));
                    let scans = |line: &String| line.contains("Seq Scan") || (line.starts_with("SCAN") && !harmless(line));
                    if !is_found || plan.iter().any(scans) {
                        complaints.push(format!("{method} by {filter} {field}: {plan:#?}\n{statement}"));
                    }
                }
            }
        }
        assert!(complaints.is_empty(), "{}", complaints.join("\n"));
        assert!(seen.len() > 6 && seen.values().all(|statements| *statements >= 4), "{seen:?}");
    }
}

/// What SQLite calls a scan of a list of numbers, or of the patterns that were found.
fn harmless(line: &str) -> bool {
    ["json_each", "CONSTANT ROW", "patterns", "found"].iter().any(|table| line.contains(table))
}
